// SPDX-License-Identifier: Apache-2.0
// The process's two ends: everything that is printed goes through here, and signals are settled here.
#pragma once

#include <string>
#include <string_view>

#include "aidiag/result.hpp"

namespace aidiag::cli {

/// Once, before anything else: a reader who has gone away ends no process, and Ctrl-C ends it with exit code 130,
/// SIGTERM, SIGQUIT and SIGHUP with 128 and their number; a credential plugin ends with it.
/// Child processes inherit that SIGPIPE is ignored; who starts one sets it back.
void settle_signals();

/// Writes all of `text` to standard output. A reader who has closed the pipe has seen enough: that is no error. What
/// cannot be written otherwise (a full disk) is one, of kind bad_file.
Status write_out(std::string_view text);

/// One line on standard error, with the program's name in front and cleaned like a report. Never fails.
void say(std::string_view line);
/// One warning of the server or about the connection, as kubectl prints it.
void warn(std::string_view line);

/// Text of a credential plugin, on standard error as it is: it is the user's own program, and may prompt. Never fails.
void pass_on(std::string_view text);

/// The sentence for an error: message, full stop, hint.
std::string sentence(const Error& error);

/// The exit code for an error, by the contract.
int exit_code_of(const Error& error);

}  // namespace aidiag::cli
