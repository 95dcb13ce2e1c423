// SPDX-License-Identifier: Apache-2.0
#include "source/page_body.hpp"

#include <utility>

namespace aidiag {
namespace {

constexpr std::size_t kHeadBytes = 4096;
constexpr std::size_t kPieceBytes = 128 << 10;  // fits the cache, and pays to hand over

}  // namespace

PageBody::PageBody(Wave& wave, std::string_view kind)
    : wave_(wave), kind_(kind), stream_(std::make_unique<ListStream>(wave.into, kind)) {}

PageBody::~PageBody() { wave_.decoder.settle(); }

void PageBody::take(std::string_view bytes, bool first) {
  if (first) {
    wave_.decoder.wait();
    stream_ = std::make_unique<ListStream>(wave_.into, kind_);
    head_.clear();
    last_ = 0;
    piece_.clear();
  }
  if (head_.size() < kHeadBytes) head_.append(bytes.substr(0, kHeadBytes - head_.size()));
  if (const auto end = bytes.find_last_not_of(" \t\r\n"); end != std::string_view::npos) last_ = bytes[end];
  piece_ += bytes;
  if (piece_.size() < kPieceBytes) return;
  wave_.decoder.push(*stream_, std::move(piece_));
  piece_ = wave_.decoder.empty_piece();
}

std::size_t PageBody::taken() const {
  wave_.decoder.wait();
  return stream_->taken();
}

Result<SnapshotBuilder::Page> PageBody::finish() {
  wave_.decoder.wait();
  stream_->push(piece_);
  return stream_->finish();
}

}  // namespace aidiag
