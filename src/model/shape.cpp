// SPDX-License-Identifier: Apache-2.0
#include "model/shape.hpp"

#include <algorithm>

namespace aidiag {
namespace {

bool is_map(Json value) { return !value.exists() || value.is_null() || value.is_object(); }
bool is_text(Json value) { return !value.exists() || value.is_null() || value.is_string(); }

// An empty list may be null.
bool is_list_of_maps(Json value) {
  if (!value.exists() || value.is_null()) return true;
  const auto items = value.items();
  return value.is_array() && std::all_of(items.begin(), items.end(), [](const Json& item) { return item.is_object(); });
}

// An amount that cannot be read counts as none of that resource; the rest of the object is as good as any.
bool are_amounts(Json value) {
  const auto fields = value.fields();
  return is_map(value) && std::none_of(fields.begin(), fields.end(), [](const auto& field) {
           return field.second.is_object() || field.second.is_array();
         });
}

bool is_pod(Json spec, Json status) {
  return is_list_of_maps(spec["containers"]) && is_list_of_maps(spec["initContainers"]) && is_text(spec["nodeName"]) &&
         is_text(status["phase"]) && is_list_of_maps(status["conditions"]) &&
         is_list_of_maps(status["containerStatuses"]) && is_list_of_maps(status["initContainerStatuses"]);
}

bool is_node(Json spec, Json status) {
  return is_list_of_maps(spec["taints"]) && is_list_of_maps(status["conditions"]) && are_amounts(status["capacity"]) &&
         are_amounts(status["allocatable"]);
}

}  // namespace

bool has_shape(std::string_view kind, Json object) {
  const Json metadata = object["metadata"], labels = metadata["labels"];
  if (!is_map(labels) || !is_list_of_maps(metadata["ownerReferences"])) return false;
  if (kind != "Pod" && kind != "Node") return true;
  const Json spec = object["spec"], status = object["status"];
  return is_map(spec) && is_map(status) && (kind == "Pod" ? is_pod(spec, status) : is_node(spec, status));
}

}  // namespace aidiag
