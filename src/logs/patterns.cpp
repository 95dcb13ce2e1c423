// SPDX-License-Identifier: Apache-2.0
// The pattern set on RE2. Every pattern is compiled twice at most: into the automaton of all of them, and, when it
// hit and its groups are wanted, alone. Both read it with (?m), so the two never disagree.
#include "aidiag/patterns.hpp"

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace aidiag {

namespace {

constexpr std::int64_t set_memory = 96 << 20;  // an upper bound: states are made only as texts ask for them
constexpr std::int64_t single_memory = 8 << 20;
constexpr int literal_length = 4;

RE2::Options options(std::int64_t memory) {
  RE2::Options result;
  result.set_log_errors(false);
  result.set_max_mem(memory);
  return result;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

std::string with_flags(std::string_view pattern) { return "(?m)" + std::string(pattern); }

std::unique_ptr<RE2> compile_one(std::string_view pattern) {
  return std::make_unique<RE2>(with_flags(pattern), options(single_memory));
}

}  // namespace

struct PatternSet::State {
  struct Entry {
    std::string text;
    bool in_set = false;
    std::unique_ptr<RE2> single;  // compiled on first use
  };
  std::vector<Entry> entries;
  std::unordered_map<std::string, PatternId> by_text;
  std::mutex mutex;  // guards what is made on first use: single, set, set_ids, compiled
  std::unique_ptr<RE2::Set> set;
  std::vector<PatternId> set_ids;  // index in the automaton to id
  bool compiled = false;

  const RE2& single(PatternId id) {
    const std::lock_guard lock(mutex);
    Entry& entry = entries[static_cast<std::size_t>(id)];
    if (!entry.single) entry.single = compile_one(entry.text);
    return *entry.single;
  }

  /// The automaton, built if need be; null if there is none to build or it would be too large.
  const RE2::Set* automaton() {
    const std::lock_guard lock(mutex);
    if (compiled) return set.get();
    compiled = true;
    set_ids.clear();
    set = std::make_unique<RE2::Set>(options(set_memory), RE2::UNANCHORED);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!entries[i].in_set) continue;
      if (set->Add(with_flags(entries[i].text), nullptr) >= 0) set_ids.push_back(static_cast<PatternId>(i));
    }
    if (set_ids.empty() || !set->Compile()) set.reset();
    return set.get();
  }

  std::vector<PatternId> scan_one_by_one(std::string_view text) {
    std::vector<PatternId> hits;
    for (const PatternId id : set_ids) {
      if (RE2::PartialMatch(piece(text), single(id))) hits.push_back(id);
    }
    return hits;
  }
};

PatternSet::PatternSet() : state_(std::make_unique<State>()) {}
PatternSet::~PatternSet() = default;
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;

std::string PatternSet::problem(std::string_view pattern) {
  const std::unique_ptr<RE2> compiled = compile_one(pattern);
  return compiled->ok() ? std::string() : compiled->error();
}

bool PatternSet::too_general(std::string_view pattern) {
  re2::FilteredRE2 filter(literal_length);
  int index = 0;
  if (filter.Add(with_flags(pattern), options(single_memory), &index) != RE2::NoError) return true;
  std::vector<std::string> literals;
  filter.Compile(&literals);
  std::vector<int> possible_without_literals;
  filter.AllPotentials({}, &possible_without_literals);
  return literals.empty() || !possible_without_literals.empty();
}

std::vector<std::string> PatternSet::groups(std::string_view pattern) {
  std::vector<std::string> names;
  const std::unique_ptr<RE2> compiled = compile_one(pattern);
  for (const auto& [index, name] : compiled->CapturingGroupNames()) names.push_back(name);
  return names;
}

PatternId PatternSet::add(std::string_view pattern, bool in_set) {
  const auto [place, is_new] = state_->by_text.emplace(pattern, static_cast<PatternId>(state_->entries.size()));
  if (is_new) state_->entries.push_back({std::string(pattern), false, nullptr});
  State::Entry& entry = state_->entries[static_cast<std::size_t>(place->second)];
  if (in_set && !entry.in_set) {
    entry.in_set = true;
    state_->compiled = false;
  }
  return place->second;
}

std::size_t PatternSet::size() const { return state_->entries.size(); }

std::string_view PatternSet::text(PatternId id) const { return state_->entries[static_cast<std::size_t>(id)].text; }

void PatternSet::compile() { state_->automaton(); }

std::vector<PatternId> PatternSet::scan(std::string_view text) const {
  const RE2::Set* set = state_->automaton();
  if (set == nullptr) return state_->scan_one_by_one(text);
  std::vector<int> indexes;
  RE2::Set::ErrorInfo error{RE2::Set::kNoError};
  if (!set->Match(piece(text), &indexes, &error)) {
    return error.kind == RE2::Set::kNoError ? std::vector<PatternId>() : state_->scan_one_by_one(text);
  }
  for (int& index : indexes) index = state_->set_ids[static_cast<std::size_t>(index)];
  std::sort(indexes.begin(), indexes.end());
  return indexes;
}

bool PatternSet::matches(PatternId id, std::string_view text) const {
  return RE2::PartialMatch(piece(text), state_->single(id));
}

std::optional<PatternSet::Found> PatternSet::find(PatternId id, std::string_view text) const {
  const RE2& re = state_->single(id);
  std::vector<re2::StringPiece> parts(static_cast<std::size_t>(1 + re.NumberOfCapturingGroups()));
  if (!re.Match(piece(text), 0, text.size(), RE2::UNANCHORED, parts.data(), static_cast<int>(parts.size()))) return {};
  Found found{{parts[0].data(), parts[0].size()}, {}};
  for (const auto& [index, name] : re.CapturingGroupNames()) {
    const re2::StringPiece& part = parts[static_cast<std::size_t>(index)];
    if (part.data() != nullptr) found.groups.emplace(name, part.as_string());
  }
  return found;
}

}  // namespace aidiag
