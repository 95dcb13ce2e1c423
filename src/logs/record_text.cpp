// SPDX-License-Identifier: Apache-2.0
#include "logs/record_text.hpp"

#include <algorithm>

namespace aidiag {

namespace {

constexpr std::size_t head_size = 2 << 10;
constexpr std::size_t middle_size = 2 << 10;
constexpr std::size_t tail_size = RecordText::longest - head_size - middle_size - 16;
constexpr std::string_view gap = "...";

bool is_inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t cut_before(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && is_inside_character(text[at])) --at;
  return at;
}

/// Head and tail of a line that alone would fill the record.
std::string shorten(std::string_view line) {
  constexpr std::size_t room = RecordText::longest - gap.size() - 1;
  const std::size_t head = cut_before(line, head_size);
  std::size_t tail = line.size() - (room - head);
  while (tail < line.size() && is_inside_character(line[tail])) ++tail;
  return std::string(line.substr(0, head)).append(gap).append(line.substr(tail));
}

}  // namespace

void RecordText::clear() {
  begun_ = cut_ = false;
  head_.clear();
  middle_.clear();
  tail_.clear();
}

void RecordText::add_line(std::string_view line) {
  const std::string shorter = line.size() >= longest ? shorten(line) : std::string();
  if (!shorter.empty()) line = shorter;
  if (begun_) tail_ += '\n';
  begun_ = true;
  tail_ += line;
  if (tail_.size() > longest) make_room();
}

/// Moves lines from the front of the tail to the head, then the telling ones of them to the middle.
void RecordText::make_room() {
  std::size_t at = 0;
  while (tail_.size() - at > tail_size) {
    const std::size_t newline = tail_.find('\n', at);
    const bool last = newline == std::string::npos;
    const std::string_view line = std::string_view(tail_).substr(at, last ? newline : newline + 1 - at);
    if (!cut_ && head_.size() + line.size() <= head_size) {
      head_ += line;
    } else if (!cut_) {
      head_.append(line.substr(0, cut_before(line, head_size - head_.size()))).append(1, '\n');
      cut_ = true;
    } else if (line[0] != ' ' && line[0] != '\t' && middle_.size() + line.size() <= middle_size) {
      middle_ += line;
    }
    if (last) break;
    at = newline + 1;
  }
  if (tail_.size() - at > tail_size) at = tail_.size() - tail_size;
  while (at < tail_.size() && is_inside_character(tail_[at])) ++at;
  tail_.erase(0, at);
}

std::string RecordText::take() {
  if (cut_ && tail_.size() > tail_size) make_room();
  std::string text = std::move(head_);
  if (cut_) text.append(gap).append(1, '\n').append(middle_);
  if (cut_ && !middle_.empty()) text.append(gap).append(1, '\n');
  text += tail_;
  text.resize(std::min(text.find_last_not_of(" \t\n") + 1, text.size()));
  clear();
  return text;
}

}  // namespace aidiag
