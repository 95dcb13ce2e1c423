# SPDX-License-Identifier: Apache-2.0
"""Which proxy a request goes through: proxy-url of the kubeconfig, and the environment as Go reads it
(golang.org/x/net/http/httpproxy). A proxy here leads to the test's own server whatever it is asked for. A destination
that must not be proxied is 0.0.0.0, which is this machine and, to Go, no loopback address, or a name that nobody has."""
from case import Case, cluster, one

VIA = {"0.authorization": "Bearer secret", "1.how": "CONNECT"}
NOBODY = {"0.method": "nothing arrived", "1.method": "nothing arrived"}
DIRECT = {"0.authorization": "Bearer secret", "1.method": "nothing arrived"}
FILE = "@root@/home/.kube/config"
AWAY = "https://host.invalid:6443"
HERE = "https://0.0.0.0:@port0@"  # not loopback to Go, and yet this machine


def case(name, server=AWAY, kind="proxy", env=None, proxy=None, target="host.invalid:6443", **more):
    clu = cluster(server=server) if proxy is None else cluster(server=server, proxy_url=proxy)
    sees = more.pop("sees", None) or {**VIA, "1.target": target}
    servers = more.pop("servers", ("tls", kind))
    return Case("proxy/" + name, config=one(clu=clu), servers=servers, env=env or {}, sees=sees, **more)


def no_proxy(name, entry, direct, server=HERE, target="0.0.0.0:@port0@", upper="NO_PROXY"):
    """Of a destination on this machine."""
    return case("no-proxy/" + name, server, env={"HTTPS_PROXY": "@url1@", upper: entry},
                sees=DIRECT if direct else {**VIA, "1.target": target})


def no_proxy_name(name, entry, direct, server="https://a.host.invalid:6443", target="a.host.invalid:6443"):
    """Of a name that cannot be resolved: directly it fails."""
    if not direct:
        return case("no-proxy/" + name, server, env={"HTTPS_PROXY": "@url1@", "NO_PROXY": entry}, kind="proxy-502",
                    want="connect/proxy", sees={"1.target": target, "0.method": "nothing arrived"})
    return case("no-proxy/" + name, server, env={"HTTPS_PROXY": "@url1@", "NO_PROXY": entry}, sees=NOBODY,
                want="connect/dns", says=("cannot be resolved", 'context "test"', FILE))


