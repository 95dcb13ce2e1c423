// SPDX-License-Identifier: Apache-2.0
#include "redact/known_values.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "redact/secret_names.hpp"

namespace aidiag {
namespace {

// What a quote and a backslash become in JSON.
std::string in_json(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

KnownValues::KnownValues() = default;
KnownValues::~KnownValues() = default;
KnownValues::KnownValues(KnownValues&&) noexcept = default;
KnownValues& KnownValues::operator=(KnownValues&&) noexcept = default;

void KnownValues::add(std::string_view value) {
  constexpr std::size_t longest = 4096;
  if (value.size() > longest || !looks_secret(value)) return;
  values_.emplace(value);
  pattern_.reset();
}

void KnownValues::add_variables(Json object) {
  if (object.is_array()) {
    for (const Json& item : object.items()) add_variables(item);
  }
  if (!object.is_object()) return;
  const Json name = object["name"], value = object["value"];
  if (name.is_string() && value.is_string() && is_secret_variable(name.text(), value.text())) add(value.text());
  for (const auto& [key, field] : object.fields()) add_variables(field);
}

std::size_t KnownValues::redact(std::string& text) const {
  if (values_.empty()) return 0;
  if (pattern_ == nullptr) {
    std::vector<std::string> all;
    for (const std::string& value : values_) {
      all.push_back(value);
      if (std::string escaped = in_json(value); escaped != value) all.push_back(std::move(escaped));
    }
    std::sort(all.begin(), all.end(), [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    std::string pattern;
    for (const std::string& value : all) pattern += (pattern.empty() ? "" : "|") + RE2::QuoteMeta(value);
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(std::int64_t{64} << 20);
    options.set_encoding(RE2::Options::EncodingLatin1);
    pattern_ = std::make_unique<RE2>(pattern, options);
  }
  if (!pattern_->ok()) return 0;
  return static_cast<std::size_t>(RE2::GlobalReplace(&text, *pattern_, "<redacted>"));
}

bool is_secret_variable(std::string_view name, std::string_view value) {
  if (stands_for_secret(value)) return false;
  const Secrecy secrecy = secrecy_of(name);
  return secrecy == Secrecy::yes || (secrecy == Secrecy::maybe && looks_secret(value));
}

}  // namespace aidiag
