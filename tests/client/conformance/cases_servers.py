# SPDX-License-Identifier: Apache-2.0
"""Addresses of servers, what is asked of them and what else may answer there: client-go's rest/url_utils_test.go and
rest/config_test.go."""
from case import Case, Inapplicable, cluster, one

URLS = "rest/url_utils_test.go:TestValidatesHostParameter[%s]"
CONFIG = "rest/config_test.go:"
TLS = CONFIG + "TestIsConfigTransportTLS[%s]"
NOTHING = {"0.method": "nothing arrived"}
FILE = "@root@/home/.kube/config"
PLAIN = {"0.authorization": "", "0.prefix": ""}


def at(server, **more):
    return one(clu=cluster(server=server), **more)


def plain(name, server, sees=None, source="", **more):
    return Case("server/" + name, source, servers=("plain",), config=one(clu={"server": server}), sees=sees or PLAIN, **more)


def wrong(name, server, source="", **more):
    return Case("server/" + name, source, config=at(server), want=more.pop("want", "config/server"), sees=NOTHING, **more)


HTML = {"body": "<!DOCTYPE html>\n<html><head><title>Sign in to Corp SSO</title></head><body>...</body></html>",
        "headers": {"Content-Type": "text/html; charset=utf-8"}}
MOVED = {"status": 302, "body": "", "headers": {"Location": "@url1@/login"}}

