// SPDX-License-Identifier: Apache-2.0
// Facts of a run that ended: how, when, and what the node said at that moment.
#include <fmt/format.h>

#include "facts/family.hpp"
#include "facts/run.hpp"
#include "facts/state.hpp"
#include "knowledge/exit_codes.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About container = About::container;

constexpr FactLine lines[] = {
    {"container.ended.reason", text, container, "Pod",
     "Why the run in question ended, such as OOMKilled: of a container that waits to be restarted, has ended, or ended "
     "abnormally within the last hour."},
    {"container.ended.message", text, container, "Pod", "The termination message of the run in question."},
    {"container.ended.exit_code", number, container, "Pod", "The exit code of the run in question."},
    {"container.ended.signal", number, container, "Pod",
     "The signal that ended it: as the runtime says, else the exit code less 128."},
    {"container.ended.name", text, container, "Pod",
     "What its exit code or signal is called, such as SIGKILL or \"not found\"; absent for one of the program's own."},
    {"container.ended.meaning", text, container, "Pod",
     "What its exit code or signal says, half a sentence: rules/tables/exit-codes.yaml."},
    {"container.ended.of_child", boolean, container, "Pod",
     "Whether the exit code is a launcher's word for the signal that ended a child (247 for SIGKILL)."},
    {"container.ended.after", duration, container, "Pod", "How long the run in question lasted."},
    {"container.ended.ago", duration, container, "Pod", "Since the run in question ended."},
    {"container.ended.started", boolean, container, "Pod",
     "Whether the run in question began at all; false if the runtime could not start its process."},
    {"container.last_end.reason", text, container, "Pod", "Why the run before the present one ended, however long ago.",
     "status.lastState.terminated.reason"},
    {"container.last_end.exit_code", number, container, "Pod", "The exit code of the run before the present one.",
     "status.lastState.terminated.exitCode"},
    {"container.last_end.ago", duration, container, "Pod", "Since the run before the present one ended."},
    {"container.ended.node_oom", text, container, "Pod Node Event",
     "What the node said of running out of memory within half a minute of the end of the run in question."},
};

/// The kubelet's watcher writes its event as the kernel's message comes in; clocks of two components differ a little.
constexpr Duration one_moment = seconds(30);

std::optional<std::int64_t> signal_of(Json ended) {
  const std::int64_t signal = ended["signal"].integer_or(0), code = ended["exitCode"].integer_or(0);
  if (signal > 0) return signal;
  return code > 128 && code <= 128 + 64 ? std::optional(code - 128) : std::nullopt;
}

/// A signal counts before the code that the runtime made of it.
void fill_meaning(const RunInQuestion& run, FactSink& out, const Where& where) {
  const std::int64_t code = run.ended["exitCode"].integer_or(-1);
  const std::int64_t signal = run.ended["signal"].integer_or(0);
  if (code < 0 && signal <= 0) return;
  const auto end = signal > 0 ? knowledge::describe_signal(static_cast<int>(signal))
                              : knowledge::describe_exit(static_cast<int>(code));
  if (!end) return;
  out.text("container.ended.name", end->name, where);
  out.text("container.ended.meaning", end->meaning, where);
  out.boolean("container.ended.of_child", end->of_child, where);
}

void fill_run(const Object& pod, const RunInQuestion& run, Time now, FactSink& out) {
  out.text("container.ended.reason", run.ended["reason"].text(), run.ended_path + ".reason");
  out.text("container.ended.message", run.ended["message"].text(), run.ended_path + ".message");
  out.number("container.ended.exit_code", run.ended["exitCode"].integer(), run.ended_path + ".exitCode");
  out.number("container.ended.signal", signal_of(run.ended), run.ended_path + ".exitCode");
  const std::string code = fmt::format("exitCode: {}", run.ended["exitCode"].integer_or(0));
  fill_meaning(run, out, Where(Place{pod.title(), run.ended_path + ".exitCode", {}, false, 0, {}}, code));
  const auto started = run_time(run.ended, "startedAt");
  out.boolean("container.ended.started", started.has_value(), run.ended_path + ".startedAt");
  if (started && run.finished)
    out.duration("container.ended.after", *run.finished - *started, run.ended_path + ".startedAt");
  if (run.finished) out.duration("container.ended.ago", now - *run.finished, run.ended_path + ".finishedAt");
}

/// SystemOOM is the kubelet's, OOMKilling node-problem-detector's. Only there can be seen that the kernel chose a
/// process for the node's sake: the container's state says Error.
void fill_node_oom(const Facts& facts, const Subject& subject, const RunInQuestion& run, FactSink& out) {
  if (!run.finished) return;
  const Link node = facts.link(subject, About::node);
  if (node.state == Link::State::unknown) return out.unknown("container.ended.node_oom", node.missing);
  if (node.state == Link::State::none) return;
  const Records& events = facts.records(node.subject, RecordKind::event);
  for (const Record& event : events.all) {
    const auto reason = event.fields.find("reason");
    if (reason == event.fields.end() || !event.time) continue;
    if (reason->second.text != "SystemOOM" && reason->second.text != "OOMKilling") continue;
    if (*run.finished - one_moment <= *event.time && *event.time <= *run.finished + one_moment)
      return out.text("container.ended.node_oom", event.quote, event.place);
  }
  if (!events.complete) out.unknown("container.ended.node_oom", events.missing);
}

void fill_ended(const Facts& facts, const Subject& subject, FactSink& out) {
  const ContainerView& c = facts.state().container(subject);
  const Time now = facts.snapshot().now;
  if (const auto last = run_time(c.last_ended(), "finishedAt"))
    out.duration("container.last_end.ago", now - *last, c.status_path + ".lastState.terminated.finishedAt");
  const Stage stage = facts.stage(subject).value_or(Stage::serve);
  const RunInQuestion run = run_in_question(facts.snapshot(), *subject.object, c, stage);
  if (!run.ended.exists()) return;
  fill_run(*subject.object, run, now, out);
  fill_node_oom(facts, subject, run, out);
}

}  // namespace

constinit const Family ended_family{lines, fill_ended};

}  // namespace aidiag
