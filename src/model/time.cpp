// SPDX-License-Identifier: Apache-2.0
// Times, in the form of RFC 3339 that Go's time.RFC3339Nano reads.
#include <array>
#include <chrono>
#include <cstdio>

#include "aidiag/value.hpp"

namespace aidiag {
namespace {

/// Reads from the front of a text; what does not fit makes it fail for good.
struct Reader {
  std::string_view rest;
  bool ok = true;

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest.size() <= i || rest[i] < '0' || rest[i] > '9') {
        ok = false;
        return 0;
      }
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(count);
    return value;
  }
  int digits_up_to(std::size_t count, int most) {
    const int value = digits(count);
    ok = ok && value <= most;
    return value;
  }
  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok = take(c) && ok; }
};

/// ".123456789" in microseconds; what is finer is cut off.
std::int64_t fraction(Reader& in) {
  if (!in.take('.')) return 0;
  std::int64_t us = 0;
  std::int64_t unit = 100'000;
  std::size_t count = 0;
  for (; count < in.rest.size() && in.rest[count] >= '0' && in.rest[count] <= '9'; ++count, unit /= 10)
    us += (in.rest[count] - '0') * unit;
  in.ok = in.ok && count > 0;
  in.rest.remove_prefix(count);
  return us;
}

Duration offset(Reader& in) {
  if (in.take('Z')) return {};
  const int sign = in.take('-') ? -1 : 1;
  if (sign == 1) in.expect('+');
  const int hour = in.digits_up_to(2, 23);
  in.expect(':');
  return seconds(sign * (hour * 3600 + in.digits_up_to(2, 59) * 60));
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  using namespace std::chrono;
  Reader in{text};
  const int y = in.digits(4);
  in.expect('-');
  const int m = in.digits(2);
  in.expect('-');
  const int d = in.digits(2);
  in.expect('T');
  const int hour = in.digits_up_to(2, 23);
  in.expect(':');
  const int minute = in.digits_up_to(2, 59);
  in.expect(':');
  const int second = in.digits_up_to(2, 59);
  const std::int64_t us = fraction(in);
  const Duration east = offset(in);
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!in.ok || !in.rest.empty() || !date.ok()) return std::nullopt;
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  return Time{aidiag::seconds(days * 86400 + hour * 3600 + minute * 60 + second).us + us} - east;
}

std::string format_time(Time t) {
  using namespace std::chrono;
  const auto whole = floor<std::chrono::seconds>(sys_time<microseconds>(microseconds(t.us)));
  const auto midnight = floor<days>(whole);
  const year_month_day date(midnight);
  const auto of_day = (whole - midnight).count();
  std::array<char, 80> out{};
  const int length = std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02lld:%02lld:%02lldZ",
                                   static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day()), static_cast<long long>(of_day / 3600),
                                   static_cast<long long>(of_day / 60 % 60), static_cast<long long>(of_day % 60));
  return std::string(out.data(), static_cast<std::size_t>(length));
}

}  // namespace aidiag
