// SPDX-License-Identifier: Apache-2.0
#include "cli/run.hpp"

#include "cli/complete.hpp"
#include "cli/completions.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"

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
      return print(complete(options.arguments, {}), 0);
    default:
      break;
  }
  return Error{ErrorKind::usage, "this build cannot diagnose", ""};
}

}  // namespace aidiag::cli
