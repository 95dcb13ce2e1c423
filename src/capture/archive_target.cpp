// SPDX-License-Identifier: Apache-2.0
#include "capture/archive_target.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "aidiag/ascii.hpp"
#include "capture/disk.hpp"

namespace aidiag {
namespace {

struct EndWriting {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct EndReading {
  void operator()(archive* a) const { archive_read_free(a); }
};
struct EndEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

std::string top_of(const std::string& path) {
  std::string name = path.substr(path.find_last_of('/') + 1);
  for (const std::string_view ending : {".tar.gz", ".tgz"}) {
    if (name.size() > ending.size() && lower_case(name).ends_with(ending)) name.resize(name.size() - ending.size());
  }
  return name.starts_with('.') ? "capture" : name;
}

class ArchiveTarget final : public CaptureTarget {
 public:
  ArchiveTarget(std::string path, std::string temporary, int file, Time time)
      : path_(std::move(path)), temporary_(std::move(temporary)), top_(top_of(path_)), file_(file), time_(time) {}

  ~ArchiveTarget() override {
    archive_.reset();
    if (file_ >= 0) ::close(file_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  Status open() {
    archive_.reset(archive_write_new());
    archive* a = archive_.get();
    const bool good = a != nullptr && archive_write_add_filter_gzip(a) == ARCHIVE_OK &&
                      archive_write_set_filter_option(a, "gzip", "timestamp", nullptr) == ARCHIVE_OK &&
                      archive_write_set_format_pax_restricted(a) == ARCHIVE_OK &&
                      archive_write_open_fd(a, file_) == ARCHIVE_OK;
    return good ? ok_status() : failure();
  }

  Status begin(const std::string& path, std::size_t size) override {
    const std::unique_ptr<archive_entry, EndEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), (top_ + "/" + path).c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_mtime(entry.get(), static_cast<time_t>(time_.us / 1'000'000), 0);
    return archive_write_header(archive_.get(), entry.get()) == ARCHIVE_OK ? ok_status() : failure();
  }

  Status add(std::string_view bytes) override {
    const la_ssize_t written = archive_write_data(archive_.get(), bytes.data(), bytes.size());
    return written == static_cast<la_ssize_t>(bytes.size()) ? ok_status() : failure();
  }

  Status finish() override {
    if (archive_write_close(archive_.get()) != ARCHIVE_OK) return failure();
    struct stat status{};
    if (::fstat(file_, &status) == 0) bytes_ = static_cast<std::size_t>(status.st_size);
    if (::fsync(file_) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) {
      return Error{ErrorKind::bad_file, "cannot write " + path_ + ": " + last_failure(), ""};
    }
    temporary_.clear();
    return ok_status();
  }

  [[nodiscard]] std::size_t bytes() const override { return bytes_; }

 private:
  [[nodiscard]] Status failure() const {
    const int number = archive_ ? archive_errno(archive_.get()) : 0;
    const char* words = archive_ ? archive_error_string(archive_.get()) : nullptr;
    errno = number;
    return Error{ErrorKind::bad_file,
                 "cannot write " + path_ + ": " + (number > 0 || words == nullptr ? last_failure() : words), ""};
  }

  std::string path_, temporary_, top_;
  int file_;
  Time time_;
  std::unique_ptr<archive, EndWriting> archive_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<std::unique_ptr<CaptureTarget>> open_archive(const std::string& path, Time time) {
  std::string temporary = path + ".partial-XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return Error{ErrorKind::bad_file, "cannot write " + path + ": " + last_failure(), ""};
  auto target = std::make_unique<ArchiveTarget>(path, temporary, file, time);
  if (Status status = target->open(); !status) return std::move(status).error();
  return std::unique_ptr<CaptureTarget>(std::move(target));
}

bool is_our_archive(const std::string& path) {
  const std::unique_ptr<archive, EndReading> handle(archive_read_new());
  archive* a = handle.get();
  archive_read_support_filter_gzip(a);
  archive_read_support_format_tar(a);
  archive_entry* entry = nullptr;
  if (archive_read_open_filename(a, path.c_str(), 1 << 16) != ARCHIVE_OK) return false;
  if (archive_read_next_header(a, &entry) != ARCHIVE_OK) return false;
  const char* name = archive_entry_pathname(entry);
  return name != nullptr && std::string_view(name).ends_with("/capture.json");
}

}  // namespace aidiag
