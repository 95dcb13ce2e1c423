// SPDX-License-Identifier: Apache-2.0
// source -> recorder -> files. The diagnosis runs too, for what it would have missed.
#include "cli/capture_command.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "aidiag/dump.hpp"
#include "aidiag/report.hpp"
#include "capture/capture_source.hpp"
#include "capture/describe.hpp"
#include "capture/object_store.hpp"
#include "capture/write_capture.hpp"
#include "cli/capture_text.hpp"
#include "cli/interrupt.hpp"
#include "cli/live.hpp"
#include "cli/output.hpp"
#include "model/detail_gap.hpp"

namespace aidiag::cli {
namespace {

struct Taken {
  Scope scope;
  std::unique_ptr<const Snapshot> snapshot;
  CaptureRecord record;
};

// `dump` is `inner` where that is one; else nullptr.
Result<Taken> take(Source& inner, const ObjectStore& store, Scope scope, const Options& options, const Dump* dump) {
  CaptureSource source(inner, store);
  auto snapshot = read_scope(source, scope, options.limits, options.now);
  if (!snapshot) return std::move(snapshot).error();
  CaptureRecord record = describe(*snapshot.value(), source.reads(), dump == nullptr ? nullptr : dump->record());
  record.program = AIDIAG_VERSION;
  record.scope = words_of(scope);
  return Taken{std::move(scope), std::move(snapshot).value(), std::move(record)};
}

Result<Taken> take_from_files(const Options& options, ObjectStore& store) {
  auto dump = open_dump(options.from, options.logs, &store);
  if (!dump) return std::move(dump).error();
  return take(*dump.value(), store, scope_of(options, ""), options, dump.value().get());
}

Result<Taken> take_from_cluster(const Options& options, ObjectStore& store) {
  auto live = Live::open(options, &store);
  if (!live) return std::move(live).error();
  Cluster& cluster = live.value()->cluster();
  auto taken = take(cluster, store, scope_of(options, cluster.default_namespace()), options, nullptr);
  if (taken) taken.value().record.server = cluster.server_version();
  live.value()->finish();
  return taken;
}

bool is_in_the_capture(const GapNote& gap) { return gap.reason.ends_with(kNotLookedAt); }

// The report's gaps become those of the capture: without what it holds and only this reading did not look at. Only
// where one of them has an effect something is missing.
int settle_gaps(Report& report) {
  std::erase_if(report.gaps, is_in_the_capture);
  const auto matters = [](const GapNote& gap) { return !gap.effect.empty(); };
  return std::any_of(report.gaps.begin(), report.gaps.end(), matters) ? 4 : 0;
}

}  // namespace

Result<int> capture_command(const Options& options, const RuleSet& rules) {
  const std::string& path = options.arguments[0];
  if (Status status = check_target(path, options.force); !status) return std::move(status).error();
  auto store = ObjectStore::in(workplace_of(path));
  if (!store) return std::move(store).error().within("cannot write " + path);
  auto taken =
      options.from.empty() ? take_from_cluster(options, store.value()) : take_from_files(options, store.value());
  if (!taken) return std::move(taken).error();

  HeldInterrupt held;
  const auto summary =
      write_capture(std::move(taken.value().record), store.value(), {path, options.force, &held.came()});
  if (!summary && held.came()) return 130;
  if (!summary) return summary.error();
  held.stay();
  const auto& [scope, snapshot, record] = taken.value();
  Report report = diagnose(*snapshot, scope, rules, std::nullopt, false);
  const int code = settle_gaps(report);
  const std::string text = capture_text(summary.value(), report, options, scope);
  if (Status status = write_out(text); !status) return std::move(status).error();
  return code;
}

}  // namespace aidiag::cli
