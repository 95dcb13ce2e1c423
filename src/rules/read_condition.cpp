// SPDX-License-Identifier: Apache-2.0
#include "rules/read_condition.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/nearest.hpp"
#include "rules/links.hpp"
#include "rules/literal.hpp"

namespace aidiag {
namespace {

class ConditionReader {
 public:
  ConditionReader(About about, Reader& reader) : about_(about), reader_(reader), compare_(about, reader) {}

  Condition list(const Tree& tree, Condition::Kind kind) {
    Condition result;
    result.kind = kind;
    result.line = tree.line;
    if (!tree.is_list() || tree.children.empty()) {
      add(tree.line, "here stands a list of at least one test, each beginning with `- `");
      return result;
    }
    for (const Tree& item : tree.children) {
      if (auto test = item_of(item)) result.children.push_back(std::move(*test));
    }
    return result;
  }

 private:
  void add(int line, std::string_view sentence) { reader_.problems.add(line, sentence); }

  std::optional<Condition> item_of(const Tree& item) {
    if (item.is_list()) return list(item, Condition::Kind::all);
    if (!item.is_map() || item.children.size() != 1) {
      add(item.line, "a test has one name and what it is compared with, as in `- pod.age: {above: 10m}`");
      return std::nullopt;
    }
    const Tree& test = item.children.front();
    if (test.key == "any") return list(test, Condition::Kind::any);
    if (test.key == "none") return list(test, Condition::Kind::none);
    if (auto record = record_test(test)) return record;
    return fact_test(test);
  }

  // --- facts

  std::optional<Condition> fact_test(const Tree& test) {
    const FactLine* line = find_fact(test.key);
    if (line == nullptr) {
      add(test.line, fmt::format("there is no fact `{}`{}", test.key, did_you_mean(nearest_fact(test.key))));
      return std::nullopt;
    }
    if (!visible(line->about, test)) return std::nullopt;
    Condition result;
    result.kind = Condition::Kind::fact;
    result.line = test.line;
    result.fact = test.key;
    result.comparisons = compare_.read(test, {std::string(test.key), line->type});
    return result;
  }

  bool visible(About about, const Tree& test) {
    if (has_one(about_, about)) return true;
    add(test.line, fmt::format("`{}` cannot be seen from a {}, which does not have exactly one {}", test.key,
                               to_text(about_), to_text(about)));
    return false;
  }

  // --- records

  static std::optional<RecordKind> kind_of(std::string_view word) {
    for (const RecordKind kind : {RecordKind::event, RecordKind::condition, RecordKind::probe, RecordKind::log}) {
      if (to_text(kind) == word) return kind;
    }
    return std::nullopt;
  }

  std::optional<Condition> record_test(const Tree& test) {
    const std::size_t dot = test.key.rfind('.');
    const auto kind = kind_of(dot == std::string_view::npos ? test.key : test.key.substr(dot + 1));
    if (!kind || find_fact(test.key) != nullptr) return std::nullopt;
    Condition result;
    result.kind = Condition::Kind::record;
    result.line = test.line;
    result.record = *kind;
    if (dot != std::string_view::npos) {
      const auto linked = parse_about(test.key.substr(0, dot));
      if (!linked) return std::nullopt;
      if (!visible(*linked, test)) return result;
      if (*linked != about_) result.linked = *linked;
    }
    const std::size_t problems_before = reader_.problems.count();
    if (test.is_map()) {
      read_fields(test, result);
    } else if (test.is_scalar() && !test.null) {
      result.fields[std::string(main_field(*kind))].push_back(
          compare_.pattern_test(&test, nullptr, compared(*kind, main_field(*kind))));
    } else {
      add(test.line, fmt::format("`{}` takes a pattern or a map of fields", test.key));
    }
    if (result.fields.empty() && reader_.problems.count() == problems_before) {
      add(test.line, fmt::format("`{}` tests no field", test.key));
    }
    return result;
  }

  Compared compared(RecordKind kind, std::string_view field) const {
    const bool is_main = field == main_field(kind);
    const RecordField* line = find_field(kind, field);
    return {fmt::format("{}.{}", to_text(kind), field), line != nullptr ? line->type : Type::text,
            kind == RecordKind::log && is_main, is_main || field == "message"};
  }

  void read_fields(const Tree& test, Condition& result) {
    const RecordKind kind = result.record;
    if (kind == RecordKind::log) read_log_keys(test, result);
    for (const Tree& field : test.children) {
      if (kind == RecordKind::log && is_log_key(field.key)) continue;
      if (find_field(kind, field.key) == nullptr) {
        add(field.line, fmt::format("`{}` is no field of {}{}", field.key, to_text(kind),
                                    did_you_mean(nearest(field.key, field_names(kind)))));
        continue;
      }
      const Compared what = compared(kind, field.key);
      auto& tests = result.fields[std::string(field.key)];
      if (what.searched && !field.is_map() && reference_in(field).empty()) {
        tests.push_back(compare_.pattern_test(&field, nullptr, what));
      } else {
        for (Comparison& c : compare_.read(field, what)) tests.push_back(std::move(c));
      }
    }
  }

  static bool is_log_key(std::string_view key) {
    return key == "matches" || key == "but_not" || key == "unless_later" || key == "even_if";
  }

  void read_log_keys(const Tree& test, Condition& result) {
    const Compared text = compared(RecordKind::log, main_field(RecordKind::log));
    const Tree* matches = test.find("matches");
    const Tree* but_not = test.find("but_not");
    if (matches != nullptr) {
      result.fields[std::string(main_field(RecordKind::log))].push_back(compare_.pattern_test(matches, but_not, text));
    } else if (but_not != nullptr) {
      add(but_not->line, "a log test with `but_not` also needs `matches`");
    }
    if (const Tree* later = test.find("unless_later")) {
      Compared apart = text;  // asked only of what comes later, and a log with a hit of it tells nothing by that
      apart.in_set = false;
      result.unless_later = compare_.pattern(*later, apart);
    }
    if (const Tree* even_if = test.find("even_if")) {
      result.even_if_ready = even_if->text == "ready";
      if (!result.even_if_ready) add(even_if->line, "`even_if` takes the word ready, nothing else");
    }
  }

  static std::vector<std::string_view> field_names(RecordKind kind) {
    std::vector<std::string_view> names;
    for (const RecordField& field : record_fields()) {
      if (field.kind == kind) names.push_back(field.name);
    }
    if (kind == RecordKind::log) names.insert(names.end(), {"matches", "but_not", "unless_later", "even_if"});
    return names;
  }

  About about_;
  Reader& reader_;
  ComparisonReader compare_;
};

}  // namespace

Condition read_when(const Tree& list, About about, Reader& reader) {
  return ConditionReader(about, reader).list(list, Condition::Kind::all);
}

}  // namespace aidiag
