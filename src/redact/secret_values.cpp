// SPDX-License-Identifier: Apache-2.0
#include "redact/secret_values.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "aidiag/ascii.hpp"
#include "redact/chars.hpp"

namespace aidiag {
namespace {

using Word = std::string_view;

// "my-model-2", "hf-token": what people call objects; no part of it looks like chance.
bool is_object_name(std::string_view value) {
  std::size_t letters = 0, digits = 0;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && (is_lower(value[i]) || is_digit(value[i]))) {
      ++(is_digit(value[i]) ? digits : letters);
      continue;
    }
    if (i < value.size() && value[i] != '-' && value[i] != '.' && value[i] != '_' && value[i] != '/') return false;
    if (digits > 0 && letters > 0 && letters + digits > 5 && digits > 2) return false;
    if (letters == 0 && digits > 4) return false;
    letters = digits = 0;
  }
  return true;
}

// Longer ones are taken for what they seem without a look: a look for each name in a long line would not end.
constexpr std::size_t kLongest = 512;

// Changes of the class of letters and digits, but for the one behind the capital of a word.
std::size_t changes_of(std::string_view value, std::size_t& pairs) {
  std::size_t changes = 0;
  pairs = 0;
  for (std::size_t i = 1; i < value.size(); ++i) {
    const char a = value[i - 1], b = value[i];
    if (!is_alnum(a) || !is_alnum(b)) continue;
    ++pairs;
    const bool same = is_digit(a) == is_digit(b) && is_lower(a) == is_lower(b);
    if (!same && !(is_upper(a) && is_lower(b))) ++changes;
  }
  return changes;
}

// Base64 may begin with "/" too, and hold more of them.
bool is_path(std::string_view value) {
  if (value.starts_with("./") || value.starts_with("../")) return true;
  if (value[0] != '/') return false;
  if (value.size() < 20) return true;
  if (value.find_first_of("+=") != Word::npos) return false;
  return value.find_first_of("._-", 1) != Word::npos || !is_mixed(value);
}

// "NVIDIA-H100-80GB-HBM3", "Llama-3.1-8B-Instruct", "models/x/weights.tar": parts that are each a word or a number.
bool is_file_or_model(std::string_view value) {
  if (value.find_first_of("-/") == std::string_view::npos) return false;
  constexpr std::size_t longest_mixed = 6;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= value.size(); ++at) {
    const bool ends =
        at == value.size() || value[at] == '-' || value[at] == '/' || value[at] == '.' || value[at] == '_';
    if (!ends) {
      if (!is_alnum(value[at])) return false;
      continue;
    }
    const std::string_view part = value.substr(begin, at - begin);
    const auto digits = static_cast<std::size_t>(std::count_if(part.begin(), part.end(), is_digit));
    const bool word = digits == 0 && std::none_of(part.begin() + (part.empty() ? 0 : 1), part.end(), is_upper);
    const bool capitals = std::none_of(part.begin(), part.end(), is_lower);
    if (!word && part.size() > longest_mixed) return false;
    if (!word && !capitals && digits > 2 && part.size() > 4) return false;
    begin = at + 1;
  }
  return true;
}

bool is_variable(std::string_view name) {
  return !name.empty() && !is_digit(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_'; });
}

// What an expression or a template stands for: "$(NAME)", "${NAME:-}", "$NAME", "%NAME%", "%s", "<token>", "{{ x }}".
bool is_reference(std::string_view value) {
  const auto within = [&](std::string_view open, std::string_view close) {
    return value.starts_with(open) && value.find(close, open.size()) != std::string_view::npos;
  };
  if (within("$(", ")") || within("${", "}") || within("{{", "}}") || within("%(", ")")) return true;
  if (value[0] == '$') {
    const auto any = [&](bool (*is)(char)) { return std::any_of(value.begin(), value.end(), is); };
    return is_variable(value.substr(1)) && (!any(is_lower) || !(any(is_upper) || any(is_digit)));
  }
  if (value[0] == '%' && value.size() > 2 && value.back() == '%') return is_variable(value.substr(1, value.size() - 2));
  if (value == "%s" || value == "%v" || value == "%r" || value == "%q") return true;
  return value[0] == '<' && value.back() == '>';
}

}  // namespace

