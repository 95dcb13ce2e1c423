// SPDX-License-Identifier: Apache-2.0
// The records of a run, bounded: equal ones are counted, and of very many the first and the last are kept.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "aidiag/logs.hpp"

namespace aidiag {

/// Two records are equal if they differ in digits only and the same patterns hit them. Of equal ones the first and the
/// last stay, so that "later than" keeps its meaning.
class RecordList {
 public:
  void add(LogRecord&& record);
  /// All that were kept, in the order of their first lines; those of the head before the others.
  [[nodiscard]] std::vector<LogRecord> take();
  /// Whether records were dropped because there were too many.
  [[nodiscard]] bool overflowed() const { return overflowed_; }

  static constexpr std::size_t most = 20'000;
  static constexpr std::size_t most_bytes = 64 << 20;

 private:
  struct Node {
    LogRecord record;
    std::uint64_t key = 0;
  };
  using Nodes = std::list<Node>;
  struct Equal {
    int count = 0;
    bool has_last = false;
    Nodes::iterator first, last;
  };
  void make_room();

  Nodes nodes_;
  Nodes::iterator droppable_ = nodes_.end();  // the oldest that may go; those before it are the first half
  std::size_t bytes_ = 0;
  bool first_half_full_ = false, overflowed_ = false;
  std::unordered_map<std::uint64_t, Equal> equals_;
};

}  // namespace aidiag
