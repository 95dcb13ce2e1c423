// SPDX-License-Identifier: Apache-2.0
#include "source/host.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>

namespace aidiag {
namespace {

constexpr std::size_t kMaxFile = 16u << 20;

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

Host::File failed(int error) {
  Host::File file;
  file.problem = lower_first(std::generic_category().message(error));
  file.missing = error == ENOENT || error == ENOTDIR;
  return file;
}

class ThisHost final : public Host {
 public:
  std::optional<std::string> env(const std::string& name) const override {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  }

  File read(const std::string& path) const override {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(path.c_str(), "rbe"), &std::fclose);
    if (!in) return failed(errno);
    File file;
    char chunk[65536];
    while (true) {
      const std::size_t n = std::fread(chunk, 1, sizeof chunk, in.get());
      file.text.append(chunk, n);
      if (file.text.size() > kMaxFile) {
        File large;
        large.problem = "file is larger than 16 MiB";
        return large;
      }
      if (n < sizeof chunk) break;
    }
    if (std::ferror(in.get()) != 0) return failed(errno);
    return file;
  }

  std::string directory() const override {
    std::error_code error;
    return std::filesystem::current_path(error).string();
  }
};

}  // namespace

const Host& this_host() {
  static const ThisHost host;
  return host;
}

}  // namespace aidiag
