// SPDX-License-Identifier: Apache-2.0
// What has come of one page of a list. Its bytes are gathered to pieces of some size, and those of long pages are
// decoded on the other thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/list_stream.hpp"
#include "source/wave.hpp"

namespace aidiag {

class PageBody {
 public:
  PageBody(Wave& wave, std::string_view kind);
  PageBody(const PageBody&) = delete;
  PageBody& operator=(const PageBody&) = delete;
  ~PageBody();

  /// `first` begins the page, also one of which something has come before.
  void take(std::string_view bytes, bool first);
  /// What the first bytes tell of the rest of the list; nullopt if they do not, or are not all there.
  [[nodiscard]] std::optional<ListAhead> ahead() const { return list_ahead(head_); }
  /// The first bytes, for messages about what is no list.
  [[nodiscard]] const std::string& beginning() const { return head_; }
  /// False for JSON without an end. Of what is no JSON nothing can be said.
  [[nodiscard]] bool may_be_whole() const { return !head_.starts_with('{') || last_ == '}'; }
  /// Of a page that broke off: how many of its objects are in the snapshot.
  [[nodiscard]] std::size_t taken() const;
  /// After the last take().
  Result<SnapshotBuilder::Page> finish();

 private:
  Wave& wave_;
  std::string_view kind_;
  std::unique_ptr<ListStream> stream_;  ///< never null
  std::string head_, piece_;
  char last_ = 0;  ///< that is no white space
};

}  // namespace aidiag
