// SPDX-License-Identifier: Apache-2.0
// What the name of a variable, a flag or a field says of its value: HF_TOKEN holds a secret, max_tokens does not, and
// of `secret: x` only the value can tell. Names are compared word by word, however they are joined.
#pragma once

#include <string_view>

namespace aidiag {

enum class Secrecy {
  no,
  rarely,  ///< mostly how one signs in: a secret if the value looks like chance
  maybe,   ///< a secret if the value looks like one
  yes,
};

/// "DB_PASSWORD", "apiKey", "spec.auth-token", "ai.example/client-secret": in any case and spelling.
Secrecy secrecy_of(std::string_view name);

}  // namespace aidiag
