// SPDX-License-Identifier: Apache-2.0

// The other objects: events of about 1.2 kB, nodes of about 15 kB, and one Deployment and ReplicaSet for 20 pods.
package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const eventText = `{"metadata":{"name":"«pod».«suffix»","namespace":"«ns»","uid":"«uid»","resourceVersion":"«version»",
"creationTimestamp":"«created»","managedFields":[{"manager":"kubelet","operation":"Update","apiVersion":"v1",
"time":"«seen»","fieldsType":"FieldsV1","fieldsV1":{"f:count":{},"f:firstTimestamp":{},"f:involvedObject":{},
"f:lastTimestamp":{},"f:message":{},"f:reason":{},"f:reportingComponent":{},"f:reportingInstance":{},
"f:source":{"f:component":{},"f:host":{}},"f:type":{}}}]},
"involvedObject":{"kind":"Pod","namespace":"«ns»","name":"«pod»","uid":"«poduid»","apiVersion":"v1",
"resourceVersion":"«version»","fieldPath":"spec.containers{model}"},
"reason":"«reason»","message":"«message»","source":{"component":"kubelet","host":"«node»"},
"firstTimestamp":"«created»","lastTimestamp":"«seen»","count":«count»,"type":"«type»","eventTime":null,
"reportingComponent":"kubelet","reportingInstance":"«node»"}`

const nodeHead = `{"metadata":{"name":"«name»","uid":"«uid»","resourceVersion":"«version»","creationTimestamp":"«created»",
"labels":{"beta.kubernetes.io/arch":"amd64","beta.kubernetes.io/instance-type":"«machine»","beta.kubernetes.io/os":"linux",
"kubernetes.io/arch":"amd64","kubernetes.io/hostname":"«name»","kubernetes.io/os":"linux",
"node.kubernetes.io/instance-type":"«machine»","topology.kubernetes.io/region":"eu-1",
"topology.kubernetes.io/zone":"eu-1«zone»"«gpulabels»},
"annotations":{"csi.volume.kubernetes.io/nodeid":"{\"ebs.csi.example.com\":\"i-«cid»\"}",
"node.alpha.kubernetes.io/ttl":"15","volumes.kubernetes.io/controller-managed-attach-detach":"true"},
"managedFields":[{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"«created»","fieldsType":"FieldsV1",
"fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:volumes.kubernetes.io/controller-managed-attach-detach":{}},
"f:labels":{".":{},"f:beta.kubernetes.io/arch":{},"f:beta.kubernetes.io/os":{},"f:kubernetes.io/arch":{},
"f:kubernetes.io/hostname":{},"f:kubernetes.io/os":{}}},"f:spec":{"f:providerID":{}}}},
{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"«seen»","fieldsType":"FieldsV1",
"fieldsV1":{"f:status":{"f:allocatable":{"f:cpu":{},"f:memory":{},"f:nvidia.com/gpu":{},"f:pods":{}},
"f:capacity":{"f:cpu":{},"f:memory":{},"f:nvidia.com/gpu":{},"f:pods":{}},"f:conditions":{
"k:{\"type\":\"DiskPressure\"}":{"f:lastHeartbeatTime":{}},"k:{\"type\":\"MemoryPressure\"}":{"f:lastHeartbeatTime":{}},
"k:{\"type\":\"PIDPressure\"}":{"f:lastHeartbeatTime":{}},
"k:{\"type\":\"Ready\"}":{"f:lastHeartbeatTime":{},"f:lastTransitionTime":{},"f:message":{},"f:reason":{},"f:status":{}}},
"f:images":{},"f:nodeInfo":{"f:bootID":{},"f:kernelVersion":{},"f:kubeletVersion":{}}}},"subresource":"status"}]},
"spec":{"podCIDR":"10.1.0.0/24","podCIDRs":["10.1.0.0/24"],"providerID":"aws:///eu-1a/i-«cid»"},
"status":{"capacity":{"cpu":"96","ephemeral-storage":"8192Gi","hugepages-1Gi":"0","hugepages-2Mi":"0","memory":"1152Gi"«gpus»,"pods":"110"},
"allocatable":{"cpu":"95500m","ephemeral-storage":"7500Gi","hugepages-1Gi":"0","hugepages-2Mi":"0","memory":"1140Gi"«gpus»,"pods":"110"},
"conditions":[
{"type":"MemoryPressure","status":"False","lastHeartbeatTime":"«seen»","lastTransitionTime":"«created»","reason":"KubeletHasSufficientMemory","message":"kubelet has sufficient memory available"},
{"type":"DiskPressure","status":"False","lastHeartbeatTime":"«seen»","lastTransitionTime":"«created»","reason":"KubeletHasNoDiskPressure","message":"kubelet has no disk pressure"},
{"type":"PIDPressure","status":"False","lastHeartbeatTime":"«seen»","lastTransitionTime":"«created»","reason":"KubeletHasSufficientPID","message":"kubelet has sufficient PID available"},
{"type":"Ready","status":"True","lastHeartbeatTime":"«seen»","lastTransitionTime":"«created»","reason":"KubeletReady","message":"kubelet is posting ready status"}],
"addresses":[{"type":"InternalIP","address":"«ip»"},{"type":"Hostname","address":"«name»"}],
"daemonEndpoints":{"kubeletEndpoint":{"Port":10250}},
"nodeInfo":{"machineID":"«cid»","systemUUID":"«uid»","bootID":"«uid»","kernelVersion":"6.1.0-28-amd64",
"osImage":"Debian GNU/Linux 12 (bookworm)","containerRuntimeVersion":"containerd://1.7.24","kubeletVersion":"v1.34.4",
"kubeProxyVersion":"","operatingSystem":"linux","architecture":"amd64"},
"images":[`

