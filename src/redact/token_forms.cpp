// SPDX-License-Identifier: Apache-2.0
#include "redact/token_forms.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

namespace aidiag {
namespace {

// A form has what no name, hash or word has: a prefix that its maker gave it, and a length. Sources: the token formats
// that the makers document, and the patterns of secret scanners.
constexpr auto kForms = std::to_array<std::string_view>({
    // models, data sets, experiments
    R"((?:hf|api_org)_[A-Za-z0-9]{16,})",
    R"(hf_(?:oauth|jwt|app)_[\w.-]{16,})",
    R"(nvapi-[\w-]{20,})",
    R"(sk-(?:proj|svcacct|admin|ant|or|lf|live|test|service)-[\w-]{16,})",
    R"(sk-[A-Za-z0-9]{20,}[\w-]*)",
    R"(wandb_v\d_\w{20,})",
    R"(r8_[A-Za-z0-9]{30,})",
    R"(gsk_[A-Za-z0-9]{20,})",
    R"(xai-[A-Za-z0-9]{20,})",
    R"(pplx-[A-Za-z0-9]{20,})",
    R"(fw_[A-Za-z0-9]{20,})",
    R"(tgp_v\d_[\w-]{20,})",
    R"(lsv2_(?:pt|sk)_[0-9a-f]{20,}(?:_[0-9a-f]+)?)",
    R"(ls__[0-9a-f]{20,})",
    R"(pcsk_\w{20,})",
    R"(dapi[0-9a-f]{32}(?:-\d)?)",
    R"(jina_[A-Za-z0-9]{30,})",
    R"(tvly-[A-Za-z0-9-]{20,})",
    R"(rpa_[A-Z0-9]{30,})",
    R"(e2b_[0-9a-f]{30,})",
    R"(sk_[0-9a-f]{40,})",
    R"(KGAT_[0-9a-f]{20,})",
    // clouds
    R"((?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b)",
    R"(AIza[\w-]{30,})",
    R"(GOCSPX-[\w-]{20,})",
    R"(ya29\.[\w.-]{20,})",
    R"(1//0[\w-]{20,})",
    R"(\w{3}8Q~[\w~.-]{31,})",
    R"(do[oprt]_v1_[0-9a-f]{40,})",
    R"(LTAI[A-Za-z0-9]{16,})",
    // code, packages, images
    R"(gh[pousr]_[A-Za-z0-9]{20,})",
    R"(github_pat_\w{20,})",
    R"(gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[\w.-]{16,})",
    R"(npm_[A-Za-z0-9]{30,})",
    R"(pypi-[\w-]{30,})",
    R"(dckr_(?:pat|oat)_[\w-]{20,})",
    R"(AKCp[A-Za-z0-9]{50,})",
    R"(AT(?:ATT|CTT)3[\w=-]{40,})",
    R"(ATBB[A-Za-z0-9]{24,})",
    // services
    R"(xox[abeoprs]-[\w-]{10,})",
    R"(xapp-\d-[\w-]{20,})",
    R"(hv[sbr]\.[\w-]{20,})",
    R"(\w{14}\.atlasv1\.[\w-]{40,})",
    R"(AGE-SECRET-KEY-1[A-Z0-9]{50,})",
    R"(dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{30,})",
    R"(glsa_\w{30,})",
    R"(glc_eyJ[\w+/=-]{20,})",
    R"(NRAK-[A-Z0-9]{27})",
    R"(sntrys_[\w+/=-]{30,})",
    R"(SG\.[\w-]{16,}\.[\w-]{16,})",
    R"(SK[0-9a-f]{32}\b)",
    R"([sr]k_(?:live|test)_[A-Za-z0-9]{16,})",
    R"(shp(?:at|ca|pa|ss)_[0-9a-f]{32})",
    R"(lin_api_[A-Za-z0-9]{30,})",
    R"(ntn_[A-Za-z0-9]{30,})",
    R"(\d{8,10}:AA[\w-]{33})",
    // tokens that are JSON underneath, whoever made them
    R"(eyJ[\w-]{8,}(?:\.[\w-]+){2,4}\.?)",
    R"(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*)",
    R"(eyJhcGlf[A-Za-z0-9+/=]{20,})",
    // a private key as base64 of its PEM
    R"(LS0tLS1CRUdJTi(?:BQUklW|BSU0Eg|BFQyBQ|BPUEVO|BFTkNS|BEU0Eg|BQR1Ag)[A-Za-z0-9+/=]*)",
});

std::string pattern_of_forms() {
  std::string all;
  for (const std::string_view form : kForms) all += (all.empty() ? "" : "|") + std::string(form);
  return R"((\b)((?:)" + all + "))";
}

std::size_t replaced(std::string& line, const RE2& pattern, const char* by) {
  const int count = RE2::GlobalReplace(&line, pattern, by);
  return static_cast<std::size_t>(count);
}

// A name in small letters alone is no token: "hf_modelsdownloadcachelockfile".
bool is_chance(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

// As replaced(), of a pattern whose first group stays and whose second must look like chance.
std::size_t replaced_chance(std::string& line, const RE2& pattern) {
  std::string out;
  std::size_t count = 0;
  re2::StringPiece rest(line), kept, value;
  const char* copied = line.data();
  const char* const end = copied + line.size();
  while (RE2::FindAndConsume(&rest, pattern, &kept, &value)) {
    if (!is_chance({value.data(), value.size()})) continue;
    out.append(copied, value.data());
    out += kRedacted;
    copied = value.data() + value.size();
    ++count;
  }
  if (count == 0) return 0;
  out.append(copied, end);
  line = std::move(out);
  return count;
}

bool holds(const std::string& line, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return line.find(word) != std::string::npos; });
}

// Most lines hold neither, and looking for a word costs a tenth of looking for a form.
std::size_t redact_logins(std::string& line) {
  // What follows the scheme of an Authorization header, and what curl and docker are given as user:password.
  static const RE2 schemes(R"(((?i:\bbearer|\bbasic|\bnegotiate)\\?[ :]+)([A-Za-z0-9._~+/=-]{16,}))");
  static const RE2 users(R"(((?:\s-u|--user|--proxy-user|--creds)[ =]['"]?[^\s:'"]*[A-Za-z][^\s:'"]*:)[^\s'"<]+)");
  // {"username":"me","key":"0123..."} of Kaggle.
  static const RE2 kaggle(R"((\\?"key\\?"\s*:\s*\\?")[0-9a-f]{32}\b)");
  static const RE2 wandb(R"(((?i:wandb)[^\n]{0,40}?(?i:key|login)[^\n]{0,10}?[ =:'"])[0-9a-f]{40}\b)");
  std::size_t count = 0;
  if (holds(line, {"earer", "EARER", "asic", "ASIC", "egotiate"})) count += replaced_chance(line, schemes);
  if (holds(line, {" -u", "--user", "--proxy-user", "--creds"})) count += replaced(line, users, R"(\1<redacted>)");
  if (holds(line, {"key\"", "key\\\""})) count += replaced(line, kaggle, R"(\1<redacted>)");
  if (holds(line, {"wandb", "WANDB", "Wandb"})) count += replaced(line, wandb, R"(\1<redacted>)");
  return count;
}

