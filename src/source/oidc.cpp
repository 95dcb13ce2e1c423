// SPDX-License-Identifier: Apache-2.0
#include "source/oidc.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "source/base64.hpp"

namespace aidiag {
namespace {

std::string setting(const std::map<std::string, std::string>& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

}  // namespace

std::optional<Time> end_of_token(const std::string& token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string::npos ? first : token.find('.', first + 1);
  if (second == std::string::npos || token.find('.', second + 1) != std::string::npos) return std::nullopt;
  std::string part = token.substr(first + 1, second - first - 1);
  std::replace(part.begin(), part.end(), '-', '+');
  std::replace(part.begin(), part.end(), '_', '/');
  part.resize((part.size() + 3) / 4 * 4, '=');
  const auto json = nlohmann::json::parse(base64_decode(part).value_or(""), nullptr, false);
  if (!json.is_object() || !json.contains("exp") || !json["exp"].is_number()) return std::nullopt;
  return Time{static_cast<std::int64_t>(json["exp"].get<double>()) * 1'000'000};
}

Result<std::string> oidc_token(const std::map<std::string, std::string>& settings, const std::string& of, Time now) {
  for (const char* name : {"idp-issuer-url", "client-id"}) {
    if (setting(settings, name).empty()) {
      return Error{ErrorKind::bad_file, "the auth provider \"oidc\" of " + of + " lacks " + name, ""};
    }
  }
  const bool renewable = !setting(settings, "refresh-token").empty();
  const auto over = [&](const std::string& why) {
    const std::string hint =
        renewable ? "Run any kubectl command, which renews it; better, use kubelogin (kubectl oidc-login) "
                    "as a credential plugin."
                  : "There is no refresh-token to renew it with: log in again.";
    return Error{ErrorKind::unauthorized, "the oidc login of " + of + " " + why, hint};
  };
  const std::string token = setting(settings, "id-token");
  if (token.empty()) return over("has no id-token");
  const auto end = end_of_token(token);
  if (!end) return over("has an id-token that is none");
  if (!(now < *end)) return over("is over: its id-token has expired");
  return token;
}

}  // namespace aidiag
