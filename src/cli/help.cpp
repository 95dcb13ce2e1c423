// SPDX-License-Identifier: Apache-2.0
// Every command's help has the same parts: what it does, usage, examples, flags, exit codes.
#include "cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "cli/table.hpp"

namespace aidiag::cli {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kFlagColumn = 36;

// Breaks `text` at blanks so that it ends at kWidth; later lines begin at `indent`. `column` is where it begins.
std::string wrapped(std::string_view text, std::size_t column, std::size_t indent) {
  std::string result;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    if (!result.empty() && column + 1 + blank > kWidth) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!result.empty()) {
      result += ' ';
      ++column;
    }
    result += text.substr(0, blank);
    column += blank;
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return result;
}

std::string flag_line(const FlagEntry& flag) {
  std::string left =
      flag.letter != 0 ? fmt::format("  -{}, --{}", flag.letter, flag.name) : fmt::format("      --{}", flag.name);
  if (!flag.value.empty()) left += fmt::format(" {}", flag.value);
  const std::string gap = left.size() + 2 > kFlagColumn ? "\n" + std::string(kFlagColumn, ' ')
                                                        : std::string(kFlagColumn - left.size(), ' ');
  return left + gap + wrapped(flag.text, kFlagColumn, kFlagColumn) + "\n";
}

std::string flags_of(Command command) {
  std::string text;
  for (FlagGroup group :
       {FlagGroup::scope, FlagGroup::input, FlagGroup::output, FlagGroup::other, FlagGroup::connection}) {
    std::string lines;
    for (const FlagEntry& flag : flags()) {
      if (flag.group == group && contains(flag.commands, command)) lines += flag_line(flag);
    }
    if (!lines.empty()) text += fmt::format("\n{}:\n{}", title_of(group), lines);
  }
  return text;
}

std::string examples_of(const CommandEntry& entry, std::string_view program) {
  std::string text = "\nExamples:\n";
  for (const Example& example : entry.examples) {
    text += fmt::format("  # {}\n  {} {}\n", example.what, program, example.line);
  }
  return text;
}

std::string usage_of(const CommandEntry& entry, std::string_view program) {
  std::string text = fmt::format("\nUsage:\n  {} {}{}{} [flags]\n", program, entry.words,
                                 entry.arguments.empty() ? "" : " ", entry.arguments);
  if (!entry.aliases.empty()) text += fmt::format("\nAliases:\n  {}\n", fmt::join(entry.aliases, ", "));
  return text;
}

constexpr std::string_view kExitCodes = R"(
Exit codes:
  0    nothing found at or above --fail-on
  1    findings at or above it
  2    wrong usage, a bad rule or configuration file, or output that could not be written
  3    could not connect or sign in, no cluster configured, or what was asked for is not there
  4    nothing found, but something that matters could not be read
  130  interrupted
)";

constexpr std::string_view kExitCodesOfGpus = R"(
Exit codes:
  0    all of it could be read, also if there is none
  2    wrong usage, a bad rule or configuration file, or output that could not be written
  3    could not connect or sign in, or no cluster is configured
  4    nodes, or pods on them, could not be read
  130  interrupted
)";

constexpr std::string_view kExitCodesOfCapture = R"(
Exit codes:
  0    written, and nothing is missing that a diagnosis needs
  2    wrong usage, a bad rule or configuration file, or files that could not be written
  3    could not connect or sign in, no cluster configured, or what was asked for is not there
  4    written, but something that matters could not be read
  130  interrupted; nothing was written
)";

std::string command_list(std::string_view prefix) {
  std::string text = "\nCommands:\n";
  for (const CommandEntry& entry : commands()) {
    if (!entry.words.starts_with(prefix)) continue;
    const std::string left = fmt::format("{}{}{}", entry.words, entry.arguments.empty() ? "" : " ", entry.arguments);
    text += fmt::format("  {:<28}{}\n", left, entry.summary);
  }
  return text;
}

std::string help_of_program(std::string_view program) {
  std::string text =
      "Says why AI workloads on Kubernetes do not run: the one cause, its evidence, and commands that only\n"
      "read to confirm it. It changes nothing and reads no Secrets.\n";
  text += examples_of(entry_of(Command::help), program);
  text += fmt::format("\nUsage:\n  {0} COMMAND [flags]\n  {0} KIND/NAME [flags]\n", program);
  text += command_list("");
  text += kExitCodes;
  return text + fmt::format("\nThe flags of a command: {} COMMAND --help\n", program);
}

}  // namespace

std::string help_text(std::string_view topic, std::string_view program) {
  if (topic.empty()) return help_of_program(program);
  if (topic == "rules") return "Look at the rules and check your own.\n" + command_list("rules ");
  const auto all = commands();
  const auto entry = std::ranges::find(all, topic, &CommandEntry::words);
  if (entry == all.end()) return help_of_program(program);
  std::string text = fmt::format("{}\n", entry->summary);
  if (!entry->about.empty()) text += "\n" + wrapped(entry->about, 0, 0) + "\n";
  text += usage_of(*entry, program) + examples_of(*entry, program) + flags_of(entry->command);
  if (entry->command == Command::gpus) return text + std::string(kExitCodesOfGpus);
  if (entry->command == Command::capture) return text + std::string(kExitCodesOfCapture);
  const bool diagnoses = entry->command == Command::pod || entry->command == Command::one_namespace;
  return diagnoses ? text + std::string(kExitCodes) : text;
}

}  // namespace aidiag::cli
