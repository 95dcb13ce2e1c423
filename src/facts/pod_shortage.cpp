// SPDX-License-Identifier: Apache-2.0
// Facts of what a waiting pod asks for and the nodes in its way cannot give: what is short and who holds it, what is
// larger than any of them, what none of them offers. Absent where the obstacle (pod.fit.obstacle) is another one.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "facts/obstacle.hpp"
#include "model/accelerators.hpp"
#include "model/amount.hpp"
#include "model/nearest.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About pod = About::pod;
constexpr std::string_view kinds = "Pod Node PersistentVolumeClaim PersistentVolume StorageClass";

constexpr FactLine lines[] = {
    {"pod.fit.short.resource", text, pod, kinds,
     "The resource that is short on the nodes that could take it: of several, an accelerator, else the one short on "
     "most of them."},
    {"pod.fit.short.all", texts, pod, kinds, "All resources that are short on one of these nodes."},
    {"pod.fit.short.elsewhere", text, pod, kinds,
     "What is short on those of the nodes that have enough of pod.fit.short.resource."},
    {"pod.fit.short.wanted",
     quantity,
     pod,
     kinds,
     "What the pod asks of pod.fit.short.resource.",
     {},
     "pod.fit.short.resource"},
    {"pod.fit.short.free_most",
     quantity,
     pod,
     kinds,
     "The most of it that is free on one of these nodes.",
     {},
     "pod.fit.short.resource"},
    {"pod.fit.short.free_in_all", quantity, pod, kinds, "What is free of it on all these nodes together."},
    {"pod.fit.terminating_by", time, pod, kinds,
     "When the pods that are being deleted on these nodes are to be gone, with a minute to spare."},
    {"pod.fit.too_large.resource", text, pod, kinds, "A resource of which it asks more than any of the nodes has."},
    {"pod.fit.too_large.wanted", quantity, pod, kinds, "What it asks of that.", {}, "pod.fit.too_large.resource"},
    {"pod.fit.too_large.largest",
     quantity,
     pod,
     kinds,
     "The most that one of these nodes offers to pods, less what DaemonSets take there.",
     {},
     "pod.fit.too_large.resource"},
    {"pod.fit.absent.resource",
     text,
     pod,
     kinds,
     "The device or other extended resource that it asks for and no node offers.",
     {},
     "pod.fit.absent.similar pod.fit.absent.share"},
    {"pod.fit.absent.share", boolean, pod, kinds,
     "Whether that is a part of a device, such as its memory, which an add-on for sharing devices gives out."},
    {"pod.fit.absent.similar", text, pod, kinds,
     "An extended resource that nodes do offer: of the same vendor, else with nearly that name."},
    {"pod.fit.devices.registered", number, pod, kinds, "Devices that the nodes with ill ones have registered."},
    {"pod.fit.devices.offered",
     number,
     pod,
     kinds,
     "Of these, devices that they offer to pods.",
     {},
     "pod.fit.devices.registered"},
};

std::string resource_path(std::string_view resource) { return "status.allocatable[" + std::string(resource) + "]"; }

/// The lacks of a resource that are of the kind in question.
template <class Take>
std::map<std::string_view, std::vector<std::pair<const Object*, const Lack*>>> by_resource(const NodesInTheWay& nodes,
                                                                                           Take take) {
  std::map<std::string_view, std::vector<std::pair<const Object*, const Lack*>>> out;
  for (const NodeOutlook* node : nodes)
    for (const Lack& lack : node->fit->lacks)
      if (lack.ground == Ground::resource && take(lack))
        out[lack.said != nullptr ? std::string_view(lack.said->resource) : lack.resource.view()].emplace_back(
            node->fit->node, &lack);
  return out;
}

template <class Map>
std::string_view leading(const Map& lacks) {
  const auto weight = [](const auto& entry) { return std::pair(is_accelerator(entry.first), entry.second.size()); };
  const auto best =
      std::max_element(lacks.begin(), lacks.end(), [&](const auto& a, const auto& b) { return weight(a) < weight(b); });
  return best == lacks.end() ? std::string_view() : best->first;
}

std::int64_t requested(const Object& object, std::string_view resource) {
  for (const auto& [name, amount] : *object.pod->requests)
    if (name == resource) return amount;
  return 0;
}

using Short = std::map<std::string_view, std::vector<std::pair<const Object*, const Lack*>>>;

