// SPDX-License-Identifier: Apache-2.0
// The pattern set on RE2. One automaton of all patterns takes longer to make than most logs take to be read, so a text
// is first searched for the needles of all patterns, and the few patterns whose needles it holds are tried one by one.
// A pattern is compiled when it is first tried.
#include "aidiag/patterns.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "logs/needles.hpp"
#include "logs/re2_options.hpp"

namespace aidiag {

namespace {

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

/// The two characters beyond ASCII that (?i) takes for letters of it, the Kelvin sign and the long s, become these.
std::string_view with_ascii_letters(std::string_view text, std::string& buffer) {
  constexpr std::pair<std::string_view, char> others[] = {{"\u212A", 'k'}, {"\u017F", 's'}};
  for (const auto& [other, letter] : others) {
    if (memmem(text.data(), text.size(), other.data(), other.size()) == nullptr) continue;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const bool here = text.substr(at).starts_with(other);
      out += here ? letter : text[at];
      at += here ? other.size() : 1;
    }
    buffer = std::move(out);
    text = buffer;
  }
  return text;
}

std::unique_ptr<RE2> compile_one(std::string_view pattern) {
  return std::make_unique<RE2>(with_flags(pattern), single_options());
}

}  // namespace

struct PatternSet::State {
  struct Entry {
    std::string text;
    bool in_set = false;
    std::optional<std::vector<std::string>> needles;  // given, or worked out when the sieve is made
    std::unique_ptr<RE2> single;                      // compiled on first use
  };
  std::vector<Entry> entries;
  std::unordered_map<std::string, PatternId> by_text;
  std::mutex mutex;  // guards what is made on first use: single, needles, sieve, always
  std::unique_ptr<Needles> sieve;
  std::vector<PatternId> always;  // those without needles: tried on every text

  const RE2& single(PatternId id) {
    const std::lock_guard lock(mutex);
    Entry& entry = entries[static_cast<std::size_t>(id)];
    if (!entry.single) entry.single = compile_one(entry.text);
    return *entry.single;
  }

  const Needles& needles() {
    const std::lock_guard lock(mutex);
    if (sieve) return *sieve;
    sieve = std::make_unique<Needles>();
    always.clear();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      Entry& entry = entries[i];
      if (!entry.in_set) continue;
      if (!entry.needles) entry.needles = PatternSet::needles(entry.text);
      for (const std::string& needle : *entry.needles) sieve->add(needle, static_cast<PatternId>(i));
      if (entry.needles->empty()) always.push_back(static_cast<PatternId>(i));
    }
    sieve->build();
    return *sieve;
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

std::vector<std::string> PatternSet::groups(std::string_view pattern) {
  std::vector<std::string> names;
  const std::unique_ptr<RE2> compiled = compile_one(pattern);
  for (const auto& [index, name] : compiled->CapturingGroupNames()) names.push_back(name);
  return names;
}

PatternId PatternSet::add(std::string_view pattern, bool in_set) {
  const auto [place, is_new] = state_->by_text.emplace(pattern, static_cast<PatternId>(state_->entries.size()));
  if (is_new) state_->entries.push_back({std::string(pattern), false, std::nullopt, nullptr});
  State::Entry& entry = state_->entries[static_cast<std::size_t>(place->second)];
  if (in_set && !entry.in_set) {
    entry.in_set = true;
    state_->sieve.reset();
  }
  return place->second;
}

void PatternSet::set_needles(std::string_view pattern, std::vector<std::string> needles) {
  const auto found = state_->by_text.find(std::string(pattern));
  if (found != state_->by_text.end())
    state_->entries[static_cast<std::size_t>(found->second)].needles = std::move(needles);
}

std::size_t PatternSet::size() const { return state_->entries.size(); }

std::string_view PatternSet::text(PatternId id) const { return state_->entries[static_cast<std::size_t>(id)].text; }

bool PatternSet::in_set(PatternId id) const { return state_->entries[static_cast<std::size_t>(id)].in_set; }

void PatternSet::compile() { state_->needles(); }

std::vector<PatternId> PatternSet::scan(std::string_view text) const {
  std::string buffer;
  std::vector<PatternId> ids = state_->needles().find(with_ascii_letters(text, buffer));
  ids.insert(ids.end(), state_->always.begin(), state_->always.end());
  std::erase_if(ids, [&](PatternId id) { return !matches(id, text); });
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool PatternSet::matches(PatternId id, std::string_view text) const {
  return state_->single(id).Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
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
