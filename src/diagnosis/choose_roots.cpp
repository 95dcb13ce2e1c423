// SPDX-License-Identifier: Apache-2.0
// The choice of roots, in five steps. Explain: a cause explains the effects on its own line, an earlier effect the
// later ones, and a rule's `explains` whatever it names. Compete: causes left on one pod are one failure. Fold: effects
// left on a pod that has a cause belong to it. Rescue: what only explains each other in a circle keeps its best as
// root, so that no candidate is ever lost. Merge: the same root on replicas is one.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "diagnosis/root.hpp"

namespace aidiag {
namespace {

/// How near to the container a subject is: breaks ties between effects of one stage.
int nearness(About about) {
  switch (about) {
    case About::container:
      return 0;
    case About::pod:
      return 1;
    case About::claim:
      return 1;
    case About::workload:
      return 2;
    case About::service:
      return 3;
    case About::autoscaler:
      return 4;
    default:
      return 5;
  }
}

bool names(const Rule& rule, std::string_view id) {
  return std::any_of(rule.explains.begin(), rule.explains.end(),
                     [&](const std::string& pattern) { return id_matches(pattern, id); });
}

class Chooser {
 public:
  Chooser(const std::vector<Candidate>& candidates, const Facts& facts)
      : all_(candidates),
        facts_(facts),
        reach_(facts),
        explains_(candidates.size()),
        explained_(candidates.size(), false) {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      for (const Subject& place : all_[i].places) at_[place].push_back(i);
    }
  }

  std::vector<Root> choose() {
    for (std::size_t i = 0; i < all_.size(); ++i) explain(i);
    compete();
    fold_ranks();
    rescue();
    return merge();
  }

 private:
  // --- explain

  [[nodiscard]] bool on_line(std::size_t f, std::size_t g) const {
    const Candidate& a = all_[f];
    const Candidate& b = all_[g];
    if (!b.effect()) return false;
    if (!a.effect()) return true;
    return std::make_tuple(a.stage, nearness(a.match->seen.about)) <
           std::make_tuple(b.stage, nearness(b.match->seen.about));
  }

  [[nodiscard]] bool explains_by_name(std::size_t f, std::size_t g) const {
    const Rule& a = all_[f].rule();
    const Rule& b = all_[g].rule();
    if (!names(a, b.id)) return false;
    if (!names(b, a.id)) return true;
    return a.id < b.id;
  }

  /// What a rule says of a claim or node it need not say of the pods that wait for it.
  [[nodiscard]] bool repeats(std::size_t f, std::size_t g) const {
    const About about = all_[f].match->seen.about;
    return (about == About::claim || about == About::node) && all_[g].match->seen.about == About::pod;
  }

  void explain(std::size_t f) {
    const bool named = !all_[f].rule().explains.empty();
    add_reached(f, Reach::Over::line, [&](std::size_t g) { return on_line(f, g) || explains_by_name(f, g); });
    if (named) add_reached(f, Reach::Over::infrastructure, [&](std::size_t g) { return explains_by_name(f, g); });
  }

  template <class Holds>
  void add_reached(std::size_t f, Reach::Over over, Holds holds) {
    for (const Reached& reached : reach_.from(all_[f].places, over)) {
      const auto found = at_.find(reached.subject);
      if (found == at_.end()) continue;
      for (const std::size_t g : found->second) {
        const bool same_rule = &all_[g].rule() == &all_[f].rule();
        if (g == f || !(same_rule ? repeats(f, g) : holds(g))) continue;
        if (std::find(explains_[f].begin(), explains_[f].end(), g) == explains_[f].end()) explains_[f].push_back(g);
        explained_[g] = true;
      }
    }
  }

  // --- compete

  /// Better first: causes before effects, then as design has it: certainty, what stands earliest in the run, stage, id.
  [[nodiscard]] bool better(std::size_t x, std::size_t y) const {
    const Candidate& a = all_[x];
    const Candidate& b = all_[y];
    if (a.effect() != b.effect()) return b.effect();
    if (a.confidence != b.confidence) return a.confidence < b.confidence;
    if (a.verdict != b.verdict) return a.verdict < b.verdict;
    if (a.init != b.init) return a.init;
    if (a.match->seen == b.match->seen && a.match->log_position && b.match->log_position &&
        *a.match->log_position != *b.match->log_position) {
      return *a.match->log_position < *b.match->log_position;
    }
    if (a.ended && b.ended && *a.ended != *b.ended) return *a.ended < *b.ended;
    if (a.stage != b.stage) return a.stage < b.stage;
    if (a.rule().id != b.rule().id) return a.rule().id < b.rule().id;
    return a.match->seen < b.match->seen;
  }

