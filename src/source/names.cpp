// SPDX-License-Identifier: Apache-2.0
#include "aidiag/names.hpp"

#include "aidiag/dump.hpp"
#include "source/host.hpp"
#include "source/kubeconfig.hpp"

namespace aidiag {
namespace {

template <class Entries, class About>
std::vector<Named> names_of(const Entries& entries, About about) {
  std::vector<Named> names;
  for (const auto& [name, entry] : entries) names.push_back({name, about(name, entry)});
  return names;
}

}  // namespace

Result<std::vector<Named>> kubeconfig_names(KubeconfigPart part, const std::string& kubeconfig) {
  auto merged = load_kubeconfig(kubeconfig, this_host());
  if (!merged.ok()) return std::move(merged).error();
  const Kubeconfig& config = merged.value().config;
  switch (part) {
    case KubeconfigPart::clusters:
      return names_of(config.clusters, [](const std::string&, const ClusterEntry& entry) { return entry.server; });
    case KubeconfigPart::users:
      return names_of(config.users, [](const std::string&, const UserEntry&) { return std::string(); });
    case KubeconfigPart::contexts:
      break;
  }
  return names_of(config.contexts, [&config](const std::string& name, const ContextEntry& entry) {
    return (name == config.current_context ? "the current one, cluster " : "cluster ") + entry.cluster;
  });
}

Result<std::vector<Named>> dump_names(const std::string& path, std::string_view kind, std::string_view ns) {
  auto dump = open_dump(path, /*with_logs=*/false);
  if (!dump.ok()) return std::move(dump).error();
  Read read;
  read.kind = kind;
  read.ns = ns;
  SnapshotBuilder builder;
  if (Status status = dump.value()->read({read}, builder); !status.ok()) return std::move(status).error();
  std::vector<Named> names;
  for (const Object* object : builder.view().of_kind(kind, ns)) names.push_back({std::string(object->name), ""});
  return names;
}

}  // namespace aidiag
