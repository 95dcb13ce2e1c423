// SPDX-License-Identifier: Apache-2.0
#include "rules/log_index.hpp"

#include <algorithm>

namespace aidiag {
namespace {

std::vector<PatternId> needed_by_record(const Condition& test) {
  if (test.record != RecordKind::log || test.linked) return {};
  const auto text = test.fields.find(std::string(main_field(RecordKind::log)));
  if (text == test.fields.end()) return {};
  for (const Comparison& c : text->second) {
    if (c.op == Comparison::Op::matches && c.pattern != no_pattern) return {c.pattern};
  }
  return {};
}

/// The child that needs fewest patterns is the sharpest sieve.
std::vector<PatternId> needed_by_all(const Condition& all) {
  std::vector<PatternId> best;
  for (const Condition& child : all.children) {
    std::vector<PatternId> one = needed_patterns(child);
    if (!one.empty() && (best.empty() || one.size() < best.size())) best = std::move(one);
  }
  return best;
}

std::vector<PatternId> needed_by_any(const Condition& any) {
  std::vector<PatternId> together;
  for (const Condition& child : any.children) {
    const std::vector<PatternId> one = needed_patterns(child);
    if (one.empty()) return {};
    together.insert(together.end(), one.begin(), one.end());
  }
  return together;
}

}  // namespace

std::vector<PatternId> needed_patterns(const Condition& when) {
  switch (when.kind) {
    case Condition::Kind::all:
      return needed_by_all(when);
    case Condition::Kind::any:
      return needed_by_any(when);
    case Condition::Kind::record:
      return needed_by_record(when);
    case Condition::Kind::none:
    case Condition::Kind::fact:
      return {};
  }
  return {};
}

bool looks_at_serving(const Condition& when) {
  return when.even_if_ready || std::any_of(when.children.begin(), when.children.end(), looks_at_serving);
}

LogHits::LogHits(const Facts& facts, const Subject& container) : hit_(facts.patterns().size()) {
  const std::vector<RunLog>& runs = facts.logs(container);
  read_ = !runs.empty();
  for (const RunLog& run : runs) {
    for (const LogRecord& record : run.records) {
      for (const PatternId id : record.hits) hit_[static_cast<std::size_t>(id)] = true;
    }
  }
}

bool LogHits::may_hold(const std::vector<PatternId>& needed) const {
  return !read_ || needed.empty() ||
         std::any_of(needed.begin(), needed.end(), [&](PatternId id) { return hit_[static_cast<std::size_t>(id)]; });
}

}  // namespace aidiag
