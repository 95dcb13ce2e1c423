// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capture/target.hpp"

namespace aidiag {

/// A folder that is made, or is empty, or holds an earlier capture, whose files are then taken away. The files are
/// written into a hidden folder in it and moved at the end, capture.json last.
Result<std::unique_ptr<CaptureTarget>> open_folder(const std::string& path);

/// Whether it holds a capture.json of this program.
bool is_our_folder(const std::string& path);

}  // namespace aidiag
