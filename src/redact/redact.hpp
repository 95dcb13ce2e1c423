// SPDX-License-Identifier: Apache-2.0
// Secrets out of what a cluster says: the one implementation, for the report and for captures. Ways in which a secret
// shows itself: its own form (token_forms, urls), the name before or beside it (assignments, pairs, secret_names), the
// program that is given it (commands), the marks of a private key, and in objects the field or variable that it is the
// value of. What showed itself once is known wherever else it stands (known_values).
//
// What is replaced is replaced visibly, by <redacted>, and nothing else changes: as many lines as before, so that
// places stay where they are. What has been redacted once comes out the same the second time. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aidiag/json.hpp"
#include "redact/known_values.hpp"

namespace aidiag {

/// How many of each kind were replaced.
struct Redactions {
  std::size_t variables = 0;    ///< values of pairs of name and value
  std::size_t assignments = 0;  ///< known by the name or the program before them
  std::size_t tokens = 0;       ///< known by their form
  std::size_t urls = 0;         ///< passwords, tokens and signatures in URLs
  std::size_t private_keys = 0;
  std::size_t repetitions = 0;  ///< values that were known from somewhere else
  std::size_t annotations = 0;  ///< annotations that repeat a whole object, left out
  [[nodiscard]] std::size_t total() const {
    return variables + assignments + tokens + urls + private_keys + repetitions + annotations;
  }
  Redactions& operator+=(const Redactions& other);
  friend bool operator==(const Redactions&, const Redactions&) = default;
};

/// `text` without its secrets; of any number of lines. Those that only their name made secrets are remembered in
/// `known` unless it is null: they may stand elsewhere alone.
std::string redact_text(std::string_view text, Redactions& count, KnownValues* known = nullptr);
std::string redact_text(std::string_view text);

/// Compact JSON of a Kubernetes object without its secrets, with `kind` and `api_version` in front, and without what
/// nobody reads: managedFields, the contents of ConfigMaps, annotations that repeat the object as it was applied.
std::string redact_object(Json object, std::string_view kind, std::string_view api_version, Redactions& count,
                          KnownValues* known = nullptr);

/// What redact_object() would remember of an object, or of a part of one.
void learn_secrets(Json part, KnownValues& known);

}  // namespace aidiag
