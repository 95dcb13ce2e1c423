// SPDX-License-Identifier: Apache-2.0
// One pass from left to right. At "=" and ":" the name to the left decides; at "--" the name to the right.
#include "redact/assignments.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "aidiag/ascii.hpp"
#include "redact/chars.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"
#include "redact/value_ends.hpp"
#include "redact/wrappers.hpp"

namespace aidiag {
namespace {

// Whether more of them may follow: in a list, or behind a flag that takes several.
enum class Many { no, in_list, of_flag };

struct Span {
  std::size_t begin = 0, end = 0;
  bool certain = true;
  Many many = Many::no;
};

class Scanner {
 public:
  Scanner(std::string& line, KnownValues* known) : line_(line), cutter_(line, known) {}

  std::size_t run() {
    for (std::size_t at = 0; at < line_.size(); ++at) {
      std::optional<Span> secret;
      if (line_[at] == '=' || line_[at] == ':') {
        secret = assigned(at);
      } else if (line_[at] == '-' && begins_word(at)) {
        secret = of_flag(at);
      } else if ((line_[at] == ' ' || line_[at] == '\t') && at > 0 && is_alnum(line_[at - 1])) {
        secret = in_table(at);
      }
      if (!secret) continue;
      cutter_.cut(secret->begin, secret->end, secret->certain);
      at = secret->many == Many::no ? secret->end : behind_further(*secret);
      --at;
    }
    return cutter_.finish();
  }

 private:
  [[nodiscard]] char at_or_end(std::size_t at) const { return aidiag::at_or_end(line_, at); }

  [[nodiscard]] bool begins_word(std::size_t at) const {
    return at == 0 || line_[at - 1] == ' ' || is_quote(line_[at - 1]) || line_[at - 1] == '=' || line_[at - 1] == '[';
  }

  // The name that ends before `at`, over one closing quote and blanks: `"name" :`, `\"name\":`.
  [[nodiscard]] std::string_view name_before(std::size_t at) const {
    std::size_t end = at - blanks_before(line_, at);
    if (end > 1 && line_[end - 1] == ']' && is_quote(line_[end - 2])) --end;  // environ["NAME"] = ...
    if (end > 0 && is_quote(line_[end - 1])) --end;
    while (end > 0 && line_[end - 1] == '\\') --end;
    std::size_t begin = end;
    while (begin > 0 && is_name_char(line_[begin - 1])) --begin;
    return line_.substr(begin, end - begin);
  }

  std::optional<Span> assigned(std::size_t at) {
    const std::string_view name = name_before(at);
    if (name.empty()) return std::nullopt;
    if (const auto header = of_header(name, at)) return header;
    if (is_token_of_text(name)) return std::nullopt;
    const Secrecy secrecy = is_pwd_of_connection(name) || is_key_of_access(name) ? Secrecy::yes : secrecy_of(name);
    if (secrecy == Secrecy::no) return std::nullopt;
    std::size_t from = at + 1;
    if (line_[at] == ':' && at_or_end(from) == '=') ++from;
    if (line_[at] == '=' && at_or_end(from) == '>') ++from;
    if (at_or_end(from) == '=') return std::nullopt;  // a comparison
    return value_at(from, secrecy, line_[at] == ':' ? Style::prose : is_variable(name) ? Style::variable : Style::code);
  }

