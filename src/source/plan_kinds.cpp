// SPDX-License-Identifier: Apache-2.0
#include "source/plan_kinds.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>

namespace aidiag {
namespace {

// Parts of image names and of command lines.
constexpr std::array<std::string_view, 32> kServers = {"vllm",
                                                       "sglang",
                                                       "lmsysorg",
                                                       "tritonserver",
                                                       "text-generation-inference",
                                                       "text-generation-launcher",
                                                       "text-embeddings-inference",
                                                       "text-embeddings-router",
                                                       "torchserve",
                                                       "pytorch-serve",
                                                       "ollama",
                                                       "llama.cpp",
                                                       "llama-cpp",
                                                       "llama-server",
                                                       "localai",
                                                       "kserve/",
                                                       "kfserving/",
                                                       "huggingfaceserver",
                                                       "sklearnserver",
                                                       "xgbserver",
                                                       "mlserver",
                                                       "tensorflow/serving",
                                                       "tensorflow_model_server",
                                                       "nvcr.io/nim/",
                                                       "trtllm",
                                                       "tensorrt-llm",
                                                       "lmdeploy",
                                                       "bentoml",
                                                       "infinity_emb",
                                                       "ray-llm",
                                                       "aibrix",
                                                       "dynamo"};

struct Operand {
  std::string_view part;  // of an image or of a label's value
  int rank;
};
constexpr Operand kOperands[] = {
    {"device-plugin", 1},
    {"device_plugin", 1},
    {"dra-driver", 1},
    {"kubelet-plugin", 1},
    {"nvidia-driver", 2},
    {"nvidia/driver", 2},
    {"driver-daemonset", 2},
    {"driver-installer", 2},
    {"container-toolkit", 2},
    {"operator-validator", 2},
    {"fabricmanager", 2},
    {"fabric-manager", 2},
    {"mig-manager", 2},
    {"node-problem-detector", 3},
    {"gpu-feature-discovery", 3},
    {"dcgm", 3},
    {"gpud", 3},
    {"device-metrics-exporter", 3},
};
constexpr std::array<std::string_view, 5> kNameLabels = {"app", "k8s-app", "name", "app.kubernetes.io/name",
                                                         "app.kubernetes.io/component"};

bool names_server(std::string_view word) {
  return std::any_of(kServers.begin(), kServers.end(),
                     [word](std::string_view part) { return word.find(part) != std::string_view::npos; });
}

int rank_of(std::string_view word) {
  for (const Operand& operand : kOperands) {
    if (word.find(operand.part) != std::string_view::npos) return operand.rank;
  }
  return 0;
}

}  // namespace

bool is_model_server(Json container_spec) {
  if (names_server(container_spec["image"].text())) return true;
  for (const char* field : {"command", "args"}) {
    for (const Json& word : container_spec[field].items()) {
      if (names_server(word.text())) return true;
    }
  }
  return false;
}

int operand_rank(const Object& pod) {
  if (pod.owner.kind != "DaemonSet") return 0;
  for (const std::string_view label : kNameLabels) {
    if (const int rank = rank_of(pod.label(label)); rank != 0) return rank;
  }
  for (const Json& container : pod.json()["spec"]["containers"].items()) {
    if (const int rank = rank_of(container["image"].text()); rank != 0) return rank;
  }
  return 0;
}

}  // namespace aidiag
