// SPDX-License-Identifier: Apache-2.0
// Finds which of some thousand short texts occur in a long one, whatever the case of its ASCII letters. Of each needle
// four characters that are rare in logs are looked up in a table of bits at every place of the text; only where they
// stand is the needle itself compared. Filling the table takes microseconds, where an automaton takes milliseconds.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aidiag {

/// The shortest text that is worth looking for.
constexpr std::size_t needle_length = 4;

class Needles {
 public:
  /// REQUIRES at least needle_length bytes, its ASCII letters in lower case.
  void add(std::string_view needle, int id);
  /// To be called after the last add().
  void build();
  /// The ids whose needles occur in the text, ascending.
  [[nodiscard]] std::vector<int> find(std::string_view text) const;

 private:
  struct Needle {
    std::string text;
    std::size_t rare = 0;    // where its four rare characters begin
    std::uint32_t gram = 0;  // these four
    int id = 0;
  };
  static constexpr unsigned kBucketBits = 12, kTableBits = 16;

  static std::uint32_t slot_of(std::uint32_t gram) { return (gram * 0x9E3779B1U) >> (32 - kTableBits); }
  static std::uint32_t bucket_of(std::uint32_t gram) { return slot_of(gram) >> (kTableBits - kBucketBits); }
  void compare(std::string_view text, std::size_t end, std::uint32_t gram, std::vector<int>& ids) const;

  std::vector<Needle> needles_;                                 // by bucket, once built
  std::array<std::uint64_t, (1U << kTableBits) / 64> seen_{};   // slots that some gram falls into
  std::array<std::uint32_t, (1U << kBucketBits) + 1> first_{};  // of each bucket, in needles_
};

}  // namespace aidiag
