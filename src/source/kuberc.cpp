// SPDX-License-Identifier: Apache-2.0
#include "source/kuberc.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "source/kube_yaml.hpp"
#include "source/process.hpp"

namespace aidiag {
namespace {

std::string kuberc_path(const Host& host) {
  const std::string path = host.env_or_empty("KUBERC");
  if (path == "off" || host.env_or_empty("KUBECTL_KUBERC") == "false") return "";
  return path.empty() ? host.env_or_empty("HOME") + "/.kube/kuberc" : path;
}

// The first document of a version that is known counts; newer ones may stand before it.
const KubeYaml* preferences(const std::vector<KubeYaml>& documents) {
  const auto known = [](const KubeYaml& document) {
    const KubeYaml* version = document.find("apiVersion");
    return version != nullptr &&
           (version->text == "kubectl.config.k8s.io/v1beta1" || version->text == "kubectl.config.k8s.io/v1alpha1");
  };
  const auto found = std::find_if(documents.begin(), documents.end(), known);
  return found == documents.end() ? nullptr : &*found;
}

bool is_listed(const KubeYaml& preferences, const std::string& command, const std::string& program, const Host& host) {
  const KubeYaml* list = preferences.find("credentialPluginAllowlist");
  if (list == nullptr) return false;
  return std::any_of(list->items.begin(), list->items.end(), [&](const KubeYaml& entry) {
    const KubeYaml* allowed = entry.find("command");
    return allowed != nullptr && (allowed->text == command || find_program(allowed->text, host) == program);
  });
}

}  // namespace

Status check_plugin_policy(const std::string& command, const std::string& program, const Host& host) {
  const std::string path = kuberc_path(host);
  if (path.empty()) return ok_status();
  const Host::File file = host.read(path);
  if (file.missing) return ok_status();
  if (!file.ok()) return Error{ErrorKind::bad_file, path + ": " + file.problem, ""};
  const auto documents = parse_kube_yaml_documents(file.text, path);
  if (!documents.ok()) return documents.error();
  const KubeYaml* found = preferences(documents.value());
  const KubeYaml* policy = found == nullptr ? nullptr : found->find("credentialPluginPolicy");
  if (policy == nullptr || policy->text.empty() || policy->text == "AllowAll") return ok_status();
  if (policy->text == "Allowlist" && is_listed(*found, command, program, host)) return ok_status();
  const std::string why = policy->text == "Allowlist" ? "it is not in credentialPluginAllowlist"
                                                      : "credentialPluginPolicy is " + policy->text;
  return Error{ErrorKind::unauthorized, "credential plugin \"" + command + "\" is not allowed by " + path + ": " + why,
               ""};
}

}  // namespace aidiag
