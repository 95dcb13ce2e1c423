// SPDX-License-Identifier: Apache-2.0
// Pods that want to be near, or far from, others: host ports, affinity, spreading.
package main

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var neighbourFeatures = []feature{
	{name: "host-ports", weight: 9, pods: openPorts, pending: askForPorts},
	{name: "pod-affinity", weight: 4, pending: addPodAffinity},
	{name: "pod-anti-affinity", weight: 5, pending: addPodAntiAffinity},
	{name: "existing-anti-affinity", weight: 3, pods: shyPods},
	{name: "spread", weight: 6, pending: addSpread},
}

func (w *world) port(number int32) v1.ContainerPort {
	return v1.ContainerPort{ContainerPort: 80, HostPort: number, Protocol: pick(w, v1.ProtocolTCP, v1.ProtocolTCP, v1.ProtocolUDP),
		HostIP: pick(w, "", "", "0.0.0.0", "127.0.0.1", "10.0.0.1")}
}

func openPorts(w *world) {
	w.someNodes(85, func(node *v1.Node) {
		pod := w.addPod("ports-"+node.Name, node.Name)
		container := &pod.Spec.Containers[0]
		container.Ports = []v1.ContainerPort{w.port(pick[int32](w, 8080, 8080, 8080, 9090))}
		switch w.random.IntN(10) {
		case 0:
			pod.Status.Phase = v1.PodSucceeded
		case 1:
			w.leaving[pod] = true
		case 2:
			pod.Spec.HostNetwork = true
			container.Ports[0].ContainerPort = container.Ports[0].HostPort
		case 3: // ports of a sidecar count, those of an init container that ends do not
			w.name("init-ports")
			first := v1.Container{Name: "i0", Image: "image", Ports: container.Ports}
			if policy := v1.ContainerRestartPolicyAlways; w.chance(50) {
				first.RestartPolicy = &policy
			}
			pod.Spec.InitContainers, container.Ports = []v1.Container{first}, nil
		}
	})
}

func askForPorts(w *world) {
	container := &w.pending.Spec.Containers[0]
	if init := w.pending.Spec.InitContainers; len(init) > 0 && w.chance(60) {
		w.name("init-ports")
		container = &init[0]
	}
	container.Ports = append(container.Ports, w.port(8080))
	if w.chance(25) {
		container.Ports = append(container.Ports, w.port(9090))
	}
}

func (w *world) podTerm() v1.PodAffinityTerm {
	term := v1.PodAffinityTerm{TopologyKey: pick(w, hostLabel, zoneLabel, zoneLabel, "example.com/rack-id", "example.com/rack-id", "missing"),
		LabelSelector: &meta.LabelSelector{MatchLabels: map[string]string{"app": pick(w, "web", "db", "train", "train", "none")}}}
	if w.chance(70) {
		term.Namespaces = namespaces
	}
	return term
}

func (w *world) podTerms() []v1.PodAffinityTerm {
	terms := []v1.PodAffinityTerm{w.podTerm()}
	if w.chance(20) {
		terms = append(terms, w.podTerm())
	}
	return terms
}

func addPodAffinity(w *world) {
	affinityOf(w.pending).PodAffinity = &v1.PodAffinity{RequiredDuringSchedulingIgnoredDuringExecution: w.podTerms()}
}

func addPodAntiAffinity(w *world) {
	affinityOf(w.pending).PodAntiAffinity = &v1.PodAntiAffinity{RequiredDuringSchedulingIgnoredDuringExecution: w.podTerms()}
}

func shyPods(w *world) {
	w.name("pod-anti-affinity")
	for i, pod := range w.pods {
		if i == 0 || w.chance(25) {
			affinityOf(pod).PodAntiAffinity = &v1.PodAntiAffinity{RequiredDuringSchedulingIgnoredDuringExecution: w.podTerms()}
		}
	}
}

func addSpread(w *world) {
	for i := range pick(w, 1, 1, 2) {
		constraint := v1.TopologySpreadConstraint{MaxSkew: int32(pick(w, 1, 1, 2)), WhenUnsatisfiable: v1.DoNotSchedule,
			TopologyKey:   []string{pick(w, zoneLabel, hostLabel), "example.com/rack-id"}[i],
			LabelSelector: &meta.LabelSelector{MatchLabels: map[string]string{"app": w.pending.Labels["app"]}}}
		if w.chance(15) {
			domains := int32(w.between(2, 4))
			constraint.MinDomains = &domains
		}
		if policy := v1.NodeInclusionPolicyHonor; w.chance(25) {
			constraint.NodeTaintsPolicy = &policy
		}
		w.pending.Spec.TopologySpreadConstraints = append(w.pending.Spec.TopologySpreadConstraints, constraint)
	}
	for i := range w.between(1, len(w.nodes)) {
		pod := w.addPod(fmt.Sprintf("spread-%d", i), w.anyNode().Name)
		pod.Namespace, pod.Labels = w.pending.Namespace, w.pending.Labels
	}
}