CASES = [
    case("proxy-url/http", proxy="@url1@"),
    case("proxy-url/http-of-loopback", proxy="@url1@", server="@url0@", target="127.0.0.1:@port0@"),
    case("proxy-url/https", proxy="@url1@", kind="https-proxy"),
    case("proxy-url/https-of-an-unknown-authority", proxy="@url1@", kind="https-proxy-other", want="connect/authority",
         sees=NOBODY, says=("the proxy https://127.0.0.1", 'cluster "clu"', FILE)),
    case("proxy-url/socks5", proxy="@url1@", kind="socks5",
         sees={"0.authorization": "Bearer secret", "1.how": "socks5", "1.target": "host.invalid:6443", "1.by": "name"}),
    case("proxy-url/socks5-of-an-address", proxy="@url1@", kind="socks5", server="https://10.1.2.3:6443",
         sees={"0.authorization": "Bearer secret", "1.target": "10.1.2.3:6443", "1.by": "address"}),
    case("proxy-url/socks5-of-an-ipv6-address", proxy="@url1@", kind="socks5", server="https://[fd00::1]:6443",
         sees={"0.authorization": "Bearer secret", "1.target": "fd00::1:6443", "1.by": "address"}),
    case("proxy-url/socks5h", proxy="socks5h://127.0.0.1:@port1@", kind="socks5", want="config/proxy-url", sees=NOBODY,
         says=('cluster "clu"', FILE, "socks5")),
    case("proxy-url/ftp", proxy="ftp://127.0.0.1:@port1@", want="config/proxy-url", sees=NOBODY),
    case("proxy-url/no-scheme", proxy="127.0.0.1:@port1@", want="config/proxy-url", sees=NOBODY),
    case("proxy-url/no-host", proxy="http://", want="connect/refused", sees=NOBODY, deviates="unusable-proxy",
         ours={"outcome": "config/proxy-url"}),
    case("proxy-url/with-a-line-end", proxy="http://127.0.0.1:@port1@\n", want="config/proxy-url", sees=NOBODY),
    case("proxy-url/with-path", proxy="@url1@/some/path"),
    case("proxy-url/upper-case", proxy="HTTP://127.0.0.1:@port1@"),
    case("proxy-url/with-login", kind="proxy-login", proxy="http://joe:p%40ss%25word@127.0.0.1:@port1@",
         sees={**VIA, "1.login": "joe:p@ss%word"}),
    case("proxy-url/with-login-for-socks5", kind="socks5-login", proxy="socks5://joe:p%40ss%25word@127.0.0.1:@port1@",
         sees={"0.authorization": "Bearer secret", "1.login": "joe:p@ss%word"}),
    case("proxy-url/with-an-at-sign-in-the-password", kind="proxy-login", proxy="http://joe:p@ss%25word@127.0.0.1:@port1@",
         sees={**VIA, "1.login": "joe:p@ss%word"}),
    case("proxy-url/without-the-login-it-asks-for", kind="proxy-login", proxy="http://127.0.0.1:@port1@",
         want="connect/proxy", sees={"0.method": "nothing arrived", "1.login": ""},
         says=("proxy http://127.0.0.1", "407", "user:password", 'cluster "clu"', FILE)),
    case("proxy-url/without-the-login-socks5-asks-for", kind="socks5-login", proxy="socks5://127.0.0.1:@port1@",
         want="connect/proxy", sees={"0.method": "nothing arrived"},
         says=("proxy socks5://127.0.0.1", 'cluster "clu"', FILE)),
    case("proxy-url/that-refuses", kind="proxy-403", proxy="@url1@", want="connect/proxy",
         sees={"0.method": "nothing arrived"}, says=("proxy http://127.0.0.1", "403", 'cluster "clu"', FILE)),
    case("proxy-url/that-finds-nobody", kind="proxy-502", proxy="@url1@", want="connect/proxy",
         sees={"0.method": "nothing arrived"}, says=("proxy http://127.0.0.1", "502")),
    case("proxy-url/that-is-not-there", proxy="http://127.0.0.1:@refused@", want="connect/refused", sees=NOBODY,
         says=("proxy http://127.0.0.1", "refuses connections", 'cluster "clu"', FILE)),
    case("proxy-url/whose-name-nobody-knows", proxy="http://proxy.invalid:3128", want="connect/dns", sees=NOBODY,
         says=("proxy http://proxy.invalid:3128", "cannot be resolved", 'cluster "clu"', FILE)),
    case("proxy-url/over-the-environment", kind="proxy", proxy="@url1@", env={"HTTPS_PROXY": "http://127.0.0.1:@refused@"}),
    case("proxy-url/and-no-proxy", proxy="@url1@", env={"NO_PROXY": "*"}),
    case("proxy-url/for-plain-http", proxy="@url1@", server="http://host.invalid:8080", servers=("plain", "proxy"),
         sees={"0.authorization": "", "0.host": "host.invalid:8080", "1.how": "GET"}, ignore=("1.target",)),
    case("proxy-url/dropped-by-server-flag", proxy="@url1@", server="https://other.invalid", args=("--server", AWAY)),
    case("proxy-url/with-server-name", proxy="@url1@", server="https://10.1.2.3:6443", target="10.1.2.3:6443"),
    case("proxy-url/with-prefix", proxy="@url1@", server=AWAY + "/k8s/clusters/c-1",
         sees={**VIA, "0.prefix": "/k8s/clusters/c-1"}),
    case("proxy-url/ipv6", proxy="@url1@", server="https://[fd00::1]:6443", target="[fd00::1]:6443"),
    case("proxy-url/default-port-of-the-server", proxy="@url1@", server="https://host.invalid", target="host.invalid:443"),

    case("environment/HTTPS_PROXY", env={"HTTPS_PROXY": "@url1@"}),
    case("environment/https_proxy", env={"https_proxy": "@url1@"}),
    case("environment/upper-case-first", env={"HTTPS_PROXY": "@url1@", "https_proxy": "http://127.0.0.1:@refused@"}),
    case("environment/without-scheme", env={"HTTPS_PROXY": "127.0.0.1:@port1@"}),
    case("environment/socks5", kind="socks5", env={"HTTPS_PROXY": "@url1@"}, sees={"1.how": "socks5", "1.by": "name"}),
    case("environment/socks5h", kind="socks5", env={"HTTPS_PROXY": "socks5h://127.0.0.1:@port1@"},
         sees={"1.how": "socks5", "1.by": "name"}),
    case("environment/with-login", kind="proxy-login", env={"HTTPS_PROXY": "http://joe:p%40ss%25word@127.0.0.1:@port1@"},
         sees={**VIA, "1.login": "joe:p@ss%word"}),
    case("environment/with-an-at-sign-in-the-password", kind="proxy-login",
         env={"HTTPS_PROXY": "http://joe:p@ss%25word@127.0.0.1:@port1@"}, sees={**VIA, "1.login": "joe:p@ss%word"}),
    case("environment/HTTP_PROXY-is-not-for-https", env={"HTTP_PROXY": "@url1@"}, sees=NOBODY, want="connect/dns"),
    case("environment/ALL_PROXY-is-not-known", env={"ALL_PROXY": "@url1@", "all_proxy": "@url1@"}, sees=NOBODY,
         want="connect/dns"),
    case("environment/HTTP_PROXY", server="http://host.invalid:8080", servers=("plain", "proxy"), env={"HTTP_PROXY": "@url1@"},
         sees={"0.authorization": "", "1.how": "GET"}, ignore=("1.target",)),
    case("environment/http_proxy", server="http://host.invalid:8080", servers=("plain", "proxy"), env={"http_proxy": "@url1@"},
         sees={"0.authorization": "", "1.how": "GET"}, ignore=("1.target",)),
    case("environment/HTTPS_PROXY-is-not-for-http", server="http://host.invalid:8080", servers=("plain", "proxy"),
         env={"HTTPS_PROXY": "@url1@"}, sees=NOBODY, want="connect/dns"),
    case("environment/loopback-name", server="https://localhost:@port0@", env={"HTTPS_PROXY": "@url1@"}, sees=DIRECT),
    case("environment/loopback-address", server="@url0@", env={"HTTPS_PROXY": "@url1@"}, sees=DIRECT),
    case("environment/loopback-address-127.1.2.3", server="https://127.0.0.1:@port0@", env={"https_proxy": "@url1@"}, sees=DIRECT),
    case("environment/loopback-ipv6", server="@url0@", servers=("ipv6", "proxy"), env={"HTTPS_PROXY": "@url1@"}, sees=DIRECT),
    case("environment/loopback-over-plain-http", server="@url0@", servers=("plain", "proxy"), env={"HTTP_PROXY": "@url1@"},
         sees={"1.method": "nothing arrived", "0.authorization": ""}),
    case("environment/unusable", env={"HTTPS_PROXY": "http://[::1"}, sees=NOBODY, want="connect/dns",
         deviates="unusable-proxy", ours={"outcome": "config/proxy-url"}, says=("HTTPS_PROXY",)),
    case("environment/empty", env={"HTTPS_PROXY": ""}, server="@url0@", sees=DIRECT),

    no_proxy("other", "10.0.0.0/8,example.com", False),
    no_proxy("everything", "*", True),
    no_proxy("everything-among-others", "example.com, *", True),
    no_proxy("address", "0.0.0.0", True),
    no_proxy("another-address", "0.0.0.1", False),
    no_proxy("network", "0.0.0.0/8", True),
    no_proxy("network-that-ends-before", "0.0.0.128/25", False),
    no_proxy("network-of-everything", "0.0.0.0/0", True),
    no_proxy("network-of-32-bits", "0.0.0.0/32", True),
    no_proxy("network-with-too-many-bits", "0.0.0.0/33", False),
    no_proxy("address-with-port", "0.0.0.0:@port0@", True),
    no_proxy("address-with-another-port", "0.0.0.0:1", False),
    no_proxy("blanks", "  0.0.0.0  ,x", True),
    no_proxy("empty-entries", ",,0.0.0.0,", True),
    no_proxy("lower-case-variable", "0.0.0.0", True, upper="no_proxy"),
    no_proxy("blank-in-place-of-comma", "1.1.1.1 0.0.0.0", False),
    no_proxy("ipv6-network-of-an-ipv4-address", "::/0", False),
    no_proxy("mapped-address", "::ffff:0.0.0.0", True),
    no_proxy_name("domain", "host.invalid", True),
    no_proxy_name("domain-with-dot", ".host.invalid", True),
    no_proxy_name("domain-with-star", "*.host.invalid", True),
    no_proxy_name("itself", "host.invalid", True, AWAY),
    no_proxy_name("itself-with-dot", ".host.invalid", False, AWAY, "host.invalid:6443"),
    no_proxy_name("itself-with-star", "*.host.invalid", False, AWAY, "host.invalid:6443"),
    no_proxy_name("part-of-a-name", "ost.invalid", False),
    no_proxy_name("upper-case", "HOST.Invalid", True),
    no_proxy_name("with-port", "host.invalid:6443", True),
    no_proxy_name("with-another-port", "host.invalid:443", False),
    no_proxy_name("top-domain", "invalid", True),
    no_proxy_name("star-within", "a.*.invalid", False),
    no_proxy_name("default-port", "host.invalid:443", True, "https://host.invalid"),
]
