// SPDX-License-Identifier: Apache-2.0
#include "source/kube_yaml.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

namespace aidiag {
namespace {

using Type = KubeYaml::Type;

// Aliases can make a small text a huge tree, or one that contains itself.
constexpr std::size_t kMaxNodes = 200'000;
constexpr int kMaxDepth = 100;

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_null_word(std::string_view t) { return one_of(t, {"", "~", "null", "Null", "NULL"}); }

bool is_true_word(std::string_view t) {
  return one_of(t, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"});
}

bool is_false_word(std::string_view t) {
  return one_of(t, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"});
}

bool all_digits(std::string_view t, int base) {
  return !t.empty() && std::all_of(t.begin(), t.end(), [base](char c) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : 99;
    return digit < base;
  });
}

bool is_integer(std::string_view t) {
  if (t.size() > 2 && t[0] == '0') {
    if (t[1] == 'x' || t[1] == 'X') return all_digits(t.substr(2), 16);
    if (t[1] == 'b' || t[1] == 'B') return all_digits(t.substr(2), 2);
    if (t[1] == 'o' || t[1] == 'O') return all_digits(t.substr(2), 8);
  }
  return all_digits(t, 10);
}

bool is_float(std::string_view t) {
  const std::size_t e = t.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = t.substr(e + 1);
    if (!exponent.empty() && (exponent[0] == '+' || exponent[0] == '-')) exponent.remove_prefix(1);
    if (!all_digits(exponent, 10)) return false;
    t = t.substr(0, e);
  }
  const std::size_t dot = t.find('.');
  if (dot == std::string_view::npos) return all_digits(t, 10);
  const std::string_view whole = t.substr(0, dot), fraction = t.substr(dot + 1);
  return (whole.empty() || all_digits(whole, 10)) && (fraction.empty() || all_digits(fraction, 10)) &&
         !(whole.empty() && fraction.empty());
}

// What go-yaml takes for a number.
bool is_number(std::string_view t) {
  if (one_of(t, {".nan", ".NaN", ".NAN"})) return true;
  if (!t.empty() && (t[0] == '+' || t[0] == '-')) t.remove_prefix(1);
  if (one_of(t, {".inf", ".Inf", ".INF"})) return true;
  if (t.empty() || t[0] == '_') return false;
  std::string plain(t);
  plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
  return is_integer(plain) || is_float(plain);
}

std::string at(const std::string& path, int line) { return path + ":" + std::to_string(line) + ": "; }

class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {}

  KubeYaml read(const YAML::Node& node, int depth) {
    KubeYaml value;
    value.line = node.Mark().line + 1;
    if (!problem_.empty()) return value;
    if (++nodes_ > kMaxNodes || depth > kMaxDepth) {
      problem_ = at(path_, value.line) + "too deep or too large, as through an alias that contains itself";
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
    if (is_null_word(value.text)) {
      value.type = Type::null;
    } else if (is_true_word(value.text) || is_false_word(value.text)) {
      value.type = Type::boolean;
      value.text = is_true_word(value.text) ? "true" : "false";
    } else if (is_number(value.text)) {
      value.type = Type::number;
    }
  }

  void mapping(const YAML::Node& node, KubeYaml& map, int depth) {
    std::vector<KubeYaml> merged;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) {
        problem_ = at(path_, map.line) + "a key is not a text";
        return;
      }
      KubeYaml value = read(entry.second, depth + 1);
      value.line = entry.first.Mark().line + 1;
      if (entry.first.Tag() == "?" && entry.first.Scalar() == "<<") {
        merged.push_back(std::move(value));
      } else {
        put(map, entry.first.Scalar(), std::move(value), Replace::yes);
      }
    }
    for (KubeYaml& source : merged) merge(map, std::move(source));
  }

  enum class Replace { no, yes };
  static void put(KubeYaml& map, const std::string& key, KubeYaml value, Replace replace) {
    for (auto& [name, old] : map.fields) {
      if (name != key) continue;
      if (replace == Replace::yes) old = std::move(value);
      return;
    }
    map.fields.push_back({key, std::move(value)});
  }

  // The merge key of YAML 1.1: what stands in the mapping itself wins.
  static void merge(KubeYaml& map, KubeYaml source) {
    for (KubeYaml& item : source.items) merge(map, std::move(item));
    for (auto& [key, value] : source.fields) put(map, key, std::move(value), Replace::no);
  }

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

template <class Load>
Result<std::vector<KubeYaml>> parse(const std::string& path, Load load) {
  try {
    std::vector<KubeYaml> values;
    Reader reader(path);
    for (const YAML::Node& document : load()) values.push_back(reader.read(document, 0));
    if (!reader.problem().empty()) return Error{ErrorKind::bad_file, reader.problem(), ""};
    return values;
  } catch (const YAML::Exception& error) {
    const int line = error.mark.is_null() ? 1 : error.mark.line + 1;
    return Error{ErrorKind::bad_file, at(path, line) + "is not YAML: " + error.msg, ""};
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
  auto documents = parse(path, [text] { return std::vector{YAML::Load(std::string(text))}; });
  if (!documents.ok()) return std::move(documents).error();
  return std::move(documents.value().front());
}

Result<std::vector<KubeYaml>> parse_kube_yaml_documents(std::string_view text, const std::string& path) {
  return parse(path, [text] { return YAML::LoadAll(std::string(text)); });
}

std::string_view type_name(KubeYaml::Type type) {
  constexpr std::array<std::string_view, 6> names = {"empty", "a boolean", "a number", "a text", "a list", "a mapping"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace aidiag
