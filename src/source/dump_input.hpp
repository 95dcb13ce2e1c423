// SPDX-License-Identifier: Apache-2.0
// The files of an offline input, whatever holds them: a folder, an archive, one file, standard input. The only place of
// offline reading that touches the disk.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/result.hpp"

namespace aidiag {

class DumpInput {
 public:
  /// `path`: a folder, a file (or pipe), or "-". Archives are unpacked into memory, folders are listed; a folder's
  /// files are read when asked for. Links to folders are not followed. Fails with `usage` if there is no such path,
  /// with `bad_file` if it cannot be read.
  static Result<DumpInput> open(const std::string& path);

  /// Relative names, sorted, with "/" between their parts; one file alone has its own name, standard input "stdin".
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  struct Bytes {
    std::string text;     ///< in UTF-8 if it was UTF-16
    std::string problem;  ///< why it could not be read, or only in part; empty if it was
  };
  /// The content of names()[index], the same each time. `buffer` holds it where it comes from the disk.
  [[nodiscard]] const Bytes& read(std::size_t index, Bytes& buffer) const;

  /// What keeps names() from being complete, such as an archive that is cut off; empty if nothing does.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool is_one_file() const { return one_file_; }

 private:
  void add_file(std::string name, std::string bytes);
  void add_folder(const std::string& name, int depth);
  std::string folder_;  // set for a folder on disk
  std::vector<std::string> names_;
  std::vector<Bytes> contents_;  // in the order of names_; empty for a folder on disk
  std::string problem_;
  bool one_file_ = false;
};

}  // namespace aidiag
