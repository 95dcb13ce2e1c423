// SPDX-License-Identifier: Apache-2.0
#include "knowledge/cuda.hpp"

#include <algorithm>
#include <string>

#include "knowledge/rows.hpp"

namespace aidiag::knowledge {
namespace {

/// " rtx 6000 ada generation ": lower case, words apart by one blank, blanks around.
std::string words_of(std::string_view name) {
  std::string words = " ";
  for (const char c : name) {
    const bool apart = c == ' ' || c == '-' || c == '_' || c == '/';
    if (apart && words.back() == ' ') continue;
    words += apart ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

}  // namespace

std::optional<Version> toolkit_driver(const Version& cuda) {
  for (const DriverRow& row : cuda_toolkits())
    if (row.cuda.first == cuda.first && row.cuda.second == cuda.second) return row.driver;
  return std::nullopt;
}

std::optional<Version> oldest_driver(const Version& cuda) {
  const auto own = toolkit_driver(cuda);
  for (const MinimumRow& row : cuda_minimum())
    if (row.major_version == cuda.first) return own ? std::min(*own, row.driver) : row.driver;
  return own;
}

std::optional<Version> cuda_of_driver(const Version& driver) {
  std::optional<Version> newest;
  for (const DriverRow& row : cuda_toolkits())
    if (row.driver <= driver && (!newest || *newest < row.cuda)) newest = row.cuda;
  return newest;
}

std::optional<Version> compute_capability(std::string_view product) {
  const std::string name = words_of(product);
  const FamilyRow* best = nullptr;
  for (const FamilyRow& row : gpu_families())
    if (name.find(words_of(row.words)) != std::string::npos &&
        (best == nullptr || best->words.size() < row.words.size()))
      best = &row;
  return best == nullptr ? std::nullopt : std::optional(best->capability);
}

std::optional<Version> first_cuda_for(const Version& capability) {
  for (const ArchitectureRow& row : cuda_architectures())
    if (row.capability == capability) return row.cuda;
  return std::nullopt;
}

}  // namespace aidiag::knowledge
