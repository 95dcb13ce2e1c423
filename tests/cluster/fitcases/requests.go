// SPDX-License-Identifier: Apache-2.0
// What nodes have, what pods ask for, and how the pending pod comes to ask for about as much as a node has left.
package main

import (
	"fmt"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	node "k8s.io/api/node/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	requests "k8s.io/component-helpers/resource"
)

var resourceFeatures = []feature{
	{name: "cpu", weight: 9, pending: near(v1.ResourceCPU)},
	{name: "memory", weight: 9, pending: near(v1.ResourceMemory)},
	{name: "ephemeral-storage", weight: 6, nodes: addStorage, pending: near(v1.ResourceEphemeralStorage)},
	{name: "pod-count", weight: 10, pods: limitPods},
	{name: "extended", weight: 22, nodes: addDevices, pending: askForDevices},
	{name: "hugepages", weight: 5, nodes: addHugePages, last: backHugePages},
	{name: "no-requests", weight: 4, pending: func(w *world) { w.noRequests = true }},
	{name: "init-containers", weight: 7, pending: addInitContainers},
	{name: "sidecars", weight: 7, pending: addSidecars},
	{name: "overhead", weight: 8, pods: addOverheadToPods, pending: addOverhead},
	{name: "pod-level", weight: 8, pods: setLevelOfPods, pending: setLevel},
	{name: "limits-only", weight: 4, last: limitsOnly},
}

func isDevice(name v1.ResourceName) bool { return strings.Contains(string(name), "/") }

func isHugePages(name v1.ResourceName) bool {
	return strings.HasPrefix(string(name), v1.ResourceHugePagesPrefix)
}

// step is the least amount that makes sense.
func step(name v1.ResourceName) int64 {
	switch {
	case name == v1.ResourceHugePagesPrefix+"1Gi":
		return 1 << 30
	case isHugePages(name):
		return 2 << 20
	default:
		return 1
	}
}

func units(name v1.ResourceName, list v1.ResourceList) int64 {
	quantity := list[name]
	if name == v1.ResourceCPU {
		return quantity.MilliValue()
	}
	return quantity.Value()
}

func requestOf(pod *v1.Pod, name v1.ResourceName) int64 {
	return units(name, requests.PodRequests(pod, requests.PodResourcesOptions{UseStatusResources: true}))
}

// takes tells whether a pod takes room on a node, or is taken to have it reserved.
func (w *world) takes(pod *v1.Pod, node *v1.Node) bool {
	if pod.Spec.NodeName == node.Name {
		return pod.Status.Phase == v1.PodRunning
	}
	return w.reserve && pod.Status.NominatedNodeName == node.Name &&
		pod.Spec.SchedulerName == "" && pod.Spec.PriorityClassName != "low-never"
}

func (w *world) free(node *v1.Node, name v1.ResourceName) int64 {
	left := units(name, node.Status.Allocatable)
	for _, pod := range w.pods {
		if w.takes(pod, node) {
			left -= requestOf(pod, name)
		}
	}
	return left
}

// ask adds to what a container asks for.
func ask(container *v1.Container, name v1.ResourceName, value int64) {
	if container.Resources.Requests == nil {
		container.Resources.Requests = v1.ResourceList{}
	}
	all := amount(name, units(name, container.Resources.Requests)+value)
	container.Resources.Requests[name] = all
	if isDevice(name) || isHugePages(name) { // cannot be overcommitted
		if container.Resources.Limits == nil {
			container.Resources.Limits = v1.ResourceList{}
		}
		container.Resources.Limits[name] = all
	}
}

// part returns between low and high percent of a whole, in steps of the resource. Bytes are round in one way or another,
// or not at all.
func (w *world) part(whole int64, name v1.ResourceName, low, high int) int64 {
	grain := step(name)
	if name == v1.ResourceMemory || name == v1.ResourceEphemeralStorage {
		grain = pick[int64](w, 1, 1<<10, 1<<20, 1<<20, 1000000, 100000000)
	}
	return max(0, whole*int64(w.between(low, high))/100/grain*grain)
}

