// SPDX-License-Identifier: Apache-2.0
// Failed probes of the run in question, read from Unhealthy events. What the message leaves out (a status code comes
// without an address) the probe's settings say.
#include "facts/events.hpp"
#include "facts/probe_spec.hpp"
#include "facts/records.hpp"

namespace aidiag {
namespace {

bool declares(const ContainerView& container, int port) {
  for (const Json declared : container.spec["ports"].items())
    if (declared["containerPort"].integer_or(0) == port) return true;
  return false;
}

Record record_of(const Event& event, const ProbeFailure& failure, const ContainerView* container,
                 const Subject& subject, Time now) {
  Record record{RecordKind::probe, {}, {}, event.message, event.time, nullptr, nullptr, 0};
  const auto spec = container != nullptr ? probe_spec(*container, failure.type) : std::nullopt;
  const bool exec = spec && spec->exec && failure.kind != "timeout";
  const auto text = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) record.fields.emplace(name, Value::of_text(value));
  };
  const auto number = [&](std::string_view name, std::optional<int> value) {
    if (value) record.fields.emplace(name, Value::of_number(*value));
  };
  text("type", failure.type);
  text("kind", exec ? "exec" : failure.kind);
  text("message", failure.message);
  text("path", failure.path.empty() && spec ? spec->path : failure.path);
  text("container", container != nullptr ? container->name : std::string_view());
  const auto port = failure.port || !spec ? failure.port : spec->port;
  number("port", port);
  if (port && container != nullptr && container->spec["ports"].size() > 0)
    record.fields.emplace("declared", Value::of_bool(declares(*container, *port)));
  number("code", failure.code);
  record.fields.emplace("count", Value::of_number(event.count));
  if (event.time) record.fields.emplace("ago", Value::of_duration(now - *event.time));
  record.place = {subject.object->title(), "event Unhealthy", {}, false, 0, event.time};
  return record;
}

}  // namespace

Records probe_records(const Facts& facts, const Subject& subject) {
  Records records;
  if (subject.about != About::container && subject.about != About::pod) return records;
  const EventsInQuestion events = events_in_question(facts, subject);
  const auto& containers = facts.state().containers_of(*subject.object);
  for (const Event* event : events.all) {
    if (event->reason != "Unhealthy" && event->reason != "ProbeWarning") continue;
    const auto failure = parse_probe(event->message);
    if (!failure) continue;
    const auto index = static_cast<std::size_t>(container_of(*event, containers));
    const ContainerView* container = index < containers.size() ? &containers[index] : nullptr;
    records.all.push_back(record_of(*event, *failure, container, subject, facts.snapshot().now));
    records.all.back().position = records.all.size() - 1;
  }
  records.complete = events.complete;
  if (!events.complete) records.missing = "Event";
  return records;
}

}  // namespace aidiag
