// SPDX-License-Identifier: Apache-2.0
// Takes a command line apart into flags with their values and the other words. What the words and values mean is the
// business of options.cpp. The rules are those of kubectl's flag library: -n ns, -nns, -n=ns, --namespace ns and
// --namespace=ns are one; flags stand anywhere before "--"; of a flag given twice the last value counts; -v8, -v 8, --v
// 8 and --v=8 are one.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/result.hpp"
#include "cli/table.hpp"

namespace aidiag::cli {

struct Words {
  std::vector<std::string> plain;                              ///< in order
  std::map<const FlagEntry*, std::vector<std::string>> flags;  ///< values; "true" for a switch
  std::vector<std::string> unknown;                            ///< flags that no command has, as they were typed

  /// All values that were given to a flag of the table, in order.
  [[nodiscard]] const std::vector<std::string>& all(std::string_view flag) const;
  /// The value that counts, or nullptr.
  [[nodiscard]] const std::string* last(std::string_view flag) const;
  [[nodiscard]] bool on(std::string_view flag) const;
};

/// `args` without the program's name. The error is a flag without its value.
Result<Words> split_words(std::span<const std::string> args);

}  // namespace aidiag::cli
