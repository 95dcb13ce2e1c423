// SPDX-License-Identifier: Apache-2.0
#include "rules/command.hpp"

#include <doctest/doctest.h>

#include "aidiag/rule.hpp"
#include "rules/template.hpp"
#include "rules/words.hpp"

using namespace aidiag;

namespace {
std::vector<std::string> words(std::string_view command) {
  auto split = split_words(command);
  REQUIRE(std::holds_alternative<std::vector<std::string>>(split));
  return std::get<std::vector<std::string>>(std::move(split));
}
}  // namespace

TEST_CASE("words: are split as a shell splits them") {
  CHECK(words("a  b 'c d' \"e f\" g'h i'j k\\ l") == std::vector<std::string>{"a", "b", "c d", "e f", "gh ij", "k l"});
  CHECK(words("get -o jsonpath='{.status.capacity}' ''") ==
        std::vector<std::string>{"get", "-o", "jsonpath={.status.capacity}", ""});
}

TEST_CASE("words: what a shell would act on is refused") {
  for (const std::string_view command : {"a | b", "a; b", "a & b", "a > b", "a < b", "a $HOME", "a `b`", "a \"$(b)\"",
                                         "a (b)", "a\nb", "a 'b", "a \"b"}) {
    CAPTURE(command);
    CHECK(std::holds_alternative<std::string>(split_words(command)));
  }
}

TEST_CASE("words: quoting is undone by splitting") {
  for (const std::string_view word : {"plain", "", "a b", "it's", "{.a}", "$x", "a;b", "\"", "\\", "ünï", "*"}) {
    CAPTURE(word);
    CHECK(words(shell_quoted(word)) == std::vector<std::string>{std::string(word)});
  }
  CHECK(shell_quoted("nvidia.com/gpu=8") == "nvidia.com/gpu=8");
}

TEST_CASE("commands: reading ones are accepted") {
  for (const std::string_view command :
       {"kubectl get node {node} -o jsonpath='{.status.capacity}{.status.allocatable}'",
        "kubectl get pods -A --field-selector spec.nodeName={node}", "kubectl describe pod {pod}",
        "kubectl logs {pod} -c {container} --previous --tail=60", "kubectl top pod {pod} --containers",
        "kubectl events --for pod/{pod}", "kubectl explain pod.spec", "kubectl api-resources --api-group=ray.io",
        "kubectl auth can-i create pods --as=system:serviceaccount:{namespace}:{workload.service_account}",
        "kubectl rollout status {workload.resource} --timeout=1s", "kubectl rollout history {workload.resource}",
        "kubectl get {workload.resource} -o yaml", "kubectl get secret {name}", "kubectl describe secret {name}",
        "kubectl get --raw /apis/external.metrics.k8s.io/v1beta1", "kubectl get events -n {namespace}"}) {
    CAPTURE(command);
    CHECK(command_problem(command, false) == "");
    CHECK(command_problem(command, true) == "");
  }
}

TEST_CASE("commands: whatever changes, follows, reads secrets or leaves the cluster is refused") {
  for (const std::string_view command : {"kubectl delete pod {pod}",
                                         "kubectl exec {pod} -- ls",
                                         "kubectl debug {pod}",
                                         "kubectl cp {pod}:/a b",
                                         "kubectl proxy",
                                         "kubectl port-forward {pod} 8000",
                                         "kubectl config view",
                                         "kubectl rollout restart deploy/x",
                                         "kubectl auth whoami",
                                         "kubectl get secret {name} -o yaml",
                                         "kubectl get secrets -ojson",
                                         "kubectl get pods,secrets --output=json",
                                         "kubectl get pod/a secret/b -o=yaml",
                                         "kubectl get Secret x -o name",
                                         "kubectl get secret.v1. x -o yaml",
                                         "kubectl get {what} {name} -o yaml",
                                         "kubectl get {what}/{name} -o yaml",
                                         "kubectl get --raw /api/v1/namespaces/x/secrets/y",
                                         "kubectl get --raw /apis/x/proxy/y",
                                         "kubectl get --raw=/apis/../api/v1/secrets",
                                         "kubectl get pods -w",
                                         "kubectl get pods --watch",
                                         "kubectl logs -f {pod}",
                                         "kubectl get -f file.yaml",
                                         "kubectl get pods --kubeconfig=/tmp/x",
                                         "kubectl get pods --token=x",
                                         "kubectl get pods --server=https://x",
                                         "kubectl get pods -o jsonpath-file=/tmp/x",
                                         "kubectl get pods --profile-output=/tmp/x",
                                         "kubectl {verb} pod",
                                         "kubectl",
                                         "",
                                         "curl https://x",
                                         "kubectl get pods | grep x",
                                         "sudo kubectl get pods",
                                         "kubectl get pods -- x"}) {
    CAPTURE(command);
    CHECK(command_problem(command, false) != "");
  }
}

