// SPDX-License-Identifier: Apache-2.0
#include "rules/read_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "model/nearest.hpp"
#include "rules/command.hpp"
#include "rules/links.hpp"
#include "rules/names.hpp"
#include "rules/template.hpp"

namespace aidiag {
namespace {

constexpr std::array<std::string_view, 23> rule_keys = {
    "id",    "severity", "verdict",  "role",     "title",    "about", "blames", "confidence",
    "stage", "when",     "seen",     "evidence", "deadline", "why",   "check",  "inside",
    "hold",  "fix",      "explains", "see",      "covers",   "fires", "silent"};
constexpr std::array<std::string_view, 7> sighting_keys = {"about", "blames", "confidence", "verdict",
                                                           "stage", "title",  "when"};
constexpr std::array<std::string_view, 2> check_keys = {"say", "run"};
constexpr std::array<std::string_view, 2> fix_keys = {"say", "change"};

constexpr std::array severities = {Severity::error, Severity::warning, Severity::advice};
constexpr std::array verdicts = {Verdict::blocked, Verdict::degraded, Verdict::waiting};
constexpr std::array confidences = {Confidence::certain, Confidence::likely, Confidence::possible};
constexpr std::array roles = {Role::cause, Role::effect};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return text;
}

class RuleReader {
 public:
  RuleReader(const TreeFile& file, const Tables& tables, Reader& reader)
      : file_(file), tables_(tables), reader_(reader) {}

  Rule read() {
    rule_.file = file_.path;
    rule_.users_own = file_.users_own;
    const Tree& root = file_.root;
    if (!root.is_map()) {
      add(root.line, "a rule is a map that begins with `id:`");
      return std::move(rule_);
    }
    only_keys(root, rule_keys, "a rule", reader_.problems);
    id(root);
    word(root, "severity", severities, rule_.severity, true);
    word(root, "verdict", verdicts, rule_.verdict, true);
    word(root, "role", roles, rule_.role, false);
    rule_.title = text(root, "title");
    rule_.why = text(root, "why");
    sightings(root);
    lists(root);
    steps(root);
    return std::move(rule_);
  }

 private:
  void add(int line, std::string_view sentence) { reader_.problems.add(line, sentence); }

  void id(const Tree& root) {
    const Tree* id = root.find("id");
    if (id == nullptr || !id->is_scalar()) return add(root.line, "the rule has no `id`");
    rule_.id = id->text;
    const std::string_view expected = id_of_path(file_.path);
    const bool fits = expected.find('/') == std::string_view::npos ? rule_.id.ends_with(fmt::format("/{}", expected))
                                                                   : rule_.id == expected;
    if (!fits) {
      add(id->line, fmt::format("the id `{}` does not fit the file's path, which says `{}`", rule_.id, expected));
    }
    category(rule_.category(), id->line);
  }

  void category(std::string_view name, int line) {
    if (tables_.stages.empty() || tables_.stages.find(name) != tables_.stages.end()) return;
    std::vector<std::string_view> known;
    for (const auto& [category, stages] : tables_.stages) known.push_back(category);
    add(line, fmt::format("there is no category `{}`{}", name, did_you_mean(nearest(name, known))));
  }

  template <class T, std::size_t N>
  void word(const Tree& map, std::string_view key, const std::array<T, N>& values, T& into, bool needed) {
    const Tree* tree = map.find(key);
    if (tree == nullptr) {
      if (needed) add(map.line, fmt::format("the rule has no `{}`", key));
      return;
    }
    std::vector<std::string_view> words;
    for (const T value : values) {
      words.push_back(to_text(value));
      if (tree->is_scalar() && tree->text == words.back()) {
        into = value;
        return;
      }
    }
    add(tree->line, fmt::format("`{}` is one of {}, not `{}`", key, fmt::join(words, ", "), tree->text));
  }

  Template text(const Tree& map, std::string_view key) {
    const Tree* tree = map.find(key);
    if (tree == nullptr || !tree->is_scalar() || trimmed(tree->text).empty()) {
      add(tree == nullptr ? map.line : tree->line, fmt::format("`{}` is missing; it is a text", key));
      return {};
    }
    return parse_template(trimmed(tree->text));
  }

  // --- sightings

  void sightings(const Tree& root) {
    const Tree* seen = root.find("seen");
    const Tree* when = root.find("when");
    if (seen == nullptr && when == nullptr) return add(root.line, "the rule has neither `when` nor `seen`");
    Sighting shared;
    sighting_words(root, shared);
    if (seen == nullptr) {
      rule_.seen.push_back(sighting(root, shared));
      return;
    }
    for (const std::string_view key : {"about", "blames", "when"}) {
      if (const Tree* tree = root.find(key)) {
        add(tree->line, fmt::format("`{}` stands beside `seen`; write it into the sightings", key));
      }
    }
    if (!seen->is_list() || seen->children.empty()) return add(seen->line, "`seen` is a list of sightings");
    for (const Tree& item : seen->children) one_of_many(item, shared);
  }

