// SPDX-License-Identifier: Apache-2.0
#include "aidiag/snapshot.hpp"

namespace aidiag {

const std::string& Name::empty_text() {
  static const std::string text;
  return text;
}

}  // namespace aidiag
