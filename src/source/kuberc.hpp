// SPDX-License-Identifier: Apache-2.0
// The user's own say in which credential plugins may be run: kubectl's preferences file since 1.35. A program that
// runs plugins itself would get around it if it did not read that file too (kubectl pkg/kuberc, pkg/config/types.go).
#pragma once

#include "aidiag/result.hpp"
#include "source/host.hpp"

namespace aidiag {

/// Whether `command`, found at `program`, may be run: by `flag` (--kuberc) if not empty, else $KUBERC, else
/// ~/.kube/kuberc. Without such a file every one may. The error is of kind unauthorized, bad_file when the file cannot
/// be understood, is contradictory, or was named by the user and cannot be read.
Status check_plugin_policy(const std::string& command, const std::string& program, const std::string& flag,
                           const Host& host);

}  // namespace aidiag