/// Resources that are short on nodes where this one is not: "cpu and memory".
std::string short_elsewhere(const Short& lacks, std::string_view resource) {
  std::set<const Object*> here;
  for (const auto& [node, lack] : lacks.at(resource)) here.insert(node);
  std::vector<std::string_view> others;
  for (const auto& [name, list] : lacks)
    if (std::any_of(list.begin(), list.end(), [&](const auto& entry) { return !here.contains(entry.first); }))
      others.push_back(name);
  return fmt::format("{}", fmt::join(others, " and "));
}

void fill_short(const Object& object, const NodesInTheWay& nodes, FactSink& out) {
  const auto lacks = by_resource(nodes, [](const Lack& lack) {
    return lack.said != nullptr || lack.wanted <= lack.free_when_empty || lack.capacity > lack.allocatable;
  });
  const std::string_view resource = leading(lacks);
  if (resource.empty()) return;
  std::vector<std::string> all;
  for (const auto& [name, list] : lacks) all.emplace_back(name);
  out.texts("pod.fit.short.all", std::move(all), nowhere);
  out.text("pod.fit.short.resource", resource, nowhere);
  out.text("pod.fit.short.elsewhere", short_elsewhere(lacks, resource), nowhere);
  const std::int64_t wanted = requested(object, resource);
  out.quantity("pod.fit.short.wanted", wanted, amount_text(resource, wanted), nowhere);
  std::int64_t most = 0, sum = 0;
  bool guessed = false;
  for (const auto& [node, lack] : lacks.at(resource)) {
    most = std::max(most, lack->free);
    sum = plus(sum, std::max<std::int64_t>(lack->free, 0));
    guessed = guessed || lack->said != nullptr;
  }
  if (guessed) {
    // The scheduler has counted pods that were not read here.
    out.quantity("pod.fit.short.free_most", wanted, "less than " + amount_text(resource, wanted), nowhere);
    out.bound("pod.fit.short.free_most", Bound::at_most);
    out.unknown("pod.fit.short.free_in_all", "Pod");
  } else {
    const bool all_read = std::all_of(nodes.begin(), nodes.end(), [](const auto* n) { return n->fit->usage_known; });
    const auto told = [&](std::int64_t free) {
      return (all_read || free <= 0 ? "" : "at most ") + amount_text(resource, free);
    };
    out.quantity("pod.fit.short.free_most", most, told(most), nowhere);
    out.quantity("pod.fit.short.free_in_all", sum, told(sum), nowhere);
    if (!all_read) {
      out.bound("pod.fit.short.free_most", Bound::at_most);
      out.bound("pod.fit.short.free_in_all", Bound::at_most);
    }
  }
}

constexpr Duration to_spare = minutes(1);

/// When so much of it has been set free by pods that are being deleted; nullopt: never. One that is overdue counts only
/// where the others are not enough.
std::optional<Time> free_by(const Snapshot& snapshot, const Object& node, const Lack& lack) {
  std::vector<std::pair<Time, std::int64_t>> leaving;
  for (const Object* other : snapshot.pods_on(node.name)) {
    if (!other->deleted || !takes_place(*other->pod)) continue;
    const std::int64_t held = lack.ground == Ground::pods ? 1000 : requested(*other, lack.resource);
    if (held > 0) leaving.emplace_back(*other->deleted, held);
  }
  std::sort(leaving.begin(), leaving.end());
  const auto in_time = std::find_if(leaving.begin(), leaving.end(),
                                    [&](const auto& one) { return one.first + to_spare >= snapshot.now; });
  for (const auto first : {in_time, leaving.begin()}) {
    std::int64_t free = lack.free;
    for (auto one = first; one != leaving.end(); ++one)
      if ((free = plus(free, one->second)) >= lack.wanted) return one->first;
  }
  return std::nullopt;
}

/// Of the nodes that would take it then, the earliest that is not past; on each all that is short must have been set
/// free.
void fill_leaving(const Facts& facts, const NodesInTheWay& nodes, FactSink& out) {
  const auto is_past = [&](Time time) { return time + to_spare < facts.snapshot().now; };
  const auto sooner = [&](Time a, Time b) { return std::pair(is_past(a), a) < std::pair(is_past(b), b); };
  std::optional<Time> earliest;
  for (const NodeOutlook* node : nodes) {
    std::optional<Time> latest;
    bool all = true;
    for (const Lack& lack : node->fit->lacks) {
      const bool of_resources = lack.ground == Ground::resource || lack.ground == Ground::pods;
      const auto by = of_resources && lack.said == nullptr ? free_by(facts.snapshot(), *node->fit->node, lack)
                                                           : std::optional<Time>();
      all = all && by.has_value();
      if (by) latest = std::max(latest.value_or(*by), *by);
    }
    if (all && latest) earliest = std::min(earliest.value_or(*latest), *latest, sooner);
  }
  if (earliest) out.time("pod.fit.terminating_by", *earliest + to_spare, nowhere);
}

