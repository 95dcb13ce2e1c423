// SPDX-License-Identifier: Apache-2.0
#include "model/items.hpp"

#include <algorithm>

#include "model/item_list.hpp"
#include "model/item_parser.hpp"
#include "model/json_text.hpp"
#include "model/kind.hpp"

namespace aidiag {
namespace {

std::string_view first_of(std::string_view a, std::string_view b) { return a.empty() ? b : a; }

/// Items that are none: how many, and where the first of them stands.
struct Refused {
  std::size_t count = 0;
  std::size_t first = 0;
  bool named = false;  ///< the last of them has a name and a kind
};

Error refused_error(const ItemList& list, const Refused& refused, std::size_t before) {
  const std::size_t all = list.items.size() + before;
  const std::string line = "line " + std::to_string(line_of(list.text, refused.first)) + ": ";
  if (!list.is_list && refused.named)
    return {ErrorKind::bad_file, line + "no Kubernetes object: a part of it is of another type than it must be", {}};
  if (!list.is_list) return {ErrorKind::bad_file, line + "no Kubernetes object: kind or metadata.name is missing", {}};
  return {ErrorKind::bad_file,
          line + std::to_string(refused.count) + " of " + std::to_string(all) + (all == 1 ? " item" : " items") +
              (refused.count == 1 ? " is" : " are") + " no Kubernetes object",
          {}};
}

}  // namespace

Result<SnapshotBuilder::Page> walk_items(std::string_view text, std::string_view kind_hint,
                                         const std::function<bool(const TextItem&)>& take, std::size_t before) {
  ItemList list = slice_items(text);
  ItemParser parser;
  Refused refused;
  std::string own_kind;
  const std::string_view list_kind = item_kind(list.kind);
  const std::string_view list_version = list_kind.empty() ? std::string_view() : list.api_version;
  for (const std::string_view bytes : list.items) {
    const Json json = parser.parse(bytes);
    const std::string_view api_version = first_of(json["apiVersion"].text(), list_version);
    own_kind = first_of(json["kind"].text(), first_of(list_kind, kind_hint));
    const std::string kind = qualified_kind(own_kind, api_version);
    if (take({json, parser.bytes(), kind, api_version})) continue;
    if (own_kind == "Status" && !list.is_list && !json["message"].text().empty())
      return Error{
          ErrorKind::bad_file, "line 1: the server's answer is an error: " + std::string(json["message"].text()), {}};
    refused.named = !kind.empty() && !json["metadata"]["name"].text().empty();
    if (refused.count++ == 0) refused.first = static_cast<std::size_t>(bytes.data() - list.text.data());
  }
  if (list.error) {
    const std::size_t taken = before + list.items.size() - refused.count;
    if (taken > 0)
      list.error->message += " (" + std::to_string(taken) + (taken == 1 ? " item" : " items") + " read before)";
    return *std::move(list.error);
  }
  if (refused.count > 0) return refused_error(list, refused, before);
  return SnapshotBuilder::Page{list.is_list ? list.kind : own_kind, list.continue_token, list.remaining,
                               before + list.items.size()};
}

}  // namespace aidiag
