// SPDX-License-Identifier: Apache-2.0
// Puts a world into the API server, waits for the scheduler's verdict about its pending pod, and clears up again.
//
// The scheduler decides on its cache, which follows the API server by some milliseconds. So a verdict is believed only
// once a second pod, the same as the first, has got it as well. Two kinds have no second try: a claim that the first pod
// has bound, and victims that it has evicted.
package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

const (
	settle   = 120 * time.Millisecond // for the scheduler's cache to follow
	patience = 20 * time.Second
	writers  = 8
)

var (
	everything = meta.ListOptions{}
	atOnce     = meta.DeleteOptions{GracePeriodSeconds: new(int64)}
	namespaces = []string{"default", "team"}
)

type stage struct {
	client kubernetes.Interface
}

type verdict struct {
	node    string // empty if there is none for the pod
	message string
}

func (s stage) makeNamespaces() error {
	for _, name := range namespaces {
		namespace := &v1.Namespace{ObjectMeta: meta.ObjectMeta{Name: name}}
		_, err := s.client.CoreV1().Namespaces().Create(context.Background(), namespace, meta.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	return nil
}

// together runs count calls, several at a time, and returns the first error.
func together(count int, call func(int) error) error {
	work, results := make(chan int), make(chan error)
	for range writers {
		go func() {
			for i := range work {
				results <- call(i)
			}
		}()
	}
	go func() {
		for i := range count {
			work <- i
		}
		close(work)
	}()
	var all error
	for range count {
		all = errors.Join(all, <-results)
	}
	return all
}

func (s stage) record(w *world) (*caseLine, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	defer cancel()
	defer s.clear(ctx)
	if err := s.build(ctx, w); err != nil {
		return nil, err
	}
	time.Sleep(settle)
	items, err := s.items(ctx)
	if err != nil {
		return nil, err
	}
	verdict, pod, err := s.settledVerdict(ctx, w)
	if err != nil {
		return nil, err
	}
	item, err := slim(pod, "v1", "Pod")
	if err != nil {
		return nil, err
	}
	line := &caseLine{Seed: w.seed, Features: w.featureNames(), Pod: pod.Namespace + "/" + pod.Name,
		Message: verdict.message, Items: append(items, item)}
	if verdict.node != "" {
		line.Scheduled = &verdict.node
	}
	return line, s.clear(ctx)
}

func (s stage) settledVerdict(ctx context.Context, w *world) (verdict, *v1.Pod, error) {
	var last verdict
	for try := range 6 {
		now, pod, err := s.verdict(ctx, w)
		if err != nil {
			return now, nil, err
		}
		complete := now.node != "" || strings.HasPrefix(now.message, fmt.Sprintf("0/%d nodes are available", len(w.nodes)))
		if complete && (w.lateClaim && now.node != "" || w.evicts && now.node == "") {
			return now, pod, nil
		}
		if complete && try > 0 && now.message == last.message && (now.node == "") == (last.node == "") {
			return now, pod, nil
		}
		last = now
		if err := s.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, atOnce); err != nil {
			return now, nil, err
		}
		time.Sleep(settle / 2 * time.Duration(1+try))
	}
	return last, nil, fmt.Errorf("no two pods get the same verdict; the last one is: %s %s", last.node, last.message)
}

func (s stage) verdict(ctx context.Context, w *world) (verdict, *v1.Pod, error) {
	pods := s.client.CoreV1().Pods(w.pending.Namespace)
	pod, err := pods.Create(ctx, w.pending, meta.CreateOptions{})
	if err != nil {
		return verdict{}, nil, err
	}
	watch, err := pods.Watch(ctx, meta.ListOptions{
		FieldSelector: "metadata.name=" + pod.Name, ResourceVersion: pod.ResourceVersion})
	if err != nil {
		return verdict{}, nil, err
	}
	defer watch.Stop()
	end, tick := time.After(patience), time.NewTicker(settle/3)
	defer tick.Stop()
	for {
		select {
		case event, open := <-watch.ResultChan():
			if !open {
				return verdict{}, nil, errors.New("the watch of the pending pod has ended")
			}
			now, ok := event.Object.(*v1.Pod)
			if !ok {
				return verdict{}, nil, fmt.Errorf("the watch of the pending pod brought %v", event.Object)
			}
			if now.Spec.NodeName != "" {
				return verdict{node: now.Spec.NodeName}, pod, nil
			}
			for _, condition := range now.Status.Conditions {
				if condition.Type == v1.PodScheduled && condition.Status == v1.ConditionFalse {
					return verdict{message: condition.Message}, pod, nil
				}
			}
		case <-tick.C:
			if err := s.playVolumeController(ctx, w); err != nil {
				return verdict{}, nil, err
			}
		case <-end:
			return verdict{}, nil, errors.New("no verdict about the pending pod")
		}
	}
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
