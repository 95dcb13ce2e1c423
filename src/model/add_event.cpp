// SPDX-License-Identifier: Apache-2.0
// Events of core/v1 and of events.k8s.io, whose fields are called otherwise (staging/src/k8s.io/api/events/v1).
#include <algorithm>

#include "model/builder_state.hpp"
#include "model/kind.hpp"

namespace aidiag {
namespace {

/// The first that is there and not null.
Json either(Json event, std::string_view core, std::string_view events) {
  const Json found = event[core];
  return found ? found : event[events];
}

/// nullopt also for a zero time, which some writers put in place of null.
std::optional<Time> time_of(Json text) {
  const auto time = parse_time(text.text());
  return time && time->us > 0 ? time : std::nullopt;
}

std::optional<Time> first_time(std::initializer_list<Json> fields) {
  for (const Json& field : fields)
    if (const auto time = time_of(field)) return time;
  return std::nullopt;
}

/// "spec.containers{main}" gives main (pkg/kubelet/container/ref.go).
std::string_view container_of(std::string_view field_path) {
  const auto open = field_path.find('{');
  if (!field_path.starts_with("spec.") || open == std::string_view::npos || !field_path.ends_with('}')) return {};
  return field_path.substr(open + 1, field_path.size() - open - 2);
}

std::string_view without_prefix(std::string_view message) {
  constexpr std::string_view prefix = "(combined from similar events): ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

}  // namespace

bool SnapshotBuilder::add_event(const Item& item) {
  const Json& json = item.json;
  const Json about = either(json, "involvedObject", "regarding");
  if (!about.is_object()) return false;
  const Json metadata = json["metadata"], series = json["series"], source = either(json, "source", "deprecatedSource");
  Event event;
  event.ns = intern(metadata["namespace"].text());
  event.name = intern(metadata["name"].text());
  event.version = version_of(metadata);
  event.kind = intern(qualified_kind(about["kind"].text(), about["apiVersion"].text()));
  event.object_ns = intern(about["namespace"].text());
  event.object = intern(about["name"].text());
  event.uid = intern(about["uid"].text());
  event.container = container_of(about["fieldPath"].text());
  event.reason = intern(json["reason"].text());
  event.type = intern(json["type"].text());
  const std::string_view reporter = either(json, "reportingComponent", "reportingController").text();
  event.by = intern(reporter.empty() ? source["component"].text() : reporter);
  event.host = intern(source["host"].text());
  event.message = without_prefix(either(json, "message", "note").text());
  event.count = std::max<std::int64_t>(
      {1, either(json, "count", "deprecatedCount").integer_or(1), series["count"].integer_or(1)});
  const Json created = metadata["creationTimestamp"];
  event.first = first_time({either(json, "firstTimestamp", "deprecatedFirstTimestamp"), json["eventTime"], created});
  event.time = first_time({series["lastObservedTime"], either(json, "lastTimestamp", "deprecatedLastTimestamp"),
                           json["eventTime"], created});
  note_time(event.time);
  snapshot_->events_.push_back(std::move(event));
  snapshot_->index_.reset();
  return true;
}

}  // namespace aidiag
