// SPDX-License-Identifier: Apache-2.0
// The examples of rules, run. Always the same questions: does every firing world yield the rule as a root and every
// silent one not, with all rules loaded; is every condition pinned, so that dropping it changes an example; does
// blindness add nothing; does the healthy baseline yield nothing.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "aidiag/world.hpp"
#include "diagnosis/findings.hpp"
#include "diagnosis/root.hpp"
#include "rules/tree.hpp"
#include "worlds/build.hpp"
#include "worlds/templates.hpp"

namespace aidiag {
namespace {

/// One example of a rule, with the line it begins at.
struct Example {
  const Tree* tree;
  bool fires;
  std::string name;
};

/// The kinds whose absence is tried in every world.
const std::vector<Unreadable>& blindnesses() {
  static const std::vector<Unreadable> all = {
      {"Node", ""},         {"Event", ""},      {"Log", ""},       {"EndpointSlice", ""}, {"PersistentVolumeClaim", ""},
      {"StorageClass", ""}, {"ReplicaSet", ""}, {"Deployment", ""}};
  return all;
}

using Found = std::set<std::pair<std::string, std::string>>;  // rule id and subject

Found found_by(const RuleSet& rules, const Snapshot& snapshot) {
  const Facts facts(snapshot, rules.sheets(), rules.patterns(), &rules.tables().polarity);
  Found found;
  for (const Match& m : match(rules, facts).all) {
    found.emplace(m.rule->id, m.seen.object != nullptr ? m.seen.object->title() : std::string(m.seen.ns));
  }
  return found;
}

class RuleCheck {
 public:
  RuleCheck(const RuleSet& rules, const Rule& rule, const RuleFile& file, const Tree& root, WorldCheck& out)
      : rules_(rules), rule_(rule), file_(file), root_(root), out_(out) {}

  void run() {
    ++out_.rules;
    read_examples();
    for (const Example& example : examples_) check(example);
    if (!broken_) check_pins();
  }

 private:
  void error(int line, const std::string& sentence) {
    out_.errors.push_back(fmt::format("{}:{}: {}", file_.path, line, sentence));
  }
  void remark(int line, const std::string& sentence) {
    (file_.users_own ? out_.warnings : out_.errors).push_back(fmt::format("{}:{}: {}", file_.path, line, sentence));
  }

  void read_examples() {
    for (const bool fires : {true, false}) {
      const Tree* list = root_.find(fires ? "fires" : "silent");
      if (list == nullptr || list->children.empty()) {
        remark(root_.line, fmt::format("the rule has no {} world", fires ? "firing" : "silent"));
        continue;
      }
      for (const Tree& world : list->children) {
        const Tree* name = world.find("name");
        if (name == nullptr) error(world.line, "a world needs a name");
        examples_.push_back({&world, fires, name != nullptr ? std::string(name->text) : "?"});
      }
    }
  }

  std::unique_ptr<const Snapshot> build(const Example& example, const std::vector<Unreadable>& blind = {}) {
    auto built = build_world(*example.tree, rule_.seen.front().about, blind);
    if (auto* snapshot = std::get_if<std::unique_ptr<const Snapshot>>(&built)) return std::move(*snapshot);
    out_.errors.push_back(fmt::format("{}:{}", file_.path, std::get<std::string>(built)));
    broken_ = true;
    return nullptr;
  }

  void check(const Example& example) {
    ++out_.worlds;
    const auto snapshot = build(example);
    if (snapshot == nullptr) return;
    const Facts facts(*snapshot, rules_.sheets(), rules_.patterns(), &rules_.tables().polarity);
    const Matches matches = match(rules_, facts);
    const auto candidates = candidates_of(matches, facts);
    const auto roots = choose_roots(candidates, facts);
    const Root* mine = nullptr;
    for (const Root& root : roots) {
      if (candidates[root.candidate].rule().id == rule_.id) mine = mine == nullptr ? &root : mine;
    }
    const bool matched =
        std::any_of(matches.all.begin(), matches.all.end(), [&](const Match& m) { return m.rule->id == rule_.id; });
    const bool holds = rule_.role == Role::effect ? matched : mine != nullptr;
    if (example.fires && !holds)
      error(example.tree->line,
            fmt::format("\"{}\" does not fire{}", example.name, instead(roots, candidates, matched)));
    if (!example.fires && holds) error(example.tree->line, fmt::format("\"{}\" is not silent", example.name));
    if (example.fires && mine != nullptr) expectations(example, *mine, candidates, matches, facts);
    check_blindness(example);
  }

  static std::string instead(const std::vector<Root>& roots, const std::vector<Candidate>& candidates, bool matched) {
    std::string ids;
    for (const Root& root : roots) ids += (ids.empty() ? "" : ", ") + candidates[root.candidate].rule().id;
    return fmt::format("{}; roots: {}", matched ? " as a root, though it matches" : "", ids.empty() ? "none" : ids);
  }

  void expectations(const Example& example, const Root& root, const std::vector<Candidate>& candidates,
                    const Matches& matches, const Facts& facts) {
    const Finding finding = finding_of(root, candidates, matches.undecided, facts, {});
    if (const Tree* title = example.tree->find("title"); title != nullptr && finding.title != title->text) {
      error(title->line, fmt::format("the title is \"{}\"", finding.title));
    }
    if (const Tree* finds = example.tree->find("finds")) {
      for (const Tree& subject : finds->children) {
        if (finding.subject.kind + "/" + finding.subject.name != subject.text) {
          error(subject.line, fmt::format("the finding stands on {}/{}", finding.subject.kind, finding.subject.name));
        }
      }
    }
    if (const Tree* explains = example.tree->find("explains")) {
      for (const Tree& id : explains->children) {
        const bool there = std::any_of(finding.explains.begin(), finding.explains.end(),
                                       [&](const Explained& e) { return e.rule == id.text; });
        if (!there) error(id.line, fmt::format("it does not explain {}", id.text));
      }
    }
  }