  void one_of_many(const Tree& item, const Sighting& shared) {
    if (!item.is_map()) return add(item.line, "a sighting is a map with `about` and `when`");
    only_keys(item, sighting_keys, "a sighting", reader_.problems);
    Sighting result = shared;
    sighting_words(item, result);
    if (const Tree* verdict = item.find("verdict")) {
      Verdict value = rule_.verdict;
      word(item, "verdict", verdicts, value, false);
      if (verdict->is_scalar()) result.verdict = value;
    }
    if (item.find("title") != nullptr) result.title = text(item, "title");
    rule_.seen.push_back(sighting(item, result));
  }

  void sighting_words(const Tree& map, Sighting& into) {
    word(map, "confidence", confidences, into.confidence, false);
    if (const Tree* stages = map.find("stage")) into.stages = read_stages(*stages, reader_.problems);
  }

  Sighting sighting(const Tree& map, Sighting result) {
    result.line = map.line;
    const auto about = subject(map, "about");
    if (!about) {
      if (map.find("about") == nullptr)
        add(map.line, "`about` is missing: say what the rule is about, such as container");
      return result;
    }
    result.about = *about;
    result.line = map.find("about")->line;
    result.blames = subject(map, "blames");
    if (result.blames && !has_one(result.about, *result.blames)) {
      add(map.find("blames")->line,
          fmt::format("a {} does not have exactly one {} to blame", to_text(result.about), to_text(*result.blames)));
    }
    const Tree* when = map.find("when");
    if (when == nullptr) {
      add(map.line, "`when` is missing");
    } else {
      result.when = read_when(*when, result.about, reader_);
    }
    return result;
  }

  std::optional<About> subject(const Tree& map, std::string_view key) {
    const Tree* tree = map.find(key);
    if (tree == nullptr) return std::nullopt;
    const auto about = parse_about(tree->text);
    if (!about)
      add(tree->line, fmt::format("`{}` is no subject: {} names a container, pod, node, workload, service, "
                                  "claim, volume, autoscaler, budget, namespace or cluster",
                                  tree->text, key));
    return about;
  }

  // --- lists

  void lists(const Tree& root) {
    rule_.explains = texts(root, "explains");
    rule_.see = texts(root, "see");
    covers(root);
    evidence(root);
    deadline(root);
    for (const std::string& text : texts(root, "hold")) rule_.hold.push_back(parse_template(trimmed(text)));
    if (const Tree* see = root.find("see")) {
      for (const std::string& link : rule_.see) {
        if (!link.starts_with("https://")) add(see->line, fmt::format("`{}` is no https:// link", link));
      }
    }
    if (const Tree* explains = root.find("explains")) explained(*explains);
    for (const std::string_view key : {"fires", "silent"}) {
      const Tree* worlds = root.find(key);
      if (worlds != nullptr && !worlds->is_list()) add(worlds->line, fmt::format("`{}` is a list of worlds", key));
    }
  }

  /// A user's own rule may count by a catalogue of its own.
  void covers(const Tree& root) {
    rule_.covers = texts(root, "covers");
    const Tree* tree = root.find("covers");
    if (tree == nullptr || file_.users_own || tables_.signatures.empty()) return;
    for (const Tree& item : tree->children) {
      const auto found = tables_.signatures.find(item.text);
      if (found == tables_.signatures.end()) {
        add(item.line, fmt::format("there is no signature `{}` in tables/signatures.yaml", item.text));
      } else if (!found->second.refused.empty()) {
        add(item.line, fmt::format("NOT-COVERED.md says that nothing covers {}", item.text));
      }
    }
  }

  void explained(const Tree& tree) {
    for (const std::string& pattern : rule_.explains) {
      const std::string_view category_part = std::string_view(pattern).substr(0, pattern.find('/'));
      if (category_part.size() == pattern.size()) {
        add(tree.line, fmt::format("`{}` is no id; write category/cause, with * as a wildcard", pattern));
      } else if (category_part.find('*') == std::string_view::npos) {
        category(category_part, tree.line);
      }
    }
  }

  void evidence(const Tree& root) {
    rule_.evidence = texts(root, "evidence");
    for (const std::string& name : rule_.evidence) seen_fact(name, root.find("evidence")->line);
  }

  const FactLine* seen_fact(std::string_view name, int line) {
    const FactLine* fact = find_fact(name);
    if (fact == nullptr) {
      add(line, fmt::format("there is no fact `{}`{}", name, did_you_mean(nearest_fact(name))));
      return nullptr;
    }
    const bool visible = std::any_of(rule_.seen.begin(), rule_.seen.end(),
                                     [&](const Sighting& s) { return has_one(s.about, fact->about); });
    if (!visible) {
      add(line, fmt::format("`{}` cannot be seen from any sighting of this rule, since none has exactly one {}", name,
                            to_text(fact->about)));
    }
    return fact;
  }

