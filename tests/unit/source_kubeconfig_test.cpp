// SPDX-License-Identifier: Apache-2.0
// The rules are client-go's; each expectation was compared with kubectl 1.33.
#include <doctest/doctest.h>

#include "map_host.hpp"
#include "source/access.hpp"
#include "source/kube_yaml.hpp"

using namespace aidiag;

namespace {

const std::string kCert = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const std::string kKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

// One cluster, user and context; `user` and `cluster` are further lines of theirs, indented by four.
std::string config(const std::string& user = "    token: t\n", const std::string& cluster = "") {
  return "apiVersion: v1\nkind: Config\ncurrent-context: ctx\n"
         "clusters:\n- name: clu\n  cluster:\n    server: https://10.0.0.1:6443\n" +
         cluster + "users:\n- name: usr\n  user:\n" + user +
         "contexts:\n- name: ctx\n  context:\n    cluster: clu\n    user: usr\n    namespace: ai\n";
}

struct Case {
  MapHost host;
  ConnectOptions options;

  explicit Case(const std::string& text = config()) { host.files["/home/me/.kube/config"] = text; }
  [[nodiscard]] Access access() const {
    auto result = load_access(options, host);
    if (!result.ok()) FAIL(result.error().message);
    return result.value();
  }
  [[nodiscard]] Error error() const {
    auto result = load_access(options, host);
    if (result.ok()) FAIL("no error");
    return result.error();
  }
};

}  // namespace

TEST_CASE("kubeconfig: the current context names server, user and namespace") {
  const Access access = Case().access();
  CHECK(access.server == "https://10.0.0.1:6443");
  CHECK(access.context == "ctx");
  CHECK(access.token == "t");
  CHECK(access.ns == "ai");
  CHECK(access.cluster_origin == "cluster \"clu\" in /home/me/.kube/config");
}

TEST_CASE("kubeconfig: JSON is read like YAML") {
  const Access access = Case(R"({"kind": "Config", "current-context": "c",
    "clusters": [{"name": "k", "cluster": {"server": "https:\/\/h:1\/prefix\/"}}],
	"users": [{"name": "u", "user": {"token": "t\u00e4"}}],
    "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}]})")
                            .access();
  CHECK(access.server == "https://h:1/prefix");
  CHECK(access.token == "t\xc3\xa4");
  CHECK(access.ns == "default");
}

TEST_CASE("kubeconfig: an explicit file is read alone, and must exist") {
  Case c;
  c.host.variables["KUBECONFIG"] = "/other";
  c.options.kubeconfig = "mine";
  CHECK(c.error().kind == ErrorKind::usage);
  CHECK(c.error().message == "kubeconfig mine: no such file or directory");
  c.host.files["/cwd/mine"] = config("    token: mine\n");
  CHECK(c.access().token == "mine");
}

TEST_CASE("kubeconfig: of entries with one name the first file's wins whole") {
  Case c;
  c.host.variables["KUBECONFIG"] = "/a::/missing:/b:/a";
  c.host.files["/a"] = "users: [{name: usr, user: {token: first}}]";
  c.host.files["/b"] = config("    token: second\n    as: somebody\n");
  CHECK(c.access().token == "first");
  CHECK(c.access().as.user.empty());
}

TEST_CASE("kubeconfig: KUBECONFIG with nothing but missing files does not fall back to the home file") {
  Case c;
  c.host.variables["KUBECONFIG"] = "/missing";
  CHECK(c.error().kind == ErrorKind::connect);
  CHECK(c.error().message == "no cluster is configured: there is no kubeconfig at /missing");
}

TEST_CASE("kubeconfig: relative paths start at the folder of their file, commands without a slash in PATH") {
  Case c;
  c.host.variables["KUBECONFIG"] = "/a:/conf/b";
  c.host.files["/a"] = "current-context: ctx";
  c.host.files["/conf/b"] = config("    exec: {command: aws, apiVersion: client.authentication.k8s.io/v1beta1}\n",
                                   "    certificate-authority: ../ca.crt\n");
  c.host.files["/ca.crt"] = kCert;
  CHECK(c.access().ca_pem == kCert);
  REQUIRE(c.access().exec);
  CHECK(c.access().exec->command == "aws");
  c.host.files["/conf/b"] =
      config("    exec: {command: ./bin/login, apiVersion: client.authentication.k8s.io/v1beta1}\n");
  CHECK(c.access().exec->command == "/conf/bin/login");
}

