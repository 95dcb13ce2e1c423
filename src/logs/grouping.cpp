// SPDX-License-Identifier: Apache-2.0
#include "logs/grouping.hpp"

#include <algorithm>

#include "logs/prefix.hpp"

namespace aidiag {

namespace {

constexpr std::size_t most_streams = 64;
constexpr int most_plain_lines = 6;  // behind an error line
constexpr int most_indented_lines = 400;
constexpr std::size_t longest_message = 2 << 10;
constexpr std::string_view traceback = "Traceback (most recent call last):";

bool is_blank(std::string_view s) { return s.find_first_not_of(" \t") == std::string_view::npos; }
/// A line of the box that the library rich draws around a traceback.
bool is_boxed(std::string_view s) {
  return s.starts_with("\u2502") || s.starts_with("\u2570") || s.starts_with("\u256d");
}
bool is_indented(std::string_view s) { return s.starts_with(' ') || s.starts_with('\t') || is_boxed(s); }
bool is_frame(std::string_view s) { return s.starts_with("  File \""); }
bool starts_traceback(std::string_view s) {
  return s.ends_with(traceback) ||
         (s.starts_with("\u256d") && s.find("Traceback (most recent") != std::string_view::npos);
}

/// The ^^^^ and ~~~~ below a line of source in a traceback.
bool is_underline(std::string_view s) {
  return s.find_first_not_of(" \t^~") == std::string_view::npos && s.find_first_of("^~") != std::string_view::npos;
}

bool is_chain(std::string_view s) {
  return s.starts_with("The above exception was the direct cause") ||
         s.starts_with("During handling of the above exception");
}

/// A line of ==== or ----, as torchrun frames its summary.
bool is_fence(std::string_view s) {
  return s.size() >= 20 && (s[0] == '=' || s[0] == '-') && s.find_first_not_of(s[0]) == std::string_view::npos;
}

/// Triton puts a message in quotes, also one of several lines.
bool opens_quote(std::string_view s) {
  return s.size() > 1 && s.starts_with('"') && s.find('"', 1) == std::string_view::npos;
}

/// PyTorch's DataLoader shows the error of its worker so, below its own.
bool is_inner_traceback(std::string_view s) { return s.starts_with("Original Traceback"); }

/// A progress bar never belongs to a message.
bool is_bar(std::string_view s) { return s.ends_with("it/s]") || s.ends_with("s/it]") || s.ends_with("B/s]"); }

/// Lines of Java, C++ and Go stacks that are not indented.
bool is_stack_line(std::string_view s) {
  return s.starts_with("Caused by: ") || s.starts_with("frame #") || s.starts_with("goroutine ") ||
         s.starts_with("created by ") || s.starts_with("Exception raised from ");
}

/// The error within a `  | ` line of an exception group.
std::string_view grouped_error(std::string_view s) {
  const std::size_t bar = s.find_first_not_of(' ');
  if (bar == std::string_view::npos || s.substr(bar, 2) != "| " || bar + 2 >= s.size()) return {};
  const std::string_view inner = s.substr(bar + 2);
  return is_indented(inner) || starts_traceback(inner) ? std::string_view() : inner;
}

/// A prefix that no two messages share, since it has more than a process tag.
bool is_exact(const LogLine& line) { return line.time || line.level != Level::unknown; }

bool is_error(Level level) { return level == Level::error || level == Level::fatal; }

std::string cut_message(std::string_view text) {
  std::size_t end = std::min(text.size(), longest_message);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

}  // namespace

void Grouping::feed(const LogLine& line) {
  Open& open = choose(line);
  const bool goes_on = open.active && belongs(open, line);
  if (is_blank(line.text) && (!goes_on || open.phase == Phase::plain)) {
    if (goes_on) open.more_comes = line.more_comes;
    return;
  }
  if (goes_on) {
    append(open, line);
  } else {
    close(open);
    begin(open, line);
  }
  last_ = &open;
}

void Grouping::finish() {
  for (Open& open : streams_) close(open);
  streams_.clear();
  last_ = nullptr;
}

Grouping::Open& Grouping::choose(const LogLine& line) {
  if (line.goes_on && last_ != nullptr) return *last_;
  if (line.prefixed) return stream(line.stream, false);
  Open& unprefixed = stream({}, true);
  const bool with_last = last_ != nullptr && last_->active && belongs(*last_, line);
  if (with_last && last_->phase != Phase::plain) return *last_;
  const bool in_traceback = unprefixed.active && unprefixed.phase != Phase::plain && belongs(unprefixed, line);
  return with_last && !in_traceback ? *last_ : unprefixed;
}

Grouping::Open& Grouping::stream(std::string_view name, bool unprefixed) {
  const auto found = std::find_if(streams_.begin(), streams_.end(), [&](const Open& open) {
    return open.unprefixed == unprefixed && open.stream == name;
  });
  if (found != streams_.end()) {
    streams_.splice(streams_.begin(), streams_, found);
    return streams_.front();
  }
  if (streams_.size() == most_streams) {
    if (last_ == &streams_.back()) last_ = nullptr;
    close(streams_.back());
    streams_.pop_back();
  }
  streams_.emplace_front();
  streams_.front().stream = name;
  streams_.front().unprefixed = unprefixed;
  return streams_.front();
}

bool Grouping::belongs(const Open& open, const LogLine& line) const {
  if (line.goes_on) return true;
  if (line.begins || open.complete || is_bar(line.text)) return false;
  const bool same_prefix = line.prefixed && open.prefix == line.prefix;
  if (same_prefix && open.more_comes) return true;
  if (open.phase == Phase::after) return belongs_behind_error(open, line, same_prefix);
  if (open.phase == Phase::plain) return belongs_to_message(open, line, same_prefix);
  if (line.text == traceback) return false;
  if (!line.prefixed && open.frames_prefixed) return false;
  if (is_blank(line.text) || is_indented(line.text)) return true;
  return !open.in_group && (!line.prefixed || open.last_prefixed);
}

bool Grouping::belongs_behind_error(const Open& open, const LogLine& line, bool same_prefix) const {
  if (!line.prefixed && open.frames_prefixed) return false;
  if (is_blank(line.text) || is_chain(line.text)) return true;
  if (starts_traceback(line.text)) return open.chained || is_inner_traceback(line.text);
  if (is_frame(line.text)) return last_ == &open;
  if (line.prefixed && (!same_prefix || is_exact(line))) return same_prefix;
  if (!line.prefixed && last_ != &open) return false;
  if (is_indented(line.text) || open.fenced || is_stack_line(line.text))
    return open.indented_lines < most_indented_lines;
  const bool of_message = level_by_words(line.text) == Level::unknown || line.text.starts_with("nccl");
  return open.plain_lines < most_plain_lines && of_message;  // DistBackendError: "ncclSystemError: ..."
}

bool Grouping::belongs_to_message(const Open& open, const LogLine& line, bool same_prefix) const {
  if (line.prefixed && !same_prefix) return false;
  if (line.prefixed && is_exact(line)) return is_error(open.level) || is_indented(line.text);
  if (!line.prefixed && last_ != &open) return false;
  if (is_blank(line.text)) return true;
  if (open.quoted) return open.indented_lines + open.plain_lines < most_indented_lines;
  if (is_indented(line.text) || is_stack_line(line.text)) return open.indented_lines < most_indented_lines;
  if (starts_traceback(line.text)) return is_error(open.level) && open.plain_lines <= 1;
  return is_error(open.level) && open.plain_lines < most_plain_lines && level_by_words(line.text) == Level::unknown;
}

void Grouping::begin(Open& open, const LogLine& line) {
  open.active = true;
  open.phase = Phase::plain;
  open.text.clear();
  open.message = cut_message(line.text);
  open.group_error.clear();
  open.message_is_error = open.has_traceback = open.in_group = open.chained = open.fenced = open.frames_prefixed =
      false;
  open.level = line.level;
  if (open.level == Level::unknown) open.level = level_by_words(line.text);
  open.time = line.time;
  open.first = line.number;
  open.plain_lines = open.indented_lines = 0;
  append(open, line);
  open.plain_lines = 0;
  open.quoted = line.prefixed && opens_quote(line.text);
  if (open.quoted) open.message.erase(0, 1);
}

void Grouping::append(Open& open, const LogLine& line) {
  open.last = line.number;
  open.last_prefixed = line.prefixed;
  open.more_comes = line.more_comes;
  open.complete = line.complete;
  if (open.phase == Phase::frames) open.frames_prefixed = line.prefixed;
  if (line.prefixed) open.prefix = line.prefix;
  const std::string_view text = line.text;
  if (open.quoted && text.ends_with('"')) open.quoted = false;
  if (is_underline(text) && (open.phase == Phase::frames || is_indented(text))) return;
  if (starts_traceback(text)) {
    open.phase = Phase::frames;
    open.has_traceback = true;
    open.chained = false;
    if (is_inner_traceback(text)) open.message_is_error = false;
    open.in_group |= text.find("+ Exception Group") != std::string_view::npos;
  } else if (open.phase == Phase::frames) {
    if (const std::string_view error = grouped_error(text); open.in_group && !error.empty()) {
      open.group_error = cut_message(error);
    }
    if (!is_indented(text) && !is_blank(text)) append_error(open, text);
  } else if (open.phase == Phase::after) {
    if (is_chain(text)) open.chained = true;
    if (is_frame(text)) {  // Ray: the error comes first and then the frames of the process it happened in
      open.phase = Phase::frames;
      open.message_is_error = false;
    }
  }
  if (is_fence(text)) open.fenced = open.fenced ? text[0] != '=' : open.phase == Phase::after;
  if (is_indented(text) || open.fenced) {
    ++open.indented_lines;
  } else if (open.phase != Phase::frames && !is_blank(text)) {
    ++open.plain_lines;
  }
  open.text.add_line(text);
}

/// The line that ends a traceback. Of a chain the first counts.
void Grouping::append_error(Open& open, std::string_view text) {
  if (!open.message_is_error) open.message = cut_message(text);
  open.message_is_error = true;
  open.phase = Phase::after;
  open.chained = false;
  open.plain_lines = -1;
}

void Grouping::close(Open& open) {
  if (!open.active) return;
  open.active = false;
  if (!open.message_is_error && !open.group_error.empty()) open.message = open.group_error;
  if (open.has_traceback && open.level == Level::unknown) open.level = Level::error;
  LogRecord record;
  record.text = open.text.take();
  record.message = std::move(open.message);
  record.stream = open.stream;
  record.level = open.level;
  record.time = open.time;
  record.line = open.first;
  record.last_line = open.last;
  sink_(std::move(record));
}

}  // namespace aidiag
