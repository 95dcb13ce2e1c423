// SPDX-License-Identifier: Apache-2.0
#include "rules/compare.hpp"

#include <algorithm>
#include <charconv>

namespace aidiag {
namespace {

/// An operand with its reference looked up.
struct Resolved {
  Truth known = Truth::yes;  ///< no: absent; unknown: not read
  Value value;
  std::string missing;
};

bool is_numeric(Type type) { return type != Type::text && type != Type::texts; }

Value value_of_capture(const std::string& text, Type type) {
  if (!is_numeric(type)) return Value::of_text(text);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  Value value = Value::of_number(number);
  value.type = type;
  return value;
}

Resolved resolve(const Operand& operand, Type type, const Subject& subject, const Facts& facts,
                 const Gathered& gathered) {
  if (operand.reference.empty()) return {Truth::yes, operand.literal, {}};
  if (const auto captured = gathered.captures.find(operand.reference); captured != gathered.captures.end()) {
    return {Truth::yes, value_of_capture(captured->second, type), {}};
  }
  const Fact& fact = facts.get(subject, operand.reference);
  if (fact.state == Fact::State::known) return {Truth::yes, fact.value, {}};
  return {fact.state == Fact::State::absent ? Truth::no : Truth::unknown, {}, fact.missing};
}

bool same(const Value& a, const Value& b) {
  if (is_numeric(a.type) && is_numeric(b.type)) return a.number == b.number;
  if (a.type == Type::texts && b.type == Type::texts) return a.texts == b.texts;
  return a.text == b.text;
}

bool contains(const Value& value, const std::string& part) {
  if (value.type == Type::texts) return std::find(value.texts.begin(), value.texts.end(), part) != value.texts.end();
  return value.text.find(part) != std::string::npos;
}

Truth truth(bool b) { return b ? Truth::yes : Truth::no; }

/// What a bound says: `surely` holds for every value it allows, `never` for none.
Truth bounded(bool surely, bool never) { return surely ? Truth::yes : never ? Truth::no : Truth::unknown; }

Truth compare_number(Comparison::Op op, Bound bound, std::int64_t have, std::int64_t want) {
  const bool least = bound == Bound::at_least;
  if (bound == Bound::exact) {
    switch (op) {
      case Comparison::Op::above:
        return truth(have > want);
      case Comparison::Op::below:
        return truth(have < want);
      case Comparison::Op::at_least:
        return truth(have >= want);
      default:
        return truth(have <= want);
    }
  }
  switch (op) {
    case Comparison::Op::above:
      return least ? bounded(have > want, false) : bounded(false, have <= want);
    case Comparison::Op::at_least:
      return least ? bounded(have >= want, false) : bounded(false, have < want);
    case Comparison::Op::below:
      return least ? bounded(false, have >= want) : bounded(have < want, false);
    default:
      return least ? bounded(false, have > want) : bounded(have <= want, false);
  }
}

Truth compare_equal(const Fact& fact, const Value& want) {
  if (fact.bound == Bound::exact || !is_numeric(fact.value.type)) return truth(same(fact.value, want));
  const bool beyond = fact.bound == Bound::at_least ? fact.value.number > want.number : fact.value.number < want.number;
  return beyond ? Truth::no : Truth::unknown;
}

Truth negated(Truth t) { return t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : Truth::unknown; }

/// Matches one text and captures its groups.
bool matches_text(const Comparison& c, std::string_view text, const PatternSet& patterns, Gathered& gathered) {
  if (c.but_not != no_pattern && patterns.matches(c.but_not, text)) return false;
  const auto found = patterns.find(c.pattern, text);
  if (!found) return false;
  for (const auto& [group, captured] : found->groups) gathered.captures[group] = captured;
  return true;
}

Truth matches(const Fact& fact, const Comparison& c, const Facts& facts, Gathered& gathered) {
  if (fact.value.type != Type::texts) return truth(matches_text(c, fact.value.text, facts.patterns(), gathered));
  return truth(std::any_of(fact.value.texts.begin(), fact.value.texts.end(),
                           [&](const std::string& text) { return matches_text(c, text, facts.patterns(), gathered); }));
}

Truth compare_operand(const Fact& fact, const Comparison& c, const Value& want) {
  switch (c.op) {
    case Comparison::Op::equals:
    case Comparison::Op::one_of:
      return compare_equal(fact, want);
    case Comparison::Op::not_equal:
      return negated(compare_equal(fact, want));
    case Comparison::Op::contains:
      return truth(contains(fact.value, want.text));
    default:
      return compare_number(c.op, fact.bound, fact.value.number, want.number);
  }
}

Truth compare_one(const Fact& fact, const Comparison& c, const Subject& subject, const Facts& facts,
                  Gathered& gathered) {
  if (fact.state == Fact::State::unknown) {
    gathered.missing.insert(fact.missing);
    return Truth::unknown;
  }
  const bool there = fact.state == Fact::State::known;
  if (c.op == Comparison::Op::exists) return truth(there == (c.operands.front().literal.number != 0));
  if (!there) return Truth::no;
  if (c.op == Comparison::Op::matches) return matches(fact, c, facts, gathered);
  Truth best = c.op == Comparison::Op::not_equal ? Truth::yes : Truth::no;
  for (const Operand& operand : c.operands) {
    const Resolved resolved = resolve(operand, fact.value.type, subject, facts, gathered);
    Truth t = resolved.known == Truth::yes ? compare_operand(fact, c, resolved.value) : resolved.known;
    if (t == Truth::unknown && !resolved.missing.empty()) gathered.missing.insert(resolved.missing);
    best = c.op == Comparison::Op::not_equal ? std::min(best, t) : std::max(best, t);
  }
  return best;
}

}  // namespace

Truth compare(const Fact& fact, const std::vector<Comparison>& comparisons, const Subject& subject, const Facts& facts,
              Gathered& gathered) {
  Truth all = Truth::yes;
  for (const Comparison& c : comparisons) {
    all = std::min(all, compare_one(fact, c, subject, facts, gathered));
    if (all == Truth::no) return Truth::no;
  }
  return all;
}

}  // namespace aidiag