TEST_CASE("kubeconfig: an unquoted word that YAML 1.1 takes for something else is refused with its line") {
  struct Row {
    const char* user;
    const char* message;
  };
  const Row rows[] = {
      {"    token: 12345\n", "/home/me/.kube/config:11: token is a number, not a text"},
      {"    token: on\n", "/home/me/.kube/config:11: token is a boolean, not a text"},
      {"    token: 1e5\n", "/home/me/.kube/config:11: token is a number, not a text"},
      {"    username: y\n", "/home/me/.kube/config:11: username is a boolean, not a text"},
      {"    as-groups: [no]\n", "/home/me/.kube/config:11: as-groups contains a boolean, not a text"},
      {"    token: [a]\n", "/home/me/.kube/config:11: token is a list, not a text"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.user);
    const Error error = Case(config(row.user)).error();
    CHECK(error.kind == ErrorKind::bad_file);
    CHECK(error.message == row.message);
  }
  CHECK(Case(config("    token: \"12345\"\n")).access().token == "12345");
  CHECK(Case(config("    token: 'on'\n")).access().token == "on");
  CHECK(Case(config("    token: 1.2.3\n")).access().token == "1.2.3");
  CHECK(Case(config("    token: ~\n")).access().token.empty());
}

TEST_CASE("kubeconfig: of two equal keys the last counts, but two entries of one name are refused") {
  CHECK(Case(config("    token: one\n    token: two\n")).access().token == "two");
  const Error error = Case(config() + "- name: ctx\n  context: {cluster: clu}\n").error();
  CHECK(error.message == "/home/me/.kube/config:18: \"ctx\" stands twice in contexts");
}

TEST_CASE("kubeconfig: anchors and merge keys are followed, and one that contains itself does no harm") {
  CHECK(Case(config("    <<: {token: base, as: a}\n    token: own\n")).access().token == "own");
  CHECK(Case(config("    <<: {token: base, as: a}\n    token: own\n")).access().as.user == "a");
  CHECK(Case(config("    token: own\n    <<: {token: last}\n")).access().token == "last");
  CHECK(Case("a: &a [*a]\n").error().kind == ErrorKind::bad_file);
}

TEST_CASE("kubeconfig: what is no kubeconfig is refused with file and line") {
  CHECK(Case("clusters: [").error().message.rfind("/home/me/.kube/config:1: is not YAML: ", 0) == 0);
  CHECK(Case("kind: Pod").error().message == "/home/me/.kube/config:1: kind \"Pod\" is not a kubeconfig");
  CHECK(Case("apiVersion: v2").error().message ==
        "/home/me/.kube/config:1: apiVersion \"v2\" of a kubeconfig is not known");
  CHECK(Case("[]").error().message == "/home/me/.kube/config:1: a kubeconfig is a mapping, this is a list");
  CHECK(Case("(directory)").error().message == "kubeconfig /home/me/.kube/config: is a directory");
  CHECK(Case(config("    token: t\n", "    certificate-authority-data: '%'\n")).error().message ==
        "/home/me/.kube/config:8: certificate-authority-data is not base64");
}

TEST_CASE("kubeconfig: an empty file, a missing one and one without a current context say what to do") {
  CHECK(Case("").error().message == "no cluster is configured: /home/me/.kube/config is empty");
  Case none;
  none.host.files.clear();
  CHECK(none.error().message == "no cluster is configured: there is no kubeconfig at /home/me/.kube/config");
  CHECK(none.error().kind == ErrorKind::connect);
  Case without(config() + "current-context: ''\n");
  CHECK(without.error().message == "/home/me/.kube/config has no current-context");
  CHECK(without.error().hint == "Pass --context NAME or run `kubectl config use-context NAME`. It has: ctx.");
}

TEST_CASE("kubeconfig: a flag that names what is not there is wrong use, a context that does a bad file") {
  Case c;
  c.options.context = "nope";
  CHECK(c.error().kind == ErrorKind::usage);
  CHECK(c.error().message == "context \"nope\" does not exist in /home/me/.kube/config");
  CHECK(c.error().hint == "It has: ctx.");
  c.options = {};
  c.options.cluster = "nope";
  CHECK(c.error().message == "cluster \"nope\" does not exist in /home/me/.kube/config");
  c.options = {};
  c.options.user = "nope";
  CHECK(c.error().message == "user \"nope\" does not exist in /home/me/.kube/config");
  const Error error = Case(config() + "current-context: gone\n").error();
  CHECK(error.kind == ErrorKind::bad_file);
  CHECK(error.message == "context \"gone\", the current one, does not exist in /home/me/.kube/config");
}

