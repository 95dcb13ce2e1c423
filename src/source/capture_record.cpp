// SPDX-License-Identifier: Apache-2.0
#include "source/capture_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace aidiag {
namespace {

using Tree = nlohmann::ordered_json;

// format_time gives whole seconds; ages are compared by the microsecond.
std::string exact_time(Time t) {
  std::string text = format_time(t);
  const std::int64_t fraction = ((t.us % 1'000'000) + 1'000'000) % 1'000'000;
  if (fraction == 0) return text;
  std::string digits = std::to_string(fraction);
  digits.insert(0, 6 - digits.size(), '0');
  return text.insert(text.size() - 1, "." + digits);
}

std::string_view word_of(NowSource clock) { return clock == NowSource::newest ? "newest" : "server"; }

std::string_view word_of(Read::What what) {
  switch (what) {
    case Read::What::list:
      return "list";
    case Read::What::get:
      return "get";
    case Read::What::log:
      break;
  }
  return "log";
}

void put(Tree& tree, const char* key, const std::string& value) {
  if (!value.empty()) tree[key] = value;
}
void put(Tree& tree, const char* key, bool value) {
  if (value) tree[key] = true;
}

template <class List, class Write>
Tree list_of(const List& all, const Write& write) {
  Tree list = Tree::array();
  for (const auto& one : all) {
    Tree tree = Tree::object();
    write(tree, one);
    list.push_back(std::move(tree));
  }
  return list;
}

void write_gap(Tree& tree, const Gap& gap) {
  tree["kind"] = gap.kind;
  put(tree, "namespace", gap.ns);
  put(tree, "name", gap.name);
  put(tree, "container", gap.container);
  tree["reason"] = gap.reason;
  put(tree, "askedFor", gap.asked_for);
}

void write_read(Tree& tree, const Read& read) {
  tree["what"] = word_of(read.what);
  if (read.what != Read::What::log) tree["kind"] = read.kind;
  put(tree, "namespace", read.ns);
  put(tree, "name", read.name);
  put(tree, "fieldSelector", read.field_selector);
  put(tree, "labelSelector", read.label_selector);
  put(tree, "container", read.container);
  put(tree, "previous", read.previous);
}

Read read_of(Json json) {
  Read read;
  read.tail = 0;
  const std::string_view what = json["what"].text();
  read.what = what == "get" ? Read::What::get : what == "log" ? Read::What::log : Read::What::list;
  if (read.what != Read::What::log) read.kind = json["kind"].text();
  read.ns = json["namespace"].text();
  read.name = json["name"].text();
  read.field_selector = json["fieldSelector"].text();
  read.label_selector = json["labelSelector"].text();
  read.container = json["container"].text();
  read.previous = json["previous"].boolean_or(false);
  return read;
}

std::size_t size_of(Json number) { return static_cast<std::size_t>(std::max<std::int64_t>(0, number.integer_or(0))); }

void write_log(Tree& tree, const CaptureRecord::LogNote& log) {
  put(tree, "namespace", log.ns);
  put(tree, "pod", log.pod);
  put(tree, "container", log.container);
  put(tree, "previous", log.previous);
  put(tree, "fromStart", log.from_start);
  put(tree, "timestamps", log.timestamps);
  put(tree, "fromNode", log.from_node);
  tree["bytes"] = log.bytes;
}

CaptureRecord::LogNote log_of(Json json) {
  CaptureRecord::LogNote log;
  log.ns = json["namespace"].text();
  log.pod = json["pod"].text();
  log.container = json["container"].text();
  log.previous = json["previous"].boolean_or(false);
  log.from_start = json["fromStart"].boolean_or(false);
  log.timestamps = json["timestamps"].boolean_or(false);
  log.from_node = json["fromNode"].boolean_or(false);
  log.bytes = size_of(json["bytes"]);
  return log;
}

}  // namespace

Read asked(const Read& read) {
  Read plain = read;
  if (read.what == Read::What::log) plain.kind.clear();
  plain.tail = 0;
  plain.head = plain.asked_for = false;
  return plain;
}

bool CaptureRecord::has_read(const Read& read) const { return reads.contains(asked(read)); }

