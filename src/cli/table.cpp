// SPDX-License-Identifier: Apache-2.0
// The tables themselves, and how to look things up in them.
#include "cli/table.hpp"

#include <algorithm>
#include <array>

namespace aidiag::cli {
namespace {

using Words = std::string_view;

constexpr std::array kPodAliases = {Words("pods"), Words("po")};
constexpr std::array kNamespaceAliases = {Words("namespaces"), Words("ns")};
constexpr std::array kGpusAliases = {Words("gpu"), Words("accelerators")};

constexpr std::array kHelpExamples = {
    Example{"What is wrong in the namespace that the context names?", "namespace"},
    Example{"Why does this pod not run?", "pod llm-0 -n ai-platform"},
    Example{"The same for a workload and all of its pods.", "deployment/llm -n ai-platform"},
    Example{"Without a cluster, from what kubectl cluster-info dump has written.", "namespace -A --from dump/"},
};
constexpr std::array kPodExamples = {
    Example{"One pod of the context's namespace.", "pod llm-0"},
    Example{"Two pods of another namespace.", "pod llm-0 llm-1 -n ai-platform"},
    Example{"A workload: its own state and all of its pods.", "pod deployment/llm"},
    Example{"The same, shorter.", "deployment/llm"},
    Example{"All pods with a label.", "pod -l app=llm"},
    Example{"One pod, out of a file that kubectl get pods -o json has written.", "pod llm-0 --from pods.json"},
};
constexpr std::array kNamespaceExamples = {
    Example{"The context's namespace.", "namespace"},
    Example{"Another one, as JSON.", "namespace ai-platform -o json"},
    Example{"All of them; exit code 1 from the first warning on.", "namespace -A --fail-on warning"},
    Example{"A folder written by kubectl cluster-info dump.", "namespace -A --from dump/"},
};
constexpr std::array kGpusExamples = {
    Example{"What every node offers, what is free, and who holds the rest.", "gpus"},
    Example{"Of some nodes only.", "gpus -l nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3"},
    Example{"Without a cluster, from what kubectl cluster-info dump has written.", "gpus --from dump/"},
};
constexpr std::array kCaptureExamples = {
    Example{"The context's namespace, as one file.", "capture ai.tar.gz"},
    Example{"What matters for one pod, as a folder to look through.", "capture llm-0-capture/ llm-0 -n ai-platform"},
    Example{"The secrets out of a dump that is there already.", "capture clean.tar.gz --from dump/"},
    Example{"Reading it, anywhere and at any time.", "namespace ai-platform --from ai.tar.gz"},
};
constexpr std::array kListExamples = {
    Example{"All rules, a line each.", "rules list"},
    Example{"With your own beside them.", "rules list --rules my-rules/"},
};
constexpr std::array kShowExamples = {
    Example{"What the rule looks for and what it says.", "rules show memory/oom-killed"},
};
constexpr std::array kCheckExamples = {
    Example{"The examples of all rules.", "rules check"},
    Example{"One file, before it goes anywhere.", "rules check my-rules/gpu/our-driver.yaml"},
};
constexpr std::array kCoverageExamples = {
    Example{"How many signatures of each category are covered, and which are open.", "rules coverage"},
    Example{"All of one category, with the rules that cover them.", "rules coverage gpu"},
};
constexpr std::array kCompletionExamples = {
    Example{"For this bash.", "completion bash > ~/.local/share/bash-completion/completions/kubectl-ai_diag"},
    Example{"For zsh, in a folder of your fpath.", "completion zsh > ~/.zfunc/_kubectl-ai_diag"},
    Example{"For fish.", "completion fish > ~/.config/fish/completions/kubectl-ai_diag.fish"},
};
constexpr std::array kVersionExamples = {Example{"The version of this program.", "version"}};

constexpr std::array kCommands = {
    CommandEntry{Command::pod, "pod", kPodAliases, "[KIND/]NAME...", "Diagnose pods, or workloads and their pods.",
                 "NAME is a pod, also written pod/NAME. Any workload is named by its kind, as deployment/NAME. Without "
                 "a name, -l chooses the pods.",
                 kPodExamples},
    CommandEntry{Command::one_namespace, "namespace", kNamespaceAliases, "[NAME]",
                 "Diagnose everything in a namespace.",
                 "Without NAME it is the namespace of the context; -A takes all of them.", kNamespaceExamples},
    CommandEntry{Command::gpus, "gpus", kGpusAliases, "", "Show what accelerators the nodes offer and who holds them.",
                 "One line for each node and resource, of every vendor, with why some of it cannot be used; then the "
                 "sums, and the pods that wait. Nodes belong to no namespace, so pods of all namespaces count, with "
                 "or without -A.",
                 kGpusExamples},
    CommandEntry{Command::capture,
                 "capture",
                 {},
                 "DIR|FILE.tar.gz [[KIND/]NAME...]",
                 "Write what a diagnosis reads into files, without secrets.",
                 "A diagnosis with --from then says the same as one of the cluster at that time. Without NAME it is "
                 "the namespace of the context; of a dump it is all that the dump holds. The layout is that of "
                 "kubectl cluster-info dump, with capture.json, which says what was missing and how much was "
                 "redacted. Tokens, keys and passwords are taken out wherever they are known by their form or their "
                 "name; Secrets are never read.",
                 kCaptureExamples},
    CommandEntry{Command::rules_list, "rules list", {}, "", "List the rules.", "", kListExamples},
    CommandEntry{Command::rules_show, "rules show", {}, "ID", "Show one rule.", "", kShowExamples},
    CommandEntry{Command::rules_check,
                 "rules check",
                 {},
                 "[FILE...]",
                 "Check rules and run their examples.",
                 "Without FILE all rules are checked, those of --rules too.",
                 kCheckExamples},
    CommandEntry{
        Command::rules_coverage,
        "rules coverage",
        {},
        "[CATEGORY]",
        "Show which known failures the rules recognise.",
        "A failure is known by its signatures, what it prints or what objects show of it. Each is covered by a "
        "rule, refused with a reason, or open.",
        kCoverageExamples},
    CommandEntry{Command::completion,
                 "completion",
                 {},
                 "bash|zsh|fish",
                 "Print the completion of a shell.",
                 "It serves the program's own names, kubectl-ai_diag and kubectl-ai-diag. kubectl itself asks "
                 "kubectl_complete-ai_diag, which is installed beside the program. Names come from the kubeconfig, the "
                 "cluster or the dump that the line names; a server has a second to answer.",
                 kCompletionExamples},
    CommandEntry{Command::version, "version", {}, "", "Print the version.", "", kVersionExamples},
    CommandEntry{Command::help, "help", {}, "[COMMAND]", "Explain a command.", "", kHelpExamples},
};

constexpr Commands kDiagnosis = only(Command::pod) | only(Command::one_namespace);
constexpr Commands kCapture = only(Command::capture);
constexpr Commands kReading = kDiagnosis | only(Command::gpus);
constexpr Commands kSources = kReading | kCapture;
constexpr Commands kRules =
    only(Command::rules_list) | only(Command::rules_show) | only(Command::rules_check) | only(Command::rules_coverage);
constexpr Commands kAll = ~only(Command::help);

constexpr std::array kFormats = {Words("text"), Words("json"), Words("yaml")};
constexpr std::array kFailOn = {Words("error"), Words("warning"), Words("advice"), Words("never")};
constexpr std::array kVerbosities = {Words("6"), Words("7"), Words("8"), Words("9"), Words("10")};
constexpr std::array kColors = {Words("auto"), Words("always"), Words("never")};
constexpr std::array kLimits = {Words("details"),   Words("healthy-details"), Words("logs"),     Words("log-lines"),
                                Words("log-bytes"), Words("pages"),           Words("page-size")};

using enum FlagGroup;
constexpr std::array kFlags = {
    FlagEntry{"namespace",
              'n',
              "NAME",
              "The namespace, if not the context's",
              scope,
              kDiagnosis | kCapture,
              {},
              Offer::namespaces},
    FlagEntry{"all-namespaces", 'A', "", "All namespaces", scope, kSources, {}},
    FlagEntry{"selector",
              'l',
              "LABELS",
              "Only pods with these labels, as in app=llm,tier!=test; with gpus only such nodes",
              scope,
              kSources,
              {}},
    FlagEntry{"no-logs", 0, "", "Read no container logs", scope, kDiagnosis | kCapture, {}},

    FlagEntry{"from",
              0,
              "PATH",
              "Read a dump, a file of kubectl get -o json|yaml or a .tar.gz of them instead of a "
              "cluster; - is standard input",
              input,
              kSources,
              {},
              Offer::files},
    FlagEntry{"now", 0, "TIME", "Judge as of this time, such as 2026-11-21T04:00:00Z", input, kSources, {}},
    FlagEntry{"rules",
              0,
              "DIR",
              "Add the rules of a folder; may be given more than once",
              input,
              kDiagnosis | kRules,
              {},
              Offer::folders,
              true},
    FlagEntry{"limit", 0, "NAME=VALUE",
              "Bound what is read: details, healthy-details, logs, log-lines, log-bytes, "
              "pages or page-size; may be given more than once",
              input, kSources, kLimits, Offer::values, true},
    FlagEntry{
        "timeout", 0, "DURATION", "Report after this long with what was read until then (10s)", input, kSources, {}},

    FlagEntry{"kubeconfig",
              0,
              "FILE",
              "The kubeconfig, instead of $KUBECONFIG or ~/.kube/config",
              connection,
              kSources,
              {},
              Offer::files},
    FlagEntry{"context", 0, "NAME", "The context of the kubeconfig", connection, kSources, {}, Offer::contexts},
    FlagEntry{"cluster", 0, "NAME", "The cluster of the kubeconfig", connection, kSources, {}, Offer::clusters},
    FlagEntry{"user", 0, "NAME", "The user of the kubeconfig", connection, kSources, {}, Offer::users},
    FlagEntry{"server", 's', "URL", "The address of the API server", connection, kSources, {}},
    FlagEntry{"token", 0, "TOKEN", "The bearer token to sign in with", connection, kSources, {}},
    FlagEntry{"username", 0, "NAME", "The user name of basic authentication", connection, kSources, {}},
    FlagEntry{"password", 0, "PASSWORD", "The password of basic authentication", connection, kSources, {}},
    FlagEntry{"as", 0, "USER", "The user to impersonate", connection, kSources, {}},
    FlagEntry{"as-group",
              0,
              "GROUP",
              "A group to impersonate; may be given more than once",
              connection,
              kSources,
              {},
              Offer::nothing,
              true},
    FlagEntry{"as-uid", 0, "UID", "The uid to impersonate", connection, kSources, {}},
    FlagEntry{"as-user-extra",
              0,
              "KEY=VALUE",
              "A further property to impersonate; may be given more than once",
              connection,
              kSources,
              {},
              Offer::nothing,
              true},
    FlagEntry{"client-certificate",
              0,
              "FILE",
              "The client certificate to sign in with",
              connection,
              kSources,
              {},
              Offer::files},
    FlagEntry{"client-key", 0, "FILE", "The key of the client certificate", connection, kSources, {}, Offer::files},
    FlagEntry{"certificate-authority",
              0,
              "FILE",
              "The certificate authority that the server is checked with",
              connection,
              kSources,
              {},
              Offer::files},
    FlagEntry{"insecure-skip-tls-verify",
              0,
              "",
              "Do not check the server's certificate: the connection is not safe",
              connection,
              kSources,
              {}},
    FlagEntry{
        "tls-server-name", 0, "NAME", "The name that the server's certificate must carry", connection, kSources, {}},
    FlagEntry{"disable-compression", 0, "", "Do not ask for compressed answers", connection, kSources, {}},
    FlagEntry{"request-timeout",
              0,
              "DURATION",
              "How long one request may take, such as 1s, 2m or 3h; 0 is for ever",
              connection,
              kSources,
              {}},

    FlagEntry{"kuberc",
              0,
              "FILE",
              "The preferences that say which credential plugins may run, instead of $KUBERC or ~/.kube/kuberc",
              connection,
              kSources,
              {},
              Offer::files},
    FlagEntry{"cache-dir",
              0,
              "DIR",
              "Taken as kubectl's flag and of no effect: this program keeps nothing on disk",
              connection,
              kSources,
              {},
              Offer::folders},

    FlagEntry{"output", 'o', "FORMAT", "text, json or yaml (text)", output, kReading, kFormats, Offer::values},
    FlagEntry{"fail-on", 0, "SEVERITY",
              "From which severity on findings make the exit code 1: error, warning, advice "
              "or never (error)",
              output, kDiagnosis, kFailOn, Offer::values},
    FlagEntry{"color", 0, "WHEN", "auto, always or never (auto)", output, kReading | kRules, kColors, Offer::values},

    FlagEntry{"force", 0, "", "Put the capture in the place of an earlier one", output, kCapture, {}},

    FlagEntry{"verbose", 'v', "",
              "Say on standard error what is read and how long it takes; -v=7 to -v=10 also headers and answers, as "
              "kubectl does",
              other, kSources | kRules, kVerbosities},
    FlagEntry{"help", 'h', "", "Explain the command", other, kAll, {}},
};

}  // namespace

std::span<const CommandEntry> commands() { return kCommands; }
std::span<const FlagEntry> flags() { return kFlags; }
std::span<const std::string_view> limit_names() { return kLimits; }

std::string_view title_of(FlagGroup group) {
  switch (group) {
    case scope:
      return "What to look at";
    case input:
      return "What to read";
    case connection:
      return "Connection, as with kubectl";
    case output:
      return "Output";
    case other:
      break;
  }
  return "Other";
}

const CommandEntry& entry_of(Command command) {
  const auto* found = std::ranges::find(kCommands, command, &CommandEntry::command);
  return found == kCommands.end() ? kCommands.back() : *found;
}

const CommandEntry* find_command(std::string_view first_word) {
  for (const CommandEntry& entry : kCommands) {
    if (entry.words.substr(0, entry.words.find(' ')) == first_word) return &entry;
    if (std::ranges::find(entry.aliases, first_word) != entry.aliases.end()) return &entry;
  }
  return nullptr;
}

const FlagEntry* find_flag(std::string_view name) {
  const auto* found = std::ranges::find(kFlags, name, &FlagEntry::name);
  return found == kFlags.end() ? nullptr : found;
}

const FlagEntry* find_flag(char letter) {
  const auto* found = std::ranges::find(kFlags, letter, &FlagEntry::letter);
  return letter == 0 || found == kFlags.end() ? nullptr : found;
}

}  // namespace aidiag::cli
