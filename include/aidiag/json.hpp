// SPDX-License-Identifier: Apache-2.0
// Reading JSON. A `Document` owns one parsed text; a `Json` is a value in it, two words, copied freely. Every
// access is total: a field that is not there, or is of another type than asked for, yields the *missing* value or
// nullopt, never an exception. So code that walks a Kubernetes object needs no checks on the way:
//
//   std::string_view phase = pod["status"]["phase"].text();      // "" when any step is missing
//
// simdjson does the work; it is hidden in src/model/json.cpp because its header is slow to compile.
// Not an API for others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aidiag/result.hpp"

namespace aidiag {

class Json {
 public:
  /// The missing value.
  Json() = default;

  [[nodiscard]] bool exists() const { return present_; }  ///< false for missing; true for null
  explicit operator bool() const { return present_ && !is_null(); }
  [[nodiscard]] bool is_null() const;
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] bool is_string() const;
  [[nodiscard]] bool is_bool() const;
  [[nodiscard]] bool is_number() const;

  /// The field `key` of an object. Keys are taken as they are: dots and slashes have no meaning.
  Json operator[](std::string_view key) const;
  /// Element `index` of an array; linear in `index`.
  Json at(std::size_t index) const;
  /// Fields of an object in their order; empty for anything else.
  [[nodiscard]] std::vector<std::pair<std::string_view, Json>> fields() const;
  /// Elements of an array; empty for anything else (an empty list may be `null` in Kubernetes dumps).
  [[nodiscard]] std::vector<Json> items() const;
  [[nodiscard]] std::size_t size() const;  ///< number of fields or elements

  /// The text of a string; "" for anything else. Lives as long as the Document.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const;  ///< whole numbers that int64 holds only
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::int64_t integer_or(std::int64_t other) const { return integer().value_or(other); }
  [[nodiscard]] bool boolean_or(bool other) const { return boolean().value_or(other); }

  /// Compact JSON text of the value; "" for missing.
  [[nodiscard]] std::string dump() const;
  /// How a scalar is shown: a string as it is, numbers and booleans as JSON; "" for everything else.
  [[nodiscard]] std::string scalar() const;

 private:
  friend class Document;
  friend struct JsonAccess;
  bool present_ = false;
  alignas(8) std::array<std::byte, 16> element_{};
};

/// Owns the text and parse of one JSON value. Movable; the Json handles stay valid when it is moved.
class Document {
 public:
  Document();
  ~Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;

  /// Parses `text` (copied). On failure the error is of kind bad_file and its message begins with "line L: ".
  /// Lenient in three things, since one of them would otherwise hide a whole cluster: a byte order mark is skipped,
  /// bytes that are not UTF-8 become `?`, and whole numbers beyond uint64 become a double. At most 1024 levels deep.
  static Result<Document> parse(std::string_view text);
  [[nodiscard]] Json root() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aidiag
