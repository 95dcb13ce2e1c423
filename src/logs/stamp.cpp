// SPDX-License-Identifier: Apache-2.0
#include "logs/stamp.hpp"

#include <cstdint>

namespace aidiag {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads fixed digits and separators from left to right; after the first that does not fit `ok` is false.
struct Reader {
  std::string_view text;
  std::size_t at = 0;
  bool ok = true;

  [[nodiscard]] char peek() const { return at < text.size() ? text[at] : '\0'; }
  int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i, ++at) {
      if (!is_digit(peek())) ok = false;
      value = value * 10 + (peek() - '0');
      if (!ok) return 0;
    }
    return value;
  }
  char one_of(std::string_view allowed) {
    const char c = peek();
    if (c == '\0' || allowed.find(c) == std::string_view::npos) {
      ok = false;
    } else {
      ++at;
    }
    return c;
  }
  /// `.123456789` or `,071` in microseconds; 0 without one.
  int fraction() {
    if ((peek() != '.' && peek() != ',') || at + 1 >= text.size() || !is_digit(text[at + 1])) return 0;
    int micros = 0;
    int scale = 100'000;
    for (++at; is_digit(peek()); ++at, scale /= 10) micros += (peek() - '0') * scale;
    return micros;
  }
};

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible date algorithms").
std::int64_t days_from_civil(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int of_era = y - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return std::int64_t{era} * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

/// Seconds east of UTC of the zone at the reader's place; 0 without one.
int zone(Reader& r) {
  if (r.peek() == 'Z') {
    ++r.at;
    return 0;
  }
  Reader ahead = r;
  if (ahead.peek() == ' ') ++ahead.at;  // gunicorn: "10:00:00 +0000"
  const char sign = ahead.peek();
  if (sign != '+' && sign != '-') return 0;
  ++ahead.at;
  const int hour = ahead.digits(2);
  if (ahead.peek() == ':') ++ahead.at;
  const int minute = ahead.digits(2);
  if (!ahead.ok || hour > 14 || minute > 59) return 0;
  r = ahead;
  return (sign == '-' ? -1 : 1) * (hour * 3600 + minute * 60);
}

}  // namespace

std::optional<Stamp> read_stamp(std::string_view text) {
  if (text.size() < 19 || !is_digit(text[0])) return {};
  Reader r{text};
  const bool american = text[2] == '/';  // the examples of transformers: 07/14/2023 10:32:38
  int year = american ? 0 : r.digits(4);
  const char separator = american ? '/' : r.one_of("-/");
  const int month = r.digits(2);
  if (r.peek() != separator) return {};
  ++r.at;
  const int day = r.digits(2);
  if (american) {
    r.one_of("/");
    year = r.digits(4);
  }
  r.one_of("T ");
  const int hour = r.digits(2);
  r.one_of(":");
  const int minute = r.digits(2);
  r.one_of(":");
  const int second = r.digits(2);
  if (!r.ok || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
    return {};
  const int micros = r.fraction();
  const int east = zone(r);
  const std::int64_t total = days_from_civil(year, month, day) * 86'400 + hour * 3600 + minute * 60 + second - east;
  return Stamp{{total * 1'000'000 + micros}, r.at};
}

std::size_t yearless_stamp(std::string_view text) {
  Reader r{text};
  r.digits(2);
  if (r.peek() == '-') ++r.at;
  r.digits(2);
  r.one_of(" ");
  r.digits(2);
  r.one_of(":");
  r.digits(2);
  r.one_of(":");
  r.digits(2);
  if (!r.ok) return 0;
  r.fraction();
  return r.at;
}

}  // namespace aidiag
