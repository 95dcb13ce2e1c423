// SPDX-License-Identifier: Apache-2.0
#include "cli/live.hpp"

#include <utility>

#include "cli/output.hpp"

namespace aidiag::cli {

Result<std::unique_ptr<Live>> Live::open(const Options& options, Recorder* recorder) {
  auto live = std::make_unique<Live>();
  Live& it = *live;
  ConnectOptions connect = options.connect;
  connect.verbosity = options.verbosity;
  connect.trace = [](std::string_view line) { say(line); };
  connect.plugin_stderr = pass_on;
  connect.recorder = recorder;
  connect.waits_for = [&it](std::string_view what) {
    it.progress_.show(what.empty() ? "Reading " + it.cluster_->server() + " ..."
                                   : "Waiting for " + std::string(what) + " ...");
  };
  auto cluster = open_cluster(connect);
  if (!cluster) return std::move(cluster).error();
  it.cluster_ = std::move(cluster).value();
  connect.waits_for("");
  return live;
}

void Live::finish() {
  progress_.show("");
  for (const std::string& warning : cluster_->take_warnings()) warn(warning);
}

}  // namespace aidiag::cli
