// SPDX-License-Identifier: Apache-2.0
#include "model/selector.hpp"

#include <algorithm>
#include <optional>

namespace aidiag {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Splits at commas outside of parentheses.
std::vector<std::string_view> terms(std::string_view text) {
  std::vector<std::string_view> out;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')') --depth;
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      out.push_back(trimmed(text.substr(start, i - start)));
      start = i + 1;
    }
  }
  return out;
}

std::vector<std::string> values_of(std::string_view list) {
  std::vector<std::string> out;
  for (const std::string_view value : terms(list)) out.emplace_back(value);
  return out;
}

bool is_key(std::string_view key) { return !key.empty() && key.find_first_of(" \t()=!<>,") == std::string_view::npos; }

/// "key in (a,b)" or "key notin (a,b)".
std::optional<Requirement> set_term(std::string_view term) {
  const auto open = term.find('(');
  if (open == std::string_view::npos || term.back() != ')') return std::nullopt;
  const std::string_view head = trimmed(term.substr(0, open));
  const auto space = head.find_last_of(" \t");
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view word = head.substr(space + 1);
  if (word != "in" && word != "notin") return std::nullopt;
  return Requirement{std::string(trimmed(head.substr(0, space))),
                     word == "in" ? Requirement::Op::in : Requirement::Op::not_in,
                     values_of(term.substr(open + 1, term.size() - open - 2))};
}

std::optional<Requirement> parse_term(std::string_view term) {
  if (term.empty()) return std::nullopt;
  if (auto set = set_term(term)) return is_key(set->key) ? set : std::nullopt;
  if (const auto at = term.find("!="); at != std::string_view::npos && at > 0) {
    return Requirement{
        std::string(trimmed(term.substr(0, at))), Requirement::Op::not_in, {std::string(trimmed(term.substr(at + 2)))}};
  }
  if (const auto at = term.find('='); at != std::string_view::npos) {
    const std::size_t after = term.substr(at, 2) == "==" ? at + 2 : at + 1;
    return Requirement{
        std::string(trimmed(term.substr(0, at))), Requirement::Op::in, {std::string(trimmed(term.substr(after)))}};
  }
  if (term.front() == '!') return Requirement{std::string(trimmed(term.substr(1))), Requirement::Op::not_exists, {}};
  return Requirement{std::string(term), Requirement::Op::exists, {}};
}

bool holds(const Requirement& r, const std::optional<std::string_view>& value) {
  const bool listed = value && std::find(r.values.begin(), r.values.end(), *value) != r.values.end();
  switch (r.op) {
    case Requirement::Op::in:
      return listed;
    case Requirement::Op::not_in:
      return !listed;
    case Requirement::Op::exists:
      return value.has_value();
    case Requirement::Op::not_exists:
      return !value.has_value();
  }
  return false;
}

Requirement::Op op_of(std::string_view word) {
  if (word == "In") return Requirement::Op::in;
  if (word == "NotIn") return Requirement::Op::not_in;
  if (word == "DoesNotExist") return Requirement::Op::not_exists;
  return Requirement::Op::exists;
}

}  // namespace

Result<Selector> Selector::parse(std::string_view text) {
  Selector out;
  if (trimmed(text).empty()) return out;
  for (const std::string_view term : terms(text)) {
    const auto requirement = parse_term(term);
    if (!requirement || !is_key(requirement->key)) {
      return Error{ErrorKind::usage, "the label selector \"" + std::string(text) + "\" cannot be read",
                   "Write it as kubectl does, such as -l app=llm,tier!=dev."};
    }
    out.requirements_.push_back(*requirement);
  }
  return out;
}

Selector Selector::of_map(Json map) {
  Selector out;
  for (const auto& [key, value] : map.fields()) {
    out.requirements_.push_back({std::string(key), Requirement::Op::in, {std::string(value.text())}});
  }
  return out;
}

Selector Selector::of_object(Json label_selector) {
  Selector out = of_map(label_selector["matchLabels"]);
  for (const Json& expression : label_selector["matchExpressions"].items()) {
    Requirement r{std::string(expression["key"].text()), op_of(expression["operator"].text()), {}};
    for (const Json& value : expression["values"].items()) r.values.emplace_back(value.text());
    out.requirements_.push_back(std::move(r));
  }
  return out;
}

bool Selector::matches(const Labels& labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& r) {
    const auto found = std::find_if(labels.begin(), labels.end(), [&](const auto& l) { return l.first == r.key; });
    return holds(r, found == labels.end() ? std::nullopt : std::optional(found->second.view()));
  });
}

std::string Selector::text() const {
  std::string out;
  for (const Requirement& r : requirements_) {
    if (!out.empty()) out += ',';
    std::string values;
    for (const std::string& value : r.values) values += (values.empty() ? "" : ",") + value;
    switch (r.op) {
      case Requirement::Op::in:
        out += r.values.size() == 1 ? r.key + "=" + values : r.key + " in (" + values + ")";
        break;
      case Requirement::Op::not_in:
        out += r.values.size() == 1 ? r.key + "!=" + values : r.key + " notin (" + values + ")";
        break;
      case Requirement::Op::exists:
        out += r.key;
        break;
      case Requirement::Op::not_exists:
        out += "!" + r.key;
        break;
    }
  }
  return out;
}

bool matches_json(const Selector& selector, Json labels) {
  return std::all_of(selector.requirements().begin(), selector.requirements().end(), [&](const Requirement& r) {
    const Json value = labels[r.key];
    return holds(r, value.is_string() ? std::optional(value.text()) : std::nullopt);
  });
}

}  // namespace aidiag
