// SPDX-License-Identifier: Apache-2.0
#include "capture/write_capture.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "capture/describe.hpp"
#include "source/api_paths.hpp"
#include "source/dump_layout.hpp"

namespace aidiag {
namespace {

// A list of objects: where they are in the store.
struct ListFile {
  std::string kind, api_version, ns;
  std::vector<ObjectStore::Piece> objects;
};

bool is_namespaced(const std::string& kind) {
  const ApiKind* known = api_kind(kind);
  return known != nullptr ? known->namespaced : !is_cluster_scoped(kind);
}

std::string version_of(const std::string& kind) {
  const ApiKind* known = api_kind(kind);
  return known == nullptr ? "v1" : std::string(known->versions[0]);
}

std::string mark(const char* which, const CaptureRecord::LogNote& log) {
  return "==== " + std::string(which) + " logs for container " + log.container + " of pod " + log.ns + "/" + log.pod +
         " ====\n";
}

class Writer {
 public:
  Writer(CaptureRecord record, ObjectStore& store, const CaptureJob& job)
      : record_(std::move(record)), store_(store), job_(job) {}

  Result<CaptureSummary> run() {
    gather_objects();
    gather_logs();
    if (Status status = settle(); !status) return failure(std::move(status).error());
    complete_record();
    auto target = open_target(job_.path, job_.force, record_.taken_at);
    if (!target) return std::move(target).error();
    target_ = std::move(target).value();
    if (Status status = write_all_files(); !status) return std::move(status).error();
    if (Status status = target_->finish(); !status) return std::move(status).error();
    summary_.bytes = target_->bytes();
    return std::move(summary_);
  }

