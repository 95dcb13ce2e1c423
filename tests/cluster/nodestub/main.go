// SPDX-License-Identifier: Apache-2.0
// Plays the two services that a GPU node expects around it: the device plugin and the image registries.
//
// Device plugin: reads the file named by --gpus. Each line `Healthy` or `Unhealthy` is one GPU; a line `fail=TEXT`
// makes every allocation end with the error TEXT. While the file does not exist, no plugin is registered.
// Registry: never has an image. Which refusal a pull gets depends on the registry that the image's name begins with.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	api "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

const pause = 300 * time.Millisecond

type devicePlugin struct {
	api.UnimplementedDevicePluginServer
	file string
}

func devices(text string) []*api.Device {
	var list []*api.Device
	for i, word := range strings.Split(text, "\n") {
		if word == api.Healthy || word == api.Unhealthy {
			list = append(list, &api.Device{ID: fmt.Sprintf("GPU-%08d", i), Health: word})
		}
	}
	return list
}

func (p *devicePlugin) ListAndWatch(_ *api.Empty, stream api.DevicePlugin_ListAndWatchServer) error {
	sent := ""
	for stream.Context().Err() == nil {
		if text, err := os.ReadFile(p.file); err == nil && string(text) != sent {
			sent = string(text)
			if err := stream.Send(&api.ListAndWatchResponse{Devices: devices(sent)}); err != nil {
				return err
			}
		}
		time.Sleep(pause)
	}
	return nil
}

func (p *devicePlugin) Allocate(_ context.Context, request *api.AllocateRequest) (*api.AllocateResponse, error) {
	text, _ := os.ReadFile(p.file)
	if _, reason, found := strings.Cut(string(text), "fail="); found {
		return nil, errors.New(strings.TrimSpace(reason))
	}
	answer := &api.AllocateResponse{}
	for _, container := range request.ContainerRequests {
		visible := map[string]string{"NVIDIA_VISIBLE_DEVICES": strings.Join(container.DevicesIds, ",")}
		answer.ContainerResponses = append(answer.ContainerResponses, &api.ContainerAllocateResponse{Envs: visible})
	}
	return answer, nil
}

func (p *devicePlugin) GetDevicePluginOptions(context.Context, *api.Empty) (*api.DevicePluginOptions, error) {
	return &api.DevicePluginOptions{}, nil
}

// run registers the plugin with the kubelet and stays until its file is gone.
func (p *devicePlugin) run(folder string) error {
	socket := filepath.Join(folder, "nvidia-gpu.sock")
	os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	defer server.Stop()
	api.RegisterDevicePluginServer(server, p)
	go server.Serve(listener)

	kubelet, err := grpc.NewClient("unix:"+filepath.Join(folder, "kubelet.sock"),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer kubelet.Close()
	_, err = api.NewRegistrationClient(kubelet).Register(context.Background(),
		&api.RegisterRequest{Version: api.Version, Endpoint: filepath.Base(socket), ResourceName: "nvidia.com/gpu"})
	for err == nil {
		time.Sleep(pause)
		_, err = os.Stat(p.file)
	}
	return err
}

func pull(answer http.ResponseWriter, request *http.Request) {
	switch request.URL.Query().Get("ns") { // containerd tells a mirror so which registry is meant
	case "nvcr.io": // asks for a login that nobody has
		challenge := fmt.Sprintf(`Bearer realm="http://%s/token",service="registry"`, request.Host)
		answer.Header().Set("WWW-Authenticate", challenge)
		http.Error(answer, "authentication required", http.StatusUnauthorized)
	case "docker.io":
		http.Error(answer, "toomanyrequests: You have reached your pull rate limit.", http.StatusTooManyRequests)
	case "slow.example": // a large image; the kubelet does not end the pod before this is over
		select {
		case <-request.Context().Done():
		case <-time.After(time.Minute):
		}
	default:
		http.NotFound(answer, request)
	}
}

func main() {
	gpus := flag.String("gpus", "", "`file` with the state of each GPU")
	plugins := flag.String("plugins", api.DevicePluginPath, "`folder` in which the kubelet looks for device plugins")
	address := flag.String("registry", "127.0.0.1:5000", "`address` at which the registries answer")
	flag.Parse()

	http.HandleFunc("/v2/", pull)
	http.HandleFunc("/token", func(answer http.ResponseWriter, _ *http.Request) {
		http.Error(answer, "unauthorized", http.StatusUnauthorized)
	})
	go func() { log.Fatal(http.ListenAndServe(*address, nil)) }()

	for ; ; time.Sleep(pause) {
		if _, err := os.Stat(*gpus); err == nil {
			log.Print((&devicePlugin{file: *gpus}).run(*plugins))
		}
	}
}
