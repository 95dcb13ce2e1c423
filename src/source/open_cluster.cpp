// SPDX-License-Identifier: Apache-2.0
// Puts the pieces of a live cluster together: access, credentials, transport and the reader over them.
#include <algorithm>
#include <utility>

#include "source/access.hpp"
#include "source/client_pair.hpp"
#include "source/clock.hpp"
#include "source/cluster_source.hpp"
#include "source/credentials.hpp"
#include "source/curl_transport.hpp"
#include "source/proxy.hpp"

namespace aidiag {
namespace {

class OpenCluster final : public Cluster {
 public:
  OpenCluster(Access access, const std::string& proxy, const ConnectOptions& options)
      : access_(std::move(access)),
        options_(options),
        credentials_(access_, options_, this_host()),
        transport_(access_, proxy, options_),
        source_(access_, options_, transport_, login()) {}

  Status read(const std::vector<Read>& reads, SnapshotBuilder& into) override { return source_.read(reads, into); }
  const std::string& context() const override { return source_.context(); }
  const std::string& server() const override { return source_.server(); }
  const std::string& default_namespace() const override { return source_.default_namespace(); }
  std::optional<Time> server_time() const override { return source_.server_time(); }
  std::string server_version() override { return source_.server_version(); }
  std::vector<std::string> take_warnings() override { return source_.take_warnings(); }
  Result<std::vector<Named>> names(std::string_view kind, std::string_view ns) override {
    return source_.names(kind, ns);
  }
  void begin_look() override { source_.begin_look(); }

 private:
  ClusterSource::Login login() {
    return {[this] { return prepare(); }, [this] { credentials_.refused(); },
            [this] { return credentials_.hint(wall_clock()); }};
  }

  Status prepare() {
    auto identity = credentials_.current(wall_clock());
    if (!identity.ok()) return std::move(identity).error();
    transport_.set_identity(std::move(identity).value());
    return ok_status();
  }

  Access access_;
  ConnectOptions options_;
  Credentials credentials_;
  CurlTransport transport_;
  ClusterSource source_;
};

// What would only show in the middle of a handshake, in OpenSSL's words.
std::optional<Error> certificate_problem(const Access& access) {
  const bool tls = access.server.rfind("https:", 0) == 0;
  if (tls && !access.ca_pem.empty() && !has_certificate(access.ca_pem)) {
    return Error{ErrorKind::bad_file, access.ca_origin + " holds no certificate in PEM form that can be read",
                 "Fetch the kubeconfig anew, or name the file that has it."};
  }
  if (access.cert_pem.empty()) return std::nullopt;
  const std::string problem = pair_problem(access.cert_pem, access.key_pem);
  if (problem.empty()) return std::nullopt;
  return Error{ErrorKind::bad_file, "client-certificate and client-key of " + access.user_origin + " " + problem,
               "Fetch the kubeconfig anew, or name the two that belong together."};
}

// For messages.
void name_proxy(Access& access, const std::string& address, const std::string& named_by) {
  auto url = parse_url(address);
  if (!url) return;
  if (url->scheme == "socks5h") url->scheme = "socks5";  // libcurl's name for what the user wrote
  access.proxy = url->text();
  access.proxy_origin =
      access.proxy_url.empty() ? named_by + " in the environment" : "the proxy-url of " + access.cluster_origin;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Duration> parse_request_timeout(std::string_view text) {
  if (is_number(text)) return seconds(std::stoll(std::string(text)));
  const auto duration = parse_duration(text);
  if (duration && duration->us >= 0) return *duration;
  return Error{ErrorKind::usage, "\"" + std::string(text) + "\" is no time",
               "Write seconds, or a time with its unit: 1s, 2m, 3h."};
}

Result<std::unique_ptr<Cluster>> open_cluster(const ConnectOptions& options) {
  auto access = load_access(options, this_host());
  if (!access.ok()) return std::move(access).error();
  Access& found = access.value();
  if (auto problem = certificate_problem(found)) return std::move(*problem).within(found.place());
  auto proxy = choose_proxy(parse_url(found.server).value_or(Url{}), found.proxy_url, this_host());
  if (!proxy.ok()) return std::move(proxy).error().within(found.place());
  const auto& [address, named_by] = proxy.value();
  name_proxy(found, address, named_by);
  return std::unique_ptr<Cluster>(std::make_unique<OpenCluster>(found, address, options));
}

}  // namespace aidiag
