// SPDX-License-Identifier: Apache-2.0
#include "fit/node_selection.hpp"

#include <algorithm>
#include <optional>

#include "fit/numeric.hpp"

namespace aidiag {
namespace {

using Op = NodeRequirement::Op;

std::optional<std::string_view> label_of(const Object& node, std::string_view key) {
  for (const auto& [name, value] : *node.labels)
    if (name == key) return value.view();
  return std::nullopt;
}

Op op_of(std::string_view word) {
  if (word == "NotIn") return Op::not_in;
  if (word == "Exists") return Op::exists;
  if (word == "DoesNotExist") return Op::not_exists;
  if (word == "Gt") return Op::greater;
  if (word == "Lt") return Op::less;
  return Op::in;
}

NodeTerms::Term requirements_of(Json expressions, bool is_name) {
  NodeTerms::Term out;
  for (const Json& e : expressions.items()) {
    NodeRequirement r{std::string(e["key"].text()), op_of(e["operator"].text()), {}, is_name};
    for (const Json& value : e["values"].items()) r.values.emplace_back(value.text());
    out.push_back(std::move(r));
  }
  return out;
}

std::string joined(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : ", ") + value;
  return out;
}

bool all_take(const NodeTerms::Term& term, const Object& node) {
  return std::all_of(term.begin(), term.end(), [&](const NodeRequirement& r) { return r.takes(node); });
}

std::string text_of(const NodeTerms::Term& term) {
  std::string out;
  for (const NodeRequirement& r : term) out += (out.empty() ? "" : " and ") + r.text();
  return out;
}

void add_unmet(const NodeTerms::Term& term, const Object& node, std::vector<const NodeRequirement*>& out) {
  for (const NodeRequirement& r : term)
    if (!r.takes(node)) out.push_back(&r);
}

}  // namespace

bool NodeRequirement::takes(const Object& node) const {
  const std::optional<std::string_view> value = is_name ? std::optional(node.name.view()) : label_of(node, key);
  switch (op) {
    case Op::in:
      return value && std::find(values.begin(), values.end(), *value) != values.end();
    case Op::not_in:
      return !value || std::find(values.begin(), values.end(), *value) == values.end();
    case Op::exists:
      return value.has_value();
    case Op::not_exists:
      return !value;
    case Op::greater:
      return value && values.size() == 1 && is_less(values[0], *value);
    case Op::less:
      return value && values.size() == 1 && is_less(*value, values[0]);
  }
  return false;
}

std::string NodeRequirement::text() const {
  switch (op) {
    case Op::in:
      return values.size() == 1 ? key + "=" + values[0] : key + " in (" + joined(values) + ")";
    case Op::not_in:
      return values.size() == 1 ? key + "!=" + values[0] : key + " not in (" + joined(values) + ")";
    case Op::exists:
      return key;
    case Op::not_exists:
      return "!" + key;
    case Op::greater:
      return key + " > " + joined(values);
    case Op::less:
      return key + " < " + joined(values);
  }
  return key;
}

NodeTerms::NodeTerms(Json node_selector) : given_(static_cast<bool>(node_selector)) {
  for (const Json& term : node_selector["nodeSelectorTerms"].items()) {
    Term requirements = requirements_of(term["matchExpressions"], false);
    for (NodeRequirement& r : requirements_of(term["matchFields"], true)) requirements.push_back(std::move(r));
    if (!requirements.empty()) terms_.push_back(std::move(requirements));
  }
}

NodeTerms NodeTerms::of_topologies(Json topologies) {
  NodeTerms out;
  out.given_ = true;
  for (const Json& term : topologies.items())
    out.terms_.push_back(requirements_of(term["matchLabelExpressions"], false));
  return out;
}

bool NodeTerms::takes(const Object& node) const {
  return !given_ || std::any_of(terms_.begin(), terms_.end(), [&](const Term& term) { return all_take(term, node); });
}

std::string NodeTerms::text() const {
  std::string out;
  for (const Term& term : terms_) out += (out.empty() ? "" : " or ") + text_of(term);
  return out;
}

bool NodeTerms::names_others_than(const Object& node) const {
  return !terms_.empty() && std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
    return std::any_of(term.begin(), term.end(),
                       [&](const NodeRequirement& r) { return r.is_name && r.op == Op::in && !r.takes(node); });
  });
}

NodeSelection::NodeSelection(Json pod_spec)
    : terms_(pod_spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]) {
  for (const auto& [key, value] : pod_spec["nodeSelector"].fields())
    selector_.push_back({std::string(key), Op::in, {std::string(value.text())}, false});
}

bool NodeSelection::takes(const Object& node) const { return all_take(selector_, node) && terms_.takes(node); }

std::string NodeSelection::text() const {
  const std::string selector = text_of(selector_), terms = terms_.text();
  return selector + (selector.empty() || terms.empty() ? "" : " and ") + terms;
}

std::vector<const NodeRequirement*> NodeSelection::unmet(const Object& node) const {
  std::vector<const NodeRequirement*> out, nearest;
  add_unmet(selector_, node, out);
  if (terms_.takes(node)) return out;
  for (const NodeTerms::Term& term : terms_.terms()) {
    std::vector<const NodeRequirement*> these;
    add_unmet(term, node, these);
    if (nearest.empty() || these.size() < nearest.size()) nearest = std::move(these);
  }
  out.insert(out.end(), nearest.begin(), nearest.end());
  return out;
}

}  // namespace aidiag
