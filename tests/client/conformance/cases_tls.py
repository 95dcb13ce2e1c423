# SPDX-License-Identifier: Apache-2.0
"""TLS: whom the program believes, what it shows, what it refuses. client-go's transport/transport_test.go."""
from case import Case, Inapplicable, cluster, one

NEW = "transport/transport_test.go:TestNew[%s]"
NOTHING = {"0.method": "nothing arrived"}
ANONYMOUS = {"0.authorization": "", "0.method": "GET", "0.as": "", "0.gzip": True, "0.host": "127.0.0.1:@port0@",
             "0.lists": 1, "0.namespace": "ai", "0.prefix": "", "0.sni": "", "0.via": ""}
SUBJECT = {"0.certificate": "commonName=cert-user,organizationName=group"}
FILE = "@root@/home/.kube/config"
WHO = ('context "test"', "https://127.0.0.1:")


def user(cert=None, key=None, **more):
    body = {"client-certificate-data": "@client@" if cert is None else cert,
            "client-key-data": "@client-key@" if key is None else key, **more}
    return {name: value for name, value in body.items() if value}


def files(cert, key, **more):
    return {"client-certificate": cert, "client-key": key, **more}


def clu(ca=None, **more):
    return {"server": "@url0@", **({"certificate-authority-data": ca} if ca else {}), **more}


def server(name, kind, want, says=(), entry=None, **more):
    return Case("tls/" + name, NEW % entry if entry else "", config=more.pop("config", None) or one(), servers=(kind,),
                want=want, sees=more.pop("sees", NOTHING), says=says, **more)


def base64(text):
    import base64 as codec
    return codec.b64encode(text.encode()).decode()


