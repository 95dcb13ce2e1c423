// SPDX-License-Identifier: Apache-2.0
// Plain facts: a path into the detail and nothing else.
#include "facts/family.hpp"
#include "facts/state.hpp"

namespace aidiag {
namespace {

/// Walks "a.b[x.y/z].c"; a bracket holds a key that has dots.
Json walk(Json at, std::string_view path) {
  while (!path.empty() && at.exists()) {
    const bool bracket = path.front() == '[';
    const std::size_t end = bracket ? path.find(']') : path.find_first_of(".[");
    at = at[path.substr(bracket ? 1 : 0, end == std::string_view::npos ? end : end - (bracket ? 1 : 0))];
    if (end == std::string_view::npos) break;
    path.remove_prefix(bracket || path[end] == '.' ? end + 1 : end);
    if (bracket && path.starts_with('.')) path.remove_prefix(1);
  }
  return at;
}

std::vector<std::string> scalars(Json list) {
  std::vector<std::string> all;
  for (const Json item : list.items()) all.push_back(item.scalar());
  return all;
}

void set(const FactLine& line, Json found, const Where& where, FactSink& out) {
  switch (line.type) {
    case Type::text:
      return out.text(line.name, found.scalar(), where);
    case Type::number:
      return out.number(line.name, found.integer(), where);
    case Type::quantity:
      return out.quantity(line.name, found.scalar(), where);
    case Type::duration:
      if (const auto n = found.integer()) out.duration(line.name, seconds(*n), where);
      return;
    case Type::time:
      return out.time(line.name, parse_time(found.text()), where);
    case Type::boolean:
      return out.boolean(line.name, found.boolean(), where);
    case Type::texts:
      return out.texts(line.name, scalars(found), where);
  }
}

}  // namespace

void fill_plain(const Facts& facts, const Subject& subject, std::span<const FactLine> lines, FactSink& out) {
  if (subject.object == nullptr) return;
  for (const FactLine& line : lines) {
    if (line.path.empty()) continue;
    if (subject.about != About::container) {
      set(line, walk(subject.object->json(), line.path), std::string(line.path), out);
      continue;
    }
    const ContainerView& container = facts.state().container(subject);
    const bool in_spec = line.path.starts_with("spec.");
    const std::string_view rest = line.path.substr(line.path.find('.') + 1);
    set(line, walk(in_spec ? container.spec : container.status, rest),
        (in_spec ? container.spec_path : container.status_path) + "." + std::string(rest), out);
  }
}

}  // namespace aidiag
