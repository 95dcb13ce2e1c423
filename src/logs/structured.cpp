// SPDX-License-Identifier: Apache-2.0
#include "logs/structured.hpp"

#include <simdjson.h>

#include <array>
#include <cctype>

#include "logs/stamp.hpp"

namespace aidiag {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t deepest = 32;  // a log line is flat; deeper ones are left as they are

std::string_view text_of(dom::object object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::string_view first_text(dom::object object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const std::string_view text = text_of(object, key); !text.empty()) return text;
  }
  return {};
}

dom::object object_of(dom::object object, std::string_view key, bool& found) {
  dom::object inner;
  found = object[key].get_object().get(inner) == simdjson::SUCCESS;
  return inner;
}

Level json_level(dom::object object) {
  for (const std::string_view key : {"level", "severity", "levelname", "lvl"}) {
    dom::element value;
    if (object[key].get(value) != simdjson::SUCCESS) continue;
    if (std::string_view word; value.get_string().get(word) == simdjson::SUCCESS) return level_of_word(word);
    if (std::int64_t n = 0; value.get_int64().get(n) == simdjson::SUCCESS) return level_of_word(std::to_string(n));
  }
  return Level::unknown;
}

std::optional<Time> json_time(dom::object object) {
  for (const std::string_view key : {"timestamp", "time", "ts", "@timestamp", "asctime"}) {
    dom::element value;
    if (object[key].get(value) != simdjson::SUCCESS) continue;
    if (std::string_view text; value.get_string().get(text) == simdjson::SUCCESS) {
      if (const auto stamp = read_stamp(text)) return stamp->time;
    }
    double seconds = 0;  // zap writes seconds with a fraction
    if (value.get_double().get(seconds) == simdjson::SUCCESS && seconds > 1e9 && seconds < 1e10)
      return Time{static_cast<std::int64_t>(seconds * 1e6)};
  }
  return {};
}

std::string json_rank(dom::object object) {
  std::int64_t rank = -1;
  bool found = false;
  const dom::object span = object_of(object, "span", found);
  if (found && span["rank"].get_int64().get(rank) == simdjson::SUCCESS) return "rank" + std::to_string(rank);
  if (object["rank"].get_int64().get(rank) == simdjson::SUCCESS) return "rank" + std::to_string(rank);
  return {};
}

struct Pair {
  std::string_view key, value;
  bool quoted = false;
};

/// The next key=value of logfmt; advances `text`.
std::optional<Pair> next_pair(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::size_t equals = text.find_first_of("= ");
  if (equals == std::string_view::npos || equals == 0 || text[equals] != '=') return {};
  Pair pair{text.substr(0, equals), {}, false};
  text.remove_prefix(equals + 1);
  std::size_t end = 0;
  if (text.starts_with('"')) {
    end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    end = std::min(end + 1, text.size());
    pair.quoted = true;
  } else {
    end = std::min(text.find(' '), text.size());
  }
  pair.value = text.substr(0, end);
  text.remove_prefix(end);
  return pair;
}

std::string value_of(const Pair& pair) {
  std::string plain;
  return unquote(pair.value, plain) ? plain : std::string(pair.value);
}

}  // namespace

Level level_of_word(std::string_view word) {
  struct Row {
    std::string_view word;
    Level level;
  };
  static constexpr Row rows[] = {
      {"info", Level::info},      {"error", Level::error},    {"warning", Level::warning}, {"warn", Level::warning},
      {"debug", Level::debug},    {"critical", Level::fatal}, {"fatal", Level::fatal},     {"trace", Level::debug},
      {"notice", Level::info},    {"succ", Level::info},      {"err", Level::error},       {"panic", Level::fatal},
      {"severe", Level::error},   {"verbose", Level::debug},  {"dpanic", Level::fatal},    {"10", Level::debug},
      {"20", Level::debug},       {"30", Level::info},        {"40", Level::warning},      {"50", Level::error},
      {"60", Level::fatal},       {"i", Level::info},         {"e", Level::error},         {"w", Level::warning},
      {"f", Level::fatal},        {"c", Level::fatal},        {"d", Level::debug},         {"success", Level::info},
      {"exception", Level::error}};
  if (word.empty() || word.size() > 9) return Level::unknown;
  std::array<char, 9> lower{};
  for (std::size_t i = 0; i < word.size(); ++i)
    lower[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(word[i])));
  const std::string_view key(lower.data(), word.size());
  for (const Row& row : rows) {
    if (row.word == key) return row.level;
  }
  return Level::unknown;
}

