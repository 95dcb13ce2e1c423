// SPDX-License-Identifier: Apache-2.0
// Rules: which facts together mean what. The language is closed (docs/rules.md): a rule compares facts and speaks; it
// never navigates an object, joins two objects or does arithmetic. A mistake in a rule is found when it is loaded and
// is named with `file:line:`. The shipped rules pass the same loader at build time.
//
// Not an API for others.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/fact.hpp"
#include "aidiag/patterns.hpp"
#include "aidiag/result.hpp"

namespace aidiag {

enum class Severity { error, warning, advice };
enum class Verdict { blocked, degraded, waiting };
enum class Confidence { certain, likely, possible };
enum class Role { cause, effect };
std::string_view to_text(Severity s);
std::string_view to_text(Verdict v);
std::string_view to_text(Confidence c);

/// What a fact or field is compared with: a literal of its type, or "{other.fact}" / "{group}".
struct Operand {
  Value literal;
  std::string reference;  ///< name between the braces; empty for a literal
};

/// One comparison. `patterns` of matches/but_not are ids in the RuleSet's PatternSet.
struct Comparison {
  enum class Op { equals, one_of, not_equal, above, below, at_least, at_most, contains, exists, matches };
  Op op = Op::equals;
  std::vector<Operand> operands;   ///< one; several for one_of and not_equal (none of them); a boolean for exists
  PatternId pattern = no_pattern;  ///< matches
  PatternId but_not = no_pattern;  ///< matches: the same text must not match this
};

/// A node of a rule's `when`.
struct Condition {
  enum class Kind { all, any, none, fact, record };
  Kind kind = Kind::all;
  int line = 0;
  std::vector<Condition> children;      ///< all, any, none
  std::string fact;                     ///< fact: full name
  std::vector<Comparison> comparisons;  ///< fact: all must hold

  RecordKind record = RecordKind::event;                  ///< record
  std::optional<About> linked;                            ///< `pod.event`, `node.log`: records of the linked subject
  std::map<std::string, std::vector<Comparison>> fields;  ///< record: one record meets all
  PatternId unless_later = no_pattern;                    ///< log: no later record of the run matches
  bool even_if_ready = false;                             ///< log: also settled records, and containers that serve
};

/// Text with {placeholders}: names of facts, fields of records, captured groups, or a subject's name ({pod}).
struct Template {
  std::string text;
  std::vector<std::string> placeholders;  ///< in order, each once
};

struct Step {
  Template say;
  Template run;  ///< check and inside: a command; fix: the command of `change:`; may be empty for fix
};

struct Sighting {
  About about = About::container;
  std::optional<About> blames;
  Confidence confidence = Confidence::certain;
  std::optional<Verdict> verdict;  ///< if it differs from the rule's
  std::optional<Template> title;   ///< likewise
  std::vector<Stage> stages;       ///< override of the category's; empty: the category's
  Condition when;
  int line = 0;
};

struct Rule {
  std::string id;  ///< "category/cause", as its path
  std::string file;
  bool users_own = false;  ///< from --rules or the config folder
  Severity severity = Severity::error;
  Verdict verdict = Verdict::blocked;
  Role role = Role::cause;
  Template title, why;
  std::vector<Sighting> seen;
  std::vector<std::string> evidence;  ///< facts shown beside what matched
  std::string deadline;               ///< waiting: a fact of type time; empty if none
  std::vector<Step> check, inside, fix;
  std::vector<Template> hold;
  std::vector<std::string> explains;  ///< ids, with * as a wildcard
  std::vector<std::string> see;
  std::vector<std::string> covers;  ///< numbers of signatures; empty if load_compiled() read the rule

