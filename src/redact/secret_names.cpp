// SPDX-License-Identifier: Apache-2.0
#include "redact/secret_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "redact/chars.hpp"

namespace aidiag {
namespace {

using Word = std::string_view;

// "apiKey", "HFToken" and "DB_PASSWORD" become words; a change from lower to upper case begins one.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool ends_capitals =
        is_upper(c) && i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1]);
    const bool begins = is_upper(c) && i > 0 && is_lower(name[i - 1]);
    if ((begins || ends_capitals || !is_alnum(c)) && !words.back().empty()) words.emplace_back();
    if (is_alnum(c)) words.back() += to_lower(c);
  }
  if (words.size() > 1 && words.back().empty()) words.pop_back();
  return words;
}

// As a last word they tell of the secret without being it.
constexpr std::array kAboutIt = std::to_array<Word>(
    {"file",      "files",     "filename", "path",      "paths",       "dir",        "directory", "name",     "names",
     "namespace", "ref",       "refs",     "reference", "url",         "uri",        "endpoint",  "host",     "type",
     "types",     "id",        "ids",      "count",     "limit",       "limits",     "length",    "len",      "size",
     "max",       "min",       "ttl",      "expiry",    "expires",     "expiration", "timeout",   "interval", "enabled",
     "disabled",  "required",  "mode",     "format",    "header",      "prefix",     "suffix",    "index",    "mount",
     "audience",  "issuer",    "version",  "algorithm", "policy",      "rotation",   "duration",  "seconds",  "method",
     "provider",  "source",    "rate",     "budget",    "usage",       "latency",    "class",     "selector", "kind",
     "manager",   "store",     "backend",  "level",     "hostname",    "env",        "var",       "field",    "label",
     "checksum",  "hash",      "sha256",   "digest",    "fingerprint", "error",      "status",    "valid",    "number",
     "mechanism", "mechanisms"});

constexpr std::array kSecretWords = std::to_array<Word>(
    {"password",    "passwd",       "passphrase",  "passcode", "apikey",           "secretkey",  "accesskey",
     "privatekey",  "authtoken",    "accesstoken", "apitoken", "connectionstring", "authkey",    "clientsecret",
     "pgpassword",  "mysqlpwd",     "sasl",        "sshpass",  "requirepass",      "masterauth", "hftoken",
     "githubtoken", "sastoken",     "bottoken",    "dbpass",   "smtppass",         "dbpassword", "jwtsecret",
     "appsecret",   "awssecretkey", "awssecret",   "htpasswd", "storepass",        "keypass",    "rootpw",
     "bindpw",      "psk",          "passwords",   "apikeys",  "apitokens"});

// Before "key".
constexpr std::array kSecretKeys = std::to_array<Word>(
    {"api",     "access",  "secret",     "private", "auth",        "signing",  "encryption", "master",
     "license", "account", "storage",    "app",     "application", "session",  "service",    "shared",
     "ssh",     "deploy",  "function",   "hmac",    "admin",       "personal", "ingest",     "integration",
     "jwt",     "webhook", "decryption", "cookie",  "management"});
constexpr std::array kPlainKeys = std::to_array<Word>({"public", "cache", "primary", "foreign", "partition", "sort",
                                                       "routing", "row", "lock", "idempotency", "topology", "state",
                                                       "object", "group", "label", "dict", "config", "map", "index"});
// Before "token": of text, not of access.
constexpr std::array kTextTokens =
    std::to_array<Word>({"pad",  "eos",  "bos",   "unk",    "sep",    "cls",     "mask",    "special",  "start",
                         "stop", "end",  "begin", "image",  "first",  "next",    "last",    "max",      "min",
                         "new",  "per",  "each",  "prompt", "output", "input",   "audio",   "video",    "think",
                         "tool", "text", "eot",   "chat",   "by",     "of",      "unknown", "continue", "eod",
                         "n",    "num",  "total", "time",   "decode", "prefill", "draft",   "expected", "unexpected"});
// Before "secret".
constexpr std::array kSecretSecrets =
    std::to_array<Word>({"client", "shared", "webhook", "jwt", "hmac", "app", "access", "cookie", "session", "signing",
                         "api", "consumer", "auth", "oauth", "aws", "s3", "token", "key", "cron"});
