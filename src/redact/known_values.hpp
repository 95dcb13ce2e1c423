// SPDX-License-Identifier: Apache-2.0
// Secrets that were met once under a name that gave them away, such as the value of DB_PASSWORD: wherever else they
// stand, in a log or an event, nothing but their being the same tells them. There may be any number of them: they are
// looked for by their first bytes, not by a pattern that could grow too large.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/json.hpp"

namespace aidiag {

class KnownValues {
 public:
  /// Only values that cannot be taken for an ordinary word are remembered: looks_secret(), and with `certain`
  /// is_telling() too.
  void add(std::string_view value, bool certain = false);
  /// The literal values of the env variables of a pod, or of anything that holds one.
  void add_variables(Json object);
  /// Values that stand in names of objects are no secrets after all: without its name an object is not found.
  void forget_names(const std::set<std::string_view>& names);
  [[nodiscard]] bool empty() const { return values_.empty(); }

  /// Replaces them in `text`, also as JSON writes them in a string; how many there were.
  std::size_t redact(std::string& text) const;

 private:
  void prepare() const;
  [[nodiscard]] std::size_t length_at(std::string_view text) const;

  std::set<std::string> values_;
  mutable std::vector<std::string> forms_;  // of all values, sorted; made at first use
  mutable std::vector<bool> heads_;         // by a hash of their first bytes
};

/// Whether the literal value of that variable is a secret.
bool is_secret_variable(std::string_view name, std::string_view value);

}  // namespace aidiag
