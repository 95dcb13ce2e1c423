# SPDX-License-Identifier: Apache-2.0
"""What flags do to a kubeconfig: client-go's tools/clientcmd/client_config_test.go and overrides_test.go."""
from case import CERTIFICATE, NOWHERE, Case, Inapplicable, cluster, kubeconfig, one, plugin, script

CONFIG = "tools/clientcmd/client_config_test.go:"
OVERRIDES = "tools/clientcmd/overrides_test.go:"
BASICS = ("--server", "@url0@", "--certificate-authority", "@ca.crt@")
AS = {"token": "t", "as": "alice", "as-uid": "abc123", "as-groups": ["group-1"], "as-user-extra": {"some-key": ["some-value"]}}
AS_SEEN = "extra-some-key=some-value; group=group-1; uid=abc123; user=alice"


def token(value):
    return {"0.authorization": "Bearer " + value}


def merge(entries, name, **more):
    sources = tuple(CONFIG + "TestMergeSemantics[%s]" % entry for entry in entries)
    return Case("overrides/merge-" + name, sources, **more)


def prefix(server, kind="tls", source=True, **more):
    """The server's address as a cluster has it; @url0@ may be https or http."""
    return Case("overrides/server " + server, CONFIG + "TestCreateCleanWithPrefix[%s]" % server if source else "",
                config=one(clu=cluster(server.replace("anything.com:8080", "@host0@"))), servers=(kind,), **more)


def hint(entry, written, *words):
    return Case("overrides/hint-" + entry, CONFIG + "TestCleanANSIEscapeCodes[%s]" % entry, want="credentials", sees=NOWHERE,
                config=one(user=plugin("no-such-plugin", installHint=written)), says=words, never=("\x1b",))


def in_pod(index, args, **more):
    """A pod's service account beside flags. The kubeconfig is empty, so kubectl takes --server as the whole of it."""
    return Case("overrides/in-cluster-%d" % index, CONFIG + "TestInClusterClientConfigPrecedence[%d]" % index, args=args,
                servers=("tls", "tls"), in_cluster={"token": "pod-token", "ca.crt": ("link", "@ca.crt@"), "namespace": "podns"},
                env={"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": "@port0@"}, **more)


SERVER = ("--server", "@url1@")
CA = ("--certificate-authority", "@ca.crt@")
TOKEN = ("--token", "flag-token")
OTHER = {"0.method": "nothing arrived", "1.authorization": "Bearer flag-token"}
POD = {"0.authorization": "Bearer pod-token", "1.method": "nothing arrived", "0.namespace": "podns"}

