// SPDX-License-Identifier: Apache-2.0
#include "model/list_stream.hpp"

#include <simdjson.h>

#include <algorithm>

#include "model/builder_state.hpp"
#include "model/kind.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kLongestHead = 64 << 10;
constexpr std::size_t kLongestKey = 64;
constexpr std::size_t kMaxFailures = 16;  // an item may hold a list of its own that looks like this one
constexpr std::size_t kForgetFrom = 64 << 10;
constexpr std::string_view kItems = "\"items\":[";

/// `{"metadata":` of a text that begins with an item.
std::string_view first_key(std::string_view text) {
  if (!text.starts_with("{\"")) return {};
  const std::size_t end = text.substr(0, kLongestKey).find("\":");
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 2);
}

}  // namespace

std::optional<ListAhead> list_ahead(std::string_view beginning) {
  const std::size_t begin = beginning.find("\"metadata\":{");
  const std::size_t end = beginning.find('}', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos || beginning.find("\"items\"") < begin) {
    return std::nullopt;
  }
  const auto parsed = Document::parse(beginning.substr(begin + 11, end - begin - 10));
  if (!parsed.ok()) return std::nullopt;
  const Json metadata = parsed.value().root();
  return ListAhead{std::string(metadata["continue"].text()), metadata["remainingItemCount"].integer_or(0)};
}

void ListStream::push(std::string_view piece) {
  const std::size_t needed = buffer_.size() + piece.size() + simdjson::SIMDJSON_PADDING;
  if (buffer_.capacity() < needed) buffer_.reserve(2 * needed);
  buffer_ += piece;
  if (at_ == At::head) read_head();
  if (at_ == At::items) read_items();
}

void ListStream::read_head() {
  const std::size_t items = std::string_view(buffer_).substr(0, kLongestHead).find(kItems);
  if (items == std::string_view::npos) {
    if (buffer_.size() > kLongestHead) at_ = At::rest;
    return;
  }
  const std::size_t begin = items + kItems.size();
  if (buffer_.size() < begin + kLongestKey) return;
  at_ = At::rest;
  const std::string_view key = first_key(std::string_view(buffer_).substr(begin));
  const auto head = Document::parse(buffer_.substr(0, begin) + "]}");
  if (!head.ok() || key.empty()) return;
  item_kind_ = item_kind(head.value().root()["kind"].text());
  list_version_ = head.value().root()["apiVersion"].text();
  if (item_kind_.empty()) return;
  boundary_ = "}," + std::string(key);
  head_ = buffer_.substr(0, begin);
  begin_ = searched_ = begin;
  at_ = At::items;
}

void ListStream::read_items() {
  std::size_t found = 0;
  while ((found = buffer_.find(boundary_, searched_)) != std::string::npos) {
    searched_ = found + 2;
    if (take(std::string_view(buffer_).substr(begin_, found + 1 - begin_))) {
      begin_ = searched_;
      failures_ = 0;
    } else if (++failures_ > kMaxFailures) {
      at_ = At::rest;
      break;
    }
  }
  if (at_ == At::items && buffer_.size() >= boundary_.size()) {
    searched_ = std::max(searched_, buffer_.size() - boundary_.size() + 1);
  }
  forget_taken();
}

bool ListStream::take(std::string_view item) {
  const Json json = parser_.parse_strictly(item);
  if (!json.is_object()) return false;
  const std::string_view own_version = json["apiVersion"].text(), own_kind = json["kind"].text();
  const std::string_view version = own_version.empty() ? std::string_view(list_version_) : own_version;
  const std::string kind = qualified_kind(own_kind.empty() ? std::string_view(item_kind_) : own_kind, version);
  if (!into_.add_item({json, parser_.bytes(), kind, version})) return false;
  ++taken_;
  return true;
}

void ListStream::forget_taken() {
  if (begin_ < kForgetFrom) return;
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
}

Result<SnapshotBuilder::Page> ListStream::finish() {
  if (head_.empty()) return into_.add_json(buffer_, kind_hint_);
  buffer_.erase(0, begin_);
  return into_.add_text(head_ + buffer_, kind_hint_, taken_);
}

}  // namespace aidiag
