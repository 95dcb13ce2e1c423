// SPDX-License-Identifier: Apache-2.0
#include "model/item_parser.hpp"

#include "model/json_access.hpp"
#include "model/json_text.hpp"

namespace aidiag {

struct ItemParser::State {
  simdjson::dom::parser parser;
};

ItemParser::ItemParser() : state_(std::make_unique<State>()) {}
ItemParser::~ItemParser() = default;

Json ItemParser::parse_strictly(std::string_view item) {
  bytes_ = item;
  JsonAccess::Element root;
  if (state_->parser.parse(item.data(), item.size(), false).get(root) != simdjson::SUCCESS) return {};
  return JsonAccess::wrap(root);
}

Json ItemParser::parse(std::string_view item) {
  if (const Json json = parse_strictly(item); json.exists()) return json;
  mended_ = mended(item);
  bytes_ = mended_;
  JsonAccess::Element root;
  if (state_->parser.parse(mended_).get(root) == simdjson::SUCCESS) return JsonAccess::wrap(root);
  return {};
}

}  // namespace aidiag
