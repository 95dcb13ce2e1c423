// SPDX-License-Identifier: Apache-2.0
#include "rules/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "rules/links.hpp"

namespace aidiag {
namespace {

using Names = std::set<std::string, std::less<>>;

// Fields that every record of the kind has (src/facts/records.cpp).
constexpr std::array<std::string_view, 4> always_in_records = {"event.reason", "condition.type", "condition.status",
                                                               "log.text"};
// Facts that every object of the kind has, as the API requires them.
constexpr std::array<std::string_view, 12> always_facts = {
    "container.name",    "container.image",      "pod.namespace",     "workload.kind",
    "workload.resource", "workload.namespace",   "service.namespace", "claim.namespace",
    "claim.kind",        "autoscaler.namespace", "budget.namespace",  "namespace.phase"};

// Facts of one thing: where one of them is there, the others are (src/facts/xid.cpp).
constexpr std::array<std::string_view, 7> together_of_xid = {
    "node.xid.code",        "node.xid.name",  "node.xid.bucket",   "node.xid.action",
    "node.xid.consequence", "node.xid.count", "node.xid.withdrawn"};
constexpr std::array<std::string_view, 6> together_of_sxid = {"node.sxid.code",        "node.sxid.name",
                                                              "node.sxid.bucket",      "node.sxid.action",
                                                              "node.sxid.consequence", "node.sxid.count"};

void add_together(Names& names, std::string_view fact) {
  for (const std::span<const std::string_view> facts :
       {std::span<const std::string_view>(together_of_xid), std::span<const std::string_view>(together_of_sxid)})
    if (std::find(facts.begin(), facts.end(), fact) != facts.end()) names.insert(facts.begin(), facts.end());
}

void add_about(Names& names, About seen, About about) {
  names.emplace(to_text(about));
  for (const About other : {About::pod, About::ns}) {
    if (always_has(about, other) && has_one(seen, other)) names.emplace(to_text(other));
  }
  const std::string prefix = fmt::format("{}.", to_text(about));
  for (const std::string_view fact : always_facts) {
    if (fact.starts_with(prefix)) names.emplace(fact);
  }
}

bool names_one_of(std::string_view list, const Names& names) {
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    if (names.contains(list.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

/// Facts that are known together with those in `names`.
void add_companions(Names& names) {
  for (const FactLine& line : fact_table())
    if (names_one_of(line.with, names)) names.emplace(line.name);
}

class Collector {
 public:
  Collector(About seen, const PatternSet& patterns) : seen_(seen), patterns_(patterns) {}

  Placeholders of(const Condition& condition) const {
    switch (condition.kind) {
      case Condition::Kind::all:
        return all_of(condition);
      case Condition::Kind::any:
        return any_of(condition);
      case Condition::Kind::none:
        return {};
      case Condition::Kind::fact:
        return of_fact(condition);
      case Condition::Kind::record:
        return of_record(condition);
    }
    return {};
  }

 private:
  Placeholders all_of(const Condition& condition) const {
    Placeholders result;
    for (const Condition& child : condition.children) {
      Placeholders one = of(child);
      result.sure.merge(one.sure);
      result.possible.merge(one.possible);
    }
    return result;
  }

  Placeholders any_of(const Condition& condition) const {
    Placeholders result;
    for (bool first = true; const Condition& child : condition.children) {
      Placeholders one = of(child);
      result.possible.merge(one.possible);
      if (first) {
        result.sure = std::move(one.sure);
      } else {
        std::erase_if(result.sure, [&](const std::string& name) { return !one.sure.contains(name); });
      }
      first = false;
    }
    return result;
  }

  /// What comparisons capture, and the facts they compare with: without these they cannot hold.
  void add_groups(const std::vector<Comparison>& comparisons, Placeholders& result) const {
    for (const Comparison& c : comparisons) {
      for (const Operand& operand : c.operands) {
        if (c.operands.size() == 1 && find_fact(operand.reference) != nullptr) result.sure.insert(operand.reference);
      }
      if (c.pattern == no_pattern) continue;
      const std::string_view pattern = patterns_.text(c.pattern);
      for (const std::string& group : PatternSet::groups(pattern)) {
        result.possible.insert(group);
        if (PatternSet::always_sets(pattern, group)) result.sure.insert(group);
      }
    }
  }

  Placeholders of_fact(const Condition& condition) const {
    Placeholders result;
    const bool present = std::any_of(condition.comparisons.begin(), condition.comparisons.end(), needs_presence);
    const FactLine* line = find_fact(condition.fact);
    if (present && line != nullptr) {
      result.sure.insert(condition.fact);
      add_together(result.sure, condition.fact);
      add_about(result.sure, seen_, line->about);
    }
    add_groups(condition.comparisons, result);
    return result;
  }

  Placeholders of_record(const Condition& condition) const {
    Placeholders result;
    const std::string prefix = record_prefix(condition);
    for (const RecordField& field : record_fields()) {
      if (field.kind == condition.record) result.possible.insert(fmt::format("{}{}", prefix, field.name));
    }
    result.sure.insert(fmt::format("{}{}", prefix, main_field(condition.record)));
    for (const std::string_view name : always_in_records) {
      const std::string_view kind = name.substr(0, name.find('.'));
      if (kind == to_text(condition.record))
        result.sure.insert(fmt::format("{}{}", prefix, name.substr(kind.size() + 1)));
    }
    for (const auto& [field, comparisons] : condition.fields) {
      const bool present = std::any_of(comparisons.begin(), comparisons.end(), needs_presence);
      if (present) result.sure.insert(prefix + field);
      add_groups(comparisons, result);
    }
    if (condition.linked) add_about(result.sure, seen_, *condition.linked);
    return result;
  }

  About seen_;
  const PatternSet& patterns_;
};

}  // namespace

Placeholders placeholders_of(const Sighting& sighting, const PatternSet& patterns) {
  Placeholders result = Collector(sighting.about, patterns).of(sighting.when);
  add_about(result.sure, sighting.about, sighting.about);
  if (sighting.blames) add_about(result.sure, sighting.about, *sighting.blames);
  if (always_has(sighting.about, About::pod)) add_about(result.sure, sighting.about, About::pod);
  add_companions(result.sure);
  result.possible.insert(result.sure.begin(), result.sure.end());
  return result;
}

bool needs_presence(const Comparison& comparison) {
  const bool absence = comparison.op == Comparison::Op::exists && !comparison.operands.empty() &&
                       comparison.operands.front().literal.number == 0;
  return !absence;
}

std::string record_prefix(const Condition& condition) {
  if (!condition.linked) return fmt::format("{}.", to_text(condition.record));
  return fmt::format("{}.{}.", to_text(*condition.linked), to_text(condition.record));
}

}  // namespace aidiag
