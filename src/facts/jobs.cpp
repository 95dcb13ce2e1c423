// SPDX-License-Identifier: Apache-2.0
// Sources: the API types of batch/v1; status.ready of a Job is there since 1.24, lastSuccessfulTime of a CronJob since
// 1.21.
#include "facts/jobs.hpp"

#include "facts/object_paths.hpp"

namespace aidiag {
namespace {

bool does_better(const Object& job) {
  return condition_of(job, "Complete")["status"].text() == "True" || job.json()["status"]["ready"].integer_or(0) > 0;
}

/// When it failed, or was made if it has not.
std::optional<Time> failed_at(const Object& job) {
  const auto failed = parse_time(condition_of(job, "Failed")["lastTransitionTime"].text());
  return failed ? failed : job.created;
}

bool counts_success_since(const Object* cron, std::optional<Time> failed) {
  if (cron == nullptr || !failed) return false;
  const auto success = parse_time(cron->json()["status"]["lastSuccessfulTime"].text());
  return success && *failed < *success;
}

}  // namespace

std::optional<bool> is_superseded(const Snapshot& snapshot, const Object& job) {
  if (job.kind != "Job" || job.owner.kind != "CronJob") return false;
  if (counts_success_since(snapshot.owner_of(job), failed_at(job))) return true;
  for (const Object* other : snapshot.of_kind("Job", job.ns)) {
    const bool later = job.created && other->created && *job.created < *other->created;
    const bool of_same = other->owner.kind == job.owner.kind && other->owner.name == job.owner.name;
    if (later && of_same && does_better(*other)) return true;
  }
  if (snapshot.coverage("Job", job.ns) != Coverage::complete) return std::nullopt;
  return false;
}

}  // namespace aidiag
