// SPDX-License-Identifier: Apache-2.0
// Durations, as Go's time.ParseDuration reads them; counted in nanoseconds, which is what overflows in Go too.
#include <algorithm>
#include <limits>
#include <utility>

#include "aidiag/value.hpp"

namespace aidiag {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a unit from the front of `rest`; its length in nanoseconds, or 0.
std::int64_t take_unit(std::string_view& rest) {
  constexpr std::pair<std::string_view, std::int64_t> units[] = {
      {"ns", 1},         {"us", 1'000},        {"\u00b5s", 1'000},    {"\u03bcs", 1'000},
      {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}};
  for (const auto& [name, length] : units) {
    if (!rest.starts_with(name)) continue;
    rest.remove_prefix(name.size());
    return length;
  }
  return 0;
}

/// One step such as "1.5h" in nanoseconds.
std::optional<std::int64_t> take_step(std::string_view& rest) {
  std::int64_t whole = 0;
  std::size_t digits = 0;
  for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1), ++digits) {
    if (whole > (most - 9) / 10) return std::nullopt;
    whole = whole * 10 + (rest.front() - '0');
  }
  double part = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    for (double scale = 0.1; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1), scale /= 10, ++digits)
      part += (rest.front() - '0') * scale;
  }
  const std::int64_t unit = digits > 0 ? take_unit(rest) : 0;
  if (unit == 0 || whole > most / unit - 1) return std::nullopt;
  return whole * unit + static_cast<std::int64_t>(part * static_cast<double>(unit) + 0.5);
}

std::string counted(std::int64_t n, const char* unit) { return std::to_string(n) + " " + unit; }

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration{};
  if (text.empty()) return std::nullopt;
  std::int64_t ns = 0;
  while (!text.empty()) {
    const auto step = take_step(text);
    if (!step || *step > most - ns) return std::nullopt;
    ns += *step;
  }
  return Duration{(negative ? -ns : ns) / 1000};
}

std::string format_duration(Duration d) {
  const std::int64_t s = std::max<std::int64_t>(d.us, 0) / 1'000'000;
  if (s < 60) return counted(s, "s");
  if (s < 3600) return counted(s / 60, "min");
  if (s < 86400) return counted(s / 3600, "h");
  return counted(s / 86400, s < 2 * 86400 ? "day" : "days");
}

}  // namespace aidiag
