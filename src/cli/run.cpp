// SPDX-License-Identifier: Apache-2.0
#include "cli/run.hpp"

#include "cli/capture_command.hpp"
#include "cli/complete_command.hpp"
#include "cli/completions.hpp"
#include "cli/coverage_command.hpp"
#include "cli/diagnose_command.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/rules_command.hpp"

namespace aidiag::cli {
namespace {

Result<int> print(std::string_view text, int exit_code) {
  if (Status status = write_out(text); !status) return std::move(status).error();
  return exit_code;
}

}  // namespace

Result<int> run(const Options& options) {
  switch (options.command) {
    case Command::help:
      return print(help_text(options.topic, options.program), 0);
    case Command::version:
      return print("kubectl-ai-diag " AIDIAG_VERSION "\n", 0);
    case Command::completion:
      return print(completion_of(options.arguments[0]), 0);
    case Command::complete:
      return complete_command(options);
    case Command::rules_list:
      return rules_list(options);
    case Command::rules_show:
      return rules_show(options);
    case Command::rules_check:
      return rules_check(options);
    case Command::rules_coverage:
      return rules_coverage(options);
    case Command::pod:
    case Command::one_namespace:
    case Command::gpus:
    case Command::capture:
      break;
  }
  auto rules = load_rules(options);
  if (!rules) return std::move(rules).error();
  if (options.command == Command::capture) return capture_command(options, rules.value());
  return options.command == Command::gpus ? gpus_command(options, rules.value())
                                          : diagnose_command(options, rules.value());
}

}  // namespace aidiag::cli
