#pragma once
#include "aidiag/report.hpp"
#include "cli/options.hpp"
namespace aidiag::cli {
Result<int> diagnose_command(const Options& options, const RuleSet& rules);
}