  [[nodiscard]] std::string_view category() const { return std::string_view(id).substr(0, id.find('/')); }
};

/// What a failing workload shows: a line of rules/tables/signatures.yaml.
struct Signature {
  std::string cause;    ///< the id that it belongs to; a rule with it need not exist
  std::string line;     ///< what it looks like
  std::string refused;  ///< why no rule recognises it, as NOT-COVERED.md says; empty: not refused
};

/// The tables of rules/tables/, and NOT-COVERED.md.
struct Tables {
  std::map<std::string, std::vector<Stage>, std::less<>> stages;  ///< stages.yaml: category to its stages
  PolarityTable polarity;  ///< conditions.yaml: which status of conditions beyond Kubernetes' own is the bad one
  std::map<std::string, Signature, std::less<>> signatures;  ///< by number; empty if load_compiled() read the rules
};

/// One text file of rules, sheets or tables; `path` is relative to rules/ ("causes/gpu/fell-off-bus.yaml",
/// "NOT-COVERED.md").
struct RuleFile {
  std::string path;
  std::string text;
  bool users_own = false;
};

/// All rules in use with their patterns, sheets and tables. Movable.
class RuleSet {
 public:
  /// Loads YAML texts. Every mistake of every file is in the errors, each `file:line: sentence`.
  static std::variant<RuleSet, std::vector<std::string>> load(const std::vector<RuleFile>& files);
  /// Loads what `compile()` wrote; no YAML is parsed. `extra`: the user's own files on top.
  static std::variant<RuleSet, std::vector<std::string>> load_compiled(std::string_view compiled,
                                                                       const std::vector<RuleFile>& extra = {});
  /// The compact form of correct files, for the build.
  static std::variant<std::string, std::vector<std::string>> compile(const std::vector<RuleFile>& files);

  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }  ///< sorted by id
  [[nodiscard]] const Rule* find(std::string_view id) const;
  [[nodiscard]] const PatternSet& patterns() const { return patterns_; }
  [[nodiscard]] PatternSet& patterns() { return patterns_; }
  [[nodiscard]] const ServerSheets& sheets() const { return sheets_; }
  [[nodiscard]] const Tables& tables() const { return tables_; }

 private:
  friend struct RuleSetBuilder;
  std::vector<Rule> rules_;
  PatternSet patterns_;
  ServerSheets sheets_;
  Tables tables_;
};

/// Whether `id` fits a pattern of `explains` ("gpu/*", "container/*-killed").
bool id_matches(std::string_view pattern, std::string_view id);

// --- matching -------------------------------------------------------------------------------------------------------

/// What made a test true: the place and the verbatim quote.
struct Evidence {
  Place place;
  std::string quote;
  std::optional<Time> time;
  friend std::strong_ordering operator<=>(const Evidence& a, const Evidence& b);  ///< by place, then quote
};

/// One sighting that holds for one subject.
struct Match {
  const Rule* rule = nullptr;
  std::size_t sighting = 0;
  Subject seen;
  Subject blamed;                               ///< seen, or what `blames` links to
  std::map<std::string, std::string> captures;  ///< groups and record fields ("event.reason"), as text
  std::vector<Evidence> evidence;               ///< what matched first, then the rule's `evidence`
  std::optional<Time> time;                     ///< of the earliest record that matched
  std::optional<std::size_t> log_position;      ///< position in the run of the earliest log record that matched
};

/// A sighting that a gap kept open.
struct Undecided {
  const Rule* rule = nullptr;
  Subject subject;
  std::set<std::string> missing;  ///< kinds that could not be read
};

struct Matches {
  std::vector<Match> all;
  std::vector<Undecided> undecided;
};

/// Tries every sighting of every rule on every subject whose stage allows it.
Matches match(const RuleSet& rules, const Facts& facts);
/// Tries one rule alone; it need not be one of the set, but its patterns are.
Matches match_rule(const RuleSet& rules, const Rule& rule, const Facts& facts);

/// Fills a template; nullopt if a placeholder is empty. In a command the template is split into words first, every
/// filled word is shell-quoted where it needs it, and `-n NAMESPACE` and the flags of `connection` are added where they
/// belong.
std::optional<std::string> fill_text(const Template& text, const Match& match, const Facts& facts);
std::optional<std::string> fill_command(const Template& command, const Match& match, const Facts& facts,
                                        std::span<const std::string> connection);

/// Why `command` is no reading command of the closed list, or "". `inside`: the wider list of `inside:`.
std::string command_problem(std::string_view command, bool inside);

}  // namespace aidiag
