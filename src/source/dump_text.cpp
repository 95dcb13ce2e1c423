// SPDX-License-Identifier: Apache-2.0
#include "source/dump_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace aidiag {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

// Past the closing quote of the string that opens at `at`; npos if it is cut.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (std::size_t quote = text.find('"', at + 1); quote != std::string_view::npos; quote = text.find('"', quote + 1)) {
    std::size_t slashes = 0;
    while (text[quote - 1 - slashes] == '\\') ++slashes;
    if (slashes % 2 == 0) return quote + 1;
  }
  return std::string_view::npos;
}

// Past the end of the JSON object or array that opens at `at`; npos if it is cut.
std::size_t object_end(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = string_end(text, at);
      if (at == std::string_view::npos) return at;
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return std::string_view::npos;
}

// True for the usual file, found at the speed of memory: one object and nothing else. In JSON a string holds no bare
// newline, and indented JSON has no brace at the start of a line but the outermost.
bool is_one_object(std::string_view text) {
  return text.starts_with('{') && text.ends_with('}') && text.find("\n{") == std::string_view::npos &&
         text.find("}{") == std::string_view::npos;
}

bool opens_yaml(std::string_view line) {
  constexpr std::array<std::string_view, 6> openings = {
      "apiVersion:", "kind:", "items:", "metadata:", "- apiVersion:", "---"};
  return std::any_of(openings.begin(), openings.end(), [line](std::string_view o) { return line.starts_with(o); });
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<TextPiece> split() {
    std::size_t at = 0;
    while (auto log = next_log_section(text_, at)) {
      objects(at, log->begin);
      pieces_.push_back({TextPiece::What::log, text_.substr(log->begin, log->end - log->begin), log->begin, *log});
      at = log->end;
    }
    objects(at, text_.size());
    return std::move(pieces_);
  }

 private:
  void add(TextPiece::What what, std::size_t from, std::size_t to) {
    pieces_.push_back({what, text_.substr(from, to - from), from, {}});
  }

  // Lines of noise up to the first that opens objects.
  void objects(std::size_t from, std::size_t to) {
    bool noise = false;
    while ((from = text_.find_first_not_of(kBlank, from)) < to) {
      if (text_[from] == '{' || text_[from] == '[') return json(from, to);
      const std::size_t newline = std::min(text_.find('\n', from), to);
      const std::string_view line = text_.substr(from, newline - from);
      if (opens_yaml(line)) return add(TextPiece::What::yaml, from, to);
      note_noise(from, newline, noise);
      from = newline;
    }
  }

  // Objects or arrays of objects, one after the other.
  void json(std::size_t from, std::size_t to) {
    const std::size_t last = text_.find_last_not_of(kBlank, to - 1);
    if (is_one_object(text_.substr(from, last + 1 - from))) return add(TextPiece::What::json, from, last + 1);
    bool noise = false;
    while ((from = text_.find_first_not_of(kBlank, from)) < to) {
      if (text_[from] == '{' || opens_array(from)) {
        const std::size_t end = object_end(text_.substr(0, to), from);
        add(TextPiece::What::json, from, std::min(end, to));
        from = std::min(end, to);
        noise = false;
      } else {
        const std::size_t newline = std::min(text_.find('\n', from), to);
        note_noise(from, newline, noise);
        from = newline;
      }
    }
  }

  [[nodiscard]] bool opens_array(std::size_t at) const {
    const std::size_t next = text_.find_first_not_of(kBlank, at + 1);
    return text_[at] == '[' && next != std::string_view::npos && (text_[next] == '{' || text_[next] == ']');
  }

  void note_noise(std::size_t from, std::size_t to, bool& in_noise) {
    const std::string_view line = text_.substr(from, to - from);
    if (line.starts_with("Warning:") || line.starts_with("---")) return;
    if (!in_noise) add(TextPiece::What::noise, from, to);
    in_noise = true;
  }

  std::string_view text_;
  std::vector<TextPiece> pieces_;
};

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  constexpr std::uint32_t replacement = 0xFFFD;
  std::string out;
  out.reserve(bytes.size() / 2);
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? a << 8U | b : b << 8U | a;
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xE000) {
      const std::uint32_t low = code < 0xDC00 && i + 3 < bytes.size() ? unit(i + 2) : 0;
      const bool pair = low >= 0xDC00 && low < 0xE000;
      code = pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : replacement;
      if (pair) i += 2;
    }
    append_utf8(out, code);
  }
  return out;
}

}  // namespace

std::vector<TextPiece> split_text(std::string_view text) { return Splitter(text).split(); }

int line_at_offset(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

void to_utf8(std::string& bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.erase(0, 3);
  } else if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    bytes = from_utf16(std::string_view(bytes).substr(2), bytes[0] == '\xFE');
  }
}

}  // namespace aidiag
