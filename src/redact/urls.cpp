// SPDX-License-Identifier: Apache-2.0
#include "redact/urls.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <string_view>

#include "redact/chars.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"

namespace aidiag {
namespace {

bool is_port(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  return end > 0 && end <= 5 && end < text.size() &&
         std::string_view("/;?,#").find(text[end]) != std::string_view::npos;
}

// "https://TOKEN@git.example"; people and robots have names.
bool is_token_as_user(std::string_view user) {
  constexpr std::size_t longest_name = 20;
  const auto is_part = [](char c) { return is_alnum(c) || c == '_' || c == '-'; };
  if (user.empty() || !std::all_of(user.begin(), user.end(), is_part)) return false;
  return user.size() >= longest_name || (looks_secret(user) && is_mixed(user));
}

// Between "://" and the last "@" of the authority: a password may hold "/" and "@".
void cut_login(std::string_view line, std::size_t begin, std::size_t end, Cutter& cutter) {
  const std::size_t colon = std::min(line.substr(0, end).find_first_of(":/@?#[", begin), end);
  if (colon == end) return;
  const std::string_view user = line.substr(begin, colon - begin);
  if (line[colon] == '@') {
    if (is_token_as_user(user)) cutter.cut(begin, colon);
    return;
  }
  if (line[colon] != ':' || is_port(line.substr(colon + 1, 8))) return;
  const std::size_t first = line.substr(0, end).find('@', colon);
  if (first == std::string_view::npos) return;
  if (is_token_as_user(user)) cutter.cut(begin, colon);
  const std::size_t query = std::min(line.substr(0, end).find('?', first), end);
  cutter.cut(colon + 1, line.rfind('@', query - 1));
}

std::size_t redact_logins(std::string& line, KnownValues* known) {
  Cutter cutter(line, known);
  const std::string_view text = line;
  for (std::size_t at = text.find("://"); at != std::string_view::npos;) {
    const std::size_t next = std::min(text.find("://", at + 3), text.size());
    const std::size_t end = std::min(text.substr(0, next).find_first_of(" \t\r\"'`<>", at), next);
    cut_login(text, at + 3, end, cutter);
    at = next == text.size() ? std::string_view::npos : next;
  }
  return cutter.finish();
}

std::size_t replaced(std::string& line, const RE2& pattern) {
  return static_cast<std::size_t>(RE2::GlobalReplace(&line, pattern, R"(\1<redacted>)"));
}

}  // namespace

std::size_t redact_urls(std::string& line, KnownValues* known) {
  static const RE2 parameter(
      R"(([?&](?i:sig|signature|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature|)"
      R"(x-goog-credential|awsaccesskeyid|token|access_token|id_token|refresh_token|auth_token|key|api_key|apikey|)"
      R"(api-key|subscription-key|auth|password|passwd|pwd|secret|client_secret|code)=)[^&\s"'<>]{6,})");
  static const RE2 webhook(
      R"((hooks\.slack\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/webhooks/\d+/|)"
      R"(api\.telegram\.org/bot|webhook\.office\.com/webhookb2/)[^\s"'<>]+)");
  const auto holds = [&](const char* word) { return line.find(word) != std::string::npos; };
  std::size_t count = 0;
  if (holds("://")) count += redact_logins(line, known);
  if (holds("=") && line.find_first_of("?&") != std::string::npos) count += replaced(line, parameter);
  if (holds("hooks.") || holds("webhook") || holds("telegram")) count += replaced(line, webhook);
  return count;
}

}  // namespace aidiag
