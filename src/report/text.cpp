// SPDX-License-Identifier: Apache-2.0
// The text report: what is read at 3 a.m. The summary first, one line a finding; then every finding in the same
// order of parts, so that the eye finds "Check" at the same place each time; last what was not seen.
#include <fmt/format.h>

#include <algorithm>

#include "aidiag/report.hpp"
#include "report/gap_lines.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace aidiag {
namespace {

constexpr std::size_t label_width = 11;  // of the parts of a finding
constexpr std::size_t part_indent = 2 + label_width;

struct Sign {
  std::string_view sign, ascii;
  Ink ink;
};

Sign sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::blocked:
      return {"\u2717", "x", Ink::red};
    case Verdict::degraded:
      return {"!", "!", Ink::yellow};
    case Verdict::waiting:
      return {"\u2026", "~", Ink::cyan};
  }
  return {"?", "?", Ink::plain};
}

class TextWriter {
 public:
  TextWriter(const Report& report, const Style& style)
      : report_(report), style_(style), width_(static_cast<std::size_t>(std::clamp(style.width, 80, 120))) {}

  std::string write() {
    header();
    if (report_.findings.empty()) {
      nothing();
    } else {
      summary();
      for (std::size_t i = 0; i < report_.findings.size(); ++i) finding(i);
    }
    not_seen();
    return std::move(out_);
  }

 private:
  void line(std::string_view text) { out_.append(text).append("\n"); }
  void gap() { out_ += '\n'; }
  [[nodiscard]] std::string mark(const Finding& f) const {
    const Sign sign = sign_of(f.verdict);
    return inked(style_.unicode ? sign.sign : sign.ascii, sign.ink, style_.color);
  }

  /// Parts separated by three spaces, on as many lines as they need.
  void joined(const std::vector<std::string>& parts) {
    std::string current;
    for (const std::string& part : parts) {
      if (!current.empty() && display_width(current) + 3 + display_width(part) > width_) {
        line(current);
        current = "  " + part;
      } else {
        current += (current.empty() ? "" : "   ") + part;
      }
    }
    line(current);
  }

  [[nodiscard]] std::string pod_counts() const {
    const PodCounts& n = report_.pods;
    if (n.total == 1 && report_.scope_kind == "Pod") return {};
    std::vector<std::string> parts;
    const auto add = [&](int count, std::string_view word) {
      if (count > 0) parts.push_back(fmt::format("{} {}", count, word));
    };
    add(n.healthy, "healthy");
    add(n.waiting, "waiting");
    add(n.degraded, "degraded");
    add(n.blocked, "blocked");
    add(n.unknown, "not known");
    return counted(n.total, "pod", "pods") + (parts.empty() ? "" : fmt::format(": {}", fmt::join(parts, ", ")));
  }

  void header() {
    std::vector<std::string> parts;
    std::string scope = report_.scope_kind + (report_.scope_name.empty() ? "" : " " + report_.scope_name);
    parts.push_back(inked(scope, Ink::bold, style_.color));
    if (!report_.context.empty()) parts.push_back("context " + report_.context);
    if (const std::string pods = pod_counts(); !pods.empty()) parts.push_back(pods);
    if (report_.events_since) {
      parts.push_back(fmt::format("events since {} ({})", short_time(*report_.events_since, report_.taken_at),
                                  format_duration(report_.taken_at - *report_.events_since)));
    }
    parts.push_back(clock_words(report_.taken_at, report_.taken_from));
    joined(parts);
  }

  void nothing() {
    gap();
    for (const PodNote& note : report_.notes) line(fmt::format("  {}: {}", subject_detail(note.subject), note.text));
    if (!report_.notes.empty()) return;
    const bool all_well = report_.pods.healthy == report_.pods.total;
    if (report_.exit_code == 4) {
      line("  Nothing was found, but not everything that matters could be read.");
    } else if (report_.pods.total == 0) {
      line("  No pods, and nothing to report.");
    } else if (all_well) {
      line("  Nothing to report.");
    } else {
      line("  Nothing to report beyond what is still under way.");
    }
  }

