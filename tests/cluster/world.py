# SPDX-License-Identifier: Apache-2.0
"""A cluster in which there is a reason for each request that the program can send: pods that nobody places, with every
kind of owner, claim, class and queue; and on the real node a GPU pod that crashes beside the device plugin's pod."""
import json
import re

import live
from documented import rows

SPACE = "ai-platform"  # as in deploy/rbac.yaml
SPACES = (SPACE, "gpu-operator", "empty", "lonely")
WORKLOADS = ("deployment", "statefulset", "daemonset", "controller", "cron")
MANY = 9               # one more than are read one by one


def thing(version, kind, name, space=SPACE, labels=None, owner=None, **more):
    metadata = {"name": name, "labels": labels or {}}
    if space:
        metadata["namespace"] = space
    if owner:
        metadata["ownerReferences"] = [{"apiVersion": owner[0], "kind": owner[1], "name": owner[2], "controller": True,
                                        "uid": "5f0c6a3e-8d1b-4c7f-9a2e-6d4b8c1f7a30"}]
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **more}


def pod_spec(**more):
    container = {"name": "main", "image": "registry.example/ml/server:1.0",
                 "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}}, **more.pop("container", {})}
    return {"containers": [container], "terminationGracePeriodSeconds": 0, **more}


def gated(**more):
    return pod_spec(schedulingGates=[{"name": "example.com/never"}], **more)


def workload(version, kind, name, spec, **more):
    template = {"metadata": {"labels": {"app": name}}, "spec": spec}
    return thing(version, kind, name, spec={"selector": {"matchLabels": {"app": name}}, "template": template, **more})


def owned_by_custom_resources():
    for row in rows("Owners of pods"):
        version = row.versions()[0].removeprefix("/apis/").split("/namespaces")[0]
        kind = row.kind.split(".")[0]
        for i in range(MANY):
            name = f"{row.kind.lower().replace('.', '-')}-{i}"
            yield thing("v1", "Pod", name, owner=(version, kind, name), labels={"owner": row.kind.lower()}, spec=gated())


def owned_by_workloads():
    for i in range(MANY):
        yield workload("apps/v1", "Deployment", f"deployment-{i}", gated(), replicas=1)
        yield workload("apps/v1", "StatefulSet", f"statefulset-{i}", gated(), replicas=1, serviceName="none")
        yield workload("apps/v1", "DaemonSet", f"daemonset-{i}", gated(nodeSelector={"kubernetes.io/hostname": "node-1"}))
        controller = workload("v1", "ReplicationController", f"controller-{i}", gated(), replicas=1)
        controller["spec"]["selector"] = {"app": f"controller-{i}"}
        yield controller
        yield nobody(f"nobody-{i}")
        job = {"template": {"spec": {**gated(), "restartPolicy": "Never"}}}
        yield thing("batch/v1", "CronJob", f"cron-{i}", spec={
            "schedule": "0 0 1 1 *", "suspend": True, "jobTemplate": {"spec": job}})


def nobody(name, space=SPACE):
    """A workload without a pod, for want of its ServiceAccount."""
    made = workload("apps/v1", "Deployment", name, gated(serviceAccountName=name), replicas=1)
    made["metadata"]["namespace"] = space
    return made


def waiting():
    """Pods that wait for claims, classes and devices."""
    for name, spec in {"no-class": {"storageClassName": "nobody"}, "by-hand": {"storageClassName": ""},
                       "named": {"storageClassName": "nobody", "volumeName": "nobody"}}.items():
        yield thing("v1", "PersistentVolumeClaim", name, spec={
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec})
        yield thing("v1", "Pod", f"claims-{name}", spec=pod_spec(
            volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": name}}]))
    for i in range(MANY):
        yield thing("node.k8s.io/v1", "RuntimeClass", f"runtime-{i}", space=None, handler="runc")
        yield thing("v1", "Pod", f"runtime-{i}", labels={"waits": "runtime"}, spec=gated(runtimeClassName=f"runtime-{i}"))
    yield thing("v1", "Pod", "gang", spec=pod_spec(schedulerName="volcano"))
    yield thing("v1", "Pod", "device", spec=gated(resourceClaims=[{"name": "gpu", "resourceClaimName": "nobody"}]))


def gpus():
    """A driver that publishes devices; and on the real node a pod that crashes with a GPU, and the device plugin's."""
    yield thing("resource.k8s.io/v1", "ResourceSlice", "gpu-1-slice", space=None, spec={
        "driver": "gpu.nvidia.com", "nodeName": "gpu-1", "pool": {"name": "gpu-1", "generation": 1, "resourceSliceCount": 1},
        "devices": [{"name": "gpu-0", "attributes": {"type": {"string": "gpu"}}}]})
    plugin = workload("apps/v1", "DaemonSet", "nvidia-device-plugin-daemonset", pod_spec(
        nodeSelector={"kubernetes.io/hostname": "node-1"}, container={"command": ["sh", "-c", "echo serving; sleep 100000"]}))
    plugin["metadata"]["namespace"] = "gpu-operator"
    yield plugin
    yield thing("v1", "Pod", "trainer", spec=pod_spec(container={
        "command": ["sh", "-c", "echo 'RuntimeError: CUDA error: an illegal memory access was encountered'; exit 1"],
        "resources": {"limits": {"nvidia.com/gpu": "1"}}}))


def make():
    """Makes it, and waits until all of it can be seen."""
    remove()  # what an interrupted run has left
    live.cluster("gpus", "Healthy", "Healthy")
    for name in SPACES:
        live.kubectl("create", "namespace", name)
    for name in (SPACE, "gpu-operator"):
        live.until(f"the ServiceAccount of {name}",
                   lambda name=name: "default" in live.kubectl("get", "serviceaccounts", "-n", name, "-o", "name"))
    parts = [owned_by_custom_resources(), owned_by_workloads(), waiting(), gpus(), [nobody("nobody", "lonely")]]
    items = [item for part in parts for item in part]
    live.kubectl("create", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    for i in range(MANY):
        live.kubectl("create", "job", f"cron-{i}", f"--from=cronjob/cron-{i}", "-n", SPACE)
    live.until("pods of all workloads", lambda: len(pods_of(*WORKLOADS)) == len(WORKLOADS))
    live.until("the device plugin's pod", lambda: "true" in live.kubectl(
        "get", "pods", "-n", "gpu-operator", "-o", "jsonpath={.items[*].status.containerStatuses[*].ready}"))
    live.until("a crash on the GPU", lambda: "1" in live.kubectl(
        "get", "pod", "trainer", "-n", SPACE, "-o", "jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}"))


def pods_of(*workloads):
    """The name of a pod of WORKLOAD-0 for each that has one."""
    names = live.kubectl("get", "pods", "-n", SPACE, "-o", "jsonpath={.items[*].metadata.name}").split()
    return [next(name for name in names if re.fullmatch(f"{workload}-0(-.*)?", name)) for workload in workloads
            if any(re.fullmatch(f"{workload}-0(-.*)?", name) for name in names)]


def runs():
    """Command lines that between them ask for all there is, by a name each."""
    owners = [row.kind.lower().replace(".", "-") + "-0" for row in rows("Owners of pods")]
    workloads = pods_of(*WORKLOADS)
    claims = ["claims-no-class", "claims-by-hand", "claims-named"]
    in_space = {"whole namespace": ["namespace"], "pods of many owners": ["pod", "-l", "app"], "a pod": ["pod", "trainer"],
                # Alone, since beside others these are found in lists.
                "a daemon's pod": ["pod", *pods_of("daemonset")], "a pod of a named volume": ["pod", "claims-named"],
                "one pod each": ["pod", *owners, *workloads, *claims, "gang", "device", "runtime-0", "trainer"]}
    return {**{name: [*words, "-n", SPACE] for name, words in in_space.items()},
            **{name: ["namespace", name] for name in ("empty", "lonely")},
            "all namespaces": ["namespace", "-A"], "gpus": ["gpus"]}


def remove():
    live.kubectl("delete", "resourceslice", "gpu-1-slice", "--ignore-not-found")
    live.kubectl("delete", "runtimeclass", *[f"runtime-{i}" for i in range(MANY)], "--ignore-not-found")
    live.kubectl("delete", "namespace", *SPACES, "--ignore-not-found")
