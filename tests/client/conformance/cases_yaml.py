# SPDX-License-Identifier: Apache-2.0
"""How a kubeconfig's text is read: as YAML 1.1 turned into JSON, with types. client-go has no table for it; these are the
forms in which one YAML library differs from another."""
from case import NOWHERE, Case, one

SECRET = {"0.authorization": "Bearer secret"}
PLAIN = """apiVersion: v1
kind: Config
current-context: test
clusters:
- name: clu
  cluster:
    server: @url0@
    certificate-authority-data: @ca@
users:
- name: usr
  user:
    token: secret
contexts:
- name: test
  context: {cluster: clu, user: usr, namespace: ai}
"""


def text(name, content, **more):
    more.setdefault("sees", SECRET)
    return Case("yaml/" + name, config=content, **more)


def changed(name, old, new, **more):
    assert old in PLAIN, old
    return text(name, PLAIN.replace(old, new), **more)


def refused(name, old, new, want, *words, **more):
    more.setdefault("says", ("@root@/home/.kube/config:", *words))
    return changed(name, old, new, want=want, sees=NOWHERE, **more)


def token(written, read, **more):
    """A scalar in the place of the token, and what arrives of it; None: it is refused as no text."""
    if read is None:
        return refused("token " + repr(written), "token: secret", "token: " + written, "config/type", "quotes", **more)
    return changed("token " + repr(written), "token: secret", "token: " + written,
                   sees={"0.authorization": "Bearer " + read if read else ""}, **more)


NO_TEXTS = ("y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "true", "True",
            "TRUE", "false", "False", "FALSE", "0", "12345", "-1", "+1", "0x1F", "0o17", "017", "0b101", "1_000", "1.5", ".5",
            "5.", "1e3", "433e40", "1.5e-3", ".inf", "-.Inf", ".NaN", "1_0.5", "0xAB_CD", "-0b1", "[a]", "{a: b}")
TEXTS = {"yEs": "yEs", "tRUE": "tRUE", "oN": "oN", "1e": "1e", "1.2.3": "1.2.3", "0x": "0x", "0xG": "0xG", "1e3e": "1e3e",
         "e3": "e3", "--1": "--1", "1-2": "1-2", "_1": "_1", "08x": "08x", "2026-11-21": "2026-11-21",
         "12:30:45": "12:30:45", "1:30": "1:30", "'y'": "y", "\"12345\"": "12345", "!!str 12345": "12345",
         "!!str yes": "yes", "a#b": "a#b", "a #b": "a", "'it''s'": "it's", "=": "=", "a:b": "a:b", "<<": "<<",
         "0b2": "0b2", "0o8": "0o8", "infinity": "infinity", "nan": "nan", ".": ".", "..": "..", "+": "+", "1e+": "1e+"}
ODD = {"a: b": "config/yaml", "\"a\\x41\\u00e9\"": "ok", "0_": "config/type", "1__0": "config/type", "09": "config/type",
       "0x_1": "config/type", "-": "config/yaml"}

