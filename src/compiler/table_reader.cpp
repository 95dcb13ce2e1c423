// SPDX-License-Identifier: Apache-2.0
#include "compiler/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "model/nearest.hpp"

namespace aidiag::tables {
namespace {

constexpr std::string_view head_keys[] = {"read", "source"};  ///< when, and what was read for it

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "570.26" as {570, 26, 0}: two or three numbers.
std::optional<std::string> version(std::string_view text) {
  std::string out;
  int parts = 0;
  for (std::size_t from = 0; from <= text.size(); ++parts) {
    const std::size_t dot = std::min(text.find('.', from), text.size());
    const auto part = number(text.substr(from, dot - from));
    if (!part || *part < 0) return std::nullopt;
    out += fmt::format("{}{}", parts == 0 ? "" : ", ", *part);
    from = dot + 1;
  }
  if (parts < 2 || parts > 3) return std::nullopt;
  return fmt::format("{{{}}}", out);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return out + '"';
}

/// "reset GPU" as Action::reset_gpu.
std::string word(const Column& column, std::string_view text) {
  std::string name;
  for (const char c : text) name += c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return fmt::format("{}::{}", column.type, name);
}

class Reader {
 public:
  Reader(const Part& part, Problems& problems) : part_(part), problems_(problems) {}

  std::string compile(const Tree& tree) {
    if (part_.shape == Shape::list) {
      ids(tree, {});
    } else if (!tree.is_map()) {
      problems_.add(tree.line, fmt::format("`{}` is a map", part_.key));
    } else {
      for (const Tree& child : tree.children) entry(child);
    }
    if (rows_.empty()) problems_.add(tree.line, fmt::format("`{}` is empty", part_.key));
    return fmt::format(
        "std::span<const {0}> {1}() {{\n  static constexpr {0} rows[] = {{\n{2}  }};\n  return rows;\n}}\n\n",
        part_.row, part_.function, rows_);
  }

 private:
  void entry(const Tree& child) {
    if (part_.shape == Shape::groups) return ids(child, value(part_.columns[0], child.key, child.line));
    const std::string id = unique_id(child.key, child.line);
    if (part_.shape == Shape::pairs) return add(id, scalar(part_.columns[0], child));
    if (!child.is_map()) return problems_.add(child.line, fmt::format("`{}` is a map of columns", child.key));
    columns(id, child);
  }

  void columns(const std::string& id, const Tree& row) {
    std::vector<std::string_view> names;
    std::string values;
    for (const Column& column : part_.columns) {
      names.push_back(column.name);
      const Tree* given = row.find(column.name);
      if (given == nullptr && column.kind != Kind::boolean)
        problems_.add(row.line, fmt::format("`{}` of {} is missing", column.name, row.key));
      values += (values.empty() ? "" : ", ") + (given == nullptr ? "false" : scalar(column, *given));
    }
    only_keys(row, names, "this table", problems_);
    add(id, values);
  }

  void ids(const Tree& list, const std::string& heading) {
    if (!list.is_list()) return problems_.add(list.line, "a list is wanted");
    for (const Tree& child : list.children)
      add(child.is_scalar() ? unique_id(child.text, child.line) : scalar(part_.id, child), heading);
  }

  void add(const std::string& id, const std::string& values) {
    rows_ += values.empty() ? fmt::format("      {},\n", id) : fmt::format("      {{{}, {}}},\n", id, values);
  }

  std::string unique_id(std::string_view text, int line) {
    std::string id = value(part_.id, text, line);
    const auto [first, fresh] = seen_.emplace(id, line);
    if (!fresh) problems_.add(line, fmt::format("{} stands twice, first in line {}", text, first->second));
    return id;
  }

  std::string scalar(const Column& column, const Tree& tree) {
    if (tree.is_scalar() && !tree.null) return value(column, tree.text, tree.line);
    problems_.add(tree.line, fmt::format("a single value is wanted for `{}`", column.name));
    return {};
  }

  std::string value(const Column& column, std::string_view text, int line) {
    switch (column.kind) {
      case Kind::text:
        if (text.empty()) problems_.add(line, fmt::format("`{}` is empty", column.name));
        return quoted(text);
      case Kind::number:
        if (const auto n = number(text)) return fmt::format("{}", *n);
        break;
      case Kind::boolean:
        if (text == "true" || text == "false") return std::string(text);
        break;
      case Kind::version:
        if (auto v = version(text)) return std::move(*v);
        break;
      case Kind::word:
        if (std::find(column.words.begin(), column.words.end(), text) != column.words.end()) return word(column, text);
        problems_.add(line, fmt::format("`{}` may not be `{}`{}", column.name, text,
                                        did_you_mean(nearest(text, {column.words.begin(), column.words.end()}))));
        return {};
    }
    constexpr std::string_view wanted[] = {"a text", "a whole number", "true or false", "a version such as 12.4", ""};
    problems_.add(line, fmt::format("`{}` is {}, not `{}`", column.name, wanted[static_cast<int>(column.kind)], text));
    return {};
  }

  const Part& part_;
  Problems& problems_;
  std::string rows_;
  std::map<std::string, int> seen_;
};

}  // namespace

std::string compile(const Table& table, const TreeFile& file, Problems& problems) {
  if (!file.root.is_map()) {
    problems.add(file.root.line, "a table is a map");
    return {};
  }
  std::vector<std::string_view> keys(std::begin(head_keys), std::end(head_keys));
  std::string out;
  for (const Part& part : table.parts) {
    keys.push_back(part.key);
    if (const Tree* tree = file.root.find(part.key)) {
      out += Reader(part, problems).compile(*tree);
    } else {
      problems.add(1, fmt::format("`{}` is missing", part.key));
    }
  }
  for (const std::string_view key : head_keys)
    if (file.root.find(key) == nullptr) problems.add(1, fmt::format("`{}` is missing: where its facts are from", key));
  only_keys(file.root, keys, "this table", problems);
  return out;
}

}  // namespace aidiag::tables
