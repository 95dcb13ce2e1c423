// SPDX-License-Identifier: Apache-2.0
// Nodes, and what can be wrong with a node as a whole: taints, cordons, readiness, labels.
package main

import (
	"fmt"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	zoneLabel    = "topology.kubernetes.io/zone"
	hostLabel    = "kubernetes.io/hostname"
	sandboxLabel = "example.com/sandboxes"
)

var nodeFeatures = []feature{
	{name: "taints", weight: 16, nodes: addTaints, pending: addTolerations},
	{name: "unschedulable", weight: 7, nodes: cordon, pending: tolerateCordon},
	{name: "not-ready", weight: 7, nodes: makeNotReady, pending: tolerateNotReady},
	{name: "node-selector", weight: 8, pending: addSelector},
	{name: "node-affinity", weight: 16, pending: addAffinity},
}

func (w *world) makeNodes() {
	count := w.between(3, 8)
	if w.chance(30) {
		count = w.between(9, 16)
	} else if w.chance(12) {
		count = w.between(17, 30)
	}
	cpus, memories := w.between(4, 96), w.between(8, 512)
	for i := range count {
		node := &v1.Node{ObjectMeta: meta.ObjectMeta{Name: fmt.Sprintf("node-%d", i)}}
		node.Labels = map[string]string{
			hostLabel:             node.Name,
			zoneLabel:             pick(w, "a", "a", "b", "c"),
			"pool":                pick(w, "gpu", "cpu"),
			"example.com/gen":     pick(w, "3", "7", "8", "10", "x"),
			"example.com/rack-id": fmt.Sprintf("r%d", i%4),
			sandboxLabel:          pick(w, "yes", "yes", "no"),
		}
		if w.chance(15) {
			delete(node.Labels, pick(w, zoneLabel, "pool", "example.com/gen", "example.com/rack-id"))
		}
		if w.chance(30) { // most nodes of a cluster are alike
			cpus, memories = w.between(4, 96), w.between(8, 512)
		}
		setOn(node, v1.ResourceCPU, int64(cpus*1000), int64(cpus*1000-pick(w, 0, 110, 250)))
		setOn(node, v1.ResourceMemory, int64(memories)<<30, int64(memories)<<30-int64(pick(w, 0, 512<<10, 1164372))<<10)
		node.Status.Conditions = []v1.NodeCondition{{Type: v1.NodeReady, Status: v1.ConditionTrue, Reason: "KubeletReady"}}
		w.nodes = append(w.nodes, node)
	}
}

func (w *world) randomTaint() v1.Taint {
	return v1.Taint{
		Key:    pick(w, "nvidia.com/gpu", "nvidia.com/gpu", "dedicated", "spot", "maintenance"),
		Value:  pick(w, "", "present", "present", "true", "ml"),
		Effect: pick(w, v1.TaintEffectNoSchedule, v1.TaintEffectNoSchedule, v1.TaintEffectNoExecute, v1.TaintEffectPreferNoSchedule),
	}
}

func addTaint(node *v1.Node, taint v1.Taint) {
	if !slices.ContainsFunc(node.Spec.Taints, func(t v1.Taint) bool { return t.MatchTaint(&taint) }) {
		node.Spec.Taints = append(node.Spec.Taints, taint)
	}
}

func addTaints(w *world) {
	usual := w.randomTaint()
	w.someNodes(pick(w, 50, 80, 100), func(node *v1.Node) {
		taint := usual
		switch w.random.IntN(6) {
		case 0:
			taint = w.randomTaint()
		case 1:
			taint.Value = pick(w, "", "true", "other")
		case 2:
			taint.Effect = v1.TaintEffectNoExecute
		}
		addTaint(node, taint)
		if w.chance(15) {
			addTaint(node, w.randomTaint())
		}
	})
}

