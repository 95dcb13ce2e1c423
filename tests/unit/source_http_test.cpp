// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "map_host.hpp"
#include "source/api_paths.hpp"
#include "source/api_status.hpp"
#include "source/dispatcher.hpp"
#include "source/http_headers.hpp"
#include "source/http_trace.hpp"
#include "source/proxy.hpp"
#include "source/url.hpp"

using namespace aidiag;

namespace {

std::string proxy_for(const MapHost& host, const std::string& server, const std::string& proxy_url = "") {
  const auto url = parse_url(server);
  REQUIRE(url);
  auto proxy = choose_proxy(*url, proxy_url, host);
  return proxy.ok() ? proxy.value().address : "error: " + proxy.error().message;
}

HttpResponse answer(int status, const std::string& body = "") {
  HttpResponse response;
  response.status = status;
  response.body = body;
  return response;
}

}  // namespace

TEST_CASE("url: the parts of an address, and what is none") {
  const auto url = parse_url("HTTPS://me:pw@[fd00::1]:6443/a/b/?x=1#y");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->userinfo == "me:pw");
  CHECK(url->host == "fd00::1");
  CHECK(url->text() == "https://[fd00::1]:6443/a/b");
  CHECK(parse_url("https://h")->port_or_default() == "443");
  for (const char* bad :
       {"", "h", "https://", "://h", "https://h:port", "https://h:123456", "https://[::1", "https://a b"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_url(bad));
  }
  CHECK(percent_encode("a/b c=%~.") == "a%2Fb%20c%3D%25~.");
}

TEST_CASE("proxy: what the environment says, as Go reads it") {
  struct Row {
    const char* no_proxy;
    const char* server;
    bool proxied;
  };
  const Row rows[] = {
      {"", "https://k8s.example:6443", true},
      {"", "https://127.0.0.1:6443", false},
      {"", "https://127.8.8.8", false},
      {"", "https://[::1]:6443", false},
      {"", "https://localhost:6443", false},
      {"*", "https://k8s.example", false},
      {"k8s.example", "https://k8s.example", false},
      {"example", "https://k8s.example", false},
      {".example", "https://k8s.example", false},
      {".k8s.example", "https://k8s.example", true},
      {"*.example", "https://k8s.example", false},
      {"ample", "https://k8s.example", true},
      {"other, K8S.Example ", "https://k8s.example", false},
      {"k8s.example:6443", "https://k8s.example:6443", false},
      {"k8s.example:6443", "https://k8s.example", true},
      {"k8s.example:443", "https://k8s.example", false},
      {"10.0.0.0/8", "https://10.1.2.3", false},
      {"10.0.0.0/8", "https://11.1.2.3", true},
      {"10.1.2.3", "https://10.1.2.3:6443", false},
      {"10.1.2.3:443", "https://10.1.2.3:6443", true},
      {"fd00::/16", "https://[fd00::5]", false},
      {"10.0.0.0/99", "https://10.1.2.3", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.no_proxy);
    CAPTURE(row.server);
    MapHost host;
    host.variables["HTTPS_PROXY"] = "proxy:3128";
    host.variables["NO_PROXY"] = row.no_proxy;
    CHECK(proxy_for(host, row.server) == (row.proxied ? "http://proxy:3128" : ""));
  }
}

TEST_CASE("proxy: which variable, which form, and the kubeconfig's own before all") {
  MapHost host;
  host.variables = {{"ALL_PROXY", "http://all"}, {"HTTP_PROXY", "http://plain"}};
  CHECK(proxy_for(host, "https://h").empty());
  CHECK(proxy_for(host, "http://h") == "http://plain:80");
  host.variables["https_proxy"] = "https://me:pw@lower";
  CHECK(proxy_for(host, "https://h") == "https://me:pw@lower:443");
  CHECK(proxy_for(host, "https://127.0.0.1", "socks5://s") == "socks5h://s:1080");
  host.variables["HTTPS_PROXY"] = "ftp://x";
  CHECK(proxy_for(host, "https://h") == "error: HTTPS_PROXY is no http, https or socks5 address");
}

TEST_CASE("headers: the ones that are looked at") {
  HttpResponse response;
  read_header("Retry-After: 7\r\n", response);
  read_header("DATE: Sat, 21 Nov 2026 04:00:00 GMT\r\n", response);
  read_header("warning: 299 - \"a \\\"b\\\"\", 199 - \"no\", 299 x \"c\"\r\n", response);
  CHECK(response.retry_after == 7);
  CHECK(response.date == parse_time("2026-11-21T04:00:00Z"));
  CHECK(response.warnings == std::vector<std::string>{"a \"b\"", "c"});
  for (const char* line : {"Retry-After: soon", "Retry-After: -1", "Retry-After: 7x", "Retry-After:"}) {
    read_header(line, response);
    CHECK_FALSE(response.retry_after);
  }
  for (const char* line : {"", ":", "Warning: 299 - \"open", "Date: yesterday", "Warning: 299 - \"x\\"})
    read_header(line, response);
}

