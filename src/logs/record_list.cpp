// SPDX-License-Identifier: Apache-2.0
#include "logs/record_list.hpp"

#include <tuple>

namespace aidiag {

namespace {

constexpr std::uint64_t fnv_prime = 1099511628211ULL;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// FNV-1a over the text with every run of digits as one 0.
std::uint64_t hash_masked(std::uint64_t hash, std::string_view text) {
  bool in_digits = false;
  for (const char c : text) {
    const bool digit = is_digit(c);
    if (digit && in_digits) continue;
    in_digits = digit;
    hash = (hash ^ static_cast<unsigned char>(digit ? '0' : c)) * fnv_prime;
  }
  return (hash ^ 0xFFU) * fnv_prime;
}

std::uint64_t key_of(const LogRecord& record) {
  std::uint64_t hash = 14695981039346656037ULL;
  hash = hash_masked(hash, record.stream);
  hash = hash_masked(hash, record.text);
  hash = (hash ^ static_cast<std::uint64_t>(record.level)) * fnv_prime;
  for (const PatternId id : record.hits) hash = (hash ^ static_cast<std::uint64_t>(id)) * fnv_prime;
  return hash;
}

}  // namespace

void RecordList::add(LogRecord&& record) {
  const std::uint64_t key = key_of(record);
  Equal& equal = equals_[key];
  ++equal.count;
  bytes_ += record.text.size();
  if (equal.has_last) {
    if (droppable_ == equal.last) ++droppable_;
    bytes_ -= equal.last->record.text.size();
    nodes_.splice(nodes_.end(), nodes_, equal.last);
    equal.last->record = std::move(record);
  } else {
    nodes_.push_back({std::move(record), key});
    const auto place = std::prev(nodes_.end());
    (equal.count == 1 ? equal.first : equal.last) = place;
    equal.has_last = equal.count > 1;
  }
  if (droppable_ == nodes_.end() && first_half_full_) droppable_ = std::prev(nodes_.end());
  first_half_full_ |= nodes_.size() >= most / 2 || bytes_ >= most_bytes / 2;
  while (nodes_.size() > most || bytes_ > most_bytes) make_room();
}

void RecordList::make_room() {
  const auto victim = droppable_ == nodes_.end() ? nodes_.begin() : droppable_;
  droppable_ = std::next(victim);
  bytes_ -= victim->record.text.size();
  equals_.erase(victim->key);
  nodes_.erase(victim);
  overflowed_ = true;
}

std::vector<LogRecord> RecordList::take() {
  nodes_.sort([](const Node& a, const Node& b) {  // stable: two records of one line keep their order
    return std::tuple(!a.record.from_head, a.record.line) < std::tuple(!b.record.from_head, b.record.line);
  });
  std::vector<LogRecord> records;
  records.reserve(nodes_.size());
  for (Node& node : nodes_) {
    const auto equal = equals_.find(node.key);
    if (equal != equals_.end()) node.record.count = equal->second.count;
    records.push_back(std::move(node.record));
  }
  nodes_.clear();
  equals_.clear();
  return records;
}

}  // namespace aidiag
