// SPDX-License-Identifier: Apache-2.0
#include "rules/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "model/nearest.hpp"
#include "rules/links.hpp"
#include "rules/placeholders.hpp"

namespace aidiag {
namespace {

using Names = std::set<std::string, std::less<>>;

class RuleLinter {
 public:
  RuleLinter(const LoadedRule& loaded, const PatternSet& patterns, Problems& problems)
      : rule_(loaded.rule), root_(loaded.source.root), patterns_(patterns), problems_(problems) {
    for (const Sighting& sighting : rule_.seen) names_.push_back(placeholders_of(sighting, patterns));
  }

  void lint() {
    for (const Sighting& sighting : rule_.seen) {
      Names known;
      groups_before_use(sighting.when, known);
      hidden_names(sighting);
    }
    titles();
    for (std::size_t i = 0; i < rule_.seen.size(); ++i) no_holes(rule_.why, line_of("why"), "why", i);
    steps(rule_.check, "check");
    steps(rule_.inside, "inside");
    steps(rule_.fix, "fix");
    for (std::size_t i = 0; i < rule_.hold.size(); ++i) fillable(rule_.hold[i], line_of("hold", i));
  }

 private:
  int line_of(std::string_view key) const {
    const Tree* tree = root_.find(key);
    return tree == nullptr ? root_.line : tree->line;
  }
  int line_of(std::string_view key, std::size_t item) const {
    const Tree* tree = root_.find(key);
    return tree == nullptr || item >= tree->children.size() ? line_of(key) : tree->children[item].line;
  }

  // --- captured groups as operands

  void groups_before_use(const Condition& condition, Names& known) {
    switch (condition.kind) {
      case Condition::Kind::all:
        for (const Condition& child : condition.children) groups_before_use(child, known);
        return;
      case Condition::Kind::any:
      case Condition::Kind::none:
        for (const Condition& child : condition.children) {
          Names inner = known;
          groups_before_use(child, inner);
        }
        break;
      case Condition::Kind::fact:
        check_operands(condition.comparisons, condition.line, known);
        break;
      case Condition::Kind::record:
        for (const auto& [field, comparisons] : condition.fields) check_operands(comparisons, condition.line, known);
        break;
    }
    Sighting alone;
    alone.when = condition;
    known.merge(placeholders_of(alone, patterns_).sure);
  }

  void check_operands(const std::vector<Comparison>& comparisons, int line, const Names& known) {
    for (const Comparison& comparison : comparisons) {
      for (const Operand& operand : comparison.operands) {
        const bool is_group = !operand.reference.empty() && operand.reference.find('.') == std::string::npos;
        if (!is_group || known.contains(operand.reference)) continue;
        problems_.add(line, fmt::format("nothing before this test surely captures a group `{}`", operand.reference));
      }
    }
  }

  // A group that is called like the subject's own name would make {pod} mean two things.
  void hidden_names(const Sighting& sighting) {
    Sighting bare = sighting;
    bare.when = {};
    const Names own = placeholders_of(bare, patterns_).sure;
    for_patterns(sighting.when, [&](PatternId id, int line) {
      for (const std::string& group : PatternSet::groups(patterns_.text(id))) {
        if (own.contains(group)) {
          problems_.add(line,
                        fmt::format("a group cannot be called `{}`, which is the name of the {} here", group, group));
        }
      }
    });
  }

  template <class F>
  void for_patterns(const Condition& condition, const F& f) {
    for (const Condition& child : condition.children) for_patterns(child, f);
    for (const Comparison& c : condition.comparisons) {
      if (c.pattern != no_pattern) f(c.pattern, condition.line);
    }
    for (const auto& [field, comparisons] : condition.fields) {
      for (const Comparison& c : comparisons) {
        if (c.pattern != no_pattern) f(c.pattern, condition.line);
      }
    }
  }

  // --- placeholders

  void titles() {
    for (std::size_t i = 0; i < rule_.seen.size(); ++i) {
      const Sighting& sighting = rule_.seen[i];
      if (sighting.title)
        no_holes(*sighting.title, sighting.line, "title", i);
      else
        no_holes(rule_.title, line_of("title"), "title", i);
    }
  }

