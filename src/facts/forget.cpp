// SPDX-License-Identifier: Apache-2.0
#include "facts/forget.hpp"

#include "facts/state.hpp"

namespace aidiag {

void forget(const Facts& facts, const Subject& subject) {
  Facts::State& state = facts.state();
  state.subjects.erase(subject);
  if (subject.about != About::pod) return;
  const auto containers = state.containers.find(subject.object);
  if (containers == state.containers.end()) return;
  for (int i = 0; i < static_cast<int>(containers->second.size()); ++i)
    state.subjects.erase({About::container, subject.object, i, {}});
}

}  // namespace aidiag
