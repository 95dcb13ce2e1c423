// SPDX-License-Identifier: Apache-2.0
// Whether the parts of an object that rows are made of have the form that the API gives them. What has another form
// would count as absent, and a node without amounts looks like one that offers nothing.
#pragma once

#include <string_view>

#include "aidiag/json.hpp"

namespace aidiag {

/// Absent parts are fine: to Kubernetes they are empty.
bool has_shape(std::string_view kind, Json object);

}  // namespace aidiag
