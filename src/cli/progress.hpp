// SPDX-License-Identifier: Apache-2.0
// A note for somebody who waits at a terminal.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace aidiag::cli {

/// Shows a note on standard error once half a second has passed, if that is a terminal; takes it away at its end.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// The note from now on, in place of the one before; "" for none.
  void show(std::string note);

 private:
  void run();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string note_;
  bool fresh_ = false;  // note_ is to be shown when its half second is over
  bool over_ = false;
  std::thread thread_;  // none where standard error is no terminal
};

/// Takes a note away that is shown now. Safe in a signal handler.
void erase_progress();

/// The same, and shows nothing more before the next note: somebody else writes to the terminal.
void yield_terminal();

}  // namespace aidiag::cli