  void summary() {
    gap();
    std::size_t subject_width = 0;
    for (const Finding& f : report_.findings)
      subject_width = std::max(subject_width, display_width(subject_line(f.subject)));
    subject_width = std::min<std::size_t>(subject_width, 32);
    for (std::size_t i = 0; i < report_.findings.size(); ++i) summary_line(i, subject_width);
    for (const PodNote& note : report_.notes) line(fmt::format("    {}: {}", subject_detail(note.subject), note.text));
  }

  void summary_line(std::size_t i, std::size_t subject_width) {
    const Finding& f = report_.findings[i];
    const std::string start =
        fmt::format("{:>3} {} {:<8} {}  ", i + 1, mark(f), to_text(f.verdict),
                    padded(shortened(subject_line(f.subject), subject_width, style_.unicode), subject_width));
    const std::size_t indent = 3 + 1 + 1 + 1 + 8 + 1 + subject_width + 2;
    const std::size_t room = width_ > indent + 20 ? width_ - indent : 20;
    std::vector<std::string> lines = wrapped(f.title, room);
    const std::string id = inked(f.rule, Ink::dim, style_.color);
    if (display_width(lines.back()) + 4 + f.rule.size() <= room) {
      lines.back() += "    " + id;
    } else {
      lines.push_back(id);
    }
    line(start + lines[0]);
    for (std::size_t k = 1; k < lines.size(); ++k) line(std::string(indent, ' ') + lines[k]);
  }

  // --- one finding

  void finding(std::size_t i) {
    const Finding& f = report_.findings[i];
    gap();
    const std::string start = fmt::format("{} ", i + 1);
    const std::vector<std::string> title = wrapped(f.title, width_ - start.size() - 2);
    for (std::size_t k = 0; k < title.size(); ++k) {
      line((k == 0 ? start + mark(f) + " " : std::string(start.size() + 2, ' ')) +
           inked(title[k], Ink::bold, style_.color));
    }
    facts_line(f);
    gap();
    part("Why", f.why);
    if (!f.nodes.empty()) part("Nodes", nodes(f));
    for (const std::string& note : f.node_notes) part("", note);
    evidence(f.evidence);
    last_words(f);
    leads_to(f);
    also(f);
    or_else(f);
    actions("Check", f.check, "");
    actions("Look in", f.inside, "(looks into the container; needs more rights) ");
    for (std::size_t k = 0; k < f.hold.size(); ++k) part(k == 0 ? "Leave" : "", f.hold[k]);
    actions("Then", f.fix, "(changes things) ");
    if (!f.undecided_kinds.empty()) {
      std::vector<std::string> kinds;
      for (const std::string& kind : f.undecided_kinds) kinds.push_back(plural(kind));
      part("Open", fmt::format("Its cause may lie in {}, which could not be read.", listed(kinds)));
    }
    for (std::size_t k = 0; k < f.see.size(); ++k) labelled(k == 0 ? "More" : "", f.see[k]);
  }

  void facts_line(const Finding& f) {
    std::vector<std::string> parts = {inked(f.rule, Ink::dim, style_.color), std::string(to_text(f.confidence))};
    if (f.since) {
      parts.push_back(fmt::format("since {} ({})", short_time(*f.since, report_.taken_at),
                                  format_duration(report_.taken_at - *f.since)));
    }
    if (f.deadline) {
      parts.push_back(fmt::format("until {} (in {})", short_time(*f.deadline, report_.taken_at),
                                  format_duration(*f.deadline - report_.taken_at)));
    }
    std::string who = subject_detail(f.subject);
    if (!f.subject.ns.empty() && f.subject.ns != report_.scope_name) {
      who += (who.empty() ? "namespace " : ", namespace ") + f.subject.ns;
    }
    if (f.restarts > 0) who += (who.empty() ? "" : ", ") + counted(f.restarts, "restart", "restarts");
    if (!who.empty()) parts.push_back(who);
    out_ += "  ";
    joined(parts);
  }

