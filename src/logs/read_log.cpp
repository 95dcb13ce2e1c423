// SPDX-License-Identifier: Apache-2.0
// A log to its run: records with the patterns that hit them, then what the server's sheet says of them.
#include <algorithm>
#include <charconv>
#include <cstdint>

#include "aidiag/logs.hpp"
#include "logs/assembly.hpp"
#include "logs/record_list.hpp"

namespace aidiag {

namespace {

/// The part of Log::head that Log::text does not repeat.
struct Head {
  std::string_view text;
  bool adjoins = false;  ///< text begins right behind it
};

Head head_before(const Log& log) {
  const std::string_view head = log.head;
  const std::string_view text = log.text;
  if (log.from_start || head.empty()) return {};
  // With the kubelet's time stamps the first line of the tail is found in the head only if it is the same line.
  const std::string_view first_line = text.substr(0, text.find('\n'));
  if (first_line.size() >= 24) {
    for (std::size_t at = head.find(first_line); at != std::string_view::npos; at = head.find(first_line, at + 1)) {
      const std::string_view both = head.substr(at);
      const bool at_line = at == 0 || head[at - 1] == '\n';
      if (at_line && text.starts_with(both.substr(0, std::min(both.size(), text.size()))))
        return {head.substr(0, at), true};
    }
  }
  return {head.substr(0, head.rfind('\n') + 1), false};  // its last line is cut off
}

/// `known`: the pattern is of a sheet, of whichever server.
enum Mark : std::uint8_t {
  ready = 1,
  listening = 2,
  progress = 4,
  wrapper = 8,
  benign = 16,
  known = 32,
  peer_gone = 64
};

class Marks {
 public:
  explicit Marks(std::size_t patterns) : of_(patterns, 0) {}
  void add(const ServerSheet& sheet) {
    add(sheet.ready, Mark::ready);
    add(sheet.listening, Mark::listening);
    add(sheet.progress, Mark::progress);
    add(sheet.wrapper, Mark::wrapper);
    add(sheet.benign, Mark::benign);
    add(sheet.peer_gone, Mark::peer_gone);
  }
  void add_known(const ServerSheet& sheet) {
    for (const auto* ids : {&sheet.recognised_by, &sheet.ready, &sheet.listening, &sheet.progress, &sheet.wrapper,
                            &sheet.benign, &sheet.peer_gone})
      add(*ids, Mark::known);
  }
  [[nodiscard]] unsigned of(PatternId id) const { return of_[static_cast<std::size_t>(id)]; }

