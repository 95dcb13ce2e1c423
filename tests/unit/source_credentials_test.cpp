// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "map_host.hpp"
#include "source/base64.hpp"
#include "source/credentials.hpp"
#include "source/exec_plugin.hpp"
#include "source/kuberc.hpp"

using namespace aidiag;

namespace {

std::string header(const Access& access, const MapHost& host) {
  const ConnectOptions options;
  auto identity = Credentials(access, options, host).current(Time{});
  if (!identity.ok()) return "error: " + identity.error().message;
  return identity.value().headers.empty() ? "" : identity.value().headers[0];
}

}  // namespace

TEST_CASE("base64: what Go's standard encoding reads") {
  struct Row {
    const char* text;
    std::optional<std::string> bytes;
  };
  const Row rows[] = {{"", ""},
                      {"YQ==", "a"},
                      {"YWI=", "ab"},
                      {"YWJj", "abc"},
                      {"YW\nJj\r\n", "abc"},
                      {"YQ", std::nullopt},
                      {"YQ=", std::nullopt},
                      {"YQ==YQ==", std::nullopt},
                      {"Y", std::nullopt},
                      {"=", std::nullopt},
                      {"YQ=b", std::nullopt},
                      {"YW J", std::nullopt},
                      {"YQ===", std::nullopt},
                      {"Y_==", std::nullopt}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(base64_decode(row.text) == row.bytes);
  }
  for (const char* text : {"", "a", "ab", "abc", "abcd"})
    CHECK(base64_decode(base64_encode(text)) == std::string(text));
}

TEST_CASE("credentials: one way to say who sends a request") {
  MapHost host;
  host.files["/token"] = " from-file\n";
  host.files["/empty"] = "\n";
  Access access;
  access.user_origin = "user \"u\"";
  CHECK(header(access, host).empty());
  access.username = "u";
  access.password = "p";
  CHECK(header(access, host) == "Authorization: Basic dTpw");
  access.token = "inline";
  CHECK(header(access, host) == "Authorization: Bearer inline");
  access.token_file = "/token";
  CHECK(header(access, host) == "Authorization: Bearer from-file");
  access.token_file = "/gone";
  CHECK(header(access, host) == "Authorization: Bearer inline");
  access.token.clear();
  CHECK(header(access, host) == "error: tokenFile /gone of user \"u\": no such file or directory");
  access.token_file = "/empty";
  CHECK(header(access, host) == "error: tokenFile /empty of user \"u\": file is empty");
  access.token_file.clear();
  access.token = "two\r\nX: y";
  CHECK(header(access, host) == "error: the credentials of user \"u\" contain a control character");
  host.files["/odd"] = "a\x01";
  access.token_file = "/odd";
  CHECK(header(access, host) == "error: the credentials of tokenFile /odd of user \"u\" contain a control character");
}

TEST_CASE("credentials: a token file is read again every minute, its last good content kept") {
  MapHost host;
  host.files["/token"] = "one";
  Access access;
  access.token_file = "/token";
  const ConnectOptions options;
  Credentials credentials(access, options, host);
  const auto sent = [&credentials](Time now) { return credentials.current(now).value().headers[0]; };
  CHECK(sent(Time{}) == "Authorization: Bearer one");
  host.files["/token"] = "two";
  CHECK(sent(Time{} + seconds(30)) == "Authorization: Bearer one");
  CHECK(sent(Time{} + seconds(60)) == "Authorization: Bearer two");
  host.files.erase("/token");
  CHECK(sent(Time{} + seconds(600)) == "Authorization: Bearer two");
}

TEST_CASE("credentials: acting as somebody else") {
  const Impersonation as{"root", "7", {"a", "b"}, {{"acme.com/Reason Code", {"x", "y"}}}};
  const std::vector<std::string> expected = {"Impersonate-User: root",
                                             "Impersonate-Uid: 7",
                                             "Impersonate-Group: a",
                                             "Impersonate-Group: b",
                                             "Impersonate-Extra-acme.com%2fReason%20Code: x",
                                             "Impersonate-Extra-acme.com%2fReason%20Code: y"};
  CHECK(impersonation_headers(as) == expected);
  CHECK(impersonation_headers({}).empty());
}