TEST_CASE("kubeconfig: flags lie over the file") {
  Case c(config("    token: t\n", "    tls-server-name: name\n    certificate-authority-data: " +
                                      std::string("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURQ==") + "\n"));
  CHECK(c.access().tls_server_name == "name");
  SUBCASE("--server also drops the name that was meant for the other address") {
    c.options.server = "https://other";
    CHECK(c.access().server == "https://other");
    CHECK(c.access().tls_server_name.empty());
    CHECK_FALSE(c.access().ca_pem.empty());
  }
  SUBCASE("--insecure-skip-tls-verify drops the authority of the file") {
    c.options.insecure_skip_tls_verify = true;
    CHECK(c.access().insecure);
    CHECK(c.access().ca_pem.empty());
  }
  SUBCASE("--certificate-authority replaces it") {
    c.options.certificate_authority = "my.crt";
    c.host.files["/cwd/my.crt"] = kCert;
    CHECK(c.access().ca_pem == kCert);
  }
  SUBCASE("an authority and insecure together are refused") {
    c.options.certificate_authority = "my.crt";
    c.options.insecure_skip_tls_verify = true;
    c.host.files["/cwd/my.crt"] = kCert;
    CHECK(c.error().message.find("insecure-skip-tls-verify") != std::string::npos);
  }
  SUBCASE("--token, --as and -n") {
    c.options.token = "flag";
    c.options.as = "root";
    c.options.as_groups = {"g1", "g2"};
    c.options.ns = "other";
    CHECK(c.access().token == "flag");
    CHECK(c.access().as.user == "root");
    CHECK(c.access().as.groups.size() == 2);
    CHECK(c.access().ns == "other");
  }
  SUBCASE("-n takes a name, not a path") {
    c.options.ns = "ns/foo";
    CHECK(c.error().kind == ErrorKind::usage);
    CHECK(c.error().message ==
          "context \"ctx\" (https://10.0.0.1:6443): \"ns/foo\" is not the name of a namespace; it is --namespace");
  }
}

TEST_CASE("kubeconfig: a message blames the flag, not the file, for what the flag said") {
  Case c;
  CHECK(c.access().server_origin == "the server of cluster \"clu\" in /home/me/.kube/config");
  CHECK(c.access().login_origin == "the credentials of user \"usr\" in /home/me/.kube/config");
  c.options.server = "https://other";
  c.options.token = "t";
  CHECK(c.access().server_origin == "--server");
  CHECK(c.access().login_origin == "--token");
  c.options.certificate_authority = "gone";
  CHECK(c.error().message ==
        "context \"ctx\" (https://other): --certificate-authority gone: no such file or directory");
  c.options.certificate_authority.clear();
  c.options.server = "ftp://h";
  CHECK(c.error().message == "context \"ctx\": \"ftp://h\" is no http or https address; it is --server");
}

TEST_CASE("kubeconfig: flags alone are enough") {
  Case c;
  c.host.files.clear();
  c.options.server = "https://h";
  c.options.token = "t";
  CHECK(c.access().server == "https://h");
  CHECK(c.access().token == "t");
  CHECK(c.access().cluster_origin == "cluster given by flags");
}

TEST_CASE("kubeconfig: no credentials go over plain http") {
  Case c;
  c.options.server = "h:8080";
  CHECK(c.access().server == "http://h:8080");
  CHECK(c.access().token.empty());
  REQUIRE(c.access().warnings.size() == 1);
  CHECK(c.access().warnings[0] == "No credentials are sent to http://h:8080: it is plain http.");
}

