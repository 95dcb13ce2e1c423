// SPDX-License-Identifier: Apache-2.0
// A command line as words, both ways, as a POSIX shell splits and joins them. Only what a single plain command needs:
// whatever a shell would act on (pipes, redirections, variables) is refused, so nothing that is filled in can act.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aidiag {

/// The words of `command`, or what is wrong with it: a phrase such as "has a quote that does not end".
std::variant<std::vector<std::string>, std::string> split_words(std::string_view command);

/// The word as a shell must be given it: in single quotes if it holds anything but letters, digits and @%+=:,./-_
std::string shell_quoted(std::string_view word);

}  // namespace aidiag
