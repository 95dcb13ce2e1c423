// SPDX-License-Identifier: Apache-2.0
// Whether certificates and keys can be used at all, asked before the first request: libcurl would answer with an error
// of OpenSSL in the middle of a handshake. What is accepted is what Go accepts (crypto/tls X509KeyPair, crypto/x509
// AppendCertsFromPEM).
#pragma once

#include <optional>
#include <string>

#include "aidiag/value.hpp"

namespace aidiag {

/// What is wrong with a client certificate and its key, both PEM, as the end of a sentence that begins with their
/// name: "hold no certificate". Empty if nothing is.
std::string pair_problem(const std::string& cert_pem, const std::string& key_pem);

/// When the first certificate in `pem` ends.
std::optional<Time> end_of_certificate(const std::string& pem);

/// Whether at least one certificate in `pem` can be read.
bool has_certificate(const std::string& pem);

}  // namespace aidiag
