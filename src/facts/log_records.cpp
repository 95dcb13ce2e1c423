// SPDX-License-Identifier: Apache-2.0
// Log records of the run in question; of a pod those of all its containers; of a node those of the operand pods that
// run on it.
#include "facts/records.hpp"
#include "model/operands.hpp"

namespace aidiag {
namespace {

std::string_view word_of(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
    case Level::fatal:
      return "fatal";
    case Level::unknown:
      break;
  }
  return {};
}

Record record_of(const LogRecord& log, const RunLog& run, const Object& pod, std::string_view container) {
  Record record{RecordKind::log, {}, {}, log.message, log.time, &log, &run, 0};
  record.fields.emplace("text", Value::of_text(log.text));
  record.fields.emplace("message", Value::of_text(log.message));
  record.fields.emplace("container", Value::of_text(container));
  if (!log.stream.empty()) record.fields.emplace("stream", Value::of_text(log.stream));
  if (const std::string_view level = word_of(log.level); !level.empty())
    record.fields.emplace("level", Value::of_text(level));
  record.fields.emplace("line", Value::of_number(log.line));
  record.fields.emplace("count", Value::of_number(log.count));
  record.place = {pod.title(), {}, std::string(container), run.log->previous, log.line, log.time};
  return record;
}

void add_container(const Facts& facts, const Subject& subject, Records& records) {
  const auto kept = logs_of(facts, subject);
  records.logs.push_back(kept);
  const Facts::State::ContainerLogs& logs = *kept;
  const ContainerView& container = facts.state().container(subject);
  const bool runs = static_cast<bool>(container.state("running"));
  for (const std::size_t i : logs.in_time) {
    const RunLog& run = logs.runs[i];
    const std::size_t progress = runs && !run.log->previous ? run.progress.value_or(0) : 0;
    for (std::size_t k = 0; k < run.records.size(); ++k) {
      Record& record = records.all.emplace_back(record_of(run.records[k], run, *subject.object, container.name));
      record.position = records.all.size() - 1;
      record.survived = k < progress;
    }
  }
  if (logs.complete) return;
  records.complete = false;
  records.missing = "Log";
}

void add_pod(const Facts& facts, const Object& pod, Records& records) {
  const std::size_t count = facts.state().containers_of(pod).size();
  for (std::size_t i = 0; i < count; ++i)
    add_container(facts, {About::container, &pod, static_cast<int>(i), {}}, records);
}

/// What the operands on a node print (device plugin, driver, kernel monitor) is the node's log.
void add_operands(const Facts& facts, const Object& node, Records& records) {
  const Snapshot& snapshot = facts.snapshot();
  for (const Object* pod : snapshot.pods_on(node.name))
    if (operand_of(*pod) != nullptr) add_pod(facts, *pod, records);
  if (!records.complete || snapshot.coverage("Pod", {}) == Coverage::complete) return;
  records.complete = false;
  records.missing = "Pod";
}

}  // namespace

Records log_records(const Facts& facts, const Subject& subject) {
  Records records;
  if (subject.about == About::container) add_container(facts, subject, records);
  if (subject.about == About::pod) add_pod(facts, *subject.object, records);
  if (subject.about == About::node) add_operands(facts, *subject.object, records);
  return records;
}

}  // namespace aidiag
