// SPDX-License-Identifier: Apache-2.0
#include "cli/rule_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace aidiag::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = 1 << 20;

bool is_kind_folder(const fs::path& name) { return name == "causes" || name == "servers" || name == "tables"; }

Error cannot_read(const fs::path& path, const std::string& why) {
  return {ErrorKind::bad_file, "cannot read the rules of " + path.string() + ": " + why, ""};
}

Result<RuleFile> read_file(const fs::path& path, const fs::path& rule_path) {
  std::error_code problem;
  const std::uintmax_t size = fs::file_size(path, problem);
  if (problem) return cannot_read(path, problem.message());
  if (size > kLargestFile) return cannot_read(path, "it is larger than 1 MiB");
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return cannot_read(path, "it cannot be opened");
  return RuleFile{rule_path.generic_string(), std::move(text), true};
}

void add(RuleFile file, const fs::path& path, OwnRules& into) {
  into.given[file.path] = path.string();
  into.files.push_back(std::move(file));
}

Status read_folder(const fs::path& folder, OwnRules& into) {
  std::error_code problem;
  std::vector<fs::path> paths;
  auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, problem);
  for (; !problem && entry != fs::recursive_directory_iterator(); entry.increment(problem)) {
    if (entry->path().extension() == ".yaml") paths.push_back(entry->path());
  }
  if (problem) return cannot_read(folder, problem.message());
  std::ranges::sort(paths);
  for (const fs::path& path : paths) {
    const fs::path inside = path.lexically_relative(folder);
    Result<RuleFile> file = read_file(path, is_kind_folder(*inside.begin()) ? inside : "causes" / inside);
    if (!file) return std::move(file).error();
    add(std::move(file).value(), path, into);
  }
  return ok_status();
}

fs::path configuration_folder() {
  const char* base = std::getenv("XDG_CONFIG_HOME");
  if (base != nullptr && *base != '\0') return fs::path(base) / "kubectl-ai-diag" / "rules";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {};
  return fs::path(home) / ".config" / "kubectl-ai-diag" / "rules";
}

fs::path rule_path_of(const fs::path& path) {
  fs::path result;
  for (const fs::path& part : fs::absolute(path).lexically_normal()) {
    if (is_kind_folder(part)) result.clear();
    result /= part;
  }
  if (is_kind_folder(*result.begin())) return result;
  return "causes" / result.parent_path().filename() / result.filename();
}

}  // namespace

std::string OwnRules::named(const std::string& mistake) const {
  const std::size_t colon = mistake.find(':');
  const auto found = given.find(mistake.substr(0, colon));
  return found == given.end() ? mistake : found->second + mistake.substr(colon);
}

Result<OwnRules> read_own_rules(const std::vector<std::string>& folders) {
  OwnRules rules;
  std::error_code ignored;
  const fs::path own = configuration_folder();
  if (!own.empty() && fs::is_directory(own, ignored)) {
    if (Status status = read_folder(own, rules); !status) return std::move(status).error();
  }
  for (const std::string& folder : folders) {
    if (Status status = read_folder(folder, rules); !status) return std::move(status).error();
  }
  return rules;
}

Status read_rule_files(const std::vector<std::string>& paths, OwnRules& into) {
  for (const std::string& path : paths) {
    Result<RuleFile> file = read_file(path, rule_path_of(path));
    if (!file) return std::move(file).error();
    add(std::move(file).value(), path, into);
  }
  return ok_status();
}

}  // namespace aidiag::cli
