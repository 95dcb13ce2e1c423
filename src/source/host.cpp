// SPDX-License-Identifier: Apache-2.0
#include "source/host.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "source/descriptor.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kMaxFile = 16u << 20;
constexpr int kPipePatience = 5'000;  // milliseconds

Host::File failed(int error) {
  Host::File file;
  file.problem = words_of(error);
  file.missing = error == ENOENT;
  return file;
}

Host::File refused(std::string problem) {
  Host::File file;
  file.problem = std::move(problem);
  return file;
}

// A kubeconfig may come through a pipe, as from a shell's <(command); a writer is given a few seconds.
bool wait_for_data(int fd) {
  pollfd poll_fd{fd, POLLIN, 0};
  while (true) {
    const int ready = ::poll(&poll_fd, 1, kPipePatience);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
    if (ready == 0) return false;
  }
}

class ThisHost final : public Host {
 public:
  std::optional<std::string> env(const std::string& name) const override {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  }

  File read(const std::string& path) const override {
    const Descriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (in.get() < 0) return failed(errno);
    File file;
    char chunk[65536];
    while (true) {
      if (!wait_for_data(in.get())) return refused("is a pipe or a device that nobody writes to");
      const ssize_t n = ::read(in.get(), chunk, sizeof chunk);
      if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (n < 0) return failed(errno);
      if (n == 0) return file;
      file.text.append(chunk, static_cast<std::size_t>(n));
      if (file.text.size() > kMaxFile) return refused("file is larger than 16 MiB");
    }
  }

  std::string directory() const override {
    std::error_code error;
    return std::filesystem::current_path(error).string();
  }
};

}  // namespace

std::string words_of(int os_error) {
  std::string text = std::generic_category().message(os_error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

const Host& this_host() {
  static const ThisHost host;
  return host;
}

}  // namespace aidiag
