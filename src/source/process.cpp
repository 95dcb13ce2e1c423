// SPDX-License-Identifier: Apache-2.0
#include "source/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "source/clock.hpp"
#include "source/descriptor.hpp"

extern char** environ;

namespace aidiag {
namespace {

constexpr int kPollMs = 10;
constexpr std::size_t kKeptStderr = 16384;
constexpr std::size_t kPassedStderr = 65536;

// As kill() takes it: a group, or a program that is in this one's. Lock-free, so that a signal handler may read it.
std::atomic<pid_t> running = 0;

// No signal may end this program while one is started that nobody would end then. Of this thread: the handler runs in
// the main one, which is it.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&ending, signal);
    pthread_sigmask(SIG_BLOCK, &ending, &before_);
  }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;
  ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  [[nodiscard]] const sigset_t& before() const { return before_; }

 private:
  sigset_t before_{};
};

struct Pipe {
  Descriptor read, write;
  bool create() {
    int ends[2];
    if (pipe(ends) != 0) return false;
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
    for (const int fd : ends) fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return true;
  }
};

std::vector<std::string> environment(const ProcessRequest& request) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    const std::string name = text.substr(0, text.find('='));
    const bool replaced =
        std::any_of(request.env.begin(), request.env.end(), [&](const auto& e) { return e.first == name; });
    if (!replaced) all.push_back(text);
  }
  for (const auto& [name, value] : request.env) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

class Child {
 public:
  explicit Child(const ProcessRequest& request) : request_(request) {}

  ProcessResult run() {
    ProcessResult result;
    if (const int error = start(); error != 0) {
      result.problem = words_of(error);
      return result;
    }
    collect(result);
    return result;
  }

