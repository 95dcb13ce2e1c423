// SPDX-License-Identifier: Apache-2.0
#include "source/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>

namespace aidiag {
namespace {

using std::string_view_literals::operator""sv;

struct Close {
  void operator()(archive* a) const { archive_read_free(a); }
};
using Handle = std::unique_ptr<archive, Close>;

Handle open(std::string_view bytes) {
  Handle handle(archive_read_new());
  if (!handle) return nullptr;
  // Each filter by its name: "all" would also start programs such as lrzip, chosen by the input.
  archive_read_support_filter_gzip(handle.get());
  archive_read_support_filter_bzip2(handle.get());
  archive_read_support_filter_xz(handle.get());
  archive_read_support_filter_zstd(handle.get());
  archive_read_support_format_tar(handle.get());
  archive_read_support_format_raw(handle.get());
  if (archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return nullptr;
  return handle;
}

std::string words(archive* a) {
  const char* text = archive_error_string(a);
  return text != nullptr ? text : "the archive is damaged";
}

std::string label(std::string_view path) {
  std::string name;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == "." || part == "..") continue;
    if (!name.empty()) name += '/';
    name += part;
  }
  return name;
}

std::string mebibytes(std::size_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

// False if the archive cannot be read any further.
bool read_bytes(archive* a, std::size_t limit, std::size_t& total_left, ArchiveEntry& entry) {
  std::array<char, 64 * 1024> chunk;
  for (;;) {
    const la_ssize_t got = archive_read_data(a, chunk.data(), chunk.size());
    if (got == 0) return true;
    if (got < 0) {
      entry.problem = words(a);
      return false;
    }
    const auto n = static_cast<std::size_t>(got);
    if (n > total_left) {
      entry.problem = "left out: the archive unpacks to too many bytes";
      entry.bytes.clear();
      return false;
    }
    total_left -= n;
    if (entry.bytes.size() + n > limit) {
      entry.problem = "left out: larger than " + mebibytes(limit);
      entry.bytes.clear();
      return true;
    }
    entry.bytes.append(chunk.data(), n);
  }
}

}  // namespace

bool is_archive(std::string_view bytes) {
  for (const std::string_view magic : {"\x1f\x8b"sv, "BZh"sv,
                                       "\xfd"
                                       "7zXZ\0"sv,
                                       "\x28\xb5\x2f\xfd"sv}) {
    if (bytes.starts_with(magic)) return true;
  }
  constexpr std::size_t kTarMagic = 257;
  return bytes.size() > kTarMagic + 5 && bytes.substr(kTarMagic, 5) == "ustar";
}

Archive read_archive(std::string_view bytes, const ArchiveLimits& limits) {
  Archive out;
  const Handle handle = open(bytes);
  if (!handle) {
    out.problem = "the archive cannot be opened";
    return out;
  }
  std::size_t total_left = limits.total_bytes;
  for (;;) {
    archive_entry* header = nullptr;
    const int status = archive_read_next_header(handle.get(), &header);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      out.problem = words(handle.get());
      break;
    }
    if (archive_entry_filetype(header) != AE_IFREG || archive_entry_hardlink(header) != nullptr) continue;
    if (out.entries.size() >= limits.entries) {
      out.problem = "more than " + std::to_string(limits.entries) + " files; the rest was left out";
      break;
    }
    ArchiveEntry entry;
    const bool raw = archive_format(handle.get()) == ARCHIVE_FORMAT_RAW;
    if (const char* path = archive_entry_pathname(header); path != nullptr && !raw) entry.name = label(path);
    const bool readable = read_bytes(handle.get(), limits.entry_bytes, total_left, entry);
    out.entries.push_back(std::move(entry));
    if (!readable) {
      out.problem = out.entries.back().problem;
      break;
    }
  }
  return out;
}

}  // namespace aidiag
