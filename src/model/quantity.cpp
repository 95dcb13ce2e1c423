// SPDX-License-Identifier: Apache-2.0
// Quantities: the grammar of k8s.io/apimachinery/pkg/api/resource (quantity.go, suffix.go), computed exactly in 128
// bits. What is finer than a thousandth is rounded away from zero, as ScaledValue does there.
#include <limits>
#include <utility>

#include "aidiag/value.hpp"

namespace aidiag {
namespace {

__extension__ using Wide = unsigned __int128;

/// A number without its sign: digits / 10^decimals, a little more if `more`.
struct Decimal {
  Wide digits = 0;
  int decimals = 0;
  bool more = false;
};

/// times 2^binary * 10^decimal
struct Scale {
  int binary = 0;
  int decimal = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the number from the front of `rest`. Decimals beyond the 12th only count as "a little more": no resource is
/// measured finer, and so everything fits.
std::optional<Decimal> take_number(std::string_view& rest) {
  constexpr int decimals_kept = 12;
  Decimal out;
  bool any = false, fraction = false;
  for (; !rest.empty(); rest.remove_prefix(1)) {
    const char c = rest.front();
    if (c == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (!is_digit(c)) break;
    any = true;
    if (fraction && out.decimals == decimals_kept) {
      out.more = out.more || c != '0';
      continue;
    }
    if (__builtin_mul_overflow(out.digits, Wide(10), &out.digits)) return std::nullopt;
    out.digits += static_cast<unsigned>(c - '0');
    if (fraction) ++out.decimals;
  }
  return any ? std::optional(out) : std::nullopt;
}

/// "e3", "E-6".
std::optional<Scale> exponent(std::string_view suffix) {
  if (suffix.size() < 2 || (suffix.front() != 'e' && suffix.front() != 'E')) return std::nullopt;
  suffix.remove_prefix(1);
  const bool negative = suffix.front() == '-';
  if (negative || suffix.front() == '+') suffix.remove_prefix(1);
  if (suffix.empty()) return std::nullopt;
  int value = 0;
  for (const char c : suffix) {
    if (!is_digit(c) || value > 1000) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return Scale{0, negative ? -value : value};
}

std::optional<Scale> scale_of(std::string_view suffix) {
  constexpr std::pair<std::string_view, Scale> suffixes[] = {
      {"", {}},        {"n", {0, -9}},  {"u", {0, -6}},  {"m", {0, -3}}, {"k", {0, 3}},   {"M", {0, 6}},
      {"G", {0, 9}},   {"T", {0, 12}},  {"P", {0, 15}},  {"E", {0, 18}}, {"Ki", {10, 0}}, {"Mi", {20, 0}},
      {"Gi", {30, 0}}, {"Ti", {40, 0}}, {"Pi", {50, 0}}, {"Ei", {60, 0}}};
  for (const auto& [name, scale] : suffixes)
    if (name == suffix) return scale;
  return exponent(suffix);
}

/// number * scale, rounded up; nullopt beyond int64.
std::optional<std::int64_t> scaled(Decimal number, Scale scale) {
  if (number.digits == 0) return number.more ? 1 : 0;
  Wide value = number.digits;
  if (__builtin_mul_overflow(value, Wide(1) << scale.binary, &value)) return std::nullopt;
  int tens = scale.decimal - number.decimals;
  for (; tens > 0; --tens)
    if (__builtin_mul_overflow(value, Wide(10), &value)) return std::nullopt;
  bool more = number.more;
  for (; tens < 0 && value != 0; ++tens) {
    more = more || value % 10 != 0;
    value /= 10;
  }
  if (more) ++value;
  if (value > static_cast<Wide>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

/// "8Gi"; "15.6Gi" where it is not whole; "0" to "1023" without a suffix.
std::string format_bytes(std::int64_t bytes) {
  constexpr std::string_view suffixes[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  std::size_t step = 0;
  std::int64_t unit = 1;
  while (step + 1 < std::size(suffixes) && bytes / unit >= 1024) {
    unit *= 1024;
    ++step;
  }
  std::string out = std::to_string(bytes / unit);
  const std::int64_t tenths = bytes % unit / (unit / 10 > 0 ? unit / 10 : 1);
  if (bytes % unit != 0) out += "." + std::to_string(tenths > 9 ? 9 : tenths);
  return out + std::string(suffixes[step]);
}

}  // namespace

std::optional<std::int64_t> parse_milli(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto number = take_number(text);
  auto scale = scale_of(text);
  if (!number || !scale) return std::nullopt;
  scale->decimal += 3;
  const auto milli = scaled(*number, *scale);
  return milli && negative ? std::optional(-*milli) : milli;
}

std::int64_t parse_milli_or_most(std::string_view text) {
  if (const auto milli = parse_milli(text)) return *milli;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const bool is_quantity = take_number(text) && scale_of(text);
  return is_quantity && !negative ? std::numeric_limits<std::int64_t>::max() : 0;
}

std::string format_milli(std::int64_t milli, bool bytes) {
  if (milli < 0) {
    if (milli == std::numeric_limits<std::int64_t>::min()) ++milli;
    return "-" + format_milli(-milli, bytes);
  }
  if (bytes) return format_bytes(milli / 1000);
  return milli % 1000 == 0 ? std::to_string(milli / 1000) : std::to_string(milli) + "m";
}

}  // namespace aidiag
