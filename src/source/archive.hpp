// SPDX-License-Identifier: Apache-2.0
// Tar archives, read from memory into memory. Names inside are labels, never paths on this machine, so "../../etc" or
// a link does no harm; sizes and counts are bounded, so neither does a small file that unpacks without end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

struct ArchiveLimits {
  std::size_t entry_bytes = std::size_t{256} << 20;
  std::size_t total_bytes = std::size_t{1} << 30;
  std::size_t entries = 100'000;
};

struct ArchiveEntry {
  std::string name;  ///< relative, with "/" between its parts, without "." and ".."
  std::string bytes;
  std::string problem;  ///< why the bytes are not here, or not all of them; empty if they are
};

struct Archive {
  std::vector<ArchiveEntry> entries;  ///< regular files in their order
  std::string problem;                ///< what ended the reading too early; empty if nothing did
};

/// Whether `bytes` start like a tar, or like something that was packed with gzip, bzip2, xz or zstd.
bool is_archive(std::string_view bytes);

/// Unpacks; a packed file that holds no tar is one entry without a name. Never throws; a cut archive yields what
/// came before the cut.
Archive read_archive(std::string_view bytes, const ArchiveLimits& limits = {});

}  // namespace aidiag
