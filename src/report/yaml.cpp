// SPDX-License-Identifier: Apache-2.0
// The report as YAML: the same tree as JSON. Every text is double-quoted, so that no reader of YAML 1.1 takes a name
// such as "no" or a quote such as "0x1f" for something else.
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "report/tree.hpp"

namespace aidiag {
namespace {

void emit(YAML::Emitter& out, const nlohmann::ordered_json& value) {
  if (value.is_object()) {
    if (value.empty()) out << YAML::Flow;
    out << YAML::BeginMap;
    for (const auto& [key, field] : value.items()) {
      out << YAML::Key << key << YAML::Value;
      emit(out, field);
    }
    out << YAML::EndMap;
  } else if (value.is_array()) {
    if (value.empty()) out << YAML::Flow;
    out << YAML::BeginSeq;
    for (const auto& item : value) emit(out, item);
    out << YAML::EndSeq;
  } else if (value.is_string()) {
    out << YAML::DoubleQuoted << value.get_ref<const std::string&>();
  } else if (value.is_boolean()) {
    out << value.get<bool>();
  } else if (value.is_number_integer()) {
    out << value.get<std::int64_t>();
  } else {
    out << YAML::Null;
  }
}

}  // namespace

std::string write_yaml(const Report& report) {
  YAML::Emitter out;
  emit(out, report_tree(report));
  return std::string(out.c_str()) + "\n";
}

}  // namespace aidiag
