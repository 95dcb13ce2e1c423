// SPDX-License-Identifier: Apache-2.0
// Words and flags become Options in four steps: which command, do the flags belong to it, its words, its
// flags.
#include "cli/options.hpp"

#include <algorithm>
#include <array>

#include "cli/flag_values.hpp"
#include "cli/targets.hpp"
#include "cli/wording.hpp"
#include "cli/words.hpp"

namespace aidiag::cli {
namespace {

// ---- which command -------------------------------------------------------------------------------------------------

std::vector<std::string_view> first_words() {
  std::vector<std::string_view> words;
  for (const CommandEntry& entry : commands()) words.push_back(entry.words.substr(0, entry.words.find(' ')));
  return words;
}

Error unknown_command(const Options& options, const std::string& word) {
  const std::vector<std::string_view> words = first_words();
  const std::string_view near = nearest(word, words);
  if (!near.empty())
    return usage_error("unknown command " + quoted(word) + ", did you mean " + std::string(near) + "?");
  return usage_error("unknown command " + quoted(word), "A pod is named as in " + options.program + " pod/" +
                                                            (is_object_name(word) ? word : "NAME") +
                                                            "; all commands: " + options.program + " --help");
}

// The second word of "rules".
Result<const CommandEntry*> find_rules_command(const std::vector<std::string>& words) {
  std::vector<std::string_view> second;
  for (const CommandEntry& entry : commands()) {
    if (!entry.words.starts_with("rules ")) continue;
    second.push_back(entry.words.substr(6));
    if (words.size() > 1 && words[1] == second.back()) return &entry;
  }
  if (words.size() == 1) return usage_error("rules needs one of " + either(second) + " after it");
  const std::string_view near = nearest(words[1], second);
  if (near.empty()) return usage_error("unknown command " + quoted("rules " + words[1]) + ": it is " + either(second));
  return usage_error("unknown command " + quoted("rules " + words[1]) + ", did you mean rules " + std::string(near) +
                     "?");
}

// Takes the words of the command away from the front of `words`.
Result<Command> take_command(const Options& options, std::vector<std::string>& words) {
  const std::string& first = words.front();
  if (first.find('/') != std::string::npos && find_command(first) == nullptr) return Command::pod;
  const CommandEntry* entry = find_command(first);
  if (entry == nullptr) return unknown_command(options, first);
  std::ptrdiff_t taken = 1;
  if (entry->words.starts_with("rules ")) {
    Result<const CommandEntry*> found = find_rules_command(words);
    if (!found) return std::move(found).error();
    entry = found.value();
    taken = 2;
  }
  words.erase(words.begin(), words.begin() + taken);
  return entry->command;
}

// ---- do the flags belong to it -------------------------------------------------------------------------------------

Error unknown_flag(const Options& options, const std::string& typed) {
  const std::string name = typed.substr(0, typed.find('='));
  const std::string bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  std::vector<std::string_view> names;
  for (const FlagEntry& flag : flags()) names.push_back(flag.name);
  if (const std::string_view near = nearest(bare, names); !near.empty() && bare.size() > 1) {
    return usage_error("unknown flag " + name + ", did you mean --" + std::string(near) + "?");
  }
  if (find_command(bare) != nullptr)
    return usage_error("unknown flag " + name + ", did you mean the command " + bare + "?");
  return usage_error("unknown flag " + name, "All flags: " + options.program + " pod --help");
}

Status check_flags(const Options& options, const Words& words) {
  for (const auto& [flag, values] : words.flags) {
    if (contains(flag->commands, options.command)) continue;
    return usage_error(flag->dashed() + " does not go with the command " + quoted(entry_of(options.command).words));
  }
  return ok_status();
}

// ---- its words -----------------------------------------------------------------------------------------------------

constexpr const char* kSelectorOrName = "-l chooses pods by their labels, so it goes without a NAME";

Status set_targets(Options& options, std::span<const std::string> words) {
  for (const std::string& word : words) {
    Result<Scope::Target> target = parse_target(word);
    if (!target) return std::move(target).error();
    const auto same = [&](const Scope::Target& t) {
      return t.kind == target.value().kind && t.name == target.value().name;
    };
    if (std::ranges::none_of(options.targets, same)) options.targets.push_back(std::move(target).value());
  }
  return ok_status();
}

Status set_pod_words(Options& options, const std::vector<std::string>& words, bool has_selector) {
  if (Status status = set_targets(options, words); !status) return status;
  if (words.empty() && !has_selector) {
    return usage_error("pod needs a NAME, or -l LABELS", "A whole namespace: " + options.program + " namespace");
  }
  if (!words.empty() && has_selector) return usage_error(kSelectorOrName);
  return ok_status();
}

Status set_capture_words(Options& options, const std::vector<std::string>& words, bool has_selector) {
  if (words.empty()) {
    return usage_error("capture needs a folder or a FILE.tar.gz to write",
                       "As in " + options.program + " capture ai.tar.gz");
  }
  if (words.size() > 1 && has_selector) return usage_error(kSelectorOrName);
  std::string& path = options.arguments[0];
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return set_targets(options, std::span(words).subspan(1));
}

Status set_namespace_words(Options& options, const std::vector<std::string>& words) {
  if (words.size() > 1) {
    return usage_error("namespace takes one NAME, not " + std::to_string(words.size()), "-A takes all namespaces.");
  }
  if (!words.empty()) options.connect.ns = words[0];
  return ok_status();
}

Status set_completion_words(Options& options, const std::vector<std::string>& words) {
  constexpr std::array<std::string_view, 3> shells = {"bash", "zsh", "fish"};
  if (words.size() == 1 && std::ranges::find(shells, words[0]) != shells.end()) return ok_status();
  const std::string got = words.size() == 1 ? ", not " + quoted(words[0]) : "";
  return usage_error("completion takes one of " + either(shells) + got,
                     "As in " + options.program + " completion bash");
}

Status set_words(Options& options, const std::vector<std::string>& words, bool has_selector) {
  options.arguments = words;
  switch (options.command) {
    case Command::pod:
      return set_pod_words(options, words, has_selector);
    case Command::one_namespace:
      return set_namespace_words(options, words);
    case Command::capture:
      return set_capture_words(options, words, has_selector);
    case Command::completion:
      return set_completion_words(options, words);
    case Command::rules_show:
      if (words.size() == 1) return ok_status();
      return usage_error("rules show takes one ID", "As in " + options.program + " rules show memory/oom-killed");
    case Command::rules_coverage:
      if (words.size() <= 1) return ok_status();
      return usage_error("rules coverage takes one CATEGORY, not " + std::to_string(words.size()));
    case Command::gpus:
    case Command::rules_list:
    case Command::version:
      if (words.empty()) return ok_status();
      return usage_error(quoted(entry_of(options.command).words) + " takes nothing after it, not " + quoted(words[0]));
    default:
      return ok_status();
  }
}

// ---- what does not go together -------------------------------------------------------------------------------------

Status check_together(const Options& options, const Words& words) {
  if (options.command == Command::one_namespace && !options.arguments.empty()) {
    if (options.all_namespaces) return usage_error("-A means all namespaces, so it goes without a NAME");
    const std::string* ns = words.last("namespace");
    if (ns != nullptr && *ns != options.arguments[0]) {
      return usage_error("two namespaces are named, " + quoted(options.arguments[0]) + " and by -n " + quoted(*ns));
    }
  }
  if (options.all_namespaces && !options.targets.empty()) {
    return usage_error("a name stands for something in one namespace, so -A goes without a NAME",
                       "Name it with -n NAMESPACE.");
  }
  const std::string* from = words.last("from");
  if (from == nullptr) return ok_status();
  if (from->empty()) return usage_error("--from takes a folder, a file or -, not \"\"");
  for (const auto& [flag, values] : words.flags) {
    if (flag->group != FlagGroup::connection) continue;
    return usage_error("--from reads files and " + flag->dashed() + " asks a cluster: give one of them");
  }
  return ok_status();
}

std::string base_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

// Help for the command named by the words, or for the whole program.
Status set_help(Options& options, std::vector<std::string> words) {
  options.command = Command::help;
  if (words.empty()) return ok_status();
  if (words.size() == 1 && words[0] == "rules") {
    options.topic = "rules";
    return ok_status();
  }
  Result<Command> command = take_command(options, words);
  if (!command) return std::move(command).error();
  if (command.value() != Command::help) options.topic = entry_of(command.value()).words;
  return ok_status();
}

// But for the context, which the snapshot knows, and for tokens and passwords.
std::vector<std::string> connection_flags(const ConnectOptions& connect) {
  std::vector<std::string> flags;
  const auto add = [&flags](const char* flag, const std::string& value) {
    if (!value.empty()) flags.insert(flags.end(), {flag, value});
  };
  add("--kubeconfig", connect.kubeconfig);
  add("--cluster", connect.cluster);
  add("--user", connect.user);
  add("--server", connect.server);
  add("--tls-server-name", connect.tls_server_name);
  add("--certificate-authority", connect.certificate_authority);
  add("--client-certificate", connect.client_certificate);
  add("--client-key", connect.client_key);
  add("--as", connect.as);
  add("--as-uid", connect.as_uid);
  for (const std::string& group : connect.as_groups) add("--as-group", group);
  if (connect.insecure_skip_tls_verify) flags.emplace_back("--insecure-skip-tls-verify");
  return flags;
}

}  // namespace

std::string program_name(std::string_view argv0) {
  std::string base = base_name(argv0);
  return base.empty() || base.starts_with("kubectl-") ? "kubectl ai-diag" : base;
}

bool is_completer(std::string_view argv0) { return base_name(argv0).starts_with("kubectl_complete-ai"); }

Result<Options> parse_options(std::span<const std::string> args) {
  Options options;
  options.program = program_name(args[0]);
  const bool hidden = args.size() > 1 && args[1] == "__complete";
  if (hidden || is_completer(args[0])) {
    options.command = Command::complete;
    options.arguments.assign(args.begin() + (hidden ? 2 : 1), args.end());
    return options;
  }

  Result<Words> split = split_words(args.subspan(1));
  if (!split) return std::move(split).error();
  const Words& words = split.value();
  if (!words.unknown.empty()) return unknown_flag(options, words.unknown[0]);
  std::vector<std::string> plain = words.plain;
  const bool asks_help = !plain.empty() && plain[0] == "help";
  if (asks_help) plain.erase(plain.begin());
  if (asks_help || words.on("help") || (plain.empty() && words.flags.empty())) {
    if (Status status = set_help(options, plain); !status) return std::move(status).error();
    return options;
  }
  if (plain.empty()) {
    return usage_error("no command is given", "A whole namespace: " + options.program +
                                                  " namespace; all commands: " + options.program + " --help");
  }

  Result<Command> command = take_command(options, plain);
  if (!command) return std::move(command).error();
  options.command = command.value();
  for (Status status : {check_flags(options, words), set_words(options, plain, words.last("selector") != nullptr),
                        set_flags(options, words), check_together(options, words)}) {
    if (!status) return std::move(status).error();
  }
  return options;
}

Scope scope_of(const Options& options, std::string_view context_namespace) {
  Scope scope;
  scope.ns = options.connect.ns.empty() ? std::string(context_namespace) : options.connect.ns;
  scope.targets = options.targets;
  scope.selector = options.selector;
  scope.logs = options.logs;
  scope.connection = connection_flags(options.connect);
  if (options.command == Command::gpus) {
    scope.kind = Scope::Kind::accelerators;
    scope.ns.clear();
    return scope;
  }
  const auto is_pod = [](const Scope::Target& target) { return target.kind == "Pod"; };
  if (!scope.targets.empty()) {
    scope.kind = std::ranges::all_of(scope.targets, is_pod) ? Scope::Kind::pods : Scope::Kind::workloads;
  } else if (options.all_namespaces || scope.ns.empty()) {
    scope.kind = Scope::Kind::all_namespaces;
    scope.ns.clear();
  }
  return scope;
}

}  // namespace aidiag::cli
