// SPDX-License-Identifier: Apache-2.0
// One pass from left to right. At "=" and ":" the name to the left decides; at "--" the name to the right.
#include "redact/assignments.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "redact/secret_names.hpp"
#include "redact/token_forms.hpp"

namespace aidiag {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '/';
}
bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

struct Span {
  std::size_t begin = 0, end = 0;
};

// How what follows the name is written, which decides where it ends.
enum class Style { prose, code, variable };

class Scanner {
 public:
  explicit Scanner(std::string_view line) : line_(line) {}

  std::size_t run(std::string& out) {
    for (std::size_t at = 0; at < line_.size(); ++at) {
      std::optional<Span> secret;
      if (line_[at] == '=' || line_[at] == ':') {
        secret = assigned(at);
      } else if (line_[at] == '-' && begins_word(at)) {
        secret = of_flag(at);
      }
      if (!secret || secret->begin < copied_) continue;
      out += line_.substr(copied_, secret->begin - copied_);
      out += kRedacted;
      at = copied_ = secret->end;
      --at;
      ++count_;
    }
    if (count_ > 0) out += line_.substr(copied_);
    return count_;
  }

 private:
  [[nodiscard]] char at_or_end(std::size_t at) const { return at < line_.size() ? line_[at] : '\0'; }

  [[nodiscard]] bool begins_word(std::size_t at) const {
    return at == 0 || line_[at - 1] == ' ' || is_quote(line_[at - 1]) || line_[at - 1] == '=' || line_[at - 1] == '[';
  }

