// SPDX-License-Identifier: Apache-2.0
#include "source/credentials.hpp"

#include <algorithm>
#include <utility>

#include "source/base64.hpp"
#include "source/client_pair.hpp"
#include "source/oidc.hpp"

namespace aidiag {
namespace {

// client-go transport/token_source.go: read every minute, ten seconds early.
constexpr Duration kTokenFileLife = seconds(50);

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// A line end would let a value add headers of its own.
bool fits_header(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 127; });
}

// A header's name takes few characters; the others, and the escape itself, travel as %xx (transport/round_trippers.go).
std::string header_key(const std::string& key) {
  constexpr std::string_view allowed = "!#$&'*+-.^_`|~";
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out;
  for (const char c : key) {
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alnum || allowed.find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      out += {'%', hex[static_cast<unsigned char>(c) >> 4], hex[static_cast<unsigned char>(c) & 15]};
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> impersonation_headers(const Impersonation& as) {
  std::vector<std::string> headers;
  if (as.user.empty()) return headers;
  headers.push_back("Impersonate-User: " + as.user);
  if (!as.uid.empty()) headers.push_back("Impersonate-Uid: " + as.uid);
  for (const std::string& group : as.groups) headers.push_back("Impersonate-Group: " + group);
  for (const auto& [key, values] : as.extra) {
    for (const std::string& value : values) headers.push_back("Impersonate-Extra-" + header_key(key) + ": " + value);
  }
  return headers;
}

Result<Identity> Credentials::current(Time now) {
  if (auto status = refresh_token_file(now); !status.ok()) return std::move(status).error();
  if (auto status = refresh_credential(now); !status.ok()) return std::move(status).error();
  Identity identity;
  identity.cert_pem = access_.cert_pem;
  identity.key_pem = access_.key_pem;
  std::string token = file_token_.empty() ? access_.token : file_token_;
  if (credential_) {
    token = credential_->token;
    identity.cert_pem = credential_->cert_pem;
    identity.key_pem = credential_->key_pem;
  }
  if (!token.empty()) {
    identity.headers.push_back("Authorization: Bearer " + token);
  } else if (!access_.username.empty()) {
    identity.headers.push_back("Authorization: Basic " + base64_encode(access_.username + ":" + access_.password));
  }
  if (!std::all_of(identity.headers.begin(), identity.headers.end(), fits_header)) {
    const std::string whose = token.empty() ? access_.user_origin : origin_of_token();
    return Error{ErrorKind::bad_file, "the credentials of " + whose + " contain a control character",
                 "A token is one line of plain characters: fetch it anew."};
  }
  for (std::string& header : impersonation_headers(access_.as)) {
    if (!fits_header(header)) {
      const std::string name = header.substr(0, header.find(':'));
      return Error{
          ErrorKind::bad_file, "whom to act as contains a control character (" + name + ")",
          "It comes from --as, --as-uid, --as-group or --as-user-extra, or from `as` of " + access_.user_origin + "."};
    }
    identity.headers.push_back(std::move(header));
  }
  for (std::string& header : identity.headers) header.erase(header.find_last_not_of(" \t") + 1);  // as Go does
  return identity;
}

// While the file cannot be read its last good content stays in use.
Status Credentials::refresh_token_file(Time now) {
  if (access_.token_file.empty()) return ok_status();
  if (file_read_ && now - *file_read_ < kTokenFileLife) return ok_status();
  const Host::File file = host_.read(access_.token_file);
  const std::string token = trimmed(file.text);
  if (file.ok() && !token.empty()) {
    file_token_ = token;
    file_read_ = now;
  } else if (file_token_.empty() && access_.token.empty()) {
    return Error{ErrorKind::bad_file,
                 "tokenFile " + access_.token_file + " of " + access_.user_origin + ": " +
                     (file.ok() ? "file is empty" : file.problem),
                 "Log in again with the tool that writes it, or pass --token."};
  }
  return ok_status();
}

Status Credentials::refresh_credential(Time now) {
  if (!access_.exec) return ok_status();
  if (credential_ && (!credential_->expires || now < *credential_->expires)) return ok_status();
  auto fresh = run_exec_plugin(access_, options_, host_);
  if (!fresh.ok()) return std::move(fresh).error().within("no credentials for " + access_.user_origin);
  credential_ = std::move(fresh).value();
  plugin_end_ = credential_->expires;
  return ok_status();
}

std::string Credentials::origin_of_token() const {
  if (credential_ && access_.exec)
    return "credential plugin \"" + access_.exec->command + "\" of " + access_.user_origin;
  if (!file_token_.empty()) return "tokenFile " + access_.token_file + " of " + access_.user_origin;
  return access_.login_origin.rfind("--", 0) == 0 ? access_.login_origin : access_.user_origin;
}

std::string Credentials::hint(Time now) const {
  if (access_.server.rfind("http:", 0) == 0) {
    return "None are sent over plain http: does the server speak https://? It is " + access_.server_origin + ".";
  }
  if (access_.exec) {
    const std::string plugin = "the credential plugin \"" + access_.exec->command + "\"";
    const std::string again = "Log in again with the tool behind ";
    if (!plugin_end_ || *plugin_end_ >= now) return again + plugin + ".";
    return "What " + plugin + " gives expired at " + format_time(*plugin_end_) + ". " + again + "it.";
  }
  const auto over = [now](const std::string& what, std::optional<Time> end, const std::string& way_out) {
    if (end && *end < now) return what + " expired at " + format_time(*end) + ". " + way_out;
    return what + " may have expired, or belong to another cluster. " + way_out;
  };
  const std::string& token = file_token_.empty() ? access_.token : file_token_;
  if (!token.empty()) {
    return over("The token of " + origin_of_token(), end_of_token(token), "Fetch a new one where it came from.");
  }
  if (!access_.cert_pem.empty()) {
    return over("The client certificate of " + access_.user_origin, end_of_certificate(access_.cert_pem),
                "Fetch the kubeconfig anew, or renew the certificate.");
  }
  if (!access_.username.empty()) return "Check the user name and the password.";
  return "No credentials are configured: choose another context or user, or pass --token.";
}

}  // namespace aidiag
