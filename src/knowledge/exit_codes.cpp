// SPDX-License-Identifier: Apache-2.0
#include "knowledge/exit_codes.hpp"

#include <algorithm>

#include "knowledge/rows.hpp"

namespace aidiag::knowledge {
namespace {

const EndRow* find(std::span<const EndRow> rows, int code) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const EndRow& r) { return r.code == code; });
  return row == rows.end() ? nullptr : &*row;
}

/// Launchers end with sys.exit(-n); only signals that end a child are worth a guess, so 255 (-1) is not SIGHUP.
bool is_childs(int signal) { return signal == 4 || signal == 6 || signal == 7 || signal == 9 || signal == 11; }

}  // namespace

std::optional<End> describe_signal(int signal) {
  const EndRow* row = find(exit_signals(), signal);
  if (row == nullptr) return std::nullopt;
  return End{signal, false, row->name, row->meaning};
}

std::optional<End> describe_exit(int code) {
  if (const EndRow* row = find(exit_codes(), code)) return End{0, false, row->name, row->meaning};
  if (code > 128 && code <= 128 + 64) return describe_signal(code - 128);
  if (!is_childs(256 - code)) return std::nullopt;
  auto end = describe_signal(256 - code);
  if (end) end->of_child = true;
  return end;
}

}  // namespace aidiag::knowledge