TEST_CASE("exec plugin: what it is told") {
  ExecConfig exec;
  exec.api_version = "client.authentication.k8s.io/v1beta1";
  Access access;
  access.server = "https://h";
  access.insecure = true;
  access.exec_cluster_config = R"({"b":1,"a":[true]})";
  CHECK(exec_info(exec, access, true) ==
        "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/"
        "v1beta1\",\"spec\":{\"interactive\":true}}\n");
  exec.provide_cluster_info = true;
  CHECK(
      exec_info(exec, access, false) ==
      "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"spec\":{\"interactive\":"
      "false,\"cluster\":{\"server\":\"https://"
      "h\",\"insecure-skip-tls-verify\":true,\"config\":{\"b\":1,\"a\":[true]}}}}\n");
}

TEST_CASE("exec plugin: an expiry is read, rubbish around it refused") {
  ExecConfig exec;
  exec.command = "aws";
  exec.args = {"get token", "--x"};
  exec.api_version = "client.authentication.k8s.io/v1";
  const std::string begin = R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":)";
  auto good = parse_exec_credential(begin + R"({"token":"t","expirationTimestamp":"2026-11-21T04:00:00Z"}})", exec);
  REQUIRE(good.ok());
  CHECK(good.value().token == "t");
  CHECK(good.value().expires == parse_time("2026-11-21T04:00:00Z"));
  auto bad = parse_exec_credential(begin + "[]}", exec);
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().message == "credential plugin \"aws\" printed an ExecCredential without status");
  CHECK(bad.error().hint == "Run `aws 'get token' --x` to see what it says.");
}

TEST_CASE("plugin policy: without a file everything is allowed, and it can be turned off") {
  MapHost host;
  CHECK(check_plugin_policy("aws", "/bin/aws", "", host).ok());
  host.files["/home/me/.kube/kuberc"] =
      "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\ncredentialPluginPolicy: DenyAll\n";
  const Status denied = check_plugin_policy("aws", "/bin/aws", "", host);
  REQUIRE_FALSE(denied.ok());
  CHECK(denied.error().message ==
        "credential plugin \"aws\" is not allowed by /home/me/.kube/kuberc: credentialPluginPolicy is DenyAll");
  host.variables["KUBERC"] = "off";
  CHECK(check_plugin_policy("aws", "/bin/aws", "", host).ok());
  host.variables["KUBERC"] = "/mine";
  host.files["/mine"] =
      "apiVersion: kubectl.config.k8s.io/v1alpha1\ncredentialPluginPolicy: Allowlist\n"
      "credentialPluginAllowlist:\n- command: aws\n";
  CHECK(check_plugin_policy("aws", "/bin/aws", "", host).ok());
  CHECK_FALSE(check_plugin_policy("gcloud", "/bin/gcloud", "", host).ok());
  CHECK(check_plugin_policy("gcloud", "/bin/gcloud", "/gone", host).error().message ==
        "--kuberc /gone: no such file or directory");
  const std::string begin = "apiVersion: kubectl.config.k8s.io/v1beta1\n";
  for (const char* wrong : {"credentialPluginPolicy: Sometimes\n", "credentialPluginAllowlist: [{command: aws}]\n",
                            "credentialPluginPolicy: Allowlist\n",
                            "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: aws}, {}]\n",
                            "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: ./aws}]\n"}) {
    host.files["/mine"] = begin + wrong;
    CHECK(check_plugin_policy("aws", "/bin/aws", "", host).error().kind == ErrorKind::bad_file);
  }
  host.files["/mine"] = "a: [";
  CHECK(check_plugin_policy("aws", "/bin/aws", "", host).error().kind == ErrorKind::bad_file);
}
