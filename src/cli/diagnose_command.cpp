// SPDX-License-Identifier: Apache-2.0
// source -> snapshot -> report -> writer: the program's one line, each step a call.
#include "cli/diagnose_command.hpp"

#include <fmt/format.h>

#include <memory>

#include "aidiag/accelerators.hpp"
#include "aidiag/dump.hpp"
#include "cli/live.hpp"
#include "cli/output.hpp"
#include "cli/rule_files.hpp"
#include "cli/terminal.hpp"

namespace aidiag::cli {
namespace {

template <class Value>
std::string written(const Value& report, const Options& options) {
  switch (options.output) {
    case Format::json:
      return write_json(report);
    case Format::yaml:
      return write_yaml(report);
    case Format::text:
      break;
  }
  return write_text(report, style_for(options.color));
}

struct Look {
  Scope scope;
  std::unique_ptr<const Snapshot> snapshot;
};

Result<Look> look(Source& source, Scope scope, const Options& options) {
  auto snapshot = read_scope(source, scope, options.limits, options.now);
  if (!snapshot) return std::move(snapshot).error();
  return Look{std::move(scope), std::move(snapshot).value()};
}

Result<Look> look_at_files(const Options& options) {
  auto dump = open_dump(options.from, options.logs);
  if (!dump) return std::move(dump).error();
  return look(*dump.value(), scope_of(options, ""), options);
}

Result<Look> look_at_cluster(const Options& options) {
  auto live = Live::open(options);
  if (!live) return std::move(live).error();
  Cluster& cluster = live.value()->cluster();
  Result<Look> result = look(cluster, scope_of(options, cluster.default_namespace()), options);
  live.value()->finish();
  return result;
}

}  // namespace

Result<int> gpus_command(const Options& options, const RuleSet& rules) {
  Result<Look> seen = options.from.empty() ? look_at_cluster(options) : look_at_files(options);
  if (!seen) return std::move(seen).error();
  const AcceleratorReport report = list_accelerators(*seen.value().snapshot, seen.value().scope, rules);
  if (Status status = write_out(written(report, options)); !status) return std::move(status).error();
  return report.exit_code;
}

Result<int> diagnose_command(const Options& options, const RuleSet& rules) {
  Result<Look> seen = options.from.empty() ? look_at_cluster(options) : look_at_files(options);
  if (!seen) return std::move(seen).error();
  const auto& [scope, snapshot] = seen.value();
  const Report report = diagnose(*snapshot, scope, rules, options.fail_on, options.fail_on == Severity::advice);
  if (Status status = write_out(written(report, options)); !status) return std::move(status).error();
  return report.exit_code;
}

}  // namespace aidiag::cli
