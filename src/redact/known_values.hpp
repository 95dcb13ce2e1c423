// SPDX-License-Identifier: Apache-2.0
// Secrets that were met once under a name that gave them away, such as the value of DB_PASSWORD or --api-key: wherever
// else they stand, in a log or an event, nothing but their being the same tells them. There may be any number of them:
// they are looked for by their first bytes, not by a pattern that could grow too large.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

class KnownValues {
 public:
  /// Only values that cannot be taken for an ordinary word are remembered: looks_secret() and not like the name of an
  /// object; if the value is `certain` to be a secret also is_telling().
  void add(std::string_view value, bool certain = false);
  /// Values that stand in names of objects are no secrets after all: without its name an object is not found.
  void forget_names(const std::set<std::string_view>& names);
  [[nodiscard]] bool empty() const { return values_.empty(); }

  /// Replaces them in `text`, also as JSON writes them in a string, short ones only where they are words of their own;
  /// how many there were.
  std::size_t redact(std::string& text) const;

 private:
  void prepare() const;
  [[nodiscard]] std::size_t length_at(std::string_view text) const;

  std::set<std::string> values_;
  mutable std::vector<std::string> forms_;  // of all values, sorted; made at first use
  mutable std::vector<bool> heads_;         // by a hash of their first bytes
};

}  // namespace aidiag
