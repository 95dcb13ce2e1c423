// SPDX-License-Identifier: Apache-2.0
#include "redact/known_values.hpp"

#include <algorithm>
#include <cstring>

#include "aidiag/json_escape.hpp"
#include "redact/secret_names.hpp"
#include "redact/token_forms.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kHead = 8;  // no value that is remembered is shorter
constexpr std::string_view kBlanks = " \t\r\n";

// What quotes, backslashes and ends of lines become in JSON.
std::string in_json(const std::string& value) {
  std::string out;
  append_json_escaped(out, value);
  return out;
}

std::uint64_t head_of(const char* text) {
  std::uint64_t head = 0;
  std::memcpy(&head, text, kHead);
  return (head * 0x9e3779b97f4a7c15U) >> 20U;
}

}  // namespace

void KnownValues::add(std::string_view value, bool certain) {
  const std::size_t begin = value.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return;
  value = value.substr(begin, value.find_last_not_of(kBlanks) + 1 - begin);
  if (value.size() < kHead || !(looks_secret(value) || (certain && is_telling(value)))) return;
  values_.emplace(value);
  forms_.clear();
}

void KnownValues::add_variables(Json object) {
  if (object.is_array()) {
    for (const Json& item : object.items()) add_variables(item);
  }
  if (!object.is_object()) return;
  const Json name = object["name"], value = object["value"];
  if (name.is_string() && value.is_string() && is_secret_variable(name.text(), value.text())) {
    add(value.text(), secrecy_of(name.text()) == Secrecy::yes);
  }
  for (const auto& [key, field] : object.fields()) add_variables(field);
}

void KnownValues::forget_names(const std::set<std::string_view>& names) {
  if (values_.empty()) return;
  if (forms_.empty()) prepare();
  for (const std::string_view name : names) {
    for (std::size_t at = 0; at + kHead <= name.size(); ++at) {
      std::string_view form = name.substr(at);
      while (const std::size_t length = length_at(form)) {
        values_.erase(std::string(form.substr(0, length)));
        form = form.substr(0, length - 1);
      }
    }
  }
  forms_.clear();
}

void KnownValues::prepare() const {
  for (const std::string& value : values_) {
    forms_.push_back(value);
    if (std::string escaped = in_json(value); escaped != value) forms_.push_back(std::move(escaped));
  }
  std::sort(forms_.begin(), forms_.end());
  std::size_t size = std::size_t{1} << 16;
  while (size < forms_.size() * 16) size *= 2;
  heads_.assign(size, false);
  for (const std::string& form : forms_) heads_[head_of(form.data()) & (size - 1)] = true;
}

// Of the longest form that `text` begins with; 0 where it begins with none. What sorts last before the text is that
// form, or shares with the text all that a shorter one can have.
std::size_t KnownValues::length_at(std::string_view text) const {
  while (text.size() >= kHead) {
    const auto after = std::upper_bound(forms_.begin(), forms_.end(), text);
    if (after == forms_.begin()) return 0;
    const std::string_view form = *std::prev(after);
    if (text.starts_with(form)) return form.size();
    const auto [in_form, in_text] = std::mismatch(form.begin(), form.end(), text.begin(), text.end());
    text = text.substr(0, static_cast<std::size_t>(in_text - text.begin()));
  }
  return 0;
}

std::size_t KnownValues::redact(std::string& text) const {
  if (values_.empty()) return 0;
  if (forms_.empty()) prepare();
  const std::size_t mask = heads_.size() - 1;
  std::size_t count = 0, copied = 0;
  std::string out;
  for (std::size_t at = 0; at + kHead <= text.size();) {
    const bool maybe = heads_[head_of(text.data() + at) & mask];
    const std::size_t length = maybe ? length_at(std::string_view(text).substr(at)) : 0;
    if (length == 0) {
      ++at;
      continue;
    }
    out.append(text, copied, at - copied);
    out += kRedacted;
    at = copied = at + length;
    ++count;
  }
  if (count == 0) return 0;
  out.append(text, copied);
  text = std::move(out);
  return count;
}

bool is_secret_variable(std::string_view name, std::string_view value) {
  if (stands_for_secret(value)) return false;
  const Secrecy secrecy = secrecy_of(name);
  return secrecy == Secrecy::yes || (secrecy == Secrecy::maybe && looks_secret(value));
}

}  // namespace aidiag
