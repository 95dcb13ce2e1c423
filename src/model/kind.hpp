// SPDX-License-Identifier: Apache-2.0
// The names of kinds: what a list says of its items, and kinds of other API groups that have the name of one of
// Kubernetes' own.
#pragma once

#include <string>
#include <string_view>

namespace aidiag {

/// "PodList" gives Pod; "List" and what is no list give "".
std::string_view item_kind(std::string_view list_kind);

/// "Service" of v1 stays, "Service" of serving.knative.dev/v1 becomes "Service.serving.knative.dev".
std::string qualified_kind(std::string_view kind, std::string_view api_version);

}  // namespace aidiag
