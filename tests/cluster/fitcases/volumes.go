// SPDX-License-Identifier: Apache-2.0
// Claims of the pending pod: bound to volumes that only some nodes reach, in use, missing, or bound once there is a node.
package main

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var volumeFeatures = []feature{
	{name: "bound-volume", weight: 8, pending: addBoundVolume},
	{name: "volume-zone", weight: 7, pending: addZoneVolume},
	{name: "read-write-once-pod", weight: 6, pending: addExclusiveVolume},
	{name: "missing-claim", weight: 2, pending: func(w *world) { w.mount("not-there") }},
	{name: "unbound-claim", weight: 2, pending: addUnboundClaim},
	{name: "lost-volume", weight: 2, pending: addLostVolume},
	{name: "ephemeral-volume", weight: 1, pending: addEphemeralVolume},
	{name: "wffc-claim", weight: 6, pending: addLateClaim},
	{name: "wffc-dynamic", weight: 3, pending: addProvisionedClaim},
}

func claimVolume(pod *v1.Pod, claim string) {
	pod.Spec.Volumes = append(pod.Spec.Volumes, v1.Volume{Name: fmt.Sprintf("v%d", len(pod.Spec.Volumes)),
		VolumeSource: v1.VolumeSource{PersistentVolumeClaim: &v1.PersistentVolumeClaimVolumeSource{ClaimName: claim}}})
}

func (w *world) mount(claim string) { claimVolume(w.pending, claim) }

func (w *world) storageClass(name, provisioner string, late bool) *storage.StorageClass {
	for _, class := range w.storageClasses {
		if class.Name == name {
			return class
		}
	}
	mode := storage.VolumeBindingImmediate
	if late {
		mode = storage.VolumeBindingWaitForFirstConsumer
	}
	class := &storage.StorageClass{ObjectMeta: meta.ObjectMeta{Name: name}, Provisioner: provisioner, VolumeBindingMode: &mode}
	w.storageClasses = append(w.storageClasses, class)
	return class
}

func gibibytes(value int) v1.ResourceList {
	return v1.ResourceList{v1.ResourceStorage: *resource.NewQuantity(int64(value)<<30, resource.BinarySI)}
}

func (w *world) addClaim(name, class string, size int) *v1.PersistentVolumeClaim {
	claim := &v1.PersistentVolumeClaim{ObjectMeta: meta.ObjectMeta{Namespace: w.pending.Namespace, Name: name}}
	claim.Spec.AccessModes = []v1.PersistentVolumeAccessMode{v1.ReadWriteOnce}
	claim.Spec.StorageClassName = &class
	claim.Spec.Resources.Requests = gibibytes(size)
	claim.Status.Phase = v1.ClaimPending
	w.claims = append(w.claims, claim)
	return claim
}

func newVolume(name, class string, size int) *v1.PersistentVolume {
	volume := &v1.PersistentVolume{ObjectMeta: meta.ObjectMeta{Name: name}}
	volume.Spec.AccessModes = []v1.PersistentVolumeAccessMode{v1.ReadWriteOnce}
	volume.Spec.StorageClassName = class
	volume.Spec.Capacity = gibibytes(size)
	volume.Spec.CSI = &v1.CSIPersistentVolumeSource{Driver: "csi.example.com", VolumeHandle: name}
	volume.Status.Phase = v1.VolumeAvailable
	return volume
}

func (w *world) addVolume(name, class string, size int) *v1.PersistentVolume {
	volume := newVolume(name, class, size)
	w.volumes = append(w.volumes, volume)
	return volume
}

// bind does what the volume controller does.
func bind(claim *v1.PersistentVolumeClaim, volume *v1.PersistentVolume) {
	volume.Spec.ClaimRef = &v1.ObjectReference{Kind: "PersistentVolumeClaim", APIVersion: "v1",
		Namespace: claim.Namespace, Name: claim.Name}
	volume.Status.Phase = v1.VolumeBound
	claim.Spec.VolumeName = volume.Name
	meta.SetMetaDataAnnotation(&claim.ObjectMeta, "pv.kubernetes.io/bind-completed", "yes")
	claim.Status.Phase = v1.ClaimBound
}

func restrict(volume *v1.PersistentVolume, key string, values ...string) {
	volume.Spec.NodeAffinity = &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{
		{MatchExpressions: []v1.NodeSelectorRequirement{{Key: key, Operator: v1.NodeSelectorOpIn, Values: values}}}}}}
}

// keep puts a volume onto the disk of one node.
func keep(volume *v1.PersistentVolume, node string) {
	volume.Spec.CSI, volume.Spec.Local = nil, &v1.LocalVolumeSource{Path: "/data"}
	restrict(volume, hostLabel, node)
}