TEST_CASE("trace: levels like kubectl's, without credentials and control characters") {
  std::string lines;
  const auto sink = [&lines](std::string_view line) { lines += std::string(line) + "\n"; };
  HttpResponse response = answer(200, "a\x1b[31mb" + std::string(2000, 'x'));
  const std::vector<std::string> sent = {"Authorization: Bearer abc", "Accept: x"}, received = {"HTTP/2 200"};
  HttpTrace(5, sink).log("https://h/x", sent, received, response, Duration{12'000});
  CHECK(lines.empty());
  HttpTrace(6, sink).log("https://h/x", sent, received, response, Duration{12'000});
  CHECK(lines == "GET https://h/x 200 in 12 milliseconds\n");
  lines.clear();
  HttpTrace(8, sink).log("https://h/x", sent, received, response, Duration{12'000});
  CHECK(lines.find("> Authorization: Bearer <masked>\n> Accept: x\n") == 0);
  CHECK(lines.find("abc") == std::string::npos);
  CHECK(lines.find("a?[31mb") != std::string::npos);
  CHECK(lines.find("[truncated 983 bytes]") != std::string::npos);
  CHECK(masked("Authorization: Basic dTpw") == "Authorization: Basic <masked>");
}

TEST_CASE("api paths: group, version, scope and escaped selectors") {
  const ApiKind* pod = api_kind("Pod");
  REQUIRE(pod);
  CHECK(list_path(*pod, "v1", "", {}) == "/api/v1/pods?limit=500");
  CHECK(list_path(*pod, "v1", "ai", {"spec.nodeName=n1", "app in (a,b)", "t", 500, true}) ==
        "/api/v1/namespaces/ai/pods?limit=500&fieldSelector=spec.nodeName%3Dn1&labelSelector=app%20in%20%28a%2Cb%29"
        "&continue=t");
  CHECK(list_path(*pod, "v1", "", {"", "", "", 0, true}) == "/api/v1/pods?resourceVersion=0");
  const ApiKind* node = api_kind("Node");
  REQUIRE(node);
  CHECK(object_path(*node, "v1", "ignored", "n/1") == "/api/v1/nodes/n%2F1");
  const ApiKind* autoscaler = api_kind("HorizontalPodAutoscaler");
  REQUIRE(autoscaler);
  CHECK(autoscaler->version_count() == 3);
  CHECK(object_path(*autoscaler, autoscaler->versions[0], "ai", "x") ==
        "/apis/autoscaling/v2/namespaces/ai/horizontalpodautoscalers/x");
  CHECK(log_path("ai", "p", {"c", true, 10, 20}) ==
        "/api/v1/namespaces/ai/pods/p/log?container=c&previous=true&timestamps=true&tailLines=10&limitBytes=20");
}

TEST_CASE("api paths: secrets are not known, config maps only by their metadata") {
  CHECK(api_kind("Secret") == nullptr);
  CHECK(api_kind("") == nullptr);
  const ApiKind* map = api_kind("ConfigMap");
  REQUIRE(map);
  CHECK(accept_header(*map, true).find("PartialObjectMetadataList") != std::string::npos);
  CHECK(accept_header(*map, true).find(",application/json") == std::string::npos);
  CHECK(accept_header(*map, false).find("PartialObjectMetadata;") != std::string::npos);
}

TEST_CASE("status: the server's own words, or what its code means") {
  struct Row {
    HttpResponse response;
    const char* message;
    bool from_api_server;
  };
  const Row rows[] = {
      {answer(403, R"({"kind":"Status","message":"nodes is\nforbidden","reason":"Forbidden"})"), "nodes is forbidden",
       true},
      {answer(500, R"({"kind":"Status","reason":"InternalError"})"), "InternalError", true},
      {answer(404, "404 page not found\n"), "the server could not find the requested resource", true},
      {answer(404, "<h1>no</h1>"), "the server could not find the requested resource", false},
      {answer(503, "service unavailable\n"),
       "the server is currently unable to handle the request: service unavailable", false},
      {answer(502, "<html>"), "HTTP 502", false},
      {answer(418, std::string("a\0\x1b[1mb", 8)), "HTTP 418: a [1mb", false},
      {answer(429), "the server has received too many requests", false},
      {answer(500, std::string(2000, 'x')), nullptr, false},
  };
  for (const Row& row : rows) {
    const ApiStatus status = read_status(row.response);
    CAPTURE(status.message);
    if (row.message != nullptr) CHECK(status.message == row.message);
    CHECK(status.from_api_server == row.from_api_server);
    CHECK(status.message.size() < 300);
  }
}

TEST_CASE("retry: as client-go does, and no more") {
  HttpResponse busy = answer(429);
  CHECK_FALSE(retry_delay(busy, 1));
  busy.retry_after = 3;
  CHECK(retry_delay(busy, 1) == seconds(3));
  CHECK(retry_delay(busy, 10) == seconds(3));
  CHECK_FALSE(retry_delay(busy, 11));
  busy.retry_after = 0;
  CHECK(retry_delay(busy, 1) == Duration{100'000});
  busy.status = 503;
  CHECK(retry_delay(busy, 1));
  busy.status = 403;
  CHECK_FALSE(retry_delay(busy, 1));
  HttpResponse broken;
  broken.failure = HttpResponse::Failure::reset;
  CHECK(retry_delay(broken, 1) == Duration{100'000});
  CHECK(retry_delay(broken, 3) == seconds(1));
  CHECK_FALSE(retry_delay(broken, 4));
  broken.failure = HttpResponse::Failure::connect;
  CHECK_FALSE(retry_delay(broken, 1));
}
