// SPDX-License-Identifier: Apache-2.0
// How every pattern is given to RE2, so that all who compile one agree on what it means.
#pragma once

#include <re2/re2.h>

#include <string>
#include <string_view>

namespace aidiag {

inline RE2::Options single_options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(8 << 20);
  return options;
}

/// `^` and `$` match at lines.
inline std::string with_flags(std::string_view pattern) { return "(?m)" + std::string(pattern); }

}  // namespace aidiag
