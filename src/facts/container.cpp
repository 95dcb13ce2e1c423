// SPDX-License-Identifier: Apache-2.0
// Facts of a container: what it is, what it was given, and its state.
#include <fmt/format.h>

#include "facts/devices.hpp"
#include "facts/events.hpp"
#include "facts/family.hpp"
#include "facts/run.hpp"
#include "facts/shown_command.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About container = About::container;

constexpr FactLine lines[] = {
    {"container.name", text, container, "Pod", "Its name in the pod.", "spec.name"},
    {"container.image", text, container, "Pod", "The image as the spec names it.", "spec.image"},
    {"container.image.tag", text, container, "Pod",
     "The image's tag; latest where it names neither tag nor digest; absent if only a digest."},
    {"container.image.digest", text, container, "Pod", "The digest the spec asks for, as in sha256:0123."},
    {"container.image.pull_policy", text, container, "Pod", "Always, IfNotPresent or Never.", "spec.imagePullPolicy"},
    {"container.command", text, container, "Pod", "Command and arguments joined by spaces; absent: the image's own."},
    {"container.stage", text, container, "Pod Event", "The first step that is not done, or how it ended."},
    {"container.init", boolean, container, "Pod", "An init container that has to end before the others start."},
    {"container.sidecar", boolean, container, "Pod", "An init container that keeps running beside the others."},
    {"container.restarts", number, container, "Pod", "How often it was restarted in this pod.", "status.restartCount"},
    {"container.ready", boolean, container, "Pod", "Whether it is ready.", "status.ready"},
    {"container.waiting.reason", text, container, "Pod", "Why it waits, such as CrashLoopBackOff.",
     "status.state.waiting.reason"},
    {"container.waiting.message", text, container, "Pod", "The sentence to container.waiting.reason.",
     "status.state.waiting.message"},
    {"container.running_for", duration, container, "Pod", "How long its present run lasts."},
    {"container.memory.limit", quantity, container, "Pod", "Bytes.", "spec.resources.limits.memory"},
    {"container.memory.request", quantity, container, "Pod", "Bytes.", "spec.resources.requests.memory"},
    {"container.cpu.limit", quantity, container, "Pod", "Cores.", "spec.resources.limits.cpu"},
    {"container.cpu.request", quantity, container, "Pod", "Cores.", "spec.resources.requests.cpu"},
    {"container.disk.limit", quantity, container, "Pod", "Bytes of local storage.",
     "spec.resources.limits[ephemeral-storage]"},
    {"container.accelerators", number, container, "Pod",
     "Devices it is given; 0 if none; absent if it has device claims instead."},
    {"container.accelerator.resource", text, container, "Pod", "The device resource, such as nvidia.com/gpu."},
    {"container.device_claims", texts, container, "Pod", "Names of the pod's device claims that it uses."},
    {"container.shm.size", quantity, container, "Pod",
     "Bytes of /dev/shm: the limit of the memory volume mounted there, or 64Mi where nothing is; absent if unbounded."},
    {"container.shm.mounted", boolean, container, "Pod", "Whether a volume is mounted at /dev/shm."},
    {"container.ports.declared", texts, container, "Pod", "Numbers of the ports that it declares."},
    {"container.run_as", text, container, "Pod", "The user id it is told to run as."},
    {"container.pulling_for", duration, container, "Pod Event", "How long its image has been pulled, while it is."},
    {"container.pulling.deadline", time, container, "Pod Event",
     "When a pull is too long: 30 minutes after its start."},
};

constexpr Duration pull_may_take = minutes(30);
constexpr std::string_view default_shm = "64Mi";

struct ImageName {
  std::string_view tag, digest;
};
ImageName parse_image(std::string_view image) {
  ImageName name;
  if (const std::size_t at = image.find('@'); at != std::string_view::npos) {
    name.digest = image.substr(at + 1);
    image = image.substr(0, at);
  }
  const std::size_t colon = image.find(':', image.rfind('/') == std::string_view::npos ? 0 : image.rfind('/'));
  if (colon != std::string_view::npos) name.tag = image.substr(colon + 1);
  if (name.tag.empty() && name.digest.empty() && !image.empty()) name.tag = "latest";
  return name;
}