  // NAME=value where a word begins: a shell or a dump of an environment, in which only a blank ends the value.
  [[nodiscard]] bool is_variable(std::string_view name) const {
    const bool begins = name.data() == line_.data() || name.data()[-1] == ' ';
    return begins && std::all_of(name.begin(), name.end(),
                                 [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
  }

  [[nodiscard]] std::string_view word_before(std::string_view name) const {
    std::size_t end = static_cast<std::size_t>(name.data() - line_.data());
    if (end == 0 || line_[end - 1] != ' ') return line_.substr(0, 0);
    std::size_t begin = --end;
    while (begin > 0 && is_name_char(line_[begin - 1])) --begin;
    return line_.substr(begin, end - begin);
  }

  // "unexpected token: x", "token_id=5 token=x": of a parser or a model.
  [[nodiscard]] bool is_token_of_text(std::string_view name) const {
    if (name != "token" && name != "Token") return false;
    const std::string before = lower_case(word_before(name));
    constexpr std::array words = std::to_array<std::string_view>(
        {"unexpected", "invalid", "next", "expected", "unknown", "special", "illegal", "stop", "first", "last", "bad"});
    return is_one_of(before, words) || has_token_ids();
  }

  [[nodiscard]] bool has_token_ids() const {
    if (!token_ids_) token_ids_ = line_.find("token_id=") != std::string_view::npos;
    return *token_ids_;
  }

  // "Invalid API key: x", "Access key: x"; of a Secret's own keys the kubelet says "non-existent secret key: x".
  [[nodiscard]] bool is_key_of_access(std::string_view name) const {
    if (name != "key" && name != "Key" && name != "KEY") return false;
    const std::string_view word = word_before(name);
    const std::string before = lower_case(word);
    return before == "api" || before == "access" || (before == "secret" && word_before(word) != "non-existent");
  }

  // "Uid=ml;Pwd=...": elsewhere PWD is a folder.
  [[nodiscard]] bool is_pwd_of_connection(std::string_view name) const {
    return (name == "Pwd" || name == "pwd" || name == "PWD") && name.data() > line_.data() && name.data()[-1] == ';';
  }

  std::optional<Span> of_flag(std::size_t at) {
    std::size_t begin = at + 1;
    if (at_or_end(begin) == '-') ++begin;
    std::size_t end = begin;
    while (end < line_.size() && is_name_char(line_[end])) ++end;
    if (end - begin < 3 || end == line_.size()) return std::nullopt;
    const std::string_view name = line_.substr(begin, end - begin);
    const Secrecy secrecy = secrecy_of(name);
    if (secrecy == Secrecy::no) return std::nullopt;
    // A space, or what stands between two elements of a list: `", "`.
    std::size_t from = end;
    while (from < line_.size() &&
           (line_[from] == ' ' || line_[from] == ',' || line_[from] == '\\' || is_quote(line_[from])))
      ++from;
    if (from == end || at_or_end(from) == '-') return std::nullopt;
    if (is_quote(line_[from - 1])) --from;
    auto secret = value_at(from, secrecy, Style::word);
    if (secret && takes_several(name)) secret->many = Many::of_flag;
    return secret;
  }

  // "HF_TOKEN   value", "fs.s3a.secret.key value": a table, a file of properties, a Dockerfile.
  [[nodiscard]] std::optional<Span> in_table(std::size_t at) const {
    const std::string_view name = name_before(at);
    const bool plain = name.find_first_of("_.") == std::string_view::npos || name.find('/') != std::string_view::npos;
    if (plain || name[0] == '-' || secrecy_of(name) != Secrecy::yes) {
      return std::nullopt;
    }
    std::size_t begin = at;
    while (begin < line_.size() && (line_[begin] == ' ' || line_[begin] == '\t' || line_[begin] == '|')) ++begin;
    const std::size_t end = end_of_bare(line_, begin, Style::variable);
    const std::string_view value = line_.substr(begin, end - begin);
    const bool assigned = value.find_first_of("=:") < value.size() && is_name_char(value[0]) && value.back() != '=';
    if (assigned || !looks_secret(value) || stands_for_secret(value)) return std::nullopt;
    return Span{begin, end};
  }

  // The whole rest of the header but for the scheme, up to a quote that ends it.
  [[nodiscard]] std::optional<Span> of_header(std::string_view name, std::size_t at) const {
    constexpr std::array headers = std::to_array<std::string_view>(
        {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token"});
    constexpr std::size_t longest = 20;
    if (line_[at] != ':' || name.size() > longest) return std::nullopt;
    const std::string plain = lower_case(name);
    if (!is_one_of(plain, headers)) return std::nullopt;
    std::size_t begin = at + 1;
    while (begin < line_.size() && (line_[begin] == ' ' || line_[begin] == '\\' || is_quote(line_[begin]))) ++begin;
    std::size_t end = end_of_header(begin);
    while (end > begin && (line_[end - 1] == '\\' || line_[end - 1] == ' ' || line_[end - 1] == '\r')) --end;
    const std::string_view value = line_.substr(begin, std::min(end - begin, std::size_t{512}));
    if (plain.ends_with("cookie") && value.substr(0, value.find(' ')).find('=') == std::string_view::npos)
      return std::nullopt;  // "cookie: enabled auth_type: ..."
    if (const std::size_t space = value.find(' '); space != std::string_view::npos && plain.ends_with("authorization"))
      begin += space + 1;
    if (end - begin < 6 || stands_for_secret(line_.substr(begin, end - begin)) || is_word_of_prose(value))
      return std::nullopt;
    if (plain.ends_with("authorization") && value.find(' ') != value.rfind(' ')) return std::nullopt;
    return Span{begin, end};
  }

  // For each header from the last place on, so that all of them together read the line once.
  [[nodiscard]] std::size_t end_of_header(std::size_t begin) const {
    if (begin > header_end_ || header_end_ == 0) {
      header_end_ = std::min(line_.find_first_of("\"'`,}", begin), line_.size());
    }
    return header_end_;
  }

  std::optional<Span> value_at(std::size_t from, Secrecy secrecy, Style style) const {
    const std::size_t begin = from + blanks_from(line_, from);
    if (style == Style::variable) return unwrapped_at(begin, secrecy, style);
    if (const std::size_t inside = inside_wrappers(line_, begin); inside != begin) {
      const auto secret = unwrapped_at(inside, secrecy, Style::code);
      return secret && !is_type(*secret) ? secret : std::nullopt;
    }
    if (const std::size_t inside = inside_call(line_, begin); inside != begin) {
      const auto secret = unwrapped_at(inside, secrecy, Style::code);
      if (secret && looks_secret(line_.substr(secret->begin, secret->end - secret->begin))) return secret;
      const std::size_t argument = line_.find_first_not_of("\\\"'`", inside);
      if (line_.substr(std::min(argument, line_.size())).starts_with(kRedacted)) return std::nullopt;
    }
    return unwrapped_at(begin, secrecy, style);
  }

  // "Optional[ApiKey]" of code, "Secret([REDACTED String])".
  [[nodiscard]] bool is_type(const Span& span) const {
    const std::string_view value = line_.substr(span.begin, span.end - span.begin);
    if (value.starts_with("REDACTED")) return true;
    return !is_quote(line_[span.begin - 1]) && std::all_of(value.begin(), value.end(), is_alpha);
  }

  [[nodiscard]] std::optional<Span> unwrapped_at(std::size_t begin, Secrecy secrecy, Style style) const {
    const bool prose = style == Style::prose;
    Span secret;
    secret.certain = secrecy == Secrecy::yes;
    if (at_or_end(begin) == '[' || at_or_end(begin) == '(') {
      std::size_t first = begin + 1;
      while (at_or_end(first) == ' ') ++first;
      const bool bare_list = at_or_end(begin) == '[' && secret.certain && is_alnum(at_or_end(first));
      if (is_quote(at_or_end(first)) || bare_list) {
        begin = first;
        if (secret.certain) secret.many = Many::in_list;
      }
    }
    if ((at_or_end(begin) == 'b' || at_or_end(begin) == 'u') && is_quote(at_or_end(begin + 1))) ++begin;
    std::size_t escapes = 0;
    while (at_or_end(begin + escapes) == '\\') ++escapes;
    if (!is_quote(at_or_end(begin + escapes))) escapes = 0;
    begin += escapes;
    const char quote = is_quote(at_or_end(begin)) ? line_[begin] : '\0';
    if (quote != '\0') ++begin;
    secret.begin = begin;
    secret.end = quote != '\0'                  ? end_of_quoted(line_, begin, quote, escapes)
                 : secret.many == Many::in_list ? end_of_bare(line_, begin, Style::word)
                                                : end_of_bare(line_, begin, style);
    const std::string_view value = line_.substr(begin, secret.end - begin);
    const char next = quote == '\0' ? at_or_end(secret.end) : '\0';
    if (value == "$" && (next == '(' || next == '{')) return std::nullopt;
    if (quote == '\0' && (is_word_of_prose(value) || (prose && value.size() < 4))) return std::nullopt;
    if (!is_secret(secrecy, value)) return std::nullopt;
    return secret;
  }

  // vllm takes keys up to the next flag.
  static bool takes_several(std::string_view flag) {
    const std::string plain = lower_case(flag);
    return is_one_of(plain, std::to_array<std::string_view>({"api-key", "api_key", "api-keys", "api_keys"}));
  }

  // Cuts what follows of the same list, or of the same flag where it looks like a key too; where the next word begins.
  std::size_t behind_further(const Span& first) {
    std::size_t end = first.end;
    for (;;) {
      std::size_t begin = end;
      while (begin < line_.size() && (is_quote(line_[begin]) || line_[begin] == '\\')) ++begin;
      const bool comma = at_or_end(begin) == ',';
      if (comma ? begin + 1 == line_.size() : first.many == Many::in_list || at_or_end(begin) != ' ') return end;
      ++begin;
      while (at_or_end(begin) == ' ') ++begin;
      if (at_or_end(begin) == '\\') ++begin;
      const char quote = is_quote(at_or_end(begin)) ? line_[begin++] : '\0';
      const std::size_t upto =
          quote != '\0' ? end_of_quoted(line_, begin, quote, 1) : end_of_bare(line_, begin, Style::word);
      const std::string_view word = line_.substr(begin, upto - begin);
      if (word.empty() || word[0] == '-' || stands_for_secret(word)) return end;
      if (first.many == Many::of_flag && !looks_like_key(word)) return end;
      if (first.many == Many::in_list && quote == '\0' && at_or_end(upto) == '=') return end;
      cutter_.cut(begin, upto, first.certain);
      end = upto;
    }
  }

  std::string_view line_;
  Cutter cutter_;
  mutable std::optional<bool> token_ids_;  // whether the line tells of token_id=, once asked
  mutable std::size_t header_end_ = 0;
};

}  // namespace

std::size_t redact_assignments(std::string& line, KnownValues* known) { return Scanner(line, known).run(); }

bool looks_like_key(std::string_view word) {
  const std::size_t dash = word.find_first_of("-_");
  const bool named =
      dash != std::string_view::npos &&
      is_one_of(lower_case(word.substr(0, dash)), std::to_array<std::string_view>({"token", "key", "sk", "secret"}));
  return named || looks_secret(word);
}

Secrecy secrecy_of_flag(std::string_view word) {
  if (!word.starts_with('-') || word.find_first_of("= ") != std::string_view::npos) return Secrecy::no;
  word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
  return word.size() >= 3 ? secrecy_of(word) : Secrecy::no;
}

}  // namespace aidiag
