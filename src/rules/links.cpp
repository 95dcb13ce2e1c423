// SPDX-License-Identifier: Apache-2.0
#include "rules/links.hpp"

namespace aidiag {

bool always_has(About from, About to) {
  if (from == to || to == About::cluster) return true;
  switch (from) {
    case About::container:
      return to == About::pod || to == About::ns;
    case About::pod:
    case About::workload:
    case About::service:
    case About::claim:
    case About::autoscaler:
    case About::budget:
      return to == About::ns;
    case About::node:
    case About::volume:
    case About::ns:
    case About::cluster:
      return false;
  }
  return false;
}

bool has_one(About from, About to) {
  if (always_has(from, to)) return true;
  switch (from) {
    case About::container:
    case About::pod:
      return to == About::node || to == About::workload;
    case About::claim:
      return to == About::volume;
    case About::volume:
      return to == About::claim;
    case About::autoscaler:
      return to == About::workload;
    default:
      return false;
  }
}

std::optional<About> about_of(std::string_view name) { return parse_about(name.substr(0, name.find('.'))); }

}  // namespace aidiag