// tolerationOf returns a toleration of the taint, or one that just fails to be.
func (w *world) tolerationOf(taint v1.Taint) v1.Toleration {
	toleration := v1.Toleration{Key: taint.Key, Value: taint.Value, Effect: taint.Effect, Operator: pick(w, v1.TolerationOpEqual, "")}
	if w.chance(35) {
		toleration.Operator, toleration.Value = v1.TolerationOpExists, ""
	}
	switch w.random.IntN(9) {
	case 0, 1:
		toleration.Effect = ""
	case 2:
		if w.chance(60) {
			toleration.Key, toleration.Operator, toleration.Value = "", v1.TolerationOpExists, ""
		}
	case 3:
		toleration.Key += "s"
	case 4:
		if toleration.Operator != v1.TolerationOpExists {
			toleration.Value = pick(w, "", "true", "Present", "present")
		}
	case 5:
		toleration.Effect = pick(w, v1.TaintEffectNoExecute, v1.TaintEffectNoSchedule, v1.TaintEffectPreferNoSchedule)
	}
	if toleration.Effect == v1.TaintEffectNoExecute && w.chance(30) {
		seconds := int64(w.between(0, 300))
		toleration.TolerationSeconds = &seconds
	}
	return toleration
}

func (w *world) tolerate(toleration v1.Toleration) {
	w.pending.Spec.Tolerations = append(w.pending.Spec.Tolerations, toleration)
}

func addTolerations(w *world) {
	for range w.between(0, 2) {
		for _, taint := range w.anyNode().Spec.Taints {
			if w.chance(80) {
				w.tolerate(w.tolerationOf(taint))
			}
		}
	}
	if w.chance(30) {
		w.tolerate(v1.Toleration{Operator: v1.TolerationOpExists, Effect: pick(w, "", v1.TaintEffectNoSchedule, v1.TaintEffectNoExecute)})
	}
}

func cordon(w *world) {
	w.someNodes(pick(w, 30, 60, 100), func(node *v1.Node) {
		node.Spec.Unschedulable = true
		if w.chance(70) { // the node controller adds it a moment later
			addTaint(node, v1.Taint{Key: v1.TaintNodeUnschedulable, Effect: v1.TaintEffectNoSchedule})
		}
	})
}

func tolerateCordon(w *world) {
	if w.chance(40) {
		w.tolerate(w.tolerationOf(v1.Taint{Key: v1.TaintNodeUnschedulable, Effect: v1.TaintEffectNoSchedule}))
	}
}

func makeNotReady(w *world) {
	w.someNodes(pick(w, 30, 60, 100), func(node *v1.Node) {
		key, status := v1.TaintNodeNotReady, v1.ConditionFalse
		if w.chance(40) {
			key, status = v1.TaintNodeUnreachable, v1.ConditionUnknown
		}
		node.Status.Conditions[0].Status, node.Status.Conditions[0].Reason = status, "NodeStatusUnknown"
		if w.chance(75) {
			addTaint(node, v1.Taint{Key: key, Effect: v1.TaintEffectNoSchedule})
			addTaint(node, v1.Taint{Key: key, Effect: v1.TaintEffectNoExecute})
		}
		if w.chance(20) {
			addTaint(node, v1.Taint{Key: pick(w, v1.TaintNodeDiskPressure, v1.TaintNodeMemoryPressure), Effect: v1.TaintEffectNoSchedule})
		}
	})
}

func tolerateNotReady(w *world) {
	for _, key := range []string{v1.TaintNodeNotReady, v1.TaintNodeUnreachable} {
		if w.chance(40) {
			w.tolerate(v1.Toleration{Key: key, Operator: v1.TolerationOpExists,
				Effect: pick(w, "", "", v1.TaintEffectNoSchedule, v1.TaintEffectNoExecute)})
		}
	}
}

var labelKeys = []string{hostLabel, zoneLabel, zoneLabel, "pool", "pool", "example.com/gen", "example.com/rack-id", "missing"}

