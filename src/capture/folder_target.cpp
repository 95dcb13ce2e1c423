// SPDX-License-Identifier: Apache-2.0
#include "capture/folder_target.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

#include "capture/disk.hpp"
#include "capture/object_store.hpp"
#include "source/capture_record.hpp"

namespace aidiag {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = "capture.json";

std::optional<CaptureRecord> record_in(const std::string& folder) {
  std::ifstream file(folder + "/" + kRecord, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto document = Document::parse(text);
  if (!document.ok()) return std::nullopt;
  return read_record(document.value().root());
}

bool is_safe_path(std::string_view path) {
  for (;;) {
    const std::size_t slash = path.find('/');
    if (!is_safe_name(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

// The files of an earlier capture, as it lists them itself; what somebody else has put beside them stays.
std::vector<std::string> files_of(const CaptureRecord& record) {
  std::vector<std::string> files = {kRecord};
  for (const CaptureRecord::File& file : record.files) files.push_back(file.path);
  for (const CaptureRecord::LogNote& log : record.logs) {
    for (const char* name : {"logs.txt", "previous-logs.txt", "logs-head.txt", "previous-logs-head.txt"}) {
      files.push_back(log.ns + "/" + log.pod + "/" + name);
    }
  }
  std::erase_if(files, [](const std::string& file) { return !is_safe_path(file); });
  return files;
}

class FolderTarget final : public CaptureTarget {
 public:
  FolderTarget(std::string path, bool made) : path_(std::move(path)), made_(made) {}

  ~FolderTarget() override {
    if (file_ >= 0) ::close(file_);
    std::error_code ignored;
    if (!inner_.empty()) fs::remove_all(inner_, ignored);
    if (!finished_ && made_) fs::remove(path_, ignored);
  }

  Status open() {
    std::string inner = path_ + "/.partial-XXXXXX";
    if (::mkdtemp(inner.data()) == nullptr) return failure();
    inner_ = inner;
    return ok_status();
  }

  Status begin(const std::string& path, std::size_t) override {
    if (Status status = end_file(); !status) return status;
    if (Status status = make_folders(inner_, path); !status) return status;
    file_ = ::open((inner_ + "/" + path).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file_ < 0) return failure();
    files_.push_back(path);
    return ok_status();
  }

  Status add(std::string_view bytes) override {
    bytes_ += bytes.size();
    Status status = write_all(file_, bytes);
    if (!status) return std::move(status).error().within("cannot write " + path_);
    return status;
  }

  Status finish() override {
    if (Status status = end_file(); !status) return status;
    remove_earlier();
    for (const std::string& file : files_) {
      if (file == kRecord) continue;
      if (Status status = move(file); !status) return status;
    }
    finished_ = true;
    return move(kRecord);
  }

  [[nodiscard]] std::size_t bytes() const override { return bytes_; }

 private:
  Status end_file() {
    if (file_ < 0) return ok_status();
    const int result = ::close(file_);
    file_ = -1;
    return result == 0 ? ok_status() : failure();
  }

  Status make_folders(const std::string& below, const std::string& path) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const std::string folder = below + "/" + path.substr(0, slash);
      if (known_.contains(folder)) continue;
      if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failure();
      known_.insert(folder);
    }
    return ok_status();
  }

  Status move(const std::string& file) {
    if (Status status = make_folders(path_, file); !status) return status;
    const std::string from = inner_ + "/" + file, to = path_ + "/" + file;
    return ::rename(from.c_str(), to.c_str()) == 0 ? ok_status() : failure();
  }

  void remove_earlier() const {
    const auto record = record_in(path_);
    if (!record) return;
    std::set<std::string, std::greater<>> folders;  // the inner ones first
    for (const std::string& file : files_of(*record)) {
      ::unlink((path_ + "/" + file).c_str());
      for (std::size_t slash = file.find('/'); slash != std::string::npos; slash = file.find('/', slash + 1)) {
        folders.insert(file.substr(0, slash));
      }
    }
    for (const std::string& folder : folders) ::rmdir((path_ + "/" + folder).c_str());
  }

  [[nodiscard]] Status failure() const {
    return Error{ErrorKind::bad_file, "cannot write " + path_ + ": " + last_failure(), ""};
  }

  std::string path_, inner_;
  bool made_, finished_ = false;
  int file_ = -1;
  std::size_t bytes_ = 0;
  std::vector<std::string> files_;
  std::set<std::string> known_;
};

}  // namespace

Result<std::unique_ptr<CaptureTarget>> open_folder(const std::string& path) {
  const bool made = ::mkdir(path.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) {
    return Error{ErrorKind::bad_file, "cannot write " + path + ": " + last_failure(), ""};
  }
  auto target = std::make_unique<FolderTarget>(path, made);
  if (Status status = target->open(); !status) return std::move(status).error();
  return std::unique_ptr<CaptureTarget>(std::move(target));
}

bool is_our_folder(const std::string& path) { return record_in(path).has_value(); }

}  // namespace aidiag
