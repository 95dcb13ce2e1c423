// SPDX-License-Identifier: Apache-2.0
// The report as YAML: the same tree as JSON.
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

std::string yaml_text(const nlohmann::ordered_json& tree) {
  YAML::Emitter out;
  emit(out, tree);
  return std::string(out.c_str()) + "\n";
}

std::string write_yaml(const Report& report) { return yaml_text(report_tree(report)); }

}  // namespace aidiag
