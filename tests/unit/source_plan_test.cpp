// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "source/plan.hpp"

using namespace aidiag;

namespace {

constexpr const char* kNow = "2026-03-01T12:00:00Z";

// "get Node n1", "list Pod ns=ai", "log ai/llm-0/main tail=1000 head previous"
std::string words(const Read& read) {
  const std::string field = read.field_selector.empty() ? "" : " " + read.field_selector;
  const std::string asked = read.asked_for ? " asked" : "";
  switch (read.what) {
    case Read::What::list:
      return "list " + read.kind + " " + (read.ns.empty() ? "*" : read.ns) + field + asked;
    case Read::What::get:
      return "get " + read.kind + " " + (read.ns.empty() ? "" : read.ns + "/") + read.name + asked;
    case Read::What::log:
      break;
  }
  return "log " + read.ns + "/" + read.name + "/" + read.container + " " + std::to_string(read.tail) +
         (read.head ? " head" : "") + (read.previous ? " previous" : "");
}

std::vector<std::string> words(const std::vector<Read>& reads) {
  std::vector<std::string> out;
  for (const Read& read : reads) out.push_back(words(read));
  return out;
}

// A container's status. `state` and `last` are JSON objects, or empty.
std::string container(const std::string& name, const std::string& state, bool ready = false,
                      const std::string& last = "") {
  return R"({"name":")" + name + R"(","ready":)" + (ready ? "true" : "false") + R"(,"restartCount":)" +
         (last.empty() ? "0" : "3") + R"(,"state":)" + state +
         (last.empty() ? "" : R"(,"lastState":{"terminated":)" + last + "}") + "}";
}

std::string ended(int code, const std::string& finished = "2026-03-01T11:59:00Z",
                  const std::string& started = "2026-03-01T11:58:30Z") {
  return R"({"exitCode":)" + std::to_string(code) + R"(,"reason":"Error","startedAt":")" + started +
         R"(","finishedAt":")" + finished + R"("})";
}

const std::string kRunning = R"({"running":{"startedAt":"2026-03-01T11:59:10Z"}})";
const std::string kCrashLoop = R"({"waiting":{"reason":"CrashLoopBackOff"}})";

struct PodText {
  std::string name = "p", ns = "ai";
  std::string node = "n1";
  std::string phase = "Running";
  bool ready = false;
  std::string labels = "{}";
  std::string owner;       // "Job/train"
  std::string containers;  // statuses, joined by ","
  std::string inits;
  std::string spec;  // further fields, with a comma in front
  std::string image = "app";
  std::string resources = "{}";
  std::string created = "2026-03-01T10:00:00Z";
};

std::string names_only(const std::string& statuses, const std::string& more) {
  std::string out;
  for (std::size_t at = 0; (at = statuses.find(R"({"name":")", at)) != std::string::npos; ++at) {
    const std::size_t begin = at + 9, end = statuses.find('"', begin);
    out += (out.empty() ? "" : ",") + (R"({"name":")" + statuses.substr(begin, end - begin) + "\"" + more + "}");
  }
  return out;
}

std::string json(const PodText& p) {
  const std::size_t slash = p.owner.find('/');
  const std::string owner = p.owner.empty()
                                ? ""
                                : R"(,"ownerReferences":[{"controller":true,"apiVersion":"batch/v1","kind":")" +
                                      p.owner.substr(0, slash) + R"(","name":")" + p.owner.substr(slash + 1) + R"("}])";
  const std::string of_container = R"(,"image":")" + p.image + R"(","resources":)" + p.resources;
  return R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":")" + p.name + R"(","namespace":")" + p.ns +
         R"(","labels":)" + p.labels + R"(,"creationTimestamp":")" + p.created + "\"" + owner +
         R"(},"spec":{"nodeName":")" + p.node + R"(","containers":[)" +
         names_only(p.containers.empty() ? R"({"name":"main"})" : p.containers, of_container) +
         R"(],"initContainers":[)" + names_only(p.inits, "") + "]" + p.spec + R"(},"status":{"phase":")" + p.phase +
         R"(","conditions":[{"type":"Ready","status":")" + (p.ready ? "True" : "False") +
         R"("}],"containerStatuses":[)" + p.containers + R"(],"initContainerStatuses":[)" + p.inits + "]}}";
}

