// SPDX-License-Identifier: Apache-2.0
#include "model/item_scan.hpp"

namespace aidiag {
namespace {

/// Steps over JSON values; what is not there, or not whole, is an empty text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string_view value() {
    skip_space();
    const std::size_t from = at_;
    if (at_ >= text_.size()) return {};
    const char c = text_[at_];
    const bool whole = c == '"' ? skip_string() : c == '{' || c == '[' ? skip_nested() : skip_word();
    return whole ? text_.substr(from, at_ - from) : std::string_view();
  }

 private:
  void skip_space() {
    const auto next = text_.find_first_not_of(" \t\r\n", at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
  }

  bool skip_string() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    return false;
  }

  bool skip_nested() {
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!skip_string()) return false;
        continue;
      }
      ++at_;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return true;
    }
    return false;
  }

  bool skip_word() {
    const std::size_t from = at_;
    const auto next = text_.find_first_of(",]} \t\r\n", at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
    return at_ > from && next != std::string_view::npos;  // a word at the very end may be cut off
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string_view unquoted(std::string_view text) {
  return text.size() >= 2 && text.front() == '"' ? text.substr(1, text.size() - 2) : std::string_view();
}

/// The elements of an array whose bracket is already taken; false if it does not end.
bool scan_array(Scanner& in, std::vector<std::string_view>& items) {
  if (in.take(']')) return true;
  do {
    const std::string_view item = in.value();
    if (item.empty()) return false;
    items.push_back(item);
  } while (in.take(','));
  return in.take(']');
}

}  // namespace

ScannedList scan_items(std::string_view text) {
  ScannedList out;
  Scanner in(text);
  if (in.take('[')) {
    scan_array(in, out.items);
    return out;
  }
  if (!in.take('{')) return out;
  do {
    const std::string_view key = unquoted(in.value());
    if (key.empty() || !in.take(':')) return out;
    if (key == "items" && in.take('[')) {
      if (!scan_array(in, out.items)) return out;
      continue;
    }
    const std::string_view value = in.value();
    if (value.empty()) return out;
    if (key == "kind") out.kind = unquoted(value);
    if (key == "apiVersion") out.api_version = unquoted(value);
  } while (in.take(','));
  return out;
}

}  // namespace aidiag
