# SPDX-License-Identifier: Apache-2.0
"""When the service account of a pod is used, and for what: client-go's tools/clientcmd/merged_client_builder_test.go. Its
tests put objects of their own in the place of kubeconfig and pod; here both are real."""
from case import NOWHERE, Case, Inapplicable, cluster, kubeconfig, one

CONFIG = "tools/clientcmd/merged_client_builder_test.go:TestInClusterConfig[%s]"
NAMESPACE = "tools/clientcmd/merged_client_builder_test.go:TestInClusterConfigNamespace[%s]"
ACCOUNT = {"token": "pod-token", "ca.crt": ("link", "@ca.crt@"), "namespace": "podns\n"}
ENV = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": "@port0@"}
POD = {"0.authorization": "Bearer pod-token", "0.namespace": "podns"}


def in_pod(name, source, **more):
    """The pod's API server is the first server; a kubeconfig may name the second."""
    more.setdefault("in_cluster", ACCOUNT)
    return Case("in-cluster/" + name, source, env={**ENV, **more.pop("env", {})}, **more)


def both(name, source, config, **more):
    return in_pod(name, source, servers=("tls", "tls"), config=config, **more)


def second(**more):
    return one(clu=cluster("@url1@"), **more)


NOT_POD = {"0.method": "nothing arrived"}

CASES = [
    # ---- which configuration ----
    in_pod("no-kubeconfig", CONFIG % "in-cluster config returned when config is empty", sees=POD),
    in_pod("no-kubeconfig-and-no-account", CONFIG % "in-cluster checked on other error", in_cluster={}, want="connect/refused",
           sees=NOWHERE, deviates="no-default-server", ours={"outcome": "nothing configured"}),
    in_pod("token-is-a-folder", CONFIG % "in-cluster checked when config is not equal to default and error is empty",
           in_cluster={"token": ("folder",)}, want="connect/refused", sees=NOWHERE, deviates="no-default-server",
           ours={"outcome": "nothing configured"}),
    in_pod("error-in-the-kubeconfig", CONFIG % "in-cluster not checked on non-empty error", config="a: [", want="config/yaml",
           sees=NOWHERE),
    in_pod("kubeconfig-is-the-default", CONFIG % "in-cluster checked when config is default", sees=POD,
           config=one(clu={"server": "http://localhost:8080"}, context={"namespace": ""})),
    in_pod("current-context-missing", CONFIG % "in-cluster not checked when default config is invalid",
           config=kubeconfig({"clean": {"server": "http://localhost:8080"}}, {}, {"other": {"cluster": "clean"}}, "clean"),
           want="config/context", sees=NOWHERE),
    both("kubeconfig-is-another", CONFIG % "in-cluster not checked when config is not equal to default", second(),
         sees={**NOT_POD, "1.authorization": "Bearer secret", "1.namespace": "ai"}),
    in_pod("account-cannot-be-read", CONFIG % "in-cluster error returned when config is empty", want="connect/authority",
           in_cluster={"token": "t", "ca.crt": ""}, sees=NOWHERE, deviates="empty-authority",
           ours={"outcome": "config/ca-pem"}),
    both("another-default-server", CONFIG % "in-cluster not checked when standard default is invalid",
         one(clu=cluster("@url1@"), context={"namespace": ""}), env={"KUBERNETES_MASTER": "http://127.0.0.1:@refused@"},
         sees={**NOT_POD, "1.authorization": "Bearer secret"}),
    in_pod("default-server-of-the-environment", "", env={"KUBERNETES_MASTER": "http://127.0.0.1:@refused@"}, sees=POD),
    in_pod("kubeconfig-is-empty", "", config="", sees=POD),
    in_pod("kubeconfig-has-no-current-context", "", config={**one(), "current-context": ""}, sees=POD),
    in_pod("cluster-without-server", "", config=one(clu={}, context={"namespace": ""}), sees=POD),
    in_pod("host-variable-missing", "", env={"KUBERNETES_SERVICE_HOST": None}, want="connect/refused", sees=NOWHERE,
           deviates="no-default-server", ours={"outcome": "nothing configured"}),
    in_pod("port-variable-empty", "", env={"KUBERNETES_SERVICE_PORT": ""}, want="connect/refused", sees=NOWHERE,
           deviates="no-default-server", ours={"outcome": "nothing configured"}),
    in_pod("without-authority", "", in_cluster={"token": "t"}, want="connect/authority", sees=NOWHERE),
    in_pod("token-is-empty", "", in_cluster={**ACCOUNT, "token": ""}, want="config/empty-file", sees=NOWHERE),
    in_pod("token-ends-in-a-line", "", in_cluster={**ACCOUNT, "token": "pod-token\n"}, sees=POD),

    # ---- which namespace ----
    in_pod("namespace-none", NAMESPACE % "in-cluster checked on empty error", in_cluster={**ACCOUNT, "namespace": ""},
           sees={"0.namespace": "default"}),
    Inapplicable(NAMESPACE % "in-cluster error returned when config is empty",
                 "asking a pod for its namespace cannot fail: without the file it is default"),
    in_pod("namespace-and-an-error", NAMESPACE % "in-cluster not checked on non-empty error", config=one(user={
        "token": "t", "username": "u"}), want="config/methods", sees=NOWHERE),
    both("namespace-of-the-pod-for-a-kubeconfig-without", NAMESPACE % "in-cluster checked when config is default",
         second(context={"namespace": ""}), sees={**NOT_POD, "1.namespace": "podns"}),
    both("namespace-of-the-context", NAMESPACE % "in-cluster not checked when config is not equal to default", second(),
         sees={**NOT_POD, "1.namespace": "ai"}),
    both("namespace-default-of-the-pod", NAMESPACE % "in-cluster checked when namespace is not specified, but is defaulted",
         second(context={"namespace": ""}), in_cluster={"token": "t"}, sees={**NOT_POD, "1.namespace": "default"}),
    in_pod("namespace-of-the-environment", NAMESPACE % "in-cluster config returned when config is empty",
           env={"POD_NAMESPACE": "downward"}, sees={"0.namespace": "downward"}),
    in_pod("namespace-of-the-account",
           NAMESPACE % "in-cluster config returned when config is empty and namespace is defaulted but not explicitly set",
           sees=POD),
    both("namespace-default-is-named", NAMESPACE % "overridden context used to verify explicit namespace in config",
         kubeconfig({"clu": cluster("@url1@")}, {"usr": {"token": "t"}},
                    {"overridden-context": {"cluster": "clu", "user": "usr", "namespace": "default"},
                     "other": {"cluster": "clu", "user": "usr"}}, "other"),
         args=("--context", "overridden-context"), sees={**NOT_POD, "1.namespace": "default"}),
    in_pod("namespace-flag", "", args=("-n", "flagged"), sees={"0.namespace": "flagged"}),

    # ---- flags that make kubectl forget that it runs in a pod ----
    *[in_pod("flag " + args[0], "", args=args, want="connect/refused", sees=NOWHERE, deviates="in-pod-with-flags",
             ours={"outcome": "ok", "0.authorization": "Bearer pod-token", "0.as": seen, "0.gzip": gzip})
      for args, seen, gzip in ((("--as", "alice"), "user=alice", True), (("--request-timeout", "5s"), "", True),
                               (("--disable-compression",), "", False))],
    in_pod("flag --insecure-skip-tls-verify", "", args=("--insecure-skip-tls-verify",), sees=POD),
]