// What was read, and what the next wave would be.
class World {
 public:
  World() {
    builder_.edit().now = *parse_time(kNow);
    scope.kind = Scope::Kind::one_namespace;
    scope.ns = "ai";
  }
  World& add(const std::string& text) {
    const auto page = builder_.add_json(text);
    REQUIRE_MESSAGE(page.ok(), (page.ok() ? "" : page.error().message));
    return *this;
  }
  World& add(const PodText& p) { return add(json(p)); }
  World& complete(const std::string& kind, const std::string& ns) {
    builder_.set_coverage(kind, ns, Coverage::complete);
    return *this;
  }
  World& absent(const std::string& kind, const std::string& ns, const std::string& name) {
    builder_.set_absent(kind, ns, name);
    return *this;
  }

  // Beyond the first wave.
  ReadPlan next() {
    std::vector<Read> done = plan(SnapshotBuilder().view(), scope, {}, limits);
    return plan_reads(builder_.view(), scope, done, limits);
  }
  std::vector<std::string> all() { return words(next().reads); }
  std::vector<std::string> starting(const std::string& start) {
    std::vector<std::string> out = all();
    std::erase_if(out, [&](const std::string& w) { return !w.starts_with(start); });
    return out;
  }
  std::vector<std::string> logs() { return starting("log"); }
  [[nodiscard]] SnapshotBuilder& builder() { return builder_; }

  Scope scope;
  Limits limits;

 private:
  SnapshotBuilder builder_;
};

using Words = std::vector<std::string>;

bool has(const Words& all, const std::string& word) { return std::find(all.begin(), all.end(), word) != all.end(); }

PodText crashing(const std::string& name) {
  PodText p;
  p.name = name;
  p.containers = container("main", kCrashLoop, false, ended(1));
  return p;
}

PodText healthy(const std::string& name) {
  PodText p;
  p.name = name;
  p.ready = true;
  p.containers = container("main", kRunning, true);
  return p;
}

PodText unscheduled(const std::string& name) {
  PodText p;
  p.name = name;
  p.node = "";
  p.phase = "Pending";
  return p;
}

const std::string kTwoGpus = R"({"limits":{"nvidia.com/gpu":"2"},"requests":{"nvidia.com/gpu":"2"}})";

std::string node(const std::string& name, const std::string& capacity, const std::string& allocatable,
                 const std::string& labels = "{}") {
  return R"({"kind":"Node","apiVersion":"v1","metadata":{"name":")" + name + R"(","labels":)" + labels +
         R"(},"status":{"capacity":)" + capacity + R"(,"allocatable":)" + allocatable + "}}";
}

std::string deployment(const std::string& name, int wanted, int ready) {
  return R"({"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":")" + name +
         R"(","namespace":"ai"},"spec":{"replicas":)" + std::to_string(wanted) +
         R"(,"template":{"spec":{"serviceAccountName":"runner"}}},"status":{"replicas":)" + std::to_string(ready) +
         R"(,"updatedReplicas":)" + std::to_string(wanted) + R"(,"readyReplicas":)" + std::to_string(ready) + "}}";
}

}  // namespace

TEST_CASE("plan: a namespace begins with its lists") {
  World world;
  CHECK(words(plan(world.builder().view(), world.scope, {}, {})) ==
        Words{"list Pod ai asked", "list Event ai", "list Service ai", "list EndpointSlice ai", "list Deployment ai",
              "list StatefulSet ai", "list DaemonSet ai", "list Job ai", "list PersistentVolumeClaim ai",
              "list ResourceQuota ai", "list HorizontalPodAutoscaler ai", "list PodDisruptionBudget ai"});
}

TEST_CASE("plan: all namespaces begin with the same lists and all nodes") {
  World world;
  world.scope.kind = Scope::Kind::all_namespaces;
  world.scope.ns = "";
  const Words first = words(plan(world.builder().view(), world.scope, {}, {}));
  CHECK(first.size() == 13);
  CHECK(first.front() == "list Pod * asked");
  CHECK(has(first, "list Node *"));
}

TEST_CASE("plan: a pod begins with itself and what its namespace tells of it") {
  World world;
  world.scope.kind = Scope::Kind::pods;
  world.scope.targets = {{"Pod", "llm-0"}};
  CHECK(words(plan(world.builder().view(), world.scope, {}, {})) ==
        Words{"get Pod ai/llm-0 asked", "list Event ai", "list Service ai", "list EndpointSlice ai"});
  world.scope.ns = "";  // files may be asked so
  CHECK(words(plan(world.builder().view(), world.scope, {}, {})).front() == "list Pod * asked");
}

