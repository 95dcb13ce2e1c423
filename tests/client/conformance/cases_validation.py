# SPDX-License-Identifier: Apache-2.0
"""What a kubeconfig must not contain: client-go's tools/clientcmd/validation_test.go, api/v1/defaults_test.go and, as far
as a client shows it, api/helpers_test.go."""
from case import ANONYMOUS, CERTIFICATE, NOWHERE, Case, Inapplicable, cluster, kubeconfig, one, script

VALIDATION = "tools/clientcmd/validation_test.go:"
DEFAULTS = "tools/clientcmd/api/v1/defaults_test.go:TestSetDefaults_Config[%s]"
HELPERS = "tools/clientcmd/api/helpers_test.go:"
HOME = "@root@/home/.kube/config"
FULL_AS = {"as": "user", "as-uid": "abc123", "as-groups": ["group-1", "group-2"], "as-user-extra": {"key": ["val1", "val2"]}}

DIRTY = kubeconfig({"missing ca": cluster(certificate_authority_data=None, certificate_authority="missing"),
                    "clean": cluster()},
                   {"error": {"username": "anything", "token": "here"}, "clean": {"token": "here"}},
                   {"dirty": {"cluster": "missing ca", "user": "error"}, "clean": {"cluster": "clean", "user": "clean"}}, "clean")
MISSING = kubeconfig({"kind-cluster": cluster()}, {"kind-user": {"token": "any-value"}},
                     {"missing-user": {"cluster": "kind-cluster", "user": "garbage"},
                      "missing-cluster": {"cluster": "garbage", "user": "kind-user"}})
TWO = kubeconfig({"cow": cluster(), "chicken": cluster(certificate_authority_data=None, certificate_authority="@ca.crt@")},
                 {"red-user": {"token": "red", "client-certificate-data": "@client@", "client-key-data": "@client-key@"},
                  "blue-user": {"token": "blue", "client-certificate": "@client.crt@", "client-key": "@client.key@"}},
                 {"federal": {"cluster": "cow", "user": "red-user"}, "shaker": {"cluster": "chicken", "user": "blue-user"}},
                 "federal")


def bad_user(name, function, user, want, *words, **more):
    more.setdefault("sees", NOWHERE)
    return Case("validation/" + name, function and VALIDATION + function, config=one(user=user), want=want,
                says=(HOME, "usr", *words), **more)


def good_user(name, function, user, sees, **more):
    return Case("validation/" + name, function and VALIDATION + function, config=one(user=user), sees=sees, **more)


def prompted(name, source, **more):
    """kubectl asks for a name and a password where there are none; this program goes on without."""
    return Case("validation/" + name, source, want="prompt", sees=NOWHERE, deviates="no-prompt",
                ours={"outcome": "ok", **ANONYMOUS}, **more)


def unconfigured(name, source, *words, outcome="nothing configured", **more):
    return Case("validation/" + name, source, want="connect/refused", servers=(), deviates="no-default-server",
                ours={"outcome": outcome}, says=words, **more)


def exec_user(version="client.authentication.k8s.io/v1beta1", **fields):
    body = {"command": "@root@/bin/p", "apiVersion": version, "interactiveMode": "IfAvailable", **fields}
    return {"exec": {key: value for key, value in body.items() if value is not None}}


P = {"bin/p": script("plugged", "v1beta1")}
P1 = {"bin/p": script("plugged")}
PLUGGED = {"0.authorization": "Bearer plugged"}