TEST_CASE("kubeconfig: contradicting or incomplete credentials are refused") {
  struct Row {
    const char* user;
    const char* message;
  };
  const Row rows[] = {
      {"    token: t\n    username: u\n",
       " has a token and a user name or password: only one way to log in is allowed"},
      {"    client-certificate: /c\n", " has a client certificate and no client-key"},
      {"    client-certificate: /c\n    client-certificate-data: LS0=\n",
       " has both client-certificate and client-certificate-data"},
      {"    as-groups: [a]\n", " asks for a uid, groups or extra of somebody else without naming him"},
      {"    exec: {apiVersion: client.authentication.k8s.io/v1beta1}\n    token: t\n", " has no command"},
      {"    exec: {command: a, apiVersion: client.authentication.k8s.io/v1}\n", " has no interactiveMode"},
      {"    exec: {command: a, apiVersion: client.authentication.k8s.io/v1alpha1}\n",
       " has the apiVersion \"client.authentication.k8s.io/v1alpha1\""},
      {"    exec: {command: a, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Maybe}\n",
       " has the interactiveMode \"Maybe\""},
      {"    auth-provider: {name: gcp}\n", " was removed from kubectl"},
      {"    auth-provider: {name: oidc}\n", " lacks idp-issuer-url"},
      {"    client-certificate-data: LS0=\n    client-key: /k\n", " holds no certificate in PEM form"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.user);
    Case c(config(row.user));
    c.host.files["/c"] = kCert;
    c.host.files["/k"] = kKey;
    const Error error = c.error();
    CHECK(error.kind == ErrorKind::bad_file);
    CHECK(error.message.starts_with("context \"ctx\" (https://"));
    CHECK(error.message.find(row.message) != std::string::npos);
    CHECK(error.message.find("user \"usr\" in /home/me/.kube/config") != std::string::npos);
  }
}

TEST_CASE("kubeconfig: a file that is named must be there and hold what it should") {
  CHECK(Case(config("    token: t\n", "    certificate-authority: ca\n")).error().message ==
        "context \"ctx\" (https://10.0.0.1:6443): certificate-authority /home/me/.kube/ca of cluster \"clu\" in "
        "/home/me/.kube/config: no such file or directory");
  Case encrypted(config("    client-certificate: /c\n    client-key: /k\n"));
  encrypted.host.files["/c"] = kCert;
  encrypted.host.files["/k"] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n";
  CHECK(encrypted.error().message.find("is encrypted") != std::string::npos);
  CHECK(Case(config("    tokenFile: /gone\n")).error().message ==
        "context \"ctx\" (https://10.0.0.1:6443): tokenFile /gone of user \"usr\" in /home/me/.kube/config: no such "
        "file or directory");
}

TEST_CASE("kubeconfig: a token or certificate makes the exec plugin superfluous") {
  Case c(config("    token: t\n    exec: {command: a, apiVersion: client.authentication.k8s.io/v1beta1}\n"));
  CHECK_FALSE(c.access().exec);
  Case exec(
      config("    exec: {command: a, args: [x, '1'], env: [{name: KEY, value: v}], interactiveMode: Never, "
             "provideClusterInfo: true, apiVersion: client.authentication.k8s.io/v1}\n",
             "    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x, n: 3}}]\n"));
  REQUIRE(exec.access().exec);
  CHECK(exec.access().exec->args.size() == 2);
  CHECK(exec.access().exec->interactive == ExecConfig::Interactive::never);
  CHECK(exec.access().exec_cluster_config == R"({"audience":"x","n":3})");
}

TEST_CASE("kubeconfig: proxies of other kinds than http, https and socks5 are refused") {
  CHECK(Case(config("    token: t\n", "    proxy-url: socks5://p:1\n")).access().proxy_url == "socks5://p:1");
  CHECK(Case(config("    token: t\n", "    proxy-url: socks5h://p:1\n")).error().message ==
        "context \"ctx\" (https://10.0.0.1:6443): cluster \"clu\" in /home/me/.kube/config has a proxy-url that is no "
        "http, https or socks5 address");
}

TEST_CASE("kubeconfig: a token of OpenID Connect is used while it is valid") {
  const auto provider = [](const std::string& token, const std::string& more) {
    return config("    auth-provider: {name: oidc, config: {idp-issuer-url: https://i, client-id: c, id-token: " +
                  token + more + "}}\n");
  };
  // {"exp": 4102444800} and {"exp": 1}
  const std::string fresh = "e30.eyJleHAiOiA0MTAyNDQ0ODAwfQ.x", stale = "e30.eyJleHAiOiAxfQ.x";
  CHECK(Case(provider(fresh, "")).access().token == fresh);
  const Error over = Case(provider(stale, "")).error();
  CHECK(over.kind == ErrorKind::unauthorized);
  CHECK(over.hint == "There is no refresh-token to renew it with: log in again.");
  CHECK(
      Case(provider(stale, ", refresh-token: r")).error().hint.starts_with("Run any kubectl command, which renews it"));
  CHECK(Case(provider("no.token", "")).error().message.ends_with("has an id-token that is none"));
}