TEST_CASE("plan: a workload begins with itself, and a Deployment with its ReplicaSets") {
  World world;
  world.scope.kind = Scope::Kind::workloads;
  world.scope.targets = {{"Deployment", "llm"}};
  const Words first = words(plan(world.builder().view(), world.scope, {}, {}));
  CHECK(has(first, "get Deployment ai/llm asked"));
  CHECK(has(first, "list ReplicaSet ai"));
  CHECK(has(first, "list Pod ai asked"));
}

TEST_CASE("plan: controllers between a workload and pods that may be its are read, also of healthy pods") {
  World world;
  world.scope.kind = Scope::Kind::workloads;
  world.scope.targets = {{"RayService", "llm"}};
  PodText its = healthy("a"), other = healthy("b");
  its.owner = "RayCluster/llm-x";
  other.owner = "Job/b";
  world.add(its).add(other).complete("Job", "ai");
  CHECK(world.all() == Words{"get RayCluster ai/llm-x"});
  world.scope.targets = {{"StatefulSet", "llm"}};
  CHECK(world.all() == Words{});
}

TEST_CASE("plan: a healthy namespace needs nothing more") {
  World world;
  world.add(healthy("a")).add(deployment("llm", 1, 1));
  CHECK(world.all() == Words{});
}

TEST_CASE("plan: where nothing was found it asks whether the namespace is there") {
  World world;
  CHECK(world.all() == Words{"get Namespace ai asked"});
}

TEST_CASE("plan: nothing is asked for twice") {
  World world;
  world.add(crashing("a"));
  std::vector<Read> done = plan(SnapshotBuilder().view(), world.scope, {}, {});
  const std::vector<Read> second = plan(world.builder().view(), world.scope, done, {});
  CHECK_FALSE(second.empty());
  done.insert(done.end(), second.begin(), second.end());
  CHECK(plan(world.builder().view(), world.scope, done, {}).empty());
}

TEST_CASE("plan: the node of an ill pod, and the events about nodes") {
  World world;
  world.add(crashing("a")).add(healthy("b"));
  CHECK(world.starting("get Node") == Words{"get Node n1"});
  CHECK(has(world.all(), "list Event default"));
}

TEST_CASE("plan: the nodes of healthy pods whose budget lets none go, and of no others") {
  const auto budget = [](const std::string& allowed) {
    return R"({"kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{"name":"b","namespace":"ai"},)"
           R"("spec":{"selector":{"matchLabels":{"app":"llm"}}},"status":{"disruptionsAllowed":)" +
           allowed + "}}";
  };
  PodText guarded = healthy("llm-0"), other = healthy("web-0");
  guarded.labels = R"({"app":"llm"})";
  other.node = "n2";
  World strict;
  strict.add(guarded).add(other).add(budget("0"));
  CHECK(strict.all() == Words{"get Node n1"});
  World lax;
  lax.add(guarded).add(other).add(budget("1"));
  CHECK(lax.all() == Words{});
}

TEST_CASE("plan: of many nodes, and for a pod without one, the list of all") {
  World many;
  for (int i = 0; i < 65; ++i) {
    PodText p = crashing("p" + std::to_string(i));
    p.node = "n" + std::to_string(i);
    many.add(p);
  }
  CHECK(many.starting("get Node").empty());
  CHECK(has(many.all(), "list Node *"));
  World waiting;
  waiting.add(unscheduled("a"));
  CHECK(has(waiting.all(), "list Node *"));
}

TEST_CASE("plan: owners of ill pods, level by level, and the Deployment by the name of its ReplicaSet") {
  World world;
  world.scope.kind = Scope::Kind::pods;
  world.scope.targets = {{"Pod", "llm-7c9-x"}};
  PodText p = healthy("llm-7c9-x");
  p.owner = "ReplicaSet/llm-7c9";
  p.labels = R"({"pod-template-hash":"7c9"})";
  world.add(p);
  CHECK(has(world.all(), "get ReplicaSet ai/llm-7c9"));
  CHECK(has(world.all(), "get Deployment ai/llm"));
  world.absent("Deployment", "ai", "llm").absent("ReplicaSet", "ai", "llm-7c9");
  CHECK(world.starting("get Deployment").empty());
}

