// SPDX-License-Identifier: Apache-2.0
#include "fit/scheduler_message.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace aidiag {
namespace {

/// The number that `text` begins with, removed from it together with the blank or slash after it; -1 if there is none.
int take_count(std::string_view& text) {
  int n = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end == text.data() + text.size() || (*end != ' ' && *end != '/')) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return n;
}

/// Where the piece that starts at 0 ends: at ", <digit>" or at the end.
std::size_t piece_end(std::string_view text) {
  for (std::size_t at = text.find(", "); at != std::string_view::npos; at = text.find(", ", at + 1))
    if (at + 2 < text.size() && text[at + 2] >= '0' && text[at + 2] <= '9') return at;
  return text.size();
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Ground ground_of(std::string_view text) {
  static constexpr std::pair<std::string_view, Ground> words[] = {
      {"were unschedulable", Ground::cordon},
      {"taint", Ground::taint},
      {"Too many pods", Ground::pods},
      {"Insufficient pods", Ground::pods},
      {"Insufficient ", Ground::resource},
      {"free ports", Ground::port},
      {"ReadWriteOncePod", Ground::claim_in_use},
      {"volume node affinity conflict", Ground::volume_node},
      {"PersistentVolume's node affinity", Ground::volume_node},
      {"no available volume zone", Ground::volume_zone},
      {"available persistent volumes to bind", Ground::volume_bind},
      {"bound to non-existent pv", Ground::volume_bind},
      {"max volume count", Ground::volume_limit},
      {"topology spread", Ground::spread},
      {"PodTopologySpread", Ground::spread},
      {"pod affinity", Ground::pod_affinity},
      {"anti-affinity", Ground::pod_affinity},
      {"InterPodAffinity", Ground::pod_affinity},
      {"node affinity", Ground::label},
      {"node selector", Ground::label},
      {"[NodeAffinity]", Ground::label},
      {"filtered out by the prefilter result", Ground::label},
      {"resourceclaim", Ground::device_claim},
      {"allocate all claims", Ground::device_claim},
      {"resource driver", Ground::device_claim},
  };
  for (const auto& [word, ground] : words)
    if (has(text, word)) return ground;
  return Ground::other;
}

SchedulerReason reason_of(int count, std::string_view text) {
  SchedulerReason reason{count, ground_of(text), std::string(text), {}};
  constexpr std::string_view lead = "Insufficient ";
  if (reason.ground == Ground::resource) reason.resource = text.substr(text.find(lead) + lead.size());
  return reason;
}

/// What follows the reasons: how preemption would fare.
std::string_view without_tail(std::string_view text) {
  for (const std::string_view tail : {" preemption:", " no new claims", " still not schedulable"})
    text = text.substr(0, text.find(tail));
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<SchedulerMessage> parse_scheduler_message(std::string_view text) {
  if (take_count(text) != 0) return std::nullopt;
  SchedulerMessage out;
  out.nodes = take_count(text);
  constexpr std::string_view lead = "nodes are available: ";
  if (out.nodes < 0 || !text.starts_with(lead)) return std::nullopt;
  text = without_tail(text.substr(lead.size()));
  while (!text.empty()) {
    const int count = take_count(text);
    const std::size_t end = count < 0 ? text.size() : piece_end(text);
    if (count < 0)
      out.whole = text;
    else
      out.reasons.push_back(reason_of(count, text.substr(0, end)));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return out;
}

}  // namespace aidiag
