// SPDX-License-Identifier: Apache-2.0

// The cluster: how many of what, and the values of each object, all computed from its number. Pods stand in the order
// of the API server, by namespace and name; the last pod of the first namespace waits for a GPU that nobody has free.
package main

import (
	"fmt"
	"strconv"
	"time"
)

type world struct {
	namespaces, pods, events, nodes, gpuNodes, failing int
}

const gpusOfNode = 8

var start = time.Now().UTC().Truncate(time.Second)

func (w *world) perNamespace() int { return (w.pods + w.namespaces - 1) / w.namespaces }

// slice is the numbers [from, to) of things, of which there are `all`, that are in the namespace; "" is all of them.
func (w *world) slice(all int, ns string) (from, to int) {
	if ns == "" {
		return 0, all
	}
	number, err := strconv.Atoi(trimPrefix(ns, "ns-"))
	if err != nil || number >= w.namespaces {
		return 0, 0
	}
	each := (all + w.namespaces - 1) / w.namespaces
	return min(number*each, all), min((number+1)*each, all)
}

func (w *world) namespaceOf(all, number int) string {
	return "ns-" + strconv.Itoa(number/((all+w.namespaces-1)/w.namespaces))
}

func (w *world) waits(pod int) bool { return w.gpuNodes > 0 && pod == w.perNamespace()-1 }

// Spread over all, the first pod among them.
func (w *world) crashes(pod int) bool {
	return w.failing > 0 && !w.waits(pod) && pod%((w.pods+w.failing-1)/w.failing) == 0
}

func (w *world) nodeOf(pod int) int { return pod % w.nodes }

// The GPUs of a node are all with the first pod on it.
func (w *world) gpusOf(pod int) int {
	if w.waits(pod) || (w.nodeOf(pod) < w.gpuNodes && pod < w.nodes) {
		return gpusOfNode
	}
	return 0
}

func (w *world) podName(pod int) string {
	owner, _ := w.ownerOf(pod)
	return fmt.Sprintf("%s-%s", owner, letters(pod, 5))
}

const podsOfWorkload = 20

func (w *world) ownerOf(pod int) (replicaSet, app string) {
	app = fmt.Sprintf("model-%05d", pod/podsOfWorkload)
	return app + "-" + hash(pod/podsOfWorkload), app
}

func hash(n int) string { return hex(uint64(n)^0x5bd1e995, 2)[:10] }

func (w *world) writePod(to []byte, pod int) []byte {
	template := &wellPod
	if w.waits(pod) {
		template = &waitingPod
	}
	return template.write(to, func(hole string) string { return w.podValue(pod, hole) })
}

func (w *world) podValue(pod int, hole string) string {
	switch hole {
	case "name":
		return w.podName(pod)
	case "ns":
		return w.namespaceOf(w.pods, pod)
	case "owner":
		owner, _ := w.ownerOf(pod)
		return owner
	case "app":
		_, app := w.ownerOf(pod)
		return app
	case "uid":
		return uid("pod", pod)
	case "owneruid":
		return uid("rs", pod/podsOfWorkload)
	case "hash":
		return hash(pod / podsOfWorkload)
	case "suffix":
		return letters(pod*7+3, 5)
	case "version":
		return strconv.Itoa(1_000_000 + pod)
	case "created":
		return before(time.Duration(3600+pod%86400) * time.Second)
	case "started":
		return before(time.Duration(3500+pod%86400) * time.Second)
	case "died":
		return before(time.Minute)
	case "ip":
		return fmt.Sprintf("10.%d.%d.%d", 64+pod>>16, pod>>8&255, pod&255)
	case "hostIP":
		return nodeIP(w.nodeOf(pod))
	case "cid":
		return hex(uint64(pod)*3+1, 4)[:63]
	case "gpu":
		if gpus := w.gpusOf(pod); gpus > 0 {
			return fmt.Sprintf(`,"nvidia.com/gpu":"%d"`, gpus)
		}
	case "nodeName":
		if !w.waits(pod) {
			return `,"nodeName":"` + nodeName(w.nodeOf(pod)) + `"`
		}
	case "ready":
		if w.crashes(pod) {
			return "False"
		}
		return "True"
	case "unready":
		if w.crashes(pod) {
			return `,"reason":"ContainersNotReady","message":"containers with unready status: [model]"`
		}
	case "model":
		template := &wellModel
		if w.crashes(pod) {
			template = &crashed
		}
		return string(template.write(nil, func(inner string) string { return w.podValue(pod, inner) }))
	case "nodes":
		return strconv.Itoa(w.nodes)
	case "free":
		return strconv.Itoa(w.nodes)
	}
	return ""
}

func before(d time.Duration) string { return start.Add(-d).Format(time.RFC3339) }

func nodeName(node int) string { return fmt.Sprintf("node-%05d", node) }

func nodeIP(node int) string { return fmt.Sprintf("172.16.%d.%d", node>>8, node&255) }

// mixed is splitmix64: numbers that no compression can shorten, as uids are.
func mixed(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

func hex(seed uint64, words int) string {
	text := ""
	for i := 0; i < words; i++ {
		seed = mixed(seed)
		text += fmt.Sprintf("%016x", seed)
	}
	return text
}

func uid(kind string, n int) string {
	seed := uint64(n)
	for _, c := range kind {
		seed = seed*131 + uint64(c)<<40
	}
	h := hex(seed, 2)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:32]
}

// Rising with n, so that names stand in their order.
func letters(n, count int) string {
	const alphabet = "bcdfghjklmnpqrstvwxz"
	text := make([]byte, count)
	for i := count - 1; i >= 0; i-- {
		text[i] = alphabet[n%len(alphabet)]
		n /= len(alphabet)
	}
	return string(text)
}

func trimPrefix(text, prefix string) string {
	if len(text) < len(prefix) || text[:len(prefix)] != prefix {
		return "?"
	}
	return text[len(prefix):]
}
