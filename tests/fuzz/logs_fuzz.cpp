// SPDX-License-Identifier: Apache-2.0
// Any bytes as a log, with every shipped sheet and pattern: lines, framing, prefixes, records, marks. The first byte
// says how the log was read and where its head ends.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

#include "aidiag/logs.hpp"
#include "aidiag/shipped_rules.hpp"

namespace {

const aidiag::RuleSet& rules() {
  static const auto loaded = aidiag::RuleSet::load_compiled(aidiag::shipped_rules_compiled());
  return std::get<aidiag::RuleSet>(loaded);
}

aidiag::Log log_of(std::uint8_t how, std::string text) {
  aidiag::Log log;
  log.timestamps = (how & 1U) != 0;
  log.from_node = (how & 2U) != 0;
  log.from_start = (how & 4U) != 0;
  if ((how & 8U) != 0) log.head = text.substr(0, text.size() / 2);
  log.text = (how & 16U) != 0 ? text.substr(text.size() / 3) : std::move(text);
  return log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const aidiag::Log log = log_of(data[0], std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  const aidiag::RunLog run = aidiag::read_log(log, rules().sheets(), nullptr, rules().patterns());
  for (const aidiag::LogRecord& record : run.records) {
    if (record.line < 1 || record.last_line < record.line || record.text.size() > 16 << 10) std::abort();
  }
  return 0;
}
