// SPDX-License-Identifier: Apache-2.0
// Command lines as a report may show them: without the secrets that a word before, or the program, tells of.
#pragma once

#include <string>

#include "facts/containers.hpp"

namespace aidiag {

/// The words of one command line joined by spaces.
std::string shown_words(Json words);

/// Command and arguments, as joined_command().
std::string shown_command(const ContainerView& container);

}  // namespace aidiag
