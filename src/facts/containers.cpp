// SPDX-License-Identifier: Apache-2.0
#include "facts/containers.hpp"

#include <fmt/format.h>

namespace aidiag {
namespace {

void add(std::vector<ContainerView>& all, Json pod, std::string_view spec_key, std::string_view status_key) {
  const std::vector<Json> specs = pod["spec"][spec_key].items();
  const std::vector<Json> statuses = pod["status"][status_key].items();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    ContainerView view;
    view.name = specs[i]["name"].text();
    view.spec = specs[i];
    view.spec_path = fmt::format("spec.{}[{}]", spec_key, i);
    for (std::size_t j = 0; j < statuses.size(); ++j) {
      if (statuses[j]["name"].text() != view.name) continue;
      view.status = statuses[j];
      view.status_path = fmt::format("status.{}[{}]", status_key, j);
    }
    const bool in_init = spec_key == "initContainers";
    view.sidecar = in_init && specs[i]["restartPolicy"].text() == "Always";
    view.init = in_init && !view.sidecar;
    view.ephemeral = spec_key == "ephemeralContainers";
    all.push_back(std::move(view));
  }
}

}  // namespace

std::string joined_command(const ContainerView& container) {
  std::string command;
  for (const std::string_view key : {"command", "args"})
    for (const Json word : container.spec[key].items()) command += (command.empty() ? "" : " ") + word.scalar();
  return command;
}

std::vector<ContainerView> container_views(const Object& pod) {
  std::vector<ContainerView> all;
  add(all, pod.json(), "initContainers", "initContainerStatuses");
  add(all, pod.json(), "containers", "containerStatuses");
  add(all, pod.json(), "ephemeralContainers", "ephemeralContainerStatuses");
  return all;
}

}  // namespace aidiag
