// SPDX-License-Identifier: Apache-2.0
// One record must meet all that a test says. Of a log it is the earliest, since what failed first is the cause; of
// events, conditions and probes the newest, since it tells how things are now.
#include <algorithm>

#include "rules/compare.hpp"
#include "rules/evaluate.hpp"
#include "rules/placeholders.hpp"

namespace aidiag {
namespace {

Fact field_fact(const Record& record, std::string_view name) {
  Fact fact;
  const auto found = record.fields.find(name);
  if (found == record.fields.end()) return fact;
  fact.state = Fact::State::known;
  fact.value = found->second;
  return fact;
}

bool was_hit(const LogRecord& log, PatternId pattern) {
  return std::binary_search(log.hits.begin(), log.hits.end(), pattern);
}

bool later_record_matches(const Record& record, PatternId pattern, const PatternSet& patterns) {
  if (pattern == no_pattern || record.run == nullptr || record.log == nullptr) return false;
  const auto& all = record.run->records;
  return std::any_of(all.begin(), all.end(), [&](const LogRecord& other) {
    return &other > record.log && patterns.matches(pattern, other.text);
  });
}

/// Only what still stands, did not keep the run from going on, says something itself, and is of a container that does
/// not serve.
bool may_speak(const Condition& condition, const Record& record) {
  if (record.log == nullptr) return true;
  if (record.log->benign || record.log->wrapper) return false;
  return condition.even_if_ready || (record.log->standing && !record.survived);
}

bool is_pattern_of_text(const std::string& field, const Comparison& comparison) {
  return comparison.op == Comparison::Op::matches && comparison.pattern != no_pattern &&
         field == main_field(RecordKind::log);
}

/// The automaton has tried the patterns of log tests on every record; so nothing else need be looked at closer.
bool may_hold(const Condition& condition, const Record& record) {
  if (record.log == nullptr) return true;
  for (const auto& [field, comparisons] : condition.fields) {
    for (const Comparison& c : comparisons) {
      if (is_pattern_of_text(field, c) && !was_hit(*record.log, c.pattern)) return false;
    }
  }
  return true;
}

Truth record_holds(const Condition& condition, const Record& record, const Trial& trial, Gathered& gathered) {
  if (!may_speak(condition, record) || !may_hold(condition, record)) return Truth::no;
  Truth all = Truth::yes;
  for (const auto& [name, comparisons] : condition.fields) {
    all = std::min(all, compare(field_fact(record, name), comparisons, trial, gathered));
    if (all == Truth::no) return Truth::no;
  }
  return later_record_matches(record, condition.unless_later, trial.facts.patterns()) ? Truth::no : all;
}

/// A line of a traceback's frames: there the words of an error stand as source, not as what happened.
bool is_frame_line(std::string_view line) { return line.starts_with("    ") || line.starts_with("  File "); }

/// Where in `text` the pattern is found; the first place that is no frame of a traceback before the others.
std::optional<std::string_view> find_words(PatternId pattern, std::string_view text, const Facts& facts) {
  std::optional<std::string_view> first;
  for (std::size_t from = 0; from < text.size();) {
    const auto found = facts.patterns().find(pattern, text.substr(from));
    if (!found) break;
    const auto at = static_cast<std::size_t>(found->whole.data() - text.data());
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
    if (!is_frame_line(text.substr(begin))) return found->whole;
    if (!first) first = found->whole;
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    from = end + 1;
  }
  return first;
}

/// Narrows the evidence of a log record to the lines in which the pattern was found.
void quote_lines(const Condition& condition, const Record& record, const Facts& facts, Evidence& evidence) {
  const std::string_view text = record.log->text;
  for (const auto& [field, comparisons] : condition.fields) {
    for (const Comparison& c : comparisons) {
      if (c.op != Comparison::Op::matches || c.pattern == no_pattern) continue;
      const auto found = find_words(c.pattern, text, facts);
      if (!found) continue;
      const auto at = static_cast<std::size_t>(found->data() - text.data());
      const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
      const std::size_t end = std::min(text.find('\n', at + found->size()), text.size());
      evidence.quote = text.substr(begin, end - begin);
      const auto lines_before = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
      const int last = std::max(record.log->last_line, evidence.place.line);
      evidence.place.line = std::min(evidence.place.line + static_cast<int>(lines_before), last);
      return;
    }
  }
}

void take_record(const Condition& condition, const Record& record, const Facts& facts, Gathered& gathered) {
  Evidence evidence{record.place, record.quote, record.time};
  if (record.log != nullptr) quote_lines(condition, record, facts, evidence);
  gathered.evidence.push_back(std::move(evidence));
  const std::string prefix = record_prefix(condition);
  for (const auto& [name, value] : record.fields) gathered.captures.try_emplace(prefix + name, value.text);
  if (record.log != nullptr) gathered.log_position = record.position;
}

/// The records in question, or nothing if `answer` is known without them.
const Records* records_of(const Condition& condition, const Trial& trial, Gathered& gathered, Truth& answer) {
  answer = Truth::no;
  Subject owner = trial.subject;
  if (condition.linked) {
    const Link link = trial.facts.link(trial.subject, *condition.linked);
    if (link.state == Link::State::unknown) {
      gathered.missing.insert(link.missing);
      answer = Truth::unknown;
    }
    if (link.state != Link::State::known) return nullptr;
    owner = link.subject;
  }
  const bool serves = condition.record == RecordKind::log && trial.facts.stage(owner) == Stage::serve;
  if (serves && !condition.even_if_ready) return nullptr;
  return &trial.facts.records(owner, condition.record);
}

/// What it means that no record met the test. A log that was read in part is taken as read unless its silence is the
/// point: how a run ended stands at its end, which is what is read first.
Truth not_found(const Condition& condition, const Records& records, const Trial& trial, Gathered& gathered) {
  const bool read_in_part = condition.record == RecordKind::log && !records.all.empty();
  if (records.complete || (read_in_part && !trial.below_none)) return Truth::no;
  gathered.missing.insert(records.missing);
  return Truth::unknown;
}

class RecordSearch {
 public:
  RecordSearch(const Condition& condition, const Trial& trial, Gathered& gathered)
      : condition_(condition), trial_(trial), gathered_(gathered) {}

