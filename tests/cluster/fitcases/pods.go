// SPDX-License-Identifier: Apache-2.0
// Pods that count in another way than their spec says: finished, terminating, resized, nominated, or open to eviction.
package main

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
)

var podFeatures = []feature{
	{name: "finished", weight: 6, pods: addFinished},
	{name: "terminating", weight: 6, pods: addTerminating},
	{name: "resize", weight: 9, pods: resize},
	{name: "nominated", weight: 9, pods: addNominated, pending: setPriority},
	{name: "preemption", weight: 6, pods: addVictims, last: allowEviction},
}

// addEater puts a pod on a node that asks for a good part of what is left there, in both senses of the word.
func (w *world) addEater(name string, node *v1.Node) *v1.Pod {
	pod := w.addPod(name, node.Name)
	for _, resource := range resourcesOf(node) {
		if w.chance(85) {
			ask(&pod.Spec.Containers[0], resource, w.part(w.free(node, resource), resource, 40, 100))
		}
	}
	return pod
}

func addFinished(w *world) {
	for i := range w.between(1, 2*len(w.nodes)) {
		w.addEater(fmt.Sprintf("finished-%d", i), w.anyNode()).Status.Phase = pick(w, v1.PodSucceeded, v1.PodFailed)
	}
	w.nearSomething()
}

// nearSomething sees to it that amounts decide.
func (w *world) nearSomething() {
	name := pick(w, v1.ResourceCPU, v1.ResourceMemory)
	w.close = append(w.close, name)
	w.name(string(name))
}

func addTerminating(w *world) {
	w.someNodes(70, func(node *v1.Node) {
		pod := w.addEater("leaving-"+node.Name, node)
		w.leaving[pod] = true
		if w.chance(50) {
			pod.Finalizers = []string{"example.com/wait"}
		}
	})
	w.nearSomething()
}

// resize lets the status of containers differ from their spec, as it does while a pod is resized in place.
func resize(w *world) {
	for _, pod := range w.pods {
		if pod.Status.Phase != v1.PodRunning || w.chance(15) {
			continue
		}
		pod.Status.ContainerStatuses = w.resized(pod.Spec.Containers)
		pod.Status.InitContainerStatuses = w.resized(pod.Spec.InitContainers)
		if w.chance(35) {
			pod.Status.Conditions = []v1.PodCondition{{Type: v1.PodResizePending, Status: v1.ConditionTrue,
				Reason: pick(w, v1.PodReasonInfeasible, v1.PodReasonInfeasible, v1.PodReasonDeferred)}}
		}
	}
	w.nearSomething()
}

func (w *world) resized(containers []v1.Container) []v1.ContainerStatus {
	var all []v1.ContainerStatus
	for _, container := range containers {
		allocated, actual := v1.ResourceList{}, v1.ResourceList{}
		for _, name := range []v1.ResourceName{v1.ResourceCPU, v1.ResourceMemory} {
			if asked := units(name, container.Resources.Requests); asked > 0 {
				allocated[name] = amount(name, asked*int64(pick(w, 50, 100, 110, 130))/100)
				actual[name] = amount(name, asked*int64(pick(w, 50, 100, 105, 140))/100)
			}
		}
		status := v1.ContainerStatus{Name: container.Name, AllocatedResources: allocated}
		if w.chance(60) {
			status.Resources = &v1.ResourceRequirements{Requests: actual}
		}
		all = append(all, status)
	}
	return all
}

// addNominated adds pods that have a node in view. A scheduler reserves room for those that it knows of: one of its own
// that may evict nobody and finds no node, and one behind a gate. One of another scheduler means nothing to it.
func addNominated(w *world) {
	w.someNodes(60, func(node *v1.Node) {
		pod := w.addEater("nominated-"+node.Name, node)
		pod.Spec.NodeName, pod.Status.Phase, pod.Status.NominatedNodeName = "", v1.PodPending, node.Name
		pod.Spec.PriorityClassName = w.priorityClass(pick(w, "low", "low", "middle", "high"), true)
		switch w.random.IntN(3) {
		case 0:
			w.name("nominated-other-scheduler")
			pod.Spec.SchedulerName = "another-scheduler"
		case 1:
			w.name("nominated-gated")
			pod.Spec.SchedulingGates = []v1.PodSchedulingGate{{Name: "example.com/wait"}}
		default:
			w.name("nominated-unschedulable")
			pod.Spec.NodeSelector = map[string]string{"example.com/never": "there"}
		}
	})
	w.reserve = w.chance(75)
	w.nearSomething()
}

func setPriority(w *world) { w.pending.Spec.PriorityClassName = w.priorityClass("middle", !w.evicts) }

func addVictims(w *world) {
	w.someNodes(60, func(node *v1.Node) {
		w.addEater("victim-"+node.Name, node).Spec.PriorityClassName = w.priorityClass(pick(w, "low", "low", "high"), false)
	})
	w.nearSomething()
}

func allowEviction(w *world) {
	w.pending.Spec.PriorityClassName = w.priorityClass("middle", false)
	w.evicts = true
}
