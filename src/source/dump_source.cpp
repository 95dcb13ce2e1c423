// SPDX-License-Identifier: Apache-2.0
// A Source over files: the first read takes in everything, and from then on a read only finds out what is missing.
#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "aidiag/dump.hpp"
#include "source/dump_ingest.hpp"

namespace aidiag {
namespace {

constexpr const char* kAccepted =
    "It takes the folder of `kubectl cluster-info dump --output-directory`, files of `kubectl get ... -o json` or "
    "`-o yaml`, a .tar.gz of these, or - for standard input.";

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

class DumpSource final : public Dump {
 public:
  DumpSource(DumpInput input, std::string path, bool with_logs, Recorder* recorder)
      : input_(std::move(input)), path_(std::move(path)), with_logs_(with_logs), recorder_(recorder) {}

  [[nodiscard]] const CaptureRecord* record() const override { return record_ ? &*record_ : nullptr; }

  Status read(const std::vector<Read>& reads, SnapshotBuilder& into) override {
    if (into.view().source.empty()) {
      if (Status status = take_in(into); !status.ok()) return status;
    }
    for (const Read& read : reads) {
      if (record_ && record_->has_read(read)) continue;  // its gaps are known
      if (read.kind == "Namespace" && read.asked_for && !knows_namespace(into.view(), read.name)) {
        return unknown_namespace(into.view(), read.name);
      }
      note_missing(read, into.view());
    }
    for (Gap& gap : gaps_) into.add_gap(std::move(gap));
    gaps_.clear();
    return ok_status();
  }

 private:
  using GapKey = std::tuple<std::string, std::string, std::string, std::string>;  // kind, namespace, name, container

  Status take_in(SnapshotBuilder& into) {
    DumpIngest ingest(input_, into, with_logs_, recorder_);
    ingest.run();
    if (!ingest.found_anything()) {
      return Error{ErrorKind::bad_file, "--from " + path_ + why_nothing(ingest.gaps), kAccepted};
    }
    Snapshot& snapshot = into.edit();
    snapshot.source = "dump " + (path_ == "-" ? std::string("stdin") : path_);
    snapshot.context = ingest.context;
    snapshot.now_source = ingest.taken_at ? NowSource::capture : NowSource::newest;
    if (ingest.record) snapshot.now_source = ingest.record->clock;
    snapshot.now = ingest.taken_at ? *ingest.taken_at : into.newest().value_or(Time{});
    coverage_ = std::move(ingest.coverage);
    coverage_.write(into);
    record_ = std::move(ingest.record);
    gaps_ = std::move(ingest.gaps);
    noted_.clear();
    for (const Gap& gap : gaps_) noted_.insert({gap.kind, gap.ns, gap.name, gap.container});
    return ok_status();
  }

  // ": is empty"; of a file alone without its name, which stands before it already.
  [[nodiscard]] std::string why_nothing(const std::vector<Gap>& gaps) const {
    if (gaps.empty()) return ": there is nothing of Kubernetes in it";
    const std::string& reason = gaps.front().reason;
    const std::string& name = input_.names().empty() ? path_ : input_.names().front();
    return input_.is_one_file() && reason.starts_with(name) ? reason.substr(name.size()) : ": " + reason;
  }

  void note_missing(const Read& read, const Snapshot& snapshot) {
    switch (read.what) {
      case Read::What::list:
        return note_list(read);
      case Read::What::get:
        return note_object(read, snapshot);
      case Read::What::log:
        return note_log(read, snapshot);
    }
  }

  // Where the whole list is known to be missing, no single object of it needs to be told.
  void note_object(const Read& read, const Snapshot& snapshot) {
    const bool known = snapshot.find(read.kind, read.ns, read.name) != nullptr ||
                       coverage_.of(read.kind, read.ns) == Coverage::complete;
    const bool told = noted_.contains({read.kind, read.ns, "", ""}) || noted_.contains({read.kind, "", "", ""});
    if (known || (told && !read.asked_for)) return;
    note({read.kind, read.ns, read.name, "", "not in the dump", read.asked_for});
  }

  void note_list(const Read& read) {
    if (read.asked_for) {
      for (Gap& gap : gaps_)  // a damaged file of the very thing asked for
        if (gap.kind == read.kind && (read.ns.empty() || gap.ns.empty() || gap.ns == read.ns)) gap.asked_for = true;
    }
    const std::vector<std::string> namespaces = coverage_.namespaces(read.kind);
    if (read.ns.empty() && !namespaces.empty()) {
      // Over all namespaces of the dump; only what is on a node may also be in others.
      if (namespaces.front().empty() || read.field_selector.find("spec.nodeName") == std::string::npos) return;
      note({read.kind, "", "", "", "only those of " + list_of(namespaces) + " are in the dump", read.asked_for});
      return;
    }
    const Coverage coverage = coverage_.of(read.kind, read.ns);
    if (coverage == Coverage::complete) return;
    const bool some = coverage == Coverage::partial || coverage_.of(read.kind, "") == Coverage::partial;
    note({read.kind, read.ns, "", "", some ? "only some are in the dump" : "not in the dump", read.asked_for});
  }

  void note_log(const Read& read, const Snapshot& snapshot) {
    if (snapshot.log(read.ns, read.name, read.container, read.previous) != nullptr) return;
    if (noted_.contains({"Log", read.ns, read.name, ""})) return;  // the whole file
    const char* reason = read.previous ? "the log of its run before is not in the dump" : "its log is not in the dump";
    note({"Log", read.ns, read.name, read.container, reason, read.asked_for});
  }

  // One gap for each thing; what the user asked for is marked also if it was known to be missing before.
  void note(Gap gap) {
    if (noted_.insert({gap.kind, gap.ns, gap.name, gap.container}).second) {
      gaps_.push_back(std::move(gap));
      return;
    }
    for (Gap& known : gaps_) {
      if (known.kind == gap.kind && known.ns == gap.ns && known.name == gap.name && known.container == gap.container) {
        known.asked_for = known.asked_for || gap.asked_for;
      }
    }
  }

  static bool knows_namespace(const Snapshot& snapshot, std::string_view ns) {
    const auto known = snapshot.namespaces();
    return snapshot.find("Namespace", "", ns) != nullptr || std::find(known.begin(), known.end(), ns) != known.end();
  }

  [[nodiscard]] Error unknown_namespace(const Snapshot& snapshot, const std::string& ns) const {
    std::vector<std::string> known;
    for (const std::string_view name : snapshot.namespaces()) known.emplace_back(name);
    return {ErrorKind::not_found, "--from " + path_ + ": nothing in it is of namespace \"" + ns + "\"",
            known.empty() ? "" : "It holds " + list_of(known) + "."};
  }

  DumpInput input_;
  std::string path_;
  bool with_logs_;
  Recorder* recorder_;
  std::optional<CaptureRecord> record_;
  DumpCoverage coverage_;
  std::vector<Gap> gaps_;  // not yet given to the builder
  std::set<GapKey> noted_;
};

}  // namespace

Result<std::unique_ptr<Dump>> open_dump(const std::string& path, bool with_logs, Recorder* recorder) {
  auto input = DumpInput::open(path);
  if (!input.ok()) return std::move(input).error();
  return std::unique_ptr<Dump>(std::make_unique<DumpSource>(std::move(input).value(), path, with_logs, recorder));
}

}  // namespace aidiag
