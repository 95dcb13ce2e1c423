// SPDX-License-Identifier: Apache-2.0
// Files of a capture on disk: made for their owner only, and either whole or not there.
#pragma once

#include <string>
#include <string_view>

#include "aidiag/result.hpp"

namespace aidiag {

/// "No space left on device": the system's words for the last failure.
std::string last_failure();

/// The error is of kind bad_file and says what the system says.
Status write_all(int file, std::string_view bytes);

/// A file in `folder` that has no name, for reading and writing.
Result<int> nameless_file(const std::string& folder);

/// The folder that `path` stands in: "." for a plain name.
std::string parent_of(const std::string& path);

}  // namespace aidiag
