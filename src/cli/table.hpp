// SPDX-License-Identifier: Apache-2.0
// The commands and flags, as tables. Parsing, help, completion and the checks of what goes with what are all made
// from these two, so none of them can know a flag that the others do not; the man page and the README are compared
// with them by tests/cli/docs_test.py.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace aidiag::cli {

enum class Command {
  help,
  version,
  pod,
  one_namespace,
  gpus,
  capture,
  rules_list,
  rules_show,
  rules_check,
  rules_coverage,
  completion,
  complete
};

/// A set of commands, as bits.
using Commands = unsigned;
constexpr Commands only(Command command) { return 1U << static_cast<unsigned>(command); }
constexpr bool contains(Commands set, Command command) { return (set & only(command)) != 0; }

struct Example {
  std::string_view what;  ///< one sentence
  std::string_view line;  ///< what follows "kubectl ai-diag "
};

struct CommandEntry {
  Command command;
  std::string_view words;                     ///< "pod", "rules show"
  std::span<const std::string_view> aliases;  ///< other spellings of its first word
  std::string_view arguments;                 ///< as usage shows them: "NAME..."
  std::string_view summary;                   ///< one sentence
  std::string_view about;                     ///< what help says beyond the summary; may be empty
  std::span<const Example> examples;
};

enum class FlagGroup { scope, input, connection, output, other };

/// What a shell offers for a flag's value.
enum class Offer { nothing, values, files, folders, namespaces, contexts, clusters, users };

struct FlagEntry {
  std::string_view name;   ///< without dashes
  char letter;             ///< the short form, or 0
  std::string_view value;  ///< name of its value; empty: a switch
  std::string_view text;   ///< one sentence without the full stop
  FlagGroup group;
  Commands commands;                         ///< where it is understood
  std::span<const std::string_view> values;  ///< all that it accepts, if that is a list
  Offer offer = Offer::nothing;
  bool repeatable = false;

  [[nodiscard]] std::string dashed() const { return "--" + std::string(name); }
};

std::span<const CommandEntry> commands();
std::span<const FlagEntry> flags();
std::string_view title_of(FlagGroup group);
/// The names that --limit accepts before its "=".
std::span<const std::string_view> limit_names();

const CommandEntry& entry_of(Command command);
/// The command with that first word or alias ("po"), or nullptr. "rules" gives the first of its commands.
const CommandEntry* find_command(std::string_view first_word);
/// By name without dashes, or nullptr.
const FlagEntry* find_flag(std::string_view name);
const FlagEntry* find_flag(char letter);

}  // namespace aidiag::cli
