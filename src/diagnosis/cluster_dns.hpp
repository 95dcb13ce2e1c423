// SPDX-License-Identifier: Apache-2.0
// The cluster's own DNS, without which pods find no names.
#pragma once

#include <vector>

#include "aidiag/fact.hpp"

namespace aidiag {

/// The Service that the pods of the cluster ask for names: kubeadm and most providers; OpenShift.
bool is_cluster_dns(const Object& service);

/// The pods that may have failed for want of it while it has no ready pod: they ask it (dnsPolicy), and were well, or
/// not there yet, when its last pod ceased to be ready.
std::vector<Subject> pods_without_names(const Facts& facts, const Object& dns);

}  // namespace aidiag
