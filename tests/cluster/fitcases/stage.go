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