  void part(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    const std::vector<std::string> lines = wrapped(text, width_ - part_indent);
    for (std::size_t k = 0; k < lines.size(); ++k) labelled(k == 0 ? label : "", lines[k]);
  }

  void labelled(std::string_view label, std::string_view text) {
    line("  " + inked(padded(label, label_width), Ink::cyan, style_.color && !label.empty()) + std::string(text));
  }

  [[nodiscard]] static std::string nodes(const Finding& f) {
    int total = 0;
    std::vector<std::string> groups;
    for (const NodeGroup& group : f.nodes) {
      total += group.count;
      groups.push_back(fmt::format("{} {}", group.count, group.lack));
    }
    return fmt::format("{}: {}", counted(total, "node", "nodes"), fmt::join(groups, ", "));
  }

  void evidence(const std::vector<Evidence>& all) {
    for (std::size_t k = 0; k < all.size(); ++k) {
      const Evidence& e = all[k];
      std::string place = place_line(e.place);
      if (e.time) place += "  " + short_time(*e.time, report_.taken_at);
      part(k == 0 ? "Evidence" : "", place);
      quote(e.quote);
    }
  }

  void quote(std::string_view text) {
    constexpr std::size_t most_lines = 8;
    text = text.substr(0, text.find_last_not_of('\n') + 1);
    std::size_t shown = 0;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      for (const std::string& piece : wrapped(text.substr(at, end - at), width_ - part_indent - 2)) {
        if (shown++ < most_lines) labelled("", "  " + piece);
      }
      at = end + 1;
    }
    if (shown > most_lines)
      labelled("", inked(fmt::format("  ({} more lines)", shown - most_lines), Ink::dim, style_.color));
  }

  void last_words(const Finding& f) {
    if (f.last_words.empty()) return;
    labelled("Last words", "of its log:");
    for (const std::string& words : f.last_words) quote(words);
  }

  void leads_to(const Finding& f) {
    std::vector<std::string> steps;
    for (const Explained& e : f.explains) {
      if (std::find(steps.begin(), steps.end(), e.title) == steps.end()) steps.push_back(e.title);
    }
    constexpr std::size_t most = 6;
    const std::size_t more = steps.size() > most ? steps.size() - most : 0;
    steps.resize(steps.size() - more);
    std::string text = fmt::format("{}", fmt::join(steps, " > "));
    if (more > 0) text += fmt::format(" and {} more", more);
    part("Leads to", text);
  }

  void also(const Finding& f) {
    std::vector<std::string> names;
    constexpr std::size_t most = 5;
    for (const SubjectName& s : f.also_affects) {
      const std::string detail = subject_detail(s);
      if (names.size() < most) names.push_back(detail.empty() ? subject_line(s) : detail);
    }
    const std::size_t more = f.also_affects.size() - names.size();
    if (more > 0) names.push_back(fmt::format("{} more", more));
    part("Also", listed(names));
  }

  void or_else(const Finding& f) {
    for (std::size_t k = 0; k < f.alternatives.size(); ++k) {
      const Alternative& a = f.alternatives[k];
      part(k == 0 ? "Or else" : "", fmt::format("{} ({}, {})", a.title, a.rule, to_text(a.confidence)));
    }
  }

  void actions(std::string_view label, const std::vector<Action>& all, std::string_view note) {
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::string text = (k == 0 ? std::string(note) : "") + all[k].say;
      part(k == 0 ? label : "", text);
      if (!all[k].command.empty()) labelled("", "  " + inked(all[k].command, Ink::bold, style_.color));
    }
  }

  void not_seen() {
    const std::vector<std::string> lines = gap_lines(report_.gaps, width_);
    if (!lines.empty()) gap();
    for (const std::string& l : lines) line(l);
  }

  const Report& report_;
  const Style& style_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string write_text(const Report& report, const Style& style) { return TextWriter(report, style).write(); }

}  // namespace aidiag
