// SPDX-License-Identifier: Apache-2.0
#include "rules/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

#include "aidiag/ascii.hpp"
#include "aidiag/rule.hpp"
#include "rules/template.hpp"
#include "rules/words.hpp"

namespace aidiag {
namespace {

using Words = std::span<const std::string>;
using Flags = std::vector<std::string_view>;

struct Verb {
  std::string_view name, second;
  Flags with_value, plain;
};

// Flags of kubectl 1.34 that only choose or format. Missing on purpose: --raw beyond /apis, -f (a file, or following a
// log), -w, and whatever names another server, user or file.
const std::vector<Verb>& reading_verbs() {
  static const std::vector<Verb> verbs = {
      {"get",
       "",
       {"-n", "--namespace", "-l", "--selector", "--field-selector", "-o", "--output", "-L", "--label-columns",
        "--sort-by", "--subresource", "--raw"},
       {"-A", "--all-namespaces", "--no-headers", "--show-labels", "--ignore-not-found", "--show-kind",
        "--show-managed-fields"}},
      {"describe", "", {"-n", "--namespace", "-l", "--selector"}, {"-A", "--all-namespaces", "--show-events"}},
      {"logs",
       "",
       {"-n", "--namespace", "-c", "--container", "--tail", "--since", "--since-time", "--limit-bytes", "-l",
        "--selector", "--max-log-requests"},
       {"-p", "--previous", "--all-containers", "--timestamps", "--prefix", "--ignore-errors"}},
      {"top",
       "",
       {"-n", "--namespace", "-l", "--selector", "--field-selector", "--sort-by"},
       {"-A", "--all-namespaces", "--containers", "--no-headers", "--sum"}},
      {"events",
       "",
       {"-n", "--namespace", "--for", "--types", "-o", "--output"},
       {"-A", "--all-namespaces", "--no-headers"}},
      {"explain", "", {"--api-version", "-o", "--output"}, {"--recursive"}},
      {"api-resources",
       "",
       {"--api-group", "--verbs", "-o", "--output", "--sort-by", "--categories"},
       {"--namespaced", "--no-headers"}},
      {"auth",
       "can-i",
       {"-n", "--namespace", "--subresource", "--as", "--as-group"},
       {"-A", "--all-namespaces", "--list", "--no-headers", "-q", "--quiet"}},
      {"rollout", "status", {"-n", "--namespace", "--timeout", "--revision", "-l", "--selector"}, {"--watch"}},
      {"rollout", "history", {"-n", "--namespace", "--revision", "-o", "--output", "-l", "--selector"}, {}},
  };
  return verbs;
}

const std::vector<Verb>& inside_verbs() {
  static const std::vector<Verb> verbs = {
      {"exec", "", {"-n", "--namespace", "-c", "--container"}, {}},
      {"port-forward", "", {"-n", "--namespace"}, {}},
  };
  return verbs;
}

/// The words of a command told apart.
struct Parsed {
  std::vector<std::string> targets;                        ///< neither flag nor value of one
  std::vector<std::pair<std::string, std::string>> flags;  ///< name and value
  std::vector<std::string> program;                        ///< what follows `--`
  bool has_program = false;
};

bool contains(const Flags& flags, std::string_view name) {
  return std::find(flags.begin(), flags.end(), name) != flags.end();
}

std::variant<Parsed, std::string> parse(Words words, const Verb& verb) {
  Parsed result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") {
      result.has_program = true;
      result.program.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      break;
    }
    if (!word.starts_with('-')) {
      result.targets.emplace_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
    if (contains(verb.with_value, name)) {
      if (equals == std::string_view::npos && i + 1 == words.size()) return fmt::format("gives {} no value", name);
      result.flags.emplace_back(name, equals == std::string_view::npos ? words[++i] : value);
    } else if (contains(verb.plain, name)) {
      result.flags.emplace_back(name, value);
    } else {
      return fmt::format("is no reading command: the flag {} is not allowed with {}", name, verb.name);
    }
  }
  return result;
}

/// The kinds that a target names: "pods,secret/x" gives pods and secret.
std::vector<std::string> kinds_in(std::string_view target) {
  std::vector<std::string> result;
  while (true) {
    const std::size_t comma = target.find(',');
    std::string_view kind = target.substr(0, comma);
    kind = kind.substr(0, kind.find('/'));
    if (!kind.starts_with('{')) kind = kind.substr(0, kind.find('.'));
    result.push_back(lower_case(kind));
    if (comma == std::string_view::npos) return result;
    target.remove_prefix(comma + 1);
  }
}

std::string output_problem(const Parsed& parsed) {
  std::string_view output;
  for (const auto& [name, value] : parsed.flags) {
    if (name == "-o" || name == "--output") output = value;
  }
  if (output.empty()) return "";
  if (output.find("-file") != std::string_view::npos) return "is no reading command: its output format reads a file";
  for (std::size_t i = 0; i < parsed.targets.size(); ++i) {
    const std::string& target = parsed.targets[i];
    for (const std::string& kind : kinds_in(target)) {
      if (kind == "secret" || kind == "secrets")
        return "is no reading command: a secret is never printed with an output";
    }
    const bool names_kind = i == 0 || target.find('/') != std::string::npos;
    if (names_kind && target.starts_with('{') && !target.starts_with("{workload.resource}")) {
      return "is no reading command: it prints an object whose kind is a placeholder, which may be a secret";
    }
  }
  return "";
}

std::string get_problem(const Parsed& parsed) {
  for (const auto& [name, value] : parsed.flags) {
    if (name != "--raw") continue;
    if (!value.starts_with("/apis/") || value.find("proxy") != std::string::npos ||
        value.find("..") != std::string::npos) {
      return "is no reading command: --raw is allowed for paths below /apis/, without proxies";
    }
  }
  return output_problem(parsed);
}

std::string exec_problem(const Parsed& parsed) {
  if (parsed.targets.size() != 1) return "names not exactly one pod to look into";
  if (!parsed.has_program) return "does not say after -- which program to run";
  return program_problem(parsed.program);
}

std::string verb_names(const std::vector<Verb>& verbs) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs)
    names.push_back(verb.second.empty() ? std::string(verb.name) : fmt::format("{} {}", verb.name, verb.second));
  return fmt::format("{}", fmt::join(names, ", "));
}

