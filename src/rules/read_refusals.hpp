// SPDX-License-Identifier: Apache-2.0
// rules/NOT-COVERED.md: the signatures that no rule will recognise, each with its reason. It is a page for readers, so
// it is Markdown: `## category`, below it a list of `- S145: reason in one sentence.`, wrapped lines indented by two.
#pragma once

#include <string_view>

#include "aidiag/rule.hpp"
#include "rules/problems.hpp"

namespace aidiag {

/// Writes the reasons into `tables.signatures`, which must have been read.
void read_refusals(std::string_view text, Tables& tables, Problems& problems);

}  // namespace aidiag
