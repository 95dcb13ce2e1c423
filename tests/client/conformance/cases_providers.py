# SPDX-License-Identifier: Apache-2.0
"""Logins of old: auth-provider entries, whose code kubectl has dropped or keeps only for OpenID Connect, and what takes
their place; and the user's own say in which credential plugins may run (kuberc)."""
import base64
import json

from case import NOWHERE, Case, one, plugin, script

SHOWN = "@root@/home/.kube/config"


def jwt(expires):
    """A token as OpenID Connect has it, unsigned."""
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return part({"alg": "none"}) + "." + part({"exp": expires, "sub": "me"}) + ".c2ln"


FRESH, STALE = jwt(4102444800), jwt(1000000000)


def provider(name, config=None):
    return {"auth-provider": {"name": name, **({"config": config} if config is not None else {})}}


def removed(name, config, *words, **more):
    return Case("providers/" + (more.pop("as_name", None) or name), config=one(user=provider(name, config)),
                want="config/auth-provider", sees=NOWHERE, says=(SHOWN, "usr", *words), **more)


OIDC = {"idp-issuer-url": "https://127.0.0.1:@refused@", "client-id": "kubectl"}
P = {"bin/p": script("plugged"), "bin/q": script("other")}
ALLOWLIST = "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: "
PREFERENCES = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n"


def policy(name, text, allowed, *words, **more):
    """kubectl 1.35 and later follows it; `allowed` says whether the plugin p may run."""
    body = text if isinstance(text, (bytes, tuple)) else PREFERENCES + text
    more.setdefault("files", {"home/.kube/kuberc": body})
    more["files"].update(P)
    more.setdefault("config", one(user=plugin("p")))
    if allowed:
        return Case("providers/kuberc-" + name, since="1.35", sees={"0.authorization": "Bearer plugged"}, **more)
    return Case("providers/kuberc-" + name, since="1.35", want="config/policy", sees=NOWHERE, says=words, **more)


