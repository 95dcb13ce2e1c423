// SPDX-License-Identifier: Apache-2.0
// The programs that make accelerators usable on a node: known by image and labels, as these are the same in every
// cluster; names of pods and namespaces are not.
#pragma once

#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct Operand {
  std::string_view part;  ///< of an image's name or of a label's value
  std::string_view role;  ///< "device-plugin", "gpu-driver", ...
  int rank = 0;           ///< how soon to read its log: 1 gives devices out, 2 prepares them, 3 only watches
};

/// What the pod of a DaemonSet, or the DaemonSet itself, is; nullptr if it is no operand.
const Operand* operand_of(const Object& object);

}  // namespace aidiag
