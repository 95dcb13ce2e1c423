// SPDX-License-Identifier: Apache-2.0
#include "report/clean_accelerators.hpp"

namespace aidiag {
namespace {

void wash(std::string& text) { text = clean(text); }

void wash(std::vector<std::string>& texts) {
  for (std::string& text : texts) wash(text);
}

void wash(std::vector<AcceleratorRow::Holder>& holders) {
  for (AcceleratorRow::Holder& holder : holders) {
    wash(holder.ns);
    wash(holder.pod);
  }
}

void wash(AcceleratorRow& row) {
  for (std::string* text : {&row.node, &row.resource, &row.vendor, &row.product, &row.sharing}) wash(*text);
  for (auto* texts : {&row.taints, &row.notes, &row.node_notes}) wash(*texts);
  wash(row.holders);
}

}  // namespace

void clean_accelerators(AcceleratorReport& report) {
  wash(report.context);
  wash(report.selector);
  for (AcceleratorRow& row : report.rows) wash(row);
  for (AcceleratorSum& sum : report.sums) wash(sum.resource);
  for (AcceleratorQueue& queue : report.waiting) {
    wash(queue.resource);
    wash(queue.pods);
  }
  for (GapNote& gap : report.gaps)
    for (std::string* text : {&gap.kind, &gap.ns, &gap.reason}) wash(*text);
}

}  // namespace aidiag
