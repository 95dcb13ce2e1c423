// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aidiag/rule.hpp"

namespace aidiag {

std::string_view to_text(Role r);

}  // namespace aidiag
