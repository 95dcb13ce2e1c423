// SPDX-License-Identifier: Apache-2.0
// Decodes lists on a thread of its own while this one receives and unpacks what follows. The two take turns with the
// SnapshotBuilder: whoever else wants it calls wait() first.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "model/list_stream.hpp"

namespace aidiag {

class DecodeThread {
 public:
  DecodeThread();
  DecodeThread(const DecodeThread&) = delete;
  DecodeThread& operator=(const DecodeThread&) = delete;
  ~DecodeThread();

  /// Hands a piece to the stream, which must live until wait() has returned. Waits itself while too much is queued.
  void push(ListStream& stream, std::string piece);
  /// Returns when every piece has been taken. Throws what a stream has thrown since; the pieces behind it are dropped.
  void wait();
  /// The same, and throws nothing.
  void settle();
  /// A string to fill and push, one that was pushed before if there is one: fresh memory is slow.
  std::string empty_piece();

 private:
  void run();

  std::mutex mutex_;  // guards all below but thread_
  std::condition_variable changed_;
  std::deque<std::pair<ListStream*, std::string>> queue_;
  std::vector<std::string> used_;
  bool busy_ = false, ending_ = false;
  std::exception_ptr thrown_;
  std::thread thread_;
};

}  // namespace aidiag
