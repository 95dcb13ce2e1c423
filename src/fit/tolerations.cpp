// SPDX-License-Identifier: Apache-2.0
#include "fit/tolerations.hpp"

#include <algorithm>

#include "fit/numeric.hpp"

namespace aidiag {

Tolerations::Tolerations(Json pod_spec) {
  for (const Json& t : pod_spec["tolerations"].items())
    all_.push_back({t["key"].text(), t["operator"].text(), t["value"].text(), t["effect"].text()});
}

bool Tolerations::tolerate(std::string_view key, std::string_view value, std::string_view effect) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Toleration& t) {
    if (!t.effect.empty() && t.effect != effect) return false;
    if (!t.key.empty() && t.key != key) return false;
    if (t.op == "Exists") return true;
    if (t.op == "Lt") return is_less(value, t.value);
    if (t.op == "Gt") return is_less(t.value, value);
    return t.value == value;
  });
}

std::string taint_text(const Taint& taint) {
  return taint.key.str() + (taint.value.empty() ? "" : "=" + taint.value.str()) + ":" + taint.effect.str();
}

}  // namespace aidiag
