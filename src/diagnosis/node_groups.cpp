// SPDX-License-Identifier: Apache-2.0
// The scheduler's sentence taken apart: "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) had
// untolerated taint {a: b}. preemption: ..." (pkg/scheduler/framework/types.go of Kubernetes, FitError.Error). Its
// counts may add up to more than all nodes, since one node can lack several resources: then nothing is claimed.
#include <charconv>
#include <string>

#include "diagnosis/findings.hpp"

namespace aidiag {
namespace {

/// The number that `text` begins with, removed from it together with one blank; -1 if there is none.
int take_count(std::string_view& text) {
  int n = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end == text.data() + text.size() || (*end != ' ' && *end != '/')) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return n;
}

/// Where the piece that starts at 0 ends: at ", <digit>" or at the end.
std::size_t piece_end(std::string_view text) {
  for (std::size_t at = text.find(", "); at != std::string_view::npos; at = text.find(", ", at + 1)) {
    if (at + 2 < text.size() && text[at + 2] >= '0' && text[at + 2] <= '9') return at;
  }
  return text.size();
}

}  // namespace

std::vector<NodeGroup> node_groups(std::string_view message) {
  if (take_count(message) != 0) return {};
  const int nodes = take_count(message);
  constexpr std::string_view lead = "nodes are available: ";
  if (nodes <= 0 || message.substr(0, lead.size()) != lead) return {};
  message.remove_prefix(lead.size());
  for (const std::string_view tail : {" preemption:", " no new claims", " still not schedulable"}) {
    message = message.substr(0, message.find(tail));
  }
  while (!message.empty() && (message.back() == '.' || message.back() == ' ')) message.remove_suffix(1);

  std::vector<NodeGroup> groups;
  int sum = 0;
  while (!message.empty()) {
    const int count = take_count(message);
    if (count <= 0) return {};
    const std::size_t end = piece_end(message);
    groups.push_back({count, std::string(message.substr(0, end))});
    sum += count;
    message.remove_prefix(std::min(end + 2, message.size()));
  }
  return sum == nodes ? groups : std::vector<NodeGroup>{};
}

}  // namespace aidiag