  void no_holes(const Template& text, int line, std::string_view where, std::size_t sighting) {
    for (const std::string& name : text.placeholders) {
      if (!exists(name, line) || names_[sighting].sure.contains(name)) continue;
      problems_.add(line, fmt::format("`{{{}}}` in the {} can be empty: no test of the sighting about a {} (line {}) "
                                      "makes sure of it",
                                      name, where, to_text(rule_.seen[sighting].about), rule_.seen[sighting].line));
    }
  }

  void steps(const std::vector<Step>& steps, std::string_view key) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      fillable(steps[i].say, line_of(key, i));
      fillable(steps[i].run, line_of(key, i));
    }
  }

  // A hole here leaves the step out; but it must be possible that there is none.
  void fillable(const Template& text, int line) {
    for (const std::string& name : text.placeholders) {
      if (!exists(name, line)) continue;
      const bool any =
          std::any_of(names_.begin(), names_.end(), [&](const auto& n) { return n.possible.contains(name); });
      if (!any && !visible(name))
        problems_.add(line, fmt::format("`{{{}}}` is empty in every sighting of this rule", name));
    }
  }

  bool visible(std::string_view name) const {
    const FactLine* fact = find_fact(name);
    const auto about = fact != nullptr ? fact->about : parse_about(name).value_or(About::cluster);
    if (fact == nullptr && !parse_about(name)) return false;
    return std::any_of(rule_.seen.begin(), rule_.seen.end(),
                       [&](const Sighting& s) { return has_one(s.about, about); });
  }

  bool exists(const std::string& name, int line) {
    if (find_fact(name) != nullptr || parse_about(name)) return true;
    std::vector<std::string_view> candidates;
    for (const Placeholders& names : names_) {
      if (names.possible.contains(name)) return true;
      candidates.insert(candidates.end(), names.possible.begin(), names.possible.end());
    }
    std::string_view suggestion = nearest(name, candidates);
    if (suggestion.empty()) suggestion = nearest_fact(name);
    problems_.add(line, fmt::format("`{{{}}}` is no fact, field, captured group or subject of this rule{}", name,
                                    did_you_mean(suggestion)));
    return false;
  }

  const Rule& rule_;
  const Tree& root_;
  const PatternSet& patterns_;
  Problems& problems_;
  std::vector<Placeholders> names_;
};

int explains_line(const LoadedRule& loaded) {
  const Tree* tree = loaded.source.root.find("explains");
  return tree == nullptr ? 1 : tree->line;
}

using Edges = std::map<std::string, std::vector<std::string>, std::less<>>;

Edges exact_edges(const std::vector<Rule>& rules) {
  Edges edges;
  for (const Rule& rule : rules) {
    for (const std::string& pattern : rule.explains) {
      if (pattern.find('*') == std::string::npos) edges[rule.id].push_back(pattern);
    }
  }
  return edges;
}

/// Whether following exact edges from `from` leads to `to`; fills the way.
bool leads_to(const Edges& edges, const std::string& from, const std::string& to, std::set<std::string>& visited) {
  const auto found = edges.find(from);
  if (found == edges.end()) return false;
  for (const std::string& next : found->second) {
    if (next == to || (visited.insert(next).second && leads_to(edges, next, to, visited))) return true;
  }
  return false;
}

}  // namespace

void lint_rule(const LoadedRule& loaded, const PatternSet& patterns, Problems& problems) {
  RuleLinter(loaded, patterns, problems).lint();
}

void lint_explains(const std::vector<const LoadedRule*>& loaded, const std::vector<Rule>& all,
                   std::vector<std::string>& mistakes) {
  std::vector<std::string_view> ids;
  for (const Rule& rule : all) ids.push_back(rule.id);
  const Edges edges = exact_edges(all);
  for (const LoadedRule* one : loaded) {
    Problems problems(one->rule.file, mistakes);
    for (const std::string& pattern : one->rule.explains) {
      if (pattern.find('*') != std::string::npos) continue;
      if (std::find(ids.begin(), ids.end(), pattern) == ids.end()) {
        problems.add(explains_line(*one), fmt::format("`explains` names `{}`, which no rule has as its id{}", pattern,
                                                      did_you_mean(nearest(pattern, ids))));
      }
    }
    std::set<std::string> visited;
    if (leads_to(edges, one->rule.id, one->rule.id, visited)) {
      problems.add(explains_line(*one),
                   fmt::format("`explains` goes in a circle: it leads back to `{}`", one->rule.id));
    }
  }
}

}  // namespace aidiag
