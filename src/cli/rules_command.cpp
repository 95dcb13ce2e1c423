// SPDX-License-Identifier: Apache-2.0
#include "cli/rules_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "aidiag/shipped_rules.hpp"
#include "aidiag/world.hpp"
#include "cli/output.hpp"
#include "cli/rule_files.hpp"
#include "cli/wording.hpp"

namespace aidiag::cli {
namespace {

Error mistakes_error(const std::vector<std::string>& mistakes, const OwnRules& own) {
  std::string all;
  for (const std::string& mistake : mistakes) all += (all.empty() ? "" : "\n") + own.named(mistake);
  return {ErrorKind::bad_file, all, ""};
}

Result<int> print(std::string_view text, int exit_code) {
  if (Status status = write_out(text); !status) return std::move(status).error();
  return exit_code;
}

std::vector<std::string> ids_of(const RuleSet& rules) {
  std::vector<std::string> ids;
  for (const Rule& rule : rules.rules()) ids.push_back(rule.id);
  return ids;
}

/// Shipped files with the user's laid over them: the same path replaces.
std::vector<RuleFile> laid_over(const std::vector<RuleFile>& own) {
  std::vector<RuleFile> files = shipped_rule_files();
  for (const RuleFile& file : own) {
    std::erase_if(files, [&](const RuleFile& shipped) { return shipped.path == file.path; });
    files.push_back(file);
  }
  return files;
}

}  // namespace

Result<RuleSet> load_rules(const Options& options) {
  auto own = read_own_rules(options.rules);
  if (!own) return std::move(own).error();
  auto loaded = RuleSet::load_compiled(shipped_rules_compiled(), own.value().files);
  if (auto* mistakes = std::get_if<std::vector<std::string>>(&loaded)) return mistakes_error(*mistakes, own.value());
  return std::get<RuleSet>(std::move(loaded));
}

Result<RuleSet> load_written_rules(const Options& options) {
  auto own = read_own_rules(options.rules);
  if (!own) return std::move(own).error();
  auto loaded = RuleSet::load(laid_over(own.value().files));
  if (auto* mistakes = std::get_if<std::vector<std::string>>(&loaded)) return mistakes_error(*mistakes, own.value());
  return std::get<RuleSet>(std::move(loaded));
}

std::vector<std::string> rule_ids() {
  auto loaded = RuleSet::load_compiled(shipped_rules_compiled());
  const auto* rules = std::get_if<RuleSet>(&loaded);
  return rules != nullptr ? ids_of(*rules) : std::vector<std::string>{};
}

Result<int> rules_list(const Options& options) {
  auto rules = load_rules(options);
  if (!rules) return std::move(rules).error();
  std::string out;
  for (const Rule& rule : rules.value().rules()) {
    out += fmt::format("{:<34} {:<8} {:<9} {}\n", rule.id, rule.role == Role::effect ? "effect" : "cause",
                       to_text(rule.verdict), rule.title.text);
  }
  return print(out, 0);
}

Result<int> rules_show(const Options& options) {
  auto own = read_own_rules(options.rules);
  if (!own) return std::move(own).error();
  const std::string& id = options.arguments.front();
  std::vector<std::string> ids;
  for (const RuleFile& file : laid_over(own.value().files)) {
    if (file.path.rfind("causes/", 0) != 0) continue;
    const std::string this_id = file.path.substr(7, file.path.size() - 7 - std::string_view(".yaml").size());
    if (this_id == id) return print(file.text, 0);
    ids.push_back(this_id);
  }
  const std::vector<std::string_view> names(ids.begin(), ids.end());
  const std::string near(nearest(id, names));
  return Error{ErrorKind::usage, fmt::format("there is no rule \"{}\"", id),
               near.empty() ? "`rules list` names them all." : fmt::format("Did you mean \"{}\"?", near)};
}

Result<int> rules_check(const Options& options) {
  auto own = read_own_rules(options.rules);
  if (!own) return std::move(own).error();
  OwnRules& extra = own.value();
  const std::size_t first = extra.files.size();
  if (Status status = read_rule_files(options.arguments, extra); !status) return std::move(status).error();
  std::vector<std::string> only;
  const auto shipped = shipped_rule_files();
  for (std::size_t i = first; i < extra.files.size(); ++i) {
    RuleFile& file = extra.files[i];
    only.push_back(file.path);
    file.users_own =
        std::none_of(shipped.begin(), shipped.end(), [&](const RuleFile& s) { return s.path == file.path; });
  }
  const WorldCheck result = check_worlds(laid_over(extra.files), only);
  std::string out;
  for (const std::string& error : result.errors) out += extra.named(error) + "\n";
  for (const std::string& warning : result.warnings) out += "warning: " + extra.named(warning) + "\n";
  if (result.rules == 0 && !result.errors.empty()) {
    out +=
        fmt::format("{} error{}, so no example was run\n", result.errors.size(), result.errors.size() == 1 ? "" : "s");
    return print(out, 2);
  }
  out += fmt::format("{} rules, {} worlds: {} errors, {} warnings\n", result.rules, result.worlds, result.errors.size(),
                     result.warnings.size());
  return print(out, result.errors.empty() ? 0 : 2);
}

}  // namespace aidiag::cli