TEST_CASE("commands: inside, only programs that look") {
  for (const std::string_view command :
       {"kubectl exec -n {pod.namespace} {pod} -c {container} -- nvidia-smi -L", "kubectl exec {pod} -- nvidia-smi",
        "kubectl exec {pod} -- nvidia-smi --query-gpu=index,memory.used --format=csv",
        "kubectl exec {pod} -- nvidia-smi topo -m", "kubectl exec {pod} -- nvidia-smi -q -d ECC -i 0",
        "kubectl exec {pod} -- rocm-smi --showmeminfo", "kubectl exec {pod} -- ls -l /models",
        "kubectl exec {pod} -- id", "kubectl exec {pod} -- df -h /dev/shm", "kubectl exec {pod} -- ldconfig -p",
        "kubectl exec {pod} -- cat /proc/meminfo /proc/driver/nvidia/version",
        "kubectl exec {pod} -- cat /proc/1/limits", "kubectl port-forward {pod} 8000:8000", "kubectl get pods"}) {
    CAPTURE(command);
    CHECK(command_problem(command, true) == "");
  }
  for (const std::string_view command : {"kubectl exec {pod} -- sh -c ls",
                                         "kubectl exec {pod} -- bash",
                                         "kubectl exec -it {pod} -- ls",
                                         "kubectl exec {pod} nvidia-smi",
                                         "kubectl exec {pod} --",
                                         "kubectl exec -- ls",
                                         "kubectl exec {pod} -- nvidia-smi -r",
                                         "kubectl exec {pod} -- nvidia-smi -mig 1",
                                         "kubectl exec {pod} -- nvidia-smi -pm 1",
                                         "kubectl exec {pod} -- nvidia-smi -i -r",
                                         "kubectl exec {pod} -- rocm-smi --gpureset",
                                         "kubectl exec {pod} -- ldconfig",
                                         "kubectl exec {pod} -- cat /etc/passwd",
                                         "kubectl exec {pod} -- cat",
                                         "kubectl exec {pod} -- cat /proc/1/environ",
                                         "kubectl exec {pod} -- cat /proc/self/root/etc/shadow",
                                         "kubectl exec {pod} -- cat /proc/../etc/passwd",
                                         "kubectl exec {pod} -- cat /proc/{file}",
                                         "kubectl exec {pod} -- cat /proc/kcore",
                                         "kubectl exec {pod} -- cat /proc/*/environ",
                                         "kubectl exec {pod} -- {program}",
                                         "kubectl exec {pod} -- env",
                                         "kubectl delete pod x"}) {
    CAPTURE(command);
    CHECK(command_problem(command, true) != "");
  }
}

TEST_CASE("commands: the refusal says what is allowed") {
  CHECK(command_problem("kubectl exec {pod} -- ls", false) == "is no reading command; it belongs under `inside:`");
  CHECK(command_problem("kubectl get pods -w", false) == "is no reading command: the flag -w is not allowed with get");
  CHECK(command_problem("kubectl delete pod x", false) ==
        "is no reading command: kubectl may get, describe, logs, top, events, explain, api-resources, auth can-i, "
        "rollout status, rollout history");
}

TEST_CASE("commands: the namespace belongs to what lives in one") {
  for (const std::string_view command :
       {"kubectl get pod x", "kubectl logs x", "kubectl get {workload.resource}", "kubectl top pod x",
        "kubectl scale deployment x --replicas=1", "kubectl rollout restart deployment/x", "kubectl exec x -- ls"}) {
    CAPTURE(command);
    CHECK(wants_namespace(words(command)));
  }
  for (const std::string_view command :
       {"kubectl get node x", "kubectl get nodes/x -o wide", "kubectl get pods -A", "kubectl get pod x -n y",
        "kubectl get pod x --namespace=y", "kubectl cordon x", "kubectl describe pv x", "kubectl top nodes",
        "kubectl get storageclasses.storage.k8s.io", "kubectl explain pod", "kubectl get --raw /apis/x", "helm list"}) {
    CAPTURE(command);
    CHECK_FALSE(wants_namespace(words(command)));
  }
}

TEST_CASE("template: placeholders begin with a letter, so a jsonpath is none") {
  const Template text = parse_template("{pod} -o jsonpath='{.status}{range .items[*]}{end}' {node.age} {pod} {Bus}");
  CHECK(text.placeholders == std::vector<std::string>{"pod", "node.age", "Bus"});
}
