// SPDX-License-Identifier: Apache-2.0
// The addresses of what is read. A fixed table says for each kind its plural and the versions in order of
// preference, so no discovery is needed: a version that is not served answers 404 and the next one is asked
// (Kubernetes deprecation guide; KEP-4381 for resource.k8s.io). Secrets are not in the table, on purpose.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

struct ApiKind {
  std::string_view kind;  ///< as the snapshot names it
  std::string_view plural;
  bool namespaced = true;
  std::array<std::string_view, 4> versions;  ///< "v1", "apps/v1"; the newest first; empty ones do not count
  bool metadata_only = false;                ///< only ever read as PartialObjectMetadata, without its contents

  [[nodiscard]] std::size_t version_count() const;
  /// Whether there is no API server without it: all of the core and of apps/v1. A 404 on its path is then a wrong path.
  [[nodiscard]] bool always_served() const;
};

/// nullptr for kinds that this program does not read.
const ApiKind* api_kind(std::string_view kind);
std::vector<std::string_view> api_kinds();  ///< all that it does read

struct ListQuery {
  std::string field_selector, label_selector, continue_token;
  std::size_t limit = 500;
  bool from_cache = false;  ///< resourceVersion=0: the server then ignores the limit
};

struct LogQuery {
  std::string container;
  bool previous = false;
  int tail = 0;                 ///< 0: no bound
  std::size_t limit_bytes = 0;  ///< keeps the FIRST bytes of what tail left over
};

/// `ns` empty: of all namespaces. With a continue token selectors are repeated, a resourceVersion never.
std::string list_path(const ApiKind& kind, std::string_view version, std::string_view ns, const ListQuery& query);
std::string object_path(const ApiKind& kind, std::string_view version, std::string_view ns, std::string_view name);
std::string log_path(std::string_view ns, std::string_view pod, const LogQuery& query);

/// The Accept header for reading that kind.
std::string accept_header(const ApiKind& kind, bool list);

}  // namespace aidiag
