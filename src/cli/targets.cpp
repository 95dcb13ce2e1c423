// SPDX-License-Identifier: Apache-2.0
// The kinds are those that own pods: Kubernetes' own and the operators that AI workloads come with. Their short names
// are those of the resource definitions, since that is what people type.
#include "cli/targets.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "aidiag/ascii.hpp"
#include "cli/wording.hpp"

namespace aidiag::cli {
namespace {

struct Kind {
  std::string_view kind;
  std::string_view plural;
  std::string_view short_name;  // may be empty
};

constexpr std::array kKinds = {
    Kind{"Pod", "pods", "po"},
    Kind{"Deployment", "deployments", "deploy"},
    Kind{"StatefulSet", "statefulsets", "sts"},
    Kind{"DaemonSet", "daemonsets", "ds"},
    Kind{"ReplicaSet", "replicasets", "rs"},
    Kind{"ReplicationController", "replicationcontrollers", "rc"},
    Kind{"Job", "jobs", ""},
    Kind{"CronJob", "cronjobs", "cj"},
    Kind{"JobSet", "jobsets", ""},
    Kind{"LeaderWorkerSet", "leaderworkersets", "lws"},
    Kind{"InferenceService", "inferenceservices", "isvc"},
    Kind{"LLMInferenceService", "llminferenceservices", "llmisvc"},
    Kind{"RayCluster", "rayclusters", ""},
    Kind{"RayService", "rayservices", ""},
    Kind{"RayJob", "rayjobs", ""},
    Kind{"PyTorchJob", "pytorchjobs", ""},
    Kind{"TFJob", "tfjobs", ""},
    Kind{"MPIJob", "mpijobs", ""},
    Kind{"XGBoostJob", "xgboostjobs", ""},
    Kind{"PaddleJob", "paddlejobs", ""},
    Kind{"JAXJob", "jaxjobs", ""},
    Kind{"TrainJob", "trainjobs", ""},
    Kind{"SparkApplication", "sparkapplications", "sparkapp"},
    Kind{"NIMService", "nimservices", ""},
    Kind{"SeldonDeployment", "seldondeployments", "sdep"},
    Kind{"Notebook", "notebooks", ""},
    Kind{"Rollout", "rollouts", "ro"},
    Kind{"Workflow", "workflows", "wf"},
};

// `word` is in lower case and without its group.
const Kind* find_kind(std::string_view word) {
  const auto* found = std::ranges::find_if(kKinds, [word](const Kind& kind) {
    return word == kind.plural || word == kind.short_name || word == lower_case(kind.kind);
  });
  return word.empty() || found == kKinds.end() ? nullptr : found;
}

Error unknown_kind(std::string_view word) {
  const std::vector<std::string> singular = target_kinds();
  const std::vector<std::string_view> names(singular.begin(), singular.end());
  const std::string_view near = nearest(lower_case(word), names);
  if (!near.empty()) {
    return usage_error("unknown kind " + quoted(word) + ", did you mean " + std::string(near) + "?");
  }
  return usage_error("unknown kind " + quoted(word),
                     "Name a pod or what owns it, as in deployment/llm, or choose pods by -l LABELS.");
}

}  // namespace

std::vector<std::string> target_kinds() {
  std::vector<std::string> kinds;
  for (const Kind& kind : kKinds) kinds.push_back(lower_case(kind.kind));
  return kinds;
}

bool is_object_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, fits) && name.front() != '-' &&
         name.front() != '.' && name.back() != '-' && name.back() != '.';
}

Result<Scope::Target> parse_target(std::string_view word) {
  const std::size_t slash = word.find('/');
  const std::string_view name = slash == std::string_view::npos ? word : word.substr(slash + 1);
  std::string_view kind_word = slash == std::string_view::npos ? "pod" : word.substr(0, slash);
  kind_word = kind_word.substr(0, kind_word.find('.'));
  const Kind* kind = find_kind(lower_case(kind_word));
  if (kind == nullptr) return unknown_kind(kind_word);
  if (!is_object_name(name)) {
    return usage_error(quoted(name) + " cannot be the name of a " + std::string(kind->kind),
                       "Names consist of lower case letters, digits, '-' and '.'.");
  }
  return Scope::Target{std::string(kind->kind), std::string(name)};
}

}  // namespace aidiag::cli