CASES = [
    # ---- contexts and what they refer to ----
    Case("validation/bad-entries-beside-good-ones", VALIDATION + "TestConfirmUsableBadInfoButOkConfig", config=DIRTY,
         sees={"0.authorization": "Bearer here"}),
    Case("validation/bad-entries-in-use", VALIDATION + "TestConfirmUsableBadInfoConfig", config=DIRTY,
         args=("--context", "dirty"), want="config/methods", sees=NOWHERE, says=(HOME, "error")),
    Case("validation/user-of-a-context-missing", VALIDATION + "TestConfirmUsableMissingObjects[user]", config=MISSING,
         args=("--context", "missing-user"), want="prompt", sees=NOWHERE, deviates="dangling-names",
         ours={"outcome": "config/user"}, says=("garbage", "missing-user", HOME, "kind-user")),
    Case("validation/cluster-of-a-context-missing", VALIDATION + "TestConfirmUsableMissingObjects[cluster]", config=MISSING,
         args=("--context", "missing-cluster"), want="connect/refused", sees=NOWHERE, deviates="dangling-names",
         ours={"outcome": "config/cluster"}, says=("garbage", "missing-cluster", HOME, "kind-cluster")),
    Case("validation/user-and-cluster-missing", VALIDATION + "TestValidateMissingReferencesConfig", servers=(),
         config=kubeconfig({}, {}, {"anything": {"cluster": "missing", "user": "missing"}}, "anything"),
         want="connect/refused", deviates="dangling-names", ours={"outcome": "config/user"}, says=("missing", "anything")),
    Case("validation/user-missing-and-token-given", config=MISSING, args=("--context", "missing-user", "--token", "t"),
         sees={"0.authorization": "Bearer t"}),
    Case("validation/cluster-missing-and-server-given", config=MISSING, sees={"0.authorization": "Bearer any-value"},
         args=("--context", "missing-cluster", "--server", "@url0@", "--certificate-authority", "@ca.crt@")),
    unconfigured("empty", VALIDATION + "TestConfirmUsableEmptyConfig", HOME, "has no contexts", config={}),
    Case("validation/empty-and-a-context-asked-for", VALIDATION + "TestConfirmUsableMissingConfig", config={},
         args=("--context", "not-here"), want="config/context", sees=NOWHERE, says=("not-here",)),
    unconfigured("empty-of-right-kind", (VALIDATION + "TestValidateEmptyConfig", VALIDATION + "TestIsEmptyConfig"), HOME,
                 config=kubeconfig({}, {}, {})),
    Case("validation/current-context-missing", (VALIDATION + "TestValidateMissingCurrentContextConfig",
                                                VALIDATION + "TestIsContextNotFound"),
         config={**one(), "current-context": "anything"}, want="config/context", sees=NOWHERE, says=("anything", HOME, "test")),
    unconfigured("context-empty", VALIDATION + "TestValidateEmptyContext", "anything", HOME, "names no cluster",
                 outcome="config/cluster", config=kubeconfig({}, {}, {"anything": {}}, "anything")),
    Case("validation/context-empty-and-a-default-server", config=kubeconfig({}, {}, {"anything": {}}, "anything"),
         servers=("plain",), env={"KUBERNETES_MASTER": "@url0@"}, sees={"0.namespace": "default"}),
    Case("validation/context-with-an-empty-name", VALIDATION + "TestValidateEmptyContextName",
         config=kubeconfig({"clu": cluster()}, {"usr": {"token": "t"}}, {"": {
             "cluster": "clu", "user": "usr", "namespace": "n"}}),
         sees={"0.authorization": "Bearer t", "0.namespace": "n"}),
    Case("validation/cluster-and-user-with-empty-names", config=kubeconfig({"": cluster()}, {"": {"token": "t"}}, {}),
         sees={"0.authorization": "Bearer t", "0.namespace": "default"}),
    unconfigured("contexts-and-none-current", "", HOME, "current-context", "--context", "test",
                 config={**one(), "current-context": ""}),
    Case("validation/namespace-of-a-context-wrong", config=one(context={"namespace": "a/b"}), want="config/namespace",
         early=True),

    # ---- clusters ----
    unconfigured("cluster-empty", (VALIDATION + "TestValidateEmptyClusterInfo",
                                   VALIDATION + "TestValidateClusterInfoErrEmptyCluster"), "clu", HOME, "has no server",
                 outcome="config/cluster", config=one(clu={})),
    Case("validation/authority-missing", VALIDATION + "TestValidateMissingCAFileClusterInfo", want="config/ca-file",
         config=one(clu=cluster(certificate_authority_data=None, certificate_authority="missing")), sees=NOWHERE,
         says=("@root@/home/.kube/missing", "clu", HOME)),
    Case("validation/cluster-clean", VALIDATION + "TestValidateCleanClusterInfo", servers=("plain",),
         config=one(clu={"server": "@host0@"}), sees={"0.authorization": ""}),
    Case("validation/authority-empty-without-tls", VALIDATION + "TestValidateCleanWithCAClusterInfo", servers=("plain",),
         config=one(clu={"server": "@host0@", "certificate-authority": "ca"}), files={"home/.kube/ca": ""}),
    Case("validation/authority-empty", config=one(clu=cluster(certificate_authority_data=None, certificate_authority="ca")),
         files={"home/.kube/ca": ""}, want="connect/authority", sees=NOWHERE, deviates="empty-authority",
         ours={"outcome": "config/ca-pem"}, says=("@root@/home/.kube/ca", "clu")),
    Case("validation/authority-data-empty", config=one(clu=cluster(certificate_authority_data="")), want="connect/authority",
         sees=NOWHERE),
    Case("validation/authority-twice", config=one(clu=cluster(certificate_authority="@ca.crt@")), want="config/both",
         sees=NOWHERE, says=("clu", HOME)),
    Case("validation/authority-and-insecure", config=one(clu=cluster(insecure_skip_tls_verify=True)), sees=NOWHERE,
         want="config/insecure-with-ca", says=("clu", HOME)),
    Case("validation/authority-no-pem", config=one(clu=cluster(certificate_authority_data="aGVsbG8=")), want="config/ca-pem",
         sees=NOWHERE, says=("clu", HOME)),
    Case("validation/authority-broken-pem", sees=NOWHERE, want="config/ca-pem", says=("clu", HOME), config=one(clu=cluster(
        certificate_authority_data="LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCmFiYwotLS0tLUVORCBDRVJUSUZJQ0FURS0tLS0tCg=="))),
    Case("validation/authority-is-a-key", config=one(clu=cluster(certificate_authority_data="@client-key@")), sees=NOWHERE,
         want="config/ca-pem", says=("clu", HOME)),
    Case("validation/authority-bundle", config=one(clu=cluster(certificate_authority_data=None, certificate_authority="b")),
         files={"home/.kube/b": "# a comment\n@other-ca-pem@\n# another\n@ca-pem@"}),
    Case("validation/authority-of-another", config=one(clu=cluster(certificate_authority_data="@other-ca@")),
         want="connect/authority", sees=NOWHERE, says=("clu", HOME, "test")),
    Case("validation/authority-not-base64", config=one(clu=cluster(certificate_authority_data="a b!")), want="config/base64",
         sees=NOWHERE, says=(HOME + ":", "certificate-authority-data")),
    Case("validation/authority-base64-with-blanks", config=one(clu=cluster(
        certificate_authority_data="\n @ca@ ")), want="config/base64", sees=NOWHERE),
    Case("validation/proxy-url-of-another-cluster", config=kubeconfig(
        {"clu": cluster(), "bad": cluster(proxy_url="ftp://x")}, {"usr": {"token": "t"}},
        {"test": {"cluster": "clu", "user": "usr"}}, "test")),

    # ---- users ----
    prompted("user-empty", VALIDATION + "TestValidateEmptyAuthInfo", config=one(user={})),
    bad_user("certificate-and-key-missing", "TestValidateCertFilesNotFoundAuthInfo",
             {"client-certificate": "missing", "client-key": "missing"}, "config/cert-file", "@root@/home/.kube/missing"),
    bad_user("certificate-twice", "TestValidateCertDataOverridesFiles",
             {"client-certificate": "@client.crt@", "client-certificate-data": "@client@", "client-key": "@client.key@",
              "client-key-data": "@client-key@"}, "config/both", "client-certificate"),
    bad_user("key-twice", "", {"client-certificate": "@client.crt@", "client-key": "@client.key@",
                               "client-key-data": "@client-key@"}, "config/both", "client-key"),
    good_user("certificate-files", "TestValidateCleanCertFilesAuthInfo",
              {"client-certificate": "@client.crt@", "client-key": "@client.key@"}, CERTIFICATE),
    good_user("certificate-file-and-key-data", "", {"client-certificate": "@client.crt@", "client-key-data": "@client-key@"},
              CERTIFICATE),
    bad_user("certificate-without-key", "", {"client-certificate-data": "@client@"}, "config/no-key"),
    good_user("key-without-certificate", "", {"client-key-data": "@client-key@", "token": "t"},
              {"0.authorization": "Bearer t", "0.certificate": ""}),
    good_user("certificate-and-token", "", {"client-certificate-data": "@client@", "client-key-data": "@client-key@",
                                            "token": "t"}, {**CERTIFICATE, "0.authorization": "Bearer t"}),
    good_user("certificate-and-password", "", {"client-certificate-data": "@client@", "client-key-data": "@client-key@",
                                               "username": "u", "password": "p"},
              {**CERTIFICATE, "0.authorization": "Basic dTpw"}),
    bad_user("certificate-no-pem", "", {"client-certificate-data": "aGVsbG8=", "client-key-data": "@client-key@"},
             "config/cert-pem", "client-certificate"),
    bad_user("key-no-pem", "", {"client-certificate-data": "@client@", "client-key-data": "aGVsbG8="}, "config/cert-pem",
             "client-key"),
    bad_user("key-of-another", "", {"client-certificate-data": "@client@", "client-key-data": "@server-key@"},
             "config/cert-pem", "belong together"),
    bad_user("key-encrypted", "", {"client-certificate-data": "@client@", "client-key-data": "@encrypted-key@"},
             "config/cert-pem", "encrypted"),
    bad_user("key-encrypted-in-the-old-way", "", {"client-certificate-data": "@client@",
                                                  "client-key-data": "@encrypted-old-key@"}, "config/cert-pem", "encrypted"),
    good_user("certificate-and-key-swapped-order-in-one-file", "", {"client-certificate": "both", "client-key": "both"},
              CERTIFICATE, files={"home/.kube/both": "@client-key-pem@\n@client-pem@"}),
    good_user("token", "TestValidateCleanTokenAuthInfo", {"token": "any-value"}, {"0.authorization": "Bearer any-value"}),
    bad_user("token-and-user-name", "TestValidateMultipleMethodsAuthInfo", {"token": "token", "username": "username"},
             "config/methods"),
    bad_user("token-and-password", "", {"token": "token", "password": "p"}, "config/methods"),
    bad_user("token-file-and-user-name", "", {"tokenFile": "t", "username": "u"}, "config/methods",
             files={"home/.kube/t": "filed"}),
    good_user("token-file-and-password", "", {"tokenFile": "t", "password": "p"}, {"0.authorization": "Bearer filed"},
              files={"home/.kube/t": "filed"}),
    good_user("user-name-without-password", "", {"username": "u"}, {"0.authorization": "Basic dTo="}),
    prompted("password-without-user-name", "", config=one(user={"password": "p"})),
    good_user("password-with-colons-and-letters", "", {"username": "u:v", "password": "p\u00e4:\u20ac"}, {
        "0.authorization": "Basic dTp2OnDDpDrigqw="}),
    good_user("password-and-impersonation", "", {"username": "u", "password": "p", "as": "root"},
              {"0.authorization": "Basic dTpw", "0.as": "user=root"}),
    good_user("token-with-blanks", "", {"token": "  t  "}, {}),
    bad_user("token-file-missing", "", {"tokenFile": "/no/such/token"}, "config/no-file", "/no/such/token"),
    bad_user("token-file-empty", "", {"tokenFile": "t"}, "prompt", "@root@/home/.kube/t", files={"home/.kube/t": ""},
             deviates="no-prompt", ours={"outcome": "config/empty-file"}),
    good_user("token-file-with-blanks", "", {"tokenFile": "t"}, {"0.authorization": "Bearer a"},
              files={"home/.kube/t": "\n  a\t\n\n"}),
    good_user("token-file-wrong-spelling-is-ignored", "", {"token-file": "/gone", "token": "t"},
              {"0.authorization": "Bearer t"}),

    # ---- exec ----
    good_user("exec", "TestValidateAuthInfoExec", exec_user(args=["hello", "world"], env=[{"name": "foo", "value": "bar"}]),
              PLUGGED, files=P),
    bad_user("exec-no-version", "TestValidateAuthInfoExecNoVersion", exec_user(None), "config/exec-version", files=P),
    bad_user("exec-no-command", "TestValidateAuthInfoExecNoCommand", exec_user(command=None), "config/exec-command"),
    bad_user("exec-with-auth-provider", "TestValidateAuthInfoExecWithAuthProvider",
             {**exec_user(), "auth-provider": {"name": "oidc"}}, "config/two-logins", files=P),
    good_user("exec-empty-value", "TestValidateAuthInfoExecNoEnv", exec_user(env=[{"name": "foo", "value": ""}]), PLUGGED,
              files=P),
    bad_user("exec-variable-without-name", "", exec_user(env=[{"name": "", "value": "x"}]), "config/exec-env", files=P),
    bad_user("exec-mode-missing", "TestValidateAuthInfoExecInteractiveModeMissing",
             exec_user("client.authentication.k8s.io/v1", interactiveMode=None), "config/interactive-mode", files=P1),
    bad_user("exec-mode-wrong", "TestValidateAuthInfoExecInteractiveModeInvalid", exec_user(interactiveMode="invalid"),
             "config/interactive-mode", "invalid", files=P),
    bad_user("exec-version-alpha", "", exec_user("client.authentication.k8s.io/v1alpha1"),
             "config/exec-version", "v1alpha1", files=P),
    bad_user("exec-version-of-the-test", "", exec_user("clientauthentication.k8s.io/v1alpha1"), "config/exec-version",
             files=P),
    Case("validation/exec-mode-missing-alpha", DEFAULTS % "alpha exec API with empty interactive mode", want="config/exec-version",
         config=one(user=exec_user("client.authentication.k8s.io/v1alpha1", interactiveMode=None)), files=P, sees=NOWHERE),
    Case("validation/exec-mode-missing-beta", DEFAULTS % "beta exec API with empty interactive mode", sees=PLUGGED,
         config=one(user=exec_user(interactiveMode=None)), files=P),
    Case("validation/exec-mode-never-alpha", DEFAULTS % "alpha exec API with set interactive mode", want="config/exec-version",
         config=one(user=exec_user("client.authentication.k8s.io/v1alpha1", interactiveMode="Never")), files=P, sees=NOWHERE),
    Case("validation/exec-mode-never-beta", DEFAULTS % "beta exec API with set interactive mode", sees=PLUGGED,
         config=one(user=exec_user(interactiveMode="Never")), files=P),
    Case("validation/exec-mode-missing-v1", DEFAULTS % "v1 exec API with empty interactive mode", sees=NOWHERE,
         config=one(user=exec_user("client.authentication.k8s.io/v1", interactiveMode=None)), files=P1,
         want="config/interactive-mode", says=("interactiveMode: IfAvailable",)),
    good_user("exec-beside-a-token", "", {**exec_user(), "token": "t"}, {"0.authorization": "Bearer t"}, files=P),
    bad_user("exec-wrong-beside-a-token", "", {**exec_user(command=None), "token": "t"}, "config/exec-command"),

    # ---- impersonation ----
    prompted("as", VALIDATION + "TestValidateAuthInfoImpersonateUser", config=one(user={"as": "user"})),
    prompted("as-everything", VALIDATION + "TestValidateAuthInfoImpersonateEverything", config=one(user=FULL_AS)),
    good_user("as-with-token", "", {"token": "t", "as": "user"}, {"0.as": "user=user"}),
    good_user("as-everything-with-token", "", {"token": "t", **FULL_AS},
              {"0.as": "extra-key=val1; extra-key=val2; group=group-1; group=group-2; uid=abc123; user=user"}),
    bad_user("as-groups-without-user", "TestValidateAuthInfoImpersonateGroupsWithoutUserInvalid",
             {"token": "t", "as-groups": ["group-1", "group-2"]}, "config/as"),
    bad_user("as-extra-without-user", "TestValidateAuthInfoImpersonateExtraWithoutUserInvalid",
             {"token": "t", "as-user-extra": {"key": ["val1", "val2"]}}, "config/as"),
    bad_user("as-uid-without-user", "TestValidateAuthInfoImpersonateUIDWithoutUserInvalid", {"token": "t", "as-uid": "abc123"},
             "config/as"),

    # ---- helpers of kubectl config view, as far as a client does the same ----
    Case("validation/only-the-current-context-counts", HELPERS + "TestMinifySuccess", config=TWO,
         sees={"0.authorization": "Bearer red", **CERTIFICATE}),
    Case("validation/current-context-not-found", HELPERS + "TestMinifyMissingContext", config={**TWO, "current-context": "missing"},
         want="config/context", sees=NOWHERE, says=("missing", "federal, shaker")),
    Case("validation/cluster-not-found", HELPERS + "TestMinifyMissingCluster", want="connect/refused", sees=NOWHERE,
         config={**TWO, "clusters": TWO["clusters"][1:]}, deviates="dangling-names", ours={"outcome": "config/cluster"},
         says=("cow", "federal")),
    Case("validation/user-not-found", HELPERS + "TestMinifyMissingAuthInfo", want="prompt", sees=NOWHERE,
         config={**TWO, "users": TWO["users"][1:]}, deviates="dangling-names", ours={"outcome": "config/user"},
         says=("red-user", "federal")),
    Case("validation/files-and-data-alike", HELPERS + "TestFlattenSuccess", config=TWO, args=("--context", "shaker"),
         sees={"0.authorization": "Bearer blue", **CERTIFICATE}),
    Inapplicable(HELPERS + "TestShortenSuccess", "how kubectl config view leaves data out; this program prints no kubeconfig"),
    Inapplicable(HELPERS + "TestRedactSecrets", "how kubectl config view hides secrets; that -v hides them client_test.py checks"),
    Inapplicable(VALIDATION + "TestIsConfigurationInvalid", "the type of an error in Go"),
    Inapplicable(VALIDATION + "TestErrConfigurationInvalidWithErrorsIs[*]", "the type of an error in Go"),
    Inapplicable(VALIDATION + "TestErrConfigurationInvalidWithErrorsIsShortCircuitsOnFirstMatch", "the type of an error in Go"),
]