void fill_too_large(const Object& object, const NodesInTheWay& nodes, FactSink& out) {
  const auto lacks = by_resource(nodes, [](const Lack& lack) {
    return lack.said == nullptr && lack.wanted > std::max(lack.free_when_empty, minus(lack.capacity, lack.allocatable));
  });
  const std::string_view resource = leading(lacks);
  if (resource.empty()) return;
  const auto& all = lacks.at(resource);
  const auto largest = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.second->free_when_empty < b.second->free_when_empty;
  });
  const Where where = path_of(*largest->first, resource_path(resource));
  const std::int64_t wanted = requested(object, resource), most = largest->second->free_when_empty;
  out.text("pod.fit.too_large.resource", resource, nowhere);
  out.quantity("pod.fit.too_large.wanted", wanted, amount_text(resource, wanted), nowhere);
  out.quantity("pod.fit.too_large.largest", std::max<std::int64_t>(most, 0), amount_text(resource, most), where);
}

/// Another resource of the same vendor, else the one with the nearest name.
std::string_view similar(std::string_view wanted, const std::map<std::string_view, const Object*>& offered) {
  std::vector<std::string_view> names, of_vendor;
  const std::string_view vendor = wanted.substr(0, wanted.find('/') + 1);
  for (const auto& [name, node] : offered) (name.starts_with(vendor) ? of_vendor : names).push_back(name);
  const std::string_view near = nearest(wanted, of_vendor.empty() ? names : of_vendor);
  return near.empty() && !of_vendor.empty() ? of_vendor.front() : near;
}

void fill_absent(const Object& object, const Outlook& outlook, const NodesInTheWay& nodes, FactSink& out) {
  std::map<std::string_view, const Object*> offered;
  for (const NodeOutlook& node : outlook.nodes)
    for (const auto& [name, amount] : *node.fit->node->node->allocatable)
      if (amount > 0 && name.view().find('/') != std::string_view::npos) offered.emplace(name, node.fit->node);
  auto lacks = by_resource(nodes, [](const Lack& lack) { return lack.said == nullptr && lack.capacity <= 0; });
  std::erase_if(lacks, [&](const auto& entry) { return offered.contains(entry.first); });
  const std::string_view resource = leading(lacks);
  if (resource.empty()) return;
  const bool share = is_accelerator_share(resource);
  std::erase_if(offered, [&](const auto& entry) {
    return requested(object, entry.first) > 0 || is_accelerator_share(entry.first) != share;
  });
  out.text("pod.fit.absent.resource", resource, "spec.containers");
  out.boolean("pod.fit.absent.share", share, nowhere);
  if (const std::string_view other = similar(resource, offered); !other.empty())
    out.text("pod.fit.absent.similar", other, path_of(*offered.at(other), resource_path(other)));
}

void fill_ill_devices(const NodesInTheWay& nodes, FactSink& out) {
  std::int64_t registered = 0, offered = 0;
  const Object* first = nullptr;
  for (const NodeOutlook* node : nodes)
    for (const Lack& lack : node->fit->lacks) {
      if (lack.ground != Ground::resource || lack.capacity <= lack.allocatable) continue;
      registered += lack.capacity / 1000;
      offered += lack.allocatable / 1000;
      if (first == nullptr) first = node->fit->node;
    }
  if (first == nullptr) return;
  out.number("pod.fit.devices.registered", registered, path_of(*first, "status.capacity"));
  out.number("pod.fit.devices.offered", offered, path_of(*first, "status.allocatable"));
}

void fill_shortage(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const auto obstacle = obstacle_of(facts, object, lines, out);
  if (!obstacle) return;
  const NodesInTheWay& nodes = obstacle->of.outlook.behind;
  switch (obstacle->hindrance) {
    case Hindrance::absent:
    case Hindrance::not_offered:
      return fill_absent(object, obstacle->of.outlook, nodes, out);
    case Hindrance::size:
      return fill_too_large(object, nodes, out);
    case Hindrance::ill_devices:
      return fill_ill_devices(nodes, out);
    case Hindrance::room:
      fill_short(object, nodes, out);
      [[fallthrough]];
    case Hindrance::pods:
      return fill_leaving(facts, nodes, out);
    default:
      return;
  }
}

}  // namespace

constinit const Family pod_shortage_family{lines, fill_shortage};

}  // namespace aidiag
