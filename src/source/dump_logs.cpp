// SPDX-License-Identifier: Apache-2.0
#include "source/dump_logs.hpp"

#include <array>

namespace aidiag {
namespace {

constexpr std::string_view kStart = "==== START logs for container ";
constexpr std::string_view kOfPod = " of pod ";
constexpr std::string_view kTail = " ====";

std::string_view line_at(std::string_view input, std::size_t from) {
  std::string_view line = input.substr(from, input.find('\n', from) - from);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t next_line(std::string_view input, std::size_t from) {
  const std::size_t newline = input.find('\n', from);
  return newline == std::string_view::npos ? input.size() : newline + 1;
}

// Fills names and begin if the line at `from` is a START mark.
std::optional<LogSection> start_mark(std::string_view input, std::size_t from) {
  std::string_view line = line_at(input, from);
  if (!line.starts_with(kStart) || !line.ends_with(kTail)) return std::nullopt;
  line.remove_prefix(kStart.size());
  line.remove_suffix(kTail.size());
  const std::size_t of_pod = line.find(kOfPod), slash = line.find('/');
  if (of_pod == std::string_view::npos || slash == std::string_view::npos || slash < of_pod) return std::nullopt;
  LogSection section;
  section.container = line.substr(0, of_pod);
  section.ns = line.substr(of_pod + kOfPod.size(), slash - of_pod - kOfPod.size());
  section.pod = line.substr(slash + 1);
  section.begin = from;
  return section;
}

std::optional<LogSection> find_start(std::string_view input, std::size_t from) {
  for (std::size_t at = input.find(kStart, from); at != std::string_view::npos; at = input.find(kStart, at + 1)) {
    if (at != 0 && input[at - 1] != '\n') continue;
    if (auto section = start_mark(input, at)) return section;
  }
  return std::nullopt;
}

// The END mark of the section, which ends its line but need not begin it; npos if it is not there.
std::size_t find_end(std::string_view input, std::size_t from, const LogSection& section, std::size_t& size) {
  const std::string mark = "==== END logs for container " + std::string(section.container) + std::string(kOfPod) +
                           std::string(section.ns) + "/" + std::string(section.pod) + std::string(kTail);
  size = mark.size();
  for (std::size_t at = input.find(mark, from); at != std::string_view::npos; at = input.find(mark, at + 1)) {
    const std::string_view rest = input.substr(at + mark.size(), 2);
    if (rest.empty() || rest[0] == '\n' || rest.starts_with("\r")) return at;
  }
  return std::string_view::npos;
}

// Without its END a section lasts to the next container of the same pod, or to the end of the input.
std::size_t end_of_cut(std::string_view input, std::size_t from, const LogSection& section) {
  for (auto next = find_start(input, from); next; next = find_start(input, next->begin + 1)) {
    if (next->ns == section.ns && next->pod == section.pod && next->container != section.container) return next->begin;
  }
  return input.size();
}

// One line in place of the log: what kubectl could not read, or what the server says of a log that is gone.
std::string_view error_instead(std::string_view text) {
  constexpr std::array<std::string_view, 3> errors = {
      "Request log error: ", "Create log request error: ", "unable to retrieve container logs for "};
  const std::string_view line = line_at(text, 0);
  for (const std::string_view error : errors) {
    if (line.starts_with(error) && next_line(text, 0) == text.size()) return line;
  }
  return {};
}

}  // namespace

std::optional<LogSection> next_log_section(std::string_view input, std::size_t from) {
  auto section = find_start(input, from);
  if (!section) return std::nullopt;
  const std::size_t first = next_line(input, section->begin);
  std::size_t mark_size = 0, last = find_end(input, first, *section, mark_size);
  section->ended = last != std::string_view::npos;
  if (section->ended) {
    section->end = next_line(input, last + mark_size);
  } else {
    section->end = last = end_of_cut(input, first, *section);
  }
  section->text = input.substr(first, last - first);
  section->error = error_instead(section->text);
  if (!section->error.empty()) section->text = {};
  return section;
}

}  // namespace aidiag
