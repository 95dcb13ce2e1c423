// SPDX-License-Identifier: Apache-2.0
#include "capture/object_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "capture/disk.hpp"
#include "model/items.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

// The order of readings of one object, and which of two stays, is that of the snapshot.
auto reading(const ObjectStore::Entry& e) { return std::tie(e.version, e.count, e.json.size, e.json.offset); }
auto place(const ObjectStore::Entry& e) { return std::tie(e.ns, e.name); }

void keep_latest(std::vector<ObjectStore::Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return place(a) != place(b) ? place(a) < place(b) : reading(a) > reading(b);
  });
  entries.erase(
      std::unique(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return place(a) == place(b); }),
      entries.end());
}

}  // namespace

bool is_safe_name(std::string_view name) {
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == ':';
  };
  return !name.empty() && name.size() <= 253 && name[0] != '.' && std::all_of(name.begin(), name.end(), is_good);
}

bool is_safe_namespace(std::string_view name) { return is_safe_name(name) && name.find('.') == std::string_view::npos; }

Result<ObjectStore> ObjectStore::in(const std::string& folder) {
  auto file = nameless_file(folder);
  if (!file) return std::move(file).error();
  return ObjectStore(file.value());
}

ObjectStore::~ObjectStore() {
  if (file_ >= 0) ::close(file_);
}

ObjectStore::ObjectStore(ObjectStore&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      size_(other.size_),
      buffer_(std::move(other.buffer_)),
      kinds_(std::move(other.kinds_)),
      logs_(std::move(other.logs_)),
      values_(std::move(other.values_)),
      redactions_(other.redactions_),
      status_(std::move(other.status_)) {}

void ObjectStore::took_in(std::string_view text, std::string_view kind_hint) {
  (void)walk_items(text, kind_hint, [this](const TextItem& item) {  // whoever reads it says what is wrong with it
    return keep(item.json, item.kind, item.api_version);
  });
}

bool ObjectStore::keep(Json object, std::string_view kind, std::string_view api_version) {
  const Json metadata = object["metadata"];
  if (kind.empty() || metadata["name"].text().empty()) return false;
  if (kind == "Secret" || !status_) return true;
  auto found = kinds_.find(kind);
  if (found == kinds_.end()) found = kinds_.emplace(kind, Kind{std::string(kind), std::string(api_version), {}}).first;
  const std::string text = redact_object(object, kind.substr(0, kind.find('.')), api_version, redactions_, &values_);
  Entry entry;
  entry.ns = metadata["namespace"].text();
  entry.name = metadata["name"].text();
  entry.version = number(metadata["resourceVersion"].text());
  if (kind == "Event") entry.count = std::max(object["count"].integer_or(0), object["series"]["count"].integer_or(0));
  entry.json = append(text);
  found->second.entries.push_back(std::move(entry));
  return true;
}

// Of two texts of one run the longer stays, as in the snapshot.
void ObjectStore::took_in(const Log& log) {
  if (!status_) return;
  LogEntry& entry = logs_[{log.ns.str(), log.pod.str(), log.container.str(), log.previous}];
  if (!entry.note.pod.empty() && entry.read >= log.text.size()) return;
  entry.note = {log.ns.str(),   log.pod.str(),  log.container.str(), log.previous,
                log.from_start, log.timestamps, log.from_node};
  entry.read = log.text.size();
  entry.text = append(redact_text(log.text, redactions_));
  entry.head = append(redact_text(log.head, redactions_));
}

ObjectStore::Piece ObjectStore::append(std::string_view bytes) {
  const Piece piece{size_, bytes.size()};
  size_ += bytes.size();
  buffer_ += bytes;
  if (buffer_.size() >= kBuffer) flush();
  return piece;
}

void ObjectStore::flush() {
  if (status_) status_ = write_all(file_, buffer_);
  buffer_.clear();
}

std::vector<ObjectStore::LogEntry> ObjectStore::take_logs(std::size_t& refused) {
  flush();
  std::vector<LogEntry> all;
  for (auto& [key, log] : logs_) {
    if (is_safe_namespace(log.note.ns) && is_safe_name(log.note.pod)) {
      all.push_back(std::move(log));
    } else {
      ++refused;
    }
  }
  logs_.clear();
  return all;
}

std::vector<ObjectStore::Kind> ObjectStore::take(std::size_t& refused) {
  flush();
  std::vector<Kind> all;
  for (auto& [name, kind] : kinds_) {
    refused += std::erase_if(kind.entries, [&, &kind = kind](const Entry& e) {
      return !is_safe_name(kind.kind) || !is_safe_name(e.name) || !(e.ns.empty() || is_safe_namespace(e.ns));
    });
    keep_latest(kind.entries);
    if (!kind.entries.empty()) all.push_back(std::move(kind));
  }
  kinds_.clear();
  std::set<std::string_view> names;
  for (const Kind& kind : all) {
    for (const Entry& entry : kind.entries) {
      names.insert(entry.ns);
      if (kind.kind != "Event") names.insert(entry.name);
    }
  }
  values_.forget_names(names);
  return all;
}

Result<ObjectStore::Piece> ObjectStore::settled(const Piece& piece) {
  if (values_.empty() || piece.size == 0) return piece;
  auto text = read(piece);
  if (!text) return std::move(text).error();
  const std::size_t count = values_.redact(text.value());
  if (count == 0) return piece;
  redactions_.repetitions += count;
  const Piece settled = append(text.value());
  flush();
  if (!status_) return Error(status_.error());
  return settled;
}

Result<std::string> ObjectStore::read(const Piece& piece) const {
  std::string out(piece.size, '\0');
  std::size_t have = 0;
  while (have < out.size()) {
    const ssize_t got = ::pread(file_, out.data() + have, out.size() - have, static_cast<off_t>(piece.offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Error{ErrorKind::bad_file, "the objects that were put aside cannot be read again", ""};
    have += static_cast<std::size_t>(got);
  }
  return out;
}

}  // namespace aidiag
