// SPDX-License-Identifier: Apache-2.0
// What a credential plugin that failed has to say. It speaks to people, in many lines and among hints and usage; the
// message wants the part that tells what went wrong, and the command it names as the way out: `aws sso login`,
// `gcloud auth login`, `az login`, `tsh login`.
#pragma once

#include <string>
#include <string_view>

#include "source/access.hpp"

namespace aidiag {

/// Of all it printed on standard error, the part from the first line that sounds like an error on, without usage; else
/// the last line. One line without control characters, bounded.
std::string telling_part(std::string_view text);

/// Of what it printed where the credential should stand, the lines that sound like an error, else "": all else there
/// may be the credential itself. One line without control characters, bounded.
std::string errors_in_output(std::string_view text);

/// The command to log in again that `text` names, with the profile that the kubeconfig gives the plugin where it names
/// one and the text leaves it open; "" if it names none.
std::string login_command(std::string_view text, const ExecConfig& exec);

}  // namespace aidiag
