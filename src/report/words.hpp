// SPDX-License-Identifier: Apache-2.0
// How the report names things for people: subjects, places of evidence, times. Shared by the writers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aidiag/report.hpp"

namespace aidiag {

/// "Deployment llm", "container model of pod llm-0": how a line of the summary names a subject. The owner stands for
/// its pods.
std::string subject_line(const SubjectName& subject);
/// "pod llm-0, container model"; empty for subjects that the title names.
std::string subject_detail(const SubjectName& subject);
/// "log of model, previous run, line 41", "Node gpu-3, label x", "event of Pod ai/llm-0".
std::string place_line(const Place& place);
/// "02:51" on the day of `now`, else "Nov 19 02:51"; UTC.
std::string short_time(Time t, Time now);
/// "2026-11-21 12:05 UTC", with where it comes from: "as of ..., the newest time in it".
std::string clock_words(Time t, NowSource source);
/// "1 pod", "3 pods".
std::string counted(std::int64_t n, std::string_view one, std::string_view many);
/// "Pod" to "pods", "StorageClass" to "storageclasses": how kubectl names a kind.
std::string plural(std::string_view kind);
/// "a, b and c".
std::string listed(const std::vector<std::string>& items);

}  // namespace aidiag
