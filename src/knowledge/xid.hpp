// SPDX-License-Identifier: Apache-2.0
// rules/tables/xid.yaml and sxid.yaml: what a number means that the driver of a GPU or of NVSwitch wrote into the
// kernel's log, and the many ways in which logs, events and conditions quote it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "knowledge/rows.hpp"

namespace aidiag::knowledge {

std::string_view to_text(Bucket bucket);  ///< as the table writes it
std::string_view to_text(Action action);  ///< "reset GPU"

/// The entry of an Xid; nullptr if there is none.
const XidRow* find_xid(int code);

/// What an Xid means. Of the link errors 144 to 150 a line says whether they are fatal: `nonfatal` ones ask for
/// nothing. One without an entry has the bucket unknown.
XidRow describe_xid(int code, bool nonfatal);

/// What an SXid means. One without an entry of its own has the name of its unit; whether it asks for something its line
/// says (`nonfatal`).
XidRow describe_sxid(int code, bool nonfatal);

/// One quotation of an Xid or SXid in a text.
struct XidQuote {
  int code = 0;
  bool of_switch = false;     ///< an SXid
  bool nonfatal = false;      ///< the line says Non-fatal
  bool withdrawn = false;     ///< the device plugin says that it takes the card out of offer for it
  std::string_view line{};    ///< the line that it stands in
  std::string_view device{};  ///< PCI address or UUID, as far as the text has it
  std::string_view asks{};    ///< of Xid 154: what the driver asks for now, such as "GPU Reset Required" or "None"
};

/// All quotations in a text, in its order. Known are the lines of the kernel, `NVRM: Xid (PCI:0000:3b:00): 79, ...` and
/// `SXid (PCI:...): 20034, Fatal, ...`; of NVIDIA's and GKE's device plugins, `XidCriticalError: Xid=79 on Device=...`;
/// reasons such as NvidiaXID74Error; and prose: "Xid 79", "XID error: 79". What is said to be skipped, ignored or not
/// there is no quotation. The views are into `text`.
std::vector<XidQuote> find_xids(std::string_view text);

}  // namespace aidiag::knowledge
