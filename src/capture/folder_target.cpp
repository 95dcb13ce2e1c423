// SPDX-License-Identifier: Apache-2.0
#include "capture/folder_target.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
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

// S_IFREG, S_IFDIR ... of what stands there itself, be it a link; 0 for nothing.
unsigned kind_of(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & S_IFMT : 0;
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
    if (Status status = make_folders(inner_, path, inner_folders_); !status) return status;
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

  // What is in the way is found before anything is moved, and what was moved is put back where a move fails.
  Status finish() override {
    if (Status status = end_file(); !status) return status;
    const auto record = record_in(path_);
    const std::vector<std::string> earlier = record ? files_of(*record) : std::vector<std::string>();
    if (Status status = check_way(earlier); !status) return status;
    Status status = set_aside(earlier);
    if (status) status = move_in();
    if (!status) return put_back(std::move(status).error());
    finished_ = true;
    for (auto folder = earlier_folders_.rbegin(); folder != earlier_folders_.rend();
         ++folder) {  // the inner ones first
      ::rmdir((path_ + "/" + *folder).c_str());
    }
    return ok_status();
  }

  [[nodiscard]] std::size_t bytes() const override { return bytes_; }

 private:
  Status end_file() {
    if (file_ < 0) return ok_status();
    const int result = ::close(file_);
    file_ = -1;
    return result == 0 ? ok_status() : failure();
  }

  // `known` are the folders that are there.
  Status make_folders(const std::string& below, const std::string& path, std::set<std::string>& known) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const std::string folder = below + "/" + path.substr(0, slash);
      if (known.contains(folder)) continue;
      if (::mkdir(folder.c_str(), 0700) == 0) {
        made_folders_.push_back(folder);
      } else if (errno != EEXIST || kind_of(folder) != S_IFDIR) {
        return failure();
      }
      known.insert(folder);
    }
    return ok_status();
  }

  // Folders are to be folders, no links to some; files are not to be there, unless they are of the earlier capture.
  Status check_way(const std::vector<std::string>& earlier) {
    std::set<std::string> ours(earlier.begin(), earlier.end()), seen;
    for (const auto* files : {&earlier, &std::as_const(files_)}) {
      for (const std::string& file : *files) {
        for (std::size_t slash = file.find('/'); slash != std::string::npos; slash = file.find('/', slash + 1)) {
          const std::string folder = file.substr(0, slash);
          if (!seen.insert(folder).second) continue;
          const unsigned kind = kind_of(path_ + "/" + folder);
          const bool in_place = files == &earlier && kind == S_IFREG;
          if (kind != 0 && kind != S_IFDIR && !in_place) return in_the_way(folder);
          if (files == &earlier && kind == S_IFDIR) earlier_folders_.insert(folder);
        }
      }
    }
    for (const std::string& file : files_) {
      const unsigned kind = kind_of(path_ + "/" + file);
      if (kind != 0 && !(kind == S_IFREG && ours.contains(file))) return in_the_way(file);
    }
    return ok_status();
  }

  Status set_aside(const std::vector<std::string>& earlier) {
    const std::string aside = inner_ + "/.earlier";
    if (!earlier.empty() && ::mkdir(aside.c_str(), 0700) != 0) return failure();
    for (const std::string& file : earlier) {
      if (kind_of(path_ + "/" + file) != S_IFREG) continue;
      if (Status status = move(path_ + "/" + file, aside + "/" + std::to_string(moved_.size())); !status) return status;
    }
    return ok_status();
  }

  // The record last: with it the capture is one.
  Status move_in() {
    std::set<std::string> known;
    std::vector<std::string> order = files_;
    std::stable_partition(order.begin(), order.end(), [](const std::string& file) { return file != kRecord; });
    for (const std::string& file : order) {
      if (Status status = make_folders(path_, file, known); !status) return status;
      if (Status status = move(inner_ + "/" + file, path_ + "/" + file); !status) return status;
    }
    return ok_status();
  }

  Status move(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return failure();
    moved_.emplace_back(from, to);
    return ok_status();
  }

  Error put_back(Error error) {
    for (auto last = moved_.rbegin(); last != moved_.rend(); ++last) {
      if (::rename(last->second.c_str(), last->first.c_str()) == 0) continue;
      error.hint = "What was there before is in " + inner_ + ".";
      inner_.clear();  // so that it stays
      break;
    }
    for (auto folder = made_folders_.rbegin(); folder != made_folders_.rend(); ++folder) ::rmdir(folder->c_str());
    return error;
  }

  [[nodiscard]] Status in_the_way(const std::string& what) const {
    return Error{ErrorKind::bad_file, "cannot write " + path_ + ": " + path_ + "/" + what + " is in the way",
                 "Move it away, or give another name."};
  }

  [[nodiscard]] Status failure() const {
    return Error{ErrorKind::bad_file, "cannot write " + path_ + ": " + last_failure(), ""};
  }

  std::string path_, inner_;
  bool made_, finished_ = false;
  int file_ = -1;
  std::size_t bytes_ = 0;
  std::vector<std::string> files_, made_folders_;
  std::set<std::string> inner_folders_, earlier_folders_;
  std::vector<std::pair<std::string, std::string>> moved_;  // from, to
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
