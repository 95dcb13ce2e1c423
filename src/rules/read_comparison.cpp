// SPDX-License-Identifier: Apache-2.0
#include "rules/read_comparison.hpp"

#include <fmt/format.h>

#include <array>

#include "model/nearest.hpp"
#include "rules/links.hpp"
#include "rules/literal.hpp"

namespace aidiag {
namespace {

using Op = Comparison::Op;

constexpr std::array<std::string_view, 9> comparison_keys = {"not",      "above",  "below",   "at_least", "at_most",
                                                             "contains", "exists", "matches", "but_not"};

std::optional<Op> op_of(std::string_view key) {
  if (key == "not") return Op::not_equal;
  if (key == "above") return Op::above;
  if (key == "below") return Op::below;
  if (key == "at_least") return Op::at_least;
  if (key == "at_most") return Op::at_most;
  if (key == "contains") return Op::contains;
  return std::nullopt;
}

bool is_ordered(Type type) { return type != Type::text && type != Type::texts && type != Type::boolean; }
bool is_textual(Type type) { return type == Type::text || type == Type::texts; }

}  // namespace

std::vector<Comparison> ComparisonReader::read(const Tree& test, const Compared& what) {
  if (test.is_map()) return read_map(test, what);
  if (what.type == Type::texts) {
    add(test.line, fmt::format("`{}` is a list of texts; use contains or matches", what.name));
    return {};
  }
  Comparison result;
  result.op = test.is_list() ? Op::one_of : Op::equals;
  result.operands = operands(test, what);
  return {result};
}

std::vector<Comparison> ComparisonReader::read_map(const Tree& test, const Compared& what) {
  std::vector<Comparison> result;
  for (const Tree& entry : test.children) {
    if (entry.key == "exists") {
      result.push_back(exists(entry, what));
    } else if (const auto op = op_of(entry.key)) {
      result.push_back(compare(*op, entry, what));
    } else if (entry.key != "matches" && entry.key != "but_not") {
      add(entry.line, fmt::format("`{}` is no way to compare{}", entry.key,
                                  did_you_mean(nearest(entry.key, {comparison_keys.begin(), comparison_keys.end()}))));
    }
  }
  const Tree* matches = test.find("matches");
  const Tree* but_not = test.find("but_not");
  if (matches != nullptr || but_not != nullptr) result.push_back(pattern_test(matches, but_not, what));
  if (test.children.empty()) add(test.line, fmt::format("`{}` is compared with nothing", what.name));
  return result;
}

Comparison ComparisonReader::exists(const Tree& entry, const Compared& what) {
  Comparison result;
  result.op = Op::exists;
  auto value = parse_literal(Type::boolean, entry);
  if (Value* v = std::get_if<Value>(&value)) {
    result.operands.push_back({std::move(*v), {}});
  } else {
    add(entry.line, fmt::format("`exists` of {} takes true or false", what.name));
  }
  return result;
}

Comparison ComparisonReader::compare(Op op, const Tree& entry, const Compared& what) {
  Comparison result;
  result.op = op;
  if (op == Op::contains && !is_textual(what.type)) {
    add(entry.line, fmt::format("`{}` is a {}, so it cannot contain anything", what.name, to_text(what.type)));
  } else if (op == Op::not_equal && what.type == Type::texts) {
    add(entry.line, fmt::format("`{}` is a list of texts; put `contains` below `none:`", what.name));
  } else if (op != Op::contains && op != Op::not_equal && !is_ordered(what.type)) {
    add(entry.line,
        fmt::format("`{}` is a {}, which is neither above nor below another", what.name, to_text(what.type)));
  } else if (entry.is_list() && op != Op::not_equal) {
    add(entry.line, fmt::format("`{}` takes one value", entry.key));
  } else {
    result.operands = operands(entry, what);
  }
  return result;
}

std::vector<Operand> ComparisonReader::operands(const Tree& value, const Compared& what) {
  std::vector<Operand> result;
  if (value.is_list()) {
    for (const Tree& item : value.children) {
      if (auto one = operand(item, what)) result.push_back(std::move(*one));
    }
    if (value.children.empty()) add(value.line, fmt::format("`{}` is compared with an empty list", what.name));
  } else if (auto one = operand(value, what)) {
    result.push_back(std::move(*one));
  }
  return result;
}

std::optional<Operand> ComparisonReader::operand(const Tree& value, const Compared& what) {
  const std::string_view name = reference_in(value);
  if (!name.empty()) return this->reference(name, value, what);
  auto literal = parse_literal(what.type, value);
  if (Value* v = std::get_if<Value>(&literal)) return Operand{std::move(*v), {}};
  add(value.line, fmt::format("`{}` {}", what.name, std::get<std::string>(literal)));
  return std::nullopt;
}

// A name with a dot is a fact; one without is a captured group, which the linter looks for.
std::optional<Operand> ComparisonReader::reference(std::string_view name, const Tree& value, const Compared& what) {
  if (name.find('.') == std::string_view::npos) return Operand{{}, std::string(name)};
  const FactLine* line = find_fact(name);
  if (line == nullptr) {
    add(value.line, fmt::format("there is no fact `{}`{}", name, did_you_mean(nearest_fact(name))));
    return std::nullopt;
  }
  if (!has_one(about_, line->about)) {
    add(value.line, fmt::format("`{}` cannot be seen from a {}", name, to_text(about_)));
    return std::nullopt;
  }
  const bool both_text = is_textual(line->type) && is_textual(what.type);
  if (line->type != what.type && !both_text) {
    add(value.line, fmt::format("`{}` is a {} and cannot be compared with `{}`, a {}", what.name, to_text(what.type),
                                name, to_text(line->type)));
    return std::nullopt;
  }
  return Operand{{}, std::string(name)};
}

Comparison ComparisonReader::pattern_test(const Tree* matches, const Tree* but_not, const Compared& what) {
  Comparison result;
  result.op = Op::matches;
  if (!is_textual(what.type)) {
    add((matches != nullptr ? matches : but_not)->line,
        fmt::format("`{}` is a {}; patterns are for texts", what.name, to_text(what.type)));
    return result;
  }
  if (matches != nullptr) {
    result.pattern = pattern(*matches, what);
    if (!reader_.trusted && result.pattern != no_pattern && what.searched && PatternSet::too_general(matches->text)) {
      add(matches->line, fmt::format("the pattern `{}` has no literal text of four letters, so it would match "
                                     "almost everywhere",
                                     matches->text));
    }
  }
  if (but_not != nullptr) {
    Compared apart = what;
    apart.in_set = false;
    result.but_not = pattern(*but_not, apart);
  }
  return result;
}

PatternId ComparisonReader::pattern(const Tree& scalar, const Compared& what) {
  if (!scalar.is_scalar() || scalar.text.empty()) {
    add(scalar.line, fmt::format("`{}` takes a pattern", what.name));
    return no_pattern;
  }
  if (!reader_.trusted) {
    if (const std::string problem = PatternSet::problem(scalar.text); !problem.empty()) {
      add(scalar.line, fmt::format("the pattern `{}` cannot be used: {}", scalar.text, problem));
      return no_pattern;
    }
  }
  return reader_.patterns.add(scalar.text, what.in_set);
}

}  // namespace aidiag
