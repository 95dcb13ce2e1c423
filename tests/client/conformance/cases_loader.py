# SPDX-License-Identifier: Apache-2.0
"""Which files are read, how they become one, and what their relative paths refer to: client-go's
tools/clientcmd/loader_test.go and config_test.go."""
from case import CERTIFICATE, NOWHERE, Case, Inapplicable, cluster, kubeconfig, one, plugin, script

LOADER = "tools/clientcmd/loader_test.go:"


def animal(clu, user, context, namespace, **more):
    """One of the four kubeconfigs that the tests merge, with a token that tells where it came from."""
    return kubeconfig({clu: cluster()}, {user: {"token": user + "-token"}},
                      {context: {"cluster": clu, "user": user, "namespace": namespace}}, **more)


ALFA = animal("cow", "red-user", "federal", "hammer")
BRAVO = animal("pig", "black-user", "queen-anne", "saw")
CHARLIE = animal("horse", "green-user", "shaker", "chisel")
DELTA = animal("chicken", "blue-user", "gothic", "plane")
CONFLICT = kubeconfig({"cow": cluster("https://127.0.0.1:@refused@"),
                       "donkey": {"server": "@url0@", "insecure-skip-tls-verify": True, "disable-compression": True}},
                      {"red-user": {"token": "a-different-red-token"}, "yellow-user": {"token": "yellow-token"}}, {},
                      "federal")
FOUR = {"work/a": ALFA, "work/b": BRAVO, "work/c": CHARLIE, "work/d": DELTA}
SOME = {"work/a": ALFA, "work/b": CONFLICT}

DUPLICATE = """kind: Config
apiVersion: v1
clusters:
- cluster: {server: "@url0@"}
  name: kubeconfig-cluster
%scontexts:
- context: {cluster: kubeconfig-cluster, namespace: default, user: kubeconfig-user}
  name: kubeconfig-context
%scurrent-context: kubeconfig-context
users:
- name: kubeconfig-user
  user: {token: one}
%s"""
EXTENSIONS = """extensions:
- extension: {bytes: test}
  name: test-extension
- extension: {bytes: some-example}
  name: test-extension
"""


def duplicate(clusters="", contexts="", users="", more=""):
    return DUPLICATE % (clusters, contexts, users) + more


def in_order(name, source, listed, files, **more):
    return Case("loader/" + name, source and LOADER + source, files=files, env={"KUBECONFIG": listed}, **more)


def numbered(order):
    """Six files a to f; the first in `order` that has the context decides about the token."""
    return {"work/" + name: one(user={"token": name}) for name in "abcdef"}, {"0.authorization": "Bearer " + order[0]}


def relative(name, entry, where, paths, **more):
    """The kubeconfig in home/base names files; those lie where `where` says."""
    ca, cert, key = paths
    clu = cluster(certificate_authority_data=None, certificate_authority=ca) if ca else cluster()
    user = {"client-certificate": cert, "client-key": key} if cert else {"token": "secret"}
    files = {"home/base/config": one(user=user, clu=clu)}
    for path, target in where.items():
        files[path] = ("link", target)
    more.setdefault("sees", CERTIFICATE if cert else {})
    return Case("loader/paths-" + name, entry and LOADER + "TestRelativizePathWithNoBacksteps[%s]" % entry, files=files,
                env={"KUBECONFIG": "@home@/base/config"}, **more)


