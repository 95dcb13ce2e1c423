// SPDX-License-Identifier: Apache-2.0
#include "source/kube_yaml.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "model/json_text.hpp"
#include "source/yaml_scalar.hpp"
#include "source/yaml_text.hpp"

namespace aidiag {
namespace {

using Type = KubeYaml::Type;

// yaml-cpp takes half a kilobyte for each, and reads all of a flow mapping before it sees its mistake. What begins or
// ends a field is counted first: ten thousand clusters have fewer.
constexpr std::size_t kMaxMarks = 500'000;
// Aliases can make a small text a huge tree, or one that contains itself.
constexpr std::size_t kMaxNodes = kMaxMarks + 200'000;
constexpr int kMaxDepth = 100;

template <class Line>
std::string at(const std::string& path, Line line) {
  return path + ":" + std::to_string(line) + ": ";
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  KubeYaml read(const YAML::Node& node, int depth) {
    KubeYaml value;
    value.line = node.Mark().line + 1;
    if (!problem_.empty()) return value;
    if (++nodes_ > kMaxNodes || depth > kMaxDepth) {
      problem_ = at(path_, value.line) + "too deep or too large, as through aliases of aliases";
      return value;
    }
    if (node.IsScalar() && is_open_quote(text_, static_cast<std::size_t>(node.Mark().pos))) {
      problem_ = at(path_, value.line) + "is not YAML: a quote that is not closed";
      return value;
    }
    if (node.IsScalar()) {
      scalar(node, value);
    } else if (node.IsSequence()) {
      value.type = Type::list;
      for (const auto& item : node) value.items.push_back(read(item, depth + 1));
    } else if (node.IsMap()) {
      value.type = Type::map;
      mapping(node, value, depth);
    }
    return value;
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  static void scalar(const YAML::Node& node, KubeYaml& value) {
    value.text = node.Scalar();
    value.type = Type::string;
    if (node.Tag() != "?") return;  // quoted, or with a tag of its own
    if (is_yaml_null(value.text)) {
      value.type = Type::null;
    } else if (is_yaml_true(value.text) || is_yaml_false(value.text)) {
      value.type = Type::boolean;
      value.text = is_yaml_true(value.text) ? "true" : "false";
    } else if (is_yaml_number(value.text)) {
      value.type = Type::number;
    }
  }

  void mapping(const YAML::Node& node, KubeYaml& map, int depth) {
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) {
        problem_ = at(path_, map.line) + "is not YAML for kubectl: a key is no text";
        return;
      }
      KubeYaml value = read(entry.second, depth + 1);
      value.line = entry.first.Mark().line + 1;
      if (entry.first.Tag() == "?" && entry.first.Scalar() == "<<") {
        merge(map, std::move(value));
      } else {
        put(map, entry.first.Scalar(), std::move(value));
      }
    }
  }

  static void put(KubeYaml& map, const std::string& key, KubeYaml value) {
    for (auto& [name, old] : map.fields) {
      if (name != key) continue;
      old = std::move(value);
      return;
    }
    map.fields.push_back({key, std::move(value)});
  }

  // The merge key of YAML 1.1, as go-yaml has it: whatever comes later wins, also over what stands in the mapping
  // itself; in a list of mappings the earlier one.
  void merge(KubeYaml& map, KubeYaml source) {
    const bool is_list = source.type == Type::list;
    if (source.type != Type::map && !is_list) {
      problem_ = at(path_, source.line) + "is not YAML: << takes a mapping or a list of mappings";
    }
    for (auto item = source.items.rbegin(); item != source.items.rend(); ++item) {
      if (item->type != Type::map) problem_ = at(path_, source.line) + "is not YAML: << takes a list of mappings only";
      merge_fields(map, std::move(*item));
    }
    merge_fields(map, std::move(source));
  }

  static void merge_fields(KubeYaml& map, KubeYaml source) {
    for (auto& [key, value] : source.fields) put(map, key, std::move(value));
  }

