// SPDX-License-Identifier: Apache-2.0
// Filling a command: split first, so that a filled text stays within its word; then quote; then add where it looks
// (namespace, context). A filled text that could act as a flag, or make a reading command anything else, drops the
// step.
#include <algorithm>
#include <array>

#include "aidiag/rule.hpp"
#include "rules/command.hpp"
#include "rules/template.hpp"
#include "rules/words.hpp"

namespace aidiag {
namespace {

// Kinds without a namespace: those of Kubernetes, and those of the operators that AI clusters run.
constexpr std::array<std::string_view, 66> cluster_kinds = {"node",
                                                            "nodes",
                                                            "no",
                                                            "namespace",
                                                            "namespaces",
                                                            "ns",
                                                            "persistentvolume",
                                                            "persistentvolumes",
                                                            "pv",
                                                            "storageclass",
                                                            "storageclasses",
                                                            "sc",
                                                            "priorityclass",
                                                            "priorityclasses",
                                                            "pc",
                                                            "runtimeclass",
                                                            "runtimeclasses",
                                                            "csidriver",
                                                            "csidrivers",
                                                            "csinode",
                                                            "csinodes",
                                                            "volumeattachment",
                                                            "volumeattachments",
                                                            "customresourcedefinition",
                                                            "customresourcedefinitions",
                                                            "crd",
                                                            "crds",
                                                            "clusterrole",
                                                            "clusterroles",
                                                            "clusterrolebinding",
                                                            "clusterrolebindings",
                                                            "validatingwebhookconfiguration",
                                                            "validatingwebhookconfigurations",
                                                            "mutatingwebhookconfiguration",
                                                            "mutatingwebhookconfigurations",
                                                            "validatingadmissionpolicy",
                                                            "validatingadmissionpolicies",
                                                            "validatingadmissionpolicybinding",
                                                            "validatingadmissionpolicybindings",
                                                            "apiservice",
                                                            "apiservices",
                                                            "deviceclass",
                                                            "deviceclasses",
                                                            "resourceslice",
                                                            "resourceslices",
                                                            "ingressclass",
                                                            "ingressclasses",
                                                            "clusterqueue",
                                                            "clusterqueues",
                                                            "resourceflavor",
                                                            "resourceflavors",
                                                            "workloadpriorityclass",
                                                            "workloadpriorityclasses",
                                                            "admissioncheck",
                                                            "admissionchecks",
                                                            "nodepool",
                                                            "nodepools",
                                                            "nodeclaim",
                                                            "nodeclaims",
                                                            "ec2nodeclass",
                                                            "ec2nodeclasses",
                                                            "clusterpolicy",
                                                            "clusterpolicies",
                                                            "nvidiadriver",
                                                            "nvidiadrivers",
                                                            "clusterservingruntime"};
constexpr std::array<std::string_view, 8> clusterwide_verbs = {"explain", "api-resources", "cordon", "uncordon",
                                                               "drain",   "taint",         "config", "certificate"};
constexpr std::array<std::string_view, 6> namespaced_verbs = {"logs",   "exec", "port-forward",
                                                              "events", "auth", "apply"};

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool lives_in_cluster(std::string_view target) {
  std::string_view kind = target.substr(0, target.find_first_of("/,"));
  kind = kind.substr(0, kind.find('.'));
  return is_in(cluster_kinds, kind);
}

bool has_flag(const std::vector<std::string>& words, std::string_view brief, std::string_view name) {
  for (const std::string& word : words) {
    if (word == "--") return false;
    if (word == brief || word == name) return true;
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=') return true;
    if (word.size() > brief.size() && word.starts_with(brief) && word[brief.size()] == '=') return true;
  }
  return false;
}

std::string_view namespace_of(const Subject& subject) {
  return subject.object != nullptr ? subject.object->ns.view() : subject.ns;
}

void add_place(std::vector<std::string>& words, std::string_view ns, std::span<const std::string> connection) {
  std::vector<std::string> place;
  if (!ns.empty() && wants_namespace(words)) place.insert(place.end(), {"-n", std::string(ns)});
  place.insert(place.end(), connection.begin(), connection.end());
  const auto first_flag = std::find_if(words.begin(), words.end(), [](const auto& w) { return w.starts_with('-'); });
  words.insert(first_flag, place.begin(), place.end());
}

std::optional<std::string> filled_word(const std::string& word, const Match& match, const Facts& facts) {
  auto filled = fill(word, match, facts);
  if (!filled) return std::nullopt;
  const bool acts_as_flag = filled->starts_with('-') && !word.starts_with('-');
  const bool unprintable = std::any_of(filled->begin(), filled->end(),
                                       [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
  if (acts_as_flag || unprintable) return std::nullopt;
  return filled;
}

}  // namespace

bool wants_namespace(const std::vector<std::string>& words) {
  if (words.size() < 2 || words.front() != "kubectl" || is_in(clusterwide_verbs, words[1])) return false;
  if (has_flag(words, "-n", "--namespace") || has_flag(words, "-A", "--all-namespaces")) return false;
  if (has_flag(words, "--raw", "--raw")) return false;
  if (is_in(namespaced_verbs, words[1])) return true;
  std::size_t target = words[1] == "rollout" || words[1] == "set" ? 3 : 2;
  while (target < words.size() && words[target].starts_with('-'))
    target += words[target].find('=') == std::string::npos ? 2 : 1;
  return target >= words.size() || !lives_in_cluster(words[target]);
}

std::optional<std::string> fill_command(const Template& command, const Match& match, const Facts& facts,
                                        std::span<const std::string> connection) {
  auto split = split_words(command.text);
  if (!std::holds_alternative<std::vector<std::string>>(split)) return std::nullopt;
  std::vector<std::string> words = std::get<std::vector<std::string>>(std::move(split));
  const bool reads = words_problem(words, true).empty();
  for (std::string& word : words) {
    auto filled = filled_word(word, match, facts);
    if (!filled) return std::nullopt;
    word = std::move(*filled);
  }
  if (words.empty() || (reads && !words_problem(words, true).empty())) return std::nullopt;
  if (words.front() == "kubectl") add_place(words, namespace_of(match.seen), connection);
  std::string result;
  for (const std::string& word : words) {
    if (!result.empty()) result += ' ';
    result += shell_quoted(word);
  }
  return result;
}

}  // namespace aidiag