const CaptureRecord::LogNote* CaptureRecord::log(std::string_view ns, std::string_view pod, std::string_view container,
                                                 bool previous) const {
  const auto found = std::find_if(logs.begin(), logs.end(), [&](const LogNote& l) {
    return l.pod == pod && l.container == container && l.ns == ns && l.previous == previous;
  });
  return found == logs.end() ? nullptr : &*found;
}

std::vector<Gap> read_gaps(Json gaps) {
  std::vector<Gap> out;
  for (const Json& gap : gaps.items()) {
    out.push_back({gap["kind"].scalar(), gap["namespace"].scalar(), gap["name"].scalar(), gap["container"].scalar(),
                   gap["reason"].scalar(), gap["askedFor"].boolean_or(false)});
  }
  return out;
}

std::optional<CaptureRecord> read_record(Json root) {
  if (!root["coverage"].is_array() || !root["reads"].is_array()) return std::nullopt;
  const auto taken_at = parse_time(root["takenAt"].text());
  if (!taken_at) return std::nullopt;
  CaptureRecord record;
  record.taken_at = *taken_at;
  record.clock = root["clock"].text() == "newest" ? NowSource::newest : NowSource::capture;
  record.context = root["context"].text();
  record.program = root["versions"]["program"].text();
  record.server = root["versions"]["server"].text();
  record.scope = root["scope"].text();
  record.gaps = read_gaps(root["gaps"]);
  for (const auto& [what, count] : root["redacted"].fields()) record.redacted[std::string(what)] = count.integer_or(0);
  for (const Json& claim : root["coverage"].items()) {
    record.claims.push_back({std::string(claim["kind"].text()), std::string(claim["namespace"].text()),
                             claim["complete"].boolean_or(false)});
  }
  for (const Json& place : root["absent"].items()) {
    record.absent.emplace_back(place["kind"].text(), place["namespace"].text(), place["name"].text());
  }
  for (const Json& node : root["nodesWithAllPods"].items()) record.nodes.emplace_back(node.text());
  for (const Json& read : root["reads"].items()) record.reads.insert(read_of(read));
  for (const Json& log : root["logs"].items()) record.logs.push_back(log_of(log));
  for (const Json& file : root["files"].items()) {
    record.files.push_back({std::string(file["path"].text()), std::string(file["kind"].text()),
                            std::string(file["namespace"].text()), size_of(file["objects"])});
  }
  return record;
}

std::string record_text(const CaptureRecord& record) {
  Tree root;
  root["apiVersion"] = "ai-diag/v1";
  root["kind"] = "Capture";
  root["takenAt"] = exact_time(record.taken_at);
  root["clock"] = word_of(record.clock);
  put(root, "context", record.context);
  root["versions"]["program"] = record.program;
  put(root["versions"], "server", record.server);
  root["scope"] = record.scope;
  root["gaps"] = list_of(record.gaps, write_gap);
  root["redacted"] = Tree::object();
  for (const auto& [what, count] : record.redacted) root["redacted"][what] = count;
  root["coverage"] = list_of(record.claims, [](Tree& tree, const CaptureRecord::Claim& claim) {
    tree["kind"] = claim.kind;
    put(tree, "namespace", claim.ns);
    tree["complete"] = claim.complete;
  });
  root["absent"] = list_of(record.absent, [](Tree& tree, const CaptureRecord::Place& place) {
    tree["kind"] = std::get<0>(place);
    put(tree, "namespace", std::get<1>(place));
    tree["name"] = std::get<2>(place);
  });
  root["nodesWithAllPods"] = record.nodes;
  root["reads"] = list_of(record.reads, write_read);
  root["logs"] = list_of(record.logs, write_log);
  root["files"] = list_of(record.files, [](Tree& tree, const CaptureRecord::File& file) {
    tree["path"] = file.path;
    tree["kind"] = file.kind;
    put(tree, "namespace", file.ns);
    tree["objects"] = file.objects;
  });
  return root.dump(1, ' ', false, Tree::error_handler_t::replace) + "\n";
}

}  // namespace aidiag
