// SPDX-License-Identifier: Apache-2.0
#include "model/seen_times.hpp"

#include <algorithm>
#include <initializer_list>

namespace aidiag {
namespace {

class Newest {
 public:
  void note(Json text) {
    const std::string_view written = text.text();
    if (written.empty()) return;
    if (const auto time = parse_time(written)) newest_ = std::max(newest_.value_or(*time), *time);
  }

  void note_all(Json object, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) note(object[key]);
  }

  void note_state(Json state) {
    for (const auto& [which, entry] : state.fields()) note_all(entry, {"startedAt", "finishedAt"});
  }

  [[nodiscard]] std::optional<Time> time() const { return newest_; }

 private:
  std::optional<Time> newest_;
};

}  // namespace

std::optional<Time> newest_time(Json object, std::string_view kind) {
  Newest newest;
  newest.note(object["metadata"]["creationTimestamp"]);
  const Json status = object["status"];
  newest.note_all(status, {"startTime", "completionTime", "lastScheduleTime", "lastSuccessfulTime", "lastScaleTime"});
  for (const Json& condition : status["conditions"].items())
    newest.note_all(condition, {"lastTransitionTime", "lastHeartbeatTime", "lastProbeTime", "lastUpdateTime"});
  for (const char* list : {"initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"}) {
    for (const Json& container : status[list].items()) {
      newest.note_state(container["state"]);
      newest.note_state(container["lastState"]);
    }
  }
  if (kind == "Lease") newest.note_all(object["spec"], {"renewTime", "acquireTime"});
  return newest.time();
}

}  // namespace aidiag
