// SPDX-License-Identifier: Apache-2.0
// A note for somebody who waits at a terminal.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace aidiag::cli {

/// Shows `note` on standard error once half a second has passed, if that is a terminal; takes it away at its end.
class Progress {
 public:
  explicit Progress(std::string note);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void wait_and_show(const std::string& note);
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;  // none where standard error is no terminal
};

/// Takes a note away that is shown now. Safe in a signal handler.
void erase_progress();

}  // namespace aidiag::cli
