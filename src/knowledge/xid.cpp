// SPDX-License-Identifier: Apache-2.0
#include "knowledge/xid.hpp"

#include <algorithm>

namespace aidiag::knowledge {
namespace {

constexpr int first_link_error = 144, last_link_error = 150;

const XidRow* find(std::span<const XidRow> rows, int code) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const XidRow& r) { return r.code == code; });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::string_view to_text(Bucket bucket) {
  constexpr std::string_view words[] = {"informational", "application", "driver",   "firmware",
                                        "link",          "memory",      "hardware", "unknown"};
  return words[static_cast<std::size_t>(bucket)];
}

std::string_view to_text(Action action) {
  constexpr std::string_view words[] = {"none",      "restart app",  "check driver",   "check hardware",
                                        "reset GPU", "restart node", "contact support"};
  return words[static_cast<std::size_t>(action)];
}

const XidRow* find_xid(int code) { return find(xid_codes(), code); }

XidRow describe_xid(int code, bool nonfatal) {
  const XidRow* row = find_xid(code);
  if (row == nullptr)
    return {code, "not in the catalogue", Bucket::unknown, Action::contact_support, "not known", false};
  if (nonfatal && first_link_error <= code && code <= last_link_error)
    return {code, row->name, Bucket::informational, Action::none, "it was corrected", false};
  return *row;
}

XidRow describe_sxid(int code, bool nonfatal) {
  if (const XidRow* row = find(sxid_codes(), code)) return *row;
  std::string_view name = "not in the catalogue";
  for (const UnitRow& unit : sxid_units())
    if (unit.thousand == code / 1000) name = unit.name;
  if (nonfatal) return {code, name, Bucket::informational, Action::none, "nothing by itself", false};
  return {code, name, Bucket::link, Action::reset_gpu, "programs on the GPUs of this switch fail", false};
}

}  // namespace aidiag::knowledge
