// SPDX-License-Identifier: Apache-2.0
#include "model/json_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace aidiag {
namespace {

/// Length of the well-formed UTF-8 sequence that starts at `at` (Unicode 15, table 3-7); 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(at + 1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = follows(at + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    return second && follows(at + 2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = follows(at + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
    return second && follows(at + 2) && follows(at + 3) ? 4 : 0;
  }
  return 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Writes the digits [from, to) with an exponent for the last two, if they are a whole number of 20 digits or more.
void soften(std::string& text, std::size_t from, std::size_t to) {
  constexpr std::size_t too_long = 20;
  if (to - from < too_long) return;
  const std::string_view after = std::string_view(text).substr(to, 1);
  if (after != "." && after != "e" && after != "E") text.replace(to - 2, 2, "e2");
}

/// Where the text opens more than `limit` objects and arrays at once; npos if it never does.
std::size_t deeper_than(std::size_t limit, std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') ++i;
    if (quoted) continue;
    if ((c == '{' || c == '[') && ++depth > limit) return i;
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return std::string_view::npos;
}

/// nlohmann's parser tells the byte at which it gives up; nothing else is wanted of it.
struct Locator : nlohmann::json_sax<nlohmann::json> {
  std::size_t position = std::string::npos;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_object() override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) override {
    position = at;
    return false;
  }
};

}  // namespace

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::string mended(std::string_view text) {
  std::string out(text);
  bool quoted = false;
  for (std::size_t i = 0; i < out.size();) {
    const std::size_t length = utf8_length(out, i);
    if (length == 0) {
      out[i++] = '?';
    } else if (length > 1) {
      i += length;
    } else if (quoted) {
      if (out[i] == '"') quoted = false;
      i += out[i] == '\\' ? 2 : 1;
    } else if (is_digit(out[i])) {
      const std::size_t from = i;
      while (i < out.size() && is_digit(out[i])) ++i;
      const bool fraction = from > 0 && (out[from - 1] == '.' || out[from - 1] == '+');
      if (!fraction) soften(out, from, i);
    } else {
      quoted = out[i++] == '"';
    }
  }
  return out;
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

Error json_error(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) return {ErrorKind::bad_file, "line 1: the text is empty", {}};
  Locator locator;
  nlohmann::json::sax_parse(text.begin(), text.end(), &locator);
  const auto message = [&](std::size_t offset, const char* what) {
    return Error{ErrorKind::bad_file, "line " + std::to_string(line_of(text, offset)) + ": " + what, {}};
  };
  const std::size_t deep = deeper_than(1024, text);
  if (deep < locator.position) return message(deep, "the JSON text is nested deeper than 1024 levels");
  if (locator.position == std::string::npos) return message(last, "the JSON text is too large");
  if (locator.position > last + 1) return message(last, "the JSON text ends in the middle");
  return message(locator.position - (locator.position > 0 ? 1 : 0), "this is not JSON");
}

}  // namespace aidiag