 private:
  void gather_objects() {
    std::size_t refused = 0;
    for (ObjectStore::Kind& kind : store_.take(refused)) {
      summary_.by_kind.emplace_back(kind.kind, kind.entries.size());
      summary_.objects += kind.entries.size();
      for (const ObjectStore::Entry& entry : kind.entries) {
        ListFile& file = lists_[path_of(kind.kind, entry.ns)];
        if (file.kind.empty()) file = {kind.kind, kind.api_version, entry.ns, {}};
        file.objects.push_back(entry.json);
      }
    }
    add_empty_lists();
    note_refused("File", refused, "objects");
    summary_.kinds = summary_.by_kind.size();
    std::stable_sort(summary_.by_kind.begin(), summary_.by_kind.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
  }

  // A list that was read and is empty is known to be empty, which only an empty list can say.
  void add_empty_lists() {
    for (const CaptureRecord::Claim& claim : record_.claims) {
      const bool has_place = is_namespaced(claim.kind) ? is_safe_namespace(claim.ns) : claim.ns.empty();
      if (!claim.complete || !has_place || !is_safe_name(claim.kind)) continue;
      ListFile& file = lists_[path_of(claim.kind, claim.ns)];
      if (file.kind.empty()) file = {claim.kind, version_of(claim.kind), claim.ns, {}};
    }
  }

  void gather_logs() {
    std::size_t refused = 0;
    std::set<std::tuple<std::string, std::string, std::string>> containers;
    for (ObjectStore::LogEntry& log : store_.take_logs(refused)) {
      const std::string folder = log.note.ns + "/" + log.note.pod;
      if (lists_.contains(folder)) {  // a pod may be called "pods.json"
        ++refused;
        continue;
      }
      containers.emplace(log.note.ns, log.note.pod, log.note.container);
      const std::string run = folder + (log.note.previous ? "/previous-logs" : "/logs");
      if (log.head.size > 0) texts_[run + "-head.txt"].emplace_back(log.note, log.head);
      texts_[run + ".txt"].emplace_back(log.note, log.text);
      ++summary_.logs;
    }
    summary_.containers = containers.size();
    note_refused("Log", refused, "logs");
  }

  Status settle() {
    if (!store_.status()) return Error(store_.status().error());
    for (auto& [path, file] : lists_) {
      for (ObjectStore::Piece& piece : file.objects) {
        if (Status status = settle(piece); !status) return status;
      }
    }
    for (auto& [path, sections] : texts_) {
      for (auto& [note, piece] : sections) {
        if (Status status = settle(piece); !status) return status;
        note.bytes = piece.size;
        if (!path.ends_with("-head.txt")) record_.logs.push_back(note);
      }
    }
    return ok_status();
  }

  Status settle(ObjectStore::Piece& piece) {
    const auto settled = store_.settled(piece);
    if (!settled) return settled.error();
    piece = settled.value();
    return ok_status();
  }

  void note_refused(const char* kind, std::size_t count, const std::string& what) {
    if (count == 0) return;
    record_.gaps.push_back(
        {kind, "", "", "", std::to_string(count) + " " + what + " were left out: no file can have their names", false});
  }

  void complete_record() {
    for (const auto& [what, count] : counts_of(store_.redactions())) record_.redacted[what] += count;
    summary_.redacted = record_.redacted;
    for (const auto& [path, file] : lists_) record_.files.push_back({path, file.kind, file.ns, file.objects.size()});
  }

  static std::string path_of(const std::string& kind, const std::string& ns) {
    return (ns.empty() ? "" : ns + "/") + file_of_kind(kind) + ".json";
  }

  // capture.json first: so an archive is known for a capture by its first bytes.
  Status write_all_files() {
    const std::string text = record_text(record_);
    if (Status status = write_file("capture.json", {text}); !status) return status;
    for (const auto& [path, file] : lists_) {
      if (Status status = write_list(path, file); !status) return status;
    }
    for (const auto& [path, sections] : texts_) {
      if (Status status = write_log(path, sections); !status) return status;
    }
    return ok_status();
  }

  Status begin(const std::string& path, std::size_t size) {
    if (job_.interrupted != nullptr && job_.interrupted->load()) {
      return Error{ErrorKind::bad_file, "interrupted; " + job_.path + " was not written", ""};
    }
    return target_->begin(path, size);
  }

  Status write_file(const std::string& path, const std::string& text) {
    if (Status status = begin(path, text.size()); !status) return status;
    return target_->add(text);
  }

  // One object a line, with a blank in front: no line begins with a brace but the first.
  Status write_list(const std::string& path, const ListFile& file) {
    const std::string plain = file.kind.substr(0, file.kind.find('.'));
    const std::string head = "{\"kind\":\"" + plain + "List\",\"apiVersion\":\"" + file.api_version + "\",\"items\":[";
    const std::string foot = "\n]}\n";
    std::size_t size = head.size() + foot.size();
    for (const ObjectStore::Piece& piece : file.objects) size += piece.size + 2;
    if (!file.objects.empty()) size += file.objects.size() - 1;
    if (Status status = begin(path, size); !status) return status;
    if (Status status = target_->add(head); !status) return status;
    for (std::size_t i = 0; i < file.objects.size(); ++i) {
      if (Status status = add(file.objects[i], i == 0 ? "\n " : ",\n "); !status) return status;
    }
    return target_->add(foot);
  }

  Status write_log(const std::string& path,
                   const std::vector<std::pair<CaptureRecord::LogNote, ObjectStore::Piece>>& sections) {
    std::size_t size = 0;
    for (const auto& [note, piece] : sections)
      size += mark("START", note).size() + piece.size + mark("END", note).size();
    if (Status status = begin(path, size); !status) return status;
    for (const auto& [note, piece] : sections) {
      if (Status status = add(piece, mark("START", note)); !status) return status;
      if (Status status = target_->add(mark("END", note)); !status) return status;
    }
    return ok_status();
  }

  Status add(const ObjectStore::Piece& piece, const std::string& before) {
    auto text = store_.read(piece);
    if (!text) return failure(std::move(text).error());
    text.value().insert(0, before);
    return target_->add(text.value());
  }

  [[nodiscard]] Error failure(Error error) const { return std::move(error).within("cannot write " + job_.path); }

  CaptureRecord record_;
  ObjectStore& store_;
  const CaptureJob& job_;
  CaptureSummary summary_;
  std::map<std::string, ListFile> lists_;
  std::map<std::string, std::vector<std::pair<CaptureRecord::LogNote, ObjectStore::Piece>>> texts_;
  std::unique_ptr<CaptureTarget> target_;
};

}  // namespace

Result<CaptureSummary> write_capture(CaptureRecord record, ObjectStore& store, const CaptureJob& job) {
  return Writer(std::move(record), store, job).run();
}

}  // namespace aidiag
