// SPDX-License-Identifier: Apache-2.0
// Each pattern ends where the secret begins. Between two words stand blanks, or what a list of them has there.
#include "redact/commands.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "redact/chars.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"

namespace aidiag {
namespace {

struct Command {
  std::string_view word;     // without which the pattern cannot match
  std::string_view pattern;  // @: what stands between words; %: further words
};

constexpr auto kCommands = std::to_array<Command>({
    {"sshpass", R"(\bsshpass@(?:-[^p\s]\S*@)*-p@?)"},
    {"mysql", R"(\bmysql(?:dump|admin|show|check|import|slap|sh)?@%-p)"},
    {"mariadb", R"(\bmariadb(?:-dump|-admin|-show|-check|-import)?@%-p)"},
    {"mongo", R"(\bmongo(?:sh|dump|restore|export|import|stat|top)?@%-p@?)"},
    {"cypher-shell", R"(\bcypher-shell@%-p@?)"},
    {"cqlsh", R"(\bcqlsh@%-p@)"},
    {"password", R"(\blogin@\S+@password@)"},
    {"login", R"(\b(?:docker|podman|nerdctl|buildah|skopeo|helm|oras|crane|az|oc|cf|ngc)@%login@%-p@)"},
    {"redis-", R"(\bredis-(?:cli|benchmark)@%-a@)"},
    {"ldap", R"(\bldap(?:search|modify|add|delete|whoami|passwd|compare)@%-w@?)"},
    {"-pass", R"(\s-pass(?:in|out)?@pass:)"},
    {"--password-stdin", R"(\becho@(?:-n@)?)"},
    {"sudo -S", R"(\becho@(?:-n@)?)"},
    {"'", R"((?i:\bidentified\s+by|\bpassword)\s+')"},
    {"\"", R"((?i:\bidentified\s+by|\bpassword)\s+\\?")"},
});
// The first of two secrets.
constexpr std::string_view kMinio = R"(\bmc@(?:--\S+@)*(?:alias|config@host)@(?:set|add)@\S+@\S+@)";
constexpr std::string_view kCurl = R"(\b(?:curl|wget)@%-\w{0,6}u@?["']?[^\s:'"]+:)";
constexpr std::string_view kUser =
    R"((?:^|[\s\x1f"'])(?:-u|--user|--proxy-user|--creds)(?:@|=)["']?[^\s:'"]*[A-Za-z][^\s:'"]*:)";

std::unique_ptr<RE2> compiled(std::string_view pattern) {
  std::string text = "(";
  for (const char c : pattern) {
    if (c == '@') {
      text += R"((?:[\s\x1f]+["']?|\\?["']\s*,\s*\\?["']))";
    } else if (c == '%') {
      text += R"((?:[^|;\n]*?[\s\x1f"'])??)";
    } else {
      text += c;
    }
  }
  return std::make_unique<RE2>(text + ")");
}

// Whether it stands in a word of its own, which may hold blanks and quotes.
bool is_in_own_word(std::string_view line, std::size_t at) {
  const std::size_t before = line.substr(0, at).find_last_of(" \t\n\"'`\x1f");
  if (before != std::string_view::npos) return line[before] == kBetweenWords;
  return line.find(kBetweenWords) != std::string_view::npos;
}

// Up to the quote before it, or to a blank.
std::size_t end_of_secret(std::string_view line, std::size_t begin, char quote) {
  const char* ends = quote == '"'                  ? "\"\\\x1f"
                     : quote == '\''               ? "'\x1f"
                     : quote == '`'                ? "`\x1f"
                     : is_in_own_word(line, begin) ? "\x1f"
                                                   : " \t\r\n\"'`|;<>\\\x1f";
  return std::min(line.find_first_of(ends, begin), line.size());
}

std::size_t end_of_word(std::string_view line, std::size_t begin) {
  return end_of_secret(line, begin, begin > 0 && is_quote(line[begin - 1]) ? line[begin - 1] : '\0');
}

// "root:root", "app:1000": of a container or a process.
bool is_group(std::string_view user, std::string_view value) {
  value = value.substr(0, std::min(value.find_first_of(";,)"), value.size()));
  return value == user || value.find_first_not_of("0123456789") == std::string_view::npos;
}

void cut_word(std::string_view line, std::size_t begin, Cutter& cutter) {
  const std::string_view value = line.substr(begin, end_of_word(line, begin) - begin);
  if (value.size() < 2 || value[0] == '-' || value[0] == ',' || stands_for_secret(value)) return;
  cutter.cut(begin, begin + value.size());
}

std::size_t cut_after(std::string& line, const RE2& pattern, KnownValues* known, int words = 1) {
  Cutter cutter(line, known);
  re2::StringPiece rest(line), before;
  while (RE2::FindAndConsume(&rest, pattern, &before)) {
    auto begin = static_cast<std::size_t>(before.data() + before.size() - line.data());
    for (int i = 0; i < words && begin < line.size(); ++i) {
      if (is_quote(line[begin])) ++begin;
      cut_word(line, begin, cutter);
      begin = line.find_first_not_of(" \"'\x1f", end_of_word(line, begin));
    }
  }
  return cutter.finish();
}

// user:password; of a container it is user:group.
std::size_t cut_logins(std::string& line, const RE2& pattern, bool of_curl, KnownValues* known) {
  Cutter cutter(line, known);
  re2::StringPiece rest(line), before;
  while (RE2::FindAndConsume(&rest, pattern, &before)) {
    const std::string_view text = line, found(before.data(), before.size());
    const auto begin = static_cast<std::size_t>(found.data() + found.size() - line.data());
    const std::size_t name = found.find_last_of(" =\t\x1f\"'", found.size() - 2) + 1;
    const char quote = name > 0 && is_quote(found[name - 1]) ? found[name - 1] : '\0';
    const std::string_view user = found.substr(name, found.size() - 1 - name);
    const std::size_t end = end_of_secret(text, begin, quote);
    const std::string_view value = text.substr(begin, end - begin);
    if (stands_for_secret(value) || value.starts_with("//") || (!of_curl && is_group(user, value))) continue;
    cutter.cut(begin, end);
  }
  return cutter.finish();
}

bool holds(std::string_view line, std::string_view word) { return line.find(word) != std::string_view::npos; }

}  // namespace

bool may_hold_command(std::string_view text) {
  static const RE2 trigger(
      R"(sshpass|mysql|mariadb|mongo|cypher-shell|cqlsh|sudo -S|login|redis-|ldap|(?i:identified)|-pass|\bmc[\s\x1f]|(?:^|[\s\x1f"'])-\w{0,6}u|)"
      R"(--user|--proxy-user|--creds)");
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), trigger);
}

std::size_t redact_commands(std::string& line, KnownValues* known) {
  static const auto patterns = [] {
    std::vector<std::unique_ptr<RE2>> all;
    for (const Command& command : kCommands) all.push_back(compiled(command.pattern));
    return all;
  }();
  static const auto minio = compiled(kMinio), curl = compiled(kCurl), user = compiled(kUser);
  std::size_t count = 0;
  for (std::size_t i = 0; i < kCommands.size(); ++i) {
    if (holds(line, kCommands[i].word)) count += cut_after(line, *patterns[i], known);
  }
  if (holds(line, "mc")) count += cut_after(line, *minio, known, 2);
  if (holds(line, "curl") || holds(line, "wget")) count += cut_logins(line, *curl, true, known);
  if (holds(line, "-u") || holds(line, "--")) count += cut_logins(line, *user, false, known);
  return count;
}

}  // namespace aidiag
