// SPDX-License-Identifier: Apache-2.0
#include "source/decode_thread.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kMostQueued = 8;  // pieces: what is received faster than decoded waits at the server

}  // namespace

DecodeThread::DecodeThread() {
  used_.reserve(kMostQueued);
  thread_ = std::thread([this] { run(); });
}

DecodeThread::~DecodeThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void DecodeThread::push(ListStream& stream, std::string piece) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.size() < kMostQueued; });
  queue_.emplace_back(&stream, std::move(piece));
  changed_.notify_all();
}

void DecodeThread::wait() {
  settle();
  const std::lock_guard lock(mutex_);
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void DecodeThread::settle() {
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
    std::exception_ptr thrown;
    try {
      stream->push(piece);
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    busy_ = false;
    if (thrown) {
      thrown_ = thrown;
      queue_.clear();
    }
    if (used_.size() < kMostQueued) used_.push_back(std::move(piece));
    changed_.notify_all();
  }
}

}  // namespace aidiag
