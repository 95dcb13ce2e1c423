// SPDX-License-Identifier: Apache-2.0
#include "rules/template.hpp"

#include <algorithm>

#include "rules/links.hpp"

namespace aidiag {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_char(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.'; }

std::optional<Subject> named_subject(About about, const Match& match, const Facts& facts) {
  if (match.blamed.about == about) return match.blamed;
  const Link link = facts.link(match.seen, about);
  if (link.state != Link::State::known) return std::nullopt;
  return link.subject;
}

}  // namespace

std::string_view placeholder_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '{') return {};
  std::size_t end = at + 1;
  if (end >= text.size() || !is_letter(text[end])) return {};
  while (end < text.size() && is_name_char(text[end])) ++end;
  if (end >= text.size() || text[end] != '}') return {};
  const std::string_view name = text.substr(at + 1, end - at - 1);
  return name == "end" ? std::string_view() : name;
}

Template parse_template(std::string_view text) {
  Template result;
  result.text = text;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::string name(placeholder_at(text, at));
    if (name.empty()) continue;
    if (std::find(result.placeholders.begin(), result.placeholders.end(), name) == result.placeholders.end()) {
      result.placeholders.push_back(name);
    }
  }
  return result;
}

std::optional<std::string> fill_placeholder(std::string_view name, const Match& match, const Facts& facts) {
  if (const auto captured = match.captures.find(std::string(name)); captured != match.captures.end()) {
    if (captured->second.empty()) return std::nullopt;
    return captured->second;
  }
  std::string text;
  if (const auto about = parse_about(name)) {
    if (const auto subject = named_subject(*about, match, facts)) text = facts.name(*subject);
  } else if (const FactLine* line = find_fact(name)) {
    const auto subject = named_subject(line->about, match, facts);
    if (!subject) return std::nullopt;
    const Fact& fact = facts.get(*subject, name);
    if (fact.state == Fact::State::known) text = fact.value.text;
  }
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<std::string> fill(std::string_view text, const Match& match, const Facts& facts) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view name = placeholder_at(text, at);
    if (name.empty()) {
      result += text[at++];
      continue;
    }
    const auto value = fill_placeholder(name, match, facts);
    if (!value) return std::nullopt;
    result += *value;
    at += name.size() + 2;
  }
  return result;
}

std::optional<std::string> fill_text(const Template& text, const Match& match, const Facts& facts) {
  return fill(text.text, match, facts);
}

}  // namespace aidiag
