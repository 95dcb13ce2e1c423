// SPDX-License-Identifier: Apache-2.0
#include "source/dump_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "source/archive.hpp"
#include "source/dump_layout.hpp"
#include "source/dump_text.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 30;
constexpr std::size_t kMaxFiles = 100'000;
constexpr int kMaxDepth = 32;

std::string last_error() { return std::error_code(errno, std::generic_category()).message(); }

// Everything up to the end, which also serves pipes. `expected` is a guess at the size.
DumpInput::Bytes read_all(int fd, std::size_t expected) {
  DumpInput::Bytes out;
  std::size_t used = 0;
  out.text.resize(std::min(expected, kMaxBytes) + 1);
  for (;;) {
    if (used == out.text.size()) out.text.resize(used * 2);
    const ssize_t got = ::read(fd, out.text.data() + used, out.text.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) out.problem = last_error();
    if (got <= 0) break;
    used += static_cast<std::size_t>(got);
    if (used > kMaxBytes) {
      out.problem = "larger than " + std::to_string(kMaxBytes >> 20) + " MiB; the rest was left out";
      break;
    }
  }
  out.text.resize(used);
  return out;
}

DumpInput::Bytes read_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {"", last_error()};
  struct stat status{};
  const std::size_t size = ::fstat(fd, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
  DumpInput::Bytes out = read_all(fd, std::max<std::size_t>(size, 4096));
  ::close(fd);
  return out;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

}  // namespace

Result<DumpInput> DumpInput::open(const std::string& path) {
  DumpInput input;
  const bool from_stdin = path == "-";
  struct stat status{};
  if (!from_stdin && ::stat(path.c_str(), &status) != 0) {
    const ErrorKind kind = errno == ENOENT || errno == ENOTDIR ? ErrorKind::usage : ErrorKind::bad_file;
    return Error{kind, "--from " + path + ": " + last_error(), ""};
  }
  if (!from_stdin && S_ISDIR(status.st_mode)) {
    input.folder_ = path;
    input.add_folder("", 0);
    std::sort(input.names_.begin(), input.names_.end());
    if (input.names_.empty() && !input.problem_.empty()) {
      return Error{ErrorKind::bad_file, "--from " + path + ": " + input.problem_, ""};
    }
    return input;
  }
  Bytes bytes = from_stdin ? read_all(STDIN_FILENO, 64 * 1024) : read_file(path);
  if (bytes.text.empty() && !bytes.problem.empty()) {
    return Error{ErrorKind::bad_file, "--from " + path + ": " + bytes.problem, ""};
  }
  input.problem_ = bytes.problem;
  input.add_file(from_stdin ? "stdin" : std::string(file_of(path)), std::move(bytes.text));
  return input;
}

void DumpInput::add_file(std::string name, std::string bytes) {
  if (!is_archive(bytes) && ending_of(name) != "tar") {
    one_file_ = true;
    to_utf8(bytes);
    names_ = {std::move(name)};
    contents_ = {{std::move(bytes), ""}};
    return;
  }
  Archive archive = read_archive(bytes);
  if (problem_.empty()) problem_ = archive.problem;
  std::sort(archive.entries.begin(), archive.entries.end(), [](const ArchiveEntry& a, const ArchiveEntry& b) {
    return std::tie(a.name, a.bytes) < std::tie(b.name, b.bytes);
  });
  for (ArchiveEntry& entry : archive.entries) {
    one_file_ = entry.name.empty();  // packed, but no tar
    names_.push_back(one_file_ ? name : std::move(entry.name));
    to_utf8(entry.bytes);
    contents_.push_back({std::move(entry.bytes), std::move(entry.problem)});
  }
}

void DumpInput::add_folder(const std::string& name, int depth) {
  namespace fs = std::filesystem;
  const auto note = [&](const std::string& problem) {
    if (problem_.empty()) problem_ = (name.empty() ? "" : name + ": ") + problem;
  };
  std::error_code error;
  for (fs::directory_iterator entry(joined(folder_, name), error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string inner =
        name.empty() ? entry->path().filename().string() : name + "/" + entry->path().filename().string();
    std::error_code ignored;  // of a link that leads nowhere
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
      if (depth < kMaxDepth) add_folder(inner, depth + 1);
    } else if (entry->is_regular_file(ignored)) {
      if (names_.size() >= kMaxFiles)
        return note("more than " + std::to_string(kMaxFiles) + " files; the rest was left out");
      names_.push_back(inner);
    }
  }
  if (error) note(error.message());
}

const DumpInput::Bytes& DumpInput::read(std::size_t index, Bytes& buffer) const {
  if (folder_.empty()) return contents_[index];
  buffer = read_file(joined(folder_, names_[index]));
  to_utf8(buffer.text);
  return buffer;
}

}  // namespace aidiag
