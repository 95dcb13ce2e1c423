// SPDX-License-Identifier: Apache-2.0
// Conditions of an object's status. Whether one is bad the table of polarity says; an unknown type is never judged.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "facts/family.hpp"
#include "facts/records.hpp"

namespace aidiag {
namespace {

Record record_of(Json condition, std::size_t index, const Facts& facts, const Object& object) {
  Record record{RecordKind::condition, {}, {}, {}, {}, nullptr, nullptr, index};
  for (const std::string_view name : {"type", "status", "reason", "message"})
    if (const std::string_view value = condition[name].text(); !value.empty())
      record.fields.emplace(name, Value::of_text(value));
  record.time = parse_time(condition["lastTransitionTime"].text());
  if (record.time) record.fields.emplace("for", Value::of_duration(facts.snapshot().now - *record.time));
  const std::string_view status = condition["status"].text();
  if (const Polarity* polarity = facts.state().polarity_of(condition["type"].text())) {
    const bool finished = condition["reason"].text() == "PodCompleted";  // Ready=False of a pod that is done
    const bool bad = !finished && (polarity->bad == Polarity::Bad::if_true ? status == "True" : status != "True");
    record.fields.emplace("bad", Value::of_bool(bad));
    if (!polarity->topic.empty()) record.fields.emplace("topic", Value::of_text(polarity->topic));
  }
  const std::string_view message = condition["message"].text();
  record.quote = message.empty() ? fmt::format("{}={}", condition["type"].text(), status) : std::string(message);
  record.place = {object.title(), fmt::format("status.conditions[{}]", index), {}, false, 0, record.time};
  return record;
}

}  // namespace

Records condition_records(const Facts& facts, const Subject& subject) {
  Records records;
  if (subject.object == nullptr || subject.about == About::container) return records;
  records.complete = subject.object->has_detail();
  if (!records.complete) records.missing = subject.object->kind;
  std::size_t index = 0;
  for (const Json condition : subject.object->json()["status"]["conditions"].items())
    records.all.push_back(record_of(condition, index++, facts, *subject.object));
  std::sort(records.all.begin(), records.all.end(), [](const Record& a, const Record& b) {
    return std::tie(a.time, a.position) < std::tie(b.time, b.position);
  });
  return records;
}

}  // namespace aidiag
