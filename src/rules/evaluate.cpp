// SPDX-License-Identifier: Apache-2.0
#include "rules/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rules/compare.hpp"

namespace aidiag {
namespace {

Truth evaluate_all(const Condition& condition, const Trial& trial, Gathered& gathered) {
  Truth all = Truth::yes;
  for (const Condition& child : condition.children) {
    all = std::min(all, evaluate(child, trial, gathered));
    if (all == Truth::no) return Truth::no;
  }
  return all;
}

/// All alternatives that hold give captures and evidence, for each of them is a reason.
Truth evaluate_any(const Condition& condition, const Trial& trial, Gathered& gathered) {
  Truth any = Truth::no;
  std::set<std::string> missing;
  for (const Condition& child : condition.children) {
    Gathered own;
    own.captures = gathered.captures;
    const Truth t = evaluate(child, trial, own);
    missing.merge(own.missing);
    own.missing.clear();
    if (t == Truth::yes) gathered.add(std::move(own));
    any = std::max(any, t);
  }
  if (any == Truth::unknown) gathered.missing.merge(missing);
  return any;
}

Truth evaluate_none(const Condition& condition, const Trial& trial, Gathered& gathered) {
  Gathered unused;
  unused.captures = gathered.captures;
  const Truth any = evaluate_any(condition, {trial.facts, trial.subject, true}, unused);
  if (any == Truth::unknown) gathered.missing.merge(unused.missing);
  return any == Truth::yes ? Truth::no : any == Truth::no ? Truth::yes : Truth::unknown;
}

Truth evaluate_fact(const Condition& condition, const Trial& trial, Gathered& gathered) {
  const Fact& fact = trial.facts.get(trial.subject, condition.fact);
  const Truth t = compare(fact, condition.comparisons, trial, gathered);
  if (t != Truth::yes || fact.state != Fact::State::known) return t;
  if (fact.value.type == Type::duration) return t;  // how long something has lasted stands in no object
  if (auto evidence = evidence_of(fact, condition.fact)) gathered.evidence.push_back(std::move(*evidence));
  return t;
}

/// The last word of "status.containerStatuses[0].restartCount"; of "status.capacity[nvidia.com/gpu]" the resource.
std::string_view last_key(std::string_view path) {
  if (path.ends_with(']')) {
    const std::size_t open = path.rfind('[');
    const std::string_view key = path.substr(open + 1, path.size() - open - 2);
    if (key.find_first_not_of("0123456789") != std::string_view::npos) return key;
    path = path.substr(0, open);
  }
  return path.substr(path.rfind('.') + 1);
}

/// Whether a number read at this path stands there as it is, rather than being counted or subtracted from it.
bool names_a_value(std::string_view path) {
  const std::string_view key = last_key(path);
  for (const std::string_view other : {"name", "selector", "spec", "metadata", "conditions", "volumes", "endpoints",
                                       "labels", "status", "limits", "requests"}) {
    if (key == other) return false;
  }
  return !key.empty() && !key.ends_with("Time") && !key.ends_with("Timestamp") && !key.ends_with("At");
}

}  // namespace

void Gathered::add(Gathered&& more) {
  captures.merge(more.captures);
  evidence.insert(evidence.end(), std::make_move_iterator(more.evidence.begin()),
                  std::make_move_iterator(more.evidence.end()));
  if (more.time && (!time || *more.time < *time)) time = more.time;
  if (more.log_position && (!log_position || *more.log_position < *log_position)) log_position = more.log_position;
  missing.merge(more.missing);
}

Truth evaluate(const Condition& condition, const Trial& trial, Gathered& gathered) {
  switch (condition.kind) {
    case Condition::Kind::all:
      return evaluate_all(condition, trial, gathered);
    case Condition::Kind::any:
      return evaluate_any(condition, trial, gathered);
    case Condition::Kind::none:
      return evaluate_none(condition, trial, gathered);
    case Condition::Kind::fact:
      return evaluate_fact(condition, trial, gathered);
    case Condition::Kind::record:
      return evaluate_record(condition, trial, gathered);
  }
  return Truth::no;
}

std::optional<Evidence> evidence_of(const Fact& fact, std::string_view name) {
  if (fact.place.object.empty()) return std::nullopt;  // concluded, and written nowhere
  if (!fact.quote.empty()) return Evidence{fact.place, fact.quote, fact.place.time};
  const Type type = fact.value.type;
  // A quantity is a text in Kubernetes' JSON as well.
  if (type == Type::text || type == Type::texts || type == Type::quantity) {
    if (name.ends_with(".stage")) return std::nullopt;
    return Evidence{fact.place, fact.value.text, fact.place.time};
  }
  const FactLine* line = find_fact(name);
  const bool plain = line != nullptr && !line->path.empty();
  if (type == Type::boolean && !plain) return std::nullopt;
  const bool stands_there = plain || names_a_value(fact.place.path);
  return Evidence{fact.place, fmt::format("{}: {}", stands_there ? last_key(fact.place.path) : name, fact.value.text),
                  fact.place.time};
}

}  // namespace aidiag
