// SPDX-License-Identifier: Apache-2.0
// Ctrl-C while files are written: it is noted instead of ending the program, so that what is half written goes first.
#pragma once

#include <signal.h>

#include <array>
#include <atomic>

namespace aidiag::cli {

class HeldInterrupt {
 public:
  /// From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT turn came() true, the first time; a second one ends the program.
  HeldInterrupt();
  ~HeldInterrupt();  ///< as before, but after stay()
  HeldInterrupt(const HeldInterrupt&) = delete;
  HeldInterrupt& operator=(const HeldInterrupt&) = delete;

  [[nodiscard]] const std::atomic<bool>& came() const;
  /// For the rest of the program: what is written stays, so it must not end as if it were interrupted before.
  void stay() { stays_ = true; }

 private:
  std::array<struct sigaction, 4> before_ = {};
  bool stays_ = false;
};

}  // namespace aidiag::cli
