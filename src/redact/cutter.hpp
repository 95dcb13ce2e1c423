// SPDX-License-Identifier: Apache-2.0
// A text out of which parts are cut: they are named from left to right, and the text is written anew once, however
// many they are.
#pragma once

#include <cstddef>
#include <string>

#include "redact/known_values.hpp"

namespace aidiag {

inline constexpr std::string_view kRedacted = "<redacted>";

class Cutter {
 public:
  /// What is cut is remembered in `known` unless that is null. Both must outlive the cutter.
  Cutter(std::string& text, KnownValues* known) : text_(text), known_(known) {}

  /// <redacted> in place of [begin, end), unless that begins in what was cut before. `certain`: as in KnownValues::add.
  void cut(std::size_t begin, std::size_t end, bool certain = true) {
    if (begin < copied_ || begin >= end || text_.compare(begin, kRedacted.size(), kRedacted) == 0) return;
    if (known_ != nullptr) known_->add(std::string_view(text_).substr(begin, end - begin), certain);
    out_.append(text_, copied_, begin - copied_);
    out_ += kRedacted;
    copied_ = end;
    ++count_;
  }

  /// Writes the text; how many were cut.
  std::size_t finish() {
    if (count_ == 0) return 0;
    out_.append(text_, copied_);
    text_ = std::move(out_);
    return count_;
  }

 private:
  std::string& text_;
  KnownValues* known_;
  std::string out_;
  std::size_t copied_ = 0, count_ = 0;
};

}  // namespace aidiag