TEST_CASE("plan: a Deployment that is there answers for its ReplicaSet, and a short one needs them all") {
  World world;
  PodText p = crashing("llm-7c9-x");
  p.owner = "ReplicaSet/llm-7c9";
  p.labels = R"({"pod-template-hash":"7c9"})";
  world.add(p).add(deployment("llm", 1, 1)).complete("Deployment", "ai");
  CHECK(world.starting("get ReplicaSet").empty());
  CHECK(world.starting("list ReplicaSet").empty());
  world.add(deployment("other", 2, 1));
  CHECK(world.starting("list ReplicaSet") == Words{"list ReplicaSet ai"});
}

TEST_CASE("plan: a workload without a single pod is asked for its account") {
  World world;
  world.add(deployment("llm", 1, 0));
  CHECK(has(world.all(), "get ServiceAccount ai/runner"));
}

TEST_CASE("plan: where a Service selects no pod, all that might make some") {
  const auto service = [](const std::string& app) {
    return R"({"kind":"Service","apiVersion":"v1","metadata":{"name":"llm","namespace":"ai"},)"
           R"("spec":{"selector":{"app":")" +
           app + R"("}}})";
  };
  PodText pod = healthy("llm-0");
  pod.labels = R"({"app":"llm"})";
  World idle;
  idle.add(pod).add(service("lllm")).complete("Pod", "ai");
  CHECK(idle.all() == Words{"list ReplicaSet ai", "list CronJob ai", "list Rollout ai"});
  World used;
  used.add(pod).add(service("llm")).complete("Pod", "ai");
  CHECK(used.all() == Words{});
}

TEST_CASE("plan: kinds that this program does not read are left alone") {
  World world;
  PodText p = crashing("a");
  p.owner = "Spaceship/x";
  world.add(p);
  CHECK(world.starting("get Spaceship").empty());
}

TEST_CASE("plan: the CronJob of an ill Job") {
  World world;
  PodText p = crashing("nightly-1-a");
  p.owner = "Job/nightly-1";
  world.add(p).add(R"({"kind":"Job","apiVersion":"batch/v1","metadata":{"name":"nightly-1","namespace":"ai",
    "ownerReferences":[{"controller":true,"apiVersion":"batch/v1","kind":"CronJob","name":"nightly"}]}})");
  CHECK(has(world.all(), "get CronJob ai/nightly"));
}

TEST_CASE("plan: claims of a pod, and the volume and classes of one that is not bound") {
  World world;
  world.scope.kind = Scope::Kind::pods;
  world.scope.targets = {{"Pod", "a"}};
  PodText p = unscheduled("a");
  p.spec = R"(,"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}},{"name":"tmp","ephemeral":{}}])";
  world.add(p);
  CHECK(world.starting("get PersistentVolumeClaim") ==
        Words{"get PersistentVolumeClaim ai/a-tmp", "get PersistentVolumeClaim ai/data"});
  world.add(R"({"kind":"PersistentVolumeClaim","apiVersion":"v1","metadata":{"name":"data","namespace":"ai"},
    "spec":{"storageClassName":"fast","volumeName":"pv-1"},"status":{"phase":"Pending"}})");
  CHECK(has(world.all(), "list StorageClass *"));
  CHECK(has(world.all(), "get PersistentVolume pv-1"));
  CHECK(world.starting("list PersistentVolume ") == Words{});
  world.add(R"({"kind":"StorageClass","apiVersion":"storage.k8s.io/v1","metadata":{"name":"fast"},
    "provisioner":"kubernetes.io/no-provisioner"})");
  CHECK(has(world.all(), "list PersistentVolume *"));
}

TEST_CASE("plan: what a pod with device claims, gates or a runtime class waits for") {
  World world;
  PodText p = unscheduled("a");
  p.spec = R"(,"resourceClaims":[{"name":"gpu"}],"schedulingGates":[{"name":"q"}],"runtimeClassName":"nvidia")";
  world.add(p);
  const Words all = world.all();
  for (const char* word :
       {"list ResourceClaim ai", "list ResourceClaimTemplate ai", "list DeviceClass *", "list ResourceSlice *",
        "get RuntimeClass nvidia", "list Workload ai", "list LocalQueue ai", "list ClusterQueue *"}) {
    CAPTURE(word);
    CHECK(has(all, word));
  }
}

