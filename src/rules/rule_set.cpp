// SPDX-License-Identifier: Apache-2.0
// Loading: every file becomes a tree, from YAML or from the compiled form, and from there on all go the same way:
// tables first, since they tell the categories, then sheets, then what NOT-COVERED.md refuses, then rules, then what
// only all rules together tell.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "aidiag/rule.hpp"
#include "rules/lint.hpp"
#include "rules/needle_tree.hpp"
#include "rules/pack.hpp"
#include "rules/read_refusals.hpp"
#include "rules/read_rule.hpp"
#include "rules/read_tables.hpp"
#include "rules/sheet_tree.hpp"

namespace aidiag {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) || path.find(fmt::format("/{}", folder)) != std::string_view::npos;
}
bool is_table(std::string_view path) { return is_below(path, "tables/"); }
bool is_refusals(std::string_view path) { return path == "NOT-COVERED.md"; }
bool is_sheet(std::string_view path) { return is_below(path, "servers/"); }

constexpr std::size_t max_file = 1 << 20;

}  // namespace

struct RuleSetBuilder {
  RuleSet set;
  std::vector<std::string> mistakes;
  std::vector<TreeFile> compiled;                    ///< trees that compile() packs
  std::vector<std::unique_ptr<LoadedRule>> written;  ///< rules that came as YAML, to be linted

  void load_yaml(const std::vector<RuleFile>& files) {
    std::vector<TreeFile> rules;
    for (const RuleFile& file : files) {
      if (is_refusals(file.path)) continue;
      if (is_sheet(file.path)) {
        add_sheet(file);
        continue;
      }
      auto tree = parsed(file);
      if (!tree) continue;
      if (is_table(file.path)) {
        add_table(*tree);
        if (!tree->path.ends_with(signatures_table)) compiled.push_back(std::move(*tree));
      } else {
        rules.push_back(std::move(*tree));
      }
    }
    for (const RuleFile& file : files) {
      if (is_refusals(file.path)) add_refusals(file);
    }
    for (TreeFile& file : rules) add_written(std::move(file));
    std::stable_sort(set.rules_.begin(), set.rules_.end(), by_id);
    lint();
  }

  void load_packed(std::string_view bytes) {
    const auto files = unpack(bytes);
    if (!files) {
      mistakes.emplace_back("the compiled rules are damaged");
      return;
    }
    for (const TreeFile& file : *files) {
      if (is_table(file.path)) {
        add_table(file);
      } else if (file.path == needles_path) {
        take_needles(file.root, set.patterns_);
      } else if (is_sheet(file.path)) {
        set.sheets_.add(sheet_of_tree(file.root, set.patterns_));
      } else {
        Problems problems(file.path, mistakes);
        Reader reader{set.patterns_, problems, true};
        set.rules_.push_back(read_rule(file, set.tables_, reader));
      }
    }
    std::stable_sort(set.rules_.begin(), set.rules_.end(), by_id);
  }

  [[nodiscard]] std::string packed() {
    for (const ServerSheet& sheet : set.sheets_.all()) compiled.push_back(tree_of_sheet(sheet, set.patterns_));
    for (const auto& one : written) compiled.push_back(without_worlds(one->source));
    compiled.push_back(tree_of_needles(set.patterns_));  // last: they are those of patterns that are known
    return pack(compiled);
  }

  [[nodiscard]] bool ok() const { return mistakes.empty(); }

 private:
  static bool by_id(const Rule& a, const Rule& b) { return a.id < b.id; }

  std::optional<TreeFile> parsed(const RuleFile& file) {
    if (file.text.size() > max_file) {
      mistakes.push_back(fmt::format("{}:1: the file is larger than 1 MiB", file.path));
      return std::nullopt;
    }
    auto tree = parse_yaml(file.path, file.text);
    if (const auto* mistake = std::get_if<std::string>(&tree)) {
      mistakes.push_back(*mistake);
      return std::nullopt;
    }
    std::get<TreeFile>(tree).users_own = file.users_own;
    return std::get<TreeFile>(std::move(tree));
  }

  void add_table(const TreeFile& file) {
    Problems problems(file.path, mistakes);
    read_table(file, set.tables_, problems);
  }

  void add_refusals(const RuleFile& file) {
    Problems problems(file.path, mistakes);
    read_refusals(file.text, set.tables_, problems);
  }

  void add_sheet(const RuleFile& file) {
    const Status status = set.sheets_.add_yaml(file.path, file.text, set.patterns_);
    if (!status) mistakes.push_back(status.error().message);
  }

  void add_written(TreeFile file) {
    Problems problems(file.path, mistakes);
    const std::size_t before = problems.count();
    Reader reader{set.patterns_, problems, false};
    Rule rule = read_rule(file, set.tables_, reader);
    if (!make_room(rule, problems)) return;
    set.rules_.push_back(rule);
    const bool sound = problems.count() == before;
    if (sound) written.push_back(std::make_unique<LoadedRule>(LoadedRule{std::move(rule), std::move(file)}));
  }

  /// The user's own rule takes the place of the shipped one of the same id; any other second one is a mistake.
  bool make_room(const Rule& rule, Problems& problems) {
    const auto same =
        std::find_if(set.rules_.begin(), set.rules_.end(), [&](const Rule& r) { return r.id == rule.id; });
    if (same == set.rules_.end()) return true;
    if (!rule.users_own || same->users_own) {
      problems.add(1, fmt::format("the id `{}` is taken by {}", rule.id, same->file));
      return false;
    }
    set.rules_.erase(same);
    return true;
  }

  void lint() {
    std::vector<const LoadedRule*> loaded;
    for (const auto& one : written) {
      Problems problems(one->rule.file, mistakes);
      lint_rule(*one, set.patterns_, problems);
      loaded.push_back(one.get());
    }
    lint_explains(loaded, set.rules_, mistakes);
  }

  /// Worlds are for checking, which works on the YAML; the program at work needs none.
  static TreeFile without_worlds(const TreeFile& file) {
    TreeFile result = file;
    std::erase_if(result.root.children,
                  [](const Tree& t) { return t.key == "fires" || t.key == "silent" || t.key == "covers"; });
    return result;
  }
};

std::variant<RuleSet, std::vector<std::string>> RuleSet::load(const std::vector<RuleFile>& files) {
  RuleSetBuilder builder;
  builder.load_yaml(files);
  if (!builder.ok()) return std::move(builder.mistakes);
  return std::move(builder.set);
}

std::variant<RuleSet, std::vector<std::string>> RuleSet::load_compiled(std::string_view compiled,
                                                                       const std::vector<RuleFile>& extra) {
  RuleSetBuilder builder;
  builder.load_packed(compiled);
  if (builder.ok() && !extra.empty()) builder.load_yaml(extra);
  if (!builder.ok()) return std::move(builder.mistakes);
  return std::move(builder.set);
}

std::variant<std::string, std::vector<std::string>> RuleSet::compile(const std::vector<RuleFile>& files) {
  RuleSetBuilder builder;
  builder.load_yaml(files);
  if (!builder.ok()) return std::move(builder.mistakes);
  return builder.packed();
}

const Rule* RuleSet::find(std::string_view id) const {
  const auto found =
      std::lower_bound(rules_.begin(), rules_.end(), id, [](const Rule& r, std::string_view i) { return r.id < i; });
  return found == rules_.end() || found->id != id ? nullptr : &*found;
}

}  // namespace aidiag
