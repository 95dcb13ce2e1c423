// SPDX-License-Identifier: Apache-2.0
// Events outlive what they tell of, by an hour. Offered are those of the present stage of a pod, and of the run in
// question of a container; of other objects those of the last hour.
#include <algorithm>

#include "facts/events.hpp"
#include "facts/records.hpp"
#include "facts/run.hpp"

namespace aidiag {
namespace {

using OptionalTime = std::optional<Time>;

/// Events carry whole seconds, and the kubelet writes them beside what they tell of, not with it.
constexpr Duration before_run = seconds(5);
constexpr Duration after_run = seconds(30);
/// The end of a pod (eviction, preemption, deletion) is announced up to its grace period before.
constexpr Duration before_stage = minutes(5);
/// What goes on repeats its events; so an hour of them, their usual life, is all there is to know.
constexpr Duration event_life = hours(1);

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_about_scheduling(const Event& event) {
  return one_of(event.reason, {"FailedScheduling", "NotTriggerScaleUp", "TriggeredScaleUp", "Nominated",
                               "Unschedulable", "SchedulingGated", "WaitingForGates"});
}

bool is_about_setup(const Event& event) {
  return one_of(event.reason,
                {"FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox",
                 "FailedPodSandBoxStatus", "NetworkNotReady", "FailedPrepareDynamicResources",
                 "FailedCreatePodContainer", "SuccessfulAttachVolume", "AlreadyMountedVolume", "VolumeResizeFailed"});
}

bool is_about_image(const Event& event) {
  const std::string_view message = event.message;
  if (one_of(event.reason, {"Pulling", "Pulled", "InspectFailed", "ErrImageNeverPull", "ImageGCFailed",
                            "FailedToRetrieveImagePullSecret"}))
    return true;
  if (!one_of(event.reason, {"Failed", "BackOff"})) return false;
  for (const std::string_view word :
       {"pull", "Pull", "InvalidImageName", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed"})
    if (message.find(word) != std::string_view::npos) return true;
  return false;
}

bool is_about_an_end(const Event& event) {
  return one_of(event.reason, {"Killing", "Unhealthy", "ProbeWarning", "FailedPostStartHook"});
}

/// Whether an event of this container speaks of its run in question.
bool of_run(const Event& event, const RunInQuestion& run, Stage stage) {
  if (is_about_image(event)) return stage == Stage::pull || stage == Stage::setup;
  if (!event.time) return true;
  if (run.from && *event.time < *run.from - before_run) return false;
  if (run.until && *run.until < *event.time) return false;
  const bool over = run.finished && (stage == Stage::run || stage == Stage::done || stage == Stage::leftover);
  return !(over && is_about_an_end(event) && *run.finished + after_run < *event.time);
}

/// Whether an event of the pod as a whole speaks of its present stage.
bool of_stage(const Event& event, std::optional<Stage> stage, OptionalTime since) {
  if (!stage) return true;
  if (is_about_scheduling(event)) return *stage == Stage::schedule;
  if (is_about_setup(event)) return *stage == Stage::setup;
  if (is_about_image(event)) return *stage == Stage::pull || *stage == Stage::setup;
  if (*stage <= Stage::init || !since || !event.time) return true;
  const bool well = *stage == Stage::serve || *stage == Stage::done;
  return *since - (well ? Duration{} : before_stage) <= *event.time;
}

bool is_read(const Snapshot& snapshot, const Object& object, OptionalTime from) {
  const std::string_view ns = object.ns.empty() ? std::string_view("default") : object.ns.view();
  if (snapshot.coverage("Event", ns) != Coverage::complete) return false;
  // The oldest event may be young because nothing happened before it.
  return !from || std::min(snapshot.events_since(ns), snapshot.now - event_life) <= *from;
}

OptionalTime at_least_recent(const Snapshot& snapshot, OptionalTime from) {
  const Time recent = snapshot.now - event_life;
  return from && recent < *from ? *from : recent;
}

/// From when on events would tell of the run: its end, if it is over; what goes on repeats them.
OptionalTime telling_from(const Snapshot& snapshot, const RunInQuestion& run) {
  if (run.finished) return *run.finished - minutes(2);
  return at_least_recent(snapshot, run.from);
}

EventsInQuestion of_container(const Facts& facts, const Subject& subject) {
  const Object& pod = *subject.object;
  Facts::State& state = facts.state();
  const ContainerView& container = state.container(subject);
  const Stage stage = facts.stage(subject).value_or(Stage::serve);
  const RunInQuestion run = run_in_question(state.snapshot, pod, container, stage);
  EventsInQuestion events;
  for (const Event* event : state.snapshot.events_of(pod))
    if (container_of(*event, state.containers_of(pod)) == subject.container && of_run(*event, run, stage))
      events.all.push_back(event);
  events.complete = is_read(state.snapshot, pod, telling_from(state.snapshot, run));
  return events;
}

EventsInQuestion of_pod(const Facts& facts, const Subject& subject) {
  const Object& pod = *subject.object;
  Facts::State& state = facts.state();
  const auto& containers = state.containers_of(pod);
  const PodStages& stages = state.stages_of(pod);
  std::vector<RunInQuestion> runs;
  for (std::size_t i = 0; i < containers.size(); ++i)
    runs.push_back(run_in_question(state.snapshot, pod, containers[i], stages.containers[i]));
  EventsInQuestion events;
  for (const Event* event : state.snapshot.events_of(pod)) {
    const auto index = static_cast<std::size_t>(container_of(*event, containers));
    const bool fits = index < runs.size() ? of_run(*event, runs[index], stages.containers[index])
                                          : of_stage(*event, stages.pod, stages.since);
    if (fits) events.all.push_back(event);
  }
  const bool ends_once = stages.pod == Stage::admit || (stages.pod == Stage::run && pod.pod->phase == "Failed");
  events.complete =
      is_read(state.snapshot, pod, ends_once ? stages.since : at_least_recent(state.snapshot, stages.since));
  return events;
}

EventsInQuestion of_object(const Snapshot& snapshot, const Object& object) {
  EventsInQuestion events;
  for (const Event* event : snapshot.events_of(object))
    if (!event->time || snapshot.now - *event->time <= event_life) events.all.push_back(event);
  events.complete = is_read(snapshot, object, at_least_recent(snapshot, object.created));
  return events;
}

Record record_of(const Event& event, const Subject& subject, Time now) {
  Record record{RecordKind::event, {}, {}, event.message, event.time, nullptr, nullptr, 0};
  const auto text = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) record.fields.emplace(name, Value::of_text(value));
  };
  text("reason", event.reason);
  text("message", event.message);
  text("type", event.type);
  text("by", event.by);
  text("host", event.host);
  text("container", event.container);
  record.fields.emplace("count", Value::of_number(event.count));
  if (event.time) record.fields.emplace("ago", Value::of_duration(now - *event.time));
  if (event.first) record.fields.emplace("first_ago", Value::of_duration(now - *event.first));
  record.place.object = subject.object->title();
  record.place.path = "event " + event.reason.str();
  record.place.time = event.time;
  return record;
}

}  // namespace

EventsInQuestion events_in_question(const Facts& facts, const Subject& subject) {
  if (subject.object == nullptr) return {};
  if (subject.about == About::container) return of_container(facts, subject);
  if (subject.about == About::pod) return of_pod(facts, subject);
  return of_object(facts.snapshot(), *subject.object);
}

Records event_records(const Facts& facts, const Subject& subject) {
  const EventsInQuestion events = events_in_question(facts, subject);
  Records records;
  for (const Event* event : events.all) {
    records.all.push_back(record_of(*event, subject, facts.snapshot().now));
    records.all.back().position = records.all.size() - 1;
  }
  records.complete = events.complete;
  if (!events.complete) records.missing = "Event";
  return records;
}

}  // namespace aidiag