  // The name that ends before `at`, over one closing quote and a space: `"name" :`, `\"name\":`.
  [[nodiscard]] std::string_view name_before(std::size_t at) const {
    std::size_t end = at;
    while (end > 0 && line_[end - 1] == ' ' && at - end < 2) --end;
    if (end > 0 && is_quote(line_[end - 1])) --end;
    if (end > 0 && line_[end - 1] == '\\') --end;
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

  [[nodiscard]] std::string word_before(std::string_view name) const {
    std::size_t end = static_cast<std::size_t>(name.data() - line_.data());
    if (end == 0 || line_[end - 1] != ' ') return "";
    std::size_t begin = --end;
    while (begin > 0 && is_name_char(line_[begin - 1])) --begin;
    std::string word;
    for (const char c : line_.substr(begin, end - begin)) word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return word;
  }

  // "unexpected token: x", "token_id=5 token=x": of a parser or a model.
  [[nodiscard]] bool is_token_of_text(std::string_view name) const {
    if (name != "token" && name != "Token") return false;
    const std::string before = word_before(name);
    constexpr std::array words = std::to_array<std::string_view>(
        {"unexpected", "invalid", "next", "expected", "unknown", "special", "illegal", "stop", "first", "last", "bad"});
    return std::find(words.begin(), words.end(), before) != words.end() || line_.find("token_id=") < line_.size();
  }

  // "Invalid API key: x", "Access key: x".
  [[nodiscard]] bool is_key_of_access(std::string_view name) const {
    if (name != "key" && name != "Key" && name != "KEY") return false;
    const std::string before = word_before(name);
    return before == "api" || before == "access" || before == "secret";
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
    const Secrecy secrecy = secrecy_of(line_.substr(begin, end - begin));
    if (secrecy == Secrecy::no) return std::nullopt;
    // A space, or what stands between two elements of a list: `", "`.
    std::size_t from = end;
    while (from < line_.size() &&
           (line_[from] == ' ' || line_[from] == ',' || line_[from] == '\\' || is_quote(line_[from])))
      ++from;
    if (from == end || at_or_end(from) == '-') return std::nullopt;
    if (is_quote(line_[from - 1])) --from;
    return value_at(from, secrecy, Style::code);
  }

  // The whole rest of the header but for the scheme, up to a quote that ends it.
  [[nodiscard]] std::optional<Span> of_header(std::string_view name, std::size_t at) const {
    constexpr std::array headers = std::to_array<std::string_view>(
        {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token"});
    std::string plain;
    for (const char c : name) plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::find(headers.begin(), headers.end(), plain) == headers.end() || line_[at] != ':') return std::nullopt;
    std::size_t begin = at + 1;
    while (begin < line_.size() && (line_[begin] == ' ' || line_[begin] == '\\' || is_quote(line_[begin]))) ++begin;
    std::size_t end = std::min(line_.find_first_of("\"'`,}", begin), line_.size());
    while (end > begin && (line_[end - 1] == '\\' || line_[end - 1] == ' ' || line_[end - 1] == '\r')) --end;
    const std::string_view value = line_.substr(begin, end - begin);
    if (const std::size_t space = value.find(' '); space != std::string_view::npos && plain.ends_with("authorization"))
      begin += space + 1;
    if (end - begin < 6 || stands_for_secret(line_.substr(begin, end - begin)) || is_word_of_prose(value))
      return std::nullopt;
    if (plain.ends_with("authorization") && value.find(' ') != value.rfind(' ')) return std::nullopt;
    return Span{begin, end};
  }

  std::optional<Span> value_at(std::size_t from, Secrecy secrecy, Style style) const {
    const bool prose = style == Style::prose;
    std::size_t begin = from;
    while (begin < line_.size() && line_[begin] == ' ' && begin - from < 3) ++begin;
    if ((at_or_end(begin) == '[' || at_or_end(begin) == '(') && is_quote(at_or_end(begin + 1))) ++begin;
    if ((at_or_end(begin) == 'b' || at_or_end(begin) == 'u') && is_quote(at_or_end(begin + 1))) ++begin;
    const bool escaped = at_or_end(begin) == '\\' && is_quote(at_or_end(begin + 1));
    if (escaped) ++begin;
    const char quote = is_quote(at_or_end(begin)) ? line_[begin] : '\0';
    if (quote != '\0') ++begin;
    const std::size_t end = quote != '\0' ? end_of_quoted(begin, quote, escaped) : end_of_bare(begin, style);
    const std::string_view value = line_.substr(begin, end - begin);
    const char next = quote == '\0' ? at_or_end(end) : '\0';
    if (stands_for_secret(value) || (value == "$" && (next == '(' || next == '{'))) return std::nullopt;
    if (quote == '\0' && (is_word_of_prose(value) || (prose && value.size() < 4))) return std::nullopt;
    if (secrecy == Secrecy::maybe && !looks_secret(value)) return std::nullopt;
    return Span{begin, end};
  }

  [[nodiscard]] std::size_t end_of_quoted(std::size_t from, char quote, bool escaped) const {
    for (std::size_t at = from; at < line_.size(); ++at) {
      if (line_[at] == '\\' && !(escaped && at_or_end(at + 1) == quote)) {
        ++at;
      } else if (line_[at] == '\\' || line_[at] == quote) {
        return at;
      }
    }
    return line_.size();
  }

  // "&" joins what is assigned by "=", as in a form.
  [[nodiscard]] std::size_t end_of_bare(std::size_t from, Style style) const {
    if (style == Style::variable) return end_of_variable(from);
    const char* ends = style == Style::prose ? " \t\r\n'\",;<>()[]{}\\`" : " \t\r\n'\",;&<>()[]{}\\`";
    return std::min(line_.find_first_of(ends, from), line_.size());
  }

  // Up to a blank, to what closes the quotes around the assignment, or to the next assignment: "A=x,B=y", "a=x&b=y".
  [[nodiscard]] std::size_t end_of_variable(std::size_t from) const {
    if (line_.substr(from).starts_with(kRedacted)) return from;
    std::size_t end = from;
    for (; end < line_.size() && line_[end] != ' ' && line_[end] != '\t' && line_[end] != '\\'; ++end) {
      if (is_quote(line_[end]) && std::string_view(",;:)]}").find(at_or_end(end + 1)) != std::string_view::npos) break;
      if ((line_[end] == ',' || line_[end] == ';' || line_[end] == '&') && begins_assignment(end + 1)) break;
    }
    if (stands_for_secret(line_.substr(from, end - from))) return from;
    while (end > from && std::string_view("\"'`,;)]}\r").find(line_[end - 1]) != std::string_view::npos) --end;
    return end;
  }

  [[nodiscard]] bool begins_assignment(std::size_t at) const {
    const std::size_t begin = at;
    while (at < line_.size() && is_name_char(line_[at])) ++at;
    return at > begin && at_or_end(at) == '=';
  }

  std::string_view line_;
  std::size_t copied_ = 0, count_ = 0;
};

}  // namespace

std::size_t redact_assignments(std::string& line) {
  std::string out;
  const std::size_t count = Scanner(line).run(out);
  if (count > 0) line = std::move(out);
  return count;
}

bool is_secret_flag(std::string_view word) {
  if (!word.starts_with('-') || word.find_first_of("= ") != std::string_view::npos) return false;
  word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
  return word.size() >= 3 && secrecy_of(word) != Secrecy::no;
}

}  // namespace aidiag
