// SPDX-License-Identifier: Apache-2.0
#include "source/plan_asks.hpp"

#include <algorithm>

#include "source/api_paths.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kObjectsByName = 8;  // more are read as a list

}  // namespace

void Asks::list(std::string_view kind, std::string_view ns, std::string field_selector, bool asked_for) {
  Read read;
  read.kind = kind;
  read.ns = ns;
  read.field_selector = std::move(field_selector);
  read.asked_for = asked_for;
  add(std::move(read));
}

void Asks::get(std::string_view kind, std::string_view ns, std::string_view name, bool asked_for) {
  Read read;
  read.what = Read::What::get;
  read.kind = kind;
  read.ns = ns;
  read.name = name;
  read.asked_for = asked_for;
  add(std::move(read));
}

void Asks::add(Read read) {
  if (done_.insert(read).second) reads_.push_back(std::move(read));
}

void Asks::object(std::string_view kind, std::string_view ns, std::string_view name) {
  const ApiKind* known = api_kind(kind);
  if (name.empty() || known == nullptr) return;
  const std::string_view where = known->namespaced ? ns : std::string_view();
  if (snapshot_.find(kind, where, name) != nullptr || snapshot_.known_absent(kind, where, name)) return;
  objects_[{std::string(kind), std::string(where)}].insert(std::string(name));
}

bool Asks::is_listed(std::string_view kind, std::string_view ns) const {
  return std::any_of(reads_.begin(), reads_.end(), [&](const Read& read) {
    return read.what == Read::What::list && read.kind == kind && (read.ns.empty() || read.ns == ns) &&
           read.field_selector.empty() && read.label_selector.empty();
  });
}

std::vector<Read> Asks::take() {
  for (const auto& [where, names] : objects_) {
    // Should the list fail, the next wave asks for the objects.
    if (is_listed(where.first, where.second)) continue;
    if (names.size() > kObjectsByName) {
      list(where.first, where.second);
    } else {
      for (const std::string& name : names) get(where.first, where.second, name);
    }
  }
  return std::move(reads_);
}

}  // namespace aidiag