const workloadText = `{"metadata":{"name":"«name»","namespace":"«ns»","uid":"«uid»","resourceVersion":"«version»","generation":1,
"creationTimestamp":"«created»","labels":{"app":"«app»"}«owner»},
"spec":{"replicas":20,"selector":{"matchLabels":{"app":"«app»"}},"template":{"metadata":{"labels":{"app":"«app»"}},
"spec":{"containers":[{"name":"model","image":"registry.example.com/inference/model-server:0.6.3"}]}}},
"status":{"observedGeneration":1,"replicas":20,"updatedReplicas":20,"readyReplicas":«up»,"availableReplicas":«up»}}`

var (
	event    = parseTemplate(compact(eventText))
	node     = parseTemplate(compact(nodeHead))
	workload = parseTemplate(compact(workloadText))
)

const imagesOfNode = 50 // as many as the kubelet reports

var images = func() string {
	var list []string
	for i := 0; i < imagesOfNode; i++ {
		list = append(list, fmt.Sprintf(`{"names":["registry.example.com/team/image-%d@sha256:%s","registry.example.com/team/image-%d:1.%d"],"sizeBytes":%d}`,
			i, hex(uint64(i), 4), i, i%9, 1_000_000_000-i*12_345_678))
	}
	return strings.Join(list, ",") + "]}}"
}()

func (w *world) writeNode(to []byte, n int) []byte {
	gpu := n < w.gpuNodes
	to = node.write(to, func(hole string) string {
		switch hole {
		case "name":
			return nodeName(n)
		case "uid":
			return uid("node", n)
		case "cid":
			return hex(uint64(n), 1)
		case "version":
			return strconv.Itoa(2_000_000 + n)
		case "created":
			return before(240 * time.Hour)
		case "seen":
			return before(time.Minute)
		case "zone":
			return string("abc"[n%3])
		case "ip":
			return nodeIP(n)
		case "machine":
			if gpu {
				return "p4d.24xlarge"
			}
			return "m6i.24xlarge"
		case "gpus":
			if gpu {
				return fmt.Sprintf(`,"nvidia.com/gpu":"%d"`, gpusOfNode)
			}
		case "gpulabels":
			if gpu {
				return `,"nvidia.com/gpu.count":"8","nvidia.com/gpu.present":"true","nvidia.com/gpu.product":"NVIDIA-A100-SXM4-40GB"`
			}
		}
		return ""
	})
	return append(to, images...)
}

// Events are about the first pods of their namespace, and once all have one, about the first again.
func (w *world) podOfEvent(n int) int {
	each := (w.events + w.namespaces - 1) / w.namespaces
	return min(n/each*w.perNamespace()+n%each%w.perNamespace(), w.pods-1)
}

