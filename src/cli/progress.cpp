// SPDX-License-Identifier: Apache-2.0
// A thread waits for half a second, for another note or for the end, whichever comes first.
#include "cli/progress.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string_view>

namespace aidiag::cli {
namespace {

std::atomic<bool> shown = false;    // lock-free, so that the signal handler may read it
std::atomic<bool> yielded = false;  // to whoever writes to the terminal meanwhile

void put(std::string_view text) {
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

Progress::Progress() {
  if (::isatty(STDERR_FILENO) == 0) return;
  thread_ = std::thread([this] { run(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  thread_.join();
  erase_progress();
}

void Progress::show(std::string note) {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    erase_progress();
    yielded = false;
    note_ = std::move(note);
    fresh_ = true;
  }
  changed_.notify_one();
}

void Progress::run() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    changed_.wait(lock, [this] { return over_ || fresh_; });
    fresh_ = false;
    if (changed_.wait_for(lock, std::chrono::milliseconds(500), [this] { return over_ || fresh_; })) continue;
    if (note_.empty() || yielded) continue;
    shown = true;
    put(note_);
  }
}

void erase_progress() {
  if (shown.exchange(false)) put("\r\033[K");
}

void yield_terminal() {
  yielded = true;
  erase_progress();
}

}  // namespace aidiag::cli
