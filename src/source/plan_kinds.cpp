// SPDX-License-Identifier: Apache-2.0
#include "source/plan_kinds.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "model/operands.hpp"

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

bool names_server(std::string_view word) {
  return std::any_of(kServers.begin(), kServers.end(),
                     [word](std::string_view part) { return word.find(part) != std::string_view::npos; });
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
  const OperandKind* operand = operand_of(pod);
  return operand != nullptr ? operand->rank : 0;
}

}  // namespace aidiag
