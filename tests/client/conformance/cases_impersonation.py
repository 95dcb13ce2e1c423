# SPDX-License-Identifier: Apache-2.0
"""Acting as somebody else: client-go's transport/round_trippers_test.go."""
from case import Case, one

AS = "transport/round_trippers_test.go:TestImpersonationRoundTripper[%s]"
ESCAPE = "transport/round_trippers_test.go:TestHeaderEscapeRoundTrip[%s]"
NOTHING = {"0.method": "nothing arrived"}


def user(extra=None, **more):
    body = {"token": "t", **{name.replace("_", "-"): value for name, value in more.items()}}
    return {**body, **({"as-user-extra": extra} if extra else {})}


def case(name, entry, config, sees, **more):
    return Case("as/" + name, AS % entry if entry else "", config=one(user=config), sees={"0.as": sees}, **more)


def escaped(entry, key, header):
    return Case("as/escape/" + entry.replace(" ", "-"), ESCAPE % entry,
                config=one(user=user(as_="user", extra={key: ["x"]})), sees={"0.as": "extra-%s=x; user=user" % header})


CASES = [
    case("all", "all", user(as_="user", as_uid="uid-a", as_groups=["one", "two"],
                            extra={"first": ["A", "a"], "second": ["B", "b"]}),
         "extra-first=A; extra-first=a; extra-second=B; extra-second=b; group=one; group=two; uid=uid-a; user=user"),
    case("user-groups-extra", "username, groups and extra",
         user(as_="user", as_groups=["one", "two"], extra={"first": ["A", "a"], "second": ["B", "b"]}),
         "extra-first=A; extra-first=a; extra-second=B; extra-second=b; group=one; group=two; user=user"),
    case("user-uid", "username and uid", user(as_="user", as_uid="uid-a"), "uid=uid-a; user=user"),
    case("escape", "escape handling", user(as_="user", extra={"test.example.com/thing.thing": ["A", "a"]}),
         "extra-test.example.com%2fthing.thing=A; extra-test.example.com%2fthing.thing=a; user=user"),
    case("double-escape", "double escape handling",
         user(as_="user", extra={"test.example.com/thing.thing%20another.thing": ["A", "a"]}),
         "extra-test.example.com%2fthing.thing%2520another.thing=A; "
         "extra-test.example.com%2fthing.thing%2520another.thing=a; user=user"),
    escaped("alpha", "alphabetical", "alphabetical"),
    escaped("alphanumeric", "alph4num3r1c", "alph4num3r1c"),
    escaped("percent encoded", "percent%20encoded", "percent%2520encoded"),
    escaped("almost percent encoded", "almost%zzpercent%xxencoded", "almost%25zzpercent%25xxencoded"),
    escaped("illegal char & percent encoding", "example.com/percent%20encoded", "example.com%2fpercent%2520encoded"),
    escaped("weird unicode stuff", "example.com/\u16d2\u16a5\u3068",
            "example.com%2f%e1%9b%92%e1%9a%a5%e3%81%a8"),
    escaped("header legal chars", "abc123!#$+.-_*\\^`~|'", "abc123!#$+.-_*%5c^`~|'"),
    escaped("legal path, illegal header", "@=:", "%40%3d%3a"),
    Case("as/flags", args=("--as", "root", "--as-uid", "7", "--as-group", "a", "--as-group", "b"), config=one(),
         sees={"0.as": "group=a; group=b; uid=7; user=root", "0.authorization": "Bearer secret"}),
    Case("as/flag-over-file", args=("--as", "root"), config=one(user=user(as_="user", as_groups=["g"])),
         sees={"0.as": "group=g; user=root"}),
    Case("as/group-flag-over-file", args=("--as-group", "b"), config=one(user=user(as_="user", as_groups=["a"])),
         sees={"0.as": "group=b; user=user"}),
    Case("as/group-flag-with-commas", args=("--as", "u", "--as-group", "a,b"), config=one(), sees={}),
    Case("as/with-basic", config=one(user={"username": "u", "password": "p", "as": "root"}),
         sees={"0.authorization": "Basic dTpw", "0.as": "user=root"}),
    Case("as/with-certificate", sees={"0.as": "user=root"},
         config=one(user={"client-certificate-data": "@client@", "client-key-data": "@client-key@", "as": "root"})),
    Case("as/over-plain-http", servers=("plain",), config=one(user=user(as_="root"), clu={"server": "@url0@"}),
         sees={"0.authorization": ""}),
    Case("as/flag-over-plain-http", servers=("plain",), config=one(clu={"server": "@url0@"}), args=("--as", "root"),
         sees={"0.authorization": ""}),
    Case("as/groups-without-user", config=one(user=user(as_groups=["g"])), want="config/as", sees=NOTHING,
         says=('user "usr"', "@root@/home/.kube/config", "--as")),
    Case("as/uid-without-user", config=one(user=user(as_uid="7")), want="config/as", sees=NOTHING),
    Case("as/extra-without-user", config=one(user=user(extra={"a": ["b"]})), want="config/as", sees=NOTHING),
    Case("as/group-flag-without-user", config=one(), args=("--as-group", "g"), want="config/as", sees=NOTHING,
         says=("--as",)),
    Case("as/uid-flag-without-user", config=one(), args=("--as-uid", "7"), want="config/as", sees=NOTHING),
    Case("as/empty-group", config=one(user=user(as_="u", as_groups=[""])), sees={}),
    Case("as/empty-extra", config=one(user=user(as_="u", extra={"a": []})), sees={"0.as": "user=u"}),
    Case("as/user-with-a-line-end", config=one(user=user(as_="a\nb")), want="config/control", sees=NOTHING),
    Case("as/user-with-letters-of-others", config=one(user=user(as_="j\u00f6rg")), sees={}),
    Case("as/forbidden", config=one(user=user(as_="root")), want="forbidden", deviates="forbidden-is-a-gap",
         routes={0: {"lists": {"status": 403, "body": {
             "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403,
             "message": 'users "root" is forbidden: User "ci" cannot impersonate resource "users"'}}}},
         ours={"outcome": "ok"}, says=('cannot impersonate resource "users"',)),
]
for item in CASES:  # "as" is no name for an argument
    for entry in (item.config or {}).get("users", []):
        if "as-" in entry["user"]:
            entry["user"]["as"] = entry["user"].pop("as-")
