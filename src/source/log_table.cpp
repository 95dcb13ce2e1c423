// SPDX-License-Identifier: Apache-2.0
#include "source/log_table.hpp"

namespace aidiag {
namespace {

constexpr Duration kLongRun = minutes(2);  // of a longer one the first lines are not in its last thousand

Read log_read(const Object& pod, std::string_view container, int tail, bool head = false, bool previous = false) {
  Read read;
  read.what = Read::What::log;
  read.kind = "Log";
  read.ns = pod.ns.view();
  read.name = pod.name.view();
  read.container = container;
  read.tail = tail;
  read.head = head;
  read.previous = previous;
  return read;
}

bool is_long(const EndedRun& run) { return run.started && run.finished && kLongRun < *run.finished - *run.started; }

// What a crash has in common with those of other replicas.
std::string likeness(const ContainerState& c, const EndedRun& end) {
  return std::string(c.name) + " " + std::to_string(end.exit_code) + " " + std::string(end.reason) + " " +
         std::string(c.waiting_reason);
}

std::optional<WantedLog> of_crashed(const Object& pod, const ContainerState& c) {
  const auto& end = c.ended ? c.ended : c.before;
  if (!end) return std::nullopt;
  // Without `previous` the API gives the dead run as long as no other has begun.
  return WantedLog{
      &pod,         std::string(c.name), Why::crashed, {log_read(pod, c.name, 1000, is_long(*end))}, likeness(c, *end),
      end->finished};
}

std::optional<WantedLog> of_running(const Object& pod, const ContainerState& c, Time now) {
  const bool came_back = ended_lately(c, now);
  if (c.initialises || !c.ready) {
    WantedLog wanted{&pod, std::string(c.name), Why::unready, {log_read(pod, c.name, 1000, true)}, "", std::nullopt};
    if (came_back) wanted.reads.push_back(log_read(pod, c.name, 400, false, true));
    return wanted;
  }
  if (!came_back) return std::nullopt;
  return WantedLog{
      &pod, std::string(c.name), Why::restarted, {log_read(pod, c.name, 400, false, true), log_read(pod, c.name, 200)},
      "",   std::nullopt};
}

}  // namespace

WantedLog wanted_log(const Object& pod, const ContainerState& c, Why why, int tail) {
  return {&pod, std::string(c.name), why, {log_read(pod, c.name, tail)}, "", std::nullopt};
}

std::optional<WantedLog> wanted_of_sick(const Object& pod, const ContainerState& c, Time now) {
  if (c.running) return of_running(pod, c, now);
  const bool ended_well = c.ended && c.ended->exit_code == 0 && c.ended->reason != "OOMKilled";
  if (ended_well && c.initialises) {
    return wanted_log(pod, c, Why::finished_init, 100);
  }
  const std::string_view policy = pod.json()["spec"]["restartPolicy"].text();
  if (ended_well && !policy.empty() && policy != "Always") return std::nullopt;
  return of_crashed(pod, c);
}

}  // namespace aidiag
