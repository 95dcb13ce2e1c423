// SPDX-License-Identifier: Apache-2.0
#include "source/plugin_words.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "aidiag/ascii.hpp"
#include "source/api_status.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kLongest = 400;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t") != std::string_view::npos) lines.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

bool sounds_like_an_error(std::string_view line) {
  constexpr std::array<std::string_view, 11> signs = {"error",      "fail",      "unable",  "expired",
                                                      "denied",     "not found", "invalid", "no valid",
                                                      "not logged", "cannot be", "required"};
  const std::string words = lower_case(line);
  return std::any_of(signs.begin(), signs.end(),
                     [&](std::string_view sign) { return words.find(sign) != std::string::npos; });
}

std::string on_one_line(const std::vector<std::string_view>& lines) {
  std::string part;
  for (const std::string_view line : lines) {
    part += (part.empty() ? "" : " ") + one_line(line, kLongest);
    if (part.size() > kLongest) {
      part.resize(kLongest);
      while (!part.empty() && (static_cast<unsigned char>(part.back()) & 0xc0) == 0x80) part.pop_back();
      return part + "...";
    }
  }
  return part;
}

// Up to where the words of a command go: a quote, the end of a sentence, or a word that is none of it.
std::string command_from(std::string_view text) {
  text = text.substr(0, text.find_first_of("\n\r\"'`;,)"));
  std::string command;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool last = !word.empty() && word.back() == '.';
    if (last) word.remove_suffix(1);
    constexpr std::array<std::string_view, 10> prose = {"with", "to",      "and",   "or", "for",
                                                        "in",   "command", "again", "if", "on"};
    if (word.empty() || std::find(prose.begin(), prose.end(), word) != prose.end()) break;
    command += (command.empty() ? "" : " ") + std::string(word);
    if (last) break;
  }
  return command;
}

std::string profile_of(const ExecConfig& exec) {
  for (std::size_t i = 0; i < exec.args.size(); ++i) {
    if (exec.args[i] == "--profile" && i + 1 < exec.args.size()) return exec.args[i + 1];
    if (exec.args[i].rfind("--profile=", 0) == 0) return exec.args[i].substr(10);
  }
  for (const auto& [name, value] : exec.env) {
    if (name == "AWS_PROFILE") return value;
  }
  return "";
}

}  // namespace

std::string telling_part(std::string_view text) {
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.empty()) return "";
  auto line = std::find_if(lines.begin(), lines.end(), sounds_like_an_error);
  if (line == lines.end()) line = lines.end() - 1;
  const auto usage =
      std::find_if(line, lines.end(), [](std::string_view one) { return lower_case(one).rfind("usage:", 0) == 0; });
  return on_one_line({line, usage});
}

std::string errors_in_output(std::string_view text) {
  if (text.find("ExecCredential") != std::string_view::npos) return "";
  std::vector<std::string_view> lines = lines_of(text);
  std::erase_if(lines, [](std::string_view line) {  // a token has no spaces
    return !sounds_like_an_error(line) || one_line(line).find(' ') == std::string::npos;
  });
  return on_one_line(lines);
}

std::string login_command(std::string_view text, const ExecConfig& exec) {
  constexpr std::array<std::string_view, 7> starts = {
      "aws sso login", "gcloud auth login", "gcloud auth application-default login", "az login", "azd auth login",
      "tsh login",     "tsh --proxy"};
  for (const std::string_view start : starts) {
    const std::size_t at = text.find(start);
    if (at == std::string_view::npos) continue;
    std::string command = command_from(text.substr(at));
    const std::string profile = profile_of(exec);
    const bool open = start == "aws sso login" && command.find("--profile") == std::string::npos;
    return one_line(open && !profile.empty() ? command + " --profile " + profile : command, 200);
  }
  return "";
}

}  // namespace aidiag
