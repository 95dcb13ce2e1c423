// SPDX-License-Identifier: Apache-2.0
// The Nodes part of a report: every node is in one group, by what is hardest to change about it, so that the groups
// sum up to all nodes. Where the nodes were not read the scheduler's own counts stand in, if they do sum up.
#include "diagnosis/node_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "model/accelerators.hpp"
#include "model/amount.hpp"

namespace aidiag {
namespace {

constexpr std::size_t most_groups = 8;
constexpr std::size_t most_holders = 3;

/// "a, b and 3 more".
std::string some_of(const std::vector<std::string>& all) {
  const std::size_t shown = std::min(all.size(), most_holders);
  std::string out = fmt::format("{}", fmt::join(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return all.size() > shown ? fmt::format("{} and {} more", out, all.size() - shown) : out;
}

struct Holder {
  const Object* pod;
  std::int64_t held;
};

/// Who has devices of that resource on these nodes, the largest first.
std::vector<Holder> holders(const Snapshot& snapshot, const std::vector<const NodeOutlook*>& nodes,
                            std::string_view resource) {
  std::vector<Holder> out;
  for (const NodeOutlook* node : nodes)
    for (const Object* pod : snapshot.pods_on(node->fit->node->name))
      for (const auto& [name, held] : *pod->pod->requests)
        if (name == resource && held > 0 && takes_place(*pod->pod)) out.push_back({pod, held});
  std::stable_sort(out.begin(), out.end(), [](const Holder& a, const Holder& b) { return a.held > b.held; });
  return out;
}

const Lack* first_lack(const NodeOutlook& node, Ground ground) {
  for (const Lack& lack : node.fit->lacks)
    if (lack.ground == ground) return &lack;
  return nullptr;
}

std::string resource_of(const Lack& lack) { return lack.said != nullptr ? lack.said->resource : lack.resource.str(); }

/// The resource lacks of a node that are of one kind, by name.
template <class Take>
std::vector<std::string> resources(const NodeOutlook& node, Take take) {
  std::vector<std::string> out;
  for (const Lack& lack : node.fit->lacks)
    if (lack.ground == Ground::resource && take(lack)) out.push_back(resource_of(lack));
  return out;
}

/// `brief`: whatever its value.
std::string taint_text(const NodeOutlook& node, bool brief = false) {
  for (const Lack& lack : node.fit->lacks)
    if (lack.taint != nullptr)
      return fmt::format("with the taint {}{}{}", lack.taint->key.view(), brief || lack.taint->value.empty() ? "" : "=",
                         brief ? std::string_view() : lack.taint->value.view());
  return "with a taint that it does not tolerate";
}

std::string room_text(const NodeOutlook& node) {
  const auto short_of = resources(node, [](const Lack& lack) { return lack.capacity > 0 || lack.said != nullptr; });
  for (const Lack& lack : node.fit->lacks)
    if (lack.ground == Ground::resource && lack.said == nullptr && is_accelerator(lack.resource))
      return lack.free <= 0 ? fmt::format("with no {} free", lack.resource.view())
                            : fmt::format("with fewer than {} {} free", amount_text(lack.resource, lack.wanted),
                                          lack.resource.view());
  return fmt::format("with too little {} free", fmt::join(short_of, " and "));
}

std::string text_of(Hindrance h, const NodeOutlook& node, const Fit& fit, bool brief) {
  switch (h) {
    case Hindrance::label: {
      const auto unmet = fit.selection.unmet(*node.fit->node);
      return unmet.empty() ? "that it does not ask for" : fmt::format("not matching {}", unmet.front()->text());
    }
    case Hindrance::absent:
    case Hindrance::not_offered: {
      const auto names = resources(
          node, [](const Lack& l) { return l.capacity <= 0 && l.resource.view().find('/') != std::string::npos; });
      const std::string what = fmt::format("{}", fmt::join(names, " and "));
      return h == Hindrance::absent ? "without " + what : "looking like a GPU node and offering no " + what;
    }
    case Hindrance::size: {
      for (const Lack& lack : node.fit->lacks)
        if (lack.ground == Ground::resource && lack.said == nullptr && lack.wanted > lack.free_when_empty)
          return fmt::format("too small ({} {})", amount_text(lack.resource, lack.free_when_empty),
                             lack.resource.view());
      return "too small";
    }
    case Hindrance::taint:
    case Hindrance::control_plane:
    case Hindrance::leaving:
    case Hindrance::not_ready:
      return taint_text(node, brief);
    case Hindrance::cordon:
      return "cordoned";
    case Hindrance::volume: {
      for (const Ground ground : {Ground::volume_node, Ground::volume_zone})
        if (const Lack* lack = first_lack(node, ground); lack != nullptr && lack->object != nullptr)
          return fmt::format("out of reach of volume {}", lack->object->name.view());
      return "without a volume for its claim";
    }
    case Hindrance::claim_in_use:
      return "for which its claim is in use by another pod";
    case Hindrance::port: {
      const Lack* lack = first_lack(node, Ground::port);
      return lack == nullptr || lack->object == nullptr
                 ? "whose port is taken"
                 : fmt::format("whose port {} {}/{} has", lack->port, lack->object->ns.view(),
                               lack->object->name.view());
    }
    case Hindrance::ill_devices: {
      for (const Lack& lack : node.fit->lacks)
        if (lack.ground == Ground::resource && lack.capacity > lack.allocatable)
          return fmt::format("offering {} of {} {}", amount_text(lack.resource, lack.allocatable),
                             amount_text(lack.resource, lack.capacity), lack.resource.view());
      return "with unhealthy devices";
    }
    case Hindrance::pods:
      return "with as many pods as they may run";
    case Hindrance::room:
      return room_text(node);
    case Hindrance::said: {
      for (const Lack& lack : node.fit->lacks)
        if (lack.said != nullptr) return lack.said->text;
      return "that the scheduler turns down";
    }
  }
  return "";
}

constexpr Hindrance hardest_first[] = {
    Hindrance::absent,    Hindrance::not_offered,   Hindrance::label,       Hindrance::size,
    Hindrance::volume,    Hindrance::taint,         Hindrance::leaving,     Hindrance::cordon,
    Hindrance::not_ready, Hindrance::control_plane, Hindrance::ill_devices, Hindrance::room,
    Hindrance::pods,      Hindrance::claim_in_use,  Hindrance::port,        Hindrance::said};

constexpr Hindrance closing[] = {Hindrance::label,   Hindrance::taint,  Hindrance::control_plane,
                                 Hindrance::leaving, Hindrance::cordon, Hindrance::not_ready};

struct Group {
  std::string text;
  std::vector<const NodeOutlook*> nodes;
  bool holds_devices = false;  // full of the pod's accelerators
};

std::string lack_of(const NodeOutlook& node, const Fit& fit, bool brief) {
  const auto h =
      std::find_if(std::begin(hardest_first), std::end(hardest_first), [&](Hindrance one) { return node.has(one); });
  if (h == std::end(hardest_first))
    return node.fit->unreadable.empty()
               ? "that would take it"
               : fmt::format("where an amount of {} cannot be read", node.fit->unreadable.view());
  const std::string text = text_of(*h, node, fit, brief);
  const bool by_its_kind = *h == Hindrance::label || *h == Hindrance::size || *h == Hindrance::volume;
  return by_its_kind && node.has(Hindrance::taint) ? text + ", and " + taint_text(node, brief) : text;
}

std::vector<Group> grouped(const PodOutlook& known, bool brief = false) {
  std::map<std::string, Group> by_text;
  for (const NodeOutlook& node : known.outlook.nodes) {
    const std::string text = lack_of(node, known.fit, brief);
    Group& group = by_text[text];
    group.text = text;
    group.nodes.push_back(&node);
    group.holds_devices = node.only(static_cast<unsigned>(Hindrance::room));
  }
  if (by_text.size() > most_groups && !brief) return grouped(known, true);
  std::vector<Group> out;
  for (auto& [text, group] : by_text) out.push_back(std::move(group));
  std::stable_sort(out.begin(), out.end(),
                   [](const Group& a, const Group& b) { return a.nodes.size() > b.nodes.size(); });
  return out;
}

std::string accelerator_of(const Object& pod) {
  for (const auto& [name, held] : *pod.pod->requests)
    if (held > 0 && is_accelerator(name)) return name.str();
  return {};
}

/// Nodes that the pod asks for and that take new pods.
bool is_open(const NodeOutlook& node) {
  return std::none_of(std::begin(closing), std::end(closing), [&](Hindrance h) { return node.has(h); });
}

/// "nvidia.com/gpu: 5 of 24 free on the 3 nodes open to it, at most 2 on one; 8 free on others".
std::string free_devices(const PodOutlook& known, const NodeUsage& usage, const std::string& resource) {
  std::int64_t offered = 0, nodes = 0, sum = 0, most = 0, elsewhere = 0;
  for (const NodeOutlook& node : known.outlook.nodes) {
    if (!node.fit->usage_known) return {};
    for (const auto& [name, allocatable] : *node.fit->node->node->allocatable) {
      if (name != std::string_view(resource)) continue;
      if (allocatable <= 0 && allocatable != unreadable_amount) continue;
      const std::int64_t rest = minus(allocatable, usage.of(node.fit->node->name).all.of(usage.index_of(resource)));
      if (rest == unreadable_amount) return {};
      const std::int64_t left = std::max<std::int64_t>(rest, 0);
      if (!is_open(node)) {
        elsewhere = plus(elsewhere, left);
        continue;
      }
      ++nodes;
      offered = plus(offered, allocatable);
      sum = plus(sum, left);
      most = std::max(most, left);
    }
  }
  std::string out;
  if (nodes > 0)
    out = fmt::format("{}: {} of {} free on the {} {} open to it, at most {} on one", resource, sum / 1000,
                      offered / 1000, nodes, nodes == 1 ? "node" : "nodes", most / 1000);
  if (elsewhere > 0)
    out +=
        fmt::format("{}{} free on nodes that are closed to it", out.empty() ? resource + ": " : "; ", elsewhere / 1000);
  return out;
}

std::string holder_text(const Holder& holder, std::string_view resource, Time now) {
  std::string out = fmt::format("{}/{} {} (priority {}", holder.pod->ns.view(), holder.pod->name.view(),
                                amount_text(resource, holder.held), holder.pod->pod->priority);
  // When the kubelet took it on; a pod may have waited long before that.
  const auto started = parse_time(holder.pod->json()["status"]["startTime"].text());
  if (const auto since = started ? started : holder.pod->created) out += ", " + format_duration(now - *since);
  return out + (holder.pod->deleted ? ", being deleted)" : ")");
}

}  // namespace

std::vector<NodeGroup> node_groups(std::string_view message) {
  const auto parsed = parse_scheduler_message(message);
  if (!parsed) return {};
  std::vector<NodeGroup> groups;
  int sum = 0;
  for (const SchedulerReason& reason : parsed->reasons) {
    groups.push_back({reason.count, reason.text});
    sum += reason.count;
  }
  return parsed->nodes > 0 && sum == parsed->nodes ? groups : std::vector<NodeGroup>{};
}

NodePicture node_picture(const PodOutlook& known, const Snapshot& snapshot, const NodeUsage& usage) {
  NodePicture out;
  const std::string resource = accelerator_of(*known.fit.pod);
  const auto groups = grouped(known);
  std::vector<const NodeOutlook*> full;
  int rest = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Group& group = groups[i];
    if (group.holds_devices) full.insert(full.end(), group.nodes.begin(), group.nodes.end());
    if (groups.size() > most_groups && i + 1 >= most_groups)
      rest += static_cast<int>(group.nodes.size());
    else
      out.groups.push_back({static_cast<int>(group.nodes.size()), group.text});
  }
  if (rest > 0) out.groups.push_back({rest, "for other reasons"});
  if (resource.empty()) return out;
  if (std::string text = free_devices(known, usage, resource); !text.empty()) out.notes.push_back(std::move(text));
  std::vector<std::string> who;
  for (const Holder& holder : holders(snapshot, full, resource))
    who.push_back(holder_text(holder, resource, snapshot.now));
  if (!who.empty()) out.notes.push_back("held by " + some_of(who));
  return out;
}

}  // namespace aidiag