TEST_CASE("plan: who holds the devices a pod waits for, on the nodes it may use") {
  World world;
  PodText p = unscheduled("a");
  p.resources = kTwoGpus;
  p.spec = R"(,"nodeSelector":{"pool":"gpu"})";
  const std::string eight = R"({"nvidia.com/gpu":"8"})";
  world.add(p)
      .add(node("g1", eight, eight, R"({"pool":"gpu"})"))
      .add(node("other", eight, eight))
      .add(node("cpu", "{}", "{}", R"({"pool":"gpu"})"));
  CHECK(world.starting("list Pod") ==
        Words{"list Pod * spec.nodeName=g1,status.phase!=Succeeded,status.phase!=Failed"});
}

TEST_CASE("plan: more candidate nodes than the limit are counted as left out") {
  World world;
  PodText p = unscheduled("a");
  p.resources = kTwoGpus;
  world.add(p);
  const std::string eight = R"({"nvidia.com/gpu":"8"})";
  for (int i = 0; i < 70; ++i) world.add(node("g" + std::to_string(i), eight, eight));
  CHECK(world.starting("list Pod").size() == 64);
  const ReadPlan plan = world.next();
  REQUIRE(plan.left_out.size() == 1);
  CHECK(plan.left_out[0].reason == "6 of 70 nodes that pod a may use: their pods were not read");
}

TEST_CASE("plan: operands of the nodes of accelerator-sick pods, found by label or image") {
  World world;
  PodText p = crashing("a");
  p.resources = kTwoGpus;
  world.add(p);
  CHECK(has(world.all(), "list Pod * spec.nodeName=n1,status.phase!=Succeeded,status.phase!=Failed"));

  PodText plugin = healthy("plugin-x");
  plugin.ns = "gpu-operator";
  plugin.owner = "DaemonSet/plugin";
  plugin.labels = R"({"app":"nvidia-device-plugin-daemonset"})";
  PodText exporter = healthy("watch-x");
  exporter.ns = "gpu-operator";
  exporter.owner = "DaemonSet/watch";
  exporter.image = "nvcr.io/nvidia/k8s/dcgm-exporter:3";
  PodText other = healthy("nvidia-device-plugin-by-name-only");
  other.ns = "gpu-operator";
  other.owner = "DaemonSet/z";
  PodText elsewhere = plugin;
  elsewhere.name = "plugin-y";
  elsewhere.node = "n2";
  world.add(plugin).add(exporter).add(other).add(elsewhere);
  CHECK(world.starting("log gpu-operator") ==
        Words{"log gpu-operator/plugin-x/main 300", "log gpu-operator/watch-x/main 300"});
}

TEST_CASE("plan: the table of accelerators begins with nodes, waiting pods and DaemonSets") {
  World world;
  world.scope = {Scope::Kind::accelerators, "", {}, "pool=gpu", true};
  const std::vector<Read> first = plan(world.builder().view(), world.scope, {}, {});
  CHECK(words(first) == Words{"list Node * asked",
                              "list Pod * spec.nodeName=,status.phase!=Succeeded,status.phase!=Failed",
                              "list DaemonSet *", "list ResourceSlice *"});
  CHECK(first[0].label_selector == "pool=gpu");
}

TEST_CASE("plan: the table of accelerators reads the pods of nodes that have some or look like it, and no others") {
  World world;
  world.scope = {Scope::Kind::accelerators, "", {}, "", true};
  const std::string eight = R"({"amd.com/gpu":"8"})";
  world.add(node("amd", eight, eight))
      .add(node("cpu", "{}", "{}"))
      .add(node("empty", "{}", "{}", R"({"nvidia.com/gpu.present":"true"})"));
  CHECK(world.all() == Words{"list Pod * spec.nodeName=amd,status.phase!=Succeeded,status.phase!=Failed asked",
                             "list Pod * spec.nodeName=empty,status.phase!=Succeeded,status.phase!=Failed asked"});
}

TEST_CASE("plan: operands of a node that offers fewer devices than it has") {
  World world;
  PodText p = unscheduled("a");
  p.resources = kTwoGpus;
  world.add(p).add(node("g1", R"({"nvidia.com/gpu":"8"})", R"({"nvidia.com/gpu":"0"})"));
  PodText plugin = healthy("plugin-x");
  plugin.ns = "kube-system";
  plugin.node = "g1";
  plugin.owner = "DaemonSet/plugin";
  plugin.labels = R"({"name":"nvidia-device-plugin-ds"})";
  world.add(plugin);
  CHECK(world.logs() == Words{"log kube-system/plugin-x/main 300"});
}

