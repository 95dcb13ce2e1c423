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

// Aliases can make a small text a huge tree, or one that contains itself. Without them no node is without a character.
constexpr std::size_t kMoreNodes = 200'000;
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

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

bool has_utf16_or_32_mark(std::string_view text) {
  return text.substr(0, 2) == "\xff\xfe" || text.substr(0, 2) == "\xfe\xff" ||
         text.substr(0, 4) == std::string_view("\0\0\xfe\xff", 4);
}

// Where a byte stands that is no text, as far as go-yaml looks: control characters and what is not UTF-8.
std::size_t find_no_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) return i;
      ++i;
      continue;
    }
    const std::size_t length = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
    if (length == 0 || c >= 0xf5 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

// yaml-cpp takes the rest of the file for the text of a quote that is not closed.
bool is_open_quote(std::string_view text, std::size_t begin) {
  if (begin >= text.size() || (text[begin] != '"' && text[begin] != '\'')) return false;
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return false;
      ++i;
    }
  }
  return true;
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  KubeYaml read(const YAML::Node& node, int depth) {
    KubeYaml value;
    value.line = node.Mark().line + 1;
    if (!problem_.empty()) return value;
    if (++nodes_ > text_.size() + kMoreNodes || depth > kMaxDepth) {
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

template <class Load>
Result<std::vector<KubeYaml>> parse(std::string_view text, const std::string& path, Load load) {
  if (const std::size_t bad = find_no_text(text); bad != std::string_view::npos && !has_utf16_or_32_mark(text)) {
    return Error{ErrorKind::bad_file, at(path, line_of(text, bad)) + "is not YAML: a byte that is no text", ""};
  }
  try {
    std::vector<KubeYaml> values;
    Reader reader(text, path);
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
