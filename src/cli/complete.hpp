// SPDX-License-Identifier: Apache-2.0
// Answers a shell's question "what may stand here?" in the protocol that kubectl and cobra's scripts speak: one
// candidate a line, a tab and its description, and in the last line a colon and directive bits
// (kubectl: pkg/cmd/plugin/plugin_completion.go). Pure; what is not in the tables is handed in.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace aidiag::cli {

/// `words` is what was typed after the program's name; the last one is being typed and may be empty. `rule_ids` are
/// offered to `rules show`.
std::string complete(std::span<const std::string> words, std::span<const std::string> rule_ids);

}  // namespace aidiag::cli
