// SPDX-License-Identifier: Apache-2.0
#include "report/words.hpp"

#include <fmt/format.h>

#include <array>

namespace aidiag {

std::string subject_line(const SubjectName& subject) {
  const bool of_pod = subject.kind == "Container" || subject.kind == "Pod";
  if (of_pod && !subject.owner.empty()) {
    std::string owner = subject.owner;
    if (const auto slash = owner.find('/'); slash != std::string::npos) owner[slash] = ' ';
    return owner;
  }
  if (subject.kind == "Container") return "Pod " + subject.pod;
  if (subject.name.empty()) return subject.kind;
  return subject.kind + " " + subject.name;
}

std::string subject_detail(const SubjectName& subject) {
  if (subject.kind == "Container") return fmt::format("pod {}, container {}", subject.pod, subject.container);
  if (subject.kind == "Pod") return "pod " + subject.name;
  return {};
}

std::string place_line(const Place& place) {
  if (!place.log.empty()) {
    std::string line = fmt::format("log of {}", place.log);
    if (!place.object.empty()) line += " (" + place.object + ")";
    if (place.previous) line += ", previous run";
    if (place.line > 0) line += fmt::format(", line {}", place.line);
    return line;
  }
  if (place.path.empty()) return place.object;
  return place.object + ", " + place.path;
}

std::string short_time(Time t, Time now) {
  const std::string text = format_time(t);  // 2026-11-21T04:00:00Z
  const std::string today = format_time(now);
  if (text.size() < 16 || today.size() < 10) return text;
  const std::string clock = text.substr(11, 5);
  if (text.substr(0, 10) == today.substr(0, 10)) return clock;
  static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::size_t month = static_cast<std::size_t>((text[5] - '0') * 10 + (text[6] - '0') - 1);
  const std::string year = text.substr(0, 4) == today.substr(0, 4) ? "" : text.substr(0, 4) + " ";
  return fmt::format("{}{} {} {}", year, month < months.size() ? months[month] : "?", text.substr(8, 2), clock);
}

std::string clock_words(Time t, NowSource source) {
  if (source == NowSource::newest && t == Time{}) return "as of no known time: nothing in it tells one, --now gives it";
  const std::string time = format_time(t);
  const std::string at = time.substr(0, 10) + " " + time.substr(11, 5) + " UTC";
  switch (source) {
    case NowSource::server:
      return at;
    case NowSource::capture:
      return "as captured at " + at;
    case NowSource::newest:
      return "as of " + at + ", the newest time in it";
    case NowSource::flag:
      return "as of " + at + ", given by --now";
  }
  return at;
}

std::string counted(std::int64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string plural(std::string_view kind) {
  std::string word;
  for (const char c : kind) word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (word.empty() || word == "endpoints") return word;
  const auto ends = [&](std::string_view end) { return word.ends_with(end); };
  if (ends("s") || ends("x") || ends("ch")) return word + "es";
  if (ends("y") && !ends("ay") && !ends("ey") && !ends("oy")) return word.substr(0, word.size() - 1) + "ies";
  return word + "s";
}

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  return out;
}

}  // namespace aidiag