TEST_CASE("which logs: none of a pod that has not come to its containers") {
  for (const char* reason :
       {"ContainerCreating", "PodInitializing", "ImagePullBackOff", "CreateContainerConfigError"}) {
    CAPTURE(reason);
    World world;
    PodText p = crashing("a");
    p.phase = "Pending";
    p.containers = container("main", std::string(R"({"waiting":{"reason":")") + reason + R"("}})");
    world.add(p);
    CHECK(world.logs() == Words{});
  }
  World world;
  world.add(unscheduled("b"));
  CHECK(world.logs() == Words{});
}

TEST_CASE("which logs: of a crashed container the dead run, and its head if it was long") {
  World world;
  world.add(crashing("short"));
  PodText long_run = crashing("long");
  long_run.containers = container("main", kCrashLoop, false, ended(1, "2026-03-01T11:59:00Z", "2026-03-01T11:00:00Z"));
  world.add(long_run);
  PodText over = crashing("over");
  over.phase = "Failed";
  over.containers = container("main", R"({"terminated":)" + ended(137) + "}");
  world.add(over);
  CHECK(world.logs() == Words{"log ai/long/main 1000 head", "log ai/over/main 1000", "log ai/short/main 1000"});
}

TEST_CASE("which logs: the run before as well, once the log is that of a run that began after the pod was read") {
  const auto logs_with = [](const std::string& text) {
    World world;
    world.add(crashing("p"));
    Log log;
    log.ns = world.builder().intern("ai");
    log.pod = world.builder().intern("p");
    log.container = world.builder().intern("main");
    log.timestamps = true;
    log.text = text;
    world.builder().add_log(std::move(log));
    return world.logs();
  };
  // It ended at 11:59:00.
  CHECK(logs_with("2026-03-01T11:59:00.7Z last words\n") == Words{"log ai/p/main 1000"});
  CHECK(logs_with("2026-03-01T11:59:09Z hello\n") == Words{"log ai/p/main 1000", "log ai/p/main 1000 previous"});
}

TEST_CASE("which logs: of a container that runs again both runs, if it is news") {
  World world;
  PodText p = healthy("again");
  p.containers = container("main", kRunning, true, ended(1));
  world.add(p);
  CHECK(world.logs() == Words{"log ai/again/main 400 previous", "log ai/again/main 200"});
  World old;
  p.containers = container("main", kRunning, true, ended(1, "2026-03-01T10:30:00Z"));
  old.add(p);
  CHECK(old.logs() == Words{});
}

TEST_CASE("which logs: of a container that is not ready, or initialises, the present run with its head") {
  World world;
  PodText p = crashing("unready");
  p.containers = container("main", kRunning);
  world.add(p);
  CHECK(world.logs() == Words{"log ai/unready/main 1000 head"});
  World init;
  p = crashing("init");
  p.phase = "Pending";
  p.containers = container("main", R"({"waiting":{"reason":"PodInitializing"}})");
  p.inits = container("first", R"({"terminated":)" + ended(0) + "}") + "," + container("second", kRunning);
  init.add(p);
  CHECK(init.logs() == Words{"log ai/init/second 1000 head", "log ai/init/first 100"});
}

TEST_CASE("which logs: a ready container beside an ill one is not read") {
  World world;
  PodText p = crashing("a");
  p.containers = container("main", kCrashLoop, false, ended(1)) + "," + container("proxy", kRunning, true);
  world.add(p);
  CHECK(world.logs() == Words{"log ai/a/main 1000"});
}

TEST_CASE("which logs: of replicas that crash alike the oldest and the newest") {
  World world;
  for (int i = 0; i < 5; ++i) {
    PodText p = crashing("r" + std::to_string(i));
    p.owner = "StatefulSet/r";
    p.created = "2026-03-01T10:0" + std::to_string((i + 2) % 5) + ":00Z";
    if (i == 1) p.containers = container("main", kCrashLoop, false, ended(2));
    world.add(p);
  }
  // r3 was made first, r2 last; r1 ended differently.
  CHECK(world.logs() == Words{"log ai/r1/main 1000", "log ai/r2/main 1000", "log ai/r3/main 1000"});
}

TEST_CASE("which logs: all failed ranks of a job, the first to end first, and four others") {
  World world;
  for (int i = 0; i < 18; ++i) {
    PodText p = crashing("bad-" + std::to_string(i));
    p.owner = "Job/train";
    const std::string minute = (i < 10 ? "0" : "") + std::to_string(i);
    p.containers = container("main", R"({"terminated":)" + ended(1, "2026-03-01T11:" + minute + ":30Z", "") + "}");
    p.phase = "Failed";
    world.add(p);
  }
  for (int i = 0; i < 6; ++i) {
    PodText p = healthy("ok-" + std::to_string(i));
    p.owner = "Job/train";
    world.add(p);
  }
  const Words logs = world.logs();
  REQUIRE(logs.size() == 20);
  CHECK(logs[0] == "log ai/bad-0/main 1000");
  CHECK(logs[15] == "log ai/bad-15/main 1000");
  CHECK(logs[16] == "log ai/ok-0/main 300");
}

TEST_CASE("which logs: ranks of a JobSet are spread over Jobs") {
  World world;
  for (int i = 0; i < 2; ++i) {
    PodText p = i == 0 ? crashing("w0") : healthy("w1");
    p.owner = "Job/train-w-" + std::to_string(i);
    p.labels = R"({"jobset.sigs.k8s.io/jobset-name":"train"})";
    world.add(p);
  }
  CHECK(world.logs() == Words{"log ai/w0/main 1000", "log ai/w1/main 300"});
}

TEST_CASE("which logs: healthy model servers, twenty of a namespace, none of all namespaces") {
  World world;
  for (int i = 0; i < 25; ++i) {
    PodText p = healthy("s" + std::to_string(i));
    p.image = "vllm/vllm-openai:v0.6";
    world.add(p);
  }
  world.add(healthy("web"));
  CHECK(world.logs().size() == 20);
  CHECK(world.logs()[0] == "log ai/s0/main 300");
  world.scope.kind = Scope::Kind::all_namespaces;
  world.scope.ns = "";
  CHECK(world.logs() == Words{});
}

TEST_CASE("which logs: a model server is known by its command as well") {
  World world;
  PodText p = healthy("a");
  p.image =
      "registry.local/team/image:1\",\"command\":[\"python\",\"-m\",\"vllm.entrypoints.openai.api_server\"],\"x\":\"";
  world.add(p);
  CHECK(world.logs() == Words{"log ai/a/main 300"});
}

TEST_CASE("which logs: no more than the limit, the crashed first, and the rest is counted") {
  World world;
  world.limits.logs = 2;
  world.limits.log_lines = 500;
  PodText unready = crashing("a-unready");
  unready.containers = container("main", kRunning);
  world.add(unready).add(crashing("b")).add(crashing("c"));
  CHECK(world.logs() == Words{"log ai/b/main 500", "log ai/c/main 500"});
  const ReadPlan plan = world.next();
  REQUIRE(plan.left_out.size() == 1);
  CHECK(plan.left_out[0].kind == "Log");
  CHECK(plan.left_out[0].reason == "1 containers are beyond the limit of 2 logs (--limit logs=N)");
}

TEST_CASE("which logs: none with --no-logs") {
  World world;
  world.scope.logs = false;
  world.add(crashing("a"));
  CHECK(world.logs() == Words{});
}

TEST_CASE("plan: only pods of the selector and of the workload are looked at") {
  World world;
  PodText a = crashing("a"), b = crashing("b");
  a.labels = R"({"app":"a"})";
  b.owner = "StatefulSet/b";
  world.add(a).add(b);
  world.scope.selector = "app=a";
  CHECK(world.logs() == Words{"log ai/a/main 1000"});
  world.scope.selector = "";
  world.scope.kind = Scope::Kind::workloads;
  world.scope.targets = {{"StatefulSet", "b"}};
  CHECK(world.logs() == Words{"log ai/b/main 1000"});
}

TEST_CASE("plan: what a finished Job left behind is not looked at") {
  World world;
  PodText p = crashing("a");
  p.owner = "Job/done";
  p.phase = "Failed";
  p.containers = container("main", R"({"terminated":)" + ended(1) + "}");
  world.add(p).add(R"({"kind":"Job","apiVersion":"batch/v1","metadata":{"name":"done","namespace":"ai"},
    "status":{"conditions":[{"type":"Complete","status":"True"}]}})");
  CHECK(world.all() == Words{});
}
