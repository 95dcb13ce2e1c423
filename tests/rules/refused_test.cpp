// SPDX-License-Identifier: Apache-2.0
// Every file of refused/ is a rule with one mistake. Its first comment is `line: sentence`, which the loader must say
// of it, and nothing else.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include "aidiag/rule.hpp"

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> mistakes_of(const aidiag::RuleFile& table, const aidiag::RuleFile& rule) {
  auto loaded = aidiag::RuleSet::load({table, rule});
  auto* mistakes = std::get_if<std::vector<std::string>>(&loaded);
  return mistakes == nullptr ? std::vector<std::string>() : *mistakes;
}

bool is_refused_as_told(const aidiag::RuleFile& table, const fs::path& file) {
  const aidiag::RuleFile rule{"causes/gpu/" + file.filename().string(), read(file), false};
  const std::string expected = rule.path + ":" + rule.text.substr(2, rule.text.find('\n') - 2);
  const auto mistakes = mistakes_of(table, rule);
  if (mistakes == std::vector<std::string>{expected}) return true;
  std::cerr << file.string() << "\n  expected: " << expected << '\n';
  for (const std::string& mistake : mistakes) std::cerr << "  got:      " << mistake << '\n';
  if (mistakes.empty()) std::cerr << "  it was accepted\n";
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const aidiag::RuleFile table{"tables/stages.yaml", read(argv[1]), false};
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(argv[2])) files.insert(entry.path());
  int wrong = 0;
  for (const fs::path& file : files) wrong += is_refused_as_told(table, file) ? 0 : 1;
  std::cout << files.size() - static_cast<std::size_t>(wrong) << " of " << files.size() << " refused as told\n";
  return wrong == 0 && !files.empty() ? 0 : 1;
}
