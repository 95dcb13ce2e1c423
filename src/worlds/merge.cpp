// SPDX-License-Identifier: Apache-2.0
#include "worlds/merge.hpp"

#include <charconv>

namespace aidiag {
namespace {

bool is_time_key(std::string_view key) {
  for (const std::string_view end : {"Time", "Timestamp", "At"}) {
    if (key.size() > end.size() && key.substr(key.size() - end.size()) == end) return true;
  }
  return key == "ended";
}

WorldJson scalar(const Tree& tree) {
  const std::string text(tree.text);
  if (tree.null) return nullptr;
  if (is_time_key(tree.key)) return world_time(text);
  if (tree.quoted) return text;
  if (text == "true") return true;
  if (text == "false") return false;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return text;
}

/// By which field the maps of a list are told apart; empty if it is no list of maps.
std::string identity(const WorldJson& list) {
  for (const char* field : {"name", "type", "key", "containerPort", "port"}) {
    const bool all = !list.empty() && std::all_of(list.begin(), list.end(), [&](const WorldJson& item) {
      return item.is_object() && item.contains(field);
    });
    if (all) return field;
  }
  return {};
}

void merge_lists(WorldJson& target, const WorldJson& patch, const std::string& field) {
  for (const WorldJson& item : patch) {
    const auto same = std::find_if(target.begin(), target.end(), [&](const WorldJson& have) {
      return have.is_object() && have.contains(field) && have[field] == item[field];
    });
    if (same == target.end()) {
      target.push_back(item);
    } else {
      merge_into(*same, item);
    }
  }
}

}  // namespace

Time world_now() { return parse_time("2026-01-15T12:00:00Z").value_or(Time{}); }

std::string world_time(const std::string& text) {
  if (text.size() < 3 || text.front() != '-') return text;
  std::string span = text.substr(1);
  std::int64_t factor = 1;
  if (span.back() == 'd') {
    span.back() = 'h';
    factor = 24;
  }
  const auto length = parse_duration(span);
  return length ? format_time(world_now() - Duration{length->us * factor}) : text;
}

WorldJson world_json(const Tree& tree) {
  if (tree.is_scalar()) return scalar(tree);
  if (tree.is_list()) {
    WorldJson list = WorldJson::array();
    for (const Tree& child : tree.children) list.push_back(world_json(child));
    return list;
  }
  WorldJson map = WorldJson::object();
  for (const Tree& child : tree.children) map[std::string(child.key)] = world_json(child);
  return map;
}

void merge_into(WorldJson& target, const WorldJson& patch) {
  if (patch.is_object() && target.is_object()) {
    for (const auto& [key, value] : patch.items()) {
      if (value.is_null()) {
        target.erase(key);
      } else if (target.contains(key)) {
        merge_into(target[key], value);
      } else {
        target[key] = value;
      }
    }
    return;
  }
  if (patch.is_array() && target.is_array()) {
    if (const std::string field = identity(patch); !field.empty()) {
      merge_lists(target, patch, field);
      return;
    }
  }
  target = patch;
}

}  // namespace aidiag