CASES = [
    text("plain", PLAIN),
    text("json", one()),
    text("json-over-lines", '{\n\t"apiVersion": "v1",\n\t"kind": "Config",\n\t"current-context": "test",\n\t"clusters": [{"name": '
         '"clu", "cluster": {"server": "@url0@", "insecure-skip-tls-verify": true}}],\n"users": [{"name": "usr", "user": '
         '{"token": "sec\\u0072et"}}],\n"contexts": [{"name": "test", "context": {"cluster": "clu", "user": "usr"}}]\n}\n'),
    text("json-with-escaped-slashes", want="config/yaml", sees=NOWHERE, deviates="lenient-yaml", ours={
        "outcome": "ok", "0.authorization": "Bearer secret"},
         content='{"current-context": "test", "clusters": [{"name": "clu", '
         '"cluster": {"server": "https:\\/\\/@host0@", "insecure-skip-tls-verify": true}}], '
         '"users": [{"name": "usr", "user": {"token": "secret"}}], '
         '"contexts": [{"name": "test", "context": {"cluster": "clu", "user": "usr"}}]}'),
    text("json-with-a-comma-too-many", '{"current-context": "test", "clusters": [{"name": "clu", "cluster": {"server": '
         '"@url0@", "insecure-skip-tls-verify": true},}], "users": [{"name": "usr", "user": {"token": "secret"}}], '
         '"contexts": [{"name": "test", "context": {"cluster": "clu", "user": "usr"}}],}'),
    changed("windows-line-ends", "\n", "\r\n"),
    text("byte-order-mark", b"\xef\xbb\xbf" + b"apiVersion: v1\n", args=("--context", "test"), want="config/context",
         sees=NOWHERE),
    text("utf-16", "apiVersion: v1\nkind: Config\ncurrent-context: gone\n".encode("utf-16"), want="config/context", sees=NOWHERE),
    text("utf-16-without-mark", "apiVersion: v1\n".encode("utf-16-le"), want="config/yaml", sees=NOWHERE),
    text("latin-1", "current-context: caf\xe9\n".encode("latin-1"), want="config/yaml", sees=NOWHERE),
    text("zero-byte", b"current-context: a\x00b\n", want="config/yaml", sees=NOWHERE),
    text("control-character", b"current-context: a\x07b\n", want="config/yaml", sees=NOWHERE),
    changed("comment-first", "apiVersion", "# a comment\n\n%s\napiVersion" % ("#" * 300)),
    changed("document-mark", "apiVersion", "---\napiVersion"),
    changed("document-end", "  context: {", "  context: {", files={}),
    text("directive", "%YAML 1.1\n---\n" + PLAIN),
    text("directive-1.2", "%YAML 1.2\n---\n" + PLAIN, want="config/yaml", sees=NOWHERE, deviates="lenient-yaml",
         ours={"outcome": "ok", "0.authorization": "Bearer secret"}),
    text("several-documents", PLAIN + "---\ncurrent-context: other\n"),
    text("several-documents-first-empty", "---\n---\n" + PLAIN, args=("--context", "test"), want="config/context",
         sees=NOWHERE),
    text("several-documents-second-broken", PLAIN + "---\na: [\n"),
    text("dots-at-the-end", PLAIN + "...\n"),
    text("text-after-the-dots", PLAIN + "...\na: [\n"),
    refused("tab-for-indentation", "  cluster:\n    server", "\tcluster:\n\t\tserver", "config/yaml"),
    refused("tab-before-a-value-of-a-mapping", "    token: secret", "\ttoken: secret", "config/yaml"),
    changed("tab-after-a-colon", "token: secret", "token:\tsecret"),
    changed("tab-at-the-end-of-a-line", "token: secret", "token: secret\t"),
    changed("blanks-at-the-end-of-a-line", "token: secret", "token: secret   "),
    changed("blank-before-a-colon", "token: secret", "token : secret"),
    refused("colon-without-blank", "token: secret", "token:secret", "config/type"),
    refused("wrong-indentation", "    token: secret", "   token: secret\n    as: x", "config/yaml"),
    refused("list-not-closed", "context: {cluster: clu, user: usr, namespace: ai}",
            "context: {cluster: clu, user: [", "config/yaml"),
    refused("quote-not-closed", "token: secret", "token: \"secret", "config/yaml"),
    refused("at-sign", "token: secret", "token: @secret", "config/yaml"),
    refused("backtick", "token: secret", "token: `secret", "config/yaml"),
    refused("percent", "token: secret", "token: %secret", "config/yaml"),
    changed("lists-not-indented", "- name: usr\n  user:\n    token: secret", "-   name: usr\n    user: {token: secret}"),
    changed("flow-over-lines", "context: {cluster: clu, user: usr, namespace: ai}",
            "context: {cluster: clu,\n  user: usr,\n  namespace: ai,\n  }"),
    changed("key-in-quotes", "token: secret", "\"token\": 'secret'"),
    changed("explicit-key", "    token: secret", "    ? token\n    : secret"),

    # ---- keys ----
    changed("unknown-keys", "apiVersion: v1", "apiVersion: v1\nfoo: {bar: [1, 2]}\nx-y: on"),
    changed("unknown-keys-in-entries", "token: secret", "token: secret\n    tokens: [1]\n    Token: other\n    id: 5"),
    changed("keys-in-other-letters", "token: secret", "TOKEN: other\n    token: secret"),
    text("only-an-unknown-key", PLAIN.replace("token: secret", "Tok: other"), want="prompt", sees=NOWHERE,
         deviates="no-prompt", ours={"outcome": "ok", "0.authorization": ""}),
    changed("duplicate-key-at-the-top", "current-context: test", "current-context: gone\ncurrent-context: test"),
    refused("duplicate-key-the-last-counts", "current-context: test", "current-context: test\ncurrent-context: gone",
            "config/context", says=()),
    changed("duplicate-key-in-an-entry", "token: secret", "token: other\n    token: secret"),
    changed("duplicate-lists", "users:\n", "users: [{name: usr, user: {token: other}}]\nusers:\n"),
    changed("number-as-key", "apiVersion: v1", "apiVersion: v1\n5: x\n1.5: y\ntrue: z"),
    refused("null-as-key", "apiVersion: v1", "apiVersion: v1\n~: n", "config/yaml"),
    refused("null-as-key-in-an-entry", "token: secret", "token: secret\n    ~: x", "config/yaml"),
    refused("list-as-key", "apiVersion: v1", "apiVersion: v1\n[a, b]: x", "config/yaml"),
    refused("mapping-as-key", "apiVersion: v1", "apiVersion: v1\n{a: b}: x", "config/yaml"),
    changed("kind-of-a-list", "kind: Config", "kind: Config\nitems: []"),

    # ---- anchors ----
    changed("anchor-and-alias", "token: secret", "username: &a secret\n    username: ''\n    token: *a"),
    changed("anchor-on-a-mapping", "- name: usr\n  user:\n    token: secret",
            "- name: other\n  user: &u\n    token: secret\n- name: usr\n  user: *u"),
    changed("merge-key", "- name: usr\n  user:\n    token: secret",
            "- name: other\n  user: &u\n    token: secret\n- name: usr\n  user:\n    <<: *u\n    as: x"),
    changed("merge-key-last", "- name: usr\n  user:\n    token: secret",
            "- name: other\n  user: &u\n    token: other\n- name: usr\n  user:\n    token: secret\n    <<: *u",
            sees={"0.authorization": "Bearer other"}),
    changed("merge-key-first-and-own-after", "- name: usr\n  user:\n    token: secret",
            "- name: other\n  user: &u\n    token: other\n- name: usr\n  user:\n    <<: *u\n    token: secret"),
    changed("merge-key-of-a-list", "- name: usr\n  user:\n    token: secret",
            "- name: other\n  user: &u\n    token: secret\n- name: third\n  user: &v\n    token: third\n    as: root\n"
            "- name: usr\n  user:\n    <<: [*u, *v]", sees={**SECRET, "0.as": "user=root"}),
    changed("merge-key-in-place", "token: secret", "<<: {token: secret}"),
    refused("merge-key-of-a-text", "token: secret", "<<: secret", "config/yaml"),
    refused("merge-key-of-a-list-of-texts", "token: secret", "<<: [a, b]", "config/yaml"),
    changed("merge-key-in-quotes", "token: secret", "token: secret\n    \"<<\": {token: other}"),
    refused("alias-without-anchor", "token: secret", "token: *gone", "config/yaml"),
    refused("alias-of-itself", "token: secret", "token: secret\n    extensions: &a [*a]", "config/yaml"),
    changed("anchor-with-odd-name", "token: secret", "token: &a-1_B secret"),

    # ---- texts over several lines ----
    changed("block-literal", "token: secret", "token: |-\n      secret"),
    changed("block-literal-keeps-its-line-end", "token: secret", "token: |\n      secret", want="config/control",
            sees=NOWHERE),
    changed("block-folded", "token: secret", "token: >-\n      sec\n      ret", sees={"0.authorization": "Bearer sec ret"}),
    changed("block-with-indentation", "token: secret", "token: |2-\n      secret", sees={}),
    changed("block-in-a-certificate", "certificate-authority-data: @ca@", "certificate-authority-data: |\n      @ca@"),
    changed("block-of-wrapped-base64", "certificate-authority-data: @ca@", "certificate-authority-data: >-\n      @ca@"),
    changed("plain-over-lines", "token: secret", "token: sec\n      ret", sees={"0.authorization": "Bearer sec ret"}),
    changed("quoted-over-lines", "token: secret", "token: \"sec\\\n      ret\""),
    changed("quoted-single-over-lines", "token: secret", "token: 'sec\n\n      ret'", want="config/control", sees=NOWHERE),

    # ---- types ----
    *[token(word, None) for word in NO_TEXTS],
    *[token(written, read) for written, read in TEXTS.items()],
    token("", "", want="prompt", deviates="no-prompt", ours={"outcome": "ok", "0.authorization": ""}),
]
for case in list(CASES):
    if case.name == "yaml/token ''":
        case.sees = NOWHERE
