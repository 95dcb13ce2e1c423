// SPDX-License-Identifier: Apache-2.0
#include "worlds/parts.hpp"

#include <fmt/format.h>

namespace aidiag {
namespace {

/// "train-[0-3]" to train-0 ... train-3; any other name to itself.
std::vector<std::string> expand(const std::string& name) {
  const auto open = name.find('[');
  const auto dash = name.find('-', open == std::string::npos ? name.size() : open);
  const auto close = name.find(']', dash == std::string::npos ? name.size() : dash);
  if (open == std::string::npos || close == std::string::npos) return {name};
  std::vector<std::string> out;
  const int from = std::atoi(name.c_str() + open + 1);
  const int to = std::atoi(name.c_str() + dash + 1);
  for (int i = from; i <= to && i < from + 100; ++i)
    out.push_back(fmt::format("{}{}{}", name.substr(0, open), i, name.substr(close + 1)));
  return out;
}

}  // namespace

std::vector<std::pair<std::string, const Tree*>> WorldParts::named(std::string_view singular, std::string_view plural,
                                                                   const std::string& base) const {
  std::vector<std::pair<std::string, const Tree*>> out;
  if (const Tree* one = lines.find(singular)) out.emplace_back(text_or(one->find("name"), base), one);
  const Tree* many = lines.find(plural);
  if (many == nullptr) return out;
  for (const Tree& child : many->children) {
    for (const std::string& name : expand(std::string(child.key))) out.emplace_back(name, &child);
  }
  return out;
}

WorldJson& WorldParts::object(const std::string& kind, const std::string& name, const WorldJson& fresh) {
  return objects[kind].try_emplace(name, fresh).first->second;
}

void WorldParts::add_log(LogKey key, std::string text) { logs.try_emplace(std::move(key), std::move(text)); }

std::string text_or(const Tree* tree, const std::string& other) {
  return tree != nullptr ? std::string(tree->text) : other;
}

void check_keys(const Tree& map, const std::set<std::string_view>& allowed) {
  for (const Tree& child : map.children) {
    if (!allowed.contains(child.key)) throw Mistake{child.line, fmt::format("a world has no key \"{}\"", child.key)};
  }
}

void merge_fields(WorldJson& target, const Tree& lines, const std::set<std::string_view>& shorthand) {
  for (const Tree& child : lines.children) {
    if (shorthand.contains(child.key)) continue;
    const std::string key(child.key);
    WorldJson patch;
    if (key == "labels" || key == "annotations" || key == "finalizers") {
      patch["metadata"][key] = world_json(child);
    } else if (key == "metadata" || key == "spec" || key == "status" || key == "data" || key == "provisioner" ||
               key == "volumeBindingMode" || key == "handler") {
      patch[key] = world_json(child);
    } else {
      throw Mistake{child.line, fmt::format("\"{}\" is neither shorthand nor metadata, spec or status", key)};
    }
    merge_into(target, patch);
  }
}

void own(WorldJson& object, const std::string& kind, const std::string& name) {
  const bool app = kind == "Deployment" || kind == "ReplicaSet" || kind == "StatefulSet" || kind == "DaemonSet";
  object["metadata"]["ownerReferences"] = WorldJson::array({{{"apiVersion", app ? "apps/v1" : "batch/v1"},
                                                             {"kind", kind},
                                                             {"name", name},
                                                             {"uid", "uid-" + name},
                                                             {"controller", true}}});
}

std::string replica_set_of(const std::string& deployment) { return deployment + "-5d8f7c9b6"; }

}  // namespace aidiag