CASES = [
    # ---- flags laid over entries: merge ----
    merge(("struct 0", "overwrite non-zero values, merge maps"), "text", config=one(), args=("--token", "flag"),
          sees=token("flag")),
    merge(("struct 1",), "part-of-an-entry", config=one(user={"token": "kept"}), args=("--as", "alice"),
          sees={**token("kept"), "0.as": "user=alice"}),
    merge(("struct 2",), "lists-are-replaced", config=one(user={"token": "t", "as": "a", "as-groups": ["g3", "g4", "g5"]}),
          args=("--as-group", "g1", "--as-group", "g2"), sees={"0.as": "group=g1; group=g2; user=a"}),
    merge(("struct 3", "override zero dst"), "onto-nothing", args=(*BASICS, "--token", "t"), sees=token("t")),
    merge(("struct 4", "zero noop", "noop zero src"), "nothing-onto-something", config=one(user=AS), args=("--as", ""),
          sees={"0.as": AS_SEEN, **token("t")}),
    Inapplicable(CONFIG + "TestMergeSemantics[struct 5]", "no flag sets an exec or auth-provider entry, the only pointers"),
    merge(("map", "overwrite non-zero values, merge maps, shared"), "maps-key-by-key", since="1.35",
          config=one(user={"token": "t", "as": "a", "as-user-extra": {"rsc": ["6543"], "r": ["2138"], "prt": ["22"]}}),
          args=("--as-user-extra", "rsc=3711", "--as-user-extra", "r=2138"),
          sees={"0.as": "extra-prt=22; extra-r=2138; extra-rsc=3711; user=a"}),

    # ---- clusters ----
    Case("overrides/disable-compression", CONFIG + "TestDisableCompression", config=one(), args=("--disable-compression",),
         sees={"0.gzip": False}),
    Case("overrides/disable-compression-false-is-no-override", config=one(clu=cluster(disable_compression=True)),
         args=("--disable-compression=false",), sees={"0.gzip": False}),
    Case("overrides/insecure-drops-authority", CONFIG + "TestInsecureOverridesCA",
         config=one(clu=cluster(certificate_authority_data="@other-ca@")), args=("--insecure-skip-tls-verify",)),
    Case("overrides/insecure-false-keeps-insecure", config=one(clu=cluster(
        certificate_authority_data=None, insecure_skip_tls_verify=True)), args=("--insecure-skip-tls-verify=false",)),
    Case("overrides/authority-drops-authority-data", CONFIG + "TestCAOverridesCAData",
         config=one(clu=cluster(certificate_authority_data="@other-ca@")), args=CA),
    Case("overrides/authority-drops-insecure", config=one(clu=cluster(
        certificate_authority_data=None, insecure_skip_tls_verify=True)), args=("--certificate-authority", "@other-ca.crt@"),
        want="connect/authority", sees=NOWHERE),
    Case("overrides/authority-and-insecure", config=one(), args=(*CA, "--insecure-skip-tls-verify"),
         want="config/insecure-with-ca", sees=NOWHERE),
    Case("overrides/authority-is-relative-to-the-working-folder", config=one(), files={"work/x/ca": ("link", "@ca.crt@")},
         args=("--certificate-authority", "x/ca")),
    Case("overrides/tls-server-name", CONFIG + "TestTLSServerName", config=one(), servers=("named",),
         args=("--tls-server-name", "kube.example"), sees={"0.sni": "kube.example", "0.host": "127.0.0.1:@port0@"}),
    Case("overrides/tls-server-name-over-another", config=one(clu=cluster(tls_server_name="wrong.example")),
         servers=("named",), args=("--tls-server-name", "kube.example"), sees={"0.sni": "kube.example"}),
    Case("overrides/server-clears-tls-server-name", CONFIG + "TestTLSServerNameClearsWhenServerNameSet",
         config=one(clu=cluster(tls_server_name="wrong.example")), args=("--server", "@url0@"), sees={"0.sni": ""}),
    Case("overrides/server-with-tls-server-name", config=one(clu=cluster(tls_server_name="wrong.example")),
         servers=("named",), args=("--server", "@url0@", "--tls-server-name", "kube.example"), sees={"0.sni": "kube.example"}),
    Case("overrides/server-keeps-authority", config=one(clu=cluster("https://127.0.0.1:@refused@")),
         args=("--server", "@url0@"), sees=token("secret")),
    Case("overrides/server-short-form", config=one(clu=cluster("https://127.0.0.1:@refused@")), args=("-s", "@url0@")),
    Case("overrides/cluster", args=("--cluster", "other"), servers=("tls", "tls"), sees={**NOWHERE, "1.namespace": "ai"},
         config={**one(), "clusters": [{"name": "clu", "cluster": cluster()}, {"name": "other", "cluster": cluster("@url1@")}]}),
    Case("overrides/cluster-missing", config=one(), args=("--cluster", "gone"), want="config/cluster", sees=NOWHERE,
         says=("gone", "@root@/home/.kube/config", "clu")),
    Case("overrides/cluster-missing-with-server", config=one(), args=("--cluster", "gone", "--server", "@url0@"),
         want="config/cluster", sees=NOWHERE),

    # ---- users ----
    Case("overrides/impersonation-of-the-kubeconfig-over-http", CONFIG + "TestFullImpersonateConfig", config=one(user=AS),
         servers=("plain",), args=("--server", "@url0@"), sees={"0.as": AS_SEEN, "0.authorization": ""},
         says=("plain http",)),
    Case("overrides/impersonation", config=one(), sees={"0.as": "group=b; group=c; uid=7; user=alice"},
         args=("--as", "alice", "--as-group", "b", "--as-group", "c", "--as-uid", "7")),
    Case("overrides/as-group-without-user", config=one(), args=("--as-group", "b"), want="config/as", sees=NOWHERE),
    Case("overrides/as-uid-without-user", config=one(), args=("--as-uid", "b"), want="config/as", sees=NOWHERE),
    Case("overrides/as-group-with-the-kubeconfigs-user", config=one(user={"token": "t", "as": "alice"}),
         args=("--as-group", "b"), sees={"0.as": "group=b; user=alice"}),
    Case("overrides/as-user-extra", config=one(), since="1.35", args=("--as", "a", "--as-user-extra", "reason=x y",
                                                                      "--as-user-extra", "reason=z"),
         sees={"0.as": "extra-reason=x y; extra-reason=z; user=a"}),
    Case("overrides/as-user-extra-without-user", config=one(), since="1.35", args=("--as-user-extra", "reason=x"),
         want="config/as", sees=NOWHERE),
    Case("overrides/user", args=("--user", "other"), sees=token("others"),
         config={**one(), "users": [{"name": "usr", "user": {"token": "t"}}, {"name": "other", "user": {"token": "others"}}]}),
    Case("overrides/user-missing", config=one(), args=("--user", "gone"), want="config/user", sees=NOWHERE,
         says=("gone", "@root@/home/.kube/config", "usr")),
    Case("overrides/user-missing-with-token", config=one(), args=("--user", "gone", "--token", "t"), want="config/user",
         sees=NOWHERE),
    Case("overrides/token-against-token-file", config=one(user={"tokenFile": "t"}), files={"home/.kube/t": "filed"},
         args=("--token", "flag"), sees=token("filed"), proves="the file wins, as kubectl has it"),
    Case("overrides/token-against-password", config=one(user={"username": "u", "password": "p"}), args=("--token", "flag"),
         want="config/methods", sees=NOWHERE),
    Case("overrides/token-against-plugin", config=one(user=plugin("@root@/bin/p")), files={"bin/p": script("plugged")},
         args=("--token", "flag"), sees=token("flag")),
    Case("overrides/token-against-certificate", config=one(user={"client-certificate": "@client.crt@",
                                                                "client-key": "@client.key@"}),
         args=("--token", "flag"), sees={**token("flag"), **CERTIFICATE}),
    Case("overrides/username-and-password", config=one(user={}), args=("--username", "u", "--password", "p"),
         sees={"0.authorization": "Basic dTpw"}),
    Case("overrides/password-over-the-kubeconfigs", config=one(user={"username": "u", "password": "x"}),
         args=("--password", "p"), sees={"0.authorization": "Basic dTpw"}),
    Case("overrides/username-against-token", config=one(), args=("--username", "u", "--password", "p"),
         want="config/methods", sees=NOWHERE),
    Case("overrides/certificate-flags", config=one(user={}), args=("--client-certificate", "@client.crt@", "--client-key",
                                                                   "@client.key@"), sees=CERTIFICATE),
    Case("overrides/certificate-flags-over-data", CONFIG + "TestClientCertOverrideData[override-with-file-paths]",
         since="1.35", config=one(user={"client-certificate-data": "@ca@", "client-key-data": "@ca@"}), sees=CERTIFICATE,
         args=("--client-certificate", "@client.crt@", "--client-key", "@client.key@")),
    Inapplicable(CONFIG + "TestClientCertOverrideData[override-with-data-fields]", "no flag takes the data itself"),
    Case("overrides/certificate-flags-over-files", sees=CERTIFICATE,
         config=one(user={"client-certificate": "/gone/crt", "client-key": "/gone/key"}),
         args=("--client-certificate", "@client.crt@", "--client-key", "@client.key@")),
    Case("overrides/certificate-flag-without-key", config=one(user={}), args=("--client-certificate", "@client.crt@"),
         want="config/no-key", sees=NOWHERE),
    Case("overrides/key-flag-alone", config=one(), args=("--client-key", "/gone"), sees=token("secret")),

    # ---- contexts and namespaces ----
    Case("overrides/context", CONFIG + "TestMergeRawConfigDoOverride", servers=("tls", "tls"), sees={
        **NOWHERE, "1.authorization": "Bearer modified-token", "1.namespace": "foobar"},
        config=kubeconfig({"clean": cluster(), "modify": cluster("https://127.0.0.1:@refused@")},
                          {"clean": {"token": "the-token"}, "modify": {"token": "the-token"}},
                          {"clean": {"cluster": "clean", "user": "clean"},
                           "modify": {"cluster": "modify", "user": "modify", "namespace": "modify"}}, "clean"),
        args=("--context", "modify", "--server", "@url1@", "--token", "modified-token", "-n", "foobar")),
    Case("overrides/no-namespace", CONFIG + "TestMergeContext[not overridden]", config=one(context={"namespace": ""}),
         sees={"0.namespace": "default"}),
    Case("overrides/namespace", CONFIG + "TestMergeContext[overridden]", config=one(context={"namespace": ""}),
         args=("--namespace", "overridden-namespace"), sees={"0.namespace": "overridden-namespace"}),
    Case("overrides/namespace-over-the-contexts", CONFIG + "TestNamespaceOverride", config=one(), args=("-n", "foo"),
         sees={"0.namespace": "foo"}),
    Case("overrides/namespace-joined", config=one(), args=("-nfoo",), sees={"0.namespace": "foo"}),
    Case("overrides/namespace-with-equals", config=one(), args=("-n=foo",), sees={"0.namespace": "foo"}),
    Case("overrides/namespace-empty", config=one(), args=("-n", ""), sees={"0.namespace": "ai"}),
    Case("overrides/namespace-twice", config=one(), args=("-n", "a", "-n", "b"), sees={"0.namespace": "b"}),
    *[Case("overrides/namespace " + text, OVERRIDES + "TestNamespacePrefixStrip[%s]" % text, config=one(), args=("-n", text),
           want="config/namespace", early=True, proves="kubectl has not bound this flag so, and strips nothing")
      for text in ("namespaces/foo", "NAMESPACES/foo", "NameSpaces/foo", "namespace/foo", "NAMESPACE/foo", "nameSpace/foo",
                   "ns/foo", "NS/foo", "namespaces/", "namespace/", "ns/")],
    *[Case("overrides/namespace " + text, config=one(), args=("-n", text), want="config/namespace", early=True)
      for text in (".", "..", "a/../b", "a%2fb")],
    Inapplicable(CONFIG + "TestModifyContext", "this program does not write kubeconfigs"),
    Case("overrides/context-missing", CONFIG + "TestCreateMissingContext", config=one(), args=("--context", "not-present"),
         want="config/context", sees=NOWHERE, says=("not-present", "test")),
    Case("overrides/context-missing-without-default-server", CONFIG + "TestCreateMissingContextNoDefault",
         config=one(clu={}), args=("--context", "not-present"), want="config/context", sees=NOWHERE),
    Case("overrides/context-missing-with-everything-else", config=one(), want="config/context", sees=NOWHERE,
         args=("--context", "gone", "--cluster", "clu", "--user", "usr")),
    Case("overrides/context-empty", config=one(), args=("--context", "")),

    # ---- the server's address ----
    Case("overrides/clean", CONFIG + "TestCreateClean", config=one(), sees={**token("secret"), "0.prefix": "", "0.sni": ""}),
    Case("overrides/clean-default", CONFIG + "TestCreateCleanDefault", config=one(), env={"KUBERNETES_MASTER": ""}),
    Case("overrides/clean-default-cluster", CONFIG + "TestCreateCleanDefaultCluster", config=one(), servers=("tls", "plain"),
         env={"KUBERNETES_MASTER": "@url1@"}, sees={**token("secret"), "1.method": "nothing arrived"}),
    prefix("https://anything.com:8080/foo/bar", sees={"0.prefix": "/foo/bar"}),
    prefix("http://anything.com:8080/foo/bar", "plain", sees={"0.prefix": "/foo/bar", "0.authorization": ""}),
    prefix("http://anything.com:8080/foo/bar/", "plain", sees={"0.prefix": "/foo/bar"}),
    prefix("http://anything.com:8080/", "plain", sees={"0.prefix": ""}),
    prefix("http://anything.com:8080//", "plain", sees={"0.prefix": ""}),
    prefix("anything.com:8080/foo/bar", "plain", want="config/server", sees=NOWHERE,
           proves="a test of client-go takes the text as it is; requests to it fail"),
    prefix("anything.com:8080", "plain", sees={"0.prefix": "", "0.authorization": ""}),
    Case("overrides/server-without-port", CONFIG + "TestCreateCleanWithPrefix[anything.com]", servers=(),
         config=one(clu=cluster("127.0.0.1")), want="connect/refused", says=("http://127.0.0.1",)),
    Case("overrides/server-of-one-word", CONFIG + "TestCreateCleanWithPrefix[anything]", servers=(),
         config=one(clu=cluster("localhost")), want="connect/refused", says=("http://localhost",)),
    Case("overrides/server-empty", CONFIG + "TestCreateCleanWithPrefix[]", servers=("plain",),
         config=one(clu={"server": ""}), env={"KUBERNETES_MASTER": "@url0@"}, sees={"0.namespace": "ai"}),
    prefix("https://anything.com:8080/k8s/clusters/c-1", source=False, sees={"0.prefix": "/k8s/clusters/c-1"}),
    prefix("https://anything.com:8080/a//b/", source=False),
    prefix("https://anything.com:8080/a/../b", source=False),
    prefix("https://anything.com:8080/a%20b/c%2Fd", source=False),
    prefix("https://anything.com:8080/a?x=1#y", source=False, sees={"0.prefix": "/a"}),
    prefix("https://anything.com:8080?x=1", source=False),
    prefix("HTTPS://anything.com:8080", source=False),
    prefix("https://user:pass@anything.com:8080", source=False, sees={"0.authorization": "Basic dXNlcjpwYXNz"}),
    prefix("https://us%3aer@anything.com:8080", source=False, sees={"0.authorization": "Basic dXM6ZXI6"}),
    prefix("http://user:pass@anything.com:8080", "plain", source=False, sees={"0.authorization": "Basic dXNlcjpwYXNz"},
           deviates="no-password-over-http", ours={"0.authorization": ""}),
    prefix("ftp://anything.com:8080", source=False, want="config/server", sees=NOWHERE),
    prefix("https://", source=False, want="config/server", sees=NOWHERE),
    prefix("https://anything.com:8080:1", source=False, want="connect/dns", sees=NOWHERE, deviates="address-checked",
           ours={"outcome": "config/server"}),
    prefix("https://anything.com:port", source=False, want="config/server", sees=NOWHERE),
    prefix("https://any thing:1", source=False, want="config/server", sees=NOWHERE),
    prefix(" https://anything.com:8080", source=False, want="config/server", sees=NOWHERE),
    Case("overrides/server-flag-without-scheme", config=one(), servers=("plain",), args=("-s", "@host0@"),
         sees={"0.authorization": ""}, says=("plain http",)),
    Case("overrides/server-localhost", config=one(clu=cluster("https://localhost:@port0@")),
         sees={"0.sni": "localhost", "0.host": "localhost:@port0@"}),

    # ---- credentials ----
    Case("overrides/certificate-data", CONFIG + "TestCertificateData", sees=CERTIFICATE,
         config=one(user={"client-certificate-data": "@client@", "client-key-data": "@client-key@"})),
    Case("overrides/password", CONFIG + "TestBasicAuthData", config=one(user={"username": "myuser", "password": "mypass"}),
         sees={"0.authorization": "Basic bXl1c2VyOm15cGFzcw=="}),
    Case("overrides/token-file", CONFIG + "TestBasicTokenFile", config=one(user={"tokenFile": "@work@/t"}),
         files={"work/t": "exampletoken"}, sees=token("exampletoken")),
    Case("overrides/token-file-and-token", CONFIG + "TestPrecedenceTokenFile", files={"work/t": "exampletoken"},
         config=one(user={"token": "expected", "tokenFile": "@work@/t"}), sees=token("exampletoken"),
         proves="the token is there at first, and the file's replaces it before the first request"),
    Case("overrides/token-file-gone-and-token", config=one(user={"token": "expected", "tokenFile": "/gone"}),
         sees=token("expected")),
    Case("overrides/plugin-with-arguments-and-cluster", CONFIG + "TestAuthConfigMerge", sees=token("arg-1-arg-2-foo-bar"),
         files={"bin/foo-command": script(
             "$1-$2-$seen", "v1beta1", "seen=$(printf %s \"$KUBERNETES_EXEC_INFO\" | "
             "sed 's/.*\"audience\":\"\\([a-z]*\\)\",\"other\":\"\\([a-z]*\\)\".*/\\1-\\2/')\n")},
         config=one(clu=cluster(extensions=[{"name": "client.authentication.k8s.io/exec",
                                             "extension": {"audience": "foo", "other": "bar"}}]),
                    user={"exec": {"apiVersion": "client.authentication.k8s.io/v1beta1", "args": ["arg-1", "arg-2"],
                                   "command": "foo-command", "provideClusterInfo": True}})),

    # ---- proxies: which addresses are taken ----
    Case("overrides/proxy-none", CONFIG + "TestProxyURL[no proxy-url]", config=one(clu=cluster(proxy_url=""))),
    *[Case("overrides/proxy-" + scheme, CONFIG + "TestProxyURL[%s proxy-url]" % scheme, want="connect/refused", sees=NOWHERE,
           config=one(clu=cluster(proxy_url=scheme + "://127.0.0.1:@refused@")), says=("proxy", "proxy-url"))
      for scheme in ("socks5", "https", "http")],
    *[Case("overrides/proxy " + text, CONFIG + "TestProxyURL[%s]" % entry if entry else "", want="config/proxy-url",
           sees=NOWHERE, config=one(clu=cluster(proxy_url=text)), says=("clu", "@root@/home/.kube/config"))
      for text, entry in (("socks6://example.com", "bad scheme proxy-url"), ("example.com", "no scheme proxy-url"),
                          ("chewbacca@example.com", "not a url proxy-url"), ("socks5h://example.com", ""),
                          ("http://exa mple", ""), ("://", ""))],

    # ---- hints ----
    Case("overrides/hint-of-a-plugin", CONFIG + "TestCreateAuthConfigExecInstallHintCleanup", want="credentials",
         sees=NOWHERE, says=("some install hint with", "control chars", "and a newline"), never=("\x1b",),
         config=one(user=plugin("some-command",
                                installHint="some install hint with \x1b[1mcontrol chars\x1b[0m\nand a newline"))),
    hint("DenyBoldCharacters", "\x1b[1mbold tuna\x1b[0m, fish, \x1b[1mbold marlin\x1b[0m", "bold tuna", ", fish, "),
    hint("DenyCursorNavigation", "\x1b[2Aup up, \x1b[2Cright right", "up up, ", "right right"),
    hint("DenyClearScreen", "clear: \x1b[2J", "clear: "),
    hint("AllowSpaceCharactersUnchanged", "tuna\nfish\r\nmarlin\t\r\ntuna\x0bfish\x0cmarlin",
         "tuna fish marlin tuna fish marlin"),
    hint("AllowLetters", "alpha: \u03b1, beta: \u03b2, gamma: \u03b3", "alpha: \u03b1, beta: \u03b2, gamma: \u03b3"),
    hint("AllowMarks", "tu\u0301na with a mark over the u, ma\u030Arlin", "tu\u0301na with a mark over the u, ma\u030Arlin"),
    hint("AllowNumbers", "t1na, f2sh, m3rlin, t12a", "t1na, f2sh, m3rlin, t12a"),
    hint("AllowPunctuation", "\"here's a sentence; with! some...punctuation ;)\"",
         "\"here's a sentence; with! some...punctuation ;)\""),
    hint("AllowSymbols", "\u222b\u2081\u207F f(x) dx \u2248 \u2211\u2090\u208C\u2081\u207F f(x), a \u2208 \u2115",
         "\u222b\u2081\u207F f(x) dx \u2248 \u2211\u2090\u208C\u2081\u207F f(x), a \u2208 \u2115"),
    hint("AllowSepatators", "here is a paragraph separator\u2029and here\u2003are\u2003some\u2003em\u2003spaces",
         "here is a paragraph separator", "and here", "some"),

    # ---- flags in a pod ----
    in_pod(0, SERVER, want="prompt", deviates="no-prompt", sees={"1.method": "nothing arrived"}, ours={
        "outcome": "connect/authority"}),
    in_pod(1, TOKEN, sees={**POD, "0.authorization": "Bearer flag-token"}),
    in_pod(2, CA, sees=POD),
    in_pod(3, (*SERVER, *TOKEN), want="connect/authority", sees=NOWHERE),
    in_pod(4, (*SERVER, *CA), want="prompt", deviates="no-prompt", sees={"1.method": "nothing arrived"}, ours={
        "outcome": "ok", "1.authorization": ""}),
    in_pod(5, (*CA, *TOKEN), sees={**POD, "0.authorization": "Bearer flag-token"}),
    in_pod(6, (*SERVER, *CA, *TOKEN), sees={**OTHER, "1.namespace": "podns"}),
    Inapplicable(CONFIG + "TestInClusterClientConfigPrecedence[7]", "no flag sets a token file"),
    Inapplicable(CONFIG + "TestInClusterClientConfigPrecedence[8]", "no flag sets a token file"),
    in_pod(9, (), sees=POD),

    # ---- flags that kubectl has ----
    Case("overrides/request-timeout", config=one(), args=("--request-timeout", "1m30s")),
    Case("overrides/request-timeout-seconds", config=one(), args=("--request-timeout=5",)),
    Case("overrides/request-timeout-none", config=one(), args=("--request-timeout", "0")),
    *[Case("overrides/request-timeout " + text, config=one(), args=("--request-timeout=" + text,), want="flag", sees=NOWHERE)
      for text in ("-1", "5x", "m", "1.5")],
    Case("overrides/cache-dir", config=one(), args=("--cache-dir", "@work@/.kube/cache")),
    Case("overrides/unknown-flag", config=one(), args=("--no-such-flag",), want="flag", sees=NOWHERE),
]
