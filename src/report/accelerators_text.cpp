// SPDX-License-Identifier: Apache-2.0
// The table of accelerators as kubectl writes tables: heads in upper case, three spaces between columns, no line
// broken. Beneath a row stands why not all of it can be used; below all rows the sums, who waits, and what was not
// seen.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aidiag/accelerators.hpp"
#include "report/gap_lines.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace aidiag {
namespace {

constexpr std::size_t columns = 8;
using Cells = std::array<std::string, columns>;
constexpr std::size_t holders_shown = 2;

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string at_least(std::int64_t n, bool complete) {
  if (complete) return std::to_string(n);
  return n > 0 ? fmt::format("at least {}", n) : "?";
}

std::string or_unknown(const std::optional<std::int64_t>& n) { return n ? std::to_string(*n) : "?"; }

std::string holders(const std::vector<AcceleratorRow::Holder>& all) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(all.size(), holders_shown); ++i)
    words.push_back(fmt::format("{}/{} {}", all[i].ns, all[i].pod, all[i].devices));
  if (all.size() > holders_shown) words.push_back(fmt::format("+{} more", all.size() - holders_shown));
  return fmt::format("{}", fmt::join(words, ", "));
}

Cells cells_of(const AcceleratorRow& row) {
  const bool none = row.resource.empty();
  return {row.node,
          or_dash(row.resource),
          or_dash(row.product),
          std::to_string(row.offered),
          std::to_string(row.healthy),
          none ? "0" : at_least(row.in_use, row.complete),
          or_unknown(row.free),
          holders(row.holders)};
}

class AcceleratorsWriter {
 public:
  AcceleratorsWriter(const AcceleratorReport& report, const Style& style)
      : report_(report), style_(style), width_(static_cast<std::size_t>(std::clamp(style.width, 80, 120))) {}

  std::string write() {
    header();
    line("");
    if (report_.rows.empty()) {
      for (const std::string& text : wrapped(nothing(), width_)) line(text);
    } else {
      table();
      line("");
      for (const AcceleratorSum& sum : report_.sums) line(sum_words(sum));
    }
    waiting();
    const std::vector<std::string> gaps = gap_lines(report_.gaps, width_);
    if (!gaps.empty()) line("");
    for (const std::string& text : gaps) line(text);
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_.erase(out_.find_last_not_of(' ') + 1);
    out_ += '\n';
  }

  void header() {
    std::vector<std::string> parts = {inked("Accelerators", Ink::bold, style_.color)};
    if (!report_.selector.empty()) parts.push_back("of nodes with " + report_.selector);
    if (!report_.context.empty()) parts.push_back("context " + report_.context);
    if (report_.nodes_read || report_.nodes > 0) parts.push_back(counted(report_.nodes, "node", "nodes"));
    parts.push_back(clock_words(report_.taken_at, report_.taken_from));
    line(fmt::format("{}", fmt::join(parts, "   ")));
  }

  [[nodiscard]] std::string nothing() const {
    if (report_.nodes == 0 && !report_.nodes_read) return "The nodes could not be read, so nothing is known of them.";
    if (report_.nodes == 0 && !report_.selector.empty()) return "No node has these labels.";
    if (!report_.nodes_read) return "None of the nodes that could be read offers an accelerator.";
    return report_.selector.empty() ? "No node of the cluster offers an accelerator or looks as if it had one."
                                    : "None of these nodes offers an accelerator or looks as if it had one.";
  }

  void table() {
    std::vector<Cells> rows = {{"NODE", "RESOURCE", "PRODUCT", "OFFERED", "HEALTHY", "IN USE", "FREE", "BY WHOM"}};
    for (const AcceleratorRow& row : report_.rows) rows.push_back(cells_of(row));
    std::array<std::size_t, columns> widths{};
    for (const Cells& cells : rows)
      for (std::size_t c = 0; c < columns; ++c) widths[c] = std::max(widths[c], display_width(cells[c]));
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::string text;
      for (std::size_t c = 0; c < columns; ++c) text += padded(rows[r][c], c + 1 < columns ? widths[c] + 3 : 0);
      line(r == 0 ? inked(text, Ink::bold, style_.color) : text);
      if (r > 0) notes(r - 1);
    }
  }

  /// Those of the node once, beneath the last of its rows.
  void notes(std::size_t i) {
    const AcceleratorRow& row = report_.rows[i];
    std::vector<std::string> all = row.notes;
    if (i + 1 == report_.rows.size() || report_.rows[i + 1].node != row.node)
      all.insert(all.end(), row.node_notes.begin(), row.node_notes.end());
    if (all.empty()) return;
    line("  " + inked(fmt::format("{} {}", style_.unicode ? "\u2514" : "\\", fmt::join(all, "; ")), Ink::yellow,
                      style_.color));
  }

  [[nodiscard]] static std::string sum_words(const AcceleratorSum& sum) {
    std::string free = sum.free ? fmt::format("{} free", *sum.free) : "free not known";
    if (sum.free_but_closed > 0) free += fmt::format(" ({} more on nodes that take no pods)", sum.free_but_closed);
    if (sum.nodes > 1 && sum.most_free && *sum.most_free > 0)
      free += fmt::format(", at most {} on one node", *sum.most_free);
    std::vector<std::string> parts;
    if (sum.slices > 0 && sum.slices < sum.offered) parts.push_back(fmt::format("{} of them MIG slices", sum.slices));
    if (sum.shared > 0 && sum.shared < sum.offered) parts.push_back(fmt::format("{} of them shares", sum.shared));
    const std::string kinds = parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, ", "));
    const std::string use =
        sum.complete || sum.in_use > 0 ? at_least(sum.in_use, sum.complete) + " in use" : "use not known";
    return fmt::format("{}: {} offered{}, {} healthy, {}, {}", sum.resource, sum.offered, kinds, sum.healthy, use,
                       free);
  }

  void waiting() {
    if (report_.waiting.empty()) return;
    std::vector<std::string> parts;
    for (const AcceleratorQueue& queue : report_.waiting) {
      const std::size_t pods = queue.pods.size();
      parts.push_back(fmt::format("{} {} {} {} ({})", counted(static_cast<std::int64_t>(pods), "pod", "pods"),
                                  pods == 1 ? "asks for" : "ask for", queue.devices, queue.resource,
                                  holders(queue.pods)));
    }
    line("");
    line(fmt::format("Waiting: {}", fmt::join(parts, "; ")));
  }

  const AcceleratorReport& report_;
  const Style& style_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string write_text(const AcceleratorReport& report, const Style& style) {
  return AcceleratorsWriter(report, style).write();
}

}  // namespace aidiag
