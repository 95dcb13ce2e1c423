// SPDX-License-Identifier: Apache-2.0

// The API: lists with limit and continue, the field selectors that the program and kubectl use, single objects, logs,
// and as much discovery as kubectl needs. Every other kind is served and empty. Compressed answers are kept, as the
// first reader of a list must not make it slow for the next; as the API server does, bodies below 128 KiB and logs are
// never compressed.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

const (
	compressFrom = 128 << 10
	version      = "5000000"
)

// kind is one collection: how many objects, and object n written behind `to`.
type kind struct {
	list       string
	apiVersion string
	count      func(*world) int
	write      func(*world, []byte, int) []byte
	namespaced bool
}

var kinds = map[string]kind{
	"pods":        {"PodList", "v1", func(w *world) int { return w.pods }, (*world).writePod, true},
	"events":      {"EventList", "v1", func(w *world) int { return w.events }, (*world).writeEvent, true},
	"nodes":       {"NodeList", "v1", func(w *world) int { return w.nodes }, (*world).writeNode, false},
	"namespaces":  {"NamespaceList", "v1", func(w *world) int { return w.namespaces }, (*world).writeNamespace, false},
	"deployments": {"DeploymentList", "apps/v1", (*world).workloads, (*world).writeDeployment, true},
	"replicasets": {"ReplicaSetList", "apps/v1", (*world).workloads, (*world).writeReplicaSet, true},
}

var emptyLists = map[string]string{
	"services": "ServiceList", "endpointslices": "EndpointSliceList", "statefulsets": "StatefulSetList",
	"daemonsets": "DaemonSetList", "jobs": "JobList", "persistentvolumeclaims": "PersistentVolumeClaimList",
	"persistentvolumes": "PersistentVolumeList", "resourcequotas": "ResourceQuotaList",
	"horizontalpodautoscalers": "HorizontalPodAutoscalerList", "poddisruptionbudgets": "PodDisruptionBudgetList",
	"storageclasses": "StorageClassList", "resourceclaims": "ResourceClaimList", "resourceslices": "ResourceSliceList",
}

type api struct {
	world      *world
	mu         sync.Mutex
	compressed map[string][]byte
	byName     map[string]map[string]int // of kinds that are asked for by name
}

func newAPI(w *world) *api {
	a := &api{world: w, compressed: map[string][]byte{}, byName: map[string]map[string]int{}}
	pods := map[string]int{}
	for i := 0; i < w.pods; i++ {
		pods[w.podName(i)] = i
	}
	sets := map[string]int{}
	for i := 0; i < w.workloads(); i++ {
		name, _ := w.ownerOf(i * podsOfWorkload)
		sets[name] = i
	}
	a.byName = map[string]map[string]int{"pods": pods, "replicasets": sets}
	return a
}

// place is what a path asks for: /api/v1/namespaces/NS/pods/NAME/log
type place struct {
	group, ns, plural, name, sub string
}

func parsePath(path string) place {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	var p place
	if len(parts) > 2 && parts[0] == "apis" {
		p.group = parts[1]
		parts = parts[3:]
	} else if len(parts) > 1 {
		parts = parts[2:]
	}
	if len(parts) > 2 && parts[0] == "namespaces" {
		p.ns = parts[1]
		parts = parts[2:]
	}
	for i, field := range []*string{&p.plural, &p.name, &p.sub} {
		if i < len(parts) {
			*field = parts[i]
		}
	}
	return p
}

func (a *api) ServeHTTP(out http.ResponseWriter, request *http.Request) {
	if text, known := discovery[request.URL.Path]; known {
		send(out, []byte(text))
		return
	}
	p := parsePath(request.URL.Path)
	switch {
	case p.sub == "log":
		out.Header().Set("Content-Type", "text/plain")
		out.Write(crashLog)
	case p.name != "":
		a.object(out, p)
	default:
		a.list(out, request, p)
	}
}

func send(out http.ResponseWriter, body []byte) {
	out.Header().Set("Content-Type", "application/json")
	out.Header().Set("Content-Length", strconv.Itoa(len(body)))
	out.Write(body)
}

func notFound(out http.ResponseWriter, p place) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(http.StatusNotFound)
	fmt.Fprintf(out, `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"%s \"%s\" not found","reason":"NotFound","details":{"name":"%s","kind":"%s"},"code":404}`,
		p.plural, p.name, p.name, p.plural)
}

func (a *api) object(out http.ResponseWriter, p place) {
	k, known := kinds[p.plural]
	n, found := a.byName[p.plural][p.name]
	if p.plural == "nodes" || p.plural == "namespaces" || p.plural == "deployments" {
		digits := p.name[strings.LastIndexByte(p.name, '-')+1:]
		number, err := strconv.Atoi(digits)
		n, found = number, err == nil && number < k.count(a.world)
	}
	if !known || !found {
		notFound(out, p)
		return
	}
	body := k.write(a.world, nil, n)
	head := fmt.Sprintf(`{"kind":"%s","apiVersion":"%s",`, strings.TrimSuffix(k.list, "List"), k.apiVersion)
	send(out, append([]byte(head), body[1:]...))
}