CASES += [Case("yaml/odd token " + repr(written), config=PLAIN.replace("token: secret", "token: " + written), want=want)
          for written, want in ODD.items()]
CASES += [
    *[changed("boolean " + word, "server: @url0@", "server: @url0@\n    disable-compression: " + word,
              sees={"0.gzip": False}) for word in ("y", "Yes", "on", "TRUE", "true")],
    *[changed("boolean " + word, "server: @url0@", "server: @url0@\n    disable-compression: " + word,
              sees={"0.gzip": True}) for word in ("n", "No", "off", "FALSE", "false", "~", "", "null")],
    *[refused("boolean " + word, "server: @url0@", "server: @url0@\n    disable-compression: " + word, "config/type")
      for word in ("1", "'true'", "maybe", "[true]", "tRue")],
    refused("list-for-a-text", "server: @url0@", "server: [@url0@]", "config/type"),
    refused("text-for-a-list", "users:\n- name: usr\n  user:\n    token: secret\n", "users: none\n", "config/type"),
    refused("mapping-for-a-list", "users:\n- name: usr\n  user:\n    token: secret\n", "users: {usr: {token: t}}\n",
            "config/type"),
    refused("text-for-a-mapping", "context: {cluster: clu, user: usr, namespace: ai}", "context: clu", "config/type"),
    refused("list-for-a-mapping", "context: {cluster: clu, user: usr, namespace: ai}", "context: [clu]", "config/type"),
    refused("text-in-a-list-of-mappings", "users:\n", "users:\n- usr\n", "config/type"),
    changed("null-in-a-list-of-mappings", "users:\n", "users:\n- ~\n"),
    refused("number-as-name", "- name: usr", "- name: 5", "config/type"),
    refused("boolean-as-namespace", "namespace: ai", "namespace: on", "config/type"),
    changed("null-as-namespace", "namespace: ai", "namespace: ~", sees={"0.namespace": "default"}),
    refused("groups-as-text", "token: secret", "token: secret\n    as: a\n    as-groups: g", "config/type"),
    refused("groups-with-a-number", "token: secret", "token: secret\n    as: a\n    as-groups: [g, 5]", "config/type"),
    changed("groups-with-a-null", "token: secret", "token: secret\n    as: a\n    as-groups: [g, ~]", sees={}),
    refused("extra-as-text", "token: secret", "token: secret\n    as: a\n    as-user-extra: {k: v}", "config/type"),
    refused("extensions-as-mapping", "token: secret", "token: secret\n    extensions: {a: b}", "config/type"),
    refused("preferences-as-text", "kind: Config", "kind: Config\npreferences: none", "config/type"),
    refused("exec-as-text", "token: secret", "exec: aws", "config/type"),
    refused("exec-arguments-with-a-number", "token: secret", "exec: {command: aws, args: [1]}", "config/type"),
    refused("exec-variables-as-mapping", "token: secret", "exec: {command: aws, env: {A: b}}", "config/type"),
    refused("exec-variable-with-a-boolean", "token: secret", "exec: {command: aws, env: [{name: A, value: yes}]}", "config/type"),
    refused("auth-provider-setting-with-a-number", "token: secret", "auth-provider: {name: gcp, config: {a: 1}}", "config/type"),
    changed("preferences-colors", "kind: Config", "kind: Config\npreferences: {colors: true}"),
    refused("preferences-colors-as-text", "kind: Config", "kind: Config\npreferences: {colors: 'true'}", "config/type"),

    # ---- what it is ----
    *[changed("top " + repr(value), PLAIN, value, want="config/content", sees=NOWHERE)
      for value in ("hello", "[a, b]", "5", "'x'")],
    *[changed("top " + repr(value), PLAIN, value, args=("--context", "x"), want="config/context", sees=NOWHERE)
      for value in ("~", "null", "{}", "# nothing", "---\n", "\n\n")],
    refused("other-kind", "kind: Config", "kind: Pod", "config/kind"),
    refused("other-version", "apiVersion: v1", "apiVersion: v2", "config/kind"),
    refused("other-group", "apiVersion: v1", "apiVersion: apps/v1", "config/kind"),
    refused("kind-as-number", "kind: Config", "kind: 5", "config/type"),
    refused("version-as-number", "apiVersion: v1", "apiVersion: 1", "config/type"),
    changed("no-kind", "kind: Config\n", ""),
    changed("no-version", "apiVersion: v1\n", ""),
    changed("empty-kind-and-version", "apiVersion: v1\nkind: Config", "apiVersion: ''\nkind: ''"),
    changed("null-kind-and-version", "apiVersion: v1\nkind: Config", "apiVersion: ~\nkind: ~"),
]
