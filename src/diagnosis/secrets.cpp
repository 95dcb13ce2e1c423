// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/secrets.hpp"

#include <set>
#include <string_view>
#include <utility>

namespace aidiag {
namespace {

using Pods = std::set<std::pair<std::string, std::string>>;  // namespace and name

void note(const std::vector<Evidence>& all, Pods& pods) {
  constexpr std::string_view prefix = "Pod ";
  for (const Evidence& e : all) {
    const std::string_view object = e.place.object;
    const std::size_t slash = object.find('/');
    if (!object.starts_with(prefix) || slash == std::string_view::npos) continue;
    pods.emplace(object.substr(prefix.size(), slash - prefix.size()), object.substr(slash + 1));
  }
}

}  // namespace

KnownValues secrets_of(const Report& report, const Snapshot& snapshot) {
  Pods pods;
  for (const Finding& f : report.findings) {
    pods.emplace(f.subject.ns, f.subject.pod.empty() ? f.subject.name : f.subject.pod);
    note(f.evidence, pods);
    for (const Alternative& a : f.alternatives) note(a.evidence, pods);
  }
  KnownValues secrets;
  for (const auto& [ns, name] : pods) {
    if (const Object* pod = snapshot.find("Pod", ns, name)) secrets.add_variables(pod->json()["spec"]);
  }
  return secrets;
}

}  // namespace aidiag
