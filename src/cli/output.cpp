// SPDX-License-Identifier: Apache-2.0
// Written with write(2): streams would hide a full disk until after the exit code is chosen.
#include "cli/output.hpp"

#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "aidiag/report.hpp"
#include "cli/progress.hpp"
#include "source/process.hpp"

namespace aidiag::cli {
namespace {

// 0, or errno.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

pthread_t main_thread;

// Only the main thread starts programs, and only it holds signals back meanwhile: any other passes them on.
extern "C" void end_by_signal(int signal) {
  if (pthread_equal(pthread_self(), main_thread) == 0) {
    pthread_kill(main_thread, signal);
    return;
  }
  end_running_process();
  erase_progress();
  ::_exit(128 + signal);
}

}  // namespace

void settle_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);  // ignored, it would hide how a child ended
  main_thread = pthread_self();
  for (const int ending : {SIGINT, SIGTERM, SIGQUIT}) std::signal(ending, end_by_signal);
  if (std::signal(SIGHUP, end_by_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // as nohup wants it
}

Status write_out(std::string_view text) {
  const int problem = write_all(STDOUT_FILENO, text);
  if (problem == 0 || problem == EPIPE) return ok_status();
  return Error{ErrorKind::bad_file, std::string("cannot write to standard output: ") + std::strerror(problem), ""};
}

void say(std::string_view line) {
  yield_terminal();
  write_all(STDERR_FILENO, "kubectl-ai-diag: " + clean(line, true) + "\n");
}

void warn(std::string_view line) {
  yield_terminal();
  write_all(STDERR_FILENO, "Warning: " + clean(line, true) + "\n");
}

void pass_on(std::string_view text) {
  yield_terminal();
  write_all(STDERR_FILENO, text);
}

std::string sentence(const Error& error) {
  std::string text = error.message;
  if (!text.ends_with('?') && !text.ends_with('.')) text += '.';
  if (!error.hint.empty()) text += ' ' + error.hint;
  return text;
}

int exit_code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::usage:
    case ErrorKind::bad_file:
      return 2;
    case ErrorKind::connect:
    case ErrorKind::unauthorized:
    case ErrorKind::not_found:
      break;
  }
  return 3;
}

}  // namespace aidiag::cli
