// SPDX-License-Identifier: Apache-2.0
// The reads of one wave as they are thought of: each once, none that was done before, and of things that are known by
// now none at all.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aidiag/source.hpp"

namespace aidiag {

class Asks {
 public:
  /// The snapshot must outlive it.
  Asks(const Snapshot& snapshot, const std::vector<Read>& done)
      : snapshot_(snapshot), done_(done.begin(), done.end()) {}

  void list(std::string_view kind, std::string_view ns, std::string field_selector = "", bool asked_for = false);
  void get(std::string_view kind, std::string_view ns, std::string_view name, bool asked_for = false);
  void add(Read read);

  /// An object that others name, unless it is known to be there or not. Without a name, and of a kind that this program
  /// does not read, nothing. Many of a kind in a namespace are asked for as a list, and nothing that a list of this
  /// wave brings.
  void object(std::string_view kind, std::string_view ns, std::string_view name);

  std::vector<Read> take();

 private:
  [[nodiscard]] bool is_listed(std::string_view kind, std::string_view ns) const;

  const Snapshot& snapshot_;
  std::set<Read> done_;  // and what this wave asks for
  std::vector<Read> reads_;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> objects_;
};

}  // namespace aidiag
