// SPDX-License-Identifier: Apache-2.0
// "llm-0", "pod/llm-0", "deploy/llm", "statefulsets.apps/llm": what kubectl users write to name a pod or a workload.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/result.hpp"
#include "aidiag/source.hpp"

namespace aidiag::cli {

/// A pod or workload by name. A word without a slash is a pod. Kinds are understood as kubectl does: singular, plural,
/// short, with or without the group, in any case. Errors (usage): a kind that is neither a pod nor a workload, an
/// empty or impossible name.
Result<Scope::Target> parse_target(std::string_view word);

/// The kinds that parse_target() knows, in lower case: "pod", "deployment", ...
std::vector<std::string> target_kinds();

/// Whether the word is a valid name of an object (RFC 1123 subdomain: lower case letters, digits, '-' and '.').
bool is_object_name(std::string_view name);

}  // namespace aidiag::cli
