// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/secrets.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "redact/redact.hpp"

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

// Whatever the report may call something by: what it cannot say it cannot prove.
std::set<std::string_view> names_of(const Report& report, const Snapshot& snapshot) {
  std::set<std::string_view> names;
  for (const std::string_view kind : snapshot.kinds()) {
    for (const Object* object : snapshot.of_kind(kind)) names.insert({object->name.view(), object->ns.view()});
  }
  const auto add = [&](const SubjectName& s) { names.insert({s.ns, s.name, s.pod, s.container, s.owner}); };
  for (const Finding& f : report.findings) {
    add(f.subject);
    for (const SubjectName& other : f.also_affects) add(other);
    for (const Explained& e : f.explains) add(e.subject);
  }
  return names;
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
    if (const Object* pod = snapshot.find("Pod", ns, name)) learn_secrets(pod->json()["spec"], secrets);
  }
  if (!secrets.empty()) secrets.forget_names(names_of(report, snapshot));
  return secrets;
}

}  // namespace aidiag
