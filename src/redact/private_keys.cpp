// SPDX-License-Identifier: Apache-2.0
// A key is its marks and lines of base64. What a log puts before each line is learnt from the line of the mark; lines
// of others in between stay, and from the first of them on a line must be long and look like chance.
#include "redact/private_keys.hpp"

#include <algorithm>
#include <string_view>

#include "redact/chars.hpp"
#include "redact/cutter.hpp"

namespace aidiag {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kName = "PRIVATE KEY";
constexpr std::size_t npos = std::string_view::npos;

bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/' || c == '='; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

struct Mark {
  std::size_t begin = npos, behind = npos;  // npos: there is none
};

// The mark "-----BEGIN ... PRIVATE KEY-----", or its END.
Mark find_mark(std::string_view line, std::string_view word, std::size_t from = 0) {
  for (std::size_t at = line.find(word, from); at != npos; at = line.find(word, at + word.size())) {
    const std::size_t close = line.find("-----", at + word.size());
    if (close == npos) return {};
    if (line.substr(at, close - at).find(kName) == npos) continue;
    return {at, std::min(line.find_first_not_of('-', close), line.size())};
  }
  return {};
}

// Where the line goes on behind something like `prefix`, which had other numbers; npos if it does not begin so.
std::size_t behind_prefix(std::string_view line, std::string_view prefix) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < prefix.size();) {
    if (!is_digit(prefix[i])) {
      if (at == line.size() || line[at++] != prefix[i++]) return npos;
      continue;
    }
    const std::size_t before = at;
    while (i < prefix.size() && is_digit(prefix[i])) ++i;
    while (at < line.size() && is_digit(line[at])) ++at;
    if (at == before) return npos;
  }
  return at;
}

// Whether nothing of words follows: the end of the line, or what closes it in JSON or in a list of Python.
bool is_tail(std::string_view rest) {
  while (!rest.empty() && (rest[0] == '\\' || is_blank(rest[0]))) {
    rest.remove_prefix(rest.starts_with("\\\\n") ? 3 : rest.starts_with("\\n") || rest.starts_with("\\r") ? 2 : 1);
  }
  return rest.empty() || is_quote(rest[0]) || rest[0] == ',' || rest[0] == ')';
}

std::size_t end_of_base64(std::string_view line, std::size_t at) {
  while (at < line.size() && is_base64(line[at])) ++at;
  return at;
}

// Behind blanks, quotes, a time stamp and the frame of a container's log.
std::size_t begin_of_text(std::string_view line) {
  std::size_t at = 0;
  if (line.starts_with("{\"log\":\"")) return 8;
  if (!line.empty() && is_digit(line[0])) at = std::min(line.find(' '), line.size() - 1) + 1;
  for (const std::string_view stream : {"stdout F ", "stderr F ", "stdout P ", "stderr P "}) {
    if (line.substr(at).starts_with(stream)) at += stream.size();
  }
  while (at < line.size() && (is_blank(line[at]) || is_quote(line[at]) || line[at] == '|')) ++at;
  return at;
}

enum class Look {
  lenient,  // a last word may be of the key
  strict,   // only what is long
  placed,   // only what stands alone, or behind the prefix
};
enum class Line { foreign, of_key, cut };

// The lines of one key.
class Block {
 public:
  explicit Block(std::string_view prefix) : prefix_(prefix) {}

  // Cuts the key's part out of a line.
  Line cut(std::string& line, Look look) const {
    if (is_header(line)) return Line::of_key;
    for (const std::size_t begin : {behind_prefix(line, prefix_), begin_of_text(line)}) {
      if (begin == npos) continue;
      if (is_tail(std::string_view(line).substr(begin)) || line.compare(begin, kRedacted.size(), kRedacted) == 0) {
        return Line::of_key;
      }
      const std::size_t end = end_of_base64(line, begin);
      if (end == begin || !is_tail(std::string_view(line).substr(end))) continue;
      if (look == Look::strict && !is_long(std::string_view(line).substr(begin, end - begin))) continue;
      line.replace(begin, end - begin, kRedacted);
      return Line::cut;
    }
    return look != Look::placed && cut_words(line, look) ? Line::cut : Line::foreign;
  }

 private:
  static bool is_header(std::string_view line) {
    const auto has = [&](std::string_view header) { return line.find(header) != npos; };
    return has("Proc-Type:") || has("DEK-Info:") || has("Version:") || has("Comment:");
  }

  static bool is_long(std::string_view word) {
    constexpr std::size_t shortest = 40;
    const auto any = [&](bool (*is)(char)) { return std::any_of(word.begin(), word.end(), is); };
    return word.size() >= shortest && any(is_digit) && any(is_lower) && any(is_upper);
  }

