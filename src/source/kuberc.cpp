// SPDX-License-Identifier: Apache-2.0
#include "source/kuberc.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "source/kube_yaml.hpp"
#include "source/process.hpp"

namespace aidiag {
namespace {

struct Location {
  std::string path;      // empty: turned off
  bool by_user = false;  // named by the flag or the environment, and so expected to be there
};

Location kuberc_location(const std::string& flag, const Host& host) {
  const std::string named = host.env_or_empty("KUBERC");
  if (named == "off" || host.env_or_empty("KUBECTL_KUBERC") == "false") return {};
  if (!flag.empty()) return {flag, true};
  if (!named.empty()) return {named, true};
  return {host.env_or_empty("HOME") + "/.kube/kuberc", false};
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

std::string cleaned(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

std::vector<std::string> allowed_commands(const KubeYaml& preferences) {
  std::vector<std::string> commands;
  const KubeYaml* list = preferences.find("credentialPluginAllowlist");
  if (list == nullptr) return commands;
  for (const KubeYaml& entry : list->items) {
    const KubeYaml* command = entry.find("command");
    commands.push_back(command == nullptr ? "" : command->text);
  }
  return commands;
}

// A mistake in a rule that is there for safety forbids everything (client-go's ValidatePluginPolicy).
std::optional<std::string> mistake(const std::string& policy, const KubeYaml& preferences) {
  const bool listed = preferences.find("credentialPluginAllowlist") != nullptr;
  if (policy == "Allowlist") {
    const auto commands = allowed_commands(preferences);
    if (commands.empty()) return "credentialPluginPolicy is Allowlist, and credentialPluginAllowlist names no command";
    for (const std::string& command : commands) {
      if (command.empty()) return "credentialPluginAllowlist has an entry without a command";
      if (command != cleaned(command)) return "the allowed command \"" + command + "\" is not a path in its plain form";
    }
    return std::nullopt;
  }
  if (!policy.empty() && policy != "AllowAll" && policy != "DenyAll") {
    return "credentialPluginPolicy \"" + policy + "\" is not one of AllowAll, DenyAll and Allowlist";
  }
  if (listed) return "credentialPluginAllowlist needs the credentialPluginPolicy Allowlist";
  return std::nullopt;
}

bool is_listed(const KubeYaml& preferences, const std::string& command, const std::string& program, const Host& host) {
  const auto commands = allowed_commands(preferences);
  return std::any_of(commands.begin(), commands.end(), [&](const std::string& allowed) {
    return allowed == cleaned(command) || allowed == program || find_program(allowed, host) == program;
  });
}

Status judge(const KubeYaml& preferences, const std::string& command, const std::string& program,
             const std::string& path, const Host& host) {
  const KubeYaml* field = preferences.find("credentialPluginPolicy");
  const std::string policy = field == nullptr ? "" : field->text;
  if (auto wrong = mistake(policy, preferences)) return Error{ErrorKind::bad_file, path + ": " + *wrong, ""};
  if (policy.empty() || policy == "AllowAll") return ok_status();
  if (policy == "Allowlist" && is_listed(preferences, command, program, host)) return ok_status();
  const std::string why =
      policy == "Allowlist" ? "it is not in credentialPluginAllowlist" : "credentialPluginPolicy is " + policy;
  return Error{ErrorKind::unauthorized, "credential plugin \"" + command + "\" is not allowed by " + path + ": " + why,
               "Add it to credentialPluginAllowlist there if you trust it."};
}

}  // namespace

Status check_plugin_policy(const std::string& command, const std::string& program, const std::string& flag,
                           const Host& host) {
  const Location location = kuberc_location(flag, host);
  const std::string& path = location.path;
  if (path.empty()) {
    if (flag.empty()) return ok_status();
    return Error{ErrorKind::usage, "--kuberc " + flag + " is given, and the environment turns such files off",
                 "Unset KUBERC and KUBECTL_KUBERC."};
  }
  const Host::File file = host.read(path);
  if (file.missing && !location.by_user) return ok_status();
  if (!file.ok()) {
    return Error{ErrorKind::bad_file, (flag.empty() ? path : "--kuberc " + path) + ": " + file.problem, ""};
  }
  const auto documents = parse_kube_yaml_documents(file.text, path);
  if (!documents.ok()) return documents.error();
  const KubeYaml* found = preferences(documents.value());
  return found == nullptr ? ok_status() : judge(*found, command, program, path, host);
}

}  // namespace aidiag
