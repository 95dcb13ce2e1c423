// SPDX-License-Identifier: Apache-2.0
// A list that is read as its bytes arrive: every item is taken, and its bytes forgotten, once the next one begins. So
// decoding does not wait for the end of a page, and a page of any size costs the memory of an item or two.
//
// Where the next item begins is guessed by its first key, `},{"metadata":`, and proved by parsing what lies before:
// a text that ends within an item is no JSON. Lists that look otherwise (custom resources write their metadata last,
// people indent) and what is damaged are kept, and read by SnapshotBuilder::add_json at the end.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "aidiag/snapshot.hpp"
#include "model/item_parser.hpp"

namespace aidiag {

class ListStream {
 public:
  /// `into` outlives the stream. Not for several threads, and nobody else may use `into` during push() and finish().
  ListStream(SnapshotBuilder& into, std::string_view kind_hint) : into_(into), kind_hint_(kind_hint) {}

  void push(std::string_view piece);
  /// After the last piece: what add_json() would have given for the whole text.
  Result<SnapshotBuilder::Page> finish();
  /// How many items have been taken so far; nothing gives them back.
  [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
  enum class At { head, items, rest };
  void read_head();
  void read_items();
  bool take(std::string_view item);
  void forget_taken();

  SnapshotBuilder& into_;
  std::string kind_hint_;
  At at_ = At::head;
  std::string buffer_;                    // with room behind it for simdjson to read on
  std::string head_;                      // up to the bracket of items, without its end
  std::string item_kind_, list_version_;  // from the head
  std::string boundary_;                  // the end of one item and the beginning of the next
  std::size_t begin_ = 0, searched_ = 0;  // in buffer_: the item at hand, and how far its end was looked for
  std::size_t failures_ = 0;              // in a row
  std::size_t taken_ = 0;
  ItemParser parser_;
};

struct ListAhead {
  std::string token;           ///< metadata.continue; empty: this is the last page
  std::int64_t remaining = 0;  ///< metadata.remainingItemCount
};
/// What a list whose text begins like this says of the rest; nullopt if the beginning does not tell, or is not all
/// there.
std::optional<ListAhead> list_ahead(std::string_view beginning);

}  // namespace aidiag
