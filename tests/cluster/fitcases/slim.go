// SPDX-License-Identifier: Apache-2.0
// Takes from an object what no filter of the scheduler looks at, so that recorded cases stay small.
package main

import (
	"encoding/json"
	"reflect"
)

// Removed wherever they have just this value; nil stands for any value.
var podDefaults = map[string]any{
	"dnsPolicy": nil, "enableServiceLinks": nil, "restartPolicy": nil, "terminationGracePeriodSeconds": nil,
	"securityContext": nil, "schedulerName": "default-scheduler", "preemptionPolicy": "PreemptLowerPriority",
	"priority": float64(0),
}

var containerDefaults = map[string]any{
	"image": nil, "imagePullPolicy": nil, "terminationMessagePath": nil, "terminationMessagePolicy": nil,
	"resources": map[string]any{},
}

func drop(object map[string]any, defaults map[string]any) {
	for name, value := range defaults {
		if value == nil || reflect.DeepEqual(object[name], value) {
			delete(object, name)
		}
	}
}

func child(object map[string]any, name string) map[string]any {
	value, _ := object[name].(map[string]any)
	return value
}

func children(object map[string]any, name string) []map[string]any {
	var all []map[string]any
	list, _ := object[name].([]any)
	for _, element := range list {
		if value, ok := element.(map[string]any); ok {
			all = append(all, value)
		}
	}
	return all
}

// The tolerations of pods that are placed already decide nothing.
func slimPod(pod map[string]any) {
	spec, status := child(pod, "spec"), child(pod, "status")
	drop(spec, podDefaults)
	for _, list := range []string{"containers", "initContainers"} {
		for _, container := range children(spec, list) {
			drop(container, containerDefaults)
		}
	}
	if spec["nodeName"] != nil {
		delete(spec, "tolerations")
	}
	drop(status, map[string]any{"qosClass": nil, "observedGeneration": nil})
	for _, list := range []string{"containerStatuses", "initContainerStatuses"} {
		for _, container := range children(status, list) {
			drop(container, map[string]any{"image": nil, "imageID": nil, "lastState": nil, "restartCount": nil, "state": nil})
		}
	}
}

func slim(object any, apiVersion, kind string) (map[string]any, error) {
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var result map[string]any
	if err := json.Unmarshal(text, &result); err != nil {
		return nil, err
	}
	result["apiVersion"], result["kind"] = apiVersion, kind
	drop(child(result, "metadata"), map[string]any{
		"managedFields": nil, "uid": nil, "resourceVersion": nil, "creationTimestamp": nil, "generation": nil})
	switch kind {
	case "Pod":
		slimPod(result)
	case "Node":
		drop(child(result, "status"), map[string]any{"nodeInfo": nil, "daemonEndpoints": nil})
		for _, condition := range children(child(result, "status"), "conditions") {
			drop(condition, map[string]any{"lastHeartbeatTime": nil, "lastTransitionTime": nil})
		}
	case "PersistentVolume":
		drop(child(child(result, "spec"), "claimRef"), map[string]any{"uid": nil, "resourceVersion": nil})
		drop(child(result, "status"), map[string]any{"lastPhaseTransitionTime": nil})
	}
	return result, nil
}
