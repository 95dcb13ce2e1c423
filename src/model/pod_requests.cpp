// SPDX-License-Identifier: Apache-2.0
#include "model/pod_requests.hpp"

#include <algorithm>
#include <optional>

#include "aidiag/value.hpp"
#include "model/amount.hpp"

namespace aidiag {
namespace {

std::int64_t* find(Amounts& amounts, std::string_view name) {
  for (auto& [other, amount] : amounts)
    if (other == name) return &amount;
  return nullptr;
}

void add(Amounts& to, const Amounts& more) {
  for (const auto& [name, amount] : more) {
    if (std::int64_t* sum = find(to, name)) {
      *sum = plus(*sum, amount);
    } else {
      to.emplace_back(name, amount);
    }
  }
}

void raise(Amounts& to, const Amounts& least) {
  for (const auto& [name, amount] : least) {
    if (std::int64_t* present = find(to, name)) {
      const bool known = *present != unreadable_amount && amount != unreadable_amount;
      *present = known ? std::max(*present, amount) : unreadable_amount;
    } else {
      to.emplace_back(name, amount);
    }
  }
}

Amounts requests_of(Json container) {
  Amounts out = amounts_of(container["resources"]["requests"]);
  for (const auto& [name, amount] : amounts_of(container["resources"]["limits"]))
    if (find(out, name) == nullptr) out.emplace_back(name, amount);
  return out;
}

/// While it is resized in place: the most of what it asks for, what the kubelet has granted it and what it has. A
/// resize that the node cannot do at all does not count. Without status.resources there is none under way.
Amounts resized_requests(Json container, const std::vector<Json>& statuses, bool infeasible) {
  Amounts out = requests_of(container);
  for (const Json& status : statuses) {
    if (status["name"].text() != container["name"].text() || !status["resources"]) continue;
    const Amounts granted = amounts_of(status["allocatedResources"]);
    const Amounts had = amounts_of(status["resources"]["requests"]);
    if (infeasible) out.clear();
    raise(out, granted);
    raise(out, had);
  }
  return out;
}

bool cannot_be_resized(Json pod) {
  for (const Json& condition : pod["status"]["conditions"].items())
    if (condition["type"].text() == "PodResizePending" && condition["reason"].text() == "Infeasible") return true;
  return false;
}

/// pod.spec.resources may set these; all else stays a matter of the containers.
bool is_pod_level(std::string_view name) { return name == "cpu" || name == "memory" || name.starts_with("hugepages-"); }

}  // namespace

std::int64_t amount_of(Json quantity) {
  if (!quantity.exists() || quantity.is_null()) return 0;
  const std::string text = quantity.scalar();
  if (const auto milli = parse_milli(text)) return *milli;
  const std::int64_t most = parse_milli_or_most(text);
  return most > 0 ? most : unreadable_amount;
}

Amounts amounts_of(Json list) {
  Amounts out;
  for (const auto& [name, quantity] : list.fields()) out.emplace_back(name, amount_of(quantity));
  return out;
}

Amounts effective_requests(Json pod) {
  const Json spec = pod["spec"];
  const auto statuses = pod["status"]["containerStatuses"].items();
  const auto init_statuses = pod["status"]["initContainerStatuses"].items();
  const bool infeasible = cannot_be_resized(pod);
  Amounts running, starting, sidecars;
  for (const Json& container : spec["containers"].items())
    add(running, resized_requests(container, statuses, infeasible));
  for (const Json& container : spec["initContainers"].items()) {
    if (container["restartPolicy"].text() == "Always") {
      add(sidecars, resized_requests(container, init_statuses, infeasible));
      raise(starting, sidecars);
    } else {
      Amounts now = requests_of(container);
      add(now, sidecars);
      raise(starting, now);
    }
  }
  add(running, sidecars);
  raise(running, starting);
  for (const auto& [name, amount] : amounts_of(spec["resources"]["requests"])) {
    if (!is_pod_level(name)) continue;
    if (std::int64_t* present = find(running, name)) {
      *present = amount;
    } else {
      running.emplace_back(name, amount);
    }
  }
  add(running, amounts_of(spec["overhead"]));
  return running;
}

}  // namespace aidiag
