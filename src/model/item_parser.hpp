// SPDX-License-Identifier: Apache-2.0
// Parses one item after the other into the same tape. simdjson stays behind it: its classes differ by the flags that
// a file is compiled with.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "aidiag/json.hpp"

namespace aidiag {

class ItemParser {
 public:
  ItemParser();
  ~ItemParser();

  /// Missing if the item is no JSON. What is returned lives until the next call.
  /// REQUIRES that simdjson may read beyond the end of `item`.
  Json parse_strictly(std::string_view item);
  /// The same, but bad bytes and huge numbers are mended if need be.
  Json parse(std::string_view item);
  /// The text that was parsed.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string mended_;
  std::string_view bytes_;
};

}  // namespace aidiag
