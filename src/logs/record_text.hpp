// SPDX-License-Identifier: Apache-2.0
// The text of a record while its lines come in, never more than 8 KiB: what begins it, what ends it, and of the lines
// between them those that are not indented, since in a chain of tracebacks these are the errors.
#pragma once

#include <string>
#include <string_view>

namespace aidiag {

class RecordText {
 public:
  void clear();
  void add_line(std::string_view line);
  [[nodiscard]] bool empty() const { return !begun_; }
  /// The text, without blank lines at its end.
  [[nodiscard]] std::string take();

  static constexpr std::size_t longest = 8 << 10;

 private:
  void make_room();
  bool begun_ = false;
  bool cut_ = false;
  std::string head_, middle_, tail_;
};

}  // namespace aidiag