  std::string_view text_;
  const std::string& path_;
  std::string problem_;
  std::size_t nodes_ = 0;
};

nlohmann::ordered_json to_json(const KubeYaml& value) {
  using Json = nlohmann::ordered_json;
  switch (value.type) {
    case Type::null:
      return nullptr;
    case Type::boolean:
      return value.text == "true";
    case Type::string:
      return value.text;
    case Type::number: {
      char* end = nullptr;
      const long long whole = std::strtoll(value.text.c_str(), &end, 0);
      if (*end == '\0') return whole;
      return std::strtod(value.text.c_str(), nullptr);
    }
    case Type::list: {
      Json list = Json::array();
      for (const KubeYaml& item : value.items) list.push_back(to_json(item));
      return list;
    }
    case Type::map: {
      Json map = Json::object();
      for (const auto& [key, item] : value.fields) map[key] = to_json(item);
      return map;
    }
  }
  return nullptr;
}

// The bytes that the positions of yaml-cpp refer to: without a byte order mark; of UTF-16 there are none.
std::string_view as_yaml_counts(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) return text.substr(3);
  return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ? std::string_view() : text;
}

// Where there have been too many, or npos. Base64 on one line has none of them.
std::size_t find_too_many(std::string_view text) {
  constexpr std::string_view marks = "[{,:\n";
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool item =
        (text[i] == '-' || text[i] == '?') && i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '\n');
    if ((item || marks.find(text[i]) != std::string_view::npos) && ++count > kMaxMarks) return i;
  }
  return std::string_view::npos;
}

template <class Load>
Result<std::vector<KubeYaml>> parse(std::string_view text, const std::string& path, Load load) {
  if (const std::size_t bad = find_no_text(text); bad != std::string_view::npos) {
    return Error{ErrorKind::bad_file, at(path, line_of(text, bad)) + "is not YAML: a byte that is no text",
                 "Save the file as UTF-8."};
  }
  if (const std::size_t end = find_too_many(text); end != std::string_view::npos) {
    return Error{
        ErrorKind::bad_file,
        at(path, line_of(text, end)) + "too large: the file has more fields than a kubeconfig can have",
        "Is it the right file? A kubeconfig of very many clusters can be split, and its parts named in KUBECONFIG."};
  }
  try {
    std::vector<KubeYaml> values;
    Reader reader(as_yaml_counts(text), path);
    for (const YAML::Node& document : load()) values.push_back(reader.read(document, 0));
    if (!reader.problem().empty()) return Error{ErrorKind::bad_file, reader.problem(), "Correct that line."};
    return values;
  } catch (const YAML::Exception& error) {
    const int line = error.mark.is_null() ? 1 : error.mark.line + 1;
    if (is_indented_with_a_tab(text, line)) {
      return Error{ErrorKind::bad_file, at(path, line) + "is not YAML: the line is indented with a tab",
                   "Indent with spaces."};
    }
    return Error{ErrorKind::bad_file, at(path, line) + "is not YAML: " + error.msg, "Correct that line."};
  }
}

}  // namespace

const KubeYaml* KubeYaml::find(std::string_view key) const {
  for (const auto& [name, value] : fields) {
    if (name == key) return value.type == Type::null ? nullptr : &value;
  }
  return nullptr;
}

std::string KubeYaml::json() const {
  return to_json(*this).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<KubeYaml> parse_kube_yaml(std::string_view text, const std::string& path) {
  auto documents = parse(text, path, [text] { return std::vector{YAML::Load(std::string(text))}; });
  if (!documents.ok()) return std::move(documents).error();
  return std::move(documents.value().front());
}

Result<std::vector<KubeYaml>> parse_kube_yaml_documents(std::string_view text, const std::string& path) {
  return parse(text, path, [text] { return YAML::LoadAll(std::string(text)); });
}

std::string_view type_name(KubeYaml::Type type) {
  constexpr std::array<std::string_view, 6> names = {"empty", "a boolean", "a number", "a text", "a list", "a mapping"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace aidiag
