// SPDX-License-Identifier: Apache-2.0
// Takes the files of a dump into a SnapshotBuilder: every object, log and mark of time, and what of them is missing.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "aidiag/recorder.hpp"
#include "aidiag/snapshot.hpp"
#include "source/capture_record.hpp"
#include "source/dump_coverage.hpp"
#include "source/dump_input.hpp"
#include "source/dump_layout.hpp"
#include "source/dump_text.hpp"

namespace aidiag {

class DumpIngest {
 public:
  /// `recorder` may be null.
  DumpIngest(const DumpInput& input, SnapshotBuilder& into, bool with_logs, Recorder* recorder)
      : input_(input), into_(into), with_logs_(with_logs), recorder_(recorder) {}

  /// Takes in everything. REQUIRES: called once.
  void run();

  /// Whether there was anything at all: an object, an empty list, a log.
  [[nodiscard]] bool found_anything() const;
  DumpCoverage coverage;
  std::vector<Gap> gaps;
  std::optional<Time> taken_at;  ///< of capture.json
  std::string context;           ///< of capture.json
  /// What the one capture among the files says of itself.
  std::optional<CaptureRecord> record;

 private:
  /// Where a text came from.
  struct Origin {
    std::string name;  ///< of the file
    FileRole role;
    std::string place(std::string_view text, std::size_t offset) const;
  };

  void read_captures(const Layout& layout);
  void objects(const Origin& origin, std::string_view text);
  void json(const Origin& origin, std::string_view text, const std::string& kind, const std::string& where);
  void yaml(const Origin& origin, std::string_view text, const std::string& where, int first_line);
  void list(const Origin& origin, std::string_view text, const std::string& kind, std::size_t items);
  bool is_of_folder(const std::string& kind, const std::string& ns, std::size_t items) const;
  void log_section(const Origin& origin, LogSection section, std::string_view file);
  void keep_log(const LogSection& section, const FileRole& role);
  void logs_without_marks(const Origin& origin, bool empty);
  void capture(const Origin& origin, std::string_view text);
  void file_gap(const Origin& origin, const std::string& kind, std::string reason);
  Result<SnapshotBuilder::Page> take_in(std::string_view text, const std::string& kind);
  void check_record(const CaptureRecord& of);
  void trust_record(const CaptureRecord& of);

  const DumpInput& input_;
  SnapshotBuilder& into_;
  std::vector<DumpList> lists_;  // of the present file
  bool with_logs_;
  Recorder* recorder_;
  std::string top_;                                       // the folder of capture.json, with its "/"
  std::map<std::string, std::size_t> counted_;            // objects of each file of the record
  std::set<std::pair<std::string, std::string>> broken_;  // kind and namespace that are not as the record says
  std::map<std::tuple<std::string, std::string, std::string, bool>, std::string> heads_;
  std::size_t log_bytes_ = 0;
  bool found_anything_ = false;
};

}  // namespace aidiag
