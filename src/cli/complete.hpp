// SPDX-License-Identifier: Apache-2.0
// Answers a shell's question "what may stand here?" in the protocol that kubectl and cobra's scripts speak: one
// candidate a line, a tab and its description, and in the last line a colon and directive bits
// (kubectl: pkg/cmd/plugin/plugin_completion.go). Pure; what is not in the tables is asked of `Outside`.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/names.hpp"

namespace aidiag::cli {

/// What only the outside knows. Silent: where it cannot be had, there are no names.
class Outside {
 public:
  virtual ~Outside() = default;
  virtual std::vector<std::string> rule_ids() = 0;
  virtual std::vector<Named> of_kubeconfig(KubeconfigPart part) = 0;
  /// Of the namespace, cluster or dump that the words before the last one choose.
  virtual std::vector<Named> objects(std::string_view kind) = 0;
};

/// `words` is what was typed after the program's name; the last one is being typed and may be empty.
std::string complete(std::span<const std::string> words, Outside& outside);

/// `words` without the one that is typed, and without the flag whose value that is.
std::vector<std::string> settled_words(std::span<const std::string> words);

}  // namespace aidiag::cli
