// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cassert>

#include "facts/family.hpp"

namespace aidiag {

Place Where::place(const Object* own) const {
  if (place_) return *place_;
  const Object* object = object_ != nullptr ? object_ : own;
  Place place;
  if (object != nullptr) place.object = object->title();
  place.path = path_;
  return place;
}

Fact& FactSink::slot(std::string_view name) {
  const auto line = std::find_if(lines_.begin(), lines_.end(), [&](const FactLine& l) { return l.name == name; });
  assert(line != lines_.end() && "a fact that its family does not declare");
  return facts_[static_cast<std::size_t>(line - lines_.begin())];
}

void FactSink::value(std::string_view name, Value value, const Where& where) {
  Fact& fact = slot(name);
  assert(lines_[static_cast<std::size_t>(&fact - facts_.data())].type == value.type && "a fact of another type");
  fact.state = Fact::State::known;
  fact.value = std::move(value);
  fact.place = where.place(own_);
  fact.quote = where.quote();
}

void FactSink::text(std::string_view name, std::string_view value, const Where& where) {
  if (!value.empty()) this->value(name, Value::of_text(value), where);
}

void FactSink::number(std::string_view name, std::optional<std::int64_t> value, const Where& where) {
  if (value) this->value(name, Value::of_number(*value), where);
}

void FactSink::boolean(std::string_view name, std::optional<bool> value, const Where& where) {
  if (value) this->value(name, Value::of_bool(*value), where);
}

void FactSink::duration(std::string_view name, std::optional<Duration> value, const Where& where) {
  if (value) this->value(name, Value::of_duration(*value), where);
}

void FactSink::time(std::string_view name, std::optional<Time> value, const Where& where) {
  if (value) this->value(name, Value::of_time(*value), where);
}

void FactSink::quantity(std::string_view name, std::optional<std::int64_t> milli, std::string_view written,
                        const Where& where) {
  if (milli) this->value(name, Value::of_quantity(*milli, written), where);
}

void FactSink::quantity(std::string_view name, std::string_view written, const Where& where) {
  quantity(name, parse_milli(written), written, where);
}

void FactSink::texts(std::string_view name, std::vector<std::string> values, const Where& where) {
  if (!values.empty()) value(name, Value::of_texts(std::move(values)), where);
}

void FactSink::unknown(std::string_view name, std::string_view kind) {
  Fact& fact = slot(name);
  fact = Fact{};
  fact.state = Fact::State::unknown;
  fact.missing = kind;
}

void FactSink::bound(std::string_view name, Bound bound) { slot(name).bound = bound; }

}  // namespace aidiag
