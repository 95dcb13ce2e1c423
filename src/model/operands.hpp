// SPDX-License-Identifier: Apache-2.0
// The programs that make accelerators usable on a node: known by image and labels, as these are the same in every
// cluster; names of pods and namespaces are not.
#pragma once

#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

struct OperandKind {
  std::string_view part;  ///< of an image's name or of a label's value
  std::string_view role;  ///< "device-plugin", "gpu-driver", ...
  int rank = 0;           ///< how soon to read its log: 1 gives devices out, 2 prepares them, 3 only watches
};

/// What the pod of a DaemonSet, or the DaemonSet itself, is; nullptr if it is no operand.
const OperandKind* operand_of(const Object& object);

/// Whose accelerators the operand is for, as accelerator_vendor() names vendors; empty if nothing says.
std::string_view operand_vendor(const Object& object);

}  // namespace aidiag
