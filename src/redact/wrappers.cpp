// SPDX-License-Identifier: Apache-2.0
#include "redact/wrappers.hpp"

#include <re2/re2.h>

#include "redact/chars.hpp"
#include "redact/secret_values.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kLongest = 160;

std::size_t length_of(const RE2& pattern, std::string_view text) {
  re2::StringPiece found;
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &found) ? found.size() : 0;
}

}  // namespace

std::size_t inside_wrappers(std::string_view line, std::size_t begin) {
  static const RE2 named(
      R"(^((?:new +)?&?(?:\w+(?:\.|::))*(?:Some|Ok|Just|Option|Optional|String|StringValue|Secret\w*|std::string))"
      R"((?:<[\w:&' ]*>)?[(\[]))");
  // Go's (*string)(0xc000012345)("x") and (string) (len=24) "x".
  static const RE2 typed(R"re(^((?:\([\w.*&/=\[\] -]+\) ?){1,3}\(?(?:\(len=\d+\) ?)?)\\*["'`])re");
  const std::string_view text = line.substr(begin, kLongest);
  if (text.empty() || (!is_alpha(text[0]) && text[0] != '(' && text[0] != '&')) return begin;
  if (const std::size_t types = length_of(typed, text)) return begin + types;
  constexpr int deepest = 3;
  std::size_t inside = 0;
  for (int depth = 0; depth < deepest; ++depth) {
    const std::size_t more = length_of(named, text.substr(inside));
    if (more == 0) break;
    inside += more;
  }
  return begin + inside;
}

std::size_t inside_call(std::string_view line, std::size_t begin) {
  static const RE2 call(R"re(^((?:new +)?[A-Za-z_][\w.:]*\()\\*["'`])re");
  const std::string_view text = line.substr(begin, kLongest);
  if (text.empty() || (!is_alpha(text[0]) && text[0] != '_') || is_word_of_prose(text)) return begin;
  return begin + length_of(call, text);
}

}  // namespace aidiag
