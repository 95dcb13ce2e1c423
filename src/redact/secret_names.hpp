// SPDX-License-Identifier: Apache-2.0
// What the name of a variable, a flag or a field says of its value: HF_TOKEN holds a secret, max_tokens does not, and
// of `secret: x` only the value can tell. Names are compared word by word, however they are joined.
#pragma once

#include <string_view>

namespace aidiag {

enum class Secrecy {
  no,
  maybe,  ///< a secret if the value looks like one
  yes,
};

/// "DB_PASSWORD", "apiKey", "spec.auth-token", "ai.example/client-secret": in any case and spelling.
Secrecy secrecy_of(std::string_view name);

/// Whether a value under a name that may hold a secret looks like one: long enough, and neither a number, a path, a
/// name of an object nor a word.
bool looks_secret(std::string_view value);

/// Whether what is certainly a secret can be told from ordinary text wherever else it stands: "hunter2hunter2", but not
/// "production", a number, a path, a URL, a host or what people call objects and models.
bool is_telling(std::string_view value);

/// Whether it stands in place of a secret, or says that there is none: "", "$(TOKEN)", "<redacted>", "***", "None".
bool stands_for_secret(std::string_view value);

/// Whether prose goes on here, as in "password: authentication failed", or code, as in "token: Optional[str]".
bool is_word_of_prose(std::string_view value);

}  // namespace aidiag
