// SPDX-License-Identifier: Apache-2.0
// The way from simdjson's handle to ours and back, for the few files of the model that parse by themselves. Brings in
// simdjson, which is slow to compile.
#pragma once

#include <simdjson.h>

#include <bit>
#include <type_traits>

#include "aidiag/json.hpp"

namespace aidiag {

/// A dom::element is a pointer to its document and an index, so it travels as bytes.
struct JsonAccess {
  using Element = simdjson::dom::element;
  using Bytes = std::array<std::byte, 16>;
  static_assert(sizeof(Element) == sizeof(Bytes) && alignof(Element) <= 8);
  static_assert(std::is_trivially_copyable_v<Element>);

  static Json wrap(Element element) {
    Json json;
    json.present_ = true;
    json.element_ = std::bit_cast<Bytes>(element);
    return json;
  }
  /// REQUIRES json.exists().
  static Element unwrap(const Json& json) { return std::bit_cast<Element>(json.element_); }
};

}  // namespace aidiag