 private:
  void add(const std::vector<PatternId>& ids, Mark mark) {
    for (const PatternId id : ids) of_[static_cast<std::size_t>(id)] |= mark;
  }
  std::vector<std::uint8_t> of_;
};

bool contains(const std::vector<PatternId>& ids, PatternId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// The sheet that a line of the log speaks of; general sheets, which know no image and command, only if no other does.
const ServerSheet* recognise_by_log(const ServerSheets& sheets, const std::vector<LogRecord>& records) {
  const ServerSheet* general = nullptr;
  for (const LogRecord& record : records) {
    for (const PatternId id : record.hits) {
      for (const ServerSheet& sheet : sheets.all()) {
        if (!contains(sheet.recognised_by, id)) continue;
        if (!sheet.is_general()) return &sheet;
        if (general == nullptr) general = &sheet;
      }
    }
  }
  return general;
}

Listening read_listening(const PatternSet& patterns, PatternId id, const LogRecord& record, std::size_t index) {
  Listening result{{}, {}, index};
  const auto found = patterns.find(id, record.text);
  if (!found) return result;
  if (const auto address = found->groups.find("address"); address != found->groups.end()) {
    result.address = address->second;
    if (result.address.starts_with('[') && result.address.ends_with(']'))
      result.address = result.address.substr(1, result.address.size() - 2);
  }
  if (const auto port = found->groups.find("port"); port != found->groups.end()) {
    int number = 0;
    const char* end = port->second.data() + port->second.size();
    const auto [stop, error] = std::from_chars(port->second.data(), end, number);
    if (error == std::errc() && stop == end && number > 0 && number < 65536) result.port = number;
  }
  return result;
}

std::string read_progress(const PatternSet& patterns, PatternId id, const LogRecord& record) {
  const auto found = patterns.find(id, record.text);
  if (!found) return {};
  const auto part = found->groups.find("progress");
  return part == found->groups.end() ? std::string(found->whole) : part->second;
}

/// Whether a pattern of a rule occurs in the record beside its message. Such a record is no wrapper and not harmless:
/// torchrun's summary, for one, may name the exit code that tells how a rank died.
bool tells_more(const LogRecord& record, const Marks& marks, const PatternSet& patterns) {
  const auto is_of_rule = [&](PatternId id) { return marks.of(id) == 0; };
  if (record.text == record.message || std::none_of(record.hits.begin(), record.hits.end(), is_of_rule)) return false;
  std::string rest = record.text;
  if (const std::size_t at = rest.find(record.message); at != std::string::npos) rest.erase(at, record.message.size());
  const std::vector<PatternId> hits = patterns.scan(rest);
  return std::any_of(hits.begin(), hits.end(), is_of_rule);
}

/// What the sheets say of record `index`. A wrapper or a harmless line is one whose message is: a real error may stand
/// in the traceback below such a line, and then its own words are the message.
void mark(RunLog& run, std::size_t index, const Marks& marks, const PatternSet& patterns) {
  LogRecord& record = run.records[index];
  bool wraps = false;
  bool harmless = false;
  for (const PatternId id : record.hits) {
    const unsigned what = marks.of(id);
    if ((what & ~Mark::known) == 0) continue;
    if ((what & Mark::ready) != 0) {
      run.ready = index;
      record.standing = patterns.matches(id, record.message);  // else an error that took in the lines behind it
    }
    if ((what & Mark::listening) != 0) run.listening.push_back(read_listening(patterns, id, record, index));
    record.peer_gone |= (what & Mark::peer_gone) != 0;
    if ((what & Mark::progress) != 0) {
      run.progress = index;
      run.progress_text = read_progress(patterns, id, record);
    }
    if ((what & (Mark::wrapper | Mark::benign)) == 0 || !patterns.matches(id, record.message)) continue;
    wraps |= (what & Mark::wrapper) != 0;
    harmless |= (what & Mark::benign) != 0;
  }
  const bool hides = (wraps || harmless) && !tells_more(record, marks, patterns);
  record.wrapper = wraps && hides;
  record.benign = harmless && hides;
}

}  // namespace

RunLog read_log(const Log& log, const ServerSheets& sheets, const ServerSheet* server, const PatternSet& patterns) {
  RunLog run;
  run.log = &log;
  RecordList list;
  bool in_head = true;
  const auto keep = [&](LogRecord&& record) {
    record.from_head = in_head;
    record.hits = patterns.scan(record.text);
    list.add(std::move(record));
  };
  const LogFormat format{log.timestamps, log.from_node};
  const Head head = head_before(log);
  assemble(head.text, format, keep);
  in_head = false;
  assemble(log.text, format, keep);
  run.records = list.take();
  run.complete = (log.from_start || head.adjoins) && !list.overflowed();

  run.server = server != nullptr ? server : recognise_by_log(sheets, run.records);
  Marks marks(patterns.size());
  for (const ServerSheet& sheet : sheets.all()) {
    marks.add_known(sheet);
    if (&sheet == run.server || sheet.is_for_all()) marks.add(sheet);
  }
  for (std::size_t i = 0; i < run.records.size(); ++i) mark(run, i, marks, patterns);
  if (run.ready) {
    for (std::size_t i = 0; i < *run.ready; ++i) run.records[i].standing = false;
  }
  return run;
}

}  // namespace aidiag
