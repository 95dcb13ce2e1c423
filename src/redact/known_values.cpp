// SPDX-License-Identifier: Apache-2.0
#include "redact/known_values.hpp"

#include <algorithm>
#include <cstring>

#include "aidiag/json_escape.hpp"
#include "redact/chars.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"

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

// "db-credentials-7f9c2k4": of what is perhaps a secret it is more likely what one is called.
bool may_be_name(std::string_view value) {
  constexpr std::size_t word = 4;
  std::size_t letters = 0, longest = 0;
  for (const char c : value) {
    if (!is_lower(c) && !is_digit(c) && c != '-' && c != '.') return false;
    letters = is_lower(c) ? letters + 1 : 0;
    longest = std::max(longest, letters);
  }
  return longest >= word && value.find('-') != std::string_view::npos;
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
  if (value.size() < kHead) return;
  if (certain ? !is_telling(value) && !looks_secret(value) : !looks_secret(value) || may_be_name(value)) return;
  values_.emplace(value);
  forms_.clear();
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

namespace {

// Whether a word begins at `at`, also behind "\n" and "%3D".
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !is_alnum(text[at - 1])) return true;
  return (at > 1 && text[at - 2] == '\\') || (at > 2 && text[at - 3] == '%');
}

// What is short may be a part of another word by chance.
bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  constexpr std::size_t telling = 16;
  const std::size_t end = at + size;
  return size >= telling || (begins_word(text, at) && (end == text.size() || !is_alnum(text[end])));
}

}  // namespace

std::size_t KnownValues::redact(std::string& text) const {
  if (values_.empty()) return 0;
  if (forms_.empty()) prepare();
  const std::size_t mask = heads_.size() - 1;
  std::size_t count = 0, copied = 0;
  std::string out;
  for (std::size_t at = 0; at + kHead <= text.size();) {
    const bool maybe = heads_[head_of(text.data() + at) & mask];
    const std::size_t length = maybe ? length_at(std::string_view(text).substr(at)) : 0;
    if (length == 0 || !stands_alone(text, at, length)) {
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

}  // namespace aidiag
