// SPDX-License-Identifier: Apache-2.0
#include "facts/scheduling.hpp"

namespace aidiag {

std::optional<SchedulerWord> scheduler_word(const Snapshot& snapshot, const Object& pod) {
  if (!pod.pod->node.empty()) return std::nullopt;
  SchedulerWord word;
  std::size_t index = 0;
  for (const Json condition : pod.json()["status"]["conditions"].items()) {
    const std::string path = "status.conditions[" + std::to_string(index++) + "].message";
    if (condition["type"].text() == "PodScheduled" && condition["status"].text() == "False")
      word = {std::string(condition["message"].text()), std::string(condition["reason"].text()), path};
  }
  if (!word.message.empty()) return word;
  for (const Event* event : snapshot.events_of(pod))
    if (event->reason == "FailedScheduling" && !event->message.starts_with("skip schedule deleting pod"))
      word = {event->message, word.reason, "event FailedScheduling"};
  if (word.message.empty() && word.reason.empty()) return std::nullopt;
  return word;
}

}  // namespace aidiag
