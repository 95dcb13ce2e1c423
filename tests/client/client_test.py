# SPDX-License-Identifier: Apache-2.0
"""The live reader against a server that misbehaves: every fault ends in a gap or one sentence, never in a hang."""
import json
import unittest

from client_case import NODES, PODS, ClientTest
from fault_server import item_list, pod, status
from proxies import Proxy

LOG = PODS + "/llm-0/log"


class Reading(ClientTest):
    def test_a_list_is_read_with_token_namespace_and_page_size(self):
        out = self.probe("list:Pod:ai")
        self.assertEqual(out["counts"], {"Pod": 2})
        self.assertEqual(out["coverage"], {"Pod": "complete"})
        self.assertEqual(out["gaps"], [])
        self.assertEqual((out["context"], out["namespace"], out["server"]), ("test", "ai", self.server.url))
        request = self.server.requests[0]
        self.assertEqual(request["headers"]["Authorization"], "Bearer secret-token")
        self.assertEqual(request["headers"]["Accept-Encoding"], "gzip")
        self.assertEqual(request["query"], {"limit": "500"})

    def test_pages_are_followed_and_selectors_repeated(self):
        pages = {"": item_list("Pod", [pod("a")], "t1"), "t1": item_list("Pod", [pod("b")], "t2"),
                 "t2": item_list("Pod", [pod("c")])}
        self.server.routes[PODS] = lambda query: pages[query.get("continue", "")]
        out = self.probe("list:Pod:ai")
        self.assertEqual(out["counts"], {"Pod": 3})
        self.assertEqual(out["coverage"], {"Pod": "complete"})

    def test_a_custom_resource_tells_its_next_page_at_its_end(self):
        def page(query):
            body = {"apiVersion": "ray.io/v1", "items": [pod("b" if "continue" in query else "a")],
                    "kind": "RayClusterList", "metadata": {"continue": "" if "continue" in query else "t"}}
            return {"body": body}
        self.server.routes["/apis/ray.io/v1/namespaces/ai/rayclusters"] = page
        self.assertEqual(self.probe("list:RayCluster:ai")["counts"], {"RayCluster": 2})

    def test_a_token_that_expired_in_the_middle_is_exchanged(self):
        def page(query):
            token = query.get("continue")
            if token == "old":
                return status(410, "Expired", "The provided continue parameter is too old", metadata={"continue": "new"})
            return item_list("Pod", [pod("b")]) if token == "new" else item_list("Pod", [pod("a")], "old")
        self.server.routes[PODS] = page
        out = self.probe("list:Pod:ai")
        self.assertEqual(out["counts"], {"Pod": 2})
        self.assertEqual(out["gaps"], [])

    def test_a_token_that_expired_for_good_leaves_a_partial_list(self):
        gone = status(410, "Expired", "The provided continue parameter is too old")
        self.server.routes[PODS] = lambda query: gone if "continue" in query else item_list("Pod", [pod("a")], "old")
        out = self.probe("list:Pod:ai")
        self.assertEqual(out["coverage"], {"Pod": "partial"})
        self.assertEqual(out["gaps"][0]["reason"], "The provided continue parameter is too old (after the first 1)")

    def test_the_next_version_is_asked_when_one_is_not_served(self):
        self.server.routes["/apis/policy/v1beta1/namespaces/ai/poddisruptionbudgets"] = item_list("PodDisruptionBudget", [])
        out = self.probe("list:PodDisruptionBudget:ai", "list:RayJob:ai")
        self.assertEqual(out["coverage"], {"PodDisruptionBudget": "complete", "RayJob": "complete"})
        self.assertEqual(out["gaps"], [])

    def test_an_object_that_is_not_there_is_known_to_be_absent(self):
        self.server.routes[PODS + "/gone"] = status(404, "NotFound", 'pods "gone" not found', details={"name": "gone"})
        self.server.routes[PODS + "/llm-0"] = {"body": {**pod("llm-0"), "kind": "Pod", "apiVersion": "v1"}}
        out = self.probe("get:Pod:ai:gone", "get:Pod:ai:llm-0")
        self.assertEqual(out["absent"], {"gone": True, "llm-0": False})
        self.assertEqual(out["counts"], {"Pod": 1})

    def test_contents_of_config_maps_and_secrets_are_never_asked_for(self):
        self.server.routes["/api/v1/namespaces/ai/configmaps"] = item_list("ConfigMap", [])
        out = self.probe("list:ConfigMap:ai", "list:Secret:ai", "list:Pod:ai")
        self.assertEqual([gap["reason"] for gap in out["gaps"]], ["this program does not read objects of kind Secret"])
        accept = {r["path"]: r["headers"]["Accept"] for r in self.server.requests}
        self.assertEqual(accept["/api/v1/namespaces/ai/configmaps"],
                         "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
        self.assertFalse([path for path in accept if "secret" in path])

    def test_pods_of_a_node_come_from_the_cache(self):
        self.server.routes["/api/v1/pods"] = item_list("Pod", [pod("a")])
        self.probe("list:Pod::spec.nodeName=node-1")
        self.assertEqual(self.server.requests[0]["query"],
                         {"limit": "500", "fieldSelector": "spec.nodeName=node-1", "resourceVersion": "0"})

    def test_now_is_the_time_of_the_server(self):
        self.server.routes[PODS] = {"body": item_list("Pod", []), "headers": {"Date": "Sat, 21 Nov 2026 04:00:00 GMT"}}
        # The standard library sends a Date of its own first; the last one counts.
        out = self.probe("list:Pod:ai")
        self.assertTrue(out["now_from_server"])
        self.assertIn(out["now"], ("2026-11-21T04:00:00Z", "2026-11-21T04:00:01Z"))

    def test_warnings_of_the_server_are_told_once(self):
        warning = {"Warning": ['299 - "v1 Endpoints is deprecated \\"in\\" v1.33+"', '199 - "other"']}
        self.server.routes[PODS] = {"body": item_list("Pod", []), "headers": warning}
        out = self.probe("list:Pod:ai", "list:Pod:ai")
        self.assertEqual(out["warnings"], ['v1 Endpoints is deprecated "in" v1.33+'])

    def test_a_path_in_the_address_stands_before_every_request(self):
        self.server.routes = {"/a/b" + PODS: item_list("Pod", [pod("x")])}
        out = self.probe("list:Pod:ai", config=self.kubeconfig(server=self.server.url + "/a/b/?x=1"))
        self.assertEqual(out["counts"], {"Pod": 1})

    def test_credentials_do_not_show_in_the_trace(self):
        self.probe("list:Pod:ai", "--v=10")
        self.assertIn("Authorization: Bearer <masked>", self.stderr)
        self.assertIn("GET " + self.server.url + PODS + "?limit=500 200 in ", self.stderr)
        self.assertNotIn("secret-token", self.stderr)


class Logs(ClientTest):
    def test_a_short_log_is_there_from_its_start(self):
        self.server.routes[LOG] = "2026-11-21T03:00:00Z one\n2026-11-21T03:00:01Z two\n"
        log = self.probe("log:ai:llm-0:main:previous:head")["logs"][0]
        self.assertTrue(log["from_start"] and log["previous"])
        self.assertEqual(len(self.server.requests), 1)
        self.assertEqual(self.server.requests[0]["query"], {"container": "main", "previous": "true", "timestamps": "true",
                                                            "tailLines": "1000", "limitBytes": str(10 << 20)})

    def test_of_a_long_log_tail_and_head_are_kept(self):
        text = "".join("line %d\n" % i for i in range(1500))
        self.server.routes[LOG] = lambda query: "".join(text.splitlines(True)[-1000:]) if "tailLines" in query else text[:65536]
        log = self.probe("log:ai:llm-0:main:head")["logs"][0]
        self.assertFalse(log["from_start"])
        self.assertTrue(log["text"].startswith("line 500\n"))
        self.assertTrue(log["head"].startswith("line 0\n") and log["head"].endswith("\n"))

    def test_a_log_of_long_lines_keeps_its_end(self):
        self.server.routes[LOG] = "".join("%06d %s\n" % (i, "x" * 4000) for i in range(999)) + "the end\n"
        log = self.probe("log:ai:llm-0:main")["logs"][0]
        self.assertTrue(log["text"].endswith("the end\n"))
        self.assertLessEqual(len(log["text"]), 1 << 20)
        self.assertRegex(log["text"], r"\A\d{6} x")
        self.assertFalse(log["from_start"])

    def test_a_container_that_has_not_run_hides_nothing(self):
        for message in ('container "main" in pod "llm-0" is waiting to start: ContainerCreating',
                        'previous terminated container "main" in pod "llm-0" not found'):
            self.server.routes[LOG] = status(400, "BadRequest", message)
            self.assertEqual(self.probe("log:ai:llm-0:main", "list:Pod:ai")["gaps"], [])

    def test_a_body_that_is_an_error_is_no_log(self):
        self.server.routes[LOG] = "unable to retrieve container logs for containerd://abc"
        self.assertEqual(self.gap("log:ai:llm-0:main"), "unable to retrieve container logs for containerd://abc")

    def test_a_dead_kubelet_costs_only_the_time_of_a_log(self):
        self.server.routes[LOG] = {"fault": "stall"}
        self.assertEqual(self.gap("log:ai:llm-0:main", "list:Pod:ai", "--log-timeout=1s"),
                         "no complete answer within 1 s")

    def test_what_the_kubelet_says_is_passed_on(self):
        message = 'Get "https://10.0.0.1:10250/containerLogs/ai/llm-0/main": dial tcp 10.0.0.1:10250: i/o timeout'
        self.server.routes[LOG] = status(500, "", message)
        self.assertEqual(self.gap("log:ai:llm-0:main"), message)


class Faults(ClientTest):
    """NODES misbehaves, PODS is well: the pods are there and the nodes are a gap."""

    def one_gap(self, route, *flags):
        self.server.routes[NODES] = route
        out = self.probe("list:Node", "list:Pod:ai", *flags)
        self.assertEqual(out["counts"], {"Pod": 2})
        self.assertEqual(out["coverage"], {"Node": "unread", "Pod": "complete"})
        self.assertEqual(len(out["gaps"]), 1, out["gaps"])
        self.assertEqual(out["gaps"][0]["kind"], "Node")
        return out["gaps"][0]["reason"]

    def test_forbidden(self):
        message = 'nodes is forbidden: User "ci" cannot list resource "nodes" in API group "" at the cluster scope'
        self.assertEqual(self.one_gap(status(403, "Forbidden", message)), message)

    def test_one_401_among_others(self):
        self.assertEqual(self.one_gap(status(401, "Unauthorized", "Unauthorized")), "Unauthorized")

    def test_500_with_and_without_words(self):
        self.assertEqual(self.one_gap(status(500, "InternalError", "etcd is on fire")), "etcd is on fire")
        self.assertEqual(self.one_gap({"status": 500, "body": ""}), "HTTP 500")
        self.assertEqual(self.one_gap({"status": 502, "body": "<html><body>Bad Gateway</body></html>"}), "HTTP 502")

    def test_503_and_504(self):
        self.assertEqual(self.one_gap({"status": 503, "body": "service unavailable\n"}),
                         "the server is currently unable to handle the request: service unavailable")
        self.assertEqual(self.one_gap({"status": 504, "body": ""}), "the server did not answer its own request in time")

    def test_504_that_goes_away_after_the_time_it_names(self):
        self.server.routes[NODES] = [{"status": 504, "body": "", "headers": {"Retry-After": "1"}}, item_list("Node", [])]
        self.assertEqual(self.probe("list:Node")["coverage"], {"Node": "complete"})

    def test_429_that_goes_away(self):
        busy = {"status": 429, "body": "Too many requests, please try again later.", "headers": {"Retry-After": "1"}}
        self.server.routes[NODES] = [busy, busy, item_list("Node", [])]
        out = self.probe("list:Node", "list:Pod:ai")
        self.assertEqual(out["coverage"], {"Node": "complete", "Pod": "complete"})
        came = [r["came"] for r in self.server.requests if r["path"] == NODES]
        self.assertEqual([later - earlier >= 1 for earlier, later in zip(came, came[1:])], [True, True])

    def test_429_for_longer_than_there_is_time(self):
        busy = {"status": 429, "body": "Too many requests", "headers": {"Retry-After": "30"}}
        self.assertEqual(self.one_gap(busy, "--timeout=3s"), "the server has received too many requests")
        self.assertEqual(len([r for r in self.server.requests if r["path"] == NODES]), 1)

    def test_429_without_an_end(self):
        busy = {"status": 429, "body": "", "headers": {"Retry-After": "0"}}
        self.one_gap(busy)
        self.assertEqual(len([r for r in self.server.requests if r["path"] == NODES]), 11)

    def test_a_connection_that_breaks_once_is_tried_again(self):
        for fault in ("reset", "close"):
            self.server.routes[NODES] = [{"fault": fault}, item_list("Node", [])]
            self.assertEqual(self.probe("list:Node", "list:Pod:ai")["coverage"], {"Node": "complete", "Pod": "complete"})

    def test_a_connection_that_always_breaks(self):
        for fault in ("reset", "close"):
            self.assertEqual(self.one_gap({"fault": fault}),
                             "the connection to %s was closed without an answer" % self.server.url)

    def test_what_breaks_the_connection_is_asked_for_four_times(self):
        self.one_gap({"fault": "reset"})
        came = [r["came"] for r in self.server.requests if r["path"] == NODES]
        self.assertEqual(len(came), 4)
        self.assertGreaterEqual(came[-1] - came[0], 1.4)

    def test_a_cut_body(self):
        self.assertEqual(self.one_gap({"fault": "cut", "body": item_list("Node", [pod("x")])}),
                         "the connection to %s broke in the middle of the answer" % self.server.url)

    def test_what_breaks_an_answer_is_told_with_the_address(self):
        broken = {"fault": "cut", "body": item_list("Pod", [pod("x")])}
        packed = {"body": b"no gzip at all", "headers": {"Content-Encoding": "gzip"}}
        for route, says, hint in ((broken, "broke in the middle of the answer", "It is the server of "),
                                  (packed, "is not compressed as it says", "--disable-compression asks for it as it is. ")):
            with self.subTest(says):
                self.server.routes = {PODS: route}
                error = self.error("list:Pod:ai")
                self.assertIn(says, error["message"])
                self.assertTrue(error["hint"].startswith(hint), error)
                self.assertIn('cluster "clu" in ' + self.config, error["hint"])

    def test_plain_http_to_a_server_that_closes(self):
        server = self.serve(certificates=False)
        server.routes = {PODS: {"fault": "close"}}
        error = self.error("list:Pod:ai", config=self.kubeconfig(server=server.url))
        self.assertIn("was closed without an answer", error["message"])
        self.assertIn("It may be meant to begin with https://. It is the server of ", error["hint"])

    def test_plain_http_to_a_server_that_wants_a_login(self):
        server = self.serve(certificates=False)
        server.routes = {PODS: status(401, "Unauthorized", "Unauthorized")}
        error = self.error("list:Pod:ai", "--token=abc", config=self.kubeconfig(server=server.url))
        self.assertEqual(error["hint"], "None are sent over plain http: does the server speak https://? It is the server of "
                         'cluster "clu" in %s.' % self.config)

    def test_no_answer_within_the_request_timeout(self):
        for fault in ("stall", "slow"):
            self.assertEqual(self.one_gap({"fault": fault}, "--request-timeout=1s"),
                             "no complete answer within 1 s (--request-timeout)")

    def test_no_answer_within_the_whole_time(self):
        self.assertRegex(self.one_gap({"fault": "slow"}, "--timeout=2s"),
                         r"^not read within [0-9.]+ s of the time limit of 2 s \(--timeout\)$")

    def test_a_body_without_end(self):
        self.assertEqual(self.one_gap({"fault": "endless"}, "--max-body=4194304"),
                         "the answer of %s is larger than 4 MiB" % self.server.url)

    def test_bytes_that_are_no_utf8(self):
        body = json.dumps(item_list("Node", [])).encode().replace(b"NodeList", b"Node\xff\xfeList")
        self.assertIn("cannot be understood", self.one_gap({"body": body}))

    def test_wrong_content(self):
        for body in ("<html>log in</html>", "", "{}", "[]", '{"kind": "Status", "status": "Success"}', "null", "{}" * 5000):
            self.assertIn("the answer cannot be understood", self.one_gap({"body": body}), body[:20])

    def test_a_body_that_ends_in_the_middle(self):
        for body in (json.dumps(item_list("Node", []))[:-20], "{" * 5000):
            self.assertEqual(self.one_gap({"body": body}), "the answer ends in the middle")

    def test_a_redirect_is_not_followed(self):
        moved = {"status": 302, "body": "", "headers": {"Location": self.server.url + "/elsewhere"}}
        self.assertEqual(self.one_gap(moved), "HTTP 302")
        self.assertNotIn("/elsewhere", [r["path"] for r in self.server.requests])

    def test_a_404_that_is_no_api_servers_hides_the_list(self):
        self.assertEqual(self.one_gap({"status": 404, "body": "<h1>nginx</h1>"}),
                         "the server could not find the requested resource")

    def test_a_page_that_fails_leaves_the_pages_before_it(self):
        broken = status(500, "InternalError", "oops")
        self.server.routes[PODS] = lambda query: broken if "continue" in query else item_list("Pod", [pod("a")], "t")
        out = self.probe("list:Pod:ai")
        self.assertEqual((out["counts"], out["coverage"]), ({"Pod": 1}, {"Pod": "partial"}))
        self.assertEqual(out["gaps"][0]["reason"], "oops (after the first 1)")


class NoConnection(ClientTest):
    def test_nobody_listens(self):
        self.server.stop()
        self.addCleanup(lambda: None)
        error = self.error("list:Pod:ai", "list:Node")
        self.assertEqual(error["kind"], "connect")
        self.assertEqual(error["message"], 'context "test": %s refuses connections' % self.server.url)
        self.assertEqual(error["hint"], "Is the cluster running, and is this the right address? It is the server of "
                                        'cluster "clu" in %s.' % self.config)

    def test_a_name_that_does_not_resolve(self):
        error = self.error("list:Pod:ai", config=self.kubeconfig(server="https://no-such-host.invalid:6443"))
        self.assertEqual(error["message"], 'context "test": the host name of https://no-such-host.invalid:6443 cannot be resolved')

    def test_an_authority_that_did_not_sign(self):
        other = self.certificates.data(self.certificates.other_ca)
        error = self.error("list:Pod:ai", config=self.kubeconfig(cluster={"certificate-authority-data": other}))
        self.assertEqual(error["message"], 'context "test": the certificate of %s is not signed by the certificate-authority '
                                           'of cluster "clu" in %s' % (self.server.url, self.config))
        self.assertEqual(self.server.requests, [])

    def test_without_an_authority_the_systems_count(self):
        error = self.error("list:Pod:ai", config=self.kubeconfig(cluster={"certificate-authority-data": None}))
        self.assertIn("is not signed by an authority that this system knows", error["message"])

    def test_insecure_is_possible_when_asked_for(self):
        self.kubeconfig(cluster={"certificate-authority-data": None})
        self.assertEqual(self.probe("list:Pod:ai", "--insecure-skip-tls-verify", config=self.config)["counts"], {"Pod": 2})

    def test_a_certificate_for_another_name(self):
        server = self.serve(cert=self.certificates.named, key=self.certificates.named_key)
        server.routes = self.server.routes
        self.kubeconfig(server=server.url)
        error = self.error("list:Pod:ai", config=self.config)
        self.assertIn("is not made out for this host name", error["message"])
        self.assertIn("--tls-server-name", error["hint"])
        out = self.probe("list:Pod:ai", "--tls-server-name=kube.example", config=self.config)
        self.assertEqual(out["counts"], {"Pod": 2})
        self.assertEqual(server.requests[-1]["headers"]["Host"], "127.0.0.1:%d" % server.port)
        error = self.error("list:Pod:ai", "--tls-server-name=wrong.example", config=self.config)
        self.assertIn("is not made out for the name wrong.example", error["message"])

    def test_a_certificate_that_has_expired(self):
        server = self.serve(cert=self.certificates.expired, key=self.certificates.expired_key)
        error = self.error("list:Pod:ai", config=self.kubeconfig(server=server.url))
        self.assertEqual(error["message"], 'context "test": the certificate of %s has expired' % server.url)

    def test_a_server_without_tls(self):
        server = self.serve(certificates=False)
        error = self.error("list:Pod:ai", config=self.kubeconfig(server=server.url.replace("http:", "https:")))
        self.assertIn("does not speak TLS", error["message"])

    def test_every_request_is_unauthorized(self):
        self.server.routes = {path: status(401, "Unauthorized", "Unauthorized") for path in (PODS, NODES)}
        error = self.error("list:Pod:ai", "list:Node")
        self.assertEqual(error["kind"], "unauthorized")
        self.assertEqual(error["message"], 'context "test": %s does not accept the credentials of user "usr" in %s'
                         % (self.server.url, self.config))
        self.assertEqual(error["hint"], 'The token of user "usr" in %s may have expired, or belong to another cluster. '
                                        "Fetch a new one where it came from." % self.config)
        error = self.error("list:Pod:ai", "list:Node", "--token=abc")
        self.assertIn("does not accept --token", error["message"])
        self.assertIn("The token of --token may have expired", error["hint"])

    def test_a_server_that_lets_anybody_in_and_forbids_everything(self):
        words = 'pods is forbidden: User "system:anonymous" cannot list resource "pods"'
        self.server.routes = {path: status(403, "Forbidden", words) for path in (PODS, NODES)}
        error = self.error("list:Pod:ai", "list:Node", "list:RayJob:ai", config=self.kubeconfig(user={}))
        self.assertEqual(error["kind"], "unauthorized")
        self.assertEqual(error["message"], 'context "test": %s takes this program for system:anonymous' % self.server.url)
        self.assertEqual(error["hint"], "No credentials are configured: choose another context or user, or pass --token.")

    def test_a_service_account_that_may_nothing_is_told_what_grants_it(self):
        words = 'pods is forbidden: User "system:serviceaccount:ai:default" cannot list resource "pods"'
        self.server.routes = {path: status(403, "Forbidden", words) for path in (PODS, NODES)}
        out = self.probe("list:Pod:ai", "list:Node", "--looks=2")
        self.assertEqual(out["warnings"], ["The service account ai:default has no rights to read; deploy/rbac.yaml grants those "
                                           "that a diagnosis needs."])
        self.server.routes[PODS] = item_list("Pod", [])
        self.assertEqual(self.probe("list:Pod:ai", "list:Node")["warnings"], [])

    def test_a_user_who_may_nothing_gets_gaps(self):
        words = 'pods is forbidden: User "ci" cannot list resource "pods"'
        self.server.routes = {path: status(403, "Forbidden", words) for path in (PODS, NODES)}
        self.assertEqual(len(self.probe("list:Pod:ai", "list:Node")["gaps"]), 2)

    def test_an_interrupt_ends_the_reading(self):
        self.server.routes[NODES] = {"fault": "stall"}
        out = self.probe("list:Pod:ai", "list:Node", "--interrupt-after-ms=500")
        self.assertEqual(out["counts"], {"Pod": 2})
        self.assertEqual([gap["reason"] for gap in out["gaps"]], ["interrupted"])

    def test_no_answer_at_all(self):
        self.server.routes = {path: {"fault": "stall"} for path in (PODS, NODES)}
        error = self.error("list:Pod:ai", "list:Node", "--timeout=1s")
        self.assertEqual(error["message"], 'context "test": %s gives no answer: not read within the time limit of 1 s (--timeout)'
                         % self.server.url)

    def test_something_that_is_no_api_server(self):
        page = {"body": "<html>hello</html>", "headers": {"Content-Type": "text/html"}}
        self.server.routes = {path: page for path in (PODS, NODES)}
        self.assertEqual(self.error("list:Pod:ai", "list:Node")["message"],
                         'context "test": %s answers with a web page in place of the Kubernetes API' % self.server.url)

    def test_a_path_below_which_there_is_no_api(self):
        self.server.routes = {}
        self.kubeconfig(server=self.server.url + "/k8s/clusters/c-1")
        error = self.error("list:Pod:ai", "get:Namespace::ai", "list:RayJob:ai", config=self.config)
        self.assertIn("does not serve the Kubernetes API below /k8s/clusters/c-1", error["message"])
        self.assertIn("Is the path of the server of cluster \"clu\"", error["hint"])

    def test_what_every_server_has_is_never_taken_for_absent(self):
        del self.server.routes[NODES]
        out = self.probe("list:Pod:ai", "list:Node", "list:Deployment:ai", "get:Namespace::ai", "list:RayJob:ai")
        self.assertEqual(sorted(gap["kind"] for gap in out["gaps"]), ["Deployment", "Namespace", "Node"])
        self.assertEqual(out["coverage"]["RayJob"], "complete")

    def test_a_redirect_is_told_without_its_query(self):
        answer = {"status": 302, "headers": {"Location": "https://login.invalid/oauth?ticket=abc"}, "body": ""}
        self.server.routes = {path: answer for path in (PODS, NODES)}
        message = self.error("list:Pod:ai", "list:Node")["message"]
        self.assertIn("redirects to https://login.invalid/oauth, which", message)

    def test_a_proxy_that_is_not_there(self):
        config = self.kubeconfig(cluster={"proxy-url": "http://127.0.0.1:1"})
        error = self.error("list:Pod:ai", config=config)
        self.assertEqual(error["message"], 'context "test" (%s): the proxy http://127.0.0.1:1 refuses connections'
                         % self.server.url)
        self.assertEqual(error["hint"], 'The proxy is named by the proxy-url of cluster "clu" in %s.' % self.config)

    def proxy(self, *words, **options):
        """A proxy that leads to the server of the test, whatever it is asked for."""
        proxy = Proxy(self.server, *words, **options)
        self.addCleanup(proxy.stop)
        return proxy

    AWAY = "https://k8s.invalid:6443"  # leads nowhere but through a proxy

    def test_a_proxy_on_the_way_is_named_with_who_named_it(self):
        proxy = self.proxy()
        for name in ("HTTPS_PROXY", "https_proxy"):
            with self.subTest(name):
                error = self.error("list:Pod:ai", config=self.kubeconfig(server=self.AWAY), env={name: proxy.url})
                self.assertIn("is not made out for this host name", error["message"])
                self.assertTrue(error["message"].endswith("(through the proxy %s)" % proxy.url), error["message"])
                self.assertTrue(error["hint"].endswith("The proxy is named by %s in the environment; NO_PROXY takes hosts "
                                                       "out." % name), error["hint"])

    def test_a_proxy_without_its_login(self):
        proxy = self.proxy(login="me:pw")
        config = self.kubeconfig(server=self.AWAY)
        error = self.error("list:Pod:ai", config=config, env={"https_proxy": "http://127.0.0.1:%d" % proxy.port})
        self.assertEqual(error["message"], 'context "test" (%s): the proxy http://127.0.0.1:%d wants a user name and a password '
                                           "(HTTP 407)" % (self.AWAY, proxy.port))
        self.assertIn("named by https_proxy in the environment", error["hint"])

    def test_a_proxy_that_never_answers(self):
        proxy = self.proxy(status="stall")
        error = self.error("list:Pod:ai", "--timeout=1s", config=self.kubeconfig(server=self.AWAY),
                           env={"HTTPS_PROXY": proxy.url})
        self.assertIn("gives no answer through the proxy %s: " % proxy.url, error["message"])
        self.assertIn("named by HTTPS_PROXY in the environment", error["hint"])

    def test_a_proxy_that_speaks_no_tls(self):
        address = self.serve(certificates=False).url.replace("http:", "https:")
        error = self.error("list:Pod:ai", config=self.kubeconfig(server=self.AWAY), env={"HTTPS_PROXY": address})
        self.assertIn("no secure connection to the proxy " + address, error["message"])
        self.assertIn("may be meant to begin with http://", error["hint"])

    def test_a_proxy_that_closes_the_connection(self):
        proxy = self.proxy(status="close")
        error = self.error("list:Pod:ai", config=self.kubeconfig(server=self.AWAY), env={"HTTPS_PROXY": proxy.url})
        self.assertIn("the proxy " + proxy.url, error["message"])
        self.assertIn(self.AWAY, error["message"])

    def test_an_address_that_is_no_proxy_is_told_with_its_variable(self):
        error = self.error("list:Pod:ai", code=2, config=self.kubeconfig(server=self.AWAY), env={"https_proxy": "http://[::1"})
        self.assertEqual(error["message"], 'context "test" (%s): https_proxy is no http, https or socks5 address' % self.AWAY)

    def test_proxies_of_the_environment_are_not_for_loopback(self):
        proxies = {name: "http://127.0.0.1:1" for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")}
        self.assertEqual(self.probe("list:Pod:ai", env=proxies)["counts"], {"Pod": 2})


if __name__ == "__main__":
    unittest.main()
