// SPDX-License-Identifier: Apache-2.0
// Times, durations and quantities as Kubernetes writes them. All are plain integers in one unit, so that they
// compare and subtract without surprises. Not an API for others.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aidiag {

/// A length of time in microseconds.
struct Duration {
  std::int64_t us = 0;
  auto operator<=>(const Duration&) const = default;
  [[nodiscard]] double seconds() const { return static_cast<double>(us) / 1e6; }
};
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }

/// A moment in microseconds since 1970 UTC.
struct Time {
  std::int64_t us = 0;
  auto operator<=>(const Time&) const = default;
};
constexpr Duration operator-(Time a, Time b) { return {a.us - b.us}; }
constexpr Time operator+(Time t, Duration d) { return {t.us + d.us}; }
constexpr Time operator-(Time t, Duration d) { return {t.us - d.us}; }

/// RFC 3339 as metav1.Time and MicroTime write it, with zone offset and any number of fraction digits.
/// nullopt for anything else. "1970-01-01T00:00:00Z" (a container that never started) is a valid Time of 0.
std::optional<Time> parse_time(std::string_view text);
/// "2026-11-21T04:00:00Z"; whole seconds.
std::string format_time(Time t);

/// A Go duration: "10m", "1h30m", "1.5s", "300ms"; also a bare "0". nullopt for anything else.
std::optional<Duration> parse_duration(std::string_view text);
/// For people: "8 s", "4 min", "3 h", "2 days"; the largest unit that fits, rounded down. Never negative.
std::string format_duration(Duration d);

/// An amount of a resource in thousandths (millicores, millibytes): resource.Quantity of apimachinery.
/// "500m" is 500, "1" is 1000, "8Gi" is 8589934592000. nullopt for what the API server refuses and for amounts
/// beyond int64. Suffixes n u m "" k M G T P E, Ki Mi Gi Ti Pi Ei, and exponents ("1e3").
std::optional<std::int64_t> parse_milli(std::string_view text);
/// The same, with the most that fits in for what is larger, and 0 for what is no quantity.
std::int64_t parse_milli_or_most(std::string_view text);
/// A quantity for people: bytes-like amounts with a binary suffix ("8Gi", "512Mi"), else "500m" or "16".
std::string format_milli(std::int64_t milli, bool bytes);

}  // namespace aidiag
