// SPDX-License-Identifier: Apache-2.0
// A Source on the way to a capture: it reads as the one behind it, and remembers what it was asked for.
#pragma once

#include <vector>

#include "aidiag/source.hpp"
#include "capture/object_store.hpp"

namespace aidiag {

class CaptureSource final : public Source {
 public:
  /// `store` is the recorder of `inner`; both outlive this.
  CaptureSource(Source& inner, const ObjectStore& store) : inner_(inner), store_(store) {}

  Status read(const std::vector<Read>& reads, SnapshotBuilder& into) override {
    reads_.insert(reads_.end(), reads.begin(), reads.end());
    Status status = inner_.read(reads, into);
    if (status && !store_.status()) return Error(store_.status().error()).within("cannot put aside what was read");
    return status;
  }

  [[nodiscard]] const std::vector<Read>& reads() const { return reads_; }

 private:
  Source& inner_;
  const ObjectStore& store_;
  std::vector<Read> reads_;
};

}  // namespace aidiag
