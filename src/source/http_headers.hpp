// SPDX-License-Identifier: Apache-2.0
// The few response headers that are looked at.
#pragma once

#include <string_view>

#include "source/http.hpp"

namespace aidiag {

/// Takes what is of use out of one header line ("Retry-After: 5") into the response.
void read_header(std::string_view line, HttpResponse& response);

}  // namespace aidiag