TEST_CASE("kubeconfig: two extensions of one name are refused wherever they stand") {
  const std::string two = "extensions: [{name: e, extension: 1}, {name: e, extension: 2}]\n";
  for (const std::string& text :
       {config() + two, config("    token: t\n    " + two), config("    token: t\n", "    " + two)}) {
    CHECK(Case(text).error().message.find("\"e\" stands twice in extensions") != std::string::npos);
  }
}

TEST_CASE("kubeconfig: entries with empty names are found by them") {
  const Access access =
      Case("clusters: [{name: '', cluster: {server: 'https://h'}}]\nusers: [{name: '', user: {token: t}}]\n").access();
  CHECK(access.server == "https://h");
  CHECK(access.token == "t");
}

TEST_CASE("kubeconfig: a name and password in the address come first") {
  Case c;
  c.options.server = "https://us%65r:p@h";
  CHECK(c.access().username == "user");
  CHECK(c.access().password == "p");
  CHECK(c.access().token.empty());
  c.options.server = "http://u:p@h";
  CHECK(c.access().username.empty());
}

TEST_CASE("kubeconfig: a path of the address is cleaned, and needs a scheme") {
  Case c;
  c.options.server = "https://h/a//b/./../c%2Fd/e%20f/";
  CHECK(c.access().server == "https://h/a/c/d/e%20f");
  c.options.server = "h:1/a";
  CHECK(c.error().hint == "Write https:// in front of it.");
}

TEST_CASE("kube yaml: what is no text, and a quote without an end") {
  CHECK(parse_kube_yaml("a: b\nc: \"d\ne: f\n", "f").error().message == "f:2: is not YAML: a quote that is not closed");
  CHECK(parse_kube_yaml("a: 'it''s\n", "f").error().message == "f:1: is not YAML: a quote that is not closed");
  CHECK(parse_kube_yaml("a: \"\\\"\"\nb: 'it''s'\nc: \"\"", "f").ok());
  CHECK(parse_kube_yaml("\xef\xbb\xbf# \u20ac\r\na: '\u00e9'\r\nb: \"x\\\"\"", "f").ok());
  CHECK(parse_kube_yaml("\xef\xbb\xbf# \u20ac\r\na: '\u00e9'\r\nb: \"x", "f").error().message.starts_with("f:3: "));
  CHECK(parse_kube_yaml("a:\n\tb: c\n", "f").error().hint == "Indent with spaces.");
  CHECK(parse_kube_yaml("a: b\nc: \xe9\n", "f").error().message == "f:2: is not YAML: a byte that is no text");
  CHECK(parse_kube_yaml("a: \x01", "f").error().message == "f:1: is not YAML: a byte that is no text");
  CHECK(parse_kube_yaml("a: \u00e9\u20ac\U0001F600", "f").ok());
}

TEST_CASE("in-cluster: a pod without kubeconfig uses its service account") {
  MapHost host;
  const std::string folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
  host.files[folder + "token"] = "sa";
  host.files[folder + "ca.crt"] = kCert;
  host.files[folder + "namespace"] = "team\n";
  host.variables["KUBERNETES_SERVICE_HOST"] = "fd00::1";
  host.variables["KUBERNETES_SERVICE_PORT"] = "443";
  auto access = load_access({}, host);
  REQUIRE(access.ok());
  CHECK(access.value().server == "https://[fd00::1]:443");
  CHECK(access.value().token_file == folder + "token");
  CHECK(access.value().ca_pem == kCert);
  CHECK(access.value().ns == "team");

  host.variables["POD_NAMESPACE"] = "pod-ns";
  CHECK(load_access({}, host).value().ns == "pod-ns");
  // A kubeconfig, where there is one, comes first; its namespace may still be the pod's.
  host.files["/home/me/.kube/config"] = config();
  CHECK(load_access({}, host).value().server == "https://10.0.0.1:6443");
  host.files.erase(folder + "token");
  host.files.erase("/home/me/.kube/config");
  CHECK_FALSE(load_access({}, host).ok());
}