 private:
  // A program that cannot talk to the user gets a process group of its own, so that its children end with it. One
  // that reads the terminal must stay in the terminal's group.
  int start() {
    if (!out_.create() || !err_.create()) return errno;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    sigset_t signals;  // what this program ignores the other one may rely on
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    if (!request_.with_stdin) {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
      flags |= POSIX_SPAWN_SETPGROUP;
      posix_spawnattr_setpgroup(&attributes, 0);
    }
    posix_spawnattr_setflags(&attributes, flags);
    posix_spawn_file_actions_adddup2(&actions, out_.write.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err_.write.get(), STDERR_FILENO);
    std::vector<std::string> words = request_.args, env = environment(request_);
    words.insert(words.begin(), request_.path);
    const SignalsHeld held;
    posix_spawnattr_setsigmask(&attributes, &held.before());
    const int error =
        posix_spawn(&pid_, request_.path.c_str(), &actions, &attributes, pointers(words).data(), pointers(env).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    out_.write.close();
    err_.write.close();
    if (error == 0) running = target();
    return error;
  }

  void collect(ProcessResult& result) {
    const Time begin = steady_clock();
    std::optional<ProcessResult::End> forced;
    while (!forced && !stopped_ && !ended(result)) {
      wait_for_output();
      drain(out_.read, [&](std::string_view text) { result.out.append(text); });
      drain(err_.read, [&](std::string_view text) { take_stderr(text); });
      if (result.out.size() > request_.max_output) forced = ProcessResult::End::too_much_output;
      if (request_.timeout.us > 0 && steady_clock() - begin > request_.timeout) forced = ProcessResult::End::timeout;
      if (request_.interrupted != nullptr && request_.interrupted->load()) forced = ProcessResult::End::interrupted;
    }
    if (stopped_) forced = ProcessResult::End::wants_terminal;
    if (forced) kill_it();
    drain(out_.read, [&](std::string_view text) { result.out.append(text); });
    drain(err_.read, [&](std::string_view text) { take_stderr(text); });
    if (forced) result.end = *forced;
    result.said = std::move(stderr_);
  }

  bool ended(ProcessResult& result) {
    int status = 0;
    const pid_t found = waitpid(pid_, &status, WNOHANG | WUNTRACED);
    // Where SIGCHLD is ignored nobody learns how it ended; what it printed tells.
    const bool unknown = found < 0 && errno == ECHILD;
    if (found != pid_ && !unknown) return false;
    if (found == pid_ && WIFSTOPPED(status)) {
      // In a group of its own it would stay so: nobody hands it the terminal.
      stopped_ = !request_.with_stdin && (WSTOPSIG(status) == SIGTTIN || WSTOPSIG(status) == SIGTTOU);
      return false;
    }
    running = 0;
    result.end = WIFEXITED(status) ? ProcessResult::End::exited : ProcessResult::End::signalled;
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    return true;
  }

  [[nodiscard]] pid_t target() const { return request_.with_stdin ? pid_ : -pid_; }

  void kill_it() const {
    kill(target(), SIGKILL);
    running = 0;
    int status = 0;
    waitpid(pid_, &status, 0);
  }

  void wait_for_output() {
    pollfd fds[2] = {{out_.read.get(), POLLIN, 0}, {err_.read.get(), POLLIN, 0}};  // -1 is passed over
    poll(fds, 2, kPollMs);
  }

  template <class Take>
  static void drain(Descriptor& fd, Take take) {
    char chunk[16384];
    // Not endlessly: limits are looked at in between.
    for (int i = 0; i < 16 && fd.open(); ++i) {
      const ssize_t n = ::read(fd.get(), chunk, sizeof chunk);
      if (n > 0) take(std::string_view(chunk, static_cast<std::size_t>(n)));
      if (n == 0) fd.close();
      if (n < 0) return;
    }
  }

  void take_stderr(std::string_view text) {
    if (request_.on_stderr && passed_ < kPassedStderr) request_.on_stderr(text.substr(0, kPassedStderr - passed_));
    passed_ = std::min(kPassedStderr, passed_ + text.size());
    stderr_.append(text);
    if (stderr_.size() > 2 * kKeptStderr) stderr_.erase(0, stderr_.size() - kKeptStderr);
  }

  const ProcessRequest& request_;
  Pipe out_, err_;
  pid_t pid_ = -1;
  std::string stderr_;
  std::size_t passed_ = 0;
  bool stopped_ = false;  // by its own use of the terminal
};

bool is_program(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
}

// What keeps a file from being run, or "" where there is none.
std::string obstacle(const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) return "";
  if (S_ISDIR(info.st_mode)) return "is a directory, not a program";
  return S_ISREG(info.st_mode) ? "may not be executed: its mode does not allow it" : "is not a file";
}

// Where the command may be, in their order.
std::vector<std::string> candidates(const std::string& command, const Host& host) {
  if (command.find('/') != std::string::npos) return {command};
  std::vector<std::string> paths;
  const std::string list = host.env_or_empty("PATH");
  std::size_t begin = 0;
  while (begin <= list.size() && !command.empty()) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    if (list[begin] == '/') paths.push_back(list.substr(begin, end - begin) + "/" + command);
    begin = end + 1;
  }
  return paths;
}

}  // namespace

ProcessResult run_process(const ProcessRequest& request) { return Child(request).run(); }

void end_running_process() {
  const pid_t target = running.load();
  if (target != 0) kill(target, target < 0 ? SIGKILL : SIGTERM);
}

std::optional<std::string> find_program(const std::string& command, const Host& host) {
  for (std::string& path : candidates(command, host)) {
    if (is_program(path)) return std::move(path);
  }
  return std::nullopt;
}

NoProgram why_no_program(const std::string& command, const Host& host) {
  const bool is_path = command.find('/') != std::string::npos;
  for (const std::string& path : candidates(command, host)) {
    const std::string what = obstacle(path);
    struct stat info{};
    const bool file = stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
    if (!what.empty()) return {is_path ? what : "is not installed: " + path + " " + what, path, file};
  }
  if (!is_path) return {"is not installed: no folder of PATH has it", ""};
  const bool hidden = access(command.c_str(), F_OK) != 0 && errno == EACCES;
  return {hidden ? "is in a folder that may not be looked into" : "is not installed: there is no such file", ""};
}

}  // namespace aidiag
