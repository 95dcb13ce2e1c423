// SPDX-License-Identifier: Apache-2.0
#include "capture/target.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "aidiag/ascii.hpp"
#include "capture/archive_target.hpp"
#include "capture/disk.hpp"
#include "capture/folder_target.hpp"

namespace aidiag {
namespace {

namespace fs = std::filesystem;

bool is_empty_folder(const std::string& path) {
  std::error_code error;
  return fs::is_empty(path, error) && !error;
}

Error in_the_way(const std::string& path, bool is_capture) {
  if (is_capture) {
    return {ErrorKind::usage, path + " is a capture already", "--force puts the new one in its place."};
  }
  return {ErrorKind::usage, path + " is there already and is no capture", "Give another name."};
}

}  // namespace

Result<bool> is_archive_name(const std::string& path) {
  if (path.empty() || path == "-") {
    return Error{ErrorKind::usage, "capture takes a folder or a FILE.tar.gz, not \"" + path + "\"", ""};
  }
  const std::string name = lower_case(path);
  if (name.ends_with(".tar.gz") || name.ends_with(".tgz")) return true;
  for (const std::string_view other : {".tar", ".gz", ".zip", ".xz", ".txz", ".bz2", ".tbz", ".zst", ".7z", ".json"}) {
    if (!name.ends_with(other)) continue;
    return Error{ErrorKind::usage, "capture writes a folder or a .tar.gz, not " + std::string(other), ""};
  }
  return false;
}

std::string workplace_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) ? path : parent_of(path);
}

Status check_target(const std::string& path, bool force) {
  const Result<bool> archive = is_archive_name(path);
  if (!archive) return archive.error();
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) return Error{ErrorKind::bad_file, path + ": " + last_failure(), ""};
  } else if (archive.value()) {
    const bool ours = S_ISREG(status.st_mode) && is_our_archive(path);
    if (!ours || !force) return in_the_way(path, ours);
  } else if (!S_ISDIR(status.st_mode)) {
    return in_the_way(path, false);
  } else if (!is_empty_folder(path)) {
    const bool ours = is_our_folder(path);
    if (!ours || !force) return in_the_way(path, ours);
  }
  const std::string place = workplace_of(path);
  if (::stat(place.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return Error{ErrorKind::bad_file, "cannot write " + path + ": there is no folder " + place, ""};
  }
  if (::access(place.c_str(), W_OK | X_OK) != 0) {
    return Error{ErrorKind::bad_file, "cannot write " + path + ": " + last_failure(), ""};
  }
  return ok_status();
}

Result<std::unique_ptr<CaptureTarget>> open_target(const std::string& path, bool force, Time time) {
  if (Status status = check_target(path, force); !status) return std::move(status).error();
  return is_archive_name(path).value() ? open_archive(path, time) : open_folder(path);
}

}  // namespace aidiag