def resolved(entry, use, **more):
    """Two files in two folders; `use` chooses the one entry whose path is tested."""
    def config(n, up):
        return kubeconfig(
            {"relative-server-%d" % n: cluster(certificate_authority_data=None, certificate_authority=up + "relative/ca"),
             "absolute-server-%d" % n: cluster(certificate_authority_data=None, certificate_authority="@ca.crt@"),
             "plain-%d" % n: cluster()},
            {"relative-user-%d" % n: {"client-certificate": "relative/client/cert", "client-key": up + "relative/client/key"},
             "absolute-user-%d" % n: {"client-certificate": "@client.crt@", "client-key": "@client.key@"},
             "relative-cmd-%d" % n: plugin(up + "relative/client/cmd"),
             "absolute-cmd-%d" % n: plugin("@root@/absolute/cmd"), "PATH-cmd-%d" % n: plugin("cmd"),
             "token-%d" % n: {"token": "secret"}}, {})

    files = {"one/.kubeconfig": config(1, "../"), "two/deep/.kubeconfig": config(2, "../"),
             "one/relative/client/cert": ("link", "@client.crt@"), "two/deep/relative/client/cert": ("link", "@client.crt@"),
             "bin/cmd": script("from-path"), "absolute/cmd": script("absolute")}
    for up in ("", "two/"):
        files[up + "relative/ca"] = ("link", "@ca.crt@")
        files[up + "relative/client/key"] = ("link", "@client.key@")
        files[up + "relative/client/cmd"] = script("relative")
    return Case("loader/resolved-" + entry, LOADER + "TestResolveRelativePaths[%s]" % entry, files=files,
                env={"KUBECONFIG": "@root@/one/.kubeconfig:@root@/two/deep/.kubeconfig"}, args=use, **more)