  void compete() {
    std::map<const Object*, std::vector<std::size_t>> left;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!explained_[i] && all_[i].pod != nullptr) left[all_[i].pod].push_back(i);
    }
    for (auto& [pod, rivals] : left) {
      std::sort(rivals.begin(), rivals.end(), [&](std::size_t x, std::size_t y) { return better(x, y); });
      const std::size_t winner = rivals.front();
      for (std::size_t k = 1; k < rivals.size(); ++k) settle(winner, rivals[k]);
    }
  }

  void settle(std::size_t winner, std::size_t loser) {
    if (&all_[winner].rule() == &all_[loser].rule()) return;  // merging takes it
    if (all_[loser].effect()) {
      const bool wait_beside_failure =
          all_[winner].verdict == Verdict::waiting && all_[loser].verdict != Verdict::waiting;
      if (wait_beside_failure) return;
      explains_[winner].push_back(loser);
    } else {
      alternatives_[winner].push_back(loser);
    }
    explained_[loser] = true;
  }

  // --- ranks

  /// The job that the pod of a candidate is a rank of; empty for what runs replicas that do not need each other.
  [[nodiscard]] std::string job_of(std::size_t i) const {
    if (explained_[i] || all_[i].pod == nullptr) return {};
    const std::string owner = facts_.top_owner(all_[i].match->seen);
    for (const std::string_view kind : {"Deployment/", "StatefulSet/", "DaemonSet/", "ReplicaSet/", "Node/"}) {
      if (owner.starts_with(kind)) return {};
    }
    return owner.empty() ? owner : all_[i].pod->ns.str() + "/" + owner;
  }

  /// Ranks of one job fall together: where one of them has a cause, the others that only ended are its consequence.
  void fold_ranks() {
    std::map<std::string, std::vector<std::size_t>> causes;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (const std::string job = job_of(i); !job.empty() && !all_[i].effect()) causes[job].push_back(i);
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const auto found = causes.find(job_of(i));
      if (!all_[i].effect() || found == causes.end()) continue;
      settle(*std::min_element(found->second.begin(), found->second.end(),
                               [&](std::size_t x, std::size_t y) { return better(x, y); }),
             i);
    }
  }

  // --- rescue

  void mark(std::size_t from, std::vector<bool>& reached) const {
    std::vector<std::size_t> todo = {from};
    while (!todo.empty()) {
      const std::size_t at = todo.back();
      todo.pop_back();
      if (reached[at]) continue;
      reached[at] = true;
      todo.insert(todo.end(), explains_[at].begin(), explains_[at].end());
      if (const auto rivals = alternatives_.find(at); rivals != alternatives_.end()) {
        todo.insert(todo.end(), rivals->second.begin(), rivals->second.end());
      }
    }
  }

  void rescue() {
    std::vector<bool> reached(all_.size(), false);
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!explained_[i]) mark(i, reached);
    }
    std::vector<std::size_t> lost;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!reached[i]) lost.push_back(i);
    }
    std::sort(lost.begin(), lost.end(), [&](std::size_t x, std::size_t y) { return better(x, y); });
    for (const std::size_t i : lost) {
      if (reached[i]) continue;
      explained_[i] = false;
      mark(i, reached);
    }
  }

  // --- merge

  [[nodiscard]] std::string key(std::size_t i) const {
    const Match& m = *all_[i].match;
    if (!(m.blamed == m.seen))
      return m.rule->id + "\n" + std::string(to_text(m.blamed.about)) + "\n" + full_name(m.blamed);
    std::string owner = facts_.top_owner(m.seen);
    if (owner.empty() && m.seen.object != nullptr) owner = m.seen.object->kind.str() + "/" + m.seen.object->name.str();
    if (owner.empty()) owner = full_name(m.seen);
    const bool container = m.seen.about == About::container;
    const std::string ns = m.seen.object != nullptr ? m.seen.object->ns.str() : "";
    return m.rule->id + "\n" + ns + "\n" + owner + "\n" + (container ? facts_.name(m.seen) : "");
  }

  [[nodiscard]] std::string full_name(const Subject& s) const {
    if (s.object != nullptr) return s.object->title();
    return std::string(to_text(s.about)) + " " + std::string(s.ns);
  }

  void collect(std::size_t from, Root& root) const {
    std::vector<std::size_t> todo = explains_[from];
    for (std::size_t k = 0; k < todo.size(); ++k) {
      const std::size_t g = todo[k];
      if (g == root.candidate || std::find(root.explained.begin(), root.explained.end(), g) != root.explained.end())
        continue;
      root.explained.push_back(g);
      todo.insert(todo.end(), explains_[g].begin(), explains_[g].end());
    }
    if (const auto rivals = alternatives_.find(from); rivals != alternatives_.end()) {
      for (const std::size_t rival : rivals->second) {
        root.alternatives.push_back(rival);
        collect(rival, root);
      }
    }
  }

  std::vector<Root> merge() {
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!explained_[i]) groups[key(i)].push_back(i);
    }
    std::vector<Root> roots;
    for (auto& [name, members] : groups) {
      std::sort(members.begin(), members.end(), [&](std::size_t x, std::size_t y) { return better(x, y); });
      Root root;
      root.candidate = members.front();
      root.merged.assign(members.begin() + 1, members.end());
      for (const std::size_t member : members) collect(member, root);
      roots.push_back(std::move(root));
    }
    return roots;
  }

  const std::vector<Candidate>& all_;
  const Facts& facts_;
  Reach reach_;
  std::map<Subject, std::vector<std::size_t>> at_;
  std::vector<std::vector<std::size_t>> explains_;
  std::map<std::size_t, std::vector<std::size_t>> alternatives_;
  std::vector<bool> explained_;
};

}  // namespace

std::vector<Root> choose_roots(const std::vector<Candidate>& candidates, const Facts& facts) {
  return Chooser(candidates, facts).choose();
}

}  // namespace aidiag
