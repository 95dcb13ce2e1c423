// SPDX-License-Identifier: Apache-2.0
#include "model/item_list.hpp"

#include <utility>

#include "model/item_scan.hpp"
#include "model/json_text.hpp"

namespace aidiag {
namespace ondemand = simdjson::ondemand;
namespace {

constexpr auto success = simdjson::SUCCESS;

/// The text of a value; what follows it up to the next token belongs to it for simdjson.
bool text_of(ondemand::value value, std::string_view& out) {
  ondemand::json_type type{};
  if (value.type().get(type) != success) return false;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (value.get_object().get(object) != success || object.raw_json().get(out) != success) return false;
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (value.get_array().get(array) != success || array.raw_json().get(out) != success) return false;
  } else {
    out = value.raw_json_token();
  }
  out = out.substr(0, out.find_last_not_of(" \t\r\n") + 1);
  return true;
}

bool slice_array(ondemand::array array, std::vector<std::string_view>& items) {
  for (auto element : array) {
    ondemand::value value;
    std::string_view text;
    if (std::move(element).get(value) != success || !text_of(value, text)) return false;
    items.push_back(text);
  }
  return true;
}

std::string string_of(ondemand::value value) {
  std::string_view text;
  return value.get_string().get(text) == success ? std::string(text) : std::string();
}

/// Reads the fields of the text's one object.
class Fields {
 public:
  explicit Fields(ItemList& out) : out_(out) {}

  bool read(ondemand::object object) {
    for (auto field : object) {
      std::string_view key;
      ondemand::value value;
      if (field.unescaped_key().get(key) != success || field.value().get(value) != success) return false;
      if (!take(key, value)) return false;
    }
    return true;
  }
  /// Only lists have items at the top; an object with a name is none, whatever its fields are called.
  [[nodiscard]] bool is_list() const {
    const bool called = out_.kind.ends_with("List");
    return (has_items_ && (called || !named_)) || (called && !named_);
  }

 private:
  bool take(std::string_view key, ondemand::value value) {
    if (key == "kind") out_.kind = string_of(value);
    if (key == "apiVersion") out_.api_version = string_of(value);
    if (key == "metadata") metadata(value);
    return key != "items" || items(value);
  }

  void metadata(ondemand::value value) {
    ondemand::object object;
    if (value.get_object().get(object) != success) return;
    for (auto field : object) {
      std::string_view key;
      ondemand::value inner;
      if (field.unescaped_key().get(key) != success || field.value().get(inner) != success) return;
      if (key == "continue") out_.continue_token = string_of(inner);
      if (key == "name") named_ = !string_of(inner).empty();
      std::int64_t remaining = 0;
      if (key == "remainingItemCount" && inner.get_int64().get(remaining) == success) out_.remaining = remaining;
    }
  }

  bool items(ondemand::value value) {
    ondemand::json_type type{};
    if (value.type().get(type) != success) return false;
    if (type == ondemand::json_type::null) has_items_ = true;
    ondemand::array array;
    if (type != ondemand::json_type::array) return true;
    has_items_ = true;
    return value.get_array().get(array) == success && slice_array(array, out_.items);
  }

  ItemList& out_;
  bool has_items_ = false, named_ = false;
};

/// Nothing follows the value that was read.
bool ended(ondemand::document& document) { return document.current_location().error() == simdjson::OUT_OF_BOUNDS; }

bool slice(ItemList& out) {
  ondemand::parser parser;
  ondemand::document document;
  ondemand::json_type type{};
  out.items.clear();
  if (parser.iterate(out.text).get(document) != success || document.type().get(type) != success) return false;
  if (type == ondemand::json_type::array) {
    ondemand::array array;
    out.is_list = true;
    return document.get_array().get(array) == success && slice_array(array, out.items) && ended(document);
  }
  Fields fields(out);
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (document.get_object().get(object) != success || !fields.read(object) || !ended(document)) return false;
  }
  out.is_list = fields.is_list();
  if (!out.is_list) out.items = {std::string_view(out.text)};
  return true;
}

}  // namespace

ItemList slice_items(std::string_view text) {
  ItemList out;
  out.text = simdjson::padded_string(without_mark(text));
  if (slice(out)) return out;
  const std::string better = mended(out.text);
  if (better != std::string_view(out.text)) {
    out.text = simdjson::padded_string(better);
    if (slice(out)) return out;
  }
  out.error = json_error(out.text);
  out.is_list = true;
  const ScannedList scanned = scan_items(out.text);
  out.kind = scanned.kind;
  out.api_version = scanned.api_version;
  out.items = scanned.items;
  return out;
}

}  // namespace aidiag