CASES = [
    # ---- which files ----
    Case("loader/home-file", LOADER + "TestLoadingGetLoadingPrecedence[default]", config=one(),
         sees={"0.namespace": "ai", "0.authorization": "Bearer secret"}),
    Case("loader/explicit-file", LOADER + "TestLoadingGetLoadingPrecedence[explicit]", config=one(user={"token": "home"}),
         files={"work/other": one(user={"token": "flag"})}, env={"KUBECONFIG": "@home@/.kube/config"},
         args=("--kubeconfig", "other"), sees={"0.authorization": "Bearer flag"}),
    Case("loader/environment-names-one", LOADER + "TestLoadingGetLoadingPrecedence[envvar-single]",
         config=one(user={"token": "home"}), files={"work/other": one(user={"token": "env"})},
         env={"KUBECONFIG": "@work@/other"}, sees={"0.authorization": "Bearer env"}),
    Case("loader/environment-names-two", LOADER + "TestLoadingGetLoadingPrecedence[envvar-multiple]",
         config=one(user={"token": "home"}), env={"KUBECONFIG": "@work@/one:@work@/two"},
         files={"work/one": kubeconfig({"clu": cluster()}, {}, {}), "work/two": one(clu=cluster("https://127.0.0.1:1"))},
         sees={"0.authorization": "Bearer secret"}, proves="the cluster is the first file's, the rest the second's"),
    Case("loader/environment-empty", config=one(), env={"KUBECONFIG": ""}, sees={"0.authorization": "Bearer secret"}),
    Case("loader/empty-flag-is-no-flag", config=one(), args=("--kubeconfig", ""), sees={"0.authorization": "Bearer secret"}),
    Case("loader/no-home", files={"work/c": one()}, env={"HOME": None, "KUBECONFIG": "c"},
         sees={"0.authorization": "Bearer secret"}),
    Case("loader/empty-members", files={"work/c": one()}, env={"KUBECONFIG": "::c::"},
         sees={"0.authorization": "Bearer secret"}),
    Case("loader/missing-members", files={"work/c": one()}, env={"KUBECONFIG": "gone:c:/no/such/folder/config"},
         sees={"0.authorization": "Bearer secret"}),
    Case("loader/member-below-a-file", files={"work/c": one(), "work/file": "x"}, env={"KUBECONFIG": "file/config:c"},
         want="config/not-a-folder", sees=NOWHERE),
    Case("loader/no-tilde", files={"home/c": one()}, env={"KUBECONFIG": "~/c"}, args=("--context", "test"),
         want="config/context", sees=NOWHERE),
    Case("loader/no-variables", files={"home/c": one()}, env={"KUBECONFIG": "$HOME/c"}, args=("--context", "test"),
         want="config/context", sees=NOWHERE),
    Case("loader/empty-file-counts-as-there", config="", args=("--context", "test"), want="config/context", sees=NOWHERE),
    Case("loader/empty-file-among-others", files={"work/a": "", "work/b": one()}, env={"KUBECONFIG": "a:b"},
         sees={"0.authorization": "Bearer secret"}),
    Case("loader/explicit-file-missing", LOADER + "TestNonExistentCommandLineFile", config=one(),
         args=("--kubeconfig", "bogus_file"), want="config/no-file", sees=NOWHERE, says=("bogus_file",)),
    Case("loader/all-missing-is-no-error", LOADER + "TestToleratingMissingFiles", config=one(),
         env={"KUBECONFIG": "bogus1:bogus2:bogus3"}, sees={"0.authorization": "Bearer t", "0.namespace": "default"},
         args=("--server", "@url0@", "--certificate-authority", "@ca.crt@", "--token", "t"), says=("bogus1",)),
    Case("loader/only-separators", config=one(), env={"KUBECONFIG": ":"},
         args=("--server", "@url0@", "--certificate-authority", "@ca.crt@", "--token", "t"),
         sees={"0.authorization": "Bearer t", "0.namespace": "default"}, proves="the home file is not tried"),
    Case("loader/all-missing-and-nothing-else", LOADER + "TestWarningMissingFiles", env={"KUBECONFIG": "bogus"},
         want="connect/refused", deviates="no-default-server", ours={"outcome": "nothing configured"},
         says=("no cluster is configured", "bogus")),
    Case("loader/no-file-at-all", want="connect/refused", deviates="no-default-server",
         ours={"outcome": "nothing configured"}, says=("@root@/home/.kube/config", "--kubeconfig FILE")),
    Inapplicable(LOADER + "TestNoWarningMissingFiles", "a level of klog; this program always tells of missing files"),
    Case("loader/explicit-file-is-nonsense", LOADER + "TestErrorReadingFile", files={"work/f": "bogus value"},
         args=("--kubeconfig", "f"), want="config/content", sees=NOWHERE, says=("work/f",)),
    Case("loader/explicit-file-is-a-folder", LOADER + "TestErrorReadingNonFile", files={"work/f": ("folder",)},
         args=("--kubeconfig", "f"), want="config/folder", sees=NOWHERE, says=("f",)),
    Case("loader/member-is-a-folder", files={"work/f": ("folder",), "work/c": one()}, env={"KUBECONFIG": "c:f"},
         want="config/folder", sees=NOWHERE),
    Case("loader/one-bad-member-fails-all", files={"work/f": "a: [", "work/c": one()}, env={"KUBECONFIG": "c:f"},
         want="config/yaml", sees=NOWHERE, says=("work/f:",)),
    Inapplicable(LOADER + "TestFileLocking", "this program does not write kubeconfigs"),
    Inapplicable("tools/clientcmd/config_test.go:TestModifyConfigWritesToFirstKubeconfigFile",
                 "this program does not write kubeconfigs"),

    # ---- merging ----
    Case("loader/explicit-current-context-wins", LOADER + "TestConflictingCurrentContext",
         files={"work/flag": one(user={"token": "flag"}), "work/env": kubeconfig({}, {}, {}, "a-different-context")},
         env={"KUBECONFIG": "env"}, args=("--kubeconfig", "flag"), sees={"0.authorization": "Bearer flag"}),
    Case("loader/explicit-file-is-not-merged", LOADER + "Example_noMergingOnExplicitPaths", files=SOME,
         env={"KUBECONFIG": "b"}, args=("--kubeconfig", "a", "--context", "federal", "--user", "yellow-user"),
         want="config/user", sees=NOWHERE),
    Case("loader/first-entry-wins", LOADER + "Example_mergingSomeWithConflict", files=SOME, env={"KUBECONFIG": "a:b"},
         sees={"0.authorization": "Bearer red-user-token", "0.namespace": "hammer", "0.gzip": True}),
    Case("loader/entries-of-the-second-file", LOADER + "Example_mergingSomeWithConflict", files=SOME,
         env={"KUBECONFIG": "a:b"}, args=("--user", "yellow-user", "--cluster", "donkey"),
         sees={"0.authorization": "Bearer yellow-token", "0.namespace": "hammer", "0.gzip": False}),
    *[Case("loader/four-files-" + context, LOADER + "Example_mergingEverythingNoConflicts", files=FOUR,
           env={"KUBECONFIG": "a:b:c:d"}, args=("--context", context),
           sees={"0.authorization": "Bearer %s-token" % user, "0.namespace": namespace})
      for context, user, namespace in (("federal", "red-user", "hammer"), ("queen-anne", "black-user", "saw"),
                                       ("shaker", "green-user", "chisel"), ("gothic", "blue-user", "plane"))],
    Case("loader/same-name-is-not-merged-field-by-field", env={"KUBECONFIG": "a:b"},
         files={"work/a": one(), "work/b": one(user={"token": "other", "as": "root"},
                                               clu=cluster(disable_compression=True), context={"namespace": "other"})},
         sees={"0.authorization": "Bearer secret", "0.as": "", "0.gzip": True, "0.namespace": "ai"}),
    Case("loader/context-without-namespace-wins-whole", env={"KUBECONFIG": "a:b"},
         files={"work/a": kubeconfig({}, {}, {"test": {"cluster": "clu", "user": "usr"}}), "work/b": one()},
         sees={"0.namespace": "default"}),
    Case("loader/context-points-into-another-file", env={"KUBECONFIG": "a:b"},
         files={"work/a": kubeconfig({"clu": cluster()}, {"usr": {"token": "first"}}, {}),
                "work/b": kubeconfig({}, {}, {"test": {"cluster": "clu", "user": "usr"}}, "test")},
         sees={"0.authorization": "Bearer first"}),
    Case("loader/empty-current-context-does-not-win", env={"KUBECONFIG": "a:b"},
         files={"work/a": {**one(), "current-context": ""}, "work/b": kubeconfig({}, {}, {}, "test")},
         sees={"0.authorization": "Bearer secret"}),
    Case("loader/current-context-of-a-later-file-is-checked", env={"KUBECONFIG": "a:b"},
         files={"work/a": kubeconfig({}, {}, {}, "gone"), "work/b": one()}, want="config/context", sees=NOWHERE,
         says=("gone",)),
    in_order("all-different", "TestDeduplicate[0]", "a:b:c:d:e:f", numbered("abcdef")[0], sees=numbered("abcdef")[1]),
    in_order("some-twice", "TestDeduplicate[1]", "c:b:a:b:e:f", numbered("cbaef")[0], sees=numbered("cbaef")[1]),
    in_order("each-twice", "TestDeduplicate[2]", "b:b:a:a:c:a", numbered("bac")[0], sees=numbered("bac")[1]),
    in_order("twice-by-two-names", "", "./a:b:a", numbered("ab")[0], sees=numbered("ab")[1]),

    # ---- names ----
    Case("loader/names-like-numbers-in-quotes", LOADER + "TestEncodeYAML", config="""apiVersion: v1
clusters:
- cluster: {server: "https://localhost:1234"}
  name: "0"
- cluster: {server: "https://localhost:1234"}
  name: "1"
- cluster: {server: "@url0@", certificate-authority-data: "@ca@"}
  name: "433e40"
contexts:
- context: {cluster: "433e40", user: "usr"}
  name: "433e40"
current-context: "433e40"
kind: Config
users: [{name: usr, user: {token: t}}]
""", sees={"0.authorization": "Bearer t"}),
    Case("loader/name-like-a-number-without-quotes", config="""clusters:
- cluster: {server: "@url0@"}
  name: 433e40
""", want="config/type", sees=NOWHERE, says=("quotes",)),
    Case("loader/nothing-but-a-current-context", LOADER + "TestLoadingEmptyMaps",
         config=kubeconfig({}, {}, {}, "any-context-value"), want="config/context", sees=NOWHERE,
         says=("any-context-value", "@root@/home/.kube/config")),
    Case("loader/null-lists", config={"clusters": None, "users": None, "contexts": None, "current-context": None},
         args=("--server", "@url0@", "--certificate-authority", "@ca.crt@", "--token", "t"),
         sees={"0.authorization": "Bearer t"}),
    Case("loader/duplicate-cluster", LOADER + "TestDuplicateClusterName", want="config/duplicate", sees=NOWHERE,
         config=duplicate(clusters="- cluster: {server: 'https://test.example'}\n  name: kubeconfig-cluster\n"),
         says=("kubeconfig-cluster", "clusters")),
    Case("loader/duplicate-context", LOADER + "TestDuplicateContextName", want="config/duplicate", sees=NOWHERE,
         config=duplicate(contexts="- context: {cluster: other, user: other}\n  name: kubeconfig-context\n"),
         says=("kubeconfig-context", "contexts")),
    Case("loader/duplicate-user", LOADER + "TestDuplicateUserName", want="config/duplicate", sees=NOWHERE,
         config=duplicate(users="- name: kubeconfig-user\n  user: {token: two}\n"), says=("kubeconfig-user", "users")),
    Case("loader/duplicate-extension", LOADER + "TestDuplicateExtensionName", want="config/duplicate", sees=NOWHERE,
         config=duplicate(more=EXTENSIONS), says=("test-extension", "extensions")),
    Case("loader/duplicate-extension-of-a-cluster", want="config/duplicate", sees=NOWHERE,
         config=one(clu=cluster(extensions=[{"name": "e", "extension": {"a": 1}}, {"name": "e", "extension": {"a": 2}}]))),
    Case("loader/duplicate-extension-of-a-user", want="config/duplicate", sees=NOWHERE,
         config=one(user={"token": "t", "extensions": [{"name": "e", "extension": {}}, {"name": "e", "extension": {}}]})),
    Case("loader/duplicate-extension-of-a-context", want="config/duplicate", sees=NOWHERE,
         config=one(context={"extensions": [{"name": "e", "extension": {}}, {"name": "e", "extension": {}}]})),
    Case("loader/extension-of-the-preferences", config=one(preferences={"extensions": [{"name": "e", "extension": {"a": 1}}],
                                                                        "colors": True})),
    Case("loader/legacy-provider-without-settings", LOADER + "TestNilOutMap", want="config/auth-provider", sees=NOWHERE,
         config="""apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: "@ca@"
    server: @url0@
  name: production
contexts:
- context:
    cluster: production
    user: production
  name: production
current-context: production
users:
- name: production
  user:
    auth-provider:
      name: gcp""", says=("gke-gcloud-auth-plugin",)),

    # ---- relative paths ----
    relative("in-a-subfolder-by-slashes", "path in subdirectory with slashes - should relativize",
             {"home/base/subdir/file": "@ca.crt@"}, ("subdir/file", "", "")),
    relative("in-a-subfolder", "path in subdirectory - should relativize", {"home/base/subdir/file": "@ca.crt@"},
             ("./subdir/./file", "", "")),
    relative("in-the-same-folder", "path in same directory - should relativize", {"home/base/file": "@ca.crt@"},
             ("file", "", "")),
    relative("absolute-elsewhere-by-slashes", "absolute path requiring backsteps with slashes - should remain absolute",
             {"home/other/dir/file": "@ca.crt@"}, ("@home@/other/dir/file", "", "")),
    relative("absolute-elsewhere", "absolute path requiring backsteps - should remain absolute",
             {"home/other/dir/file": "@ca.crt@"}, ("@home@/base/../other/dir/file", "", "")),
    relative("back-and-down", "relative path requiring backsteps - should error", {"home/other/file": "@ca.crt@"},
             ("../other/file", "", ""), proves="what kubectl refuses to write it reads"),
    relative("empty", "empty path - should remain empty", {}, ("", "", "")),
    relative("several", "multiple paths no backsteps - should relativize all",
             {"home/base/file1": "@client.crt@", "home/base/subdir/file2": "@client.key@"}, ("", "file1", "subdir/file2")),
    relative("mixed", "mixed paths with absolute requiring backsteps - should keep absolute unchanged",
             {"home/base/file1": "@ca.crt@", "home/other/file2": "@client.crt@", "home/base/subdir/file3": "@client.key@"},
             ("file1", "@home@/other/file2", "subdir/file3")),
    relative("mixed-with-empty", "mixed with empty paths",
             {"home/base/file1": "@client.crt@", "home/base/subdir/file2": "@client.key@"}, ("", "file1", "subdir/file2")),
    relative("missing", "", {}, ("subdir/file", "", ""), want="config/ca-file", sees=NOWHERE,
             says=("@root@/home/base/subdir/file",)),
    Case("loader/paths-of-a-linked-file", files={"work/real/config": one(clu=cluster(
        certificate_authority_data=None, certificate_authority="ca")), "work/ca": ("link", "@ca.crt@"),
        "work/config": ("link", "real/config")}, env={"KUBECONFIG": "config"},
        proves="a path is relative to the folder of the link, not of what it points to"),
    Case("loader/token-file-is-relative", config=one(user={"tokenFile": "tokens/t"}), files={"home/.kube/tokens/t": "filed\n"},
         sees={"0.authorization": "Bearer filed"}),
    Case("loader/no-variables-in-paths", config=one(user={"tokenFile": "$HOME/t"}), files={"home/t": "x"},
         want="config/no-file", sees=NOWHERE),
    resolved("relative-server-1", ("--cluster", "relative-server-1", "--user", "token-1")),
    resolved("absolute-server-1", ("--cluster", "absolute-server-1", "--user", "token-1")),
    resolved("relative-server-2", ("--cluster", "relative-server-2", "--user", "token-1")),
    resolved("absolute-server-2", ("--cluster", "absolute-server-2", "--user", "token-1")),
    resolved("relative-user-1", ("--cluster", "plain-1", "--user", "relative-user-1"), sees=CERTIFICATE),
    resolved("absolute-user-1", ("--cluster", "plain-1", "--user", "absolute-user-1"), sees=CERTIFICATE),
    resolved("relative-user-2", ("--cluster", "plain-1", "--user", "relative-user-2"), sees=CERTIFICATE),
    resolved("absolute-user-2", ("--cluster", "plain-1", "--user", "absolute-user-2"), sees=CERTIFICATE),
    resolved("relative-cmd-1", ("--cluster", "plain-1", "--user", "relative-cmd-1"),
             sees={"0.authorization": "Bearer relative"}),
    resolved("absolute-cmd-1", ("--cluster", "plain-1", "--user", "absolute-cmd-1"),
             sees={"0.authorization": "Bearer absolute"}),
    resolved("PATH-cmd-1", ("--cluster", "plain-1", "--user", "PATH-cmd-1"), sees={"0.authorization": "Bearer from-path"}),

    # ---- the file of an old kubectl ----
    Case("loader/old-file", LOADER + "TestMigratingFile", files={"home/.kube/.kubeconfig": one(user={"token": "old"})},
         sees={"0.authorization": "Bearer old", "wrote": ["home/.kube/config"]}, deviates="no-migration", ours={"wrote": []}),
    Case("loader/old-file-beside-a-new-one", LOADER + "TestMigratingFileLeaveExistingFileAlone",
         files={"home/.kube/.kubeconfig": one(), "home/.kube/config": ""}, args=("--context", "test"),
         want="config/context", sees={**NOWHERE, "wrote": []}),
    Case("loader/neither-old-nor-new", LOADER + "TestMigratingFileSourceMissingSkip", args=("--context", "test"),
         want="config/context", sees={**NOWHERE, "wrote": []}),
    Case("loader/old-file-and-environment", files={"home/.kube/.kubeconfig": one()}, env={"KUBECONFIG": "none"},
         args=("--context", "test"), want="config/context", sees={**NOWHERE, "wrote": ["home/.kube/config"]},
         deviates="no-migration", ours={"wrote": []}),
]
