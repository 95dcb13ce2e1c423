// SPDX-License-Identifier: Apache-2.0
#include "cli/coverage_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/output.hpp"
#include "cli/rules_command.hpp"
#include "cli/wording.hpp"

namespace aidiag::cli {
namespace {

struct Entry {
  std::string_view number;
  const Signature* signature = nullptr;
  std::vector<std::string_view> rules;  ///< that cover it

  [[nodiscard]] bool open() const { return rules.empty() && signature->refused.empty(); }
};
using Groups = std::map<std::string_view, std::vector<Entry>>;

Groups groups_of(const RuleSet& rules) {
  std::map<std::string_view, std::vector<std::string_view>> covering;
  for (const Rule& rule : rules.rules()) {
    for (const std::string& number : rule.covers) covering[number].push_back(rule.id);
  }
  Groups groups;
  for (const auto& [number, signature] : rules.tables().signatures) {
    const std::string_view cause = signature.cause;
    groups[cause.substr(0, cause.find('/'))].push_back({number, &signature, covering[number]});
  }
  return groups;
}

std::string heading(std::string_view group, const std::vector<Entry>& entries) {
  const auto covered = std::ranges::count_if(entries, [](const Entry& e) { return !e.rules.empty(); });
  const auto open = std::ranges::count_if(entries, &Entry::open);
  const auto all = static_cast<std::ptrdiff_t>(entries.size());
  return fmt::format("{}: {} signature{}, {} covered, {} refused, {} open\n", group, all, all == 1 ? "" : "s", covered,
                     all - covered - open, open);
}

std::string first_line(const Entry& entry) {
  return fmt::format("  {}  {:<36} {}\n", entry.number, entry.signature->cause, entry.signature->line);
}

std::string summary(const Groups& groups) {
  std::string out;
  for (const auto& [group, entries] : groups) {
    out += heading(group, entries);
    for (const Entry& entry : entries) {
      if (entry.open()) out += first_line(entry);
    }
  }
  return out;
}

std::string details(std::string_view group, const std::vector<Entry>& entries) {
  std::string out = heading(group, entries);
  for (const Entry& entry : entries) {
    out += first_line(entry);
    if (!entry.rules.empty()) out += fmt::format("        covered by {}\n", fmt::join(entry.rules, ", "));
    if (!entry.signature->refused.empty()) out += fmt::format("        refused: {}\n", entry.signature->refused);
    if (entry.open()) out += "        open\n";
  }
  return out;
}

Error no_such_group(const std::string& name, const Groups& groups) {
  std::vector<std::string_view> names;
  for (const auto& [group, entries] : groups) names.push_back(group);
  const std::string_view near = nearest(name, names);
  return usage_error(
      "there is no category " + quoted(name) + " of signatures",
      near.empty() ? fmt::format("There are: {}.", fmt::join(names, ", ")) : fmt::format("Did you mean {}?", near));
}

Result<int> print(const std::string& text) {
  if (Status status = write_out(text); !status) return std::move(status).error();
  return 0;
}

}  // namespace

Result<int> rules_coverage(const Options& options) {
  auto rules = load_written_rules(options);
  if (!rules) return std::move(rules).error();
  const Groups groups = groups_of(rules.value());
  if (options.arguments.empty()) return print(summary(groups));
  const auto found = groups.find(options.arguments.front());
  if (found == groups.end()) return no_such_group(options.arguments.front(), groups);
  return print(details(found->first, found->second));
}

}  // namespace aidiag::cli
