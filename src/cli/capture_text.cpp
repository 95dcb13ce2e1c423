// SPDX-License-Identifier: Apache-2.0
#include "cli/capture_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "aidiag/ascii.hpp"
#include "report/gap_lines.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"
#include "rules/words.hpp"

namespace aidiag::cli {
namespace {

constexpr std::size_t kIndent = 13;
constexpr std::size_t kWidth = 100;

std::string size_words(std::size_t bytes) {
  if (bytes < 10'000) return counted(static_cast<std::int64_t>(bytes), "byte", "bytes");
  if (bytes < 10'000'000) return fmt::format("{} kB", bytes / 1000);
  return fmt::format("{} MB", bytes / 1'000'000);
}

std::string of_kinds(const CaptureSummary& summary) {
  constexpr std::size_t most = 6;
  std::vector<std::string> words;
  for (const auto& [kind, count] : summary.by_kind) {
    if (words.size() == most) break;
    words.push_back(fmt::format("{} {}", count, kind));
  }
  const std::size_t others = summary.by_kind.size() - words.size();
  if (others > 0) words.push_back(counted(static_cast<std::int64_t>(others), "kind more", "kinds more"));
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string of_redacted(const std::map<std::string, std::int64_t>& redacted) {
  constexpr std::array<std::pair<std::string_view, std::pair<std::string_view, std::string_view>>, 7> names = {{
      {"variables", {"environment variable", "environment variables"}},
      {"assignments", {"value named as a secret", "values named as secrets"}},
      {"tokens", {"token or key known by its form", "tokens or keys known by their form"}},
      {"urls", {"password or signature in a URL", "passwords or signatures in URLs"}},
      {"privateKeys", {"private key", "private keys"}},
      {"repetitions", {"repetition of one of these", "repetitions of these"}},
      {"annotations", {"copy of an applied object", "copies of applied objects"}},
  }};
  std::vector<std::string> words;
  for (const auto& [key, name] : names) {
    const auto found = redacted.find(std::string(key));
    if (found != redacted.end()) words.push_back(counted(found->second, name.first, name.second));
  }
  return words.empty() ? "nothing was found that looks like a secret" : listed(words);
}

void part(std::string& out, std::string_view name, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += fmt::format("{:<{}}{}\n", i == 0 ? name : "", kIndent, lines[i]);
  }
}

void part(std::string& out, std::string_view name, const std::string& text) {
  part(out, name, wrapped(clean(text), kWidth - kIndent));
}

}  // namespace

std::string words_of(const Scope& scope) {
  std::string words;
  if (scope.targets.empty()) {
    words = scope.ns.empty() ? "namespace -A" : "namespace " + shell_quoted(scope.ns);
  } else {
    words = "pod";
    for (const Scope::Target& target : scope.targets) {
      words += " " + (target.kind == "Pod" ? "" : lower_case(target.kind) + "/") + target.name;
    }
    if (!scope.ns.empty()) words += " -n " + scope.ns;
  }
  if (!scope.selector.empty()) words += " -l " + shell_quoted(scope.selector);
  if (!scope.logs) words += " --no-logs";
  return words;
}

std::string capture_text(const CaptureSummary& summary, const Report& report, const Options& options,
                         const Scope& scope) {
  const std::string& path = options.arguments[0];
  std::string out = fmt::format("Captured {} ({})\n", clean(path), size_words(summary.bytes));
  part(out, "Objects", summary.objects == 0 ? "none" : fmt::format("{}: {}", summary.objects, of_kinds(summary)));
  if (scope.logs) {
    part(out, "Logs",
         summary.logs == 0
             ? "none"
             : fmt::format("{} of {}", summary.logs,
                           counted(static_cast<std::int64_t>(summary.containers), "container", "containers")));
  }
  part(out, "Redacted", of_redacted(summary.redacted));
  for (const std::string& line : gap_lines(report.gaps, kWidth)) out += line + "\n";
  out += "\nLook through it before you give it away: what no pattern knows for a secret is still in it. To read it:\n";
  out += fmt::format("  {} {} --from {}\n", options.program, words_of(scope), shell_quoted(path));
  return out;
}

}  // namespace aidiag::cli