bool is_secret(Secrecy secrecy, std::string_view value) {
  if (secrecy == Secrecy::no) return false;
  if (value.size() > kLongest) return secrecy == Secrecy::yes || looks_secret(value);
  if (stands_for_secret(value)) return false;
  if (secrecy == Secrecy::rarely && !is_mixed(value)) return false;
  return secrecy == Secrecy::yes || looks_secret(value);
}

bool is_mixed(std::string_view value) {
  value = value.substr(0, kLongest);
  const auto any = [&](bool (*is)(char)) { return std::any_of(value.begin(), value.end(), is); };
  if (!any(is_digit) || !(any(is_lower) || any(is_upper))) return false;
  std::size_t pairs = 0;
  const std::size_t changes = changes_of(value, pairs);
  return changes * 4 >= pairs && pairs >= 6;
}

bool stands_for_secret(std::string_view value) {
  if (value.size() > kLongest) return false;
  if (value.empty() || is_reference(value) || value == "..." || value.starts_with("[REDACTED")) return true;
  if (value.size() > 2 && value.find_first_not_of("*xX.#-") == std::string_view::npos) return true;
  const std::string plain = lower_case(value);
  return is_one_of(plain, std::to_array<Word>({"true", "false", "none", "null", "nil", "undefined", "yes", "no", "on",
                                               "off", "redacted", "hidden", "masked", "unset", "n/a", "nan"}));
}

bool is_word_of_prose(std::string_view value) {
  if (value.size() > kLongest) return false;
  std::string plain = lower_case(value);
  while (!plain.empty() && !is_alnum(plain.back())) plain.pop_back();
  constexpr std::array words =
      std::to_array<Word>({"incorrect", "invalid",   "required",     "missing",   "expired",  "authentication",
                           "failed",    "not",       "is",           "must",      "wrong",    "denied",
                           "empty",     "mismatch",  "for",          "from",      "provided", "str",
                           "string",    "optional",  "bytes",        "union",     "any",      "int",
                           "bool",      "secretstr", "unauthorized", "forbidden", "unknown",  "error",
                           "the",       "this",      "your",         "no",        "cannot",   "could",
                           "please",    "rejected",  "revoked",      "refused",   "unable",   "has",
                           "was",       "should",    "using",        "found",     "and",      "or",
                           "of",        "in",        "to",           "with",      "without",  "set",
                           "see",       "get",       "use",          "used",      "default",  "malformed",
                           "reading",   "loading",   "unexpected",   "access",    "login",    "user",
                           "http",      "because",   "too",          "only",      "object",   "list",
                           "dict"});
  if (is_one_of(plain, words)) return true;
  for (const std::string_view code : {"self.", "os.", "args.", "config.", "settings.", "kwargs", "request.", "cfg.",
                                      "optional[", "union[", "typing.", "env.", "process.env"}) {
    if (plain.starts_with(code)) return true;
  }
  return false;
}

bool looks_secret(std::string_view value) {
  if (value.size() > kLongest) return value.find_first_of(" \t\n") > kLongest;
  if (value.size() < 8 || value.find_first_of(" \t\n") != std::string_view::npos) return false;
  if (is_file_or_model(value)) return false;
  if (is_path(value) || value.find("://") != std::string_view::npos) return false;
  const auto any = [&](bool (*is)(char)) { return std::any_of(value.begin(), value.end(), is); };
  const bool digit = any(is_digit), small = any(is_lower), capital = any(is_upper);
  if (!small && !capital) return false;
  const bool chance = digit || (small && capital && value.size() >= 16);
  return chance && !is_object_name(value);
}

bool is_telling(std::string_view value) {
  constexpr std::size_t phrase = 16;  // letters and blanks alone are words, and only so many of them no others
  if (value.size() < 8 || stands_for_secret(value)) return false;
  if (is_path(value) || value.find("://") != std::string_view::npos) return false;
  if (value.find_first_not_of("0123456789.,:+-_/ ") == std::string_view::npos) return false;
  const auto is_plain = [](char c) { return is_lower(c) || is_upper(c) || c == ' ' || c == '\''; };
  if (std::all_of(value.begin(), value.end(), is_plain)) {
    return value.size() >= phrase && value.find(' ') != std::string_view::npos;
  }
  const bool parts = value.find_first_of("-._/") != std::string_view::npos;
  return !(parts && is_object_name(lower_case(value)));
}

}  // namespace aidiag