func (a *api) list(out http.ResponseWriter, request *http.Request, p place) {
	gzipped := strings.Contains(request.Header.Get("Accept-Encoding"), "gzip")
	key := request.URL.RequestURI()
	if gzipped {
		a.mu.Lock()
		body, kept := a.compressed[key]
		a.mu.Unlock()
		if kept {
			out.Header().Set("Content-Encoding", "gzip")
			send(out, body)
			return
		}
	}
	body := a.page(request, p)
	if body == nil {
		notFound(out, p)
		return
	}
	if gzipped && len(body) >= compressFrom {
		body = compress(body)
		a.mu.Lock()
		a.compressed[key] = body
		a.mu.Unlock()
		out.Header().Set("Content-Encoding", "gzip")
	}
	send(out, body)
}

func compress(body []byte) []byte {
	var out bytes.Buffer
	writer, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		panic(err)
	}
	writer.Write(body)
	writer.Close()
	return out.Bytes()
}

func (a *api) page(request *http.Request, p place) []byte {
	query := request.URL.Query()
	k, known := kinds[p.plural]
	if !known {
		name, served := emptyLists[p.plural]
		if !served {
			return nil
		}
		version := "v1"
		if p.group != "" {
			version = strings.Join(strings.Split(strings.Trim(request.URL.Path, "/"), "/")[1:3], "/")
		}
		return fmt.Appendf(nil, `{"kind":"%s","apiVersion":"%s","metadata":{"resourceVersion":"%s"},"items":[]}`, name, version, "5000000")
	}
	numbers := a.chosen(k, p, query.Get("fieldSelector"))
	from, limit := 0, len(numbers)
	if n, err := strconv.Atoi(query.Get("continue")); err == nil {
		from = min(n, len(numbers))
	}
	if n, err := strconv.Atoi(query.Get("limit")); err == nil && n > 0 {
		limit = n
	}
	to := min(from+limit, len(numbers))
	body := fmt.Appendf(nil, `{"kind":"%s","apiVersion":"%s","metadata":{"resourceVersion":"%s"`, k.list, k.apiVersion, version)
	if to < len(numbers) {
		body = fmt.Appendf(body, `,"continue":"%d","remainingItemCount":%d`, to, len(numbers)-to)
	}
	body = append(body, `},"items":[`...)
	for i, n := range numbers[from:to] {
		if i > 0 {
			body = append(body, ',')
		}
		body = k.write(a.world, body, n)
	}
	return append(body, `]}`...)
}

// The numbers of the objects that a list holds. Selectors that no object here fails are not looked at.
func (a *api) chosen(k kind, p place, selector string) []int {
	w := a.world
	from, to := 0, k.count(w)
	if k.namespaced {
		from, to = w.slice(to, p.ns)
	}
	numbers := make([]int, 0, to-from)
	for n := from; n < to; n++ {
		numbers = append(numbers, n)
	}
	for _, term := range strings.Split(selector, ",") {
		key, value, isEqual := strings.Cut(term, "=")
		if !isEqual || strings.HasSuffix(key, "!") {
			continue
		}
		var keep func(int) bool
		switch key {
		case "spec.nodeName":
			number := nodeNumber(value)
			keep = func(n int) bool { return a.nodeOfPod(n) == number }
		case "metadata.name":
			keep = func(n int) bool { return n == a.byName[p.plural][value] }
		case "involvedObject.name":
			keep = func(n int) bool { return p.plural == "events" && w.podName(w.podOfEvent(n)) == value }
		default:
			continue
		}
		kept := numbers[:0]
		for _, n := range numbers {
			if keep(n) {
				kept = append(kept, n)
			}
		}
		numbers = kept
	}
	return numbers
}

// -1 is no node.
func (a *api) nodeOfPod(pod int) int {
	if a.world.waits(pod) {
		return -1
	}
	return a.world.nodeOf(pod)
}

func nodeNumber(name string) int {
	number, err := strconv.Atoi(trimPrefix(name, "node-"))
	if err != nil {
		return -1
	}
	return number
}

var discovery = map[string]string{
	"/version": `{"major":"1","minor":"34","gitVersion":"v1.34.4"}`,
	"/api":     `{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]}`,
	"/apis":    `{"kind":"APIGroupList","apiVersion":"v1","groups":[]}`,
	"/api/v1": `{"kind":"APIResourceList","groupVersion":"v1","resources":[
{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get","list"],"shortNames":["po"]},
{"name":"events","singularName":"event","namespaced":true,"kind":"Event","verbs":["get","list"]},
{"name":"nodes","singularName":"node","namespaced":false,"kind":"Node","verbs":["get","list"]}]}`,
}
