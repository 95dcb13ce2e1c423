// SPDX-License-Identifier: Apache-2.0
// Completion with names from the kubeconfig, the cluster and dumps. A shell waits for the answer with every TAB: the
// cluster has a second, a credential plugin three, and nothing but candidates is ever printed.
#pragma once

#include "cli/options.hpp"

namespace aidiag::cli {

Result<int> complete_command(const Options& options);

}  // namespace aidiag::cli
