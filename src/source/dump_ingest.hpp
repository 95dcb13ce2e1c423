// SPDX-License-Identifier: Apache-2.0
// Takes the files of a dump into a SnapshotBuilder: every object, log and mark of time, and what of them is missing.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/snapshot.hpp"
#include "source/dump_coverage.hpp"
#include "source/dump_input.hpp"
#include "source/dump_layout.hpp"
#include "source/dump_text.hpp"

namespace aidiag {

class DumpIngest {
 public:
  DumpIngest(const DumpInput& input, SnapshotBuilder& into, bool with_logs)
      : input_(input), into_(into), with_logs_(with_logs) {}

  /// Takes in everything. REQUIRES: called once.
  void run();

  /// Whether there was anything at all: an object, an empty list, a log.
  [[nodiscard]] bool found_anything() const;
  DumpCoverage coverage;
  std::vector<Gap> gaps;
  std::optional<Time> taken_at;  ///< of capture.json
  std::string context;           ///< of capture.json

 private:
  /// Where a text came from.
  struct Origin {
    std::string name;  ///< of the file
    FileRole role;
    std::string place(std::string_view text, std::size_t offset) const;
  };

  void objects(const Origin& origin, std::string_view text);
  void json(const Origin& origin, std::string_view text, const std::string& kind, const std::string& where);
  void yaml(const Origin& origin, std::string_view text, const std::string& where, int first_line);
  void list(const Origin& origin, std::string_view text, const std::string& kind, std::size_t items);
  bool is_of_folder(const std::string& kind, const std::string& ns, std::size_t items) const;
  void log_section(const Origin& origin, const LogSection& section);
  void keep_log(const LogSection& section, bool previous);
  void logs_without_marks(const Origin& origin, bool empty);
  void capture(const Origin& origin, std::string_view text);
  void file_gap(const Origin& origin, const std::string& kind, std::string reason);

  const DumpInput& input_;
  SnapshotBuilder& into_;
  std::vector<DumpList> lists_;  // of the present file
  bool with_logs_;
  std::size_t log_bytes_ = 0;
  bool found_anything_ = false;
};

}  // namespace aidiag
