// SPDX-License-Identifier: Apache-2.0
#include "redact/token_forms.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "redact/chars.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"

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
    R"(ms-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)",
    R"(local-[0-9a-f]{40}\b)",
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
    R"(eyJ[\w-]{8,}\.(?:[\w-]{8,}(?:\.[\w-]+){0,3}|(?:\.[\w-]+){3}))",
    R"(eyJhcGlf[A-Za-z0-9+/=]{20,})",
    R"((?:eyJhdXRo|ewoJImF1dGhz|ewogICJhdXRocyI6|eyJ1c2VybmFtZSI6|eyJwYXNzd29yZCI6)[A-Za-z0-9+/=]{16,})",
    // a private key as base64 of its PEM
    R"(LS0tLS1CRUdJTi(?:BQUklW|BSU0Eg|BFQyBQ|BPUEVO|BFTkNS|BEU0Eg|BQR1Ag)[A-Za-z0-9+/=]*)",
});

// Prefixes that names have too: only what looks like chance behind them is a token.
constexpr auto kShortForms = std::to_array<std::string_view>({
    R"(sk-[\w-]{8,})",
    R"(pa-[\w-]{40,})",
    R"([sb]\.[A-Za-z0-9]{24,}\b)",
});

std::string pattern_of(const auto& forms) {
  std::string all;
  for (const std::string_view form : forms) all += (all.empty() ? "" : "|") + std::string(form);
  return R"((?:\b)((?:)" + all + "))";
}

// A name in small letters alone is no token: "hf_modelsdownloadcachelockfile".
bool is_chance(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

// A deployment's pods are sk-5d9f6c7b8d-x2k4q.
bool is_short_token(std::string_view word) {
  const bool capital = std::any_of(word.begin(), word.end(), is_upper),
             small = std::any_of(word.begin() + 2, word.end(), is_lower);
  const bool one_part = word.size() >= 15 && word.find('-', 3) == std::string_view::npos;
  return std::any_of(word.begin(), word.end(), is_digit) &&
         ((capital && small) || (one_part && is_mixed(word.substr(3))));
}

std::size_t cut_tokens(std::string& line, const RE2& pattern, bool (*is_token)(std::string_view), KnownValues* known) {
  Cutter cutter(line, known);
  re2::StringPiece rest(line), value;
  while (RE2::FindAndConsume(&rest, pattern, &value)) {
    if (!is_token({value.data(), value.size()})) continue;
    const auto begin = static_cast<std::size_t>(value.data() - line.data());
    cutter.cut(begin, begin + value.size());
  }
  return cutter.finish();
}

bool holds(const std::string& line, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return line.find(word) != std::string::npos; });
}

bool is_any(std::string_view) { return true; }

// Most lines hold none of these, and looking for a word costs a tenth of looking for a form.
std::size_t redact_neighbours(std::string& line, KnownValues* known) {
  static const RE2 schemes(R"((?i:\bbearer|\bbasic|\bnegotiate)\\?[ :]+([A-Za-z0-9._~+/=-]{16,}))");
  // {"username":"me","key":"0123..."} of Kaggle.
  static const RE2 kaggle(R"(\\?"key\\?"\s*:\s*\\?"([0-9a-f]{32})\b)");
  static const RE2 wandb(R"((?i:wandb)[^\n]{0,40}?(?i:key|login)[^\n]{0,10}?[ =:'"]([0-9a-f]{40})\b)");
  static const RE2 aws(R"(\b(?:AKIA|ASIA)[A-Z0-9]{16}[^\w\n]{1,4}([A-Za-z0-9/+]{40})\b)");
  std::size_t count = 0;
  if (holds(line, {"earer", "EARER", "asic", "ASIC", "egotiate"})) count += cut_tokens(line, schemes, is_chance, known);
  if (holds(line, {"key\"", "key\\\""})) count += cut_tokens(line, kaggle, is_any, known);
  if (holds(line, {"wandb", "WANDB", "Wandb"})) count += cut_tokens(line, wandb, is_any, known);
  if (holds(line, {"AKIA", "ASIA"})) count += cut_tokens(line, aws, is_any, known);
  return count;
}

}  // namespace

bool may_hold_token(std::string_view text) {
  static const RE2 trigger(
      R"(hf_|api_org_|nvapi-|sk-|wandb_|r8_|gsk_|xai-|pplx-|fw_|tgp_v|lsv2_|ls__|pcsk_|dapi|jina_|tvly-|rpa_|e2b_|)"
      R"([sr]k_|KGAT_|AKIA|ASIA|ABIA|ACCA|AIza|GOCSPX|ya29\.|1//0|8Q~|do[oprt]_v1_|LTAI|gh[pousr]_|github_pat_|gl\w+-|)"
      R"(npm_|pypi-|dckr_|AKCp|AT[AC]TT3|ATBB|xox|xapp-|hv[sbr]\.|atlasv1|AGE-|dp\.|glsa_|glc_|NRAK|sntrys_|SG\.|)"
      R"(SK[0-9a-f]|shp|lin_api_|ntn_|:AA|eyJ|LS0tLS1C|ewo|ms-[0-9a-f]|\bpa-|local-[0-9a-f]|\b[sb]\.[A-Za-z0-9]{24})");
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), trigger);
}

std::size_t redact_tokens(std::string& line, KnownValues* known) {
  static const RE2 forms(pattern_of(kForms)), short_forms(pattern_of(kShortForms));
  std::size_t count = redact_neighbours(line, known);
  if (!may_hold_token(line)) return count;
  count += cut_tokens(line, forms, is_chance, nullptr);  // a form is known wherever it stands
  return count + cut_tokens(line, short_forms, is_short_token, nullptr);
}

}  // namespace aidiag
