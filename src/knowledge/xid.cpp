// SPDX-License-Identifier: Apache-2.0
#include "knowledge/xid.hpp"

#include <algorithm>

namespace aidiag::knowledge {
namespace {

const XidRow* find(std::span<const XidRow> rows, int code) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const XidRow& r) { return r.code == code; });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::string_view to_text(Bucket bucket) {
  constexpr std::string_view words[] = {"informational", "application", "driver",  "firmware",
                                        "link",          "memory",      "hardware"};
  return words[static_cast<std::size_t>(bucket)];
}

std::string_view to_text(Action action) {
  constexpr std::string_view words[] = {"none",      "restart app",  "check driver",   "check hardware",
                                        "reset GPU", "restart node", "contact support"};
  return words[static_cast<std::size_t>(action)];
}

const XidRow* find_xid(int code) { return find(xid_codes(), code); }

XidRow describe_sxid(int code, bool fatal) {
  if (const XidRow* row = find(sxid_codes(), code)) return *row;
  for (const UnitRow& unit : sxid_units()) {
    if (unit.thousand != code / 1000) continue;
    return {code,
            unit.name,
            fatal ? Bucket::link : Bucket::informational,
            fatal ? Action::reset_gpu : Action::none,
            fatal ? "programs on the GPUs of this switch fail" : "nothing by itself",
            false};
  }
  return {0, {}, Bucket::informational, Action::none, {}, false};
}

}  // namespace aidiag::knowledge
