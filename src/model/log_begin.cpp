// SPDX-License-Identifier: Apache-2.0
#include "model/log_begin.hpp"

#include <string_view>

namespace aidiag {

bool begins_after(const Log& log, Time end) {
  if (!log.timestamps) return false;
  const auto first = parse_time(std::string_view(log.text).substr(0, log.text.find(' ')));
  return first && end + seconds(1) <= *first;  // a status has whole seconds
}

}  // namespace aidiag
