// SPDX-License-Identifier: Apache-2.0
// tables-compiler FOLDER OUTPUT: writes the tables of FOLDER that the core library looks things up in as C++ arrays.
// The compiler of the rules cannot do it, since it is made of that library. A mistake is printed as
// `file:line: sentence` and breaks the build.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "compiler/table_reader.hpp"

namespace {

using aidiag::Problems;
using aidiag::TreeFile;

std::string compile(const aidiag::tables::Table& table, const std::string& folder, std::vector<std::string>& mistakes) {
  const std::string path = folder + '/' + std::string(table.file);
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const auto file = aidiag::parse_yaml(path, text.str());
  if (const auto* mistake = std::get_if<std::string>(&file)) {
    mistakes.push_back(*mistake);
    return {};
  }
  Problems problems(path, mistakes);
  return aidiag::tables::compile(table, std::get<TreeFile>(file), problems);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: tables-compiler FOLDER OUTPUT\n";
    return 2;
  }
  std::vector<std::string> mistakes;
  std::string functions;
  for (const auto& table : aidiag::tables::all_tables()) functions += compile(table, argv[1], mistakes);
  for (const std::string& mistake : mistakes) std::cerr << mistake << '\n';
  if (!mistakes.empty()) return 1;
  std::ofstream out(argv[2], std::ios::binary);
  out << "#include \"knowledge/rows.hpp\"\n\nnamespace aidiag::knowledge {\n\n" << functions << "}  // namespace\n";
  return out.good() ? 0 : 1;
}
