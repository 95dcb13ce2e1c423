// SPDX-License-Identifier: Apache-2.0
#include "redact/pairs.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <string_view>

#include "redact/chars.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"
#include "redact/wrappers.hpp"

namespace aidiag {
namespace {

// A value with its quotes, which may be escaped, or up to what ends one without.
constexpr const char* kValue = R"((?:\\*"((?:[^"\\\n]|\\[^"\n])*)|\\*'([^'\n]*)'|([^\s"'\\,}]+)))";
constexpr const char* kNamed = R"(\\*["']?([\w.-]+)\\*["']?)";
constexpr const char* kComma = R"(\\*["']?\s*,?\s*\\*["']?)";
constexpr const char* kIsName = R"((?i:name|key)\\*["']?\s*[:=]\s*)";
constexpr const char* kIsValue = R"((?i:value)\\*["']?\s*[:=]\s*)";

std::string_view view(const re2::StringPiece& piece) { return {piece.data(), piece.size()}; }

void cut(const std::string& text, std::string_view name, std::string_view value, Cutter& cutter) {
  const Secrecy secrecy = secrecy_of(name);
  while (!value.empty() && value.back() == '\\') value.remove_suffix(1);
  if (value.empty() || !is_secret(secrecy, value)) return;
  const auto begin = static_cast<std::size_t>(value.data() - text.data());
  cutter.cut(begin, begin + value.size(), secrecy == Secrecy::yes);
}

std::string_view one_of(const re2::StringPiece (&values)[3]) {
  for (const re2::StringPiece& value : values) {
    if (value.data() != nullptr && !value.empty()) return view(value);
  }
  return {};
}

std::size_t redact_name_first(std::string& text, const RE2& pattern, KnownValues* known) {
  Cutter cutter(text, known);
  re2::StringPiece rest(text), name, values[3];
  while (RE2::FindAndConsume(&rest, pattern, &name, &values[0], &values[1], &values[2])) {
    cut(text, view(name), one_of(values), cutter);
  }
  return cutter.finish();
}

std::size_t redact_value_first(std::string& text, const RE2& pattern, KnownValues* known) {
  Cutter cutter(text, known);
  re2::StringPiece rest(text), name, values[3];
  while (RE2::FindAndConsume(&rest, pattern, &values[0], &values[1], &values[2], &name)) {
    cut(text, view(name), one_of(values), cutter);
  }
  return cutter.finish();
}

std::size_t redact_two(std::string& text, const RE2& pattern, KnownValues* known) {
  Cutter cutter(text, known);
  re2::StringPiece rest(text), name, value;
  while (RE2::FindAndConsume(&rest, pattern, &name, &value)) cut(text, view(name), view(value), cutter);
  return cutter.finish();
}

std::size_t redact_calls(std::string& text, const RE2& pattern, KnownValues* known) {
  Cutter cutter(text, known);
  re2::StringPiece rest(text), names[3], values[3];
  while (RE2::FindAndConsume(&rest, pattern, &names[0], &names[1], &values[0], &values[1])) {
    const std::string_view name = one_of(names), value = one_of(values);
    const bool variable = !names[0].empty() || std::none_of(name.begin(), name.end(), is_lower);
    if (variable || looks_secret(value)) cut(text, name, value, cutter);
  }
  return cutter.finish();
}

}  // namespace

std::size_t redact_pairs(std::string& text, KnownValues* known) {
  static const std::string word = "\\b";
  static const RE2 name_first(word + kIsName + kNamed + kComma + kIsValue + kValue);
  static const RE2 value_first(word + kIsValue + kValue + kComma + kIsName + kNamed);
  static const RE2 tag(R"(<([\w.:-]+)(?:\s[^<>\n]*)?>([^<>\n]+)</)");
  static const RE2 tags(R"(<name>\s*([\w.:-]+)\s*</name>\s*<value>([^<>]+)</)");
  // setenv("NAME", "value"), ('NAME', 'value'); pairs with a small name are mostly names alone.
  constexpr std::string_view call =
      R"((?:(?i:setdefault|setenv|putenv|set_env)\(\s*\\?["']([\w.-]+)|\(\s*\\?["']([A-Za-z][\w.-]*)))";
  static const RE2 call_of_two(std::string(call) + R"re(\\?["']\s*,\s*(?:\\?"([^"\\\n]+)|'([^'\n]+)))re");
  // A flag and its value as two elements of a list that goes over two lines.
  static const RE2 list(R"((--?[\w-]+)["']?,?[ \t]*\r?\n\s*(?:-\s+["']?|["'])([^\s"',-][^\s"',]*))");
  static const RE2 wrapped(R"(([\w.-]+)\\*["']?\s*[:=]\s*)" + std::string(kWrappersOverLines) + R"(\\*"([^"\\\n]+))");
  const auto holds = [&](const char* part) { return text.find(part) != std::string::npos; };
  std::size_t count = 0;
  if (holds("alue")) count += redact_name_first(text, name_first, known) + redact_value_first(text, value_first, known);
  if (holds("</")) count += redact_two(text, tags, known) + redact_two(text, tag, known);
  if (holds("(")) count += redact_calls(text, call_of_two, known);
  if (holds("(\n") || holds("(\\n")) count += redact_two(text, wrapped, known);
  if (holds("\n") && holds("--")) count += redact_two(text, list, known);
  return count;
}

}  // namespace aidiag
