// SPDX-License-Identifier: Apache-2.0
#include "logs/lines.hpp"

#include <algorithm>
#include <cstring>

#include "logs/stamp.hpp"

namespace aidiag {

namespace {

constexpr std::size_t longest_line = 64 << 10;
constexpr std::size_t kept_head = 16 << 10;
constexpr std::size_t most_pieces = 64;  // of one state; a stored dump may hold a whole download in one

std::size_t find_char(std::string_view text, char c) {
  if (text.empty()) return std::string_view::npos;
  const void* hit = std::memchr(text.data(), c, text.size());
  return hit == nullptr ? std::string_view::npos
                        : static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\0") == std::string_view::npos; }

/// Where the bar that begins in `text` ends (behind `it/s]`, `s/it]` or `B/s]`), npos if there is none.
std::size_t end_of_bar(std::string_view text) {
  for (std::size_t at = text.find(']'); at != std::string_view::npos; at = text.find(']', at + 1)) {
    const std::string_view before = text.substr(0, at);
    if (before.ends_with("/s") || before.ends_with("s/it")) return at + 1;
  }
  return std::string_view::npos;
}

bool has_bar(std::string_view text) {
  return memmem(text.data(), text.size(), "/s]", 3) != nullptr ||
         memmem(text.data(), text.size(), "/it]", 4) != nullptr;
}

/// Whether all lines end in \r\n: a terminal's output (tty: true), or a file that Windows wrote.
bool ends_lines_in_crlf(std::string_view text) {
  std::size_t at = find_char(text, '\n');
  if (at == std::string_view::npos) return false;
  for (; at != std::string_view::npos; at = find_char(text, '\n')) {
    if (at == 0 || text[at - 1] != '\r') return false;
    text.remove_prefix(at + 1);
  }
  return true;
}

/// How long a sequence of UTF-8 starts at `text`; 0 if it is not valid (overlong, surrogate, cut off, too large).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool bad = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F);
    return !bad && follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool bad = (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
    return !bad && follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

/// How long a terminal sequence starts at `text`: ESC [ ... letter, or ^[ [ ... m as some log shippers write it.
std::size_t terminal_sequence(std::string_view text) {
  const bool shown = text.starts_with("^[[");
  if (!shown && !text.starts_with("\x1b[")) return 0;
  std::size_t at = shown ? 3 : 2;
  while (at < text.size() && at < 32 && (text[at] == ';' || text[at] == '?' || (text[at] >= '0' && text[at] <= '9')))
    ++at;
  if (at >= text.size()) return 0;
  const bool ends = shown ? text[at] == 'm' : text[at] >= '@' && text[at] <= '~';
  return ends ? at + 1 : 0;
}

bool needs_cleaning(std::string_view text) {
  bool odd = false;  // without an early exit, so that the loop is vectorised
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    odd |= byte >= 0x80 || byte == 0 || byte == 0x1b;
  }
  return odd || text.find("^[[") != std::string_view::npos;
}

/// The kubelet writes RFC 3339 with nine digits of a second and a space behind it (cri-api's log format).
std::optional<Stamp> kubelet_stamp(std::string_view line, bool any_precision) {
  if (line.size() < 20 || line[10] != 'T') return {};
  const bool nanoseconds = line.size() >= 30 && line[19] == '.' && line[28] >= '0' && line[28] <= '9';
  if (!nanoseconds && !any_precision) return {};
  const std::optional<Stamp> stamp = read_stamp(line);
  if (!stamp || (stamp->length < line.size() && line[stamp->length] != ' ')) return {};
  return stamp;
}

}  // namespace

std::string_view clean_line(std::string_view text, std::string& buffer) {
  if (text.size() <= longest_line && !needs_cleaning(text)) return text;
  buffer.clear();
  std::string cut;
  if (text.size() > longest_line) {
    cut.append(text.substr(0, kept_head)).append(" ... ").append(text.substr(text.size() - (longest_line - kept_head)));
    text = cut;
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view here = text.substr(i);
    if (text[i] == '\x1b' || text[i] == '^') {
      if (const std::size_t length = terminal_sequence(here); length > 0) {
        i += length;
        continue;
      }
    }
    const std::size_t length = utf8_length(here);
    if (length == 0) {
      buffer += "\xEF\xBF\xBD";
    } else if (text[i] == '\0') {
      buffer += ' ';
    } else {
      buffer.append(here.substr(0, length));
    }
    i += std::max<std::size_t>(length, 1);
  }
  return buffer;
}

LineReader::LineReader(std::string_view text, bool timestamps)
    : rest_(text), timestamps_(timestamps), mark_(ends_lines_in_crlf(text) ? "\r\r" : "\r") {}

bool LineReader::next(RawLine& line) {
  while (pieces_.empty()) {
    if (!in_line_ && !next_line()) return false;
    const std::string_view state = next_state();
    cut_state(state, !in_line_);
  }
  line = {clean_line(pieces_.back(), clean_), number_, goes_on_, rewritten_, time_};
  pieces_.pop_back();
  return true;
}

bool LineReader::next_line() {
  if (rest_.empty()) return false;
  const std::size_t end = find_char(rest_, '\n');
  states_ = rest_.substr(0, end);
  goes_on_ = end != std::string_view::npos && states_.ends_with(mark_);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  states_ = states_.substr(0, states_.find_last_not_of('\r') + 1);
  rewritten_ = find_char(states_, '\r') != std::string_view::npos;
  if (rewritten_) states_ = states_.substr(0, states_.find_last_not_of(" \t\r") + 1);
  time_.reset();
  if (const auto stamp = kubelet_stamp(states_, timestamps_)) {
    time_ = stamp->time;
    states_.remove_prefix(std::min(stamp->length + 1, states_.size()));
  }
  ++number_;
  in_line_ = true;
  return true;
}

/// The next state of the line that matters: the last one, or one before it to which a message is glued.
std::string_view LineReader::next_state() {
  while (true) {
    const std::size_t end = find_char(states_, '\r');
    const std::string_view state = states_.substr(0, end);
    in_line_ = end != std::string_view::npos;
    if (!in_line_) return state;
    states_.remove_prefix(end + 1);
    if (has_bar(state) && end_of_bar(state) < state.size()) return state;
  }
}

/// Puts the lines of a state into `pieces_`: messages glued behind a bar, and, of the last state, the bar itself.
void LineReader::cut_state(std::string_view state, bool last) {
  if (!has_bar(state)) {
    if (last) pieces_.push_back(state);
    return;
  }
  const std::string_view label = state.substr(0, state.find_first_of(":0123456789%"));
  std::string_view bar;
  for (std::size_t end = end_of_bar(state); end != std::string_view::npos && pieces_.size() < most_pieces;
       end = end_of_bar(state)) {
    bar = state.substr(0, end);
    const std::size_t begin = is_blank(label) ? 0 : bar.find(label);
    if (begin != 0 && begin != std::string_view::npos) {
      pieces_.push_back(bar.substr(0, begin));
      bar.remove_prefix(begin);
    }
    state.remove_prefix(end);
  }
  if (last) pieces_.push_back(bar);
  if (!is_blank(state)) pieces_.push_back(state);
  std::reverse(pieces_.begin(), pieces_.end());
}

}  // namespace aidiag