  void look_at(const Record& record) {
    Gathered own;
    own.captures = gathered_.captures;
    const Truth t = record_holds(condition_, record, trial_, own);
    if (t == Truth::unknown) {
      missing_.merge(own.missing);
      open_ = true;
    }
    if (t != Truth::yes) return;
    if (record.time && (!earliest_ || *record.time < *earliest_)) earliest_ = record.time;
    if (found_) return;
    found_ = true;
    take_record(condition_, record, trial_.facts, own);
    gathered_.add(std::move(own));
  }

  [[nodiscard]] bool found() const { return found_; }

  Truth end(const Records& records) {
    if (found_) {
      if (earliest_ && (!gathered_.time || *earliest_ < *gathered_.time)) gathered_.time = earliest_;
      return Truth::yes;
    }
    if (!open_) return not_found(condition_, records, trial_, gathered_);
    gathered_.missing.merge(missing_);
    return Truth::unknown;
  }

 private:
  const Condition& condition_;
  const Trial& trial_;
  Gathered& gathered_;
  std::set<std::string> missing_;
  std::optional<Time> earliest_;
  bool found_ = false;
  bool open_ = false;
};

}  // namespace

Truth evaluate_record(const Condition& condition, const Trial& trial, Gathered& gathered) {
  Truth answer = Truth::no;
  const Records* records = records_of(condition, trial, gathered, answer);
  if (records == nullptr) return answer;
  RecordSearch search(condition, trial, gathered);
  if (condition.record == RecordKind::log) {
    for (auto r = records->all.begin(); r != records->all.end() && !search.found(); ++r) search.look_at(*r);
  } else {
    std::for_each(records->all.rbegin(), records->all.rend(), [&](const Record& r) { search.look_at(r); });
  }
  return search.end(*records);
}

}  // namespace aidiag