// Amounts in every node, in a fixed order.
func resourcesOf(node *v1.Node) []v1.ResourceName {
	var names []v1.ResourceName
	for name := range node.Status.Allocatable {
		if name != v1.ResourcePods {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (w *world) makePods() {
	for i, node := range w.nodes {
		setOn(node, v1.ResourcePods, 110, 110)
		for j := range pick(w, 0, 1, 1, 2, 2, 3) {
			pod := w.addPod(fmt.Sprintf("pod-%d-%d", i, j), node.Name)
			if w.chance(10) {
				continue
			}
			if w.chance(5) { // thousandths of a byte, as asked for by those who mean megabytes
				pod.Spec.Containers[0].Resources.Requests = v1.ResourceList{
					v1.ResourceMemory: *resource.NewMilliQuantity(512, resource.DecimalSI)}
				continue
			}
			w.askOn(node, &pod.Spec.Containers[0])
			if w.chance(25) {
				w.addMore(pod, node)
			}
		}
	}
}

func (w *world) askOn(node *v1.Node, container *v1.Container) {
	for _, name := range resourcesOf(node) {
		if w.chance(80) {
			ask(container, name, w.part(w.free(node, name), name, 10, pick(w, 40, 70, 100)))
		}
	}
}

// addMore gives a pod on a node a sidecar, an init container after it, and a second container, or some of these.
func (w *world) addMore(pod *v1.Pod, node *v1.Node) {
	if w.chance(60) {
		policy := v1.ContainerRestartPolicyAlways
		pod.Spec.InitContainers = append(pod.Spec.InitContainers, v1.Container{Name: "i0", Image: "image", RestartPolicy: &policy})
	}
	if w.chance(50) {
		pod.Spec.InitContainers = append(pod.Spec.InitContainers, v1.Container{Name: "i1", Image: "image"})
	}
	for i := range pod.Spec.InitContainers {
		w.askOn(node, &pod.Spec.InitContainers[i])
	}
	if w.chance(40) {
		second := v1.Container{Name: "c1", Image: "image"}
		w.askOn(node, &second)
		pod.Spec.Containers = append(pod.Spec.Containers, second)
	}
}

func near(name v1.ResourceName) func(*world) {
	return func(w *world) { w.close = append(w.close, name) }
}

func addStorage(w *world) {
	gigabytes := int64(w.between(50, 900))
	for _, node := range w.nodes {
		if w.chance(92) {
			setOn(node, v1.ResourceEphemeralStorage, gigabytes<<30, gigabytes<<30*9/10)
		}
	}
}

func limitPods(w *world) {
	for _, node := range w.nodes {
		if w.chance(85) {
			here := int64(len(w.podsOn(node)))
			limit := max(0, here+int64(pick(w, 0, 0, 0, 1, -1)))
			setOn(node, v1.ResourcePods, limit, limit)
		}
	}
}

var devices = []v1.ResourceName{"nvidia.com/gpu", "nvidia.com/gpu", "nvidia.com/gpu", "amd.com/gpu", "gpu.intel.com/i915",
	"habana.ai/gaudi", "aws.amazon.com/neuron", "google.com/tpu", "nvidia.com/mig-1g.10gb", "nvidia.com/mig-3g.40gb",
	"nvidia.com/gpu.shared", "rdma/hca"}

func addDevices(w *world) {
	usual, count := pick(w, devices...), int64(pick(w, 1, 2, 4, 8, 16))
	w.someNodes(pick(w, 50, 80, 100), func(node *v1.Node) {
		name := usual
		if w.chance(12) {
			name = pick(w, devices...)
		}
		healthy := count
		if w.chance(20) {
			healthy = int64(w.between(0, int(count)))
		}
		setOn(node, name, count, healthy)
		if w.chance(10) {
			setOn(node, "rdma/hca", 1, 1)
		}
	})
}

func askForDevices(w *world) {
	var known []v1.ResourceName
	for _, node := range w.nodes {
		for _, name := range resourcesOf(node) {
			if isDevice(name) {
				known = append(known, name)
			}
		}
	}
	w.close = append(w.close, pick(w, known...))
	if other := pick(w, known...); w.chance(15) && !slices.Contains(w.close, other) {
		w.close = append(w.close, other)
	}
	if w.chance(12) {
		w.name("unknown-resource")
		ask(&w.pending.Spec.Containers[0], pick[v1.ResourceName](w, "nvidia.com/gpus", "nvidia/gpu", "nvidia.com/mig-7g.80gb",
			"nvidia.com/gpu.shared", "amd.com/gpus", "example.com/none"), 1)
	}
	kind := "gpu"
	for _, name := range w.close {
		if name == "rdma/hca" {
			kind = "rdma"
		}
	}
	w.name(kind)
}

func addHugePages(w *world) {
	name, pages := pick[v1.ResourceName](w, "hugepages-2Mi", "hugepages-1Gi"), int64(w.between(4, 64))
	w.someNodes(70, func(node *v1.Node) { setOn(node, name, pages*step(name), pages*step(name)) })
	w.close = append(w.close, name, v1.ResourceCPU)
}

// backHugePages adds a little CPU to each container that has huge pages: without CPU or memory they are refused.
func backHugePages(w *world) {
	for _, pod := range slices.Concat(w.pods, []*v1.Pod{w.pending}) {
		for _, list := range [][]v1.Container{pod.Spec.Containers, pod.Spec.InitContainers} {
			for i := range list {
				if len(list[i].Resources.Limits) == 0 {
					continue
				}
				ask(&list[i], v1.ResourceCPU, 1)
				if level := pod.Spec.Resources; level != nil && units(v1.ResourceCPU, level.Requests) > 0 {
					level.Requests[v1.ResourceCPU] = amount(v1.ResourceCPU, units(v1.ResourceCPU, level.Requests)+1)
				}
			}
		}
	}
}

func (w *world) addInit(always bool) {
	container := v1.Container{Name: fmt.Sprintf("i%d", len(w.pending.Spec.InitContainers)), Image: "image"}
	if always {
		policy := v1.ContainerRestartPolicyAlways
		container.RestartPolicy = &policy
	}
	w.pending.Spec.InitContainers = append(w.pending.Spec.InitContainers, container)
	w.random.Shuffle(len(w.pending.Spec.InitContainers), func(i, j int) {
		list := w.pending.Spec.InitContainers
		list[i], list[j] = list[j], list[i]
	})
}

func addInitContainers(w *world) {
	for range w.between(1, 2) {
		w.addInit(false)
	}
	w.nearSomething()
}

func addSidecars(w *world) {
	for range w.between(1, 2) {
		w.addInit(true)
	}
	if w.chance(50) {
		w.addInit(false)
	}
	w.nearSomething()
}

func (w *world) overheadClass() *node.RuntimeClass {
	if len(w.runtimeClasses) == 0 {
		class := &node.RuntimeClass{ObjectMeta: meta.ObjectMeta{Name: "sandboxed"}, Handler: "sandboxed"}
		class.Overhead = &node.Overhead{PodFixed: v1.ResourceList{
			v1.ResourceCPU: amount(v1.ResourceCPU, 250), v1.ResourceMemory: amount(v1.ResourceMemory, 160<<20)}}
		w.runtimeClasses = append(w.runtimeClasses, class)
	}
	return w.runtimeClasses[0]
}

func (w *world) useClass(pod *v1.Pod) {
	class := w.overheadClass()
	pod.Spec.RuntimeClassName, pod.Spec.Overhead = &class.Name, class.Overhead.PodFixed
}

func addOverheadToPods(w *world) {
	for _, pod := range w.pods {
		if w.chance(30) {
			w.useClass(pod)
		}
	}
}

func addOverhead(w *world) {
	w.useClass(w.pending)
	w.nearSomething()
	if w.chance(30) {
		w.name("runtime-class-scheduling")
		scheduling := &node.Scheduling{NodeSelector: map[string]string{sandboxLabel: "yes"}}
		for _, taint := range w.anyNode().Spec.Taints {
			scheduling.Tolerations = append(scheduling.Tolerations, w.tolerationOf(taint))
		}
		w.overheadClass().Scheduling = scheduling
	}
}

// setLevelOfPods lets a pod as a whole ask for more than its containers do together.
func setLevelOfPods(w *world) {
	for _, pod := range w.pods {
		if len(pod.Spec.Containers[0].Resources.Requests) == 0 || w.chance(50) {
			continue
		}
		pod.Spec.Resources = &v1.ResourceRequirements{Requests: v1.ResourceList{}}
		for _, name := range []v1.ResourceName{v1.ResourceCPU, v1.ResourceMemory} {
			if sum := requestOf(pod, name) - units(name, pod.Spec.Overhead); name == v1.ResourceCPU || w.chance(70) {
				pod.Spec.Resources.Requests[name] = amount(name, sum+sum/int64(w.between(4, 20))+1)
			}
		}
	}
}

func setLevel(w *world) {
	w.pending.Spec.Resources = &v1.ResourceRequirements{Requests: v1.ResourceList{}}
	w.nearSomething()
}

// limitsOnly leaves it to the API server to write requests.
func limitsOnly(w *world) {
	for _, pod := range slices.Concat(w.pods, []*v1.Pod{w.pending}) {
		if resources := &pod.Spec.Containers[0].Resources; w.chance(40) {
			resources.Limits, resources.Requests = resources.Requests, nil
		}
	}
}

// request gives the pending pod its requests, last of all: about what one node, mostly the one with most, has left.
func (w *world) request() {
	slices.Sort(w.close)
	w.close = slices.Compact(w.close)
	for _, name := range w.close {
		best := w.anyNode()
		for _, node := range w.nodes {
			if w.chance(80) && w.free(node, name) > w.free(best, name) {
				best = node
			}
		}
		target := w.free(best, name) + step(name)*int64(pick(w, 0, 0, 1, 1, -1))
		if w.chance(12) {
			target = units(name, best.Status.Allocatable) + step(name)*int64(pick(w, 0, 1))
		}
		w.raise(name, max(target, step(name)))
	}
	for _, name := range []v1.ResourceName{v1.ResourceCPU, v1.ResourceMemory} {
		if !w.noRequests && !slices.Contains(w.close, name) && w.chance(80) {
			w.raise(name, w.part(w.free(w.anyNode(), name), name, 1, 60))
		}
	}
	if w.pending.Spec.Resources != nil && len(w.pending.Spec.Resources.Requests) == 0 {
		w.pending.Spec.Resources = nil
	}
}

// raise makes the pending pod ask for target in all, as far as that is more than it asks for already.
func (w *world) raise(name v1.ResourceName, target int64) {
	spec := &w.pending.Spec
	var all []*v1.Container
	for i := range spec.Containers {
		all = append(all, &spec.Containers[i])
	}
	for i := range spec.InitContainers {
		all = append(all, &spec.InitContainers[i])
	}
	for _, container := range all {
		if w.chance(60) {
			ask(container, name, w.part(target, name, 0, 70/len(all)))
		}
	}
	carrier := pick(w, all...)
	if starting := len(spec.InitContainers); starting > 0 && w.chance(60) {
		carrier = pick(w, all[len(all)-starting:]...)
	}
	for range 4 { // one that starts alone begins to count only once it is the largest
		if left := target - requestOf(w.pending, name); left > 0 {
			if spec.Resources != nil && (name == v1.ResourceCPU || name == v1.ResourceMemory) && w.chance(80) {
				sum := requests.AggregateContainerRequests(w.pending, requests.PodResourcesOptions{})
				overhead := units(name, spec.Overhead)
				spec.Resources.Requests[name] = amount(name, max(target-overhead, units(name, sum)))
				return
			}
			ask(carrier, name, left)
		}
	}
}
