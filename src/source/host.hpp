// SPDX-License-Identifier: Apache-2.0
// The machine the program runs on, as far as finding a cluster needs it: environment variables and files. Tests put
// a map from path to text in its place.
#pragma once

#include <optional>
#include <string>

namespace aidiag {

class Host {
 public:
  /// What came of reading a file: its text, or in `problem` why not ("no such file or directory").
  struct File {
    std::string text;
    std::string problem;
    bool missing = false;
    [[nodiscard]] bool ok() const { return problem.empty(); }
  };

  virtual ~Host() = default;
  /// nullopt: not set. An empty value is a value.
  [[nodiscard]] virtual std::optional<std::string> env(const std::string& name) const = 0;
  /// Relative paths start at directory(). Files above 16 MiB are refused.
  [[nodiscard]] virtual File read(const std::string& path) const = 0;
  [[nodiscard]] virtual std::string directory() const = 0;

  /// The variable's value, or "" when it is not set.
  [[nodiscard]] std::string env_or_empty(const std::string& name) const { return env(name).value_or(""); }
};

/// What the system calls an error, in lower case: "no such file or directory".
std::string words_of(int os_error);

/// The real one.
const Host& this_host();

}  // namespace aidiag
