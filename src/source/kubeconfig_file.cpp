// SPDX-License-Identifier: Apache-2.0
#include "source/kubeconfig_file.hpp"

#include <filesystem>
#include <utility>

#include "source/base64.hpp"
#include "source/kube_yaml.hpp"

namespace aidiag {
namespace {

using Type = KubeYaml::Type;

// Takes typed fields out of the tree. The first mistake is kept; what follows it no longer matters.
class Decoder {
 public:
  explicit Decoder(const std::string& path) : path_(path), folder_(std::filesystem::path(path).parent_path()) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  /// REQUIRES: failed().
  [[nodiscard]] Error error() const { return error_.value_or(Error{}); }

  void fail(const KubeYaml& where, const std::string& what, const std::string& hint = "") {
    if (!error_) error_ = Error{ErrorKind::bad_file, path_ + ":" + std::to_string(where.line) + ": " + what, hint};
  }

  // The field if it has that type; nullptr when it is not there.
  const KubeYaml* field(const KubeYaml& map, std::string_view key, Type type) {
    const KubeYaml* value = map.find(key);
    if (value == nullptr || value->type == type) return value;
    const std::string hint = type == Type::string ? "Put the value in quotes." : "";
    fail(*value,
         std::string(key) + " is " + std::string(type_name(value->type)) + ", not " + std::string(type_name(type)),
         hint);
    return nullptr;
  }

  std::string text(const KubeYaml& map, std::string_view key) {
    const KubeYaml* value = field(map, key, Type::string);
    return value != nullptr ? value->text : std::string();
  }

  bool flag(const KubeYaml& map, std::string_view key) {
    const KubeYaml* value = field(map, key, Type::boolean);
    return value != nullptr && value->text == "true";
  }

  std::vector<std::string> texts(const KubeYaml& map, std::string_view key) {
    std::vector<std::string> all;
    const KubeYaml* list = field(map, key, Type::list);
    if (list == nullptr) return all;
    for (const KubeYaml& item : list->items) {
      if (item.type != Type::string && item.type != Type::null) {
        fail(item, std::string(key) + " contains " + std::string(type_name(item.type)) + ", not a text",
             "Put the value in quotes.");
      }
      all.push_back(item.text);
    }
    return all;
  }

  std::map<std::string, std::string> text_map(const KubeYaml& map, std::string_view key) {
    std::map<std::string, std::string> all;
    const KubeYaml* inner = field(map, key, Type::map);
    if (inner == nullptr) return all;
    for (const auto& [name, value] : inner->fields) all[name] = text(*inner, name);
    return all;
  }

  std::string absolute(const std::string& file) const {
    if (file.empty()) return file;
    return (folder_ / file).lexically_normal().string();
  }

  FileOrData file_or_data(const KubeYaml& map, const std::string& key) {
    FileOrData both;
    both.path = absolute(text(map, key));
    const KubeYaml* data = field(map, key + "-data", Type::string);
    if (data == nullptr) return both;
    const auto decoded = base64_decode(data->text);
    if (!decoded) fail(*data, key + "-data is not base64", "Write what `base64 -w0 FILE` prints, on one line.");
    both.data = decoded.value_or("");
    return both;
  }

  // Extensions are kept for others; only that no two of them have one name is this program's affair as well.
  void check_extensions(const KubeYaml& map) {
    named<int>(map, "extensions", "extension", [](const KubeYaml&) { return 0; }, Body::anything);
  }

  // The elements of a list of {name, INNER: {...}}: clusters, users and contexts all have this form.
  enum class Body { mapping, anything };
  template <class Entry, class Decode>
  std::map<std::string, Entry> named(const KubeYaml& root, std::string_view key, std::string_view inner, Decode decode,
                                     Body kind = Body::mapping) {
    std::map<std::string, Entry> all;
    const KubeYaml* list = field(root, key, Type::list);
    if (list == nullptr) return all;
    for (const KubeYaml& item : list->items) {
      if (item.type == Type::null) continue;
      if (item.type != Type::map) fail(item, std::string(key) + " contains " + std::string(type_name(item.type)));
      const std::string name = text(item, "name");
      static const KubeYaml none;
      const KubeYaml* body = kind == Body::mapping ? field(item, inner, Type::map) : nullptr;
      Entry entry = decode(body != nullptr ? *body : none);
      if (!all.emplace(name, std::move(entry)).second) {
        fail(item, "\"" + name + "\" stands twice in " + std::string(key), "Remove or rename one of the two.");
      }
    }
    return all;
  }

