// SPDX-License-Identifier: Apache-2.0
// Whoever wants to keep what a Source reads: a capture. It is told of every object and log as it came, before the
// snapshot makes of it what a diagnosis needs. Not an API for others.
#pragma once

#include <string_view>

#include "aidiag/snapshot.hpp"

namespace aidiag {

class Recorder {
 public:
  virtual ~Recorder() = default;
  /// One JSON text that was read: what SnapshotBuilder::add_json is given, with the same hint.
  virtual void took_in(std::string_view text, std::string_view kind_hint) = 0;
  virtual void took_in(const Log& log) = 0;
};

}  // namespace aidiag
