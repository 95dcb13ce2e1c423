// SPDX-License-Identifier: Apache-2.0
#include "model/builder_state.hpp"
#include "model/items.hpp"
#include "model/shape.hpp"

namespace aidiag {

Result<SnapshotBuilder::Page> SnapshotBuilder::add_json(std::string_view text, std::string_view kind_hint) {
  return add_text(text, kind_hint, 0);
}

Result<SnapshotBuilder::Page> SnapshotBuilder::add_text(std::string_view text, std::string_view kind_hint,
                                                        std::size_t before) {
  return walk_items(
      text, kind_hint,
      [this](const TextItem& item) { return add_item({item.json, item.bytes, item.kind, item.api_version}); }, before);
}

bool SnapshotBuilder::add_item(const Item& item) {
  if (item.json["metadata"]["name"].text().empty() || item.kind.empty() || !has_shape(item.kind, item.json))
    return false;
  if (item.kind == "Secret") return true;
  return item.kind == "Event" ? add_event(item) : add_object(item);
}

}  // namespace aidiag
