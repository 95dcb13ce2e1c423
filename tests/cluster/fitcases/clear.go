// SPDX-License-Identifier: Apache-2.0
// Removes all that a world has left in the API server, and waits until it is gone.
package main

import (
	"context"
	"errors"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func ignoreGone(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func (s stage) clearPods(ctx context.Context) (int, error) {
	pods, err := s.client.CoreV1().Pods("").List(ctx, everything)
	if err != nil {
		return 0, err
	}
	return len(pods.Items), together(len(pods.Items), func(i int) error {
		pod := &pods.Items[i]
		client := s.client.CoreV1().Pods(pod.Namespace)
		if len(pod.Finalizers) > 0 {
			free := []byte(`{"metadata":{"finalizers":null}}`)
			if _, err := client.Patch(ctx, pod.Name, types.MergePatchType, free, meta.PatchOptions{}); err != nil {
				return err
			}
		}
		return ignoreGone(client.Delete(ctx, pod.Name, atOnce))
	})
}

func (s stage) clear(ctx context.Context) error {
	for {
		left, err := s.clearPods(ctx)
		if err != nil {
			return err
		}
		if left == 0 {
			break
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	core := s.client.CoreV1()
	failed := errors.Join(
		core.Nodes().DeleteCollection(ctx, atOnce, everything),
		core.PersistentVolumes().DeleteCollection(ctx, atOnce, everything),
		s.client.StorageV1().StorageClasses().DeleteCollection(ctx, atOnce, everything),
		s.client.NodeV1().RuntimeClasses().DeleteCollection(ctx, atOnce, everything))
	for _, namespace := range namespaces {
		failed = errors.Join(failed, core.PersistentVolumeClaims(namespace).DeleteCollection(ctx, atOnce, everything))
	}
	classes, err := s.client.SchedulingV1().PriorityClasses().List(ctx, everything)
	if err != nil {
		return err
	}
	for _, class := range classes.Items {
		if !strings.HasPrefix(class.Name, "system-") {
			failed = errors.Join(failed, s.client.SchedulingV1().PriorityClasses().Delete(ctx, class.Name, atOnce))
		}
	}
	time.Sleep(settle / 4)
	return failed
}
