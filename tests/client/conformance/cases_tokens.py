# SPDX-License-Identifier: Apache-2.0
"""Tokens, passwords and token files: client-go's transport/token_source_test.go, and what transport/round_trippers_test.go
says of them."""
from case import Case, Inapplicable, one

SOURCE = "transport/token_source_test.go:"
TRIPPERS = "transport/round_trippers_test.go:"
NOTHING = {"0.method": "nothing arrived"}
FILE = "@root@/home/.kube/config"


def bearer(token):
    return {"0.authorization": "Bearer " + token}


def masked(entry):
    return TRIPPERS + "TestMaskValue[%s]" % entry


CASES = [
    Case("tokens/token", TRIPPERS + "TestBearerAuthRoundTripper", config=one(user={"token": "test"}), sees=bearer("test")),
    Case("tokens/token-flag", config=one(user={"token": "file"}), args=("--token", "flag"), sees=bearer("flag")),
    Case("tokens/token-flag-without-user", config=one(user={}), args=("--token=flag",), sees=bearer("flag")),
    Case("tokens/token-flag-that-is-empty", config=one(user={"token": "file"}), args=("--token=",), sees=bearer("file")),
    Case("tokens/token-with-blanks", config=one(user={"token": " a b "}), sees={}),
    Case("tokens/token-with-a-line-end", config=one(user={"token": "a\nb"}), want="config/control", sees=NOTHING,
         says=('user "usr"', FILE)),
    Case("tokens/token-of-64-kB", config=one(user={"token": "x" * 60000}), sees=bearer("x" * 60000)),
    Case("tokens/basic", TRIPPERS + "TestBasicAuthRoundTripper[basic]",
         config=one(user={"username": "user", "password": "pass"}), sees={"0.authorization": "Basic dXNlcjpwYXNz"}),
    Case("tokens/basic-without-password", TRIPPERS + "TestBasicAuthRoundTripper[no pass]",
         config=one(user={"username": "user"}), sees={"0.authorization": "Basic dXNlcjo="}),
    Case("tokens/basic-with-colons-and-letters-of-others",
         config=one(user={"username": "us", "password": "p:\u00e4\u00df\u65e5"}),
         sees={"0.authorization": "Basic dXM6cDrDpMOf5pel"}),
    Case("tokens/basic-and-token", config=one(user={"username": "u", "password": "p", "token": "t"}),
         want="config/methods", sees=NOTHING, says=('user "usr"', FILE)),
    Case("tokens/token-flag-over-basic", config=one(user={"username": "u", "password": "p"}), args=("--token", "t"),
         want="config/methods", sees=NOTHING),

    Case("tokens/file", SOURCE + "TestCachingTokenSource[new token created when cache is empty]",
         config=one(user={"tokenFile": "token"}), files={"home/.kube/token": "from-file"}, sees=bearer("from-file")),
    Case("tokens/file-once-for-many-requests", SOURCE + "TestTokenSourceTransportRoundTrip[authorized on cached good token]",
         config=one(user={"tokenFile": "token"}), files={"home/.kube/token": "from-file"}, sees=bearer("from-file")),
    Case("tokens/file-with-line-ends", config=one(user={"tokenFile": "token"}),
         files={"home/.kube/token": "\r\n  from-file\n\n"}, sees=bearer("from-file")),
    Case("tokens/file-of-two-lines", config=one(user={"tokenFile": "token"}), files={"home/.kube/token": "one\ntwo\n"},
         want="config/control", sees=NOTHING),
    Case("tokens/file-before-token", config=one(user={"tokenFile": "token", "token": "inline"}),
         files={"home/.kube/token": "from-file"}, sees=bearer("from-file")),
    Case("tokens/file-before-token-flag", config=one(user={"tokenFile": "token"}), args=("--token", "flag"),
         files={"home/.kube/token": "from-file"}, sees=bearer("from-file")),
    Case("tokens/file-that-is-not-there", SOURCE + "TestCachingTokenSource[error on create token returns error]",
         config=one(user={"tokenFile": "gone"}), want="config/no-file", sees=NOTHING,
         says=("@root@/home/.kube/gone", "no such file", 'user "usr"', FILE)),
    Case("tokens/file-that-is-not-there-with-token", config=one(user={"tokenFile": "gone", "token": "inline"}),
         sees=bearer("inline")),
    Case("tokens/file-of-blanks", config=one(user={"tokenFile": "token"}), files={"home/.kube/token": " \n"},
         want="config/control", sees=NOTHING, deviates="empty-token-file", ours={"outcome": "config/empty-file"}, says=("@root@/home/.kube/token", "empty", FILE)),
    Case("tokens/file-that-is-empty", config=one(user={"tokenFile": "token"}), files={"home/.kube/token": ""},
         want="prompt", sees=NOTHING, deviates="empty-token-file", ours={"outcome": "config/empty-file"}, says=("@root@/home/.kube/token", "empty", FILE)),
    Case("tokens/file-that-is-empty-with-token", config=one(user={"tokenFile": "token", "token": "inline"}),
         files={"home/.kube/token": " \n"}, sees=bearer("inline")),
    Case("tokens/file-that-is-a-folder", config=one(user={"tokenFile": "folder"}), files={"home/.kube/folder": ("folder",)},
         want="config/folder", sees=NOTHING),
    Case("tokens/file-that-may-not-be-read", config=one(user={"tokenFile": "token"}), strict_modes=True,
         files={"home/.kube/token": ("mode", 0o000, "secret")}, want="config/permission", sees=NOTHING),
    Case("tokens/file-with-absolute-path", config=one(user={"tokenFile": "@work@/token"}),
         files={"work/token": "from-file"}, sees=bearer("from-file")),
    Case("tokens/bad-token-of-a-file", SOURCE + "TestTokenSourceTransportRoundTrip[unauthorized on newly acquired bad token]",
         config=one(user={"tokenFile": "token"}), files={"home/.kube/token": "bad"},
         routes={0: {"lists": {"status": 401, "body": ""}}}, want="unauthorized", sees=bearer("bad"),
         says=('user "usr"', FILE, "may have expired")),
    Case("tokens/basic-before-file", SOURCE + "TestTokenSourceTransportRoundTrip[skip oauth rt if has authorization header]",
         config=one(user={"tokenFile": "token", "username": "u", "password": "p"}),
         files={"home/.kube/token": "from-file"}, want="config/methods", sees=NOTHING, says=('user "usr"', FILE)),

    Case("tokens/nothing-over-plain-http", servers=("plain",), config=one(clu={"server": "@url0@"}),
         sees={"0.authorization": ""}, says=("No credentials are sent", "plain http")),
    Case("tokens/file-not-over-plain-http", servers=("plain",), config=one(user={"tokenFile": "token"}, clu={"server": "@url0@"}),
         files={"home/.kube/token": "from-file"}, sees={"0.authorization": ""}),
    Case("tokens/no-file-not-over-plain-http", servers=("plain",), config=one(user={"tokenFile": "gone"}, clu={"server": "@url0@"}),
         sees={"0.authorization": ""}),
    Case("tokens/basic-not-over-plain-http", servers=("plain",), config=one(user={"username": "u", "password": "p"}, clu={"server": "@url0@"}),
         sees={"0.authorization": ""}),
    Case("tokens/token-flag-not-over-plain-http", servers=("plain",), config=one(user={}, clu={"server": "@url0@"}), args=("--token", "t"),
         sees={"0.authorization": ""}),
    Case("tokens/token-flag-not-to-a-server-flag-of-plain-http", servers=("plain",), args=("--server", "@url0@", "--token", "t"),
         sees={"0.authorization": ""}),
    Case("tokens/token-flag-not-to-a-server-without-scheme", servers=("plain",),
         args=("--server", "127.0.0.1:@port0@", "--token", "t"), sees={"0.authorization": ""}),

    Case("tokens/401", config=one(), routes={0: {"lists": {"status": 401, "body": ""}}}, want="unauthorized",
         says=('context "test"', 'user "usr"', FILE, "token")),
    Case("tokens/401-in-discovery", config=one(), routes={0: {"*": {"status": 401, "body": ""}}}, want="unauthorized",
         ignore=("0.lists", "0.namespace")),
    Inapplicable(tuple(masked(name) for name in (
        "Bearer with a value", "Basic with a value", "basic", "Basic", "Bearer", "bearer", "bearer and a blank",
        "Negotiate", "Negotiate and a blank", "negotiate", "Negotiate with a value", "another header", "another scheme",
        "empty")),
        "-v of this program shows no headers; tests/client/client_test.py looks at the levels below it"),
    Inapplicable(tuple(SOURCE + "TestCachingTokenSource[%s]" % name for name in (
        "valid token returned from cache", "valid token returned from cache 1 minute before scheduled refresh",
        "new token created 1 minute after scheduled refresh")),
        "needs a clock that can be moved on; tests/unit/credentials_test.cpp has it"),
    Inapplicable(tuple(SOURCE + name for name in (
        "TestCachingTokenSourceRace", "TestTokenSourceTransportRoundTrip[authorized on newly acquired good token]",
        "TestTokenSourceTransportRoundTrip[unauthorized on cached bad token]",
        "TestTokenSourceTransportCancelRequest[cancel req with bearer token skips oauth rt]",
        "TestTokenSourceTransportCancelRequest[can't cancel request with rts that doesn't implent unwrap or cancel]")),
        "the same to a server as the cases above, or about how Go objects are wrapped"),
    Inapplicable(tuple(TRIPPERS + "TestAuthProxyRoundTripper[%s]" % name for name in (
        "allowed", "escaped extra", "double escaped extra")), "headers of an authenticating proxy, which no kubeconfig asks for"),
    Inapplicable((TRIPPERS + "TestUserAgentRoundTripper", TRIPPERS + "TestDebuggingRoundTripper[*]"),
                 "which name a program gives itself, and the form of its own trace"),
]
