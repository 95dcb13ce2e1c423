// SPDX-License-Identifier: Apache-2.0
// The mistakes of a file: collected, each with its line, so that an author sees all of them at once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/tree.hpp"

namespace aidiag {

class Problems {
 public:
  /// `into` receives `file:line: sentence` and must outlive this.
  Problems(std::string file, std::vector<std::string>& into) : file_(std::move(file)), into_(&into) {}
  void add(int line, std::string_view sentence);
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::size_t count() const { return into_->size(); }

 private:
  std::string file_;
  std::vector<std::string>* into_;
};

/// `; did you mean X?`, or "" when `suggestion` is empty.
std::string did_you_mean(std::string_view suggestion);

/// Adds a problem for every key of `map` that is not in `known`. `what`: "a rule", "a sighting".
void only_keys(const Tree& map, std::span<const std::string_view> known, std::string_view what, Problems& problems);

}  // namespace aidiag
