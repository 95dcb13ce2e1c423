// SPDX-License-Identifier: Apache-2.0
#include "redact/secret_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace aidiag {
namespace {

using Word = std::string_view;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<Word, n>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "apiKey", "HFToken" and "DB_PASSWORD" become words; a change from lower to upper case begins one.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool ends_capitals =
        is_upper(c) && i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1]);
    const bool begins = is_upper(c) && i > 0 && is_lower(name[i - 1]);
    if ((begins || ends_capitals || !is_alnum(c)) && !words.back().empty()) words.emplace_back();
    if (is_alnum(c)) words.back() += lower(c);
  }
  if (words.size() > 1 && words.back().empty()) words.pop_back();
  return words;
}

// As a last word they tell of the secret without being it.
constexpr std::array kAboutIt = std::to_array<Word>(
    {"file",      "files",    "filename", "path",      "paths",       "dir",        "directory", "name",     "names",
     "namespace", "ref",      "refs",     "reference", "url",         "uri",        "endpoint",  "host",     "type",
     "types",     "id",       "ids",      "count",     "limit",       "limits",     "length",    "len",      "size",
     "max",       "min",      "ttl",      "expiry",    "expires",     "expiration", "timeout",   "interval", "enabled",
     "disabled",  "required", "mode",     "format",    "header",      "prefix",     "suffix",    "index",    "mount",
     "audience",  "issuer",   "version",  "algorithm", "policy",      "rotation",   "duration",  "seconds",  "method",
     "provider",  "source",   "rate",     "budget",    "usage",       "latency",    "class",     "selector", "kind",
     "manager",   "store",    "backend",  "level",     "hostname",    "env",        "var",       "field",    "label",
     "checksum",  "hash",     "sha256",   "digest",    "fingerprint", "error",      "status",    "valid",    "number"});

constexpr std::array kSecretWords =
    std::to_array<Word>({"password",    "passwd",       "passphrase", "passcode",    "apikey",    "secretkey",
                         "accesskey",   "privatekey",   "authtoken",  "accesstoken", "apitoken",  "connectionstring",
                         "authkey",     "clientsecret", "pgpassword", "mysqlpwd",    "sasl",      "sshpass",
                         "requirepass", "masterauth",   "hftoken",    "githubtoken", "sastoken",  "bottoken",
                         "dbpass",      "smtppass",     "dbpassword", "jwtsecret",   "appsecret", "awssecretkey",
                         "awssecret",   "htpasswd",     "psk",        "passwords",   "apikeys",   "apitokens"});

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
    std::to_array<Word>({"secret", "token", "credential", "credentials", "auth", "jwt", "cookie", "signature", "sig",
                         "pass", "pwd", "authorization", "dsn", "pat", "creds", "bearer", "sessionid", "salt"});

// Without one of these no name tells of a secret: a look that spares taking most names apart.
bool may_tell(std::string_view name) {
  constexpr auto parts =
      std::to_array<Word>({"pass", "secret", "token", "key", "cred", "auth", "cookie", "sig", "jwt", "dsn", "pwd",
                           "sasl", "string", "pat", "psk", "bearer", "session", "salt", "pw"});
  constexpr std::size_t longest = 256;
  std::array<char, longest> plain;
  const std::size_t size = std::min(name.size(), longest);
  std::transform(name.end() - static_cast<std::ptrdiff_t>(size), name.end(), plain.begin(),
                 [](char c) { return lower(c); });
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
  return is_one_of(last, kMaybeAlone) ? Secrecy::maybe : Secrecy::no;
}

// "my-model-2", "hf-token": what people call objects; no part of it looks like chance.
bool is_object_name(std::string_view value) {
  std::size_t letters = 0, digits = 0;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && (is_lower(value[i]) || is_digit(value[i]))) {
      ++(is_digit(value[i]) ? digits : letters);
      continue;
    }
    if (i < value.size() && value[i] != '-' && value[i] != '.' && value[i] != '_' && value[i] != '/') return false;
    if (digits > 0 && letters > 0 && letters + digits > 5 && digits > 2) return false;
    if (letters == 0 && digits > 4) return false;
    letters = digits = 0;
  }
  return true;
}

// Of several parts, or of one that is no more than a word; base64 may begin with "/" too.
bool is_path(std::string_view value) {
  if (value.starts_with("./") || value.starts_with("../")) return true;
  if (value[0] != '/') return false;
  if (value.size() < 20) return true;
  return value.find_first_of("+=") == Word::npos && value.find_first_of("/.", 1) != Word::npos;
}

// "NVIDIA-H100-80GB-HBM3", "Llama-3.1-8B-Instruct", "models/x/weights.tar": parts that are each a word or a number.
bool is_file_or_model(std::string_view value) {
  if (value.find_first_of("-/") == std::string_view::npos) return false;
  constexpr std::size_t longest_mixed = 6;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= value.size(); ++at) {
    const bool ends =
        at == value.size() || value[at] == '-' || value[at] == '/' || value[at] == '.' || value[at] == '_';
    if (!ends) {
      if (!is_alnum(value[at])) return false;
      continue;
    }
    const std::string_view part = value.substr(begin, at - begin);
    const auto digits = static_cast<std::size_t>(std::count_if(part.begin(), part.end(), is_digit));
    const bool word = digits == 0 && std::none_of(part.begin() + (part.empty() ? 0 : 1), part.end(), is_upper);
    const bool capitals = std::none_of(part.begin(), part.end(), is_lower);
    if (!word && part.size() > longest_mixed) return false;
    if (!word && !capitals && digits > 2 && part.size() > 4) return false;
    begin = at + 1;
  }
  return true;
}

