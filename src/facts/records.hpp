// SPDX-License-Identifier: Apache-2.0
// Records of the failure in question, one maker for each kind. Each yields them oldest first.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "aidiag/fact.hpp"
#include "facts/state.hpp"

namespace aidiag {

Records event_records(const Facts& facts, const Subject& subject);
Records condition_records(const Facts& facts, const Subject& subject);
Records probe_records(const Facts& facts, const Subject& subject);
Records log_records(const Facts& facts, const Subject& subject);

/// The events that speak of the failure in question. Of a pod: those of the pod and of all its containers.
struct EventsInQuestion {
  std::vector<const Event*> all;  ///< oldest first
  bool complete = true;
};
EventsInQuestion events_in_question(const Facts& facts, const Subject& subject);

/// A probe failure as the kubelet's message tells it (pkg/kubelet/prober, pkg/probe).
struct ProbeFailure {
  std::string_view type;  ///< liveness, readiness, startup
  std::string_view kind;  ///< refused, timeout, status, exec, other
  std::string_view path;  ///< of the address, if the message has one
  std::optional<int> port, code;
  std::string_view message;  ///< what follows "probe failed: "
};
/// nullopt: no message of a failed probe.
std::optional<ProbeFailure> parse_probe(std::string_view message);

/// The logs of a container; read when first asked for.
std::shared_ptr<const Facts::State::ContainerLogs> logs_of(const Facts& facts, const Subject& container);

}  // namespace aidiag
