// SPDX-License-Identifier: Apache-2.0
// Kubernetes objects in YAML to the JSON that kubectl would make of them, so that everything after reads one form.
// Scalars are YAML 1.1 as kubectl reads it (true, null, 012, 1e3; quoted ones stay texts); timestamps stay texts.
// One pass over the events of yaml-cpp: no tree is built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

struct YamlDocument {
  std::string json;  ///< one JSON text; unfinished if the document is `cut`
  std::string kind;  ///< its own `kind`; empty if it has none
  int line = 1;      ///< where it starts
  bool cut = false;  ///< the document ended too early, at a mistake or before a list's `kind`
};

struct YamlObjects {
  std::vector<YamlDocument> documents;  ///< without empty ones
  std::string problem;                  ///< the first mistake; nothing behind it was read
  int problem_line = 0;
};

/// Reads a stream of documents. `first_line` is the number of the text's first line. Never throws.
YamlObjects yaml_to_json(std::string_view text, int first_line = 1);

}  // namespace aidiag
