// SPDX-License-Identifier: Apache-2.0
// Which namespaces there are, for lists that are too long for one chain of pages. However many lists are split, they
// are asked for once.
#include <utility>

#include "source/wave.hpp"

namespace aidiag {
namespace {

/// metadata.name of every item.
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  const auto parsed = Document::parse(list);
  if (!parsed.ok()) return names;
  for (const Json& item : parsed.value().root()["items"].items()) {
    if (const std::string_view name = item["metadata"]["name"].text(); !name.empty()) names.emplace_back(name);
  }
  return names;
}

}  // namespace

void Wave::with_namespaces(ForNamespaces then) {
  if (namespaces) return then(*namespaces);
  waiting_for_namespaces.push_back(std::move(then));
  if (waiting_for_namespaces.size() > 1) return;
  const ApiKind& kind = *api_kind("Namespace");
  ListQuery whole;
  whole.limit = 0;
  const auto answered = [this](const HttpResponse& response) {
    namespaces = response.ok() ? names_in(response.body) : std::vector<std::string>{};
    for (const ForNamespaces& waiting : std::exchange(waiting_for_namespaces, {})) waiting(*namespaces);
  };
  get(request(kind, list_path(kind, kind.versions[0], "", whole), true), Lane::small, answered, Turn::next);
}

}  // namespace aidiag
