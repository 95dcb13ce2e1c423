// SPDX-License-Identifier: Apache-2.0
#include "logs/needles.hpp"

#include <algorithm>
#include <limits>

namespace aidiag {
namespace {

constexpr std::array<unsigned char, 256> make_lower() {
  std::array<unsigned char, 256> table{};
  for (unsigned c = 0; c < 256; ++c) table[c] = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return table;
}
constexpr auto lower = make_lower();

unsigned char lowered(char c) { return lower[static_cast<unsigned char>(c)]; }

/// How often a character stands in logs, roughly: the later in this text the rarer, and rarest what is not in it.
int commonness(char c) {
  constexpr std::string_view common = " etaoinsr:ldc.um01pf2-gh3/_45w6789";
  const std::size_t at = common.find(c);
  return at == std::string_view::npos ? 0 : static_cast<int>(common.size() - at);
}

std::size_t rarest_place(std::string_view needle) {
  std::size_t best = 0;
  int least = std::numeric_limits<int>::max();
  for (std::size_t at = 0; at + needle_length <= needle.size(); ++at) {
    int sum = 0;
    for (const char c : needle.substr(at, needle_length)) sum += commonness(c);
    if (sum >= least) continue;
    least = sum;
    best = at;
  }
  return best;
}

std::uint32_t gram_at(std::string_view needle, std::size_t at) {
  std::uint32_t gram = 0;
  for (const char c : needle.substr(at, needle_length)) gram = gram << 8 | lowered(c);
  return gram;
}

}  // namespace

void Needles::add(std::string_view needle, int id) {
  const std::size_t rare = rarest_place(needle);
  needles_.push_back({std::string(needle), rare, gram_at(needle, rare), id});
}

void Needles::build() {
  std::sort(needles_.begin(), needles_.end(),
            [](const Needle& a, const Needle& b) { return slot_of(a.gram) < slot_of(b.gram); });
  std::size_t next = 0;
  for (std::uint32_t bucket = 0; bucket + 1 < first_.size(); ++bucket) {
    first_[bucket] = static_cast<std::uint32_t>(next);
    while (next < needles_.size() && bucket_of(needles_[next].gram) == bucket) ++next;
  }
  first_.back() = static_cast<std::uint32_t>(next);
  for (const Needle& needle : needles_) {
    const std::uint32_t slot = slot_of(needle.gram);
    seen_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  }
}

std::vector<int> Needles::find(std::string_view text) const {
  std::vector<int> ids;
  std::uint32_t gram = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    gram = gram << 8 | lowered(text[at]);
    const std::uint32_t slot = slot_of(gram);
    if ((seen_[slot / 64] >> (slot % 64) & 1) != 0) compare(text, at + 1, gram, ids);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void Needles::compare(std::string_view text, std::size_t end, std::uint32_t gram, std::vector<int>& ids) const {
  const std::uint32_t bucket = bucket_of(gram);
  for (std::uint32_t i = first_[bucket]; i < first_[bucket + 1]; ++i) {
    const Needle& needle = needles_[i];
    const std::size_t before = needle.rare + needle_length;
    if (needle.gram != gram || end < before || text.size() - (end - before) < needle.text.size()) continue;
    const std::string_view here = text.substr(end - before, needle.text.size());
    if (std::equal(here.begin(), here.end(), needle.text.begin(),
                   [](char a, char b) { return lowered(a) == static_cast<unsigned char>(b); })) {
      ids.push_back(needle.id);
    }
  }
}

}  // namespace aidiag
