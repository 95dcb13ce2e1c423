// SPDX-License-Identifier: Apache-2.0
// YAML as kubectl reads it. kubectl turns YAML 1.1 into JSON before it looks at types, so an unquoted `y`, `on` or
// `12345` is no text there, and of two equal keys the last one counts. yaml-cpp keeps scalars untyped and both keys;
// this file brings its result into kubectl's form, with the line of each value for messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/result.hpp"

namespace aidiag {

struct KubeYaml {
  enum class Type { null, boolean, number, string, list, map };
  Type type = Type::null;
  std::string text;  ///< of a scalar; "true" or "false" for every spelling of a boolean
  int line = 0;      ///< from 1
  std::vector<KubeYaml> items;
  struct Field;
  std::vector<Field> fields;  ///< of a map, every key once

  /// The field, or nullptr when it is not there or null.
  [[nodiscard]] const KubeYaml* find(std::string_view key) const;
  /// As JSON, on one line.
  [[nodiscard]] std::string json() const;
};

struct KubeYaml::Field {
  std::string key;
  KubeYaml value;
};

/// The first document of `text`; null for an empty text. Errors (bad_file) begin with `path:line:`.
Result<KubeYaml> parse_kube_yaml(std::string_view text, const std::string& path);

/// All documents of `text`.
Result<std::vector<KubeYaml>> parse_kube_yaml_documents(std::string_view text, const std::string& path);

/// "a boolean", "a number", ...: for messages.
std::string_view type_name(KubeYaml::Type type);

}  // namespace aidiag
