// SPDX-License-Identifier: Apache-2.0
// Any bytes as a dump of one file: JSON, YAML, logs between their marks, an archive. What could be read of it is
// diagnosed and written, as the program would.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "aidiag/dump.hpp"
#include "aidiag/report.hpp"
#include "aidiag/shipped_rules.hpp"

namespace {

const aidiag::RuleSet& rules() {
  static const auto loaded = aidiag::RuleSet::load_compiled(aidiag::shipped_rules_compiled());
  return std::get<aidiag::RuleSet>(loaded);
}

void diagnose_file(const std::string& path) {
  const auto source = aidiag::open_dump(path);
  if (!source.ok()) return;
  aidiag::Scope scope;
  scope.kind = aidiag::Scope::Kind::all_namespaces;
  const auto snapshot = aidiag::read_scope(*source.value(), scope, {}, {});
  if (!snapshot.ok()) return;
  const auto report = aidiag::diagnose(*snapshot.value(), scope, rules(), aidiag::Severity::error, true);
  static_cast<void>(aidiag::write_text(report, {}));
  static_cast<void>(aidiag::write_json(report));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int file = memfd_create("input", 0);
  if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) return 0;
  diagnose_file("/proc/self/fd/" + std::to_string(file));
  return 0;
}
