// SPDX-License-Identifier: Apache-2.0
// Which commands a rule may print as harmless. Lists are closed: a verb, flag or program that is not in them is
// refused, whatever it does. So a reader may paste every command of `check:` without reading it first.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

/// Why the command, split into words, is no reading command; "" if it is one. A phrase that follows the command, such
/// as "is no reading command: ...". `inside`: also exec with a program of the closed list, and port-forward.
std::string words_problem(const std::vector<std::string>& words, bool inside);

/// Why `command` is not one plain command line, or "".
std::string splitting_problem(std::string_view command);

/// What may follow `--` of an exec: programs that only look. "" if `program` is one of them with harmless arguments.
std::string program_problem(const std::vector<std::string>& program);

/// Whether the kubectl command reads or changes something that lives in a namespace.
bool wants_namespace(const std::vector<std::string>& words);

}  // namespace aidiag
