// SPDX-License-Identifier: Apache-2.0
// A cheap look at the whole text first: most lines of a log hold nothing that could be a secret.
#include <re2/re2.h>

#include <vector>

#include "redact/assignments.hpp"
#include "redact/commands.hpp"
#include "redact/next_lines.hpp"
#include "redact/pairs.hpp"
#include "redact/private_keys.hpp"
#include "redact/redact.hpp"
#include "redact/tables.hpp"
#include "redact/token_forms.hpp"
#include "redact/urls.hpp"

namespace aidiag {
namespace {

// Something of this, or the beginning of a token, stands in every line that has a secret.
bool may_hold_secret(std::string_view text) {
  static const RE2 trigger(
      R"((?i:pass|pwd|secret|token|key|cred|psk|_pw|session|salt|auth|cookie|signature|sig=|jwt|dsn|sasl|connectionstring|bearer|)"
      R"(basic |negotiate|wandb)|://|hooks\.|telegram|webhook|-----)");
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), trigger) || may_hold_token(text) ||
         may_hold_command(text);
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

void redact_line(std::string& line, Redactions& count, KnownValues* known) {
  count.urls += redact_urls(line, known);
  count.tokens += redact_tokens(line, known);
  count.assignments += redact_commands(line, known) + redact_cells(line, known) + redact_assignments(line, known);
}

// Colours around a name or a value come between it and "=": such a line is looked at without them too, and stays
// without if that finds more.
void redact_coloured(std::string& line, Redactions& count, KnownValues* known) {
  static const RE2 colour(R"((?:\x1b|\\+(?i:u001b|x1b|033|e))\[[0-9;?]*[A-Za-z])");
  if (line.find('\x1b') == std::string::npos && line.find('\\') == std::string::npos) return;
  std::string plain = line;
  if (RE2::GlobalReplace(&plain, colour, "") == 0) return;
  Redactions more;
  more.variables += redact_pairs(plain, known);
  redact_line(plain, more, known);
  if (more.total() == 0) return;
  count += more;
  line = std::move(plain);
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

std::string redact_text(std::string_view text, Redactions& count, KnownValues* known) {
  std::string whole(text);
  if (!may_hold_secret(text)) return whole;
  count.variables += redact_pairs(whole, known);
  if (whole.find('\n') != std::string::npos) count.assignments += redact_next_lines(whole, known);
  std::vector<std::string> lines = lines_of(whole);
  if (may_hold_private_key(whole)) count.private_keys += redact_private_keys(lines);
  std::string out;
  out.reserve(whole.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string& line = lines[i];
    if (i > 0) out += '\n';
    if (may_hold_secret(line)) {
      redact_line(line, count, known);
      redact_coloured(line, count, known);
    }
    out += line;
  }
  return out;
}

std::string redact_text(std::string_view text) {
  Redactions ignored;
  return redact_text(text, ignored, nullptr);
}

}  // namespace aidiag
