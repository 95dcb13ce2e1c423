// SPDX-License-Identifier: Apache-2.0
// The words of a command line, as objects list them: the word before, or the program, may say what a word is.
#pragma once

#include <string>
#include <vector>

#include "redact/redact.hpp"

namespace aidiag {

/// Replaces the secrets among `words`, or all of them but for what stands in place of one. They are remembered in
/// `known` unless it is null.
void redact_words(std::vector<std::string>& words, bool all_secret, Redactions& count, KnownValues* known);

}  // namespace aidiag
