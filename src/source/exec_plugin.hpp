// SPDX-License-Identifier: Apache-2.0
// Credential plugins: programs that print an ExecCredential, of client.authentication.k8s.io/v1 or v1beta1
// (client-go plugin/pkg/client/auth/exec/exec.go). Most managed clusters log in this way, and most of what goes wrong
// before the first request goes wrong here, so every failure has its own sentence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "source/access.hpp"

namespace aidiag {

struct ExecCredential {
  std::string token, cert_pem, key_pem;
  std::optional<Time> expires;
};

/// KUBERNETES_EXEC_INFO: what the plugin is told.
std::string exec_info(const ExecConfig& exec, const Access& access, bool interactive);

/// What the plugin printed. The error (unauthorized) says what is wrong with it.
Result<ExecCredential> parse_exec_credential(std::string_view output, const ExecConfig& exec);

/// Runs the plugin of `access.exec`. REQUIRES access.exec.
Result<ExecCredential> run_exec_plugin(const Access& access, const ConnectOptions& options, const Host& host);

}  // namespace aidiag
