// SPDX-License-Identifier: Apache-2.0
// The fields of records, as rules name them.
#include <algorithm>

#include "facts/family.hpp"
#include "facts/records.hpp"

namespace aidiag {
namespace {

using enum RecordKind;

constexpr RecordField fields[] = {
    {event, "reason", Type::text, "The word that names what happened, such as FailedMount."},
    {event, "message", Type::text, "The sentence."},
    {event, "type", Type::text, "Normal or Warning; says little about how bad it is."},
    {event, "by", Type::text, "The component that wrote it."},
    {event, "host", Type::text, "The node on which that component runs."},
    {event, "container", Type::text, "The container it is about; absent for the pod as a whole."},
    {event, "count", Type::number, "How often it was seen."},
    {event, "ago", Type::duration, "Since it was last seen."},
    {event, "first_ago", Type::duration, "Since it was first seen."},
    {condition, "type", Type::text, "The condition's type, such as Ready."},
    {condition, "status", Type::text, "True, False or Unknown."},
    {condition, "reason", Type::text, "The word that says why."},
    {condition, "message", Type::text, "The sentence."},
    {condition, "for", Type::duration, "Since its status changed."},
    {condition, "bad", Type::boolean, "Whether this status is the bad one; absent if the type is not known."},
    {condition, "topic", Type::text, "What the condition is about, such as disk or accelerator."},
    {probe, "type", Type::text, "liveness, readiness or startup."},
    {probe, "kind", Type::text, "How it failed: refused, timeout, status, exec or other."},
    {probe, "port", Type::number, "The port that was asked."},
    {probe, "declared", Type::boolean,
     "Whether the container declares the port that was asked; absent if it declares none."},
    {probe, "path", Type::text, "The HTTP path that was asked."},
    {probe, "code", Type::number, "The HTTP status code that came back."},
    {probe, "message", Type::text, "What failed, without the kubelet's frame; for a command its output."},
    {probe, "container", Type::text, "The container that was probed."},
    {probe, "count", Type::number, "How often it was seen."},
    {probe, "ago", Type::duration, "Since it was last seen."},
    {log, "text", Type::text, "All lines of the record, without their prefixes."},
    {log, "message", Type::text, "The line that counts; of a traceback the last one of its first section."},
    {log, "container", Type::text, "The container that wrote it."},
    {log, "stream", Type::text, "Rank or process tag, such as rank0."},
    {log, "level", Type::text, "debug, info, warning, error or fatal."},
    {log, "line", Type::number, "Its first line in the log, from 1."},
    {log, "count", Type::number, "How many equal records it stands for."},
};

using Maker = Records (*)(const Facts&, const Subject&);
constexpr Maker makers[] = {event_records, condition_records, probe_records, log_records};

}  // namespace

std::span<const RecordField> record_fields() { return fields; }

const RecordField* find_field(RecordKind kind, std::string_view name) {
  const auto* found = std::find_if(std::begin(fields), std::end(fields),
                                   [&](const RecordField& f) { return f.kind == kind && f.name == name; });
  return found == std::end(fields) ? nullptr : found;
}

std::string_view main_field(RecordKind kind) { return kind == log ? "text" : "message"; }

const Records& Facts::records(const Subject& subject, RecordKind kind) const {
  const auto index = static_cast<std::size_t>(kind);
  auto& kept = state_->subjects[subject].records[index];
  if (!kept) kept = std::make_unique<Records>(makers[index](*this, subject));
  return *kept;
}

}  // namespace aidiag
