// SPDX-License-Identifier: Apache-2.0
// rules-compiler FOLDER OUTPUT: loads all rules, sheets and tables below FOLDER with the program's own loader and
// writes them as C++: the compact form that the program starts from, and the files themselves. A mistake in a rule is
// printed as `file:line: sentence` and breaks the build.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "aidiag/rule.hpp"

namespace {

using aidiag::RuleFile;
namespace fs = std::filesystem;

bool is_read(const fs::path& path) { return path.extension() == ".yaml" || path.filename() == "NOT-COVERED.md"; }

std::vector<RuleFile> read_files(const fs::path& folder) {
  std::vector<RuleFile> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || !is_read(entry.path())) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    files.push_back({fs::relative(entry.path(), folder).generic_string(), text.str(), false});
  }
  std::sort(files.begin(), files.end(), [](const RuleFile& a, const RuleFile& b) { return a.path < b.path; });
  return files;
}

/// The bytes as the elements of a C++ array; a string literal would end at compilers' limits.
void write_bytes(std::ostream& out, const std::string& name, const std::string& bytes) {
  out << "const unsigned char " << name << "[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 64 == 0) out << '\n';
    out << static_cast<int>(static_cast<unsigned char>(bytes[i])) << ',';
  }
  out << "0};\n";
}

void write_source(std::ostream& out, const std::string& compiled, const std::vector<RuleFile>& files) {
  out << "#include \"aidiag/shipped_rules.hpp\"\n\nnamespace {\n";
  write_bytes(out, "compiled", compiled);
  std::string all;
  for (const RuleFile& file : files) all += file.text;
  write_bytes(out, "texts", all);
  out << "struct Entry { const char* path; unsigned from, size; };\nconst Entry entries[] = {\n";
  std::size_t from = 0;
  for (const RuleFile& file : files) {
    out << "  {\"" << file.path << "\", " << from << ", " << file.text.size() << "},\n";
    from += file.text.size();
  }
  out << "};\n}  // namespace\n\nnamespace aidiag {\n\n"
         "std::string_view shipped_rules_compiled() {\n"
         "  return {reinterpret_cast<const char*>(compiled), sizeof compiled - 1};\n}\n\n"
         "std::vector<RuleFile> shipped_rule_files() {\n  std::vector<RuleFile> files;\n"
         "  const char* text = reinterpret_cast<const char*>(texts);\n"
         "  for (const Entry& e : entries) files.push_back({e.path, std::string(text + e.from, e.size), false});\n"
         "  return files;\n}\n\n}  // namespace aidiag\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: rules-compiler FOLDER OUTPUT\n";
    return 2;
  }
  const std::vector<RuleFile> files = read_files(argv[1]);
  const auto compiled = aidiag::RuleSet::compile(files);
  if (const auto* mistakes = std::get_if<std::vector<std::string>>(&compiled)) {
    for (const std::string& mistake : *mistakes) std::cerr << argv[1] << '/' << mistake << '\n';
    return 1;
  }
  std::ofstream out(argv[2], std::ios::binary);
  write_source(out, std::get<std::string>(compiled), files);
  return out.good() ? 0 : 1;
}
