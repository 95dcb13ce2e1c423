// SPDX-License-Identifier: Apache-2.0
#include "rules/evaluate.hpp"

#include <algorithm>

#include "rules/compare.hpp"
#include "rules/placeholders.hpp"

namespace aidiag {
namespace {

void add(Gathered& to, Gathered&& more) {
  to.captures.merge(more.captures);
  to.evidence.insert(to.evidence.end(), more.evidence.begin(), more.evidence.end());
  if (more.time && (!to.time || *more.time < *to.time)) to.time = more.time;
  if (more.log_position && (!to.log_position || *more.log_position < *to.log_position))
    to.log_position = more.log_position;
}

Truth evaluate_all(const Condition& condition, const Subject& subject, const Facts& facts, Gathered& gathered) {
  Truth all = Truth::yes;
  for (const Condition& child : condition.children) {
    all = std::min(all, evaluate(child, subject, facts, gathered));
    if (all == Truth::no) return Truth::no;
  }
  return all;
}

/// The first alternative that holds gives the captures; all that hold give evidence.
Truth evaluate_any(const Condition& condition, const Subject& subject, const Facts& facts, Gathered& gathered) {
  Truth any = Truth::no;
  for (const Condition& child : condition.children) {
    Gathered own;
    own.captures = gathered.captures;
    const Truth t = evaluate(child, subject, facts, own);
    if (t == Truth::yes) add(gathered, std::move(own));
    if (t == Truth::unknown) gathered.missing.merge(own.missing);
    any = std::max(any, t);
  }
  return any;
}

Truth evaluate_none(const Condition& condition, const Subject& subject, const Facts& facts, Gathered& gathered) {
  Gathered unused;
  unused.captures = gathered.captures;
  const Truth any = evaluate_any(condition, subject, facts, unused);
  if (any == Truth::unknown) gathered.missing.merge(unused.missing);
  return any == Truth::yes ? Truth::no : any == Truth::no ? Truth::yes : Truth::unknown;
}

Truth evaluate_fact(const Condition& condition, const Subject& subject, const Facts& facts, Gathered& gathered) {
  const Fact& fact = facts.get(subject, condition.fact);
  const Truth t = compare(fact, condition.comparisons, subject, facts, gathered);
  if (t == Truth::yes && fact.state == Fact::State::known) gathered.evidence.push_back(evidence_of(fact));
  return t;
}

// --- records

Fact field_fact(const Record& record, std::string_view name) {
  Fact fact;
  const auto found = record.fields.find(name);
  if (found == record.fields.end()) return fact;
  fact.state = Fact::State::known;
  fact.value = found->second;
  return fact;
}

bool later_record_matches(const Record& record, PatternId pattern, const Facts& facts) {
  if (pattern == no_pattern || record.run == nullptr || record.log == nullptr) return false;
  const auto& all = record.run->records;
  return std::any_of(all.begin(), all.end(), [&](const LogRecord& other) {
    return &other > record.log && facts.patterns().matches(pattern, other.text);
  });
}

/// Only what still stands, says something itself, and is of a container that does not serve.
bool may_speak(const Condition& condition, const Record& record, const Subject& owner, const Facts& facts) {
  if (record.log == nullptr) return true;
  if (record.log->benign || record.log->wrapper) return false;
  if (condition.even_if_ready || owner.about != About::container) return true;
  return record.log->standing && facts.stage(owner) != Stage::serve;
}

Truth record_holds(const Condition& condition, const Record& record, const Subject& subject, const Facts& facts,
                   Gathered& gathered) {
  Truth all = Truth::yes;
  for (const auto& [name, comparisons] : condition.fields) {
    all = std::min(all, compare(field_fact(record, name), comparisons, subject, facts, gathered));
    if (all == Truth::no) return Truth::no;
  }
  return later_record_matches(record, condition.unless_later, facts) ? Truth::no : all;
}

/// A line of a traceback's frames: where the words of an error stand as source, not as what happened.
bool is_frame_line(std::string_view line) { return line.starts_with("    ") || line.starts_with("  File "); }

/// Where in `text` the pattern is found, the first place that is no frame of a traceback before the others.
std::optional<std::string_view> find_words(PatternId pattern, std::string_view text, const Facts& facts) {
  std::optional<std::string_view> first;
  for (std::size_t from = 0; from < text.size();) {
    const auto found = facts.patterns().find(pattern, text.substr(from));
    if (!found || found->whole.data() < text.data() || found->whole.data() > text.data() + text.size()) break;
    const auto at = static_cast<std::size_t>(found->whole.data() - text.data());
    const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    if (!is_frame_line(text.substr(before == std::string_view::npos ? 0 : before + 1))) return found->whole;
    if (!first) first = found->whole;
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    from = end + 1;
  }
  return first;
}

/// The lines of a log record in which a pattern of the condition was found; the record's line number moves along.
void quote_lines(const Condition& condition, const Record& record, const Facts& facts, Evidence& evidence) {
  if (record.log == nullptr) return;
  const std::string_view text = record.log->text;
  for (const auto& [name, comparisons] : condition.fields) {
    for (const Comparison& c : comparisons) {
      if (c.op != Comparison::Op::matches) continue;
      const auto found = find_words(c.pattern, text, facts);
      if (!found) continue;
      const auto at = static_cast<std::size_t>(found->data() - text.data());
      const std::size_t before = text.rfind('\n', at == 0 ? 0 : at - 1);
      const std::size_t begin = before == std::string_view::npos || at == 0 ? 0 : before + 1;
      const std::size_t end = std::min(text.find('\n', at + found->size()), text.size());
      evidence.quote = std::string(text.substr(begin, end - begin));
      evidence.place.line +=
          static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
      return;
    }
  }
}

void take_record(const Condition& condition, const Record& record, const Facts& facts, Gathered& gathered) {
  Evidence evidence{record.place, record.quote, record.time};
  quote_lines(condition, record, facts, evidence);
  gathered.evidence.push_back(std::move(evidence));
  const std::string prefix = record_prefix(condition);
  for (const auto& [name, value] : record.fields) gathered.captures[prefix + name] = value.text;
  if (record.time && (!gathered.time || *record.time < *gathered.time)) gathered.time = record.time;
  if (record.log != nullptr && !gathered.log_position) gathered.log_position = record.position;
}

Truth evaluate_record(const Condition& condition, const Subject& subject, const Facts& facts, Gathered& gathered) {
  Subject owner = subject;
  if (condition.linked) {
    const Link link = facts.link(subject, *condition.linked);
    if (link.state == Link::State::none) return Truth::no;
    if (link.state == Link::State::unknown) {
      gathered.missing.insert(link.missing);
      return Truth::unknown;
    }
    owner = link.subject;
  }
  const Records& records = facts.records(owner, condition.record);
  bool open = false;
  for (const Record& record : records.all) {
    if (!may_speak(condition, record, owner, facts)) continue;
    Gathered own;
    own.captures = gathered.captures;
    const Truth t = record_holds(condition, record, subject, facts, own);
    if (t == Truth::yes) {
      take_record(condition, record, facts, own);
      for (auto& [group, text] : own.captures) gathered.captures[group] = text;
      own.captures.clear();
      add(gathered, std::move(own));
      return Truth::yes;
    }
    if (t == Truth::unknown) {
      open = true;
      gathered.missing.merge(own.missing);
    }
  }
  if (!records.complete) gathered.missing.insert(records.missing);
  return open || !records.complete ? Truth::unknown : Truth::no;
}

std::string_view last_key(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

}  // namespace

Truth evaluate(const Condition& condition, const Subject& subject, const Facts& facts, Gathered& gathered) {
  switch (condition.kind) {
    case Condition::Kind::all:
      return evaluate_all(condition, subject, facts, gathered);
    case Condition::Kind::any:
      return evaluate_any(condition, subject, facts, gathered);
    case Condition::Kind::none:
      return evaluate_none(condition, subject, facts, gathered);
    case Condition::Kind::fact:
      return evaluate_fact(condition, subject, facts, gathered);
    case Condition::Kind::record:
      return evaluate_record(condition, subject, facts, gathered);
  }
  return Truth::no;
}

Evidence evidence_of(const Fact& fact) {
  const bool as_it_is = fact.value.type == Type::text || fact.value.type == Type::texts;
  const std::string quote =
      as_it_is ? fact.value.text : std::string(last_key(fact.place.path)) + ": " + fact.value.text;
  return {fact.place, quote, fact.place.time};
}

}  // namespace aidiag
