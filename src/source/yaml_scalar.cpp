// SPDX-License-Identifier: Apache-2.0
#include "source/yaml_scalar.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace aidiag {
namespace {

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool all_digits(std::string_view t, int base) {
  return !t.empty() && std::all_of(t.begin(), t.end(), [base](char c) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 99;
    return digit < base;
  });
}

bool is_integer(std::string_view t) {
  if (t.size() > 2 && t[0] == '0') {
    if (t[1] == 'x' || t[1] == 'X') return all_digits(t.substr(2), 16);
    if (t[1] == 'b' || t[1] == 'B') return all_digits(t.substr(2), 2);
    if (t[1] == 'o' || t[1] == 'O') return all_digits(t.substr(2), 8);
  }
  return all_digits(t, 10);
}

bool is_float(std::string_view t) {
  const std::size_t e = t.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = t.substr(e + 1);
    if (!exponent.empty() && (exponent[0] == '+' || exponent[0] == '-')) exponent.remove_prefix(1);
    if (!all_digits(exponent, 10)) return false;
    t = t.substr(0, e);
  }
  const std::size_t dot = t.find('.');
  if (dot == std::string_view::npos) return all_digits(t, 10);
  const std::string_view whole = t.substr(0, dot), fraction = t.substr(dot + 1);
  return (whole.empty() || all_digits(whole, 10)) && (fraction.empty() || all_digits(fraction, 10)) &&
         !(whole.empty() && fraction.empty());
}

}  // namespace

bool is_yaml_null(std::string_view t) { return one_of(t, {"", "~", "null", "Null", "NULL"}); }

bool is_yaml_true(std::string_view t) {
  return one_of(t, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"});
}

bool is_yaml_false(std::string_view t) {
  return one_of(t, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"});
}

bool is_yaml_number(std::string_view t) {
  if (one_of(t, {".nan", ".NaN", ".NAN"})) return true;
  if (!t.empty() && (t[0] == '+' || t[0] == '-')) t.remove_prefix(1);
  if (one_of(t, {".inf", ".Inf", ".INF"})) return true;
  if (t.empty() || t[0] == '_') return false;
  std::string plain(t);
  plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
  return is_integer(plain) || is_float(plain);
}

}  // namespace aidiag
