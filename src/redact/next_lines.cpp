// SPDX-License-Identifier: Apache-2.0
// One pass over the lines. Only a name that has its line for itself opens such a value, so that prose opens none.
#include "redact/next_lines.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <string_view>

#include "redact/chars.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"

namespace aidiag {
namespace {

enum class Kind { none, plain, items, block, brackets };

class LineScanner {
 public:
  LineScanner(std::string& text, KnownValues* known) : text_(text), cutter_(text, known) {}

  std::size_t run() {
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      line(text_.substr(begin, end - begin));
      begin = end + 1;
    }
    return cutter_.finish();
  }

 private:
  void line(std::string_view line) {
    line.remove_prefix(stamp_of(line));
    const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
    std::string_view content = line.substr(indent);
    content = content.substr(0, content.find_last_not_of(" \t\r") + 1);
    if (content.empty() || of_netrc(content)) return;
    if (kind_ != Kind::none && takes(content, indent)) return;
    open(content, indent);
  }

  // What a log puts before each line.
  static std::size_t stamp_of(std::string_view line) {
    static const RE2 stamp(R"(^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:std(?:out|err) F )?))");
    constexpr std::size_t longest = 64;
    re2::StringPiece found;
    if (line.empty() || !is_digit(line[0])) return 0;
    return RE2::PartialMatch(re2::StringPiece(line.data(), std::min(line.size(), longest)), stamp, &found)
               ? found.size()
               : 0;
  }

  void open(std::string_view content, std::size_t indent) {
    static const RE2 heading(R"((?:- +)?["']?([\w.-]+)["']?\s*[:=]\s*([|>][+-]?\d?|\[)?)");
    constexpr std::size_t longest = 120;
    kind_ = Kind::none;
    re2::StringPiece name, sign;
    if (content.size() > longest ||
        !RE2::FullMatch(re2::StringPiece(content.data(), content.size()), heading, &name, &sign))
      return;
    secrecy_ = secrecy_of({name.data(), name.size()});
    if (secrecy_ == Secrecy::no) return;
    kind_ = sign.empty() ? Kind::plain : sign[0] == '[' ? Kind::brackets : Kind::block;
    indent_ = indent;
  }

  // Whether the line is of the value that is open.
  bool takes(std::string_view content, std::size_t indent) {
    const bool item = content.starts_with("- ");
    if (indent < indent_ || (indent == indent_ && !(item && kind_ <= Kind::items))) return false;
    if (kind_ == Kind::block) {
      if (content.starts_with("-----")) return false;
      cut(content);
      return true;
    }
    if (kind_ == Kind::items && !item) return false;
    if (kind_ == Kind::plain) kind_ = item ? Kind::items : Kind::none;
    if (item) content.remove_prefix(std::min(content.find_first_not_of(' ', 1), content.size()));
    return value(content);
  }

  // In quotes, or one word that is no name of another value.
  bool value(std::string_view content) {
    if (content.ends_with(',')) content.remove_suffix(1);
    if (content.size() > 2 && is_quote(content[0]) && content.back() == content[0]) {
      cut(content.substr(1, content.size() - 2));
      return true;
    }
    const bool other =
        content.empty() || std::string_view("{[(<]})#&!*\"'`").find(content[0]) != std::string_view::npos;
    if (other || content.find_first_of(" \t") != std::string_view::npos || content.ends_with(':')) return false;
    if (is_word_of_prose(content)) return false;
    cut(content);
    return true;
  }

  // "machine h", "login me", "password x", each on a line.
  bool of_netrc(std::string_view content) {
    const std::size_t blank = std::min(content.find_first_of(" \t"), content.size());
    const std::string_view first = content.substr(0, blank);
    const std::size_t begin = std::min(content.find_first_not_of(" \t", blank), content.size());
    const std::string_view second = content.substr(begin);
    const bool two = !second.empty() && second.find_first_of(" \t") == std::string_view::npos;
    if ((first == "machine" && two) || content == "default") {
      netrc_ = true;
    } else if (netrc_ && two && first == "password") {
      secrecy_ = Secrecy::yes;
      cut(second);
      return true;
    } else {
      netrc_ = netrc_ && two && (first == "login" || first == "account");
    }
    return false;
  }

  void cut(std::string_view value) {
    if (!is_secret(secrecy_, value)) return;
    const auto begin = static_cast<std::size_t>(value.data() - text_.data());
    cutter_.cut(begin, begin + value.size(), secrecy_ == Secrecy::yes);
  }

  std::string_view text_;
  Cutter cutter_;
  Kind kind_ = Kind::none;
  Secrecy secrecy_ = Secrecy::no;
  std::size_t indent_ = 0;
  bool netrc_ = false;
};

}  // namespace

std::size_t redact_next_lines(std::string& text, KnownValues* known) { return LineScanner(text, known).run(); }

}  // namespace aidiag