void fill_spec(const ContainerView& c, const Object& pod, FactSink& out) {
  const ImageName image = parse_image(c.spec["image"].text());
  out.text("container.image.tag", image.tag, c.spec_path + ".image");
  out.text("container.image.digest", image.digest, c.spec_path + ".image");
  out.text("container.command", shown_command(c), c.spec_path + ".command");
  out.boolean("container.init", c.init, c.spec_path);
  out.boolean("container.sidecar", c.sidecar, c.spec_path + ".restartPolicy");
  const Devices devices = devices_of(c.spec);
  if (devices.count > 0 || c.spec["resources"]["claims"].size() == 0)
    out.number("container.accelerators", devices.count, c.spec_path + ".resources.limits");
  out.text("container.accelerator.resource", devices.resource, c.spec_path + ".resources.limits");
  std::vector<std::string> ports, claims;
  for (const Json port : c.spec["ports"].items()) ports.push_back(port["containerPort"].scalar());
  for (const Json claim : c.spec["resources"]["claims"].items()) claims.emplace_back(claim["name"].text());
  out.texts("container.ports.declared", std::move(ports), c.spec_path + ".ports");
  out.texts("container.device_claims", std::move(claims), c.spec_path + ".resources.claims");
  out.text("container.run_as", pod.json()["spec"]["securityContext"]["runAsUser"].scalar(),
           "spec.securityContext.runAsUser");
  out.text("container.run_as", c.spec["securityContext"]["runAsUser"].scalar(),
           c.spec_path + ".securityContext.runAsUser");
}

Json volume_named(Json spec, std::string_view name) {
  for (const Json volume : spec["volumes"].items())
    if (volume["name"].text() == name) return volume;
  return {};
}

void fill_shm(const ContainerView& c, Json spec, FactSink& out) {
  const bool of_host = spec["hostIPC"].boolean_or(false);
  Json volume;
  for (const Json mount : c.spec["volumeMounts"].items())
    if (mount["mountPath"].text() == "/dev/shm" || mount["mountPath"].text() == "/dev/shm/")
      volume = volume_named(spec, mount["name"].text());
  const Where where(volume.exists() ? "spec.volumes" : c.spec_path + ".volumeMounts");
  out.boolean("container.shm.mounted", volume.exists(), where);
  if (volume["emptyDir"]["medium"].text() == "Memory")
    out.quantity("container.shm.size", volume["emptyDir"]["sizeLimit"].scalar(), where);
  if (!volume.exists() && !of_host) out.quantity("container.shm.size", default_shm, where);
}

void fill_times(const ContainerView& c, Time now, FactSink& out) {
  if (const auto started = run_time(c.state("running"), "startedAt"))
    out.duration("container.running_for", now - *started, c.status_path + ".state.running.startedAt");
}

void fill_pull(const Facts& facts, const Subject& subject, const ContainerView& c, FactSink& out) {
  const Object& pod = *subject.object;
  const auto since = pulling_since(facts.snapshot(), pod, facts.state().containers_of(pod), c);
  if (!since) return;
  out.duration("container.pulling_for", facts.snapshot().now - *since, "event Pulling");
  out.time("container.pulling.deadline", *since + pull_may_take, "event Pulling");
}

void fill_container(const Facts& facts, const Subject& subject, FactSink& out) {
  const ContainerView& c = facts.state().container(subject);
  const Object& pod = *subject.object;
  const Stage stage = facts.stage(subject).value_or(Stage::serve);
  const Time now = facts.snapshot().now;
  out.text("container.stage", to_text(stage), c.status_path);
  fill_spec(c, pod, out);
  fill_shm(c, pod.json()["spec"], out);
  fill_times(c, now, out);
  if (stage == Stage::pull) fill_pull(facts, subject, c, out);
}

}  // namespace

constinit const Family container_family{lines, fill_container};

}  // namespace aidiag
