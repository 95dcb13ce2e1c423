// SPDX-License-Identifier: Apache-2.0
// The command line as a plain value. `parse_options` reads nothing but its arguments and prints nothing; what is
// wrong comes back as an Error of one sentence.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/cluster.hpp"
#include "aidiag/result.hpp"
#include "aidiag/rule.hpp"
#include "aidiag/source.hpp"
#include "cli/table.hpp"

namespace aidiag::cli {

enum class Format { text, json, yaml };
enum class Color { automatic, always, never };

struct Options {
  Command command = Command::help;
  std::string program;                 ///< how the user calls it, for messages: "kubectl ai-diag"
  std::string topic;                   ///< help: of which command, "rules" or "rules show"; empty: of all
  std::vector<std::string> arguments;  ///< rules show: the id; rules check: files; rules coverage: a category;
                                       ///< completion: the shell; complete: words; capture: its path

  std::vector<Scope::Target> targets;  ///< pod: what was named; empty with a selector
  bool all_namespaces = false;         ///< else connect.ns; where that is empty, the context's namespace
  std::string selector;
  bool logs = true;

  ConnectOptions connect;  ///< its `ns` also holds NAME of `namespace NAME`
  std::string from;        ///< empty: a live cluster; "-": standard input
  std::optional<Time> now;
  std::vector<std::string> rules;  ///< folders
  Limits limits;

  Format output = Format::text;
  std::optional<Severity> fail_on = Severity::error;  ///< nullopt: never
  Color color = Color::automatic;
  int verbosity = 0;   ///< -v: 6, or the level given, with kubectl's meaning of 6 to 10
  bool force = false;  ///< capture: over an earlier one
};

/// `args` are argv as they are, the program's name first. REQUIRES: not empty. Errors are of kind usage.
Result<Options> parse_options(std::span<const std::string> args);

/// "kubectl ai-diag" if the program was found by its name for kubectl, else its base name.
std::string program_name(std::string_view argv0);
/// Whether it was called by the name under which kubectl asks for completions.
bool is_completer(std::string_view argv0);

/// What the options ask about. `context_namespace` stands in where no namespace was given; with an empty one (a dump)
/// all namespaces are meant.
Scope scope_of(const Options& options, std::string_view context_namespace);

}  // namespace aidiag::cli
