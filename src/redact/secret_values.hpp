// SPDX-License-Identifier: Apache-2.0
// What a value tells of itself: whether it looks like a secret, stands in place of one, or is the next word of a
// sentence. Every look at a value is short, however long the value is.
#pragma once

#include <string_view>

#include "redact/secret_names.hpp"

namespace aidiag {

/// Whether what stands under a name of that secrecy is a secret.
bool is_secret(Secrecy secrecy, std::string_view value);

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

/// Small and capital letters and digits in turn, as no word has them: "q7Rb0Zt4", but not "Kerberos5Ticket".
bool is_mixed(std::string_view value);

}  // namespace aidiag
