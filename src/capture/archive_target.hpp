// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capture/target.hpp"

namespace aidiag {

/// A .tar.gz that takes its name when it is whole. Its files lie in a folder of the archive's own name, so that
/// unpacking it litters nothing. The same files at the same time give the same bytes.
Result<std::unique_ptr<CaptureTarget>> open_archive(const std::string& path, Time time);

/// Whether the file begins as a capture does: with capture.json.
bool is_our_archive(const std::string& path);

}  // namespace aidiag