CASES = [
    plain("address-without-scheme-or-port", "127.0.0.1", source=URLS % "127.0.0.1", want="connect/refused", sees=NOTHING,
          says=("http://127.0.0.1", 'context "test"', FILE)),
    plain("address-without-scheme", "127.0.0.1:@port0@", source=URLS % "127.0.0.1:8080"),
    plain("name-without-scheme", "host.invalid", source=URLS % "foo.bar.com", want="connect/dns", sees=NOTHING),
    plain("prefix-over-plain-http", "@url0@/prefix", {"0.prefix": "/prefix"}, URLS % "http://host/prefix"),
    plain("plain-http", "@url0@", source=URLS % "http://host"),
    plain("slash", "@url0@/", source=URLS % "http://host, /"),
    plain("other-path", "@url0@/other", {"0.prefix": "/other"}, URLS % "http://host, /other"),
    wrong("name-without-scheme-with-path", "host/server", URLS % "host/server",
          says=("host/server", 'cluster "clu"', FILE, "https://")),
    Case("server/https", TLS % "https", config=one(), sees={"0.authorization": "Bearer secret"}),
    plain("certificate-does-not-make-it-https", "127.0.0.1:@port0@", source=TLS % "localhost, certificate",
          proves="client-go decides before it has merged the certificate"),
    wrong("many-colons", "///:://localhost", TLS % "///:://localhost"),
    plain("insecure-does-not-make-it-https", "127.0.0.1:@port0@", source=TLS % "1.2.3.4:567, insecure"),
    Inapplicable(TLS % "nothing", "no server at all: cases_access has it"),
    Case("server/anonymous", CONFIG + "TestAnonymousAuthConfig", config=one(user={}), want="prompt", sees=NOTHING,
         deviates="no-prompt", ours={"outcome": "ok", "0.authorization": "", "0.method": "GET", "0.as": "", "0.gzip": True,
                                     "0.certificate": "", "0.host": "127.0.0.1:@port0@", "0.lists": 1,
                                     "0.namespace": "ai", "0.prefix": "", "0.sni": "", "0.via": ""}),
    Inapplicable(tuple(CONFIG + name for name in (
        "TestSetKubernetesDefaultsUserAgent", "TestAdjustVersion", "TestAdjustCommit", "TestAdjustCommand",
        "TestBuildUserAgent", "TestDefaultKubernetesUserAgent")), "the name a Go program gives itself in User-Agent"),
    Inapplicable(tuple(CONFIG + name for name in ("TestRESTClientRequires", "TestRESTClientLimiter[*]",
                                                  "TestCopyConfig", "TestConfigStringer", "TestConfigSprint",
                                                  "TestConfigWarningHandler")),
                 "what a Go program sets up, copies and prints of its own values"),

    Case("server/rancher-prefix", config=at("@url0@/k8s/clusters/c-1"),
         sees={"0.prefix": "/k8s/clusters/c-1", "0.authorization": "Bearer secret"}),
    Case("server/prefix-with-slash", config=at("@url0@/a/b/"), sees={"0.prefix": "/a/b"}),
    Case("server/prefix-with-two-slashes", config=at("@url0@//a//b"), ignore=("0.prefix",)),
    Case("server/prefix-with-escapes", config=at("@url0@/a%20b/c%2Fd"), sees={}),
    Case("server/prefix-with-a-blank", config=at("@url0@/a b"), sees={}),
    Case("server/prefix-with-dots", config=at("@url0@/a/../b"), sees={}),
    Case("server/query-and-fragment", config=at("@url0@/a?x=1#y"), sees={"0.prefix": "/a"}),
    Case("server/blank-before", config=at(" @url0@"), want="config/server", sees=NOTHING),
    Case("server/ipv6", config=at("@url0@"), servers=("ipv6",), sees={"0.host": "[::1]:@port0@"}),
    Case("server/upper-case-scheme", config=at("HTTPS://127.0.0.1:@port0@"), sees={"0.authorization": "Bearer secret"}),
    wrong("other-scheme", "ftp://127.0.0.1:@port0@"),
    wrong("scheme-alone", "https://"),
    wrong("port-that-is-no-number", "https://127.0.0.1:http"),
    wrong("port-that-is-too-large", "https://127.0.0.1:70000", want="config/server"),
    wrong("port-zero", "https://127.0.0.1:0", want="connect/refused"),
    wrong("open-bracket", "https://[::1"),
    Case("server/port-that-is-empty", config=at("https://127.0.0.1:"), want="connect/refused", sees=NOTHING),

    Case("server/refused", config=at("https://127.0.0.1:@refused@"), want="connect/refused", sees=NOTHING,
         says=('context "test"', "https://127.0.0.1:", "refuses connections", 'cluster "clu"', FILE)),
    Case("server/unknown-name", config=at("https://api.cluster.invalid:6443"), want="connect/dns", sees=NOTHING,
         says=('context "test"', "https://api.cluster.invalid:6443", "cannot be resolved", 'cluster "clu"', FILE, "VPN")),
    Case("server/no-way", config=at("https://224.0.0.1:6443"), want="connect/no-way", sees=NOTHING,
         says=('context "test"', "https://224.0.0.1:6443", "unreachable", 'cluster "clu"', FILE),
         proves="the kernel refuses a TCP connection to a multicast address: nothing is sent"),
    Case("server/silent", config=at("@url0@"), routes={0: {"*": {"fault": "stall"}}}, args=("--request-timeout=1s",),
         want="connect/timeout", ignore=("0.lists", "0.namespace"), sees={},
         says=('context "test"', "https://127.0.0.1:", "1 s", "--request-timeout")),
    Case("server/closes-at-once", config=at("@url0@"), routes={0: {"lists": {"fault": "close"}}}, want="connect/other",
         deviates="broken-connections", ours={"0.lists": 4}, says=('context "test"', "https://127.0.0.1:", "closed")),
    Case("server/compression", config=one(), sees={"0.gzip": True}),
    Case("server/no-compression", config=one(clu=cluster(disable_compression=True)), sees={"0.gzip": False}),
    Case("server/no-compression-flag", config=one(), args=("--disable-compression",), sees={"0.gzip": False}),

    Case("server/login-page", config=one(), routes={0: {"*": HTML}}, want="http/no-api", ignore=("0.lists", "0.namespace"),
         sees={}, says=('context "test"', "web page", "Sign in to Corp SSO", 'cluster "clu"', FILE)),
    Case("server/login-page-in-place-of-lists", config=one(), routes={0: {"lists": HTML}}, want="http/no-api", sees={},
         says=('context "test"', "web page", "Sign in to Corp SSO", 'cluster "clu"', FILE)),
    Case("server/login-page-of-a-gateway", config=one(), routes={0: {"*": {**HTML, "status": 403}}}, want="forbidden",
         ignore=("0.lists", "0.namespace", "outcome"), sees={},
         says=('context "test"', "web page", "Sign in to Corp SSO", "403", 'cluster "clu"', FILE)),
    Case("server/gateway-without-anybody-behind-it", config=one(), routes={0: {"*": {
        "status": 502, "body": "<html><head><title>502 Bad Gateway</title></head></html>",
        "headers": {"Content-Type": "text/html"}}}}, want="http/5xx", ignore=("0.lists", "0.namespace"), sees={},
        says=('context "test"', "502 Bad Gateway", 'cluster "clu"', FILE)),
    Case("server/moved-to-a-login-page", config=one(), servers=("tls", "other_server"), routes={0: {"*": MOVED}},
         want="connect/authority", ignore=("0.lists", "0.namespace"), sees={"1.method": "nothing arrived"},
         deviates="redirects", ours={"outcome": "http/redirect"},
         says=('context "test"', "redirects to https://127.0.0.1:@port1@/login", "not followed", 'cluster "clu"', FILE)),
    Case("server/moved-to-another-host", config=one(), servers=("tls", "tls"),
         routes={0: {"lists": {"status": 307, "body": "", "headers": {"Location": "@url1@/api/v1/namespaces/ai/pods"}}}},
         sees={"1.authorization": "Bearer secret"}, deviates="redirects", ignore=("1.",),
         ours={"outcome": "http/redirect", "1.method": "nothing arrived"}, says=("redirects to https://127.0.0.1:@port1@/api",)),
    Case("server/moved-to-plain-http", config=one(), servers=("tls", "plain"),
         routes={0: {"lists": {"status": 301, "body": "", "headers": {"Location": "@url1@/api/v1/namespaces/ai/pods"}}}},
         sees={"1.authorization": "Bearer secret"}, deviates="redirects", ignore=("1.",),
         ours={"outcome": "http/redirect", "1.method": "nothing arrived"},
         says=("redirects to http://127.0.0.1:@port1@/api",)),
    Case("server/moved-within", config=one(), servers=("tls",),
         routes={0: {"lists": {"status": 302, "body": "", "headers": {"Location": "/elsewhere"}},
                     "/elsewhere": {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": []}}},
         deviates="redirects", ours={"outcome": "http/redirect"}, says=("redirects to /elsewhere",)),
    Case("server/warning", config=one(), shows=("be careful",),
         routes={0: {"/api/v1/namespaces/ai/pods": {"body": {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": []},
                                                    "headers": {"Warning": '299 - "be careful"'}}}}),
    Case("server/warnings-of-other-kinds", config=one(), hides=("be careful",),
         routes={0: {"/api/v1/namespaces/ai/pods": {"body": {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": []},
                                                    "headers": {"Warning": '199 - "be careful"'}}}}),
]
