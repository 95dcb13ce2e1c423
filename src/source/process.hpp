// SPDX-License-Identifier: Apache-2.0
// Runs one other program and collects what it prints. No shell: the words go to it as they are.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aidiag/value.hpp"
#include "source/host.hpp"

namespace aidiag {

struct ProcessRequest {
  std::string path;
  std::vector<std::string> args;                         ///< without the program's own name
  std::vector<std::pair<std::string, std::string>> env;  ///< over this program's environment
  bool with_stdin = false;                               ///< else it reads /dev/null
  Duration timeout;                                      ///< 0: none
  std::size_t max_output = 1u << 20;
  std::function<void(std::string_view)> on_stderr;  ///< as it comes, the first 64 KiB
  const std::atomic<bool>* interrupted = nullptr;
};

struct ProcessResult {
  enum class End { exited, signalled, timeout, too_much_output, interrupted, wants_terminal, not_started };
  End end = End::not_started;
  int code = 0;  ///< exit code or signal number
  std::string out;
  std::string said;     ///< what it printed on standard error, of much the end
  std::string problem;  ///< not_started: why
};

/// Returns when it has ended, or been ended. What it leaves running in the background is not waited for.
ProcessResult run_process(const ProcessRequest& request);

/// Ends the program that run_process() waits for, with its children; one that talks to the user is asked to end, so
/// that it can leave the terminal in order. None: nothing. Safe in a signal handler.
void end_running_process();

/// Where the command is: itself if it contains a slash, else the first that may be executed in PATH's absolute
/// folders (Go refuses relative ones too).
std::optional<std::string> find_program(const std::string& command, const Host& host);

struct NoProgram {
  std::string what;             ///< as what a sentence says of the command: "is a directory", "is not installed"
  std::string file;             ///< what is there under its name and is no program, or empty
  bool not_executable = false;  ///< `file` is one but for its mode
};

/// Why find_program() finds none.
NoProgram why_no_program(const std::string& command, const Host& host);

}  // namespace aidiag