CASES = [
    removed("gcp", {"access-token": "x", "cmd-path": "/usr/lib/gcloud", "expiry": "2020-01-01"}, "gke-gcloud-auth-plugin",
            "gcloud container clusters get-credentials"),
    removed("gcp", None, "gke-gcloud-auth-plugin", as_name="gcp-without-settings"),
    removed("azure", {"tenant-id": "x"}, "kubelogin", "kubelogin convert-kubeconfig"),
    removed("openstack", {}, "client-keystone-auth"),
    removed("other", {}, "credential plugin", "other"),
    removed("", {}, "credential plugin", as_name="without-name"),
    removed("GCP", {}, "credential plugin", as_name="in-other-letters"),
    Case("providers/oidc-fresh", config=one(user=provider("oidc", {**OIDC, "id-token": FRESH})),
         sees={"0.authorization": "Bearer " + FRESH}),
    Case("providers/oidc-fresh-with-refresh-token", config=one(user=provider("oidc", {**OIDC, "id-token": FRESH,
                                                                                      "refresh-token": "r"})),
         sees={"0.authorization": "Bearer " + FRESH}),
    Case("providers/oidc-stale-without-refresh-token", config=one(user=provider("oidc", {**OIDC, "id-token": STALE})),
         want="credentials/oidc", sees=NOWHERE, says=(SHOWN, "usr", "refresh-token")),
    Case("providers/oidc-stale", config=one(user=provider("oidc", {**OIDC, "id-token": STALE, "refresh-token": "r"})),
         want="connect/refused", sees=NOWHERE, deviates="no-oidc-refresh", ours={"outcome": "credentials/oidc"},
         says=(SHOWN, "usr", "kubectl")),
    Case("providers/oidc-without-token", config=one(user=provider("oidc", OIDC)), want="credentials/oidc", sees=NOWHERE,
         says=(SHOWN, "usr")),
    Case("providers/oidc-no-jwt", config=one(user=provider("oidc", {**OIDC, "id-token": "abc"})), want="credentials/oidc",
         sees=NOWHERE, says=(SHOWN, "usr")),
    Case("providers/oidc-without-issuer", config=one(user=provider("oidc", {"client-id": "x", "id-token": FRESH})),
         want="config/auth-provider", sees=NOWHERE, says=(SHOWN, "usr", "idp-issuer-url")),
    Case("providers/oidc-without-client", config=one(user=provider("oidc", {"idp-issuer-url": "https://x", "id-token": FRESH})),
         want="config/auth-provider", sees=NOWHERE, says=(SHOWN, "usr", "client-id")),
    Case("providers/oidc-beside-a-token", config=one(user={**provider("oidc", {**OIDC, "id-token": FRESH}), "token": "t"}),
         sees={"0.authorization": "Bearer t"}),
    Case("providers/gcp-beside-a-token", config=one(user={**provider("gcp"), "token": "t"}), want="config/auth-provider",
         sees=NOWHERE),
    Case("providers/gcp-and-the-flag-token", config=one(user=provider("gcp")), args=("--token", "t"),
         want="config/auth-provider", sees=NOWHERE),
    Case("providers/gcp-over-http", config=one(user=provider("gcp"), clu={"server": "@url0@"}), servers=("plain",),
         sees={"0.authorization": ""}),
    Case("providers/gcp-of-another-user", config={**one(), "users": [{"name": "old", "user": provider("gcp")},
                                                                     {"name": "usr", "user": {"token": "secret"}}]},
         sees={"0.authorization": "Bearer secret"}),

    # ---- kuberc ----
    policy("none", "", True),
    policy("allow-all", "credentialPluginPolicy: AllowAll\n", True),
    policy("empty", "credentialPluginPolicy: ''\n", True),
    policy("deny-all", "credentialPluginPolicy: DenyAll\n", False, "\"p\"", "@root@/home/.kube/kuberc", "DenyAll"),
    policy("listed", ALLOWLIST + "[{command: p}]\n", True),
    policy("not-listed", ALLOWLIST + "[{command: q}]\n", False, "\"p\"",
           "credentialPluginAllowlist"),
    policy("name-listed-and-path-used", ALLOWLIST + "[{command: p}]\n", True,
           config=one(user=plugin("@root@/bin/p"))),
    policy("name-listed-and-another-path-used", ALLOWLIST + "[{command: p}]\n",
           False, "@root@/elsewhere/p", config=one(user=plugin("@root@/elsewhere/p")),
           files={"elsewhere/p": script("plugged"), "home/.kube/kuberc": PREFERENCES +
                  ALLOWLIST + "[{command: p}]\n"}),
    policy("path-listed-and-name-used",
           ALLOWLIST + "[{command: \"@root@/bin/p\"}]\n", True),
    policy("path-used-in-another-form", ALLOWLIST + "[{command: \"@root@/bin/p\"}]\n",
           True, config=one(user=plugin("@root@/bin/../bin/./p"))),
    policy("list-missing", "credentialPluginPolicy: Allowlist\n", False, "credentialPluginAllowlist"),
    policy("list-empty", ALLOWLIST + "[]\n", False),
    policy("list-with-an-empty-entry", ALLOWLIST + "[{command: p}, {}]\n", False),
    policy("list-with-another-form", ALLOWLIST + "[{command: ./p}]\n", False),
    policy("list-without-policy", "credentialPluginAllowlist: [{command: p}]\n", False),
    policy("list-and-deny-all", "credentialPluginPolicy: DenyAll\ncredentialPluginAllowlist: [{command: p}]\n", False),
    policy("unknown-policy", "credentialPluginPolicy: Sometimes\n", False, "Sometimes", "AllowAll"),
    policy("turned-off", "credentialPluginPolicy: DenyAll\n", True, env={"KUBERC": "off"}),
    policy("turned-off-in-kubectl", "credentialPluginPolicy: DenyAll\n", True, env={"KUBECTL_KUBERC": "false"}),
    policy("by-environment", "", False, "work/rc", env={"KUBERC": "@work@/rc"},
           files={"work/rc": PREFERENCES + "credentialPluginPolicy: DenyAll\n"}),
    policy("by-flag", "", False, "work/rc", env={"KUBERC": "@work@/other"}, args=("--kuberc", "@work@/rc"),
           files={"work/rc": PREFERENCES + "credentialPluginPolicy: DenyAll\n"}),
    policy("flag-names-nothing", "", False, "gone", args=("--kuberc", "gone")),
    policy("environment-names-nothing", "", False, "gone", env={"KUBERC": "gone"}),
    policy("second-document", "", False, files={"home/.kube/kuberc": "apiVersion: kubectl.config.k8s.io/v9\nkind: Preference\n"
                                                "---\n" + PREFERENCES + "credentialPluginPolicy: DenyAll\n"}),
    policy("without-plugin", "credentialPluginPolicy: DenyAll\n", True, config=one(user={"token": "plugged"})),
]
