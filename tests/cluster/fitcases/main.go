// SPDX-License-Identifier: Apache-2.0
// Records what a real kube-scheduler decides about random small clusters, as test data for a model of its filters.
//
// A seed names a cluster: nodes, bound pods, volumes and classes, and one pending pod, all of them objects that nobody
// runs. The scheduler's verdict about the pod goes into one line of JSON, together with all objects as the API server
// returned them before the verdict. The same seed makes the same objects; which of several equal nodes is taken is chance.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

type caseLine struct {
	Seed      uint64           `json:"seed"`
	Features  []string         `json:"features"`
	Pod       string           `json:"pod"`
	Scheduled *string          `json:"scheduled"`
	Message   string           `json:"message"`
	Items     []map[string]any `json:"items"`
}

func main() {
	kubeconfig := flag.String("kubeconfig", os.Getenv("KUBECONFIG"), "of a cluster without nodes and controllers")
	first := flag.Uint64("first", 1, "the first seed")
	count := flag.Uint64("count", 1, "how many seeds")
	flag.Parse()
	if err := run(*kubeconfig, *first, *count); err != nil {
		fmt.Fprintln(os.Stderr, "fitcases:", err)
		os.Exit(1)
	}
}

func run(kubeconfig string, first, count uint64) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst, config.WarningHandler = -1, -1, rest.NoWarnings{}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	stage := stage{client: client}
	if err := stage.makeNamespaces(); err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	var failed error
	for seed := first; seed < first+count; seed++ {
		begin := time.Now()
		line, err := stage.record(newWorld(seed))
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("seed %d: %w", seed, err))
			continue
		}
		verdict := line.Message
		if line.Scheduled != nil {
			verdict = "on " + *line.Scheduled
		}
		fmt.Fprintf(os.Stderr, "%d %.2fs %v %s\n", seed, time.Since(begin).Seconds(), line.Features, verdict)
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	return failed
}
