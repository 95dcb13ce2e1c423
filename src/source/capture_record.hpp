// SPDX-License-Identifier: Apache-2.0
// capture.json, which says of a capture what its other files cannot: when it was taken, what was asked for, what was
// missing, and of which kinds it holds all. With it a capture is read as the cluster was; a dump without one has to be
// guessed at. Both directions stand here. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "aidiag/source.hpp"

namespace aidiag {

struct CaptureRecord {
  Time taken_at;
  NowSource clock = NowSource::server;  ///< where taken_at comes from; `newest` if it was made from a dump
  std::string context;
  std::string program, server;  ///< versions; server is empty if it was not asked
  std::string scope;            ///< the words that ask for it: "namespace ai-platform"
  std::vector<Gap> gaps;
  std::map<std::string, std::int64_t> redacted;  ///< what, and how often

  struct Claim {
    std::string kind, ns;
    bool complete = false;  ///< else some of it
    auto operator<=>(const Claim&) const = default;
  };
  std::vector<Claim> claims;
  using Place = std::tuple<std::string, std::string, std::string>;  // kind, namespace, name
  std::vector<Place> absent;                                        ///< asked for by name, and not there
  std::vector<std::string> nodes;  ///< of which all pods were read, whatever their namespace
  std::set<Read>
      reads;  ///< as asked() gives them; all that was asked for: what is neither here nor a gap was never looked for

  struct LogNote {
    std::string ns, pod, container;
    bool previous = false, from_start = false, timestamps = false, from_node = false;
    std::size_t bytes = 0;  ///< of the text as it was written: a log may hold lines like the marks around it
  };
  std::vector<LogNote> logs;

  /// A file of objects. One that is gone, or holds fewer, takes the claims of its kind with it.
  struct File {
    std::string path, kind, ns;
    std::size_t objects = 0;
  };
  std::vector<File> files;

  [[nodiscard]] bool has_read(const Read& read) const;
  [[nodiscard]] const LogNote* log(std::string_view ns, std::string_view pod, std::string_view container,
                                   bool previous) const;
};

/// What was asked for, however much of it: without the bounds of logs, and without who asked.
Read asked(const Read& read);

/// nullopt if `root` does not say what is complete: it is then no record of ours.
std::optional<CaptureRecord> read_record(Json root);
/// The text of capture.json; the same record gives the same bytes.
std::string record_text(const CaptureRecord& record);

/// The gaps that any capture.json lists.
std::vector<Gap> read_gaps(Json gaps);

}  // namespace aidiag
