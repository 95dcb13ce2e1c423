// SPDX-License-Identifier: Apache-2.0
// Facts of a container's probes: how they are set, and how much of its start the startup probe still allows.
#include <fmt/format.h>

#include "facts/family.hpp"
#include "facts/probe_spec.hpp"
#include "facts/run.hpp"
#include "facts/shown_command.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About container = About::container;

constexpr FactLine lines[] = {
    {"container.liveness.exists", boolean, container, "Pod", "Whether it has a liveness probe."},
    {"container.liveness.port", number, container, "Pod", "The port it asks; a port's name is resolved."},
    {"container.liveness.path", text, container, "Pod", "The HTTP path it asks."},
    {"container.liveness.timeout", duration, container, "Pod", "How long one attempt may take."},
    {"container.liveness.budget", duration, container, "Pod",
     "From a container's start to its kill if it never answers: delay and period times failures."},
    {"container.readiness.exists", boolean, container, "Pod", "Whether it has a readiness probe."},
    {"container.readiness.port", number, container, "Pod", "The port it asks; a port's name is resolved."},
    {"container.readiness.command", text, container, "Pod", "The command it runs, joined by spaces."},
    {"container.readiness.path", text, container, "Pod", "The HTTP path it asks."},
    {"container.readiness.timeout", duration, container, "Pod", "How long one attempt may take."},
    {"container.readiness.budget", duration, container, "Pod",
     "From a container's start to where it counts as not ready: delay and period times failures."},
    {"container.startup.exists", boolean, container, "Pod", "Whether it has a startup probe."},
    {"container.startup.port", number, container, "Pod", "The port it asks; a port's name is resolved."},
    {"container.startup.path", text, container, "Pod", "The HTTP path it asks."},
    {"container.startup.timeout", duration, container, "Pod", "How long one attempt may take."},
    {"container.startup.budget", duration, container, "Pod",
     "From a container's start to its kill if it never answers: delay and period times failures."},
    {"container.startup.left", duration, container, "Pod", "What is left of that budget, while it is not passed."},
    {"container.startup.deadline", time, container, "Pod", "When that budget ends, while it is not passed."},
    {"container.startup.passed", boolean, container, "Pod", "Whether the startup probe of the present run was passed."},
};

/// The names of the table, which a sink takes as they are.
struct Names {
  std::string_view type, exists, port, path, timeout, budget;
};
constexpr Names all_names[] = {
    {"liveness", "container.liveness.exists", "container.liveness.port", "container.liveness.path",
     "container.liveness.timeout", "container.liveness.budget"},
    {"readiness", "container.readiness.exists", "container.readiness.port", "container.readiness.path",
     "container.readiness.timeout", "container.readiness.budget"},
    {"startup", "container.startup.exists", "container.startup.port", "container.startup.path",
     "container.startup.timeout", "container.startup.budget"}};

void fill_probe(const ContainerView& c, const Names& names, FactSink& out) {
  const std::string path = fmt::format("{}.{}Probe", c.spec_path, names.type);
  const auto spec = probe_spec(c, names.type);
  out.boolean(names.exists, spec.has_value(), spec ? path : c.spec_path);
  if (!spec) return;
  out.number(names.port, spec->port, path);
  out.text(names.path, spec->path, path + ".httpGet.path");
  out.duration(names.timeout, spec->timeout, path + ".timeoutSeconds");
  out.duration(names.budget, spec->budget(), path + ".failureThreshold");
}

void fill_command(const ContainerView& c, FactSink& out) {
  const std::string command = shown_words(c.spec["readinessProbe"]["exec"]["command"]);
  out.text("container.readiness.command", command, c.spec_path + ".readinessProbe.exec.command");
}

void fill_startup(const ContainerView& c, Time now, FactSink& out) {
  const auto spec = probe_spec(c, "startup");
  const auto started = run_time(c.state("running"), "startedAt");
  if (!spec || !started) return;
  const bool passed = c.status["started"].boolean_or(false);
  out.boolean("container.startup.passed", passed, c.status_path + ".started");
  if (passed) return;
  const Time deadline = *started + spec->budget();
  const std::string path = c.spec_path + ".startupProbe.failureThreshold";
  out.time("container.startup.deadline", deadline, path);
  out.duration("container.startup.left", deadline < now ? Duration{} : deadline - now, path);
}

void fill_probes(const Facts& facts, const Subject& subject, FactSink& out) {
  const ContainerView& c = facts.state().container(subject);
  for (const Names& names : all_names) fill_probe(c, names, out);
  fill_command(c, out);
  fill_startup(c, facts.snapshot().now, out);
}

}  // namespace

constinit const Family probes_family{lines, fill_probes};

}  // namespace aidiag
