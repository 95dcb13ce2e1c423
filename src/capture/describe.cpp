// SPDX-License-Identifier: Apache-2.0
#include "capture/describe.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "model/detail_gap.hpp"
#include "source/dump_layout.hpp"

namespace aidiag {
namespace {

// What holds of all namespaces is not said again of each.
std::vector<CaptureRecord::Claim> claims_of(const Snapshot& snapshot, const std::set<Read>& reads) {
  std::set<std::string> kinds;
  for (const std::string_view kind : snapshot.kinds()) kinds.emplace(kind);
  for (const std::string_view kind : known_kinds()) kinds.emplace(kind);  // a list that was empty leaves no object
  std::set<std::string> namespaces;
  for (const std::string_view ns : snapshot.namespaces()) namespaces.emplace(ns);
  for (const Read& read : reads) {
    if (read.what != Read::What::log) kinds.insert(read.kind);
    if (!read.ns.empty()) namespaces.insert(read.ns);
  }
  std::vector<CaptureRecord::Claim> claims;
  for (const std::string& kind : kinds) {
    const Coverage everywhere = snapshot.coverage(kind, "");
    if (everywhere != Coverage::unread) claims.push_back({kind, "", everywhere == Coverage::complete});
    for (const std::string& ns : namespaces) {
      const Coverage here = snapshot.coverage(kind, ns);
      if (here > everywhere) claims.push_back({kind, ns, here == Coverage::complete});
    }
  }
  return claims;
}

std::vector<CaptureRecord::Place> absent_in(const Snapshot& snapshot, const std::set<Read>& reads) {
  std::vector<CaptureRecord::Place> absent;
  for (const Read& read : reads) {
    if (read.what != Read::What::get || snapshot.coverage(read.kind, read.ns) == Coverage::complete) continue;
    if (snapshot.known_absent(read.kind, read.ns, read.name)) absent.emplace_back(read.kind, read.ns, read.name);
  }
  return absent;
}

std::vector<std::string> complete_nodes(const Snapshot& snapshot, const std::set<Read>& reads) {
  constexpr std::string_view on_node = "spec.nodeName=";
  std::set<std::string> nodes;
  for (const Read& read : reads) {
    const std::string& selector = read.field_selector;
    if (!selector.starts_with(on_node)) continue;
    std::string node = selector.substr(on_node.size(), selector.find(',') - on_node.size());
    if (snapshot.pods_complete_on(node)) nodes.insert(std::move(node));
  }
  return {nodes.begin(), nodes.end()};
}

// What the capture lacks: neither what only this reading did not look at closely, nor a name that was mistyped.
std::vector<Gap> gaps_of(const Snapshot& snapshot) {
  std::vector<Gap> gaps;
  for (const Gap& gap : snapshot.gaps()) {
    const bool not_there = gap.asked_for && !gap.name.empty() && snapshot.known_absent(gap.kind, gap.ns, gap.name);
    if (!is_detail_gap(gap) && !not_there) gaps.push_back(gap);
  }
  for (Gap& gap : gaps) gap.reason = redact_text(gap.reason);  // a server's words, or a proxy's address
  return gaps;
}

}  // namespace

CaptureRecord describe(const Snapshot& snapshot, const std::vector<Read>& reads, const CaptureRecord* before) {
  CaptureRecord record;
  record.taken_at = snapshot.now;
  record.clock = snapshot.now_source == NowSource::newest ? NowSource::newest : NowSource::capture;
  record.context = snapshot.context;
  record.gaps = gaps_of(snapshot);
  for (const Read& read : reads) record.reads.insert(asked(read));
  if (before != nullptr) {
    record.server = before->server;
    record.redacted = before->redacted;
    record.reads.insert(before->reads.begin(), before->reads.end());
  }
  record.claims = claims_of(snapshot, record.reads);
  record.absent = absent_in(snapshot, record.reads);
  record.nodes = complete_nodes(snapshot, record.reads);
  return record;
}

std::map<std::string, std::int64_t> counts_of(const Redactions& r) {
  std::map<std::string, std::int64_t> counts;
  const auto put = [&](const char* what, std::size_t count) {
    if (count > 0) counts[what] = static_cast<std::int64_t>(count);
  };
  put("variables", r.variables);
  put("assignments", r.assignments);
  put("tokens", r.tokens);
  put("urls", r.urls);
  put("privateKeys", r.private_keys);
  put("repetitions", r.repetitions);
  put("annotations", r.annotations);
  return counts;
}

}  // namespace aidiag