bool is_variable(std::string_view name) {
  return !name.empty() && !is_digit(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_'; });
}

// What an expression or a template stands for: "$(NAME)", "${NAME:-}", "$NAME", "%NAME%", "%s", "<token>", "{{ x }}".
bool is_reference(std::string_view value) {
  const auto within = [&](std::string_view open, std::string_view close) {
    return value.starts_with(open) && value.find(close, open.size()) != std::string_view::npos;
  };
  if (within("$(", ")") || within("${", "}") || within("{{", "}}") || within("%(", ")")) return true;
  if (value[0] == '$') {
    const auto any = [&](bool (*is)(char)) { return std::any_of(value.begin(), value.end(), is); };
    return is_variable(value.substr(1)) && (!any(is_lower) || !(any(is_upper) || any(is_digit)));
  }
  if (value[0] == '%' && value.size() > 2 && value.back() == '%') return is_variable(value.substr(1, value.size() - 2));
  if (value == "%s" || value == "%v" || value == "%r" || value == "%q") return true;
  return value[0] == '<' && value.back() == '>';
}

}  // namespace

Secrecy secrecy_of(std::string_view name) {
  if (!may_tell(name)) return Secrecy::no;
  if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos) {
    if (name.substr(0, slash).find("checksum") != std::string_view::npos) return Secrecy::no;
    name.remove_prefix(slash + 1);
  }
  std::vector<std::string> words = words_of(name);
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

bool stands_for_secret(std::string_view value) {
  if (value.empty() || is_reference(value) || value == "..." || value.starts_with("[REDACTED")) return true;
  if (value.size() > 2 && value.find_first_not_of("*xX.#-") == std::string_view::npos) return true;
  const std::string plain = lower(value);
  return is_one_of(plain, std::to_array<Word>({"true", "false", "none", "null", "nil", "undefined", "yes", "no", "on",
                                               "off", "redacted", "hidden", "masked", "unset", "n/a", "nan"}));
}

bool is_word_of_prose(std::string_view value) {
  std::string plain = lower(value);
  while (!plain.empty() && !is_alnum(plain.back())) plain.pop_back();
  constexpr std::array words =
      std::to_array<Word>({"incorrect", "invalid",   "required",     "missing",   "expired",  "authentication",
                           "failed",    "not",       "is",           "must",      "wrong",    "denied",
                           "empty",     "mismatch",  "for",          "from",      "provided", "str",
                           "string",    "optional",  "bytes",        "union",     "any",      "int",
                           "bool",      "secretstr", "unauthorized", "forbidden", "unknown",  "error",
                           "the",       "this",      "your",         "no",        "cannot",   "could",
                           "please",    "rejected",  "revoked",      "refused",   "unable",   "has",
                           "was",       "should",    "using",        "found",     "and",      "or",
                           "of",        "in",        "to",           "with",      "without",  "set",
                           "see",       "get",       "use",          "used",      "default",  "malformed",
                           "reading",   "loading",   "unexpected",   "access",    "login",    "user",
                           "because",   "too",       "only",         "object",    "list",     "dict"});
  if (is_one_of(plain, words)) return true;
  for (const std::string_view code : {"self.", "os.", "args.", "config.", "settings.", "kwargs", "request.", "cfg.",
                                      "optional[", "union[", "typing.", "env.", "process.env"}) {
    if (plain.starts_with(code)) return true;
  }
  return false;
}

bool looks_secret(std::string_view value) {
  if (value.size() < 8 || value.find_first_of(" \t\n") != std::string_view::npos) return false;
  if (is_file_or_model(value)) return false;
  if (is_path(value) || value.find("://") != std::string_view::npos) return false;
  const auto any = [&](bool (*is)(char)) { return std::any_of(value.begin(), value.end(), is); };
  const bool digit = any(is_digit), small = any(is_lower), capital = any(is_upper);
  if (!small && !capital) return false;
  const bool chance = digit || (small && capital && value.size() >= 16);
  return chance && !is_object_name(value);
}

bool is_telling(std::string_view value) {
  constexpr std::size_t phrase = 16;  // letters and blanks alone are words, and only so many of them no others
  if (value.size() < 8 || stands_for_secret(value)) return false;
  if (value[0] == '/' || value.starts_with("./") || value.find("://") != std::string_view::npos) return false;
  if (value.find_first_not_of("0123456789.,:+-_/ ") == std::string_view::npos) return false;
  const auto is_plain = [](char c) { return is_lower(c) || is_upper(c) || c == ' ' || c == '\''; };
  if (std::all_of(value.begin(), value.end(), is_plain)) {
    return value.size() >= phrase && value.find(' ') != std::string_view::npos;
  }
  const bool parts = value.find_first_of("-._/") != std::string_view::npos;
  return !(parts && is_object_name(lower(value)));
}

}  // namespace aidiag
