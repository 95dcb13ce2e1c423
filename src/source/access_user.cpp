// SPDX-License-Identifier: Apache-2.0
// Who asks: what contradicts itself in the chosen user is refused first, whatever the server; then its files are read.
#include <utility>

#include "source/access_builder.hpp"
#include "source/clock.hpp"
#include "source/oidc.hpp"
#include "source/url.hpp"

namespace aidiag {
namespace {

// What has taken the place of a login that kubectl once had built in.
std::string successor(const std::string& provider) {
  if (provider == "gcp") {
    return "Install gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials CLUSTER`.";
  }
  if (provider == "azure") return "Install kubelogin and run `kubelogin convert-kubeconfig`.";
  if (provider == "openstack") return "Use client-keystone-auth, a credential plugin (exec), in its place.";
  return "Use a credential plugin (exec) in its place.";
}

void check_certificate(AccessBuilder& build) {
  const UserEntry& user = build.choice.user;
  const std::string& whose = build.access.user_origin;
  if (user.cert.empty()) return;
  if (!user.cert.path.empty() && !user.cert.data.empty()) {
    build.fail(whose + " has both client-certificate and client-certificate-data", "Remove one of the two.");
  }
  if (!user.key.path.empty() && !user.key.data.empty()) {
    build.fail(whose + " has both client-key and client-key-data", "Remove one of the two.");
  }
  if (user.key.empty()) {
    build.fail(whose + " has a client certificate and no client-key", "Add client-key or client-key-data beside it.");
  }
}

void check_interactive_mode(AccessBuilder& build, const ExecConfig& exec, const std::string& what) {
  const std::string& mode = build.choice.user.interactive_mode;
  const bool v1 = exec.api_version == "client.authentication.k8s.io/v1";
  if (mode.empty() && v1) {
    build.fail(what + " has no interactiveMode", "v1 needs it: write interactiveMode: IfAvailable.");
  } else if (!mode.empty() && mode != "Never" && mode != "IfAvailable" && mode != "Always") {
    build.fail(what + " has the interactiveMode \"" + mode + "\"", "It must be Never, IfAvailable or Always.");
  }
}

void check_plugin(AccessBuilder& build) {
  const UserEntry& user = build.choice.user;
  if (!user.exec) return;
  const std::string what = "the exec plugin of " + build.access.user_origin;
  if (user.auth_provider) {
    build.fail(build.access.user_origin + " has both an auth-provider and an exec plugin", "Remove the auth-provider.");
  }
  if (user.exec->command.empty()) {
    build.fail(what + " has no command", "Write command: NAME, as the plugin's documentation says.");
  }
  const std::string& version = user.exec->api_version;
  if (version.empty() || (build.secure && version != "client.authentication.k8s.io/v1" &&
                          version != "client.authentication.k8s.io/v1beta1")) {
    build.fail(what + " has the apiVersion \"" + version + "\"",
               "It must be client.authentication.k8s.io/v1 or v1beta1; a newer version of the plugin may write the "
               "kubeconfig anew.");
  }
  for (const auto& [name, value] : user.exec->env) {
    if (name.empty()) build.fail(what + " has an env entry without a name", "Name it or remove it.");
  }
  check_interactive_mode(build, *user.exec, what);
}

void check_methods(AccessBuilder& build) {
  const UserEntry& user = build.choice.user;
  const bool basic = !(user.username.empty() && user.password.empty());
  if ((!user.token.empty() && basic) || (build.secure && !user.token_file.empty() && !user.username.empty())) {
    build.fail(build.access.user_origin + " has a token and a user name or password: only one way to log in is allowed",
               "Remove one of them, or do not pass the flag.");
  }
}

void take_impersonation(AccessBuilder& build) {
  build.access.as = build.choice.user.as;
  const Impersonation& as = build.access.as;
  if (as.user.empty() && !(as.uid.empty() && as.groups.empty() && as.extra.empty())) {
    build.fail(build.access.user_origin + " asks for a uid, groups or extra of somebody else without naming him",
               "Pass --as NAME as well.");
  }
}

// Without TLS the files must be there and are not looked at.
void take_certificate(AccessBuilder& build) {
  const UserEntry& user = build.choice.user;
  const std::string& whose = build.access.user_origin;
  if (user.cert.empty()) return;
  const std::string cert =
      build.content(user.cert, "client-certificate", whose, build.secure ? "BEGIN CERTIFICATE" : "");
  const std::string key = build.content(user.key, "client-key", whose, build.secure ? "PRIVATE KEY-----" : "");
  if (!build.secure) return;
  if (key.find("ENCRYPTED") != std::string::npos) {
    build.fail("client-key of " + whose + " is encrypted, which kubectl cannot read either",
               "Store the key without a pass phrase, or use a credential plugin.");
  }
  build.access.cert_pem = cert;
  build.access.key_pem = key;
}

// A name in the address comes before every other way to log in: Go's HTTP client sets it first.
bool take_login_of_address(AccessBuilder& build) {
  if (build.userinfo.empty()) return false;
  const std::string_view info = build.userinfo;
  const std::size_t colon = info.find(':');
  build.access.username = percent_decode(info.substr(0, colon));
  if (colon != std::string_view::npos) build.access.password = percent_decode(info.substr(colon + 1));
  build.access.login_origin = build.access.server_origin;
  return true;
}

void take_token_file(AccessBuilder& build) {
  const std::string& path = build.choice.user.token_file;
  if (path.empty()) return;
  const Host::File file = build.host.read(path);
  if (!file.ok() && build.access.token.empty()) {
    build.fail("tokenFile " + path + " of " + build.access.user_origin + ": " + file.problem,
               "Log in again with the tool that writes it, or pass --token.");
  }
  build.access.token_file = path;
}

void take_auth_provider(AccessBuilder& build) {
  const UserEntry& user = build.choice.user;
  if (!user.auth_provider) return;
  if (*user.auth_provider != "oidc") {
    build.fail("the auth provider \"" + *user.auth_provider + "\" of " + build.access.user_origin +
                   " was removed from kubectl",
               successor(*user.auth_provider));
    return;
  }
  if (!build.access.token.empty()) return;
  auto token = oidc_token(user.auth_provider_config, build.access.user_origin, wall_clock());
  if (token.ok()) {
    build.access.token = std::move(token).value();
  } else {
    build.fail(token.error().message, token.error().hint, token.error().kind);
  }
}

// A token, password or certificate makes the plugin superfluous: client-go then never runs it.
void take_plugin(AccessBuilder& build) {
  const UserEntry& user = build.choice.user;
  Access& access = build.access;
  if (!user.exec || !access.token.empty() || !access.token_file.empty() || !access.username.empty() ||
      !access.cert_pem.empty()) {
    return;
  }
  access.exec = user.exec;
  if (user.interactive_mode == "Never") access.exec->interactive = ExecConfig::Interactive::never;
  if (user.interactive_mode == "Always") access.exec->interactive = ExecConfig::Interactive::always;
}

void warn_of_plain_http(AccessBuilder& build) {
  const UserEntry& user = build.choice.user;
  const bool any = !user.token.empty() || !user.token_file.empty() || !user.username.empty() || !user.cert.empty() ||
                   user.exec || user.auth_provider || !build.userinfo.empty();
  if (!any) return;
  build.access.warnings.push_back("No credentials are sent to " + build.access.server + ": it is plain http.");
}

}  // namespace

void take_user(AccessBuilder& build) {
  check_certificate(build);
  take_certificate(build);
  check_plugin(build);
  check_methods(build);
  take_impersonation(build);
  if (!build.secure) return warn_of_plain_http(build);
  if (take_login_of_address(build)) return;
  build.access.token = build.choice.user.token;
  build.access.username = build.choice.user.username;
  build.access.password = build.choice.user.password;
  take_token_file(build);
  take_auth_provider(build);
  take_plugin(build);
}

}  // namespace aidiag
