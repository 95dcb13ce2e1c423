// SPDX-License-Identifier: Apache-2.0
// Facts of a container's environment. Only names are looked at, never a value of a token.
#include <array>

#include <fmt/format.h>

#include "facts/family.hpp"
#include "facts/records.hpp"
#include "facts/references.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About container = About::container;

constexpr FactLine lines[] = {
    {"container.env.hub_token", text, container, "Pod",
     "Where it has a token for the model hub from: \"from Secret NAME\", or \"set\". Never the token."},
    {"container.env.missing_from", texts, container, "Pod ConfigMap",
     "ConfigMaps and Secrets that its environment needs and that do not exist, as \"Secret NAME\"."},
    {"container.service_links.colliding", text, container, "Pod Service",
     "A Service whose injected variable NAME_PORT the server takes for its own setting."},
};

constexpr std::string_view token_names[] = {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN",
                                            "HUGGINGFACE_TOKEN", "HF_API_TOKEN"};

bool is_token(std::string_view name) {
  for (const std::string_view known : token_names)
    if (name == known) return true;
  return false;
}

void fill_token(const ContainerView& c, FactSink& out) {
  const std::string path = c.spec_path + ".env";
  for (const Json entry : c.spec["env"].items()) {
    if (!is_token(entry["name"].text())) continue;
    const std::string_view secret = entry["valueFrom"]["secretKeyRef"]["name"].text();
    if (!secret.empty()) return out.text("container.env.hub_token", fmt::format("from Secret {}", secret), path);
    if (entry["valueFrom"] || !entry["value"].text().empty()) return out.text("container.env.hub_token", "set", path);
  }
  for (const Json source : c.spec["envFrom"].items())
    if (source["secretRef"]) return out.unknown("container.env.hub_token", "Secret");
}

/// The kubelet's own words: `secret "x" not found`, `configmap "x" not found`.
bool is_said_missing(std::string_view message, const ObjectReference& needed) {
  const std::string_view kind = needed.kind == "Secret" ? "secret" : "configmap";
  return message.find(fmt::format("{} \"{}\" not found", kind, needed.name)) != std::string_view::npos;
}

void fill_missing(const ContainerView& c, const Object& pod, const Snapshot& snapshot, FactSink& out) {
  const std::string_view said = c.state("waiting")["message"].text();
  std::vector<std::string> missing;
  std::string_view unread;
  for (const ObjectReference& needed : env_references(c)) {
    const bool known = snapshot.find(needed.kind, pod.ns, needed.name) != nullptr;
    if (is_said_missing(said, needed) || snapshot.known_absent(needed.kind, pod.ns, needed.name))
      missing.push_back(needed.title());
    else if (!known && unread.empty())
      unread = needed.kind;
  }
  // A container that has started had all it needs.
  const bool started = c.state("running").exists() || c.state("terminated").exists() || c.last_ended().exists();
  if (missing.empty() && !unread.empty() && !started)
    out.unknown("container.env.missing_from", unread);
  else
    out.texts("container.env.missing_from", std::move(missing), c.spec_path + ".env");
}

/// Variables that servers read as a setting and that a Service of the right name injects (docs of each server).
struct OwnVariable {
  std::string_view server;  // in the image's name, the command or the sheet's id
  std::string_view service;
  std::string_view variable;
};
constexpr OwnVariable own_variables[] = {{"vllm", "vllm", "VLLM_PORT"},
                                         {"aphrodite", "aphrodite", "APHRODITE_PORT"},
                                         {"infinity", "infinity", "INFINITY_PORT"},
                                         {"tabby", "tabby", "TABBY_PORT"},
                                         {"mlflow", "mlflow", "MLFLOW_PORT"},
                                         {"bentoml", "bentoml", "BENTOML_PORT"},
                                         {"jupyter", "jupyter", "JUPYTER_PORT"},
                                         {"langflow", "langflow", "LANGFLOW_PORT"},
                                         {"llama-stack", "llama-stack", "LLAMA_STACK_PORT"},
                                         {"label-studio", "label-studio", "LABEL_STUDIO_PORT"},
                                         {"gradio", "gradio-server", "GRADIO_SERVER_PORT"},
                                         {"streamlit", "streamlit-server", "STREAMLIT_SERVER_PORT"}};

bool is_set(const ContainerView& c, std::string_view variable) {
  for (const Json entry : c.spec["env"].items())
    if (entry["name"].text() == variable) return true;
  return false;
}

void fill_collision(const Facts& facts, const Subject& subject, const ContainerView& c, FactSink& out) {
  const Object& pod = *subject.object;
  if (!pod.json()["spec"]["enableServiceLinks"].boolean_or(true)) return;
  const ServerSheet* server = logs_of(facts, subject)->server;
  const std::string words = fmt::format("{} {} {}", c.spec["image"].text(), joined_command(c),
                                        server != nullptr ? server->id : std::string());
  for (const OwnVariable& own : own_variables) {
    if (words.find(own.server) == std::string::npos || is_set(c, own.variable)) continue;
    const Object* service = facts.snapshot().find("Service", pod.ns, own.service);
    if (service == nullptr && !facts.snapshot().known_absent("Service", pod.ns, own.service))
      return out.unknown("container.service_links.colliding", "Service");
    if (service == nullptr || service->json()["spec"]["clusterIP"].text() == "None") continue;
    return out.text("container.service_links.colliding", own.service, Where(*service, "metadata.name"));
  }
}

void fill_env(const Facts& facts, const Subject& subject, FactSink& out) {
  const ContainerView& c = facts.state().container(subject);
  fill_token(c, out);
  fill_missing(c, *subject.object, facts.snapshot(), out);
  fill_collision(facts, subject, c, out);
}

}  // namespace

constinit const Family env_family{lines, fill_env};

}  // namespace aidiag
