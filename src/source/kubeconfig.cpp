// SPDX-License-Identifier: Apache-2.0
#include "source/kubeconfig.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace aidiag {
namespace {

std::string absolute(const std::string& path, const Host& host) {
  return (std::filesystem::path(host.directory()) / path).lexically_normal().string();
}

std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> paths;
  std::size_t begin = 0;
  while (begin <= list.size()) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    std::string path = list.substr(begin, end - begin);
    if (!path.empty() && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    begin = end + 1;
  }
  return paths;
}

// An old kubectl kept its file in ~/.kube/.kubeconfig; kubectl still moves it, we only read it.
std::vector<std::string> home_file(const Host& host) {
  const std::filesystem::path folder = std::filesystem::path(host.env_or_empty("HOME")) / ".kube";
  const std::string usual = (folder / "config").string(), old = (folder / ".kubeconfig").string();
  return {host.read(usual).missing && host.read(old).ok() ? old : usual};
}

// Of values with one name the one that is there already stays.
void merge(Kubeconfig& into, Kubeconfig from) {
  into.blank = into.blank && from.blank;
  if (into.current_context.empty()) into.current_context = std::move(from.current_context);
  into.clusters.merge(from.clusters);
  into.users.merge(from.users);
  into.contexts.merge(from.contexts);
}

}  // namespace

std::string MergedKubeconfig::names() const {
  std::string text;
  for (const std::string& file : files.empty() ? missing : files) text += (text.empty() ? "" : ", ") + file;
  return text;
}

Result<MergedKubeconfig> load_kubeconfig(const std::string& explicit_path, const Host& host) {
  const std::string list = host.env_or_empty("KUBECONFIG");
  const std::vector<std::string> paths = !explicit_path.empty() ? std::vector<std::string>{explicit_path}
                                         : !list.empty()        ? split_list(list)
                                                                : home_file(host);
  MergedKubeconfig merged;
  for (const std::string& path : paths) {
    const Host::File file = host.read(path);
    if (file.missing && explicit_path.empty()) {
      merged.missing.push_back(path);
      continue;
    }
    if (!file.ok()) {
      return Error{file.missing ? ErrorKind::usage : ErrorKind::bad_file, "kubeconfig " + path + ": " + file.problem,
                   !explicit_path.empty() ? "It is named by --kubeconfig."
                   : !list.empty()        ? "It is named by KUBECONFIG."
                                          : "It is read where neither --kubeconfig nor KUBECONFIG names another."};
    }
    auto config = read_kubeconfig(file.text, absolute(path, host));
    if (!config.ok()) return std::move(config).error();
    merge(merged.config, std::move(config).value());
    merged.files.push_back(path);
  }
  return merged;
}

}  // namespace aidiag