const Verb* find_verb(const std::vector<Verb>& verbs, Words words) {
  for (const Verb& verb : verbs) {
    if (words.size() > 1 && words[1] == verb.name &&
        (verb.second.empty() || (words.size() > 2 && words[2] == verb.second))) {
      return &verb;
    }
  }
  return nullptr;
}

}  // namespace

std::string words_problem(const std::vector<std::string>& words, bool inside) {
  if (words.empty() || words.front() != "kubectl") return "is no reading command: it does not begin with kubectl";
  const Verb* verb = find_verb(reading_verbs(), words);
  if (verb == nullptr && inside) verb = find_verb(inside_verbs(), words);
  if (verb == nullptr) {
    if (find_verb(inside_verbs(), words) != nullptr) return "is no reading command; it belongs under `inside:`";
    return fmt::format("is no reading command: kubectl may {}", verb_names(reading_verbs()));
  }
  const std::size_t skip = verb->second.empty() ? 2 : 3;
  auto parsed = parse(Words(words).subspan(skip), *verb);
  if (const auto* problem = std::get_if<std::string>(&parsed)) return *problem;
  const Parsed& p = std::get<Parsed>(parsed);
  if (verb->name == "exec") return exec_problem(p);
  if (p.has_program) return "is no reading command: only exec takes a program after --";
  if (verb->name == "get") return get_problem(p);
  return "";
}

std::string splitting_problem(std::string_view command) {
  auto words = split_words(command);
  const auto* problem = std::get_if<std::string>(&words);
  return problem == nullptr ? "" : *problem;
}

std::string command_problem(std::string_view command, bool inside) {
  auto words = split_words(command);
  if (const auto* problem = std::get_if<std::string>(&words)) return *problem;
  return words_problem(std::get<std::vector<std::string>>(words), inside);
}

}  // namespace aidiag
