// SPDX-License-Identifier: Apache-2.0
// Server sheets from YAML. What is wrong is refused with its line: unknown and duplicate keys (yaml-cpp keeps both of
// two equal ones), wrong types, patterns that RE2 refuses or that match everywhere.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "aidiag/logs.hpp"

namespace aidiag {

namespace {

/// The first mistake of a sheet; thrown within this file only.
struct Mistake {
  int line;
  std::string sentence;
};

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

[[noreturn]] void fail(const YAML::Node& at, std::string sentence) { throw Mistake{line_of(at), std::move(sentence)}; }

std::string text_of(const YAML::Node& node, std::string_view key) {
  if (!node.IsScalar() || node.Scalar().empty()) fail(node, std::string(key) + " must be a text");
  return node.Scalar();
}

/// The elements of a list, or the one value that stands in place of a list.
std::vector<YAML::Node> elements(const YAML::Node& node, std::string_view key) {
  if (node.IsScalar()) return {node};
  if (!node.IsSequence() || node.size() == 0) fail(node, std::string(key) + " must be a list");
  return {node.begin(), node.end()};
}

std::vector<std::string> texts_of(const YAML::Node& node, std::string_view key) {
  std::vector<std::string> texts;
  for (const YAML::Node& element : elements(node, key)) {
    texts.push_back(text_of(element, key));
    if (std::count(texts.begin(), texts.end(), texts.back()) > 1)
      fail(element, std::string(key) + " has \"" + texts.back() + "\" twice");
  }
  return texts;
}

std::vector<int> ports_of(const YAML::Node& node) {
  std::vector<int> ports;
  for (const YAML::Node& element : elements(node, "ports")) {
    int port = 0;
    if (!element.IsScalar() || !YAML::convert<int>::decode(element, port) || port < 1 || port > 65535)
      fail(element, "ports must be numbers from 1 to 65535");
    ports.push_back(port);
  }
  return ports;
}

enum class Against { log, name };  // a name is short, so it may be matched by fewer than four characters

std::vector<PatternId> patterns_of(const YAML::Node& node, std::string_view key, Against against,
                                   const std::set<std::string>& groups, PatternSet& patterns) {
  std::vector<PatternId> ids;
  for (const YAML::Node& element : elements(node, key)) {
    const std::string pattern = text_of(element, key);
    if (const std::string problem = PatternSet::problem(pattern); !problem.empty())
      fail(element, std::string(key) + ": bad pattern: " + problem);
    if (against == Against::log && PatternSet::too_general(pattern))
      fail(element, std::string(key) + ": \"" + pattern + "\" has no run of four letters that every match must hold");
    for (const std::string& group : PatternSet::groups(pattern)) {
      if (groups.count(group) == 0) fail(element, std::string(key) + " has no use for the group \"" + group + "\"");
    }
    const PatternId id = patterns.add(pattern, against == Against::log);
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) fail(element, std::string(key) + " has this pattern twice");
    ids.push_back(id);
  }
  return ids;
}

void read_key(const std::string& key, const YAML::Node& at, const YAML::Node& value, ServerSheet& sheet,
              PatternSet& patterns) {
  struct Lines {
    std::string_view key;
    std::vector<PatternId> ServerSheet::* member;
    Against against;
    std::set<std::string> groups;
  };
  static const Lines lines[] = {{"image", &ServerSheet::image, Against::name, {}},
                                {"command", &ServerSheet::command, Against::name, {}},
                                {"recognised_by", &ServerSheet::recognised_by, Against::log, {}},
                                {"listening", &ServerSheet::listening, Against::log, {"address", "port"}},
                                {"ready", &ServerSheet::ready, Against::log, {"address", "port", "progress"}},
                                {"progress", &ServerSheet::progress, Against::log, {"progress"}},
                                {"wrapper", &ServerSheet::wrapper, Against::log, {}},
                                {"benign", &ServerSheet::benign, Against::log, {}},
                                {"peer_gone", &ServerSheet::peer_gone, Against::log, {}}};
  for (const Lines& line : lines) {
    if (line.key != key) continue;
    sheet.*line.member = patterns_of(value, key, line.against, line.groups, patterns);
    return;
  }
  if (key == "id") {
    sheet.id = text_of(value, key);
  } else if (key == "title") {
    sheet.title = text_of(value, key);
  } else if (key == "source") {
    sheet.source = text_of(value, key);
  } else if (key == "ports") {
    sheet.ports = ports_of(value);
  } else if (key == "health_paths") {
    sheet.health_paths = texts_of(value, key);
    for (const std::string& path : sheet.health_paths) {
      if (!path.starts_with('/')) fail(value, "health_paths must begin with /");
    }
  } else {
    fail(at, "unknown key \"" + key + "\"");
  }
}

std::string_view stem(std::string_view file) {
  file.remove_prefix(file.rfind('/') + 1);
  return file.substr(0, file.rfind('.'));
}

ServerSheet read_sheet(std::string_view file, const YAML::Node& root, PatternSet& patterns) {
  if (!root.IsMap()) fail(root, "a server sheet must be a map");
  ServerSheet sheet;
  std::set<std::string> seen;
  for (const auto& field : root) {
    const std::string key = text_of(field.first, "a key");
    if (!seen.insert(key).second) fail(field.first, "duplicate key \"" + key + "\"");
    read_key(key, field.first, field.second, sheet, patterns);
  }
  for (const char* key : {"id", "title", "source"}) {
    if (seen.count(key) == 0) fail(root, std::string("the key \"") + key + "\" is missing");
  }
  if (sheet.id != stem(file)) fail(root["id"], "id must be \"" + std::string(stem(file)) + "\", as the file is named");
  return sheet;
}

bool any_matches(const PatternSet& patterns, const std::vector<PatternId>& ids, std::string_view text) {
  return std::any_of(ids.begin(), ids.end(), [&](PatternId id) { return patterns.matches(id, text); });
}

}  // namespace

Status ServerSheets::add_yaml(std::string_view file, std::string_view yaml, PatternSet& patterns) {
  const auto error = [&](int line, const std::string& sentence) {
    return Error{ErrorKind::bad_file, std::string(file) + ":" + std::to_string(line) + ": " + sentence, {}};
  };
  try {
    ServerSheet sheet = read_sheet(file, YAML::Load(std::string(yaml)), patterns);
    for (const ServerSheet& other : sheets_) {
      if (other.id == sheet.id) return error(1, "there is a server sheet \"" + sheet.id + "\" already");
    }
    add(std::move(sheet));
    return ok_status();
  } catch (const Mistake& mistake) {
    return error(mistake.line, mistake.sentence);
  } catch (const YAML::Exception& broken) {
    return error(broken.mark.line + 1, broken.msg);
  }
}

void ServerSheets::add(ServerSheet sheet) { sheets_.push_back(std::move(sheet)); }

const ServerSheet* ServerSheets::recognise(const PatternSet& patterns, std::string_view image,
                                           std::string_view command) const {
  for (const ServerSheet& sheet : sheets_) {
    if (any_matches(patterns, sheet.command, command)) return &sheet;
  }
  for (const ServerSheet& sheet : sheets_) {
    if (any_matches(patterns, sheet.image, image)) return &sheet;
  }
  return nullptr;
}

}  // namespace aidiag
