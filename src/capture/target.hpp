// SPDX-License-Identifier: Apache-2.0
// Where a capture goes: a folder, or a .tar.gz. Either way it appears when it is whole; what fails on the way, or is
// given up, leaves what was there before.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "aidiag/result.hpp"
#include "aidiag/value.hpp"

namespace aidiag {

class CaptureTarget {
 public:
  /// Takes back what was not finished.
  virtual ~CaptureTarget() = default;

  /// Begins a file; `path` is relative, its parts are safe, and `size` bytes of it will be added.
  virtual Status begin(const std::string& path, std::size_t size) = 0;
  virtual Status add(std::string_view bytes) = 0;
  /// Makes all of it appear.
  virtual Status finish() = 0;
  /// Bytes on disk, once finished.
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

/// Whether `path` names an archive by its ending. The error (usage) is for endings that promise another format.
Result<bool> is_archive_name(const std::string& path);

/// The folder in which work for `path` can be put aside: on the same disk, and there.
std::string workplace_of(const std::string& path);

/// Errors: `usage` where something stands that must not be overwritten (an earlier capture may, with `force`),
/// `bad_file` where nothing can be written. `time` is given to the archive's files.
Result<std::unique_ptr<CaptureTarget>> open_target(const std::string& path, bool force, Time time);
/// The same without beginning: so that it is known before anything is read.
Status check_target(const std::string& path, bool force);

}  // namespace aidiag
