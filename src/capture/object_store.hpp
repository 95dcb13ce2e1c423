// SPDX-License-Identifier: Apache-2.0
// The objects and logs of a capture while it is being made: redacted as they come in, and put on disk at once, so that
// memory holds of each no more than its name. The file has no name from the beginning: whatever ends the program,
// nothing of it stays.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "aidiag/recorder.hpp"
#include "aidiag/result.hpp"
#include "redact/known_values.hpp"
#include "redact/redact.hpp"
#include "source/capture_record.hpp"

namespace aidiag {

class ObjectStore final : public Recorder {
 public:
  /// Keeps its file in `folder`. The error, of kind bad_file, says why it cannot.
  static Result<ObjectStore> in(const std::string& folder);
  ~ObjectStore() override;
  ObjectStore(ObjectStore&& other) noexcept;
  ObjectStore& operator=(ObjectStore&&) = delete;

  void took_in(std::string_view text, std::string_view kind_hint) override;
  void took_in(const Log& log) override;
  /// Whether all that came in could be kept.
  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] const Redactions& redactions() const { return redactions_; }

  struct Piece {
    std::uint64_t offset = 0, size = 0;
  };
  struct Entry {
    std::string ns, name;
    std::uint64_t version = 0;  ///< metadata.resourceVersion
    std::int64_t count = 0;     ///< events: how often
    Piece json;
  };
  struct LogEntry {
    CaptureRecord::LogNote note;
    std::size_t read = 0;  ///< bytes of the text as it was read
    Piece text, head;
  };
  struct Kind {
    std::string kind, api_version;  ///< kind is qualified; the version is that of the first
    std::vector<Entry> entries;
  };
  /// What there is, of each object its latest reading, sorted by kind, namespace and name. Objects whose names no file
  /// system should see are left out, and counted.
  [[nodiscard]] std::vector<Kind> take(std::size_t& refused);
  /// By namespace, pod, container; the present run first.
  [[nodiscard]] std::vector<LogEntry> take_logs(std::size_t& refused);
  /// What a piece holds: an object's JSON, a log's text.
  [[nodiscard]] Result<std::string> read(const Piece& piece) const;
  /// The piece without values that were found to be secrets only after it had come in. REQUIRES that take() and
  /// take_logs() have been called.
  [[nodiscard]] Result<Piece> settled(const Piece& piece);

 private:
  explicit ObjectStore(int file) : file_(file) {}
  bool keep(Json object, std::string_view kind, std::string_view api_version);
  Piece append(std::string_view bytes);
  void flush();
  int file_;
  std::uint64_t size_ = 0;
  std::string buffer_;
  std::map<std::string, Kind, std::less<>> kinds_;
  std::map<std::tuple<std::string, std::string, std::string, bool>, LogEntry> logs_;
  KnownValues values_;
  Redactions redactions_;
  Status status_ = ok_status();
};

/// Whether the names can be parts of a path below a folder: no empty one, no dots alone, no slash.
bool is_safe_name(std::string_view name);
bool is_safe_namespace(std::string_view name);  ///< the same without dots, which only files have

}  // namespace aidiag
