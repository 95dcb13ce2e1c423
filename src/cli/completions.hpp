// SPDX-License-Identifier: Apache-2.0
// The files of completions/, which the build puts into the program (cmake/Completions.cmake).
#pragma once

#include <string_view>

namespace aidiag::cli {

/// The completion script of "bash", "zsh" or "fish"; "" for anything else.
std::string_view completion_of(std::string_view shell);

}  // namespace aidiag::cli
