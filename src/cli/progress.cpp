// SPDX-License-Identifier: Apache-2.0
// A thread waits for half a second or for the end, whichever comes first.
#include "cli/progress.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string_view>

namespace aidiag::cli {
namespace {

std::atomic<bool> shown = false;  // lock-free, so that the signal handler may read it

void put(std::string_view text) {
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

Progress::Progress(std::string note) {
  if (::isatty(STDERR_FILENO) == 0) return;
  thread_ = std::thread([this, note = std::move(note)] { wait_and_show(note); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ended_.notify_one();
  thread_.join();
  erase_progress();
}

void Progress::wait_and_show(const std::string& note) {
  std::unique_lock lock(mutex_);
  if (ended_.wait_for(lock, std::chrono::milliseconds(500), [this] { return over_; })) return;
  shown = true;
  put(note);
}

void erase_progress() {
  if (shown.exchange(false)) put("\r\033[K");
}

}  // namespace aidiag::cli
