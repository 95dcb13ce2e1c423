// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "model/builder_state.hpp"
#include "model/detail_gap.hpp"
#include "model/snapshot_keys.hpp"

namespace aidiag {

SnapshotBuilder::SnapshotBuilder(Limits limits)
    : state_(std::make_unique<State>()), snapshot_(std::make_unique<Snapshot>()) {
  state_->limits = limits;
}
SnapshotBuilder::~SnapshotBuilder() = default;
SnapshotBuilder::SnapshotBuilder(SnapshotBuilder&&) noexcept = default;
SnapshotBuilder& SnapshotBuilder::operator=(SnapshotBuilder&&) noexcept = default;

std::optional<Time> SnapshotBuilder::newest() const { return state_->newest; }
const Limits& SnapshotBuilder::limits() const { return state_->limits; }

Name SnapshotBuilder::intern(std::string_view text) {
  if (text.empty()) return {};
  auto& texts = snapshot_->texts_;
  auto found = texts.find(text);
  if (found == texts.end()) found = texts.emplace(text).first;
  return Name(&*found);
}

const Labels* SnapshotBuilder::intern_labels(Json labels) {
  Labels set;
  for (const auto& [key, value] : labels.fields()) set.emplace_back(intern(key), intern(value.text()));
  std::sort(set.begin(), set.end());
  return &*snapshot_->label_sets_.insert(std::move(set)).first;
}

const Resources* SnapshotBuilder::intern_resources(Resources resources) {
  std::sort(resources.begin(), resources.end());
  return &*snapshot_->resource_sets_.insert(std::move(resources)).first;
}

void SnapshotBuilder::note_time(std::optional<Time> t) {
  if (t) state_->newest = std::max(state_->newest.value_or(*t), *t);
}

void SnapshotBuilder::add_log(Log log) {
  const std::string key = log_key(log.ns, log.pod, log.container, log.previous);
  const auto [at, added] = snapshot_->logs_.try_emplace(key, log);
  if (!added && log.text.size() > at->second.text.size()) at->second = std::move(log);
}

void SnapshotBuilder::add_gap(Gap gap) { snapshot_->gaps_.push_back(std::move(gap)); }

void SnapshotBuilder::set_coverage(std::string_view kind, std::string_view ns, Coverage coverage) {
  Coverage& known = snapshot_->coverage_[{std::string(kind), std::string(ns)}];
  known = std::max(known, coverage);
}

void SnapshotBuilder::set_absent(std::string_view kind, std::string_view ns, std::string_view name) {
  snapshot_->absent_.insert(object_key(kind, ns, name));
}

/// Of each event the latest reading, by time.
void SnapshotBuilder::compact_events() {
  std::vector<Event*> all;
  for (Event& event : snapshot_->events_) all.push_back(&event);
  keep_latest(all);
  std::deque<Event> kept;
  for (Event* event : all) kept.push_back(std::move(*event));
  snapshot_->events_ = std::move(kept);
}

/// Every object has its detail, but for the limits.
void SnapshotBuilder::count_missing_details() {
  const Limits& limits = state_->limits;
  for (const auto& [kind, places] : snapshot_->by_kind_) {
    std::size_t missing = 0, well = 0;
    for (const auto& [place, object] : places) {
      if (object->has_detail()) continue;
      ++missing;
      if (object->pod != nullptr && object->pod->well) ++well;
    }
    if (missing == 0) continue;
    const std::string limit = missing == well ? std::to_string(limits.healthy_details) + " details of well pods"
                                              : std::to_string(limits.details) + " details";
    add_gap({kind.str(), "", "", "",
             std::to_string(missing) + " of " + std::to_string(places.size()) + " " + kind.str() +
                 " objects are beyond the limit of " + limit + std::string(kNotLookedAt),
             false});
  }
}

std::unique_ptr<const Snapshot> SnapshotBuilder::take() {
  compact_events();
  count_missing_details();
  auto& gaps = snapshot_->gaps_;
  const auto all = [](const Gap& g) { return std::tie(g.kind, g.ns, g.name, g.container, g.reason, g.asked_for); };
  std::sort(gaps.begin(), gaps.end(), [&](const Gap& a, const Gap& b) { return all(a) < all(b); });
  gaps.erase(std::unique(gaps.begin(), gaps.end(), [&](const Gap& a, const Gap& b) { return all(a) == all(b); }),
             gaps.end());
  snapshot_->index_.reset();
  std::unique_ptr<const Snapshot> out = std::move(snapshot_);
  *this = SnapshotBuilder(state_->limits);
  return out;
}

}  // namespace aidiag