func (w *world) writeEvent(to []byte, n int) []byte {
	pod := w.podOfEvent(n)
	return event.write(to, func(hole string) string {
		switch hole {
		case "pod":
			return w.podName(pod)
		case "ns":
			return w.namespaceOf(w.events, n)
		case "suffix":
			return hex(uint64(n)+99, 1)
		case "uid":
			return uid("event", n)
		case "poduid":
			return uid("pod", pod)
		case "version":
			return strconv.Itoa(3_000_000 + n)
		case "created":
			return before(time.Duration(3000+n%500) * time.Second)
		case "seen":
			return before(time.Duration(60+n%500) * time.Second)
		case "node":
			return nodeName(w.nodeOf(pod))
		case "count":
			return strconv.Itoa(1 + n%7)
		case "reason":
			if w.crashes(pod) {
				return "BackOff"
			}
			return "Pulled"
		case "type":
			if w.crashes(pod) {
				return "Warning"
			}
			return "Normal"
		case "message":
			if w.crashes(pod) {
				return "Back-off restarting failed container model in pod " + w.podName(pod)
			}
			return `Container image \"registry.example.com/inference/model-server:0.6.3\" already present on machine`
		}
		return ""
	})
}

func (w *world) workloads() int { return (w.pods + podsOfWorkload - 1) / podsOfWorkload }

func (w *world) writeDeployment(to []byte, n int) []byte { return w.writeWorkload(to, n, false) }
func (w *world) writeReplicaSet(to []byte, n int) []byte { return w.writeWorkload(to, n, true) }

func (w *world) writeWorkload(to []byte, n int, set bool) []byte {
	name, app := w.ownerOf(n * podsOfWorkload)
	return workload.write(to, func(hole string) string {
		switch hole {
		case "name":
			if set {
				return name
			}
			return app
		case "ns":
			return w.namespaceOf(w.workloads(), n)
		case "uid":
			if set {
				return uid("rs", n)
			}
			return uid("deployment", n)
		case "version":
			return strconv.Itoa(4_000_000 + n)
		case "created":
			return before(240 * time.Hour)
		case "app":
			return app
		case "owner":
			if set {
				return fmt.Sprintf(`,"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"%s","uid":"%s","controller":true}]`, app, uid("deployment", n))
			}
		case "up":
			up := podsOfWorkload
			for pod := n * podsOfWorkload; pod < min((n+1)*podsOfWorkload, w.pods); pod++ {
				if w.crashes(pod) || w.waits(pod) {
					up--
				}
			}
			return strconv.Itoa(up)
		}
		return ""
	})
}

func (w *world) writeNamespace(to []byte, n int) []byte {
	return fmt.Appendf(to, `{"metadata":{"name":"ns-%d","uid":"%s"},"spec":{},"status":{"phase":"Active"}}`, n, uid("ns", n))
}

// A log of 1,000 lines as a model server leaves it that finds no memory on its GPU; with the kubelet's time stamps.
var crashLog = func() []byte {
	var out []byte
	line := func(n int, text string) {
		out = fmt.Appendf(out, "%s.%09dZ %s\n", start.Add(-time.Hour).Format("2006-01-02T15:04:05"), n, text)
	}
	for i := 0; i < 980; i++ {
		line(i, fmt.Sprintf("INFO 11-21 09:39:%02d [loader.py:%d] Loading weights of layer %d: %d tensors in %d ms", i%60, 100+i%40, i%80, i*37%512, i*91%400))
	}
	for i, text := range []string{
		"ERROR 11-21 09:41:02 [core.py:700] EngineCore failed to start.", "Traceback (most recent call last):",
		`  File "/app/server/core.py", line 691, in run_engine_core`, "    engine_core = EngineCoreProc(*args, **kwargs)",
		`  File "/app/server/worker.py", line 187, in load_model`, "    self.model = get_model(self.config)",
		"torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 224.00 MiB. GPU 0 has a total capacity of 39.39 GiB of which 112.00 MiB is free. Process 1 has 39.27 GiB memory in use.",
		"RuntimeError: Engine core initialization failed. See root cause above."} {
		line(980+i, text)
	}
	return out
}()
