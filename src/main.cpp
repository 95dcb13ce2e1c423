// SPDX-License-Identifier: Apache-2.0
// argv -> options -> run -> exit code. Nothing below is expected to throw; the catch is the last resort.
#include <exception>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/run.hpp"

namespace {

using namespace aidiag;
using namespace aidiag::cli;

int finish(const Error& error) {
  say(sentence(error));
  return exit_code_of(error);
}

int start(const std::vector<std::string>& args) {
  const Result<Options> options = parse_options(args);
  if (!options) return finish(options.error());
  const Result<int> code = run(options.value());
  return code ? code.value() : finish(code.error());
}

}  // namespace

int main(int argc, char** argv) {
  settle_signals();
  try {
    std::vector<std::string> args(argv, argv + argc);
    if (args.empty()) args.emplace_back("kubectl-ai-diag");
    return start(args);
  } catch (const std::exception& problem) {
    say(std::string("something went wrong that should not: ") + problem.what());
    return 4;
  }
}