func addSelector(w *world) {
	w.pending.Spec.NodeSelector = map[string]string{}
	like := w.anyNode()
	for range w.between(1, 2) {
		key := pick(w, labelKeys[1:]...)
		value := like.Labels[key]
		if w.chance(12) {
			value = pick(w, "", "d", strings.ToUpper(value), w.anyNode().Labels[key])
		}
		w.pending.Spec.NodeSelector[key] = value
	}
	if key := "missing"; w.chance(80) {
		delete(w.pending.Spec.NodeSelector, key)
	}
}

func (w *world) requirement(like *v1.Node) v1.NodeSelectorRequirement {
	key := pick(w, labelKeys...)
	value := like.Labels[key]
	switch w.random.IntN(12) {
	case 0, 1, 2:
		values := []string{value}
		if w.chance(40) {
			values = append(values, w.anyNode().Labels[key])
		}
		return v1.NodeSelectorRequirement{Key: key, Operator: v1.NodeSelectorOpIn, Values: values}
	case 3, 4:
		return v1.NodeSelectorRequirement{Key: key, Operator: v1.NodeSelectorOpNotIn, Values: []string{w.anyNode().Labels[key], "z"}}
	case 5:
		return v1.NodeSelectorRequirement{Key: key, Operator: v1.NodeSelectorOpExists}
	case 6:
		return v1.NodeSelectorRequirement{Key: pick(w, key, "missing"), Operator: v1.NodeSelectorOpDoesNotExist}
	default:
		return v1.NodeSelectorRequirement{Key: pick(w, "example.com/gen", "example.com/gen", "pool"),
			Operator: pick(w, v1.NodeSelectorOpGt, v1.NodeSelectorOpLt), Values: []string{pick(w, "3", "7", "8", "8", "9", "10")}}
	}
}

func addAffinity(w *world) {
	required := &v1.NodeSelector{}
	for range pick(w, 1, 1, 2, 3) {
		like := w.anyNode()
		term := v1.NodeSelectorTerm{}
		for range pick(w, 0, 1, 1, 1, 2, 2) {
			term.MatchExpressions = append(term.MatchExpressions, w.requirement(like))
		}
		if w.chance(20) {
			w.name("match-fields")
			term.MatchFields = []v1.NodeSelectorRequirement{{Key: "metadata.name",
				Operator: pick(w, v1.NodeSelectorOpIn, v1.NodeSelectorOpIn, v1.NodeSelectorOpNotIn),
				Values:   []string{pick(w, like.Name, like.Name, like.Name, "node-none")}}}
		}
		if len(term.MatchExpressions)+len(term.MatchFields) == 0 {
			w.name("empty-term")
		}
		required.NodeSelectorTerms = append(required.NodeSelectorTerms, term)
	}
	affinityOf(w.pending).NodeAffinity = &v1.NodeAffinity{RequiredDuringSchedulingIgnoredDuringExecution: required}
}

func affinityOf(pod *v1.Pod) *v1.Affinity {
	if pod.Spec.Affinity == nil {
		pod.Spec.Affinity = &v1.Affinity{}
	}
	return pod.Spec.Affinity
}

// amount writes a whole number of the resource's unit: thousandths of a CPU, bytes, devices.
func amount(name v1.ResourceName, value int64) resource.Quantity {
	switch {
	case name == v1.ResourceCPU:
		return *resource.NewMilliQuantity(value, resource.DecimalSI)
	case strings.Contains(string(name), "/") || name == v1.ResourcePods:
		return *resource.NewQuantity(value, resource.DecimalSI)
	case value%1000000 == 0 && value%(1<<20) != 0:
		return *resource.NewQuantity(value, resource.DecimalSI)
	default:
		return *resource.NewQuantity(value, resource.BinarySI)
	}
}

func setOn(node *v1.Node, name v1.ResourceName, capacity, allocatable int64) {
	if node.Status.Capacity == nil {
		node.Status.Capacity, node.Status.Allocatable = v1.ResourceList{}, v1.ResourceList{}
	}
	node.Status.Capacity[name] = amount(name, capacity)
	node.Status.Allocatable[name] = amount(name, allocatable)
}
