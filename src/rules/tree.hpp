// SPDX-License-Identifier: Apache-2.0
// YAML as rules may use it: scalars, lists and maps, each with its line. What YAML can do beyond that (anchors,
// aliases, tags, several documents, keys twice) is refused, because two readers of the same file would not agree on it.
// A scalar keeps its text as written; whether "137" is a number is decided by the fact it is compared with.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aidiag {

struct Tree {
  enum class Kind { scalar, list, map };
  Kind kind = Kind::scalar;
  bool quoted = false;    ///< scalar: 'x', "x" or a block text; not plain
  bool null = false;      ///< scalar: nothing, ~ or null
  int line = 0;           ///< of the key, if this is a value of a map
  std::string_view key;   ///< name of this child in its map; empty otherwise
  std::string_view text;  ///< scalar
  std::vector<Tree> children;

  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const { return kind == Kind::map; }
  /// The value of `name` in a map, or nullptr.
  [[nodiscard]] const Tree* find(std::string_view name) const;
};

/// One file, parsed. Movable: the texts stay where they are.
struct TreeFile {
  std::string path;
  bool users_own = false;
  Tree root;
  std::shared_ptr<const std::deque<std::string>> texts;  ///< what root views; null if somebody else owns it
};

/// Parses one YAML document. The string is the mistake: `path:line: sentence`.
std::variant<TreeFile, std::string> parse_yaml(std::string_view path, std::string_view text);

}  // namespace aidiag
