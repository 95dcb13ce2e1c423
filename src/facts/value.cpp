// SPDX-License-Identifier: Apache-2.0
// Typed values, and the words for what facts are about.
#include <algorithm>
#include <array>
#include <utility>

#include "aidiag/fact.hpp"

namespace aidiag {
namespace {

template <class E, std::size_t N>
std::optional<E> parse_word(const std::array<std::pair<E, std::string_view>, N>& words, std::string_view text) {
  for (const auto& [value, word] : words)
    if (word == text) return value;
  return std::nullopt;
}

template <class E, std::size_t N>
std::string_view word_of(const std::array<std::pair<E, std::string_view>, N>& words, E value) {
  for (const auto& [known, word] : words)
    if (known == value) return word;
  return {};
}

constexpr std::array<std::pair<About, std::string_view>, 11> abouts = {{{About::container, "container"},
                                                                        {About::pod, "pod"},
                                                                        {About::node, "node"},
                                                                        {About::workload, "workload"},
                                                                        {About::service, "service"},
                                                                        {About::claim, "claim"},
                                                                        {About::volume, "volume"},
                                                                        {About::autoscaler, "autoscaler"},
                                                                        {About::budget, "budget"},
                                                                        {About::ns, "namespace"},
                                                                        {About::cluster, "cluster"}}};

constexpr std::array<std::pair<Type, std::string_view>, 7> types = {{{Type::text, "text"},
                                                                     {Type::number, "number"},
                                                                     {Type::quantity, "quantity"},
                                                                     {Type::duration, "duration"},
                                                                     {Type::time, "time"},
                                                                     {Type::boolean, "bool"},
                                                                     {Type::texts, "list of texts"}}};

constexpr std::array<std::pair<RecordKind, std::string_view>, 4> record_kinds = {{{RecordKind::event, "event"},
                                                                                  {RecordKind::condition, "condition"},
                                                                                  {RecordKind::probe, "probe"},
                                                                                  {RecordKind::log, "log"}}};

constexpr std::array<std::pair<Stage, std::string_view>, 13> stages = {{{Stage::create, "create"},
                                                                        {Stage::schedule, "schedule"},
                                                                        {Stage::admit, "admit"},
                                                                        {Stage::setup, "setup"},
                                                                        {Stage::pull, "pull"},
                                                                        {Stage::init, "init"},
                                                                        {Stage::run, "run"},
                                                                        {Stage::ready, "ready"},
                                                                        {Stage::serve, "serve"},
                                                                        {Stage::restarted, "restarted"},
                                                                        {Stage::terminating, "terminating"},
                                                                        {Stage::done, "done"},
                                                                        {Stage::leftover, "leftover"}}};

}  // namespace

std::string_view to_text(About about) { return word_of(abouts, about); }
std::optional<About> parse_about(std::string_view text) { return parse_word(abouts, text); }
std::string_view to_text(Type type) { return word_of(types, type); }
std::string_view to_text(RecordKind kind) { return word_of(record_kinds, kind); }
std::string_view to_text(Stage stage) { return word_of(stages, stage); }
std::optional<Stage> parse_stage(std::string_view text) { return parse_word(stages, text); }

bool operator==(const Value& a, const Value& b) {
  if (a.type != b.type) return false;
  if (a.type == Type::text) return a.text == b.text;
  if (a.type == Type::texts) return a.texts == b.texts;
  return a.number == b.number;
}

Value Value::of_text(std::string_view text) {
  Value value;
  value.text = text;
  return value;
}

Value Value::of_number(std::int64_t n) {
  Value value;
  value.type = Type::number;
  value.number = n;
  value.text = std::to_string(n);
  return value;
}

Value Value::of_bool(bool b) {
  Value value;
  value.type = Type::boolean;
  value.number = b ? 1 : 0;
  value.text = b ? "true" : "false";
  return value;
}

Value Value::of_duration(Duration d) {
  Value value;
  value.type = Type::duration;
  value.number = d.us;
  value.text = format_duration(d);
  return value;
}

Value Value::of_time(Time t) {
  Value value;
  value.type = Type::time;
  value.number = t.us;
  value.text = format_time(t);
  return value;
}

Value Value::of_quantity(std::int64_t milli, std::string_view written) {
  Value value;
  value.type = Type::quantity;
  value.number = milli;
  value.text = written.empty() ? format_milli(milli, milli >= 1024 * 1000) : std::string(written);
  return value;
}

Value Value::of_texts(std::vector<std::string> texts) {
  Value value;
  value.type = Type::texts;
  for (const std::string& text : texts) {
    if (!value.text.empty()) value.text += ", ";
    value.text += text;
  }
  value.texts = std::move(texts);
  return value;
}

bool operator<(const Subject& a, const Subject& b) {
  if (a.about != b.about) return a.about < b.about;
  if (a.object != b.object) {
    if (a.object == nullptr || b.object == nullptr) return a.object == nullptr;
    const auto key = [](const Object& o) {
      return std::array<std::string_view, 4>{o.kind.view(), o.ns.view(), o.name.view(), o.uid.view()};
    };
    if (key(*a.object) != key(*b.object)) return key(*a.object) < key(*b.object);
  }
  if (a.container != b.container) return a.container < b.container;
  return a.ns < b.ns;
}

}  // namespace aidiag
