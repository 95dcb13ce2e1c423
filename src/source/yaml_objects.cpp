// SPDX-License-Identifier: Apache-2.0
#include "source/yaml_objects.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <map>
#include <sstream>
#include <utility>

#include "aidiag/json_escape.hpp"

namespace aidiag {
namespace {

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool digits(std::string_view t) {
  return !t.empty() && std::all_of(t.begin(), t.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 0x1F, 0o17, 0b11 and the 017 of YAML 1.1. Kubernetes writes none of these; people do.
std::string other_base(std::string_view t) {
  int base = 8;
  std::string_view rest = t.substr(1);
  if (!rest.empty() && one_of(rest.substr(0, 1), {"x", "X", "o", "O", "b", "B"})) {
    base = rest[0] == 'x' || rest[0] == 'X' ? 16 : rest[0] == 'b' || rest[0] == 'B' ? 2 : 8;
    rest.remove_prefix(1);
  }
  long long value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
  if (rest.empty() || error != std::errc{} || end != rest.data() + rest.size()) return "";
  return std::to_string(value);
}

// The plain scalar as a JSON number, or "" if it is none. go-yaml's rule for floats:
// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
std::string json_number(std::string_view t) {
  std::string sign;
  if (t.starts_with('-')) sign = "-";
  if (t.starts_with('-') || t.starts_with('+')) t.remove_prefix(1);
  if (t.empty() || !(digits(t.substr(0, 1)) || t[0] == '.')) return "";
  if (t.size() > 1 && t[0] == '0' && t[1] != '.' && t[1] != 'e' && t[1] != 'E') {
    const std::string value = other_base(t);
    return value.empty() ? "" : sign + value;
  }
  const std::size_t e = t.find_first_of("eE");
  std::string_view mantissa = t.substr(0, e), exponent = e == std::string_view::npos ? "" : t.substr(e + 1);
  const bool minus = exponent.starts_with('-');
  if (minus || exponent.starts_with('+')) exponent.remove_prefix(1);
  if (e != std::string_view::npos && !digits(exponent)) return "";
  const std::size_t dot = mantissa.find('.');
  const std::string_view whole = mantissa.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? "" : mantissa.substr(dot + 1);
  if ((!whole.empty() && !digits(whole)) || (!fraction.empty() && !digits(fraction))) return "";
  if (whole.empty() && fraction.empty()) return "";
  std::string out = sign + (whole.empty() ? "0" : std::string(whole));
  if (!fraction.empty()) out += "." + std::string(fraction);
  if (!exponent.empty()) out += (minus ? "e-" : "e") + std::string(exponent);
  return out;
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

void append_plain(std::string& out, const std::string& text) {
  if (one_of(text, {"", "~", "null", "Null", "NULL"})) {
    out += "null";
  } else if (one_of(text, {"true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"})) {
    out += "true";
  } else if (one_of(text, {"false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"})) {
    out += "false";
  } else if (const std::string number = json_number(text); !number.empty()) {
    out += number;
  } else {
    append_text(out, text);
  }
}

// Writes one document as its events come.
class Writer : public YAML::EventHandler {
 public:
  explicit Writer(std::size_t limit) : limit_(limit) {}

  void OnDocumentStart(const YAML::Mark& mark) override { line_ = mark.line + 1; }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, "?", anchor, ""); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    scalar(mark, tag, anchor, value);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    before_value(mark, "a key is an alias");
    const auto span = anchors_.find(anchor);
    if (span == anchors_.end()) throw YAML::ParserException(mark, "an alias stands inside of what it names");
    out_ += out_.substr(span->second.first, span->second.second);
    after_value(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, '[', anchor);
  }
  void OnSequenceEnd() override { close(']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, '{', anchor);
  }
  void OnMapEnd() override { close('}'); }

  // A list's `kind` comes behind its items: without it the text was cut, and its last item is not to be trusted.
  [[nodiscard]] YamlDocument take(bool finished) {
    YamlDocument document{std::move(out_), std::move(kind_), line_, !finished};
    if (finished && has_items_ && document.kind.empty()) {
      document.cut = true;
      document.json.resize(last_item_);
    }
    return document;
  }

 private:
  struct Level {
    char open;
    bool expects_key;
    bool first = true;
    YAML::anchor_t anchor = 0;
    std::size_t start = 0;
  };

  [[nodiscard]] bool at_key() const { return !levels_.empty() && levels_.back().expects_key; }

  void before_value(const YAML::Mark& mark, const char* if_key) {
    if (at_key()) throw YAML::ParserException(mark, if_key);
    if (levels_.empty() || levels_.back().open == '{') return;
    if (!levels_.back().first) out_ += ',';
    levels_.back().first = false;
    if (levels_.size() == 2 && in_items_) last_item_ = out_.size();
  }

  void after_value(const YAML::Mark& mark) {
    if (out_.size() > limit_) throw YAML::ParserException(mark, "aliases make it far larger than its text");
    if (!levels_.empty() && levels_.back().open == '{') levels_.back().expects_key = true;
  }

  void key(const std::string& text) {
    Level& level = levels_.back();
    if (!level.first) out_ += ',';
    level.first = false;
    level.expects_key = false;
    append_text(out_, text);
    out_ += ':';
    if (levels_.size() == 1) {
      at_kind_ = text == "kind";
      in_items_ = text == "items";
      has_items_ = has_items_ || in_items_;
    }
  }

  void scalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) {
    if (at_key()) return key(value);
    before_value(mark, "");
    const std::size_t start = out_.size();
    if (tag == "?" || tag.empty()) {
      append_plain(out_, value);
    } else {
      append_text(out_, value);
    }
    if (levels_.size() == 1 && at_kind_) kind_ = value;
    if (anchor != 0) anchors_[anchor] = {start, out_.size() - start};
    after_value(mark);
  }

  void open(const YAML::Mark& mark, char bracket, YAML::anchor_t anchor) {
    before_value(mark, "a key is not a text");
    levels_.push_back({bracket, bracket == '{', true, anchor, out_.size()});
    out_ += bracket;
  }

  void close(char bracket) {
    out_ += bracket;
    const Level level = levels_.back();
    levels_.pop_back();
    if (level.anchor != 0) anchors_[level.anchor] = {level.start, out_.size() - level.start};
    after_value(YAML::Mark::null_mark());
  }

  std::size_t limit_;
  std::string out_, kind_;
  int line_ = 1;
  std::vector<Level> levels_;
  std::map<YAML::anchor_t, std::pair<std::size_t, std::size_t>> anchors_;
  bool at_kind_ = false, in_items_ = false, has_items_ = false;
  std::size_t last_item_ = 0;
};

void keep(YamlObjects& objects, YamlDocument document, int first_line) {
  if (document.json.empty() || document.json == "null") return;
  document.line += first_line - 1;
  objects.documents.push_back(std::move(document));
}

}  // namespace

YamlObjects yaml_to_json(std::string_view text, int first_line) {
  YamlObjects objects;
  const std::size_t limit = text.size() * 8 + (std::size_t{1} << 20);
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    for (;;) {
      Writer writer(limit);
      try {
        if (!parser.HandleNextDocument(writer)) break;
      } catch (const YAML::Exception&) {
        keep(objects, writer.take(false), first_line);
        throw;
      }
      keep(objects, writer.take(true), first_line);
    }
  } catch (const YAML::Exception& error) {
    objects.problem = error.msg;
    objects.problem_line = (error.mark.is_null() ? 0 : error.mark.line) + first_line;
  }
  return objects;
}

}  // namespace aidiag
