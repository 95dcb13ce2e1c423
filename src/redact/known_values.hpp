// SPDX-License-Identifier: Apache-2.0
// Secrets that were met once under a name that gave them away, such as the value of DB_PASSWORD: wherever else they
// stand, in a log or an event, nothing but their being the same tells them.
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "aidiag/json.hpp"

namespace re2 {
class RE2;
}

namespace aidiag {

class KnownValues {
 public:
  KnownValues();
  ~KnownValues();
  KnownValues(KnownValues&&) noexcept;
  KnownValues& operator=(KnownValues&&) noexcept;

  /// Only values that cannot be taken for an ordinary word are remembered: looks_secret().
  void add(std::string_view value);
  /// The literal values of the env variables of a pod, or of anything that holds one.
  void add_variables(Json object);
  [[nodiscard]] bool empty() const { return values_.empty(); }

  /// Replaces them in `text`, also as JSON writes them in a string; how many there were.
  std::size_t redact(std::string& text) const;

 private:
  std::set<std::string> values_;
  mutable std::unique_ptr<re2::RE2> pattern_;  // of all values, made at first use
};

/// Whether the literal value of that variable is a secret.
bool is_secret_variable(std::string_view name, std::string_view value);

}  // namespace aidiag