  void deadline(const Tree& root) {
    const Tree* tree = root.find("deadline");
    if (tree == nullptr) return;
    rule_.deadline = tree->text;
    const FactLine* fact = seen_fact(tree->text, tree->line);
    if (fact != nullptr && fact->type != Type::time) {
      add(tree->line,
          fmt::format("`deadline` names a fact of type time; `{}` is a {}", tree->text, to_text(fact->type)));
    }
    const bool waits = rule_.verdict == Verdict::waiting ||
                       std::any_of(rule_.seen.begin(), rule_.seen.end(),
                                   [](const Sighting& s) { return s.verdict == Verdict::waiting; });
    if (!waits) add(tree->line, "only what is waiting has a `deadline`");
  }

  std::vector<std::string> texts(const Tree& map, std::string_view key) {
    std::vector<std::string> result;
    const Tree* tree = map.find(key);
    if (tree == nullptr) return result;
    if (!tree->is_list()) {
      add(tree->line, fmt::format("`{}` is a list", key));
      return result;
    }
    for (const Tree& item : tree->children) {
      if (!item.is_scalar() || item.text.empty()) {
        add(item.line,
            fmt::format("`{}` is a list of texts; quote one that holds a colon or begins with a brace", key));
      } else {
        result.emplace_back(item.text);
      }
    }
    return result;
  }

  // --- steps

  void steps(const Tree& root) {
    rule_.check = step_list(root, "check", check_keys);
    rule_.inside = step_list(root, "inside", check_keys);
    rule_.fix = step_list(root, "fix", fix_keys);
    if (root.find("check") == nullptr)
      add(root.line, "the rule has no `check`: say how a reader can see it for himself");
  }

  std::vector<Step> step_list(const Tree& root, std::string_view key, const std::array<std::string_view, 2>& keys) {
    std::vector<Step> result;
    const Tree* tree = root.find(key);
    if (tree == nullptr) return result;
    if (!tree->is_list() || tree->children.empty()) {
      add(tree->line, fmt::format("`{}` is a list of steps", key));
      return result;
    }
    for (const Tree& item : tree->children) {
      if (!item.is_map()) {
        add(item.line, fmt::format("a step of `{}` is a map with `say` and `{}`", key, keys[1]));
        continue;
      }
      only_keys(item, keys, fmt::format("a step of `{}`", key), reader_.problems);
      result.push_back(step(item, key, keys[1]));
    }
    return result;
  }

  Step step(const Tree& item, std::string_view list, std::string_view command_key) {
    Step result;
    result.say = text(item, "say");
    const Tree* command = item.find(command_key);
    if (command == nullptr) {
      if (list != "fix") add(item.line, "`run` is missing; it is a reading command");
      return result;
    }
    result.run = text(item, command_key);
    if (reader_.trusted) return result;
    const std::string problem =
        list == "fix" ? splitting_problem(result.run.text) : command_problem(result.run.text, list == "inside");
    if (!problem.empty()) add(command->line, fmt::format("`{}` {}", result.run.text, problem));
    return result;
  }

  const TreeFile& file_;
  const Tables& tables_;
  Reader& reader_;
  Rule rule_;
};

}  // namespace

Rule read_rule(const TreeFile& file, const Tables& tables, Reader& reader) {
  return RuleReader(file, tables, reader).read();
}

std::vector<std::string_view> all_keys() {
  std::vector<std::string_view> keys(rule_keys.begin(), rule_keys.end());
  keys.insert(keys.end(), sighting_keys.begin(), sighting_keys.end());
  keys.insert(keys.end(), check_keys.begin(), check_keys.end());
  keys.insert(keys.end(), fix_keys.begin(), fix_keys.end());
  keys.insert(keys.end(), {"any", "none", "not", "above", "below", "at_least", "at_most", "contains", "exists",
                           "matches", "but_not", "unless_later", "even_if"});
  return keys;
}

std::string_view id_of_path(std::string_view path) {
  if (const std::size_t dot = path.rfind(".y"); dot != std::string_view::npos) path = path.substr(0, dot);
  const std::size_t last = path.rfind('/');
  if (last == std::string_view::npos || last == 0) return path;
  const std::size_t before = path.rfind('/', last - 1);
  return before == std::string_view::npos ? path : path.substr(before + 1);
}

std::vector<Stage> read_stages(const Tree& list, Problems& problems) {
  std::vector<Stage> result;
  if (!list.is_list() || list.children.empty()) {
    problems.add(list.line, fmt::format("a list of stages is wanted, such as [run, ready]"));
    return result;
  }
  for (const Tree& item : list.children) {
    if (const auto stage = parse_stage(item.text)) {
      result.push_back(*stage);
    } else {
      problems.add(item.line, fmt::format("there is no stage `{}`", item.text));
    }
  }
  return result;
}

}  // namespace aidiag
