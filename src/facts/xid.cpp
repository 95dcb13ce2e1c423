// SPDX-License-Identifier: Apache-2.0
// The worst Xid and SXid that stand on a node: from the logs of its operands (kernel monitor, device plugin, GPU
// monitors), its events and its bad conditions. What a number means is in rules/tables/xid.yaml and sxid.yaml.
//
// A fault that needs a reset or more stands for as long as it can be read, unless the node was restarted since; what
// ends with the process that had it stands for an hour, as events do.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "facts/family.hpp"
#include "knowledge/xid.hpp"

namespace aidiag {
namespace {

using enum Type;
using knowledge::Action;
using knowledge::XidQuote;
using knowledge::XidRow;
constexpr About node = About::node;

constexpr FactLine lines[] = {
    {"node.xid.code", number, node, "Node Event Pod",
     "The worst Xid that stands: in logs of its operands, its events or its bad conditions. The other node.xid facts "
     "are "
     "of this one."},
    {"node.xid.name", text, node, "Node Event Pod", "What the Xid is called, such as \"GSP timeout\"."},
    {"node.xid.bucket", text, node, "Node Event Pod",
     "Whose fault it mostly is: informational, application, driver, firmware, link, memory, hardware, or unknown."},
    {"node.xid.action", text, node, "Node Event Pod",
     "What gets the card back: none, restart app, check driver, check hardware, reset GPU, restart node, contact "
     "support."},
    {"node.xid.consequence", text, node, "Node Event Pod", "What it means to those who use the card."},
    {"node.xid.device", text, node, "Node Event Pod", "The card: its PCI address or UUID, as far as it was told."},
    {"node.xid.withdrawn", boolean, node, "Node Event Pod",
     "Whether the device plugin says that it took a card out of offer for it."},
    {"node.xid.asks", text, node, "Node Event Pod",
     "What the driver itself asks for after an Xid, such as \"GPU Reset Required\": its last Xid 154."},
    {"node.xid.count", number, node, "Node Event Pod", "How often it was reported, by the source that did most often."},
    {"node.xid.at", time, node, "Node Event Pod", "When it was first reported."},
    {"node.xid.all", texts, node, "Node Event Pod", "All Xids that stand, the worst first, as \"119 GSP timeout\"."},
    {"node.sxid.code", number, node, "Node Event Pod", "The worst SXid (of NVSwitch) that stands, as node.xid.code."},
    {"node.sxid.name", text, node, "Node Event Pod", "What the SXid is called."},
    {"node.sxid.bucket", text, node, "Node Event Pod", "Whose fault it mostly is."},
    {"node.sxid.action", text, node, "Node Event Pod", "What gets the switch back."},
    {"node.sxid.consequence", text, node, "Node Event Pod", "What it means to those who use the cards."},
    {"node.sxid.count", number, node, "Node Event Pod", "How often it was reported."},
    {"node.sxid.at", time, node, "Node Event Pod", "When it was first reported."},
};

constexpr Duration history = hours(1);

/// One number on one node.
struct Fault {
  XidRow row{};
  bool withdrawn = false;
  std::string device;
  Place place;        ///< where it was reported first
  std::string quote;  ///< and what stands there
  std::optional<Time> first;
  std::array<std::int64_t, 4> counts{};  ///< by RecordKind
  /// Withdrawn is as bad as a reset: the card is not offered until somebody acts.
  [[nodiscard]] Action rank() const {
    if (row.bucket == knowledge::Bucket::unknown) return Action::reset_gpu;
    return withdrawn ? std::max(row.action, Action::reset_gpu) : row.action;
  }
};

struct Faults {
  std::map<int, Fault> xids, sxids;
  std::string asks;
  Where asks_place = "";
};

std::string_view text_of(const Record& record, std::string_view field) {
  const auto found = record.fields.find(field);
  return found == record.fields.end() ? std::string_view() : std::string_view(found->second.text);
}

/// GKE's device plugin writes the numbers of a condition as JSON into its reason: {"31":true}.
void add_json_numbers(std::string_view reason, std::vector<XidQuote>& quotes) {
  for (std::size_t at = reason.find('"'); at != std::string_view::npos; at = reason.find('"', at + 1)) {
    int code = 0;
    for (++at; at < reason.size() && reason[at] >= '0' && reason[at] <= '9' && code < 1000; ++at)
      code = code * 10 + (reason[at] - '0');
    if (code > 0 && code < 1000 && reason.substr(at).starts_with("\":true"))
      quotes.push_back({.code = code, .line = reason});
    at = reason.find('"', at);
    if (at == std::string_view::npos) return;
  }
}

std::vector<XidQuote> quotes_in(const Record& record) {
  if (record.kind == RecordKind::log)
    return record.log->benign ? std::vector<XidQuote>() : knowledge::find_xids(text_of(record, "text"));
  if (record.kind == RecordKind::event && text_of(record, "type") == "Normal") return {};
  if (record.kind == RecordKind::condition && text_of(record, "bad") != "true") return {};
  std::vector<XidQuote> quotes = knowledge::find_xids(text_of(record, "message"));
  for (const XidQuote& quote : knowledge::find_xids(text_of(record, "reason"))) quotes.push_back(quote);
  if (text_of(record, "type") == "XidCriticalError") add_json_numbers(text_of(record, "reason"), quotes);
  return quotes;
}

/// The kubelet's event Rebooted: what was before it is over.
std::optional<Time> last_restart(const Records& events) {
  std::optional<Time> last;
  for (const Record& event : events.all)
    if (text_of(event, "reason") == "Rebooted" && event.time) last = std::max(last, event.time);
  return last;
}

/// The plugin has offered its devices anew since.
bool is_offered_again(const Record& record) {
  if (record.log == nullptr || record.run == nullptr) return false;
  const auto& all = record.run->records;
  return std::any_of(all.begin(), all.end(), [&](const LogRecord& other) {
    return &other > record.log && other.text.find("Registered device plugin") != std::string::npos;
  });
}

bool stands(const Record& record, const XidRow& row, std::optional<Time> restart, Time now) {
  if (is_offered_again(record)) return false;
  if (!record.time || record.kind == RecordKind::condition) return true;
  if (restart && *record.time < *restart) return false;
  return row.action >= Action::check_hardware || now - *record.time <= history;
}

/// A record of a log may have many lines; this is the one that quotes the number.
Place place_of(const Record& record, const XidQuote& quote) {
  Place place = record.place;
  if (record.log == nullptr) return place;
  const std::string_view text = text_of(record, "text");
  const auto before = static_cast<std::size_t>(quote.line.data() - text.data());
  const auto lines_before = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(before), '\n');
  place.line = std::min(place.line + static_cast<int>(lines_before), std::max(record.log->last_line, place.line));
  return place;
}

void add(const Record& record, const XidQuote& quote, const XidRow& row, Fault& fault) {
  const auto count = record.fields.find("count");
  fault.counts[static_cast<std::size_t>(record.kind)] += count == record.fields.end() ? 1 : count->second.number;
  fault.withdrawn = fault.withdrawn || quote.withdrawn;
  if (fault.device.empty()) fault.device = quote.device;
  const bool fresh = fault.row.code == 0;
  if (fresh || fault.row.action < row.action) fault.row = row;
  if (!fresh && (!record.time || (fault.first && *fault.first <= *record.time))) return;
  if (!fresh && !fault.first) return;
  fault.place = place_of(record, quote);
  fault.quote = quote.line;
  fault.first = record.time;
}

void add_records(const Records& records, std::optional<Time> restart, Time now, Faults& faults) {
  for (const Record& record : records.all) {
    std::vector<std::pair<bool, int>> seen;  // a number is one report of its record, however often it quotes it
    for (const XidQuote& quote : quotes_in(record)) {
      const XidRow row = quote.of_switch ? knowledge::describe_sxid(quote.code, quote.nonfatal)
                                         : knowledge::describe_xid(quote.code, quote.nonfatal);
      if (!stands(record, row, restart, now)) continue;
      if (!quote.asks.empty()) {
        faults.asks = quote.asks;
        faults.asks_place = Where(place_of(record, quote), std::string(quote.line));
      }
      const std::pair key(quote.of_switch, quote.code);
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) continue;
      seen.push_back(key);
      add(record, quote, row, (quote.of_switch ? faults.sxids : faults.xids)[quote.code]);
    }
  }
}

