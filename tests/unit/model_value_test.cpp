// SPDX-License-Identifier: Apache-2.0
#include "aidiag/value.hpp"

#include <doctest/doctest.h>

using namespace aidiag;

TEST_CASE("time: reads what the API server writes and refuses the rest") {
  struct Row {
    std::string_view text;
    std::optional<std::int64_t> us;
  };
  const Row rows[] = {{"1970-01-01T00:00:00Z", 0},
                      {"2026-11-21T04:00:00Z", 1795233600'000000},
                      {"2026-11-21T04:00:00.123456Z", 1795233600'123456},
                      {"2026-11-21T04:00:00.1Z", 1795233600'100000},
                      {"2026-11-21T04:00:00.123456789Z", 1795233600'123456},
                      {"2026-11-21T05:30:00+01:30", 1795233600'000000},
                      {"2026-11-20T20:00:00-08:00", 1795233600'000000},
                      {"2024-02-29T00:00:00Z", 1709164800'000000},
                      {"1969-12-31T23:59:59Z", -1'000000},
                      {"2026-02-29T00:00:00Z", std::nullopt},
                      {"2026-11-21T24:00:00Z", std::nullopt},
                      {"2026-11-21T04:00:60Z", std::nullopt},
                      {"2026-11-21 04:00:00Z", std::nullopt},
                      {"2026-11-21T04:00:00", std::nullopt},
                      {"2026-11-21T04:00:00.Z", std::nullopt},
                      {"2026-11-21T04:00:00Zx", std::nullopt},
                      {"2026-11-21T04:00:00 01:30", std::nullopt},
                      {"2026-11-21", std::nullopt},
                      {"", std::nullopt},
                      {"now", std::nullopt}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto time = parse_time(row.text);
    CHECK(time.has_value() == row.us.has_value());
    if (time && row.us) CHECK(time->us == *row.us);
  }
}

TEST_CASE("time: is written in whole seconds of UTC") {
  CHECK(format_time(Time{1795233600'999999}) == "2026-11-21T04:00:00Z");
  CHECK(format_time(Time{}) == "1970-01-01T00:00:00Z");
  CHECK(format_time(Time{-1}) == "1969-12-31T23:59:59Z");
}

TEST_CASE("duration: reads what Go reads and refuses the rest") {
  struct Row {
    std::string_view text;
    std::optional<std::int64_t> us;
  };
  const Row rows[] = {{"10m", 600'000000},
                      {"1h30m", 5400'000000},
                      {"1.5s", 1'500000},
                      {"300ms", 300000},
                      {"0", 0},
                      {"-1m", -60'000000},
                      {"+2s", 2'000000},
                      {"1h0m0.5s", 3600'500000},
                      {".5h", 1800'000000},
                      {"1500ns", 1},
                      {"7\u00b5s", 7},
                      {"1.s", 1'000000},
                      {"", std::nullopt},
                      {"10", std::nullopt},
                      {"m", std::nullopt},
                      {".s", std::nullopt},
                      {"-", std::nullopt},
                      {"1d", std::nullopt},
                      {"1 m", std::nullopt},
                      {"3000000h", std::nullopt},
                      {"99999999999999999999s", std::nullopt},
                      {"1h1", std::nullopt}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto duration = parse_duration(row.text);
    CHECK(duration.has_value() == row.us.has_value());
    if (duration && row.us) CHECK(duration->us == *row.us);
  }
}

TEST_CASE("duration: is written in the largest unit that fits, rounded down") {
  CHECK(format_duration(seconds(8)) == "8 s");
  CHECK(format_duration(seconds(59)) == "59 s");
  CHECK(format_duration(seconds(299)) == "4 min");
  CHECK(format_duration(minutes(239)) == "3 h");
  CHECK(format_duration(hours(24)) == "1 day");
  CHECK(format_duration(hours(71)) == "2 days");
  CHECK(format_duration(seconds(-5)) == "0 s");
}

TEST_CASE("quantity: reads what the API server accepts and refuses the rest") {
  struct Row {
    std::string_view text;
    std::optional<std::int64_t> milli;
  };
  const Row rows[] = {{"500m", 500},
                      {"1", 1000},
                      {"1.5", 1500},
                      {"8Gi", 8589934592000},
                      {"0.5Gi", 536870912000},
                      {"1e3", 1000000},
                      {"1E3", 1000000},
                      {"12E-1", 1200},
                      {"1k", 1000000},
                      {"2T", 2000000000000000},
                      {"100u", 1},
                      {"1n", 1},
                      {"1001u", 2},
                      {"-1500m", -1500},
                      {"+1", 1000},
                      {".5", 500},
                      {"1.", 1000},
                      {"0", 0},
                      {"0.0000000000000001", 1},
                      {"00000000000000000000000000000000000000000001", 1000},
                      {"16393244Ki", 16786681856000},
                      {"8Ei", std::nullopt},
                      {"9223372036854775807", std::nullopt},
                      {"99999999999999999999999999999999999999999999", std::nullopt},
                      {"1e400", std::nullopt},
                      {"", std::nullopt},
                      {".", std::nullopt},
                      {"-", std::nullopt},
                      {"8 Gi", std::nullopt},
                      {"8GB", std::nullopt},
                      {"8gi", std::nullopt},
                      {"1K", std::nullopt},
                      {"1e", std::nullopt},
                      {"1e+", std::nullopt},
                      {"1.2.3", std::nullopt},
                      {"NaN", std::nullopt},
                      {"1e3m", std::nullopt}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_milli(row.text) == row.milli);
  }
}

TEST_CASE("quantity: is written for people") {
  CHECK(format_milli(500, false) == "500m");
  CHECK(format_milli(16000, false) == "16");
  CHECK(format_milli(8589934592000, true) == "8Gi");
  CHECK(format_milli(536870912000, true) == "512Mi");
  CHECK(format_milli(16786681856000, true) == "15.6Gi");
  CHECK(format_milli(512000, true) == "512");
  CHECK(format_milli(0, true) == "0");
  CHECK(format_milli(-1000, false) == "-1");
}