  // Behind a prefix that is not known: the last word, or any that is long.
  static bool cut_words(std::string& line, Look look) {
    constexpr std::size_t shortest = 16;  // of what can be told from a word
    Cutter cutter(line, nullptr);
    for (std::size_t begin = 0; begin < line.size();) {
      const std::size_t end = end_of_base64(line, begin);
      const std::string_view word = std::string_view(line).substr(begin, end - begin);
      const bool last =
          look == Look::lenient && word.size() >= shortest && is_tail(std::string_view(line).substr(end)) &&
          (begin == 0 || is_blank(line[begin - 1]) || is_quote(line[begin - 1]) || line[begin - 1] == '|');
      if (is_long(word) || last) cutter.cut(begin, end);
      begin = end + 1;
    }
    return cutter.finish() > 0;
  }

  std::string prefix_;
};

class Keys {
 public:
  explicit Keys(std::vector<std::string>& lines) : lines_(lines) {}

  std::size_t run() {
    for (std::size_t i = 0; i < lines_.size(); ++i) look_at(i);
    return count_;
  }

 private:
  void look_at(std::size_t i) {
    constexpr std::size_t longest = 400;  // lines of a key, and of others between them
    std::string& line = lines_[i];
    if (line.find("-----") != npos) {
      const Mark begin = find_mark(line, kBegin), end = find_mark(line, kEnd);
      if (begin.begin != npos) return begins(i, begin);
      if (end.begin != npos) return ends(i, end);
      if (line.find(kBegin) != npos || line.find(kEnd) != npos) close(i);  // a certificate
    } else if (open_) {
      if (i - begin_ > longest) return close(i);
      if (cut(block_, line, foreign_ ? Look::strict : Look::lenient) == Line::foreign) foreign_ = true;
    }
  }

  Line cut(const Block& block, std::string& line, Look look) {
    const Line found = block.cut(line, look);
    if (found == Line::cut && !counted_) ++count_;
    counted_ = counted_ || found == Line::cut;
    return found;
  }

  void close(std::size_t i) {
    open_ = counted_ = false;
    limit_ = i + 1;
  }

  void begins(std::size_t i, const Mark& mark) {
    block_ = Block(std::string_view(lines_[i]).substr(0, mark.begin));
    begin_ = i;
    foreign_ = counted_ = false;
    limit_ = i + 1;
    open_ = cut_in_line(lines_[i]);
  }

  // Back over what was too short to be told, and over all of a key whose beginning was cut off.
  void ends(std::size_t i, const Mark& mark) {
    constexpr std::size_t furthest = 400;
    const Block block(std::string_view(lines_[i]).substr(0, mark.begin));
    const bool known = open_;
    Look look = known ? Look::placed : Look::lenient;
    for (std::size_t at = i; at > limit_ && i - at < furthest; --at) {
      std::string& line = lines_[at - 1];
      if (known && line.find(kRedacted) != npos) break;
      if (cut(block, line, look) == Line::foreign && !known) look = Look::strict;
    }
    close(i);
  }

  // Keys whose newlines are written as \n: begin and end stand in one line, or the end was cut off. Whether one goes
  // on.
  bool cut_in_line(std::string& line) {
    Cutter cutter(line, nullptr);
    const std::string_view text = line;
    bool open = false;
    for (Mark mark = find_mark(text, kBegin); mark.begin != npos; mark = find_mark(text, kBegin, mark.behind)) {
      const std::size_t next = std::min(text.find(kBegin, mark.behind), text.size());
      const Mark end = find_mark(text.substr(0, next), kEnd, mark.behind);
      open = end.begin == npos;
      const std::size_t stop = open ? end_of_body(text, mark.behind, next) : end.begin;
      const std::string_view body = text.substr(mark.behind, stop - mark.behind);
      if (body.find(kRedacted) == npos && has_body(body)) cutter.cut(mark.behind, stop);
    }
    const std::size_t cuts = cutter.finish();
    count_ += cuts;
    counted_ = open && cuts > 0;
    return open;
  }

  static bool has_body(std::string_view body) {
    std::size_t at = 0;
    while (at < body.size() && (body[at] == '\\' || is_blank(body[at])))
      at += body.substr(at).starts_with("\\n") ? 2 : 1;
    return at < body.size() && !is_quote(body[at]);
  }

  // Of a key that is cut off in its line: up to a quote.
  static std::size_t end_of_body(std::string_view line, std::size_t from, std::size_t end) {
    std::size_t stop = std::min(line.substr(0, end).find_first_of("\"'", from), end);
    while (stop > from && line[stop - 1] == '\\') --stop;
    return stop;
  }

  std::vector<std::string>& lines_;
  Block block_{""};
  std::size_t count_ = 0, begin_ = 0, limit_ = 0;          // limit_: behind the last mark
  bool open_ = false, foreign_ = false, counted_ = false;  // of the key that is open
};

}  // namespace

bool may_hold_private_key(std::string_view text) { return text.find(kName) != std::string_view::npos; }

std::size_t redact_private_keys(std::vector<std::string>& lines) { return Keys(lines).run(); }

}  // namespace aidiag
