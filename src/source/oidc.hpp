// SPDX-License-Identifier: Apache-2.0
// The one auth-provider that kubectl still has: a token of OpenID Connect kept in the kubeconfig. kubectl renews it at
// the identity provider and writes it back; this program uses it while it is valid and otherwise says what to run
// (client-go plugin/pkg/client/auth/oidc).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "aidiag/result.hpp"
#include "aidiag/value.hpp"

namespace aidiag {

/// When the token ends, as it says itself; nullopt: it is no JWT, or does not say.
std::optional<Time> end_of_token(const std::string& token);

/// The id-token of an auth-provider's settings. `of` is for messages: `user "me" in /home/me/.kube/config`. Errors:
/// bad_file where the settings lack what they need, unauthorized where the login is over.
Result<std::string> oidc_token(const std::map<std::string, std::string>& settings, const std::string& of, Time now);

}  // namespace aidiag