func (w *world) addBound(name string) (*v1.PersistentVolumeClaim, *v1.PersistentVolume) {
	claim, volume := w.addClaim(name, "fast", 10), w.addVolume("pv-"+name, "fast", 10)
	w.storageClass("fast", "csi.example.com", w.chance(50))
	bind(claim, volume)
	w.mount(name)
	return claim, volume
}

func addBoundVolume(w *world) {
	_, volume := w.addBound("data")
	switch w.random.IntN(6) {
	case 0, 1:
		w.name("local-volume")
		keep(volume, pick(w, w.anyNode().Name, w.anyNode().Name, "node-none"))
	case 2:
		restrict(volume, hostLabel, w.anyNode().Name, w.anyNode().Name)
	case 3:
		restrict(volume, zoneLabel, pick(w, "a", "b", "c", "d"), "c")
	default:
		restrict(volume, zoneLabel, pick(w, "a", "b", "c", "d"))
	}
}

// addZoneVolume labels a volume with its zones, as was done before volumes had affinity.
func addZoneVolume(w *world) {
	_, volume := w.addBound("zoned")
	volume.Labels = map[string]string{pick(w, zoneLabel, zoneLabel, v1.LabelFailureDomainBetaZone): pick(w, "a", "b", "a__c", "d")}
}

func addExclusiveVolume(w *world) {
	claim, volume := w.addBound("exclusive")
	claim.Spec.AccessModes = []v1.PersistentVolumeAccessMode{v1.ReadWriteOncePod}
	volume.Spec.AccessModes = claim.Spec.AccessModes
	if w.chance(70) {
		user := w.addPod("user", w.anyNode().Name)
		user.Namespace = claim.Namespace
		claimVolume(user, claim.Name)
		user.Status.Phase = pick(w, v1.PodRunning, v1.PodRunning, v1.PodRunning, v1.PodSucceeded)
		w.leaving[user] = w.chance(20)
	}
}

func addUnboundClaim(w *world) {
	w.storageClass("at-once", "csi.example.com", false)
	w.addClaim("unbound", pick(w, "at-once", "at-once", "no-such-class", ""), 10)
	w.mount("unbound")
}

func addLostVolume(w *world) {
	w.addBound("lost")
	w.volumes = w.volumes[:len(w.volumes)-1]
}

func addEphemeralVolume(w *world) {
	class := "fast"
	w.storageClass(class, "csi.example.com", false)
	w.pending.Spec.Volumes = append(w.pending.Spec.Volumes, v1.Volume{Name: "scratch", VolumeSource: v1.VolumeSource{
		Ephemeral: &v1.EphemeralVolumeSource{VolumeClaimTemplate: &v1.PersistentVolumeClaimTemplate{
			Spec: v1.PersistentVolumeClaimSpec{AccessModes: []v1.PersistentVolumeAccessMode{v1.ReadWriteOnce},
				StorageClassName: &class, Resources: v1.VolumeResourceRequirements{Requests: gibibytes(1)}}}}}})
}

// addLateClaim leaves it to the scheduler to choose a volume together with a node.
func addLateClaim(w *world) {
	w.lateClaim = true
	w.storageClass("local", "kubernetes.io/no-provisioner", true)
	w.addClaim("late", "local", 100)
	w.mount("late")
	if w.chance(15) {
		return // no volumes at all
	}
	for i := range w.between(1, len(w.nodes)) {
		volume := w.addVolume(fmt.Sprintf("local-%d", i), "local", pick(w, 100, 100, 200, 99))
		keep(volume, w.anyNode().Name)
		switch w.random.IntN(8) {
		case 0:
			volume.Spec.StorageClassName = "other"
		case 1:
			volume.Spec.AccessModes = []v1.PersistentVolumeAccessMode{v1.ReadOnlyMany}
		case 2:
			volume.Spec.ClaimRef = &v1.ObjectReference{Kind: "PersistentVolumeClaim", Namespace: "default", Name: "elsewhere"}
			volume.Status.Phase = pick(w, v1.VolumeReleased, v1.VolumeBound)
		}
	}
}

func addProvisionedClaim(w *world) {
	w.lateClaim = true
	class := w.storageClass("on-demand", "csi.example.com", true)
	if w.chance(60) {
		class.AllowedTopologies = []v1.TopologySelectorTerm{{MatchLabelExpressions: []v1.TopologySelectorLabelRequirement{
			{Key: zoneLabel, Values: []string{pick(w, "a", "b", "c", "d")}}}}}
	}
	w.addClaim("new", class.Name, 10)
	w.mount("new")
}
