// SPDX-License-Identifier: Apache-2.0
// The model of the scheduler against the real one: reads recorded cases from stdin, one a line, and compares what the
// scheduler said of a pod with what the model says of the same objects. `tests/cluster/README.md` says what a case
// is. Prints each disagreement, and "N of M agree"; ends with 1 if there is one, or if there was nothing to compare.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>

#include "fit/outlook.hpp"

namespace {

using namespace aidiag;

/// The parts of the scheduler that the model leaves to its message.
bool is_claimed(Json features) {
  const auto all = features.items();
  return std::none_of(all.begin(), all.end(), [](const Json& feature) {
    const std::string_view name = feature.text();
    return name == "spread" || name == "pod-affinity" || name == "pod-anti-affinity" ||
           name == "existing-anti-affinity" || name == "device-claim" || name == "volume-limit";
  });
}

using Counts = std::map<std::string, int>;

std::string key_of(Ground ground, std::string_view resource) {
  static constexpr std::string_view names[] = {"cordon",       "taint",        "label",        "port",
                                               "pods",         "resource",     "claim in use", "volume node",
                                               "volume zone",  "volume bind",  "volume limit", "spread",
                                               "pod affinity", "device claim", "other"};
  return std::string(names[static_cast<std::size_t>(ground)]) + (resource.empty() ? "" : " " + std::string(resource));
}

std::string text_of(const Counts& counts) {
  std::string out;
  for (const auto& [key, n] : counts) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", n, key);
  return out.empty() ? "nothing" : out;
}

Counts counts_of(const Fit& fit) {
  Counts out;
  for (const NodeFit& node : fit.nodes)
    for (const auto& [ground, resource] : scheduler_grounds(node)) ++out[key_of(ground, resource)];
  return out;
}

Counts counts_of(const SchedulerMessage& message) {
  Counts out;
  for (const SchedulerReason& r : message.reasons) out[key_of(r.ground, r.resource)] += r.count;
  return out;
}

/// Empty: they agree.
std::string disagreement(Json one, const Fit& fit) {
  if (const std::string_view bound = one["scheduled"].text(); !bound.empty()) {
    if (fit.held_back) return fmt::format("scheduled on {}, the model holds it back", bound);
    for (const NodeFit& node : fit.nodes)
      if (node.node->name == bound)
        return node.lacks.empty() ? "" : fmt::format("scheduled on {}; model {}", bound, text_of(counts_of(fit)));
    return fmt::format("scheduled on {}, which was not read", bound);
  }
  const auto message = parse_scheduler_message(one["message"].text());
  if (!message) return "no message";
  if (message->reasons.empty() != fit.held_back) return fmt::format("said of the pod as a whole: {}", message->whole);
  if (fit.held_back) return "";
  const Counts theirs = counts_of(*message), ours = counts_of(fit);
  return theirs == ours ? "" : fmt::format("scheduler {}; model {}", text_of(theirs), text_of(ours));
}

class Comparison {
 public:
  void add(const std::string& line) {
    const auto document = Document::parse(line);
    if (!document.ok()) return fail(fmt::format("a case that is no JSON: {}", line.substr(0, 60)));
    const Json one = document.value().root();
    if (!is_claimed(one["features"])) {
      ++left_out_;
      return;
    }
    ++compared_;
    SnapshotBuilder builder(Limits{.details = 100000, .healthy_details = 100000});
    if (const auto page = builder.add_json(one["items"].dump()); !page.ok()) return fail(page.error().message);
    for (const char* kind : {"Node", "Pod", "PersistentVolume", "PersistentVolumeClaim", "StorageClass"})
      builder.set_coverage(kind, "", Coverage::complete);
    const auto snapshot = builder.take();
    const std::string_view name = one["pod"].text();
    const std::size_t slash = name.find('/');
    const Object* pod = snapshot->find("Pod", name.substr(0, slash), name.substr(slash + 1));
    if (pod == nullptr) return fail(fmt::format("seed {}: no pod {}", one["seed"].scalar(), name));
    const Fit fit = fit_of(*pod, *snapshot, NodeUsage(*snapshot), "");
    if (const std::string why = disagreement(one, fit); !why.empty())
      fail(fmt::format("seed {}: {}\n  {}", one["seed"].scalar(), why, one["message"].text()));
  }

  [[nodiscard]] int report() const {
    fmt::print("{} of {} agree; {} with parts that the model leaves to the scheduler were left out\n",
               compared_ - failed_, compared_, left_out_);
    return failed_ == 0 && compared_ > 0 ? 0 : 1;
  }

 private:
  void fail(const std::string& text) {
    ++failed_;
    fmt::print("{}\n", text);
  }

  int compared_ = 0, failed_ = 0, left_out_ = 0;
};

}  // namespace

int main() {
  Comparison comparison;
  for (std::string line; std::getline(std::cin, line);)
    if (!line.empty()) comparison.add(line);
  return comparison.report();
}
