// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupt.hpp"

namespace aidiag::cli {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

std::atomic<bool> interrupted = false;  // lock-free, so that the signal handler may set it

extern "C" void note_interrupt(int) { interrupted = true; }

}  // namespace

HeldInterrupt::HeldInterrupt() {
  interrupted = false;
  struct sigaction action = {};
  action.sa_handler = note_interrupt;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &action, &before_[i]);
}

HeldInterrupt::~HeldInterrupt() {
  if (stays_) return;
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
}

const std::atomic<bool>& HeldInterrupt::came() const { return interrupted; }

}  // namespace aidiag::cli
