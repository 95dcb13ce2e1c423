// SPDX-License-Identifier: Apache-2.0
// Numbers are written seven bits a byte, least first, the high bit says that more follow. A node is a byte of marks,
// its line, then its text or its children; a child of a map has its key in front.
#include "rules/pack.hpp"

namespace aidiag {
namespace {

constexpr std::string_view magic = "ai-diag rules 1\n";
constexpr unsigned quoted_mark = 4, null_mark = 8, kind_mask = 3;
constexpr int max_depth = 70;

void put(std::string& out, std::size_t n) {
  for (; n >= 128; n >>= 7) out += static_cast<char>((n & 127) | 128);
  out += static_cast<char>(n);
}

void put(std::string& out, std::string_view text) {
  put(out, text.size());
  out += text;
}

void put(std::string& out, const Tree& node) {
  const auto marks = static_cast<unsigned>(node.kind) | (node.quoted ? quoted_mark : 0) | (node.null ? null_mark : 0);
  out += static_cast<char>(marks);
  put(out, static_cast<std::size_t>(node.line));
  if (node.is_scalar()) return put(out, node.text);
  put(out, node.children.size());
  for (const Tree& child : node.children) {
    if (node.is_map()) put(out, child.key);
    put(out, child);
  }
}

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::size_t number() {
    std::size_t result = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      result |= static_cast<std::size_t>(byte & 127U) << shift;
      if (byte < 128) return result;
    }
    ok_ = false;
    return 0;
  }

  std::string_view text() {
    const std::size_t size = number();
    if (size > rest_.size()) ok_ = false;
    const std::string_view result = rest_.substr(0, ok_ ? size : 0);
    rest_.remove_prefix(result.size());
    return result;
  }

  Tree tree(int depth) {
    Tree node;
    if (rest_.empty() || depth > max_depth) {
      ok_ = false;
      return node;
    }
    const auto marks = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    node.kind = static_cast<Tree::Kind>(marks & kind_mask);
    node.quoted = (marks & quoted_mark) != 0;
    node.null = (marks & null_mark) != 0;
    node.line = static_cast<int>(number());
    if (node.is_scalar()) {
      node.text = text();
    } else {
      children(node, depth);
    }
    return node;
  }

 private:
  void children(Tree& node, int depth) {
    const std::size_t count = number();
    if (count > rest_.size()) ok_ = false;
    if (ok_) node.children.reserve(count);
    for (std::size_t i = 0; i < count && ok_; ++i) {
      const std::string_view key = node.is_map() ? text() : std::string_view();
      node.children.push_back(tree(depth + 1));
      node.children.back().key = key;
    }
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::string pack(const std::vector<TreeFile>& files) {
  std::string out(magic);
  put(out, files.size());
  for (const TreeFile& file : files) {
    put(out, file.path);
    put(out, file.root);
  }
  return out;
}

std::optional<std::vector<TreeFile>> unpack(std::string_view bytes) {
  if (!bytes.starts_with(magic)) return std::nullopt;
  Unpacker in(bytes.substr(magic.size()));
  std::vector<TreeFile> files;
  const std::size_t count = in.number();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    TreeFile file;
    file.path = in.text();
    file.root = in.tree(0);
    files.push_back(std::move(file));
  }
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return files;
}

}  // namespace aidiag
