// SPDX-License-Identifier: Apache-2.0
#include "logs/assembly.hpp"

#include <algorithm>
#include <map>

#include "logs/lines.hpp"
#include "logs/prefix.hpp"
#include "logs/structured.hpp"

namespace aidiag {

namespace {

constexpr std::size_t longest_joined = 64 << 10;  // of a line that a container runtime wrote in parts

class Assembler {
 public:
  explicit Assembler(const Grouping::Sink& sink) : grouping_(sink) {}

  /// Whether the line is one of a runtime's file: somebody may have copied it into a dump.
  [[nodiscard]] bool is_framed(const RawLine& raw) {
    std::optional<Time> time;
    return (raw.time && read_cri(raw.text)) || json_.unframe(raw.text, docker_, time);
  }

  /// A line as the runtime stored it.
  void framed(const RawLine& raw) {
    std::optional<Time> time = raw.time;
    if (json_.unframe(raw.text, docker_, time)) {
      while (docker_.ends_with('\n') || docker_.ends_with('\r')) docker_.pop_back();
      line({clean_line(docker_.substr(docker_.rfind('\r') + 1), clean_), raw.number, false, false, time});
      return;
    }
    const std::optional<CriLine> cri = read_cri(raw.text);
    if (!cri) {
      line(raw);
      return;
    }
    std::string& begun = parts_[cri->stream == "stderr"];
    if (begun.size() < longest_joined) begun += cri->text;
    if (cri->partial) return;
    line({begun, raw.number, false, false, raw.time});
    begun.clear();
  }

  void line(RawLine raw) {
    raw.text = raw.text.substr(0, raw.text.find_last_not_of(" \t") + 1);
    const bool structured =
        raw.text.starts_with('{') ? json_.unwrap(raw.text, unwrapped_) : unwrap_logfmt(raw.text, unwrapped_);
    if (structured) {
      message(raw, unwrapped_);
      return;
    }
    Prefix prefix;
    const std::string_view text = strip_prefixes(raw.text, prefix);
    if (prefix.found && unquote(text, unquoted_)) {
      message(raw, {unquoted_, std::string(prefix.stream), prefix.level, prefix.time});
      return;
    }
    LogLine line{text,
                 raw.text.substr(0, raw.text.size() - text.size()),
                 prefix.stream,
                 prefix.level,
                 raw.time ? raw.time : prefix.time,
                 raw.number,
                 prefix.found};
    line.more_comes = raw.goes_on && prefix.found;
    line.begins = raw.rewritten;
    grouping_.feed(line);
  }

  void finish() { grouping_.finish(); }

 private:
  /// The lines of a message that came in one piece.
  void message(const RawLine& raw, const Unwrapped& from) {
    const std::string_view all = from.message;
    Prefix prefix;
    prefix.level = from.level;
    prefix.time = from.time;
    prefix.stream = from.stream;
    bool begun = false;
    for (std::size_t at = 0; at <= all.size();) {
      const std::size_t end = std::min(all.find('\n', at), all.size());
      const std::string_view cleaned = clean_line(all.substr(at, end - at), clean_);
      const std::string_view text = begun ? cleaned : strip_prefixes(cleaned, prefix);
      LogLine line{text, {}, prefix.stream, prefix.level, raw.time ? raw.time : prefix.time, raw.number, true};
      line.goes_on = begun;
      line.begins = !begun;
      line.complete = true;
      begun |= text.find_first_not_of(" \t") != std::string_view::npos;
      if (begun) grouping_.feed(line);
      at = end + 1;
    }
  }

  Grouping grouping_;
  JsonLines json_;
  Unwrapped unwrapped_;
  std::string docker_, clean_, unquoted_;
  std::map<bool, std::string> parts_;
};

}  // namespace

void assemble(std::string_view text, LogFormat format, const Grouping::Sink& sink) {
  Assembler assembler(sink);
  LineReader reader(text, format.timestamps || format.from_node);
  bool framed = format.from_node;
  for (RawLine raw; reader.next(raw);) {
    if (raw.number == 1) framed |= assembler.is_framed(raw);
    if (framed) {
      assembler.framed(raw);
    } else {
      assembler.line(raw);
    }
  }
  assembler.finish();
}

}  // namespace aidiag
