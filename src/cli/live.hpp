// SPDX-License-Identifier: Apache-2.0
// Reading a live cluster, as far as somebody at the terminal sees of it: what is waited for, what a credential plugin
// says, what -v tells, and the server's warnings at the end.
#pragma once

#include <memory>

#include "aidiag/cluster.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"

namespace aidiag::cli {

class Live {
 public:
  /// Opens the cluster of `options`; `recorder` may be nullptr. The options are not needed after it.
  static Result<std::unique_ptr<Live>> open(const Options& options, Recorder* recorder = nullptr);
  [[nodiscard]] Cluster& cluster() { return *cluster_; }
  /// Ends the progress and tells the warnings that came.
  void finish();

 private:
  Progress progress_;  // outlives the cluster, which tells it what is waited for
  std::unique_ptr<Cluster> cluster_;
};

}  // namespace aidiag::cli
