// SPDX-License-Identifier: Apache-2.0
// From roots to findings: names instead of pointers, texts filled, evidence gathered.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "aidiag/report.hpp"
#include "diagnosis/root.hpp"

namespace aidiag {

SubjectName name_of(const Subject& subject, const Facts& facts);
/// `connection`: the flags that a printed kubectl command needs to reach the same place.
Finding finding_of(const Root& root, const std::vector<Candidate>& candidates, const std::vector<Undecided>& undecided,
                   const Facts& facts, std::span<const std::string> connection);

}  // namespace aidiag
