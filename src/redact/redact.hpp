// SPDX-License-Identifier: Apache-2.0
// Secrets out of what a cluster says: the one implementation, for the report and for captures. Four ways in which a
// secret shows itself are looked for: its own form (token_forms), the name before it (assignments, secret_names), the
// marks of a private key, and in objects the field or variable that it is the value of.
//
// What is replaced is replaced visibly, by <redacted>, and nothing else changes: as many lines as before, so that
// places stay where they are. What has been redacted once comes out the same the second time. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aidiag/json.hpp"

namespace aidiag {

/// How many of each kind were replaced.
struct Redactions {
  std::size_t variables = 0;    ///< values of env variables
  std::size_t assignments = 0;  ///< known by the name before them
  std::size_t tokens = 0;       ///< known by their form
  std::size_t urls = 0;         ///< passwords and signatures in URLs
  std::size_t private_keys = 0;
  std::size_t repetitions = 0;  ///< values of variables that stood somewhere else too
  std::size_t annotations = 0;  ///< annotations that repeat a whole object, left out
  [[nodiscard]] std::size_t total() const {
    return variables + assignments + tokens + urls + private_keys + repetitions + annotations;
  }
  Redactions& operator+=(const Redactions& other);
  friend bool operator==(const Redactions&, const Redactions&) = default;
};

/// `text` without its secrets; of any number of lines.
std::string redact_text(std::string_view text, Redactions& count);
std::string redact_text(std::string_view text);

/// Compact JSON of a Kubernetes object without its secrets, with `kind` and `api_version` in front, and without what
/// nobody reads: managedFields, the contents of ConfigMaps, annotations that repeat the object as it was applied.
std::string redact_object(Json object, std::string_view kind, std::string_view api_version, Redactions& count);

}  // namespace aidiag
