// SPDX-License-Identifier: Apache-2.0
#include "source/decode_thread.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kMostQueued = 8;  // pieces: what is received faster than decoded waits at the server

}  // namespace

DecodeThread::~DecodeThread() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void DecodeThread::push(ListStream& stream, std::string piece) {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.size() < kMostQueued; });
  queue_.emplace_back(&stream, std::move(piece));
  changed_.notify_all();
}

void DecodeThread::wait() {
  if (!thread_.joinable()) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.empty() && !busy_; });
}

std::string DecodeThread::empty_piece() {
  const std::lock_guard lock(mutex_);
  if (used_.empty()) return {};
  std::string piece = std::move(used_.back());
  used_.pop_back();
  piece.clear();
  return piece;
}

void DecodeThread::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto [stream, piece] = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    lock.unlock();
    stream->push(piece);
    lock.lock();
    busy_ = false;
    used_.push_back(std::move(piece));
    changed_.notify_all();
  }
}

}  // namespace aidiag