  void check_blindness(const Example& example) {
    const auto sighted = build(example);
    if (sighted == nullptr) return;
    const Found with = found_by(rules_, *sighted);
    for (const Unreadable& blind : blindnesses()) {
      const auto snapshot = build(example, {blind});
      if (snapshot == nullptr) return;
      for (const auto& [id, subject] : found_by(rules_, *snapshot)) {
        if (!with.contains({id, subject})) {
          error(example.tree->line,
                fmt::format("\"{}\": without sight of {} {} is found on {}, which is not there with it", example.name,
                            blind.kind, id, subject));
        }
      }
    }
  }

  // --- pins

  /// What a rule says of each example, alone: verdict, certainty and title of its sightings, without a title where it
  /// cannot be filled. A test may be there only for the name that the title takes from it, or to choose the title.
  using Outcome = std::set<std::tuple<Verdict, Confidence, std::optional<std::string>>>;

  std::vector<Outcome> outcome(const Rule& rule, const std::vector<std::unique_ptr<const Snapshot>>& worlds) const {
    std::vector<Outcome> out;
    for (const auto& world : worlds) {
      const Facts facts(*world, rules_.sheets(), rules_.patterns(), &rules_.tables().polarity);
      Outcome& said = out.emplace_back();
      for (const Match& match : match_rule(rules_, rule, facts).all) said.insert(said_by(rule, match, facts));
    }
    return out;
  }

  static Outcome::value_type said_by(const Rule& rule, const Match& match, const Facts& facts) {
    const Sighting& sighting = rule.seen[match.sighting];
    return {sighting.verdict.value_or(rule.verdict), sighting.confidence,
            fill_text(sighting.title.value_or(rule.title), match, facts)};
  }

  void check_pins() {
    std::vector<std::unique_ptr<const Snapshot>> worlds;
    for (const Example& example : examples_) worlds.push_back(build(example));
    const auto as_it_is = outcome(rule_, worlds);
    for (std::size_t s = 0; s < rule_.seen.size(); ++s) {
      Rule changed = rule_;
      drop_each(changed.seen[s].when, [&](int line) {
        if (outcome(changed, worlds) == as_it_is)
          remark(line, "no example needs this condition: without it all of them come out the same");
      });
    }
  }

  /// Calls `tried` once for every condition below `parent`, with that condition taken out.
  template <class Tried>
  static void drop_each(Condition& parent, const Tried& tried) {
    for (std::size_t i = 0; i < parent.children.size(); ++i) {
      Condition kept = parent.children[i];
      parent.children.erase(parent.children.begin() + static_cast<std::ptrdiff_t>(i));
      const bool empty_any = parent.children.empty() && parent.kind != Condition::Kind::all;
      if (!empty_any) tried(kept.line);
      parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(i), std::move(kept));
      drop_each(parent.children[i], tried);
    }
  }

  const RuleSet& rules_;
  const Rule& rule_;
  const RuleFile& file_;
  const Tree& root_;
  WorldCheck& out_;
  std::vector<Example> examples_;
  bool broken_ = false;
};

void check_baseline(const RuleSet& rules, WorldCheck& out) {
  static constexpr std::string_view healthy[] = {"{}",
                                                 "{pod: {is: ready}}",
                                                 "{pod: {is: finished, owner: Job/train}}",
                                                 "{pod: {is: restarted, ended: -3h, status: {containerStatuses: "
                                                 "[{name: main, state: {running: {startedAt: -3h}}}]}}}",
                                                 "{pod: {is: terminating, owner: none}}",
                                                 "{node: {is: cordoned}}",
                                                 "{service: {}}",
                                                 "{claim: {is: bound}, pod: {claims: [data]}}",
                                                 "{autoscaler: {}}",
                                                 "{node: {accelerators: 8}, pod: {accelerators: 8}}"};
  for (const std::string_view text : healthy) {
    auto parsed = parse_yaml("healthy baseline", text);
    const auto* file = std::get_if<TreeFile>(&parsed);
    if (file == nullptr) continue;
    auto built = build_world(file->root, About::container);
    const auto* snapshot = std::get_if<std::unique_ptr<const Snapshot>>(&built);
    if (snapshot == nullptr) {
      out.errors.push_back(fmt::format("healthy baseline {}: {}", text, std::get<std::string>(built)));
      continue;
    }
    for (const auto& [id, subject] : found_by(rules, **snapshot)) {
      out.errors.push_back(fmt::format("{}: found on {} in a healthy world {}", id, subject, text));
    }
  }
}

}  // namespace

WorldCheck check_worlds(const std::vector<RuleFile>& files, const std::vector<std::string>& only) {
  WorldCheck out;
  auto loaded = RuleSet::load(files);
  if (auto* mistakes = std::get_if<std::vector<std::string>>(&loaded)) {
    out.errors = std::move(*mistakes);
    return out;
  }
  RuleSet& rules = std::get<RuleSet>(loaded);
  rules.patterns().compile();
  if (only.empty()) check_baseline(rules, out);
  for (const RuleFile& file : files) {
    const bool wanted = only.empty() || std::find(only.begin(), only.end(), file.path) != only.end();
    const auto rule =
        std::find_if(rules.rules().begin(), rules.rules().end(), [&](const Rule& r) { return r.file == file.path; });
    if (!wanted || rule == rules.rules().end()) continue;
    auto parsed = parse_yaml(file.path, file.text);
    if (const auto* tree = std::get_if<TreeFile>(&parsed)) RuleCheck(rules, *rule, file, tree->root, out).run();
  }
  return out;
}

}  // namespace aidiag
