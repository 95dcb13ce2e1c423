// SPDX-License-Identifier: Apache-2.0
// One comparison of a rule: a literal, a list, or a map such as {above: 10m}, read by the type of what it is about.
#pragma once

#include "aidiag/rule.hpp"
#include "rules/problems.hpp"
#include "rules/tree.hpp"

namespace aidiag {

/// What reading needs beside the tree. `trusted`: the text was compiled, so its patterns and commands are known to be
/// sound and are not tried again.
struct Reader {
  PatternSet& patterns;
  Problems& problems;
  bool trusted = false;
};

/// What is compared: a fact, or a field of a record.
struct Compared {
  std::string name;  ///< "pod.age", "event.message"
  Type type = Type::text;
  bool in_set = false;    ///< its patterns belong into the automaton over logs
  bool searched = false;  ///< free text: a bare text is a pattern, and patterns need a literal
};

class ComparisonReader {
 public:
  ComparisonReader(About about, Reader& reader) : about_(about), reader_(reader) {}

  /// What `name: ...` says of `what`; all must hold. Empty only after a problem.
  std::vector<Comparison> read(const Tree& test, const Compared& what);
  /// matches and but_not of one text; either may be null, not both.
  Comparison pattern_test(const Tree* matches, const Tree* but_not, const Compared& what);
  PatternId pattern(const Tree& scalar, const Compared& what);

 private:
  void add(int line, std::string_view sentence) { reader_.problems.add(line, sentence); }
  std::vector<Comparison> read_map(const Tree& test, const Compared& what);
  Comparison exists(const Tree& entry, const Compared& what);
  Comparison compare(Comparison::Op op, const Tree& entry, const Compared& what);
  std::vector<Operand> operands(const Tree& value, const Compared& what);
  std::optional<Operand> operand(const Tree& value, const Compared& what);
  std::optional<Operand> reference(std::string_view name, const Tree& value, const Compared& what);

  About about_;
  Reader& reader_;
};

}  // namespace aidiag