CASES = [
    Case("tls/insecure", NEW % "insecure", config=one(clu=clu(**{"insecure-skip-tls-verify": True})),
         sees={"0.authorization": "Bearer secret"}),
    Case("tls/insecure-with-every-fault-of-a-certificate", config=one(clu=clu(**{"insecure-skip-tls-verify": True})),
         servers=("expired",), sees={"0.authorization": "Bearer secret"}),
    Case("tls/server-name", NEW % "server name", config=one(clu=cluster(tls_server_name="kube.example")),
         sees={"0.sni": "kube.example", "0.host": "127.0.0.1:@port0@"}),
    Case("tls/ca-data", NEW % "ca transport", config=one(), sees={"0.sni": ""}),
    Case("tls/ca-file", config=one(clu=clu(**{"certificate-authority": "@ca.crt@"}))),
    Case("tls/no-such-ca-file", NEW % "bad ca file transport", want="config/ca-file", sees=NOTHING,
         config=one(clu=clu(**{"certificate-authority": "invalid-file"})),
         says=("@root@/home/.kube/invalid-file", "no such file", 'cluster "clu"', FILE)),
    Case("tls/ca-data-with-garbage-after-it", NEW % "bad ca data transport", files={"work/ca": "@ca.crt@"},
         config=one(clu=clu(ca=base64("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"))),
         want="config/ca-pem", sees=NOTHING, says=("certificate-authority", 'cluster "clu"', FILE)),
    Case("tls/ca-that-is-no-pem", config=one(clu=clu(ca=base64("not a certificate"))), want="config/ca-pem",
         sees=NOTHING, says=("certificate-authority-data", 'cluster "clu"', FILE)),
    Case("tls/ca-that-is-a-key", config=one(clu=clu(**{"certificate-authority": "@client.key@"})), want="config/ca-pem",
         sees=NOTHING),
    Case("tls/empty-ca-file", config=one(clu=clu(**{"certificate-authority": "empty"})), files={"home/.kube/empty": ""},
         want="connect/authority", sees=NOTHING, deviates="empty-authority", ours={"outcome": "config/ca-pem"},
         says=("@root@/home/.kube/empty", "no certificate")),
    Case("tls/both-ca", NEW % "ca data overriding bad ca file transport", want="config/both", sees=NOTHING,
         config=one(clu=clu(ca="@ca@", **{"certificate-authority": "invalid-file"})),
         proves="the transport would take the data; kubectl refuses before it"),
    Case("tls/ca-bundle", config=one(clu=clu(**{"certificate-authority": "bundle"})),
         files={"home/.kube/bundle": ("join", "@other-ca.crt@", "@ca.crt@")}),
    Case("tls/ca-bundle-with-words", config=one(clu=clu(**{"certificate-authority": "bundle"})),
         files={"home/.kube/bundle": ("join", "=words of the one who made it\n", "@other-ca.crt@", "\n# more\n",
                                      "@ca.crt@")}),
    Case("tls/ca-with-cr-lf", config=one(clu=clu(**{"certificate-authority": "ca"})),
         files={"home/.kube/ca": ("crlf", "@ca.crt@")}),
    Case("tls/ca-that-is-the-servers-own-certificate", servers=("tls",), config=one(clu=clu(ca="@server@")),
         proves="a certificate that is trusted itself needs no authority"),
    Case("tls/ca-flag-over-insecure", config=one(clu=clu(**{"insecure-skip-tls-verify": True})),
         args=("--certificate-authority", "@other-ca.crt@"), want="connect/authority", sees=NOTHING,
         says=("--certificate-authority",)),
    Case("tls/insecure-flag-over-ca", config=one(clu=clu(ca="@other-ca@")), args=("--insecure-skip-tls-verify",)),
    Case("tls/both-flags", config=one(clu=clu()), args=("--insecure-skip-tls-verify", "--certificate-authority",
                                                        "@ca.crt@"), want="config/insecure-with-ca", sees=NOTHING),
    Case("tls/insecure-with-ca", config=one(clu=clu(ca="@ca@", **{"insecure-skip-tls-verify": True})),
         want="config/insecure-with-ca", sees=NOTHING, says=('cluster "clu"', FILE)),
    Case("tls/insecure-with-ca-over-plain-http", servers=("plain",),
         config=one(clu=clu(ca="@ca@", **{"insecure-skip-tls-verify": True}))),

    Case("tls/client-certificate-data", NEW % "cert transport", config=one(user=user()), sees=SUBJECT),
    Case("tls/client-certificate-files", config=one(user=files("@client.crt@", "@client.key@")), sees=SUBJECT),
    Case("tls/client-certificate-with-token", config=one(user=user(token="t")),
         sees={**SUBJECT, "0.authorization": "Bearer t"}),
    Case("tls/client-key-that-is-garbage", NEW % "bad cert data transport", want="config/cert-pem", sees=NOTHING,
         config=one(user=user(key=base64("bad key data"))), says=("client-key", 'user "usr"', FILE)),
    Case("tls/client-key-file-that-is-not-there", NEW % "bad file cert transport", want="config/cert-file", sees=NOTHING,
         config=one(user={"client-certificate-data": "@client@", "client-key": "invalid-file"}),
         says=("client-key", "@root@/home/.kube/invalid-file", "no such file", 'user "usr"')),
    Case("tls/client-key-twice", NEW % "key data overriding bad file cert transport", want="config/both", sees=NOTHING,
         config=one(user=user(**{"client-key": "invalid-file"})),
         proves="the transport would take the data; kubectl refuses before it"),
    Case("tls/client-certificate-twice", config=one(user=user(**{"client-certificate": "invalid-file"})),
         want="config/both", sees=NOTHING),
    Case("tls/client-certificate-that-is-garbage", config=one(user=user(cert=base64("bad cert data"))),
         want="config/cert-pem", sees=NOTHING, says=("client-certificate", 'user "usr"', FILE)),
    Case("tls/client-certificate-with-a-broken-body", want="config/cert-pem", sees=NOTHING,
         config=one(user=user(cert=base64("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"))),
         says=("client-certificate", 'user "usr"')),
    Case("tls/client-key-in-the-place-of-the-certificate", config=one(user=user(cert="@client-key@")),
         want="config/cert-pem", sees=NOTHING),
    Case("tls/client-key-of-another", config=one(user=user(key="@other-client-key@")), want="config/cert-pem",
         sees=NOTHING, says=("belong together", 'user "usr"', FILE)),
    Case("tls/certificate-and-key-in-one-file", config=one(user=files("both.pem", "both.pem")),
         files={"home/.kube/both.pem": ("join", "@client.key@", "@client.crt@")}, sees=SUBJECT),
    Case("tls/client-certificate-with-its-authority", config=one(user=files("chain.pem", "@client.key@")),
         files={"home/.kube/chain.pem": ("join", "@client.crt@", "@ca.crt@")}, sees=SUBJECT),
    Case("tls/encrypted-key", config=one(user=files("@client.crt@", "@encrypted.key@")), want="config/cert-pem",
         sees=NOTHING, says=("is encrypted", "pass phrase", 'user "usr"', FILE)),
    Case("tls/encrypted-key-of-the-older-kind", config=one(user=files("@client.crt@", "@encrypted-old.key@")),
         want="config/cert-pem", sees=NOTHING, says=("is encrypted", "pass phrase")),
    Case("tls/key-without-certificate", config=one(user={"client-key-data": "@client-key@"}), want="prompt",
         deviates="no-prompt", ours={"outcome": "ok", "0.certificate": "", **ANONYMOUS}),
    Case("tls/certificate-without-key", config=one(user={"client-certificate-data": "@client@"}), want="config/no-key",
         sees=NOTHING, says=('user "usr"', FILE)),
    Case("tls/certificate-flag-with-key-of-the-file", config=one(user=files("@other-client.crt@", "@client.key@")),
         args=("--client-certificate", "@client.crt@"), sees=SUBJECT),
    Case("tls/certificate-that-no-server-wants", config=one(user=user(), clu={"server": "@url0@"}), servers=("plain",)),
    server("client-certificate-of-another-authority", "tls", "connect/client-certificate", entry=None, sees={},
           config=one(user=user(cert="@other-client@", key="@other-client-key@")),
           says=("does not accept the client certificate", 'user "usr"', FILE)),
    server("client-certificate-that-has-expired", "tls", "connect/client-certificate", sees={},
           config=one(user=user(cert="@expired-client@", key="@expired-client-key@")),
           says=("does not accept the client certificate", "expired", 'user "usr"', FILE)),

    server("unknown-authority", "other_server", "connect/authority", (*WHO, FILE, "is not signed by")),
    Case("tls/without-authority-the-systems-count", config=one(clu=clu()), want="connect/authority", sees=NOTHING,
         says=("that this system knows", 'cluster "clu"', FILE)),
    server("expired", "expired", "connect/expired", (*WHO, "has expired", FILE)),
    server("not-yet-valid", "not_yet_valid", "connect/expired", (*WHO, "is not valid yet", "clock", FILE)),
    server("another-name", "named", "connect/name", (*WHO, "kube.example", "--tls-server-name", FILE)),
    server("common-name-only", "common_name_only", "connect/name", deviates="common-name",
           ours={"outcome": "ok", **ANONYMOUS, "0.certificate": "", "0.authorization": "Bearer secret"}),
    server("tls-1.1", "old-tls", "connect/old-tls", (*WHO, "TLS 1.2", FILE)),
    server("plain-http-behind-https", "plain", "connect/no-tls", ("does not speak TLS", "http://", FILE, *WHO),
           config=one(clu=cluster(server="https://127.0.0.1:@port0@"))),
    Case("tls/https-behind-plain-http", config=one(clu=cluster(server="http://127.0.0.1:@port0@")),
         want="http/400", sees=NOTHING, says=("https://", 'context "test"', FILE)),
    Case("tls/wrong-server-name", config=one(clu=cluster(tls_server_name="wrong.example")), want="connect/name",
         sees=NOTHING, says=("wrong.example", 'context "test"', FILE)),
    Case("tls/server-name-that-is-an-address", config=one(clu=cluster(tls_server_name="127.0.0.1")), sees={"0.sni": ""}),
    Case("tls/server-name-of-an-ipv6-server", config=one(clu=cluster(tls_server_name="kube.example")),
         servers=("ipv6",), sees={"0.sni": "kube.example", "0.host": "[::1]:@port0@"}),
    Case("tls/name-in-upper-case", config=one(clu=cluster(server="https://LOCALHOST:@port0@")),
         sees={"0.host": "LOCALHOST:@port0@"}),
    Case("tls/server-flag-drops-the-server-name", config=one(clu=cluster(tls_server_name="wrong.example")),
         args=("--server", "@url0@"), sees={"0.sni": ""}),

    Inapplicable(NEW % "default transport", "no TLS and no credentials: which Go object is used"),
    Inapplicable(tuple(NEW % name for name in (
        "callback cert and key", "cert callback error", "cert data overrides empty callback result",
        "callback returns nothing", "nil holders", "non-nil dial holder and nil internal",
        "non-nil cert holder and nil internal", "non-nil dial holder+internal", "non-nil cert holder+internal",
        "non-nil holders+internal with global address")), "functions that a Go program hands over"),
    Inapplicable(tuple("transport/transport_test.go:" + name for name in (
        "TestWrappers[*]", "Test_contextCanceller_RoundTrip[*]")), "functions that a Go program hands over"),
    Inapplicable("transport/transport_test.go:TestRootCertPoolEmptyData[*]",
                 "a switch of client-go between two readings of an empty file: tls/empty-ca-file has what comes of it"),
]
