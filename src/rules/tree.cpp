// SPDX-License-Identifier: Apache-2.0
// yaml-cpp's events become a Tree. Its own nodes are not used: they resolve aliases and keep double keys in silence.
#include "rules/tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>

namespace aidiag {
namespace {

constexpr std::size_t max_depth = 64;

class TreeBuilder : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Tree node = leaf(mark, anchor);
    node.null = true;
    add_scalar(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "aliases (*name) are not used here"); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "!" && tag != "?" && !tag.empty()) refuse(mark, fmt::format("tags such as {} are not used here", tag));
    Tree node = leaf(mark, anchor);
    node.quoted = tag == "!";
    node.text = keep(value);
    add_scalar(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Tree::Kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Tree::Kind::map, mark, anchor);
  }
  void OnMapEnd() override { close(); }

  struct Mistake {
    int line;
    std::string sentence;
  };
  std::optional<Mistake> mistake;
  Tree root;
  std::shared_ptr<std::deque<std::string>> texts = std::make_shared<std::deque<std::string>>();

 private:
  struct Open {
    Tree node;
    bool has_key = false;  ///< map: a key was read, its value comes next
    int key_line = 0;
    std::string_view key;
  };

  void refuse(const YAML::Mark& mark, std::string sentence) { refuse_at(mark.line + 1, std::move(sentence)); }
  void refuse_at(int line, std::string sentence) {
    if (!mistake) mistake = Mistake{line, std::move(sentence)};
  }

  std::string_view keep(const std::string& text) { return texts->emplace_back(text); }

  Tree leaf(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) refuse(mark, "anchors (&name) are not used here");
    Tree node;
    node.line = mark.line + 1;
    return node;
  }

  void open(Tree::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Tree node = leaf(mark, anchor);
    node.kind = kind;
    if (expects_key()) refuse(mark, "a key must be a word");
    if (open_.size() >= max_depth) refuse(mark, fmt::format("this is nested more than {} levels deep", max_depth));
    open_.push_back({std::move(node), false, 0, {}});
  }

  void close() {
    Tree node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  [[nodiscard]] bool expects_key() const {
    return !open_.empty() && open_.back().node.is_map() && !open_.back().has_key;
  }

  void add_scalar(Tree node) {
    if (!expects_key()) return add(std::move(node));
    Open& map = open_.back();
    if (node.null) refuse_at(node.line, "a key must be a word");
    if (node.text == "<<") refuse_at(node.line, "merge keys (<<) are not used here");
    if (const Tree* first = map.node.find(node.text)) {
      refuse_at(node.line, fmt::format("the key `{}` stands twice, first in line {}", node.text, first->line));
    }
    map.has_key = true;
    map.key = node.text;
    map.key_line = node.line;
  }

  void add(Tree node) {
    if (open_.empty()) {
      root = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.is_map()) {
      if (!parent.has_key) return;  // a key that was no word: refused already
      node.key = parent.key;
      node.line = parent.key_line;
      parent.has_key = false;
    }
    parent.node.children.push_back(std::move(node));
  }

  std::vector<Open> open_;
};

}  // namespace

const Tree* Tree::find(std::string_view name) const {
  if (!is_map()) return nullptr;
  for (const Tree& child : children) {
    if (child.key == name) return &child;
  }
  return nullptr;
}

std::variant<TreeFile, std::string> parse_yaml(std::string_view path, std::string_view text) {
  std::istringstream in{std::string(text)};
  TreeBuilder builder;
  try {
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) return fmt::format("{}:1: the file is empty", path);
    if (!builder.mistake) {
      TreeBuilder second;
      if (parser.HandleNextDocument(second)) {
        const int line = second.root.line > 0 ? second.root.line : 1;
        return fmt::format("{}:{}: a second document begins here; a file holds one", path, line);
      }
    }
  } catch (const YAML::Exception& e) {
    return fmt::format("{}:{}: this is not YAML: {}", path, std::max(e.mark.line, 0) + 1, e.msg);
  }
  if (builder.mistake) return fmt::format("{}:{}: {}", path, builder.mistake->line, builder.mistake->sentence);
  TreeFile file;
  file.path = path;
  file.root = std::move(builder.root);
  file.texts = std::move(builder.texts);
  return file;
}

}  // namespace aidiag
