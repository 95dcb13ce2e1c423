// SPDX-License-Identifier: Apache-2.0
#include "model/accelerators.hpp"

#include "knowledge/accelerators.hpp"

namespace aidiag {

bool is_accelerator(std::string_view resource) {
  const std::size_t slash = resource.find('/');
  if (slash == std::string_view::npos || resource.starts_with("requests.")) return false;
  if (knowledge::is_accelerator_share(resource)) return false;
  return !knowledge::accelerator_vendor(resource).empty() || resource.substr(slash) == "/gpu";
}

bool is_accelerator_share(std::string_view resource) { return knowledge::is_accelerator_share(resource); }

std::string_view accelerator_label(const Object& node, std::string_view& key) {
  for (const std::string_view label : knowledge::accelerator_labels()) {
    const std::string_view value = node.label(label);
    if (value.empty() || value == "false") continue;
    key = label;
    return value;
  }
  key = "node.kubernetes.io/instance-type";
  const std::string_view type = node.label(key);
  return knowledge::is_accelerator_instance(type) ? type : std::string_view();
}

}  // namespace aidiag
