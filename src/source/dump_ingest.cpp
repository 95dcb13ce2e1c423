// SPDX-License-Identifier: Apache-2.0
#include "source/dump_ingest.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "source/yaml_objects.hpp"

namespace aidiag {
namespace {

using What = FileRole::What;

constexpr std::size_t kAllLogs = std::size_t{256} << 20;
constexpr std::string_view kEndMark = "==== END logs for container ";
constexpr std::size_t kHeadOfLog = std::size_t{64} << 10;

// "PodList" gives Pod, "List" gives "".
std::string item_kind(std::string_view list_kind) {
  if (list_kind.ends_with("List")) list_kind.remove_suffix(4);
  return std::string(list_kind);
}

// What a List of `kubectl get` lists is said by its items only.
DumpList read_places(std::string_view text, const std::string& kind) {
  DumpList list{kind, {}};
  const auto document = Document::parse(text);
  if (!document.ok()) return list;
  const Json root = document.value().root();
  for (const Json& item : root.is_array() ? root.items() : root["items"].items()) {
    const std::string_view own = item["kind"].text();
    list.places.emplace(own.empty() ? kind : std::string(own), item["metadata"]["namespace"].text());
  }
  return list;
}

// What stands there in place of objects: mostly the message of a kubectl that failed.
std::string first_words(std::string_view line) {
  constexpr std::size_t enough = 200;
  const bool binary =
      std::any_of(line.begin(), line.end(), [](char c) { return c >= 0 && c < ' ' && c != '\t' && c != '\r'; });
  if (binary) return "holds neither JSON nor YAML";
  return "holds no Kubernetes object here, but: " + std::string(line.substr(0, enough)) +
         (line.size() > enough ? "..." : "");
}

}  // namespace

std::string DumpIngest::Origin::place(std::string_view text, std::size_t offset) const {
  const int line = line_at_offset(text, offset);
  return line == 1 ? name + ": " : name + ":" + std::to_string(line) + ": ";
}

void DumpIngest::run() {
  const Layout layout = read_layout(input_.names());
  std::map<std::string, std::vector<DumpList>> by_folder;
  std::set<std::string> namespaces;
  if (!input_.problem().empty()) gaps.push_back({"File", "", "", "", input_.problem(), false});
  read_captures(layout);
  DumpInput::Bytes buffer;
  for (std::size_t i = 0; i < layout.roles.size(); ++i) {
    const Origin origin{input_.names()[i], layout.roles[i]};
    const bool wanted = origin.role.what != What::other || input_.is_one_file();
    if (!wanted || origin.role.what == What::capture) continue;
    const DumpInput::Bytes& bytes = input_.read(i, buffer);
    if (!bytes.problem.empty()) file_gap(origin, origin.role.kind, origin.name + ": " + bytes.problem);
    if (origin.role.in_layout && !origin.role.ns.empty()) namespaces.insert(origin.role.ns);
    objects(origin, bytes.text);
    if (lists_.size() == 1) {
      by_folder[std::string(folder_of(origin.name))].push_back(std::move(lists_.front()));
    } else {
      coverage.add_stream(lists_);
    }
    lists_.clear();
  }
  if (record) {
    check_record(*record);
    return trust_record(*record);
  }
  for (const auto& [folder, lists] : by_folder) coverage.add_neighbours(lists);
  coverage.close(layout.all_namespaces, namespaces);
}

// Before all else: what they say of the other files is needed to read these.
void DumpIngest::read_captures(const Layout& layout) {
  DumpInput::Bytes buffer;
  std::size_t captures = 0;
  for (std::size_t i = 0; i < layout.roles.size(); ++i) {
    if (layout.roles[i].what != What::capture) continue;
    const Origin origin{input_.names()[i], layout.roles[i]};
    const DumpInput::Bytes& bytes = input_.read(i, buffer);
    if (!bytes.problem.empty()) file_gap(origin, "", origin.name + ": " + bytes.problem);
    top_ = origin.name.substr(0, origin.name.size() - std::string_view("capture.json").size());
    capture(origin, bytes.text);
    ++captures;
  }
  if (captures != 1) record.reset();  // of several none speaks for all files
}

Result<SnapshotBuilder::Page> DumpIngest::take_in(std::string_view text, const std::string& kind) {
  if (recorder_ != nullptr) recorder_->took_in(text, kind);
  return into_.add_json(text, kind);
}

// What was taken out of a capture, by a person or by an accident, is not read.
void DumpIngest::check_record(const CaptureRecord& of) {
  for (const CaptureRecord::File& file : of.files) {
    const auto found = counted_.find(top_ + file.path);
    if (found != counted_.end() && found->second >= file.objects) continue;
    const std::string what = found == counted_.end()
                                 ? "is not there"
                                 : "holds " + std::to_string(found->second) + " of " + std::to_string(file.objects);
    broken_.emplace(file.kind, file.ns);
    gaps.push_back({file.kind, file.ns, "", "", file.path + ", which capture.json names, " + what, false});
  }
  for (const CaptureRecord::LogNote& log : of.logs) {
    if (!with_logs_ || into_.view().log(log.ns, log.pod, log.container, log.previous) != nullptr) continue;
    gaps.push_back({"Log", log.ns, log.pod, log.container, "the log that capture.json names is not there", false});
  }
}

void DumpIngest::trust_record(const CaptureRecord& of) {
  const auto is_broken = [&](const std::string& kind, const std::string& ns) {
    return std::any_of(broken_.begin(), broken_.end(), [&](const auto& place) {
      return place.first == kind && (ns.empty() || place.second.empty() || place.second == ns);
    });
  };
  for (const CaptureRecord::Claim& claim : of.claims) {
    if (claim.complete && !is_broken(claim.kind, claim.ns)) {
      coverage.complete(claim.kind, claim.ns);
    } else {
      coverage.partial(claim.kind, claim.ns);
    }
  }
  for (const auto& [kind, ns, name] : of.absent) into_.set_absent(kind, ns, name);
  if (is_broken("Pod", "")) return;
  for (const std::string& node : of.nodes) into_.set_pods_complete_on(node);
}

bool DumpIngest::found_anything() const {
  return found_anything_ || !into_.view().kinds().empty() || !into_.view().events().empty();
}

void DumpIngest::objects(const Origin& origin, std::string_view text) {
  const bool logs = origin.role.is_log();
  const std::vector<TextPiece> pieces = split_text(text);
  if (logs &&
      std::none_of(pieces.begin(), pieces.end(), [](const TextPiece& p) { return p.what == TextPiece::What::log; })) {
    return logs_without_marks(origin, text.empty());
  }
  const bool expected = !origin.role.kind.empty() && ending_of(origin.name) == "json";
  if (pieces.empty() && (expected || input_.is_one_file()))
    file_gap(origin, origin.role.kind, origin.name + ": is empty");
  for (const TextPiece& piece : pieces) {
    if (piece.what == TextPiece::What::log) {
      log_section(origin, piece.log, text);
    } else if (logs) {
      continue;  // text around the sections
    } else if (piece.what == TextPiece::What::json) {
      json(origin, piece.text, origin.role.kind, origin.place(text, piece.offset));
    } else if (piece.what == TextPiece::What::yaml) {
      yaml(origin, piece.text, origin.name, line_at_offset(text, piece.offset));
    } else if (piece.text.starts_with('#')) {
      continue;  // a comment before the first document
    } else if (expected || piece.offset > 0 || pieces.size() > 1 || input_.is_one_file()) {
      file_gap(origin, origin.role.kind, origin.place(text, piece.offset) + first_words(piece.text));
    }
  }
}

void DumpIngest::json(const Origin& origin, std::string_view text, const std::string& kind, const std::string& where) {
  const auto page = take_in(text, kind);
  if (!page.ok()) {
    file_gap(origin, kind, where + page.error().message);
    return;
  }
  found_anything_ = true;
  if (record) {
    counted_[origin.name] += page.value().items;
    return;
  }
  const std::string& own = page.value().kind;
  if (own.ends_with("List") || own.empty()) {
    list(origin, text, own.empty() ? kind : item_kind(own), page.value().items);
  } else {
    coverage.partial(own, "");
  }
}

void DumpIngest::yaml(const Origin& origin, std::string_view text, const std::string& where, int first_line) {
  YamlObjects read = yaml_to_json(text, first_line);
  for (YamlDocument& document : read.documents) {
    const std::string kind = item_kind(document.kind).empty() ? origin.role.kind : item_kind(document.kind);
    const std::string at = document.line == 1 ? where + ": " : where + ":" + std::to_string(document.line) + ": ";
    if (!document.cut) {
      json(origin, document.json, kind, at);
    } else {
      (void)take_in(document.json, kind);  // what came before the cut; its error is the cut
      if (read.problem.empty()) file_gap(origin, kind, at + "ends in the middle of a list");
    }
  }
  if (read.problem.empty()) return;
  file_gap(origin, origin.role.kind, where + ":" + std::to_string(read.problem_line) + ": " + read.problem);
}

void DumpIngest::list(const Origin& origin, std::string_view text, const std::string& kind, std::size_t items) {
  const FileRole& role = origin.role;
  const std::string& known = kind.empty() && role.in_layout ? role.kind : kind;
  if (role.in_layout && !known.empty() && is_of_folder(known, role.ns, items)) {
    coverage.complete(known, role.ns);
  } else if (items == 0) {
    lists_.push_back({known.empty() ? role.kind : known, {}});
  } else {
    lists_.push_back(read_places(text, known));
  }
}

// A folder's name is a namespace only if what lies in it agrees.
bool DumpIngest::is_of_folder(const std::string& kind, const std::string& ns, std::size_t items) const {
  if (items == 0) return true;
  const Snapshot& snapshot = into_.view();
  if (kind == "Event") return !snapshot.events().empty() && snapshot.events().back().ns == ns;
  const auto objects = snapshot.of_kind(kind, ns);
  return !objects.empty() && objects.front()->ns == ns;
}

void DumpIngest::log_section(const Origin& origin, LogSection section, std::string_view file) {
  found_anything_ = true;
  if (!with_logs_) return;
  const bool whole = record && !origin.role.is_head() && section.error.empty();
  const CaptureRecord::LogNote* note =
      whole ? record->log(section.ns, section.pod, section.container, origin.role.is_previous()) : nullptr;
  if (note != nullptr && note->bytes > section.text.size()) {
    const auto begin = static_cast<std::size_t>(section.text.data() - file.data());
    const bool ends_there = note->bytes < file.size() - begin && file.substr(begin + note->bytes).starts_with(kEndMark);
    if (ends_there) section.text = file.substr(begin, note->bytes);
  }
  Gap gap{"Log", std::string(section.ns), std::string(section.pod), std::string(section.container), "", false};
  if (!section.error.empty()) {
    gap.reason = section.error;
    gaps.push_back(std::move(gap));
    return;
  }
  if (log_bytes_ + section.text.size() > kAllLogs) {
    gap.reason = "left out: the logs of the dump are larger than " + std::to_string(kAllLogs >> 20) + " MiB";
    gaps.push_back(std::move(gap));
    return;
  }
  keep_log(section, origin.role);
  if (section.ended) return;
  gap.reason = origin.name + ": ends before the END mark of the log";
  gaps.push_back(std::move(gap));
}

void DumpIngest::keep_log(const LogSection& section, const FileRole& role) {
  const bool previous = role.is_previous();
  if (role.is_head()) {
    heads_[{std::string(section.ns), std::string(section.pod), std::string(section.container), previous}] =
        section.text;
    return;
  }
  Log log;
  log.ns = into_.intern(section.ns);
  log.pod = into_.intern(section.pod);
  log.container = into_.intern(section.container);
  log.previous = previous;
  log.from_start = section.text.size() <= into_.limits().log_bytes;
  const CaptureRecord::LogNote* note =
      record ? record->log(section.ns, section.pod, section.container, previous) : nullptr;
  if (note != nullptr) {
    log.text = section.text;
    log.from_start = note->from_start;
    log.timestamps = note->timestamps;
    log.from_node = note->from_node;
    const auto head = heads_.find({note->ns, note->pod, note->container, previous});
    if (head != heads_.end()) log.head = std::move(head->second);
  } else if (log.from_start) {
    log.text = section.text;
  } else {
    const std::size_t cut = section.text.find('\n', section.text.size() - into_.limits().log_bytes);
    log.text =
        section.text.substr(cut == std::string_view::npos ? section.text.size() - into_.limits().log_bytes : cut + 1);
    const std::string_view head = section.text.substr(0, kHeadOfLog);
    log.head = head.substr(0, head.rfind('\n') + 1);
  }
  log_bytes_ += log.text.size();
  if (recorder_ != nullptr) recorder_->took_in(log);
  into_.add_log(std::move(log));
}

void DumpIngest::logs_without_marks(const Origin& origin, bool empty) {
  if (!with_logs_) return;
  gaps.push_back({"Log", origin.role.ns, origin.role.pod, "",
                  origin.name + (empty ? ": is empty" : ": has no line that starts a container's log"), false});
}

void DumpIngest::capture(const Origin& origin, std::string_view text) {
  const auto document = Document::parse(text);
  if (!document.ok()) return file_gap(origin, "", origin.name + ": " + document.error().message);
  const Json root = document.value().root();
  taken_at = parse_time(root["takenAt"].text());
  context = root["context"].text();
  std::vector<Gap> listed = read_gaps(root["gaps"]);
  gaps.insert(gaps.end(), std::make_move_iterator(listed.begin()), std::make_move_iterator(listed.end()));
  record = read_record(root);
}

void DumpIngest::file_gap(const Origin& origin, const std::string& kind, std::string reason) {
  const FileRole& role = origin.role;
  if (role.is_log()) {
    gaps.push_back({"Log", role.ns, role.pod, "", std::move(reason), false});
  } else if (kind.empty()) {
    gaps.push_back({"File", "", origin.name, "", std::move(reason), false});
  } else {
    coverage.partial(kind, role.in_layout ? role.ns : "");
    broken_.emplace(kind, role.ns);
    gaps.push_back({kind, role.in_layout ? role.ns : "", "", "", std::move(reason), false});
  }
}

}  // namespace aidiag
