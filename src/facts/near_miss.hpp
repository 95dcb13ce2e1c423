// SPDX-License-Identifier: Apache-2.0
// Which pod a Service that selects none was meant for.
#pragma once

#include <optional>
#include <string>

#include "aidiag/snapshot.hpp"
#include "model/selector.hpp"

namespace aidiag {

struct NearMiss {
  const Object* pod;  ///< of the snapshot
  std::string key;    ///< the one label that keeps the selector from it
};

/// "app=llm, but pods have app=llm-server": all other labels of the selector fit, this one has another value or none.
/// Pods that another Service takes are hardly missed by this one, unless the values are alike.
std::optional<NearMiss> near_miss(const Snapshot& snapshot, const Object& service, const Selector& selector);

}  // namespace aidiag