constexpr std::array kMaybeAlone =
    std::to_array<Word>({"secret", "token", "credential", "credentials", "jwt", "cookie", "signature", "sig", "pass",
                         "pwd", "authorization", "dsn", "pat", "creds", "bearer", "sessionid", "salt"});

// Without one of these no name tells of a secret: a look that spares taking most names apart.
bool may_tell(std::string_view name) {
  constexpr auto parts =
      std::to_array<Word>({"pass", "secret", "token", "key", "cred", "auth", "cookie", "sig", "jwt", "dsn", "pwd",
                           "sasl", "string", "pat", "psk", "bearer", "session", "salt", "pw"});
  constexpr std::size_t longest = 256;
  std::array<char, longest> plain;
  const std::size_t size = std::min(name.size(), longest);
  std::transform(name.end() - static_cast<std::ptrdiff_t>(size), name.end(), plain.begin(), to_lower);
  const std::string_view text(plain.data(), size);
  return std::any_of(parts.begin(), parts.end(), [&](Word part) { return text.find(part) != Word::npos; });
}

bool ends_with_secret(std::string_view word) {
  return word.size() > 8 && (word.ends_with("password") || word.ends_with("passwd") || word.ends_with("apikey"));
}

// "HF_TOKEN_1", "DB_PASS2", "CLIENT_SECRET_PROD": one of several.
void drop_variant(std::vector<std::string>& words) {
  constexpr std::array variants =
      std::to_array<Word>({"ro", "rw", "prod", "production", "dev", "test", "stage", "staging", "read", "write", "old",
                           "new", "primary", "secondary", "plain", "value"});
  if (words.size() > 2 && is_one_of(words.back(), variants)) words.pop_back();
  std::string& last = words.back();
  if (words.size() > 1 && last.find_first_not_of("0123456789") == std::string::npos) {
    words.pop_back();
  } else if (last.find_first_of("0123456789") + 1 == last.size()) {
    last.pop_back();
  }
}

Secrecy of_last(const std::vector<std::string>& words) {
  const std::string& last = words.back();
  const std::string_view before = words.size() > 1 ? std::string_view(words[words.size() - 2]) : std::string_view();
  if (last == "key") {
    if (before.empty() || is_one_of(before, kPlainKeys)) return Secrecy::no;
    return Secrecy::maybe;
  }
  if (last == "token") {
    if (before.empty()) return Secrecy::maybe;
    return is_one_of(before, kTextTokens) ? Secrecy::no : Secrecy::yes;
  }
  if (last == "secret") return is_one_of(before, kSecretSecrets) ? Secrecy::yes : Secrecy::maybe;
  const bool of_access = before == "api" || before == "access" || before == "auth" || before == "bearer";
  if (of_access && (last == "tokens" || last == "keys")) return Secrecy::yes;
  if ((last == "pass" || last == "pwd" || last == "pw") && !before.empty()) {
    return before == "old" || before == "forward" || before == "backward" ? Secrecy::no : Secrecy::yes;
  }
  if (last == "auth") return Secrecy::rarely;
  return is_one_of(last, kMaybeAlone) ? Secrecy::maybe : Secrecy::no;
}

}  // namespace

Secrecy secrecy_of(std::string_view name) {
  if (!may_tell(name)) return Secrecy::no;
  if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos) {
    if (name.substr(0, slash).find("checksum") != std::string_view::npos) return Secrecy::no;
    name.remove_prefix(slash + 1);
  }
  std::vector<std::string> words = words_of(name);
  if (words.back().empty()) return Secrecy::no;  // "token/"
  drop_variant(words);
  if (is_one_of(words.back(), kAboutIt)) return Secrecy::no;
  if (is_one_of(words.front(), std::to_array<Word>({"checksum", "no", "has", "num", "max"}))) return Secrecy::no;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_one_of(word, kSecretWords) || ends_with_secret(word)) return Secrecy::yes;
    if (i == 0) continue;
    if (word == "key" && is_one_of(words[i - 1], kSecretKeys)) return Secrecy::yes;
    if (word == "config" && words[i - 1] == "auth" && words.front() == "docker") return Secrecy::yes;
    if (word == "string" && words[i - 1] == "connection") return Secrecy::yes;
  }
  return of_last(words);
}

}  // namespace aidiag
