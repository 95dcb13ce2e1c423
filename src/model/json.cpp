// SPDX-License-Identifier: Apache-2.0
#include "aidiag/json.hpp"

#include <cstring>

#include "model/json_access.hpp"
#include "model/json_text.hpp"

namespace aidiag {
namespace dom = simdjson::dom;
namespace {

/// The value as T, or nullopt for missing and for other types.
template <class T>
std::optional<T> as(const Json& json) {
  T value{};
  if (!json.exists() || JsonAccess::unwrap(json).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

/// simdjson makes room for the worst that a text of this length can hold, ten times what objects need: the parser keeps
/// that for the next text, and what it found is copied.
void copy_exactly(const dom::document& from, dom::document& to) {
  constexpr std::uint64_t payload = 0x00FFFFFFFFFFFFFF;
  const std::uint64_t* tape = from.tape.get();
  const auto length = static_cast<std::size_t>(tape[0] & payload);
  std::optional<std::size_t> last;  // string: they stand in order
  for (std::size_t i = 1; i < length; ++i) {
    const char type = static_cast<char>(tape[i] >> 56);
    if (type == '"') last = static_cast<std::size_t>(tape[i] & payload);
    if (type == 'l' || type == 'u' || type == 'd') ++i;  // the number follows
  }
  std::size_t strings = 0;
  if (last) {
    std::uint32_t size = 0;
    std::memcpy(&size, from.string_buf.get() + *last, sizeof size);
    strings = *last + sizeof size + size + 1;
  }
  to.tape.reset(new std::uint64_t[length]);
  to.string_buf.reset(new std::uint8_t[strings]);
  std::memcpy(to.tape.get(), tape, length * sizeof *tape);
  std::memcpy(to.string_buf.get(), from.string_buf.get(), strings);
}

bool is_type(const Json& json, dom::element_type type) {
  return json.exists() && JsonAccess::unwrap(json).type() == type;
}

}  // namespace

bool Json::is_null() const { return is_type(*this, dom::element_type::NULL_VALUE); }
bool Json::is_object() const { return is_type(*this, dom::element_type::OBJECT); }
bool Json::is_array() const { return is_type(*this, dom::element_type::ARRAY); }
bool Json::is_string() const { return is_type(*this, dom::element_type::STRING); }
bool Json::is_bool() const { return is_type(*this, dom::element_type::BOOL); }
bool Json::is_number() const {
  return is_type(*this, dom::element_type::INT64) || is_type(*this, dom::element_type::UINT64) ||
         is_type(*this, dom::element_type::DOUBLE);
}

Json Json::operator[](std::string_view key) const {
  const auto object = as<dom::object>(*this);
  dom::element found;
  if (!object || object->at_key(key).get(found) != simdjson::SUCCESS) return {};
  return JsonAccess::wrap(found);
}

Json Json::at(std::size_t index) const {
  const auto array = as<dom::array>(*this);
  dom::element found;
  if (!array || array->at(index).get(found) != simdjson::SUCCESS) return {};
  return JsonAccess::wrap(found);
}

std::vector<std::pair<std::string_view, Json>> Json::fields() const {
  std::vector<std::pair<std::string_view, Json>> out;
  const auto object = as<dom::object>(*this);
  if (!object) return out;
  out.reserve(object->size());
  for (const auto field : *object) out.emplace_back(field.key, JsonAccess::wrap(field.value));
  return out;
}

std::vector<Json> Json::items() const {
  std::vector<Json> out;
  const auto array = as<dom::array>(*this);
  if (!array) return out;
  out.reserve(array->size());
  for (const auto item : *array) out.push_back(JsonAccess::wrap(item));
  return out;
}

std::size_t Json::size() const {
  if (const auto object = as<dom::object>(*this)) return object->size();
  if (const auto array = as<dom::array>(*this)) return array->size();
  return 0;
}

std::string_view Json::text() const { return as<std::string_view>(*this).value_or(std::string_view()); }
std::optional<std::int64_t> Json::integer() const { return as<std::int64_t>(*this); }
std::optional<double> Json::number() const { return as<double>(*this); }
std::optional<bool> Json::boolean() const { return as<bool>(*this); }

std::string Json::dump() const { return exists() ? simdjson::minify(JsonAccess::unwrap(*this)) : std::string(); }

std::string Json::scalar() const {
  if (is_string()) return std::string(text());
  return is_bool() || is_number() ? dump() : std::string();
}

struct Document::State {
  dom::document document;
};

Document::Document() = default;
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Result<Document> Document::parse(std::string_view text) {
  const std::string_view body = without_mark(text);
  Document out;
  out.state_ = std::make_unique<State>();
  thread_local dom::parser parser;
  const auto parsed = [&](std::string_view from) {
    if (parser.parse(from.data(), from.size()).error() != simdjson::SUCCESS) return false;
    copy_exactly(parser.doc, out.state_->document);
    return true;
  };
  if (parsed(body) || parsed(mended(body))) return out;
  return json_error(body);
}

Json Document::root() const { return state_ ? JsonAccess::wrap(state_->document.root()) : Json(); }

}  // namespace aidiag
