// SPDX-License-Identifier: Apache-2.0
// A cheap look at the whole text first: most lines of a log hold nothing that could be a secret.
#include <re2/re2.h>

#include <vector>

#include "redact/assignments.hpp"
#include "redact/known_values.hpp"
#include "redact/private_keys.hpp"
#include "redact/redact.hpp"
#include "redact/token_forms.hpp"

namespace aidiag {
namespace {

// Something of this, or the beginning of a token, stands in every line that has a secret.
bool may_hold_secret(std::string_view text) {
  static const RE2 trigger(
      R"((?i:pass|pwd|secret|token|key|cred|psk|_pw|session|salt|auth|cookie|signature|sig=|jwt|dsn|sasl|connectionstring|bearer|)"
      R"(basic |negotiate|wandb)|://|hooks\.|telegram|webhook|-----|\s-u |--user|--creds)");
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), trigger) || may_hold_token(text);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (;;) {
    const std::size_t newline = text.find('\n');
    lines.emplace_back(text.substr(0, newline));
    if (newline == std::string_view::npos) return lines;
    text.remove_prefix(newline + 1);
  }
}

// {"name":"HF_TOKEN","value":"..."}, also as YAML, also with its quotes escaped: the name is not what stands before.
void redact_variables(std::string& text, Redactions& count) {
  if (text.find("value") == std::string::npos) return;
  static const RE2 variable(
      R"((name\\*["']?\s*:\s*\\*["']?([\w.-]+)\\*["']?\s*,?\s*\\*["']?value\\*["']?\s*:\s*\\*["']?)([^"'\\\s,}]+))");
  std::string out;
  re2::StringPiece rest(text), before, name, value;
  const char* copied = text.data();
  const char* const end = copied + text.size();
  while (RE2::FindAndConsume(&rest, variable, &before, &name, &value)) {
    const std::string_view word(value.data(), value.size());
    if (!is_secret_variable({name.data(), name.size()}, word)) continue;
    out.append(copied, value.data());
    out += kRedacted;
    copied = value.data() + value.size();
    ++count.variables;
  }
  if (copied == text.data()) return;
  out.append(copied, end);
  text = std::move(out);
}

}  // namespace

Redactions& Redactions::operator+=(const Redactions& other) {
  variables += other.variables;
  assignments += other.assignments;
  tokens += other.tokens;
  urls += other.urls;
  private_keys += other.private_keys;
  repetitions += other.repetitions;
  annotations += other.annotations;
  return *this;
}

std::string redact_text(std::string_view text, Redactions& count) {
  std::string whole(text);
  if (!may_hold_secret(text)) return whole;
  redact_variables(whole, count);
  std::vector<std::string> lines = lines_of(whole);
  if (may_hold_private_key(whole)) count.private_keys += redact_private_keys(lines);
  std::string out;
  out.reserve(whole.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string& line = lines[i];
    if (i > 0) out += '\n';
    if (may_hold_secret(line)) {
      count.urls += redact_urls(line);
      count.tokens += redact_tokens(line);
      count.assignments += redact_assignments(line);
    }
    out += line;
  }
  return out;
}

std::string redact_text(std::string_view text) {
  Redactions ignored;
  return redact_text(text, ignored);
}

}  // namespace aidiag
