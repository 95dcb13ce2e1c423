// SPDX-License-Identifier: Apache-2.0
// The files of a capture: `<ns>/<kind plural>.json`, `<kind plural>.json` for cluster scope, `<ns>/<pod>/logs.txt`, as
// `kubectl cluster-info dump --output-directory` lays them out, and capture.json.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "capture/object_store.hpp"
#include "capture/target.hpp"
#include "source/capture_record.hpp"

namespace aidiag {

/// What was written, for people.
struct CaptureSummary {
  std::size_t objects = 0, kinds = 0, logs = 0, containers = 0;
  std::size_t bytes = 0;                                     ///< on disk
  std::vector<std::pair<std::string, std::size_t>> by_kind;  ///< most first
  std::map<std::string, std::int64_t> redacted;              ///< as in capture.json
};

struct CaptureJob {
  std::string path;
  bool force = false;
  const std::atomic<bool>* interrupted = nullptr;  ///< when it turns true, writing is given up
};

/// `record` is describe()'s with versions and scope; what only the writing knows is added. The error is of kind
/// bad_file; nothing of the capture is there then.
Result<CaptureSummary> write_capture(CaptureRecord record, ObjectStore& store, const CaptureJob& job);

}  // namespace aidiag
