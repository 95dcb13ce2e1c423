// SPDX-License-Identifier: Apache-2.0
// Source over a Transport: a wave of reads at once, gaps for what failed, an error when nothing could be had at all.
// Which machine and which credentials are behind it does not show here, so tests run it over an in-memory Transport.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aidiag/cluster.hpp"
#include "source/access.hpp"
#include "source/http.hpp"
#include "source/wave.hpp"

namespace aidiag {

class ClusterSource final : public Cluster {
 public:
  /// What is asked of the credentials: to be made ready before a wave, told of a 401, and a way out of it.
  struct Login {
    std::function<Status()> prepare;
    std::function<void()> refused;
    std::function<std::string()> hint;
  };

  ClusterSource(Access access, const ConnectOptions& options, Transport& transport, Login login);

  Status read(const std::vector<Read>& reads, SnapshotBuilder& into) override;

  [[nodiscard]] const std::string& context() const override { return access_.context; }
  [[nodiscard]] const std::string& server() const override { return access_.server; }
  [[nodiscard]] const std::string& default_namespace() const override { return access_.ns; }
  [[nodiscard]] std::optional<Time> server_time() const override;
  std::string server_version() override;
  std::vector<std::string> take_warnings() override;
  Result<std::vector<Named>> names(std::string_view kind, std::string_view ns) override;
  void begin_look() override {
    look_began_.reset();
    wave_ = 0;
    something_read_ = false;
    namespaces_.reset();
  }

 private:
  [[nodiscard]] int share_of_time();
  [[nodiscard]] Dispatcher::Bounds bounds();
  [[nodiscard]] std::string place() const;
  [[nodiscard]] std::string with_proxy(const std::string& hint) const;
  [[nodiscard]] bool was_anonymous() const;
  void remark_on_rights();
  [[nodiscard]] Error not_logged_in(const std::string& what) const;
  [[nodiscard]] Error nothing_read() const;
  [[nodiscard]] Error no_api(const HttpResponse& answer) const;

  Access access_;
  ConnectOptions options_;
  Transport& transport_;
  Login login_;
  ServedVersions served_;
  Tally tally_;
  std::size_t warnings_told_ = 0;
  std::optional<Time> look_began_;
  std::size_t wave_ = 0;
  bool something_read_ = false;                         // in this look
  std::optional<std::vector<std::string>> namespaces_;  // of this look
};

}  // namespace aidiag
