// SPDX-License-Identifier: Apache-2.0
// From the bytes of a log to records. A record is one message of one run, of any number of lines: a traceback with
// what it was chained to, a JSON line with its newlines, a progress bar in its last state. Server sheets
// (rules/servers/*.yaml) know what a model server prints that is no cause: how it is recognised, the lines that say
// listening, ready and progress, and the wrappers and harmless lines that must never be taken for a cause.
//
//   bytes -> lines (\n, \r, bad UTF-8, colours, framing) -> prefixes off -> records per stream -> marks
//
// Not an API for others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/patterns.hpp"
#include "aidiag/result.hpp"
#include "aidiag/snapshot.hpp"

namespace aidiag {

enum class Level { unknown, debug, info, warning, error, fatal };

struct LogRecord {
  std::string text;     ///< all lines without prefixes, at most 8 KiB (head and tail of a longer one)
  std::string message;  ///< what counts: for a traceback the last line of its first section, else the first line
  std::string stream;   ///< rank or process tag such as "rank0" or "Worker_TP0"; empty if the line had none
  Level level = Level::unknown;
  std::optional<Time> time;  ///< the kubelet's time stamp, else the line's own (as UTC if it names no zone)
  int line = 0;              ///< first line, from 1, in Log::text as it came
  int last_line = 0;
  int count = 1;           ///< how many records differ from this one in digits only; the first and the last are kept
  bool from_head = false;  ///< stands in Log::head, not Log::text; `line` counts there
  bool benign = false;     ///< its message is known to be harmless
  bool peer_gone = false;  ///< a rank says that it waited for another one; may be a cause all the same
  bool wrapper = false;    ///< its message only says that something failed elsewhere
  bool standing = true;    ///< no ready or success line follows in the same run
  std::vector<PatternId> hits;  ///< patterns of the set that occur in `text`, ascending
};

/// What a server's log said about its listening.
struct Listening {
  std::string address;  ///< "0.0.0.0", "127.0.0.1", "::", a socket path; empty if the line does not say
  std::optional<int> port;
  std::size_t record;  ///< index in RunLog::records
};

/// One server sheet. Pattern lists hold ids of the PatternSet that the sheets were added to.
struct ServerSheet {
  std::string id;                         ///< file name without ending: "vllm"
  std::string title;                      ///< "vLLM"
  std::string source;                     ///< where its facts come from
  std::vector<PatternId> image, command;  ///< recognised by image or by command and arguments
  std::vector<PatternId> recognised_by;   ///< or by a log line
  std::vector<int> ports;                 ///< default ports
  std::vector<std::string> health_paths;
  std::vector<PatternId> listening;  ///< groups `address` and `port`
  std::vector<PatternId> ready;
  std::vector<PatternId> progress;   ///< group `progress` if a short form can be cut out
  std::vector<PatternId> peer_gone;  ///< said by a rank whose peer failed or hangs
  std::vector<PatternId> wrapper;
  std::vector<PatternId> benign;

  /// Holds beside the server's own sheet.
  [[nodiscard]] bool is_for_all() const { return id == "any"; }
  /// Knows no image and command, so that a sheet that knows more goes first.
  [[nodiscard]] bool is_general() const { return image.empty() && command.empty(); }
};

/// All sheets in use, and the marks that hold for every server (sheet "any").
class ServerSheets {
 public:
  /// Reads one sheet (YAML) and adds its patterns to `patterns`. The error begins with `file:line:`.
  Status add_yaml(std::string_view file, std::string_view yaml, PatternSet& patterns);
  /// Adds a sheet whose patterns are in the set already (one that was compiled at build time).
  void add(ServerSheet sheet);
  [[nodiscard]] const std::vector<ServerSheet>& all() const { return sheets_; }
  /// The sheet whose command patterns fit, else the one whose image patterns fit, or nullptr. `command`: command and
  /// arguments joined by spaces. The pointer is valid until the next add.
  [[nodiscard]] const ServerSheet* recognise(const PatternSet& patterns, std::string_view image,
                                             std::string_view command) const;

 private:
  std::vector<ServerSheet> sheets_;
};

/// One run of one container, read.
struct RunLog {
  const Log* log = nullptr;
  std::vector<LogRecord> records;       ///< in the order of their first lines (head records first)
  const ServerSheet* server = nullptr;  ///< by image, command or a line of the log
  std::vector<Listening> listening;
  std::optional<std::size_t> ready;     ///< last ready record
  std::optional<std::size_t> progress;  ///< last progress record
  std::string progress_text;            ///< such as "shard 7 of 15"
  bool complete = false;                ///< read from the run's first to its last line
};

/// Reads a log. `server` is the sheet found by image or command, or nullptr. REQUIRES: patterns are compiled.
/// Bounded memory; at most 20,000 records, of which the first and the last are kept.
RunLog read_log(const Log& log, const ServerSheets& sheets, const ServerSheet* server, const PatternSet& patterns);

}  // namespace aidiag
