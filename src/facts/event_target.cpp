// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "facts/events.hpp"

namespace aidiag {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Reasons that the kubelet only uses with a container's fieldPath (pkg/kubelet/events/event.go).
bool is_about_a_container(std::string_view reason) {
  return one_of(reason,
                {"Pulling", "Pulled", "Failed", "BackOff", "InspectFailed", "ErrImageNeverPull", "Created", "Started",
                 "Killing", "Unhealthy", "ProbeWarning", "FailedPostStartHook", "FailedPreStopHook"});
}

bool is_word_end(char c) { return !(c == '-' || c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); }

bool names(std::string_view message, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = message.find(word); at != std::string_view::npos; at = message.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || is_word_end(message[at - 1])) && (end == message.size() || is_word_end(message[end]))) return true;
  }
  return false;
}

}  // namespace

int container_of(const Event& event, const std::vector<ContainerView>& containers) {
  for (std::size_t i = 0; i < containers.size() && !event.container.empty(); ++i)
    if (containers[i].name == event.container) return static_cast<int>(i);
  if (!event.container.empty() || !is_about_a_container(event.reason)) return -1;
  if (containers.size() == 1) return 0;
  for (std::size_t i = 0; i < containers.size(); ++i)
    if (names(event.message, containers[i].name)) return static_cast<int>(i);
  int by_image = -1;
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const std::string image = '"' + std::string(containers[i].spec["image"].text()) + '"';
    if (event.message.find(image) == std::string::npos) continue;
    if (by_image >= 0) return -1;
    by_image = static_cast<int>(i);
  }
  return by_image;
}

std::optional<Time> pulling_since(const Snapshot& snapshot, const Object& pod,
                                  const std::vector<ContainerView>& containers, const ContainerView& container) {
  const Event* last = nullptr;
  for (const Event* event : snapshot.events_of(pod)) {
    const int index = container_of(*event, containers);
    if (index < 0 || &containers[static_cast<std::size_t>(index)] != &container) continue;
    if (one_of(event->reason, {"Pulling", "Pulled", "Failed", "BackOff", "Created", "Started"})) last = event;
  }
  if (last == nullptr || last->reason != "Pulling") return std::nullopt;
  return last->time;
}

}  // namespace aidiag
