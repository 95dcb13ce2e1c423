// SPDX-License-Identifier: Apache-2.0
#include "rules/literal.hpp"

#include <charconv>

#include "rules/template.hpp"

namespace aidiag {
namespace {

std::variant<Value, std::string> number(const Tree& scalar) {
  std::int64_t n = 0;
  const char* end = scalar.text.data() + scalar.text.size();
  const auto [at, error] = std::from_chars(scalar.text.data(), end, n);
  if (scalar.quoted || error != std::errc() || at != end) return "is a number; write it plainly, like 8";
  return Value::of_number(n);
}

}  // namespace

std::variant<Value, std::string> parse_literal(Type type, const Tree& scalar) {
  if (!scalar.is_scalar() || scalar.null) return "is compared with one value";
  switch (type) {
    case Type::text:
    case Type::texts:
      if (scalar.text.empty()) return "never is an empty text; what is not there is told by exists: false";
      return Value::of_text(scalar.text);
    case Type::number:
      return number(scalar);
    case Type::quantity:
      if (const auto milli = parse_milli(scalar.text)) return Value::of_quantity(*milli, scalar.text);
      return "is a quantity; write it like 1Gi or 500m";
    case Type::duration:
      if (const auto duration = parse_duration(scalar.text)) return Value::of_duration(*duration);
      return "is a duration; write it like 10m or 90s";
    case Type::time:
      return "is a time; it can be compared with another fact only";
    case Type::boolean:
      if (!scalar.quoted && scalar.text == "true") return Value::of_bool(true);
      if (!scalar.quoted && scalar.text == "false") return Value::of_bool(false);
      return "is either true or false";
  }
  return "has no type";
}

std::string_view reference_in(const Tree& scalar) {
  if (!scalar.is_scalar() || scalar.text.size() < 3 || scalar.text.front() != '{') return {};
  const std::string_view name = placeholder_at(scalar.text, 0);
  return name.size() + 2 == scalar.text.size() ? name : std::string_view();
}

}  // namespace aidiag
