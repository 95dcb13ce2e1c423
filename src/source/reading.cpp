// SPDX-License-Identifier: Apache-2.0
// The loop between plan and source: plan, read, and plan again with what was learnt.
#include <algorithm>
#include <utility>

#include "aidiag/ascii.hpp"
#include "aidiag/source.hpp"
#include "model/nearest.hpp"
#include "source/plan.hpp"

namespace aidiag {
namespace {

// The question's own wave, and three that follow what it found: nodes and owners, what is on the nodes, its logs.
constexpr int kWaves = 4;

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

// Without a namespace, which only files allow, the name may be in any.
bool is_missing(const Snapshot& snapshot, const Scope& scope, const Scope::Target& target) {
  if (!scope.ns.empty()) return snapshot.known_absent(target.kind, scope.ns, target.name);
  const auto all = snapshot.of_kind(target.kind);
  return std::none_of(all.begin(), all.end(), [&](const Object* object) { return object->name == target.name; });
}

bool is_live(const Snapshot& snapshot) { return snapshot.source.starts_with("http"); }

// On the wrong cluster every name is missing.
std::string place_of(const Snapshot& snapshot) {
  if (is_live(snapshot) && !snapshot.context.empty()) {
    return "context " + quoted(snapshot.context) + " (" + snapshot.source + ")";
  }
  return snapshot.source;
}

// ` in namespace "ai" of context "prod" (https://10.0.0.1:6443)`
std::string where_looked(const Snapshot& snapshot, const std::string& ns) {
  const std::string place = place_of(snapshot);
  std::string where = ns.empty() ? "" : " in namespace " + quoted(ns);
  if (!place.empty()) where += (ns.empty() ? " in " : " of ") + place;
  return where;
}

// "Did you mean llm-0?", or which there are; the rest of the kind is read for it, where the source can.
std::string hint_for(Source& source, const std::string& ns, const std::string& kind, const std::string& name,
                     SnapshotBuilder& builder) {
  const std::string wrong_place = std::string("Is this the right ") +
                                  (ns.empty() ? "" : "namespace (-n) and the right ") +
                                  (is_live(builder.view()) ? "context (--context)?" : "dump (--from)?");
  Read list;
  list.kind = kind;
  list.ns = ns;
  if (!source.read({list}, builder)) return wrong_place;
  std::vector<std::string_view> names;
  for (const Object* object : builder.view().of_kind(kind, ns)) names.push_back(object->name.view());
  if (names.empty()) return wrong_place;
  if (const std::string_view near = nearest(name, names); !near.empty())
    return "Did you mean " + quoted(std::string(near)) + "?";
  std::string some;
  for (std::size_t i = 0; i < names.size() && i < 5; ++i) some += (i == 0 ? "" : ", ") + std::string(names[i]);
  return "There are: " + some + (names.size() > 5 ? ", ..." : "") + ".";
}

// Whether what was asked for by name is there: an error if nothing of it is, a gap for each of some.
Status check_targets(Source& source, const Scope& scope, SnapshotBuilder& builder) {
  const Snapshot& snapshot = builder.view();
  if (!scope.ns.empty() && snapshot.known_absent("Namespace", "", scope.ns)) {
    return Error{ErrorKind::not_found, "namespace " + quoted(scope.ns) + " was not found" + where_looked(snapshot, ""),
                 hint_for(source, "", "Namespace", scope.ns, builder)};
  }
  std::vector<const Scope::Target*> missing;
  for (const Scope::Target& target : scope.targets) {
    if (is_missing(snapshot, scope, target)) missing.push_back(&target);
  }
  if (!missing.empty() && missing.size() == scope.targets.size()) {
    const Scope::Target& first = *missing.front();
    return Error{
        ErrorKind::not_found,
        lower_case(first.kind) + " " + quoted(first.name) + " was not found" + where_looked(snapshot, scope.ns),
        hint_for(source, scope.ns, first.kind, first.name, builder)};
  }
  for (const Scope::Target* target : missing) {
    builder.add_gap({target->kind, scope.ns, target->name, "", "not found", true});
  }
  return ok_status();
}

}  // namespace

Result<std::unique_ptr<const Snapshot>> read_scope(Source& source, const Scope& scope, Limits limits,
                                                   std::optional<Time> now) {
  SnapshotBuilder builder(limits);
  for (const Scope::Target& target : scope.targets) {
    if (target.kind == "Pod") builder.keep_detail(scope.ns, target.name);
  }
  std::vector<Read> done;
  ReadPlan next = plan_reads(builder.view(), scope, done, limits);
  for (int wave = 0; wave < kWaves && !next.reads.empty(); ++wave) {
    if (Status status = source.read(next.reads, builder); !status.ok()) return std::move(status).error();
    if (now) {
      builder.edit().now = *now;
      builder.edit().now_source = NowSource::flag;
    }
    done.insert(done.end(), next.reads.begin(), next.reads.end());
    next = plan_reads(builder.view(), scope, done, limits);
  }
  if (Status status = check_targets(source, scope, builder); !status.ok()) return std::move(status).error();
  for (const Read& read : next.reads) {
    builder.add_gap({read.what == Read::What::log ? "Log" : read.kind, read.ns, read.name, read.container,
                     "not read: it came up only in the last round of reading", read.asked_for});
  }
  for (Gap& gap : next.left_out) builder.add_gap(std::move(gap));
  return builder.take();
}

}  // namespace aidiag
