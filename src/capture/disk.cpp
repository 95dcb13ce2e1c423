// SPDX-License-Identifier: Apache-2.0
#include "capture/disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace aidiag {

std::string last_failure() { return std::error_code(errno, std::generic_category()).message(); }

Status write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Error{ErrorKind::bad_file, last_failure(), ""};
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ok_status();
}

Result<int> nameless_file(const std::string& folder) {
  const int unnamed = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (unnamed >= 0) return unnamed;
  std::string name = folder + "/.ai-diag-XXXXXX";  // where the file system has no O_TMPFILE
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return Error{ErrorKind::bad_file, last_failure(), ""};
  ::unlink(name.c_str());
  return file;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace aidiag