 private:
  const std::string& path_;
  std::filesystem::path folder_;
  std::optional<Error> error_;
};

ClusterEntry cluster_entry(Decoder& in, const KubeYaml& y) {
  ClusterEntry cluster;
  cluster.file = in.path();
  in.check_extensions(y);
  cluster.server = in.text(y, "server");
  cluster.tls_server_name = in.text(y, "tls-server-name");
  cluster.proxy_url = in.text(y, "proxy-url");
  cluster.insecure = in.flag(y, "insecure-skip-tls-verify");
  cluster.disable_compression = in.flag(y, "disable-compression");
  cluster.ca = in.file_or_data(y, "certificate-authority");
  const KubeYaml* extensions = in.field(y, "extensions", Type::list);
  if (extensions == nullptr) return cluster;
  for (const KubeYaml& item : extensions->items) {
    const KubeYaml* name = item.find("name");
    const KubeYaml* body = item.find("extension");
    if (name != nullptr && body != nullptr && name->text == "client.authentication.k8s.io/exec") {
      cluster.exec_config = body->json();
    }
  }
  return cluster;
}

ExecConfig exec_config(Decoder& in, const KubeYaml& y) {
  ExecConfig exec;
  exec.command = in.text(y, "command");
  if (exec.command.find('/') != std::string::npos) exec.command = in.absolute(exec.command);
  exec.args = in.texts(y, "args");
  if (const KubeYaml* env = in.field(y, "env", Type::list)) {
    for (const KubeYaml& item : env->items) exec.env.emplace_back(in.text(item, "name"), in.text(item, "value"));
  }
  exec.api_version = in.text(y, "apiVersion");
  exec.install_hint = in.text(y, "installHint");
  exec.provide_cluster_info = in.flag(y, "provideClusterInfo");
  return exec;
}

UserEntry user_entry(Decoder& in, const KubeYaml& y) {
  UserEntry user;
  user.file = in.path();
  in.check_extensions(y);
  user.cert = in.file_or_data(y, "client-certificate");
  user.key = in.file_or_data(y, "client-key");
  user.token = in.text(y, "token");
  user.token_file = in.absolute(in.text(y, "tokenFile"));
  user.username = in.text(y, "username");
  user.password = in.text(y, "password");
  user.as.user = in.text(y, "as");
  user.as.uid = in.text(y, "as-uid");
  user.as.groups = in.texts(y, "as-groups");
  if (const KubeYaml* extra = in.field(y, "as-user-extra", Type::map)) {
    for (const auto& [key, value] : extra->fields) user.as.extra[key] = in.texts(*extra, key);
  }
  if (const KubeYaml* exec = in.field(y, "exec", Type::map)) {
    user.exec = exec_config(in, *exec);
    user.interactive_mode = in.text(*exec, "interactiveMode");
  }
  if (const KubeYaml* provider = in.field(y, "auth-provider", Type::map)) {
    user.auth_provider = in.text(*provider, "name");
    user.auth_provider_config = in.text_map(*provider, "config");
  }
  return user;
}

ContextEntry context_entry(Decoder& in, const KubeYaml& y) {
  ContextEntry context;
  context.file = in.path();
  in.check_extensions(y);
  context.cluster = in.text(y, "cluster");
  context.user = in.text(y, "user");
  context.ns = in.text(y, "namespace");
  return context;
}

void check_version(Decoder& in, const KubeYaml& root) {
  const std::string version = in.text(root, "apiVersion"), kind = in.text(root, "kind");
  if (!version.empty() && version != "v1") {
    in.fail(*root.find("apiVersion"), "apiVersion \"" + version + "\" of a kubeconfig is not known", "It must be v1.");
  }
  if (!kind.empty() && kind != "Config") {
    in.fail(*root.find("kind"), "kind \"" + kind + "\" is not a kubeconfig", "Its kind must be Config.");
  }
}

}  // namespace

Result<Kubeconfig> read_kubeconfig(std::string_view text, const std::string& path) {
  auto parsed = parse_kube_yaml(text, path);
  if (!parsed.ok()) return std::move(parsed).error();
  const KubeYaml& root = parsed.value();
  Decoder in(path);
  if (root.type != Type::null && root.type != Type::map) {
    in.fail(root, "a kubeconfig is a mapping, this is " + std::string(type_name(root.type)),
            "Its first lines are apiVersion: v1 and kind: Config.");
    return in.error();
  }
  check_version(in, root);
  Kubeconfig config;
  config.blank = root.type == Type::null;
  config.current_context = in.text(root, "current-context");
  config.clusters =
      in.named<ClusterEntry>(root, "clusters", "cluster", [&in](const KubeYaml& y) { return cluster_entry(in, y); });
  config.users = in.named<UserEntry>(root, "users", "user", [&in](const KubeYaml& y) { return user_entry(in, y); });
  config.contexts =
      in.named<ContextEntry>(root, "contexts", "context", [&in](const KubeYaml& y) { return context_entry(in, y); });
  in.check_extensions(root);
  if (const KubeYaml* preferences = in.field(root, "preferences", Type::map)) {
    in.flag(*preferences, "colors");
    in.check_extensions(*preferences);
  }
  if (in.failed()) return in.error();
  return config;
}

}  // namespace aidiag
