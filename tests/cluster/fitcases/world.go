// SPDX-License-Identifier: Apache-2.0
// A random cluster: nodes first, then the pods on them, then the pod that wants in. Each feature has a hand in one or more
// of these three steps. Amounts are drawn around what some node has left, so that most verdicts are close ones.
package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	v1 "k8s.io/api/core/v1"
	node "k8s.io/api/node/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type world struct {
	seed    uint64
	random  *rand.Rand
	nodes   []*v1.Node
	pods    []*v1.Pod
	leaving map[*v1.Pod]bool // deleted as soon as they are there
	pending *v1.Pod

	volumes         []*v1.PersistentVolume
	claims          []*v1.PersistentVolumeClaim
	storageClasses  []*storage.StorageClass
	runtimeClasses  []*node.RuntimeClass
	priorityClasses []*scheduling.PriorityClass

	features   []string
	close      []v1.ResourceName // what the pending pod asks for about as much of as some node has left
	reserve    bool              // amounts are drawn as if nominated pods were there already
	noRequests bool              // the pending pod asks for nothing besides
	lateClaim  bool              // a claim of the pending pod is bound once a node is chosen
	evicts     bool              // the pending pod may
}

type feature struct {
	name                       string
	weight                     int
	nodes, pods, pending, last func(*world)
}

var allFeatures = slices.Concat(nodeFeatures, resourceFeatures, podFeatures, neighbourFeatures, volumeFeatures)

func newWorld(seed uint64) *world {
	w := &world{seed: seed, random: rand.New(rand.NewPCG(seed, 0)), leaving: map[*v1.Pod]bool{}}
	w.makeNodes()
	chosen := w.chooseFeatures()
	each := func(step func(feature) func(*world)) {
		for _, feature := range chosen {
			if call := step(feature); call != nil {
				call(w)
			}
		}
	}
	each(func(f feature) func(*world) { return f.nodes })
	w.makePods()
	each(func(f feature) func(*world) { return f.pods })
	w.makePending()
	each(func(f feature) func(*world) { return f.pending })
	w.request()
	each(func(f feature) func(*world) { return f.last })
	return w
}

func (w *world) chooseFeatures() []feature {
	wanted := pick(w, 1, 1, 1, 2, 2, 3, 4)
	var chosen []feature
	for len(chosen) < wanted {
		sum := 0
		for _, feature := range allFeatures {
			sum += feature.weight
		}
		at := w.random.IntN(sum)
		for _, feature := range allFeatures {
			at -= feature.weight
			if at < 0 {
				if !slices.Contains(w.features, feature.name) {
					chosen = append(chosen, feature)
					w.name(feature.name)
				}
				break
			}
		}
	}
	return chosen
}

// name notes a feature for those who read the case.
func (w *world) name(feature string) {
	if !slices.Contains(w.features, feature) {
		w.features = append(w.features, feature)
	}
}

func (w *world) has(feature string) bool { return slices.Contains(w.features, feature) }

func (w *world) featureNames() []string { return slices.Sorted(slices.Values(w.features)) }

func (w *world) chance(percent int) bool { return w.random.IntN(100) < percent }

func (w *world) between(low, high int) int { return low + w.random.IntN(high-low+1) }

func pick[T any](w *world, list ...T) T { return list[w.random.IntN(len(list))] }

func (w *world) anyNode() *v1.Node { return pick(w, w.nodes...) }

// someNodes calls for about percent of the nodes, and for one at least.
func (w *world) someNodes(percent int, call func(*v1.Node)) {
	lucky := w.random.IntN(len(w.nodes))
	for i, node := range w.nodes {
		if w.chance(percent) || i == lucky {
			call(node)
		}
	}
}

func (w *world) podsOn(node *v1.Node) []*v1.Pod {
	var all []*v1.Pod
	for _, pod := range w.pods {
		if pod.Spec.NodeName == node.Name {
			all = append(all, pod)
		}
	}
	return all
}

// addPod adds a pod with one container and no requests.
func (w *world) addPod(name, nodeName string) *v1.Pod {
	pod := &v1.Pod{ObjectMeta: meta.ObjectMeta{Namespace: pick(w, namespaces...), Name: name}}
	pod.Labels = map[string]string{"app": pick(w, "web", "db", "train")}
	pod.Spec.NodeName = nodeName
	pod.Spec.Containers = []v1.Container{{Name: "c0", Image: "image"}}
	pod.Status.Phase = v1.PodPending
	if nodeName != "" {
		pod.Status.Phase = v1.PodRunning
	}
	w.pods = append(w.pods, pod)
	return pod
}

// priorityClass makes sure of a class. The three values leave room on both sides of pods without any.
func (w *world) priorityClass(name string, never bool) string {
	values := map[string]int32{"low": -100, "middle": 1000, "high": 100000}
	full, policy := name, v1.PreemptLowerPriority
	if never {
		full, policy = name+"-never", v1.PreemptNever
	}
	for _, class := range w.priorityClasses {
		if class.Name == full {
			return full
		}
	}
	class := &scheduling.PriorityClass{ObjectMeta: meta.ObjectMeta{Name: full}, Value: values[name], PreemptionPolicy: &policy}
	w.priorityClasses = append(w.priorityClasses, class)
	return full
}

func (w *world) makePending() {
	w.pending = w.addPod("pending", "")
	w.pods = w.pods[:len(w.pods)-1]
	if w.chance(60) {
		w.pending.Spec.PriorityClassName = w.priorityClass("middle", true)
	}
	for i := 1; w.chance(25); i++ {
		w.pending.Spec.Containers = append(w.pending.Spec.Containers, v1.Container{Name: fmt.Sprintf("c%d", i), Image: "image"})
	}
}
