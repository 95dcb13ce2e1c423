// SPDX-License-Identifier: Apache-2.0
// Writes the objects of a world into the API server, and reads them back. Here is also what the volume controller would do.
package main

import (
	"context"
	"errors"
	"time"

	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func (s stage) build(ctx context.Context, w *world) error {
	core, created := s.client.CoreV1(), meta.CreateOptions{}
	for _, class := range w.priorityClasses {
		if _, err := s.client.SchedulingV1().PriorityClasses().Create(ctx, class, created); err != nil {
			return err
		}
	}
	for _, class := range w.runtimeClasses {
		if _, err := s.client.NodeV1().RuntimeClasses().Create(ctx, class, created); err != nil {
			return err
		}
	}
	for _, class := range w.storageClasses {
		if _, err := s.client.StorageV1().StorageClasses().Create(ctx, class, created); err != nil {
			return err
		}
	}
	uids := map[string]types.UID{}
	for _, claim := range w.claims {
		made, err := core.PersistentVolumeClaims(claim.Namespace).Create(ctx, claim, created)
		if err != nil {
			return err
		}
		uids[claim.Name] = made.UID
		made.Status = claim.Status
		if _, err = core.PersistentVolumeClaims(claim.Namespace).UpdateStatus(ctx, made, meta.UpdateOptions{}); err != nil {
			return err
		}
	}
	for _, volume := range w.volumes {
		if claim := volume.Spec.ClaimRef; claim != nil {
			claim.UID = uids[claim.Name]
		}
		made, err := core.PersistentVolumes().Create(ctx, volume, created)
		if err != nil {
			return err
		}
		made.Status = volume.Status
		if _, err = core.PersistentVolumes().UpdateStatus(ctx, made, meta.UpdateOptions{}); err != nil {
			return err
		}
	}
	if err := together(len(w.nodes), func(i int) error {
		_, err := core.Nodes().Create(ctx, w.nodes[i], created)
		return err
	}); err != nil {
		return err
	}
	return together(len(w.pods), func(i int) error {
		return s.buildPod(ctx, w.pods[i], w.leaving[w.pods[i]])
	})
}

// A pod is made Pending; what is known of its status is added, and then it may be asked to go.
func (s stage) buildPod(ctx context.Context, pod *v1.Pod, leaving bool) error {
	pods := s.client.CoreV1().Pods(pod.Namespace)
	made, err := pods.Create(ctx, pod, meta.CreateOptions{})
	for end := time.Now().Add(patience); apierrors.IsForbidden(err) && time.Now().Before(end); {
		time.Sleep(settle) // admission does not know of the classes yet
		made, err = pods.Create(ctx, pod, meta.CreateOptions{})
	}
	if err != nil {
		return err
	}
	for { // the scheduler may write a status of its own between
		made.Status.Phase, made.Status.NominatedNodeName = pod.Status.Phase, pod.Status.NominatedNodeName
		made.Status.ContainerStatuses = pod.Status.ContainerStatuses
		made.Status.InitContainerStatuses = pod.Status.InitContainerStatuses
		made.Status.Conditions = append(made.Status.Conditions, pod.Status.Conditions...)
		if _, err = pods.UpdateStatus(ctx, made, meta.UpdateOptions{}); !apierrors.IsConflict(err) {
			break
		}
		if made, err = pods.Get(ctx, pod.Name, meta.GetOptions{}); err != nil {
			return err
		}
	}
	if err == nil && leaving {
		err = pods.Delete(ctx, pod.Name, meta.DeleteOptions{})
	}
	return err
}

func (s stage) items(ctx context.Context) ([]map[string]any, error) {
	var all []map[string]any
	var failed error
	add := func(object any, apiVersion, kind string) {
		item, err := slim(object, apiVersion, kind)
		all, failed = append(all, item), errors.Join(failed, err)
	}
	nodes, err := s.client.CoreV1().Nodes().List(ctx, everything)
	if err != nil {
		return nil, err
	}
	for i := range nodes.Items {
		add(&nodes.Items[i], "v1", "Node")
	}
	pods, err := s.client.CoreV1().Pods("").List(ctx, everything)
	if err != nil {
		return nil, err
	}
	for i := range pods.Items {
		add(&pods.Items[i], "v1", "Pod")
	}
	volumes, err := s.client.CoreV1().PersistentVolumes().List(ctx, everything)
	if err != nil {
		return nil, err
	}
	for i := range volumes.Items {
		add(&volumes.Items[i], "v1", "PersistentVolume")
	}
	claims, err := s.client.CoreV1().PersistentVolumeClaims("").List(ctx, everything)
	if err != nil {
		return nil, err
	}
	for i := range claims.Items {
		add(&claims.Items[i], "v1", "PersistentVolumeClaim")
	}
	storageClasses, err := s.client.StorageV1().StorageClasses().List(ctx, everything)
	if err != nil {
		return nil, err
	}
	for i := range storageClasses.Items {
		add(&storageClasses.Items[i], "storage.k8s.io/v1", "StorageClass")
	}
	runtimeClasses, err := s.client.NodeV1().RuntimeClasses().List(ctx, everything)
	if err != nil {
		return nil, err
	}
	for i := range runtimeClasses.Items {
		add(&runtimeClasses.Items[i], "node.k8s.io/v1", "RuntimeClass")
	}
	priorityClasses, err := s.client.SchedulingV1().PriorityClasses().List(ctx, everything)
	if err != nil {
		return nil, err
	}
	for i := range priorityClasses.Items {
		add(&priorityClasses.Items[i], "scheduling.k8s.io/v1", "PriorityClass")
	}
	return all, failed
}

// Makes the volume for a claim for which the scheduler has chosen a node, and binds claims to the volumes that it has
// chosen. The scheduler waits for that with a pod that takes room already: were it left waiting, it would be in the way of
// the next case.
func (s stage) playVolumeController(ctx context.Context, w *world) error {
	if !w.lateClaim {
		return nil
	}
	claims := s.client.CoreV1().PersistentVolumeClaims(w.pending.Namespace)
	list, err := claims.List(ctx, everything)
	if err != nil {
		return err
	}
	for _, claim := range list.Items {
		if claim.Annotations["volume.kubernetes.io/selected-node"] == "" || claim.Spec.VolumeName != "" {
			continue
		}
		volume := newVolume("provisioned", *claim.Spec.StorageClassName, 10)
		volume.Spec.ClaimRef = &v1.ObjectReference{Kind: "PersistentVolumeClaim", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID}
		_, err := s.client.CoreV1().PersistentVolumes().Create(ctx, volume, meta.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	volumes, err := s.client.CoreV1().PersistentVolumes().List(ctx, everything)
	if err != nil {
		return err
	}
	for _, volume := range volumes.Items {
		if volume.Spec.ClaimRef == nil {
			continue
		}
		claim, err := claims.Get(ctx, volume.Spec.ClaimRef.Name, meta.GetOptions{})
		if err != nil || claim.Spec.VolumeName != "" {
			continue // of the other namespace, or bound before
		}
		claim.Spec.VolumeName = volume.Name
		meta.SetMetaDataAnnotation(&claim.ObjectMeta, "pv.kubernetes.io/bind-completed", "yes")
		if claim, err = claims.Update(ctx, claim, meta.UpdateOptions{}); err != nil {
			return err
		}
		claim.Status.Phase = v1.ClaimBound
		if _, err = claims.UpdateStatus(ctx, claim, meta.UpdateOptions{}); err != nil {
			return err
		}
	}
	return nil
}