bool is_port(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  return end > 0 && end <= 5 && end < text.size() &&
         std::string_view("/;?,#").find(text[end]) != std::string_view::npos;
}

// Between the first ":" behind "://" and the last "@" of the URL: a password may hold "/" and "@".
std::size_t redact_passwords(std::string& line) {
  std::size_t count = 0;
  for (std::size_t at = line.find("://"); at != std::string::npos; at = line.find("://", at + 3)) {
    const std::size_t end = std::min({line.find_first_of(" \t\r\"'`<>", at), line.find("://", at + 3), line.size()});
    const std::size_t colon = line.find_first_of(":/@?#[", at + 3);
    if (colon >= end || line[colon] != ':' || is_port(std::string_view(line).substr(colon + 1))) continue;
    const std::size_t first = line.find('@', colon);
    if (first >= end || first == colon + 1) continue;
    const std::size_t last = line.rfind('@', std::min(line.find('?', first), end) - 1);
    line.replace(colon + 1, last - colon - 1, kRedacted);
    ++count;
  }
  return count;
}

}  // namespace

bool may_hold_token(std::string_view text) {
  static const RE2 trigger(
      R"(hf_|api_org_|nvapi-|sk-|wandb_|r8_|gsk_|xai-|pplx-|fw_|tgp_v|lsv2_|ls__|pcsk_|dapi|jina_|tvly-|rpa_|e2b_|)"
      R"([sr]k_|KGAT_|AKIA|ASIA|ABIA|ACCA|AIza|GOCSPX|ya29\.|1//0|8Q~|do[oprt]_v1_|LTAI|gh[pousr]_|github_pat_|gl\w+-|)"
      R"(npm_|pypi-|dckr_|AKCp|AT[AC]TT3|ATBB|xox|xapp-|hv[sbr]\.|atlasv1|AGE-|dp\.|glsa_|glc_|NRAK|sntrys_|SG\.|)"
      R"(SK[0-9a-f]|shp|lin_api_|ntn_|:AA|eyJ|LS0tLS1C)");
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), trigger);
}

std::size_t redact_tokens(std::string& line) {
  static const RE2 forms(pattern_of_forms());
  return (may_hold_token(line) ? replaced_chance(line, forms) : 0) + redact_logins(line);
}

std::size_t redact_urls(std::string& line) {
  static const RE2 user_alone(R"((://)[0-9A-Za-z_-]{20,}@)");
  static const RE2 parameter(
      R"(([?&](?i:sig|signature|x-amz-signature|x-amz-security-token|x-amz-credential|x-goog-signature|)"
      R"(x-goog-credential|awsaccesskeyid|token|access_token|id_token|refresh_token|auth_token|key|api_key|apikey|)"
      R"(api-key|subscription-key|auth|password|passwd|pwd|secret|client_secret|code)=)[^&\s"'<>]{6,})");
  static const RE2 webhook(
      R"((hooks\.slack\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/webhooks/\d+/|)"
      R"(api\.telegram\.org/bot|webhook\.office\.com/webhookb2/)[^\s"'<>]+)");
  std::size_t count = 0;
  if (holds(line, {"://"})) count += redact_passwords(line) + replaced(line, user_alone, R"(\1<redacted>@)");
  if (line.find('=') != std::string::npos && line.find_first_of("?&") != std::string::npos)
    count += replaced(line, parameter, R"(\1<redacted>)");
  if (holds(line, {"hooks.", "webhook", "telegram"})) count += replaced(line, webhook, R"(\1<redacted>)");
  return count;
}

}  // namespace aidiag
