// SPDX-License-Identifier: Apache-2.0
// Numbers, quantities, durations, times and booleans are compared as ranges: an exact value is a range of one, a bound
// is open at one side. A comparison holds if it does for all values of the ranges, and not if for none.
#include "rules/compare.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace aidiag {
namespace {

using Op = Comparison::Op;

struct Range {
  std::int64_t low = 0, high = 0;
};

bool is_numeric(Type type) { return type != Type::text && type != Type::texts; }

Truth truth(bool b) { return b ? Truth::yes : Truth::no; }
Truth decided(bool always, bool never) { return always ? Truth::yes : never ? Truth::no : Truth::unknown; }
Truth negated(Truth t) { return t == Truth::yes ? Truth::no : t == Truth::no ? Truth::yes : Truth::unknown; }

Range range_of(const Fact& fact) {
  Range range{fact.value.number, fact.value.number};
  if (fact.bound == Bound::at_least) range.high = std::numeric_limits<std::int64_t>::max();
  if (fact.bound == Bound::at_most) range.low = std::numeric_limits<std::int64_t>::min();
  return range;
}

Truth above(Range a, Range b) { return decided(a.low > b.high, a.high <= b.low); }
Truth equal(Range a, Range b) {
  const bool apart = a.high < b.low || b.high < a.low;
  return decided(a.low == a.high && b.low == b.high && a.low == b.low, apart);
}

// --- operands

Fact known(Value value) {
  Fact fact;
  fact.state = Fact::State::known;
  fact.value = std::move(value);
  return fact;
}

/// A captured text as `type`; absent if it is no such thing.
Fact captured_as(Type type, const std::string& text) {
  if (!is_numeric(type)) return known(Value::of_text(text));
  Value value = Value::of_number(0);
  const char* end = text.data() + text.size();
  bool ok = false;
  if (type == Type::quantity) {
    const auto milli = parse_milli(text);
    ok = milli.has_value();
    value.number = milli.value_or(0);
  } else if (type == Type::duration) {
    const auto duration = parse_duration(text);
    ok = duration.has_value();
    value.number = duration.value_or(Duration{}).us;
  } else {
    const auto [at, error] = std::from_chars(text.data(), end, value.number);
    ok = error == std::errc() && at == end;
  }
  value.type = type;
  return ok ? known(std::move(value)) : Fact{};
}

Fact resolve(const Operand& operand, Type type, const Trial& trial, const Gathered& gathered) {
  if (operand.reference.empty()) return known(operand.literal);
  const auto captured = gathered.captures.find(operand.reference);
  if (captured != gathered.captures.end()) return captured_as(type, captured->second);
  return trial.facts.get(trial.subject, operand.reference);
}

// --- one fact against one operand, both known

Truth equals(const Fact& fact, const Fact& want) {
  if (is_numeric(fact.value.type)) return equal(range_of(fact), range_of(want));
  if (fact.value.type == Type::texts && want.value.type == Type::texts) {
    return truth(fact.value.texts == want.value.texts);
  }
  return truth(fact.value.text == want.value.text);
}

bool contains(const Value& value, const std::string& part) {
  if (value.type == Type::texts) return std::find(value.texts.begin(), value.texts.end(), part) != value.texts.end();
  return value.text.find(part) != std::string::npos;
}

Truth compare_known(Op op, const Fact& fact, const Fact& want) {
  switch (op) {
    case Op::equals:
    case Op::one_of:
      return equals(fact, want);
    case Op::not_equal:
      return negated(equals(fact, want));
    case Op::contains:
      return truth(contains(fact.value, want.value.text));
    case Op::above:
      return above(range_of(fact), range_of(want));
    case Op::below:
      return above(range_of(want), range_of(fact));
    case Op::at_least:
      return negated(above(range_of(want), range_of(fact)));
    case Op::at_most:
      return negated(above(range_of(fact), range_of(want)));
    case Op::exists:
    case Op::matches:
      break;
  }
  return Truth::no;
}

void note_missing(const Fact& fact, Gathered& gathered) {
  if (!fact.missing.empty()) gathered.missing.insert(fact.missing);
}

Truth compare_operand(const Fact& fact, const Comparison& c, const Operand& operand, const Trial& trial,
                      Gathered& gathered) {
  const Fact want = resolve(operand, fact.value.type, trial, gathered);
  if (want.state == Fact::State::absent) return Truth::no;
  if (want.state == Fact::State::unknown) {
    note_missing(want, gathered);
    return Truth::unknown;
  }
  const Truth t = compare_known(c.op, fact, want);
  if (t == Truth::unknown) {
    note_missing(fact, gathered);
    note_missing(want, gathered);
  }
  return t;
}

// --- patterns

bool matches_text(const Comparison& c, const std::string& text, const PatternSet& patterns, Gathered& gathered) {
  if (c.but_not != no_pattern && patterns.matches(c.but_not, text)) return false;
  if (c.pattern == no_pattern) return true;
  const auto found = patterns.find(c.pattern, text);
  if (!found) return false;
  for (const auto& [group, captured] : found->groups) {
    if (!captured.empty()) gathered.captures.try_emplace(group, captured);
  }
  return true;
}

/// Of a list, one text that matches is enough; that none may match (`but_not` alone) is said of all.
bool matches(const Value& value, const Comparison& c, const PatternSet& patterns, Gathered& gathered) {
  const auto one = [&](const std::string& text) { return matches_text(c, text, patterns, gathered); };
  if (value.type != Type::texts) return one(value.text);
  if (c.pattern == no_pattern) return std::all_of(value.texts.begin(), value.texts.end(), one);
  return std::any_of(value.texts.begin(), value.texts.end(), one);
}

Truth compare_one(const Fact& fact, const Comparison& c, const Trial& trial, Gathered& gathered) {
  if (fact.state == Fact::State::unknown) {
    note_missing(fact, gathered);
    return Truth::unknown;
  }
  const bool there = fact.state == Fact::State::known;
  if (c.op == Op::exists) return truth(!c.operands.empty() && there == (c.operands.front().literal.number != 0));
  if (!there) return Truth::no;
  if (c.op == Op::matches) return truth(matches(fact.value, c, trial.facts.patterns(), gathered));
  // `not` with several values means none of them; every other comparison is met by one of its operands.
  const bool every = c.op == Op::not_equal;
  Truth result = every ? Truth::yes : Truth::no;
  for (const Operand& operand : c.operands) {
    const Truth t = compare_operand(fact, c, operand, trial, gathered);
    result = every ? std::min(result, t) : std::max(result, t);
  }
  return result;
}

}  // namespace

Truth compare(const Fact& fact, const std::vector<Comparison>& comparisons, const Trial& trial, Gathered& gathered) {
  Truth all = Truth::yes;
  for (const Comparison& c : comparisons) {
    all = std::min(all, compare_one(fact, c, trial, gathered));
    if (all == Truth::no) return Truth::no;
  }
  return all;
}

}  // namespace aidiag