struct JsonLines::State {
  dom::parser parser;
  std::string padded;

  bool parse(std::string_view line, dom::object& object) {
    padded.assign(line);
    padded.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    dom::element root;
    return parser.parse(padded.data(), padded.size(), false).get(root) == simdjson::SUCCESS &&
           root.get_object().get(object) == simdjson::SUCCESS;
  }
};

JsonLines::JsonLines() : state_(std::make_unique<State>()) {
  if (state_->parser.allocate(64 << 10, deepest) != simdjson::SUCCESS) state_->parser = dom::parser();
}
JsonLines::~JsonLines() = default;

bool JsonLines::unwrap(std::string_view line, Unwrapped& into) {
  dom::object object;
  if (!line.starts_with('{') || !line.ends_with('}') || !state_->parse(line, object)) return false;
  bool has_fields = false;
  const dom::object fields = object_of(object, "fields", has_fields);
  std::string_view message = first_text(object, {"message", "msg"});
  if (message.empty() && has_fields) message = text_of(fields, "message");
  if (message.empty()) message = first_text(object, {"log", "event"});
  if (message.empty()) return false;
  into = {std::string(message), json_rank(object), json_level(object), json_time(object)};
  for (const std::string_view key : {"error", "err", "exception", "exc_info", "stack_trace", "stacktrace", "stack"}) {
    const std::string_view more = text_of(object, key);
    if (!more.empty()) into.message.append(1, '\n').append(more);
  }
  return true;
}

bool JsonLines::unframe(std::string_view line, std::string& text, std::optional<Time>& time) {
  dom::object object;
  if (!line.starts_with("{\"log\":") || !state_->parse(line, object)) return false;
  std::string_view log;
  if (object["log"].get_string().get(log) != simdjson::SUCCESS || text_of(object, "stream").empty()) return false;
  text = log;
  time = json_time(object);
  return true;
}

bool unquote(std::string_view text, std::string& into) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return false;
  into.clear();
  const std::string_view body = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '"') return false;
    if (body[i] != '\\' || i + 1 == body.size()) {
      into += body[i];
      continue;
    }
    const char next = body[++i];
    into += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? ' ' : next;
  }
  return true;
}

bool unwrap_logfmt(std::string_view line, Unwrapped& into) {
  static constexpr std::string_view first_keys[] = {"time=", "ts=", "t=", "level=", "lvl=", "msg="};
  bool begins_so = false;
  for (const std::string_view key : first_keys) begins_so |= line.starts_with(key);
  if (!begins_so) return false;
  into = {};
  std::string rest;
  while (const std::optional<Pair> pair = next_pair(line)) {
    if (pair->key == "msg" || pair->key == "message") {
      into.message = value_of(*pair);
    } else if (pair->key == "level" || pair->key == "lvl") {
      into.level = level_of_word(value_of(*pair));
    } else if (pair->key == "time" || pair->key == "ts" || pair->key == "t") {
      if (const auto stamp = read_stamp(value_of(*pair))) into.time = stamp->time;
    } else if (pair->key != "source" && pair->key != "caller") {
      rest.append(1, ' ').append(pair->key).append(1, '=');
      rest += pair->quoted ? '"' + value_of(*pair) + '"' : std::string(pair->value);
    }
  }
  if (into.message.empty()) return false;
  into.message += rest;
  into.message += line;  // what is no pair any more
  return true;
}

std::optional<CriLine> read_cri(std::string_view line) {
  if (!line.starts_with("stdout ") && !line.starts_with("stderr ")) return {};
  CriLine result;
  result.stream = line.substr(0, 6);
  line.remove_prefix(7);
  const std::string_view tags = line.substr(0, line.find(' '));
  const std::string_view first = tags.substr(0, tags.find(':'));
  if (first != "P" && first != "F") return {};
  result.partial = first == "P";
  result.text = line.substr(std::min(tags.size() + 1, line.size()));
  return result;
}

}  // namespace aidiag