bool is_worse(const Fault& a, const Fault& b) {
  if (a.rank() != b.rank()) return a.rank() > b.rank();
  if (a.first != b.first) return a.first && (!b.first || *a.first < *b.first);  // the first one led to the others
  return a.row.code < b.row.code;
}

std::vector<const Fault*> worst_first(const std::map<int, Fault>& faults) {
  std::vector<const Fault*> order;
  for (const auto& [code, fault] : faults) order.push_back(&fault);
  std::sort(order.begin(), order.end(), [](const Fault* a, const Fault* b) { return is_worse(*a, *b); });
  return order;
}

void fill_fault(const std::string& prefix, const Fault& fault, FactSink& out) {
  const Where where(fault.place, fault.quote);
  out.number(prefix + "code", fault.row.code, where);
  out.text(prefix + "name", fault.row.name, where);
  out.text(prefix + "bucket", knowledge::to_text(fault.row.bucket), where);
  out.text(prefix + "action", knowledge::to_text(fault.row.action), where);
  out.text(prefix + "consequence", fault.row.consequence, where);
  out.number(prefix + "count", *std::max_element(fault.counts.begin(), fault.counts.end()), where);
  out.time(prefix + "at", fault.first, where);
}

void fill_xids(const Faults& faults, FactSink& out) {
  const std::vector<const Fault*> order = worst_first(faults.xids);
  if (order.empty()) return;
  const Fault& worst = *order.front();
  const Where where(worst.place, worst.quote);
  fill_fault("node.xid.", worst, out);
  out.text("node.xid.device", worst.device, where);
  out.boolean("node.xid.withdrawn", worst.withdrawn, where);
  out.text("node.xid.asks", faults.asks, faults.asks_place);
  std::vector<std::string> all;
  for (const Fault* fault : order) all.push_back(fmt::format("{} {}", fault->row.code, fault->row.name));
  out.texts("node.xid.all", std::move(all), where);
}

void fill_xid(const Facts& facts, const Subject& subject, FactSink& out) {
  const Records& events = facts.records(subject, RecordKind::event);
  const std::optional<Time> restart = last_restart(events);
  Faults faults;
  std::string missing;
  for (const RecordKind kind : {RecordKind::log, RecordKind::event, RecordKind::condition}) {
    const Records& records = facts.records(subject, kind);
    add_records(records, restart, facts.snapshot().now, faults);
    if (!records.complete && missing.empty()) missing = records.missing;
  }
  fill_xids(faults, out);
  if (!faults.sxids.empty()) fill_fault("node.sxid.", *worst_first(faults.sxids).front(), out);
  if (missing.empty()) return;
  for (const FactLine& line : lines)
    if (line.name.starts_with("node.sxid.") ? faults.sxids.empty() : faults.xids.empty())
      out.unknown(line.name, missing);
}

}  // namespace

constinit const Family xid_family{lines, fill_xid};

}  // namespace aidiag
