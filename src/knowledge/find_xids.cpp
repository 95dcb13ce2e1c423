// SPDX-License-Identifier: Apache-2.0
// The kernel's lines are NVIDIA's (docs.nvidia.com/deploy/xid-errors, Fabric Manager user guide); the device plugins'
// are internal/rm/health.go of NVIDIA's and pkg/gpu/nvidia/health_check of GKE's; NvidiaXID<n>Error is a reason of the
// EKS node monitoring agent. A text is read by hand: it is short work, and most texts have no "xid" in them.
#include <charconv>

#include "knowledge/xid.hpp"

namespace aidiag::knowledge {
namespace {

constexpr int largest_xid = 999, smallest_sxid = 10000, largest_sxid = 39999;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool begins(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower(text[i]) != word[i]) return false;
  return true;
}

bool ends(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && begins(text.substr(text.size() - word.size()), word);
}

std::string_view line_at(std::string_view text, std::size_t at) {
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  return text.substr(begin, text.find('\n', at) - begin);
}

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0) {
  for (std::size_t i = from; i + word.size() <= text.size(); ++i)
    if (begins(text.substr(i), word)) return i;
  return std::string_view::npos;
}

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

/// "Health checker is skipping Xid 31 error", "no Xid 79": it did not happen, or nobody minds.
bool is_denied(std::string_view before) {
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  for (const std::string_view word : {"skipping", "ignoring", "ignored", "skipped", "without", "no", "not", "clear"})
    if (ends(before, word) && (before.size() == word.size() || !is_letter(before[before.size() - word.size() - 1])))
      return true;
  return false;
}

/// Whether "xid" here is a word of its own, or the end of one that quotes it: SXid, NvidiaXID74Error.
bool is_word(std::string_view before, bool of_switch) {
  if (of_switch) before.remove_suffix(1);
  if (before.empty() || !(is_letter(before.back()) || is_digit(before.back()) || before.back() == '_')) return true;
  return !of_switch && ends(before, "nvidia");
}

/// `(PCI:0000:3b:00): ` of the kernel; leaves the number in front.
bool skip_address(std::string_view& rest, std::string_view& device) {
  if (rest.empty() || rest.front() != '(') return false;
  const std::size_t close = rest.find(')');
  if (close == std::string_view::npos || close > 40) return false;
  device = rest.substr(1, close - 1);
  if (begins(device, "pci:")) device.remove_prefix(4);
  rest.remove_prefix(close + 1);
  skip(rest, ": ");
  return true;
}

/// The words between Xid and its number; false if what stands there is something else.
bool skip_words(std::string_view& rest) {
  for (const std::string_view word : {" error", " errors", " code", " codes", " event", " detected", " found"}) {
    if (begins(rest, word) && (rest.size() == word.size() || !is_letter(rest[word.size()])))
      rest.remove_prefix(word.size());
  }
  skip(rest, " :=#");
  return !rest.empty() && is_digit(rest.front());
}

/// ` on Device=GPU-1; marking ...` of a device plugin.
std::string_view device_of_plugin(std::string_view rest) {
  constexpr std::string_view keys[] = {" on device=", " on gpu="};
  for (const std::string_view key : keys) {
    if (!begins(rest, key)) continue;
    rest.remove_prefix(key.size());
    return rest.substr(0, rest.find_first_of(";, \n"));
  }
  return {};
}

/// `..., GPU recovery action changed from 0x0 (None) to 0x1 (GPU Reset Required)`.
std::string_view asked_by(std::string_view line) {
  const std::size_t changed = find_word(line, "recovery action changed");
  const std::size_t to = changed == std::string_view::npos ? changed : find_word(line, " to 0x", changed);
  if (to == std::string_view::npos) return {};
  const std::size_t open = line.find('(', to), close = line.find(')', to);
  return open < close && close != std::string_view::npos ? line.substr(open + 1, close - open - 1) : std::string_view();
}

/// The quotation whose "xid" is at `at`; code 0 if it is none.
XidQuote quote_at(std::string_view text, std::size_t at) {
  XidQuote quote;
  quote.of_switch = at > 0 && lower(text[at - 1]) == 's';
  std::string_view before = text.substr(0, at);
  if (!is_word(before, quote.of_switch)) return {};
  if (is_denied(quote.of_switch ? before.substr(0, at - 1) : before)) return {};
  std::string_view rest = text.substr(at + 3);
  rest = rest.substr(0, rest.find('\n'));
  std::string_view addressed = rest;
  skip(addressed, " ");
  if (skip_address(addressed, quote.device))
    rest = addressed;
  else if (!skip_words(rest))
    return {};
  int code = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), code);
  if (error != std::errc()) return {};
  if (quote.of_switch ? code < smallest_sxid || code > largest_sxid : code < 1 || code > largest_xid) return {};
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  quote.code = code;
  quote.line = line_at(text, at);
  quote.nonfatal =
      find_word(rest, "non-fatal") != std::string_view::npos || find_word(rest, "nonfatal") != std::string_view::npos;
  if (quote.device.empty()) quote.device = device_of_plugin(rest);
  quote.withdrawn = find_word(rest, "unhealthy") != std::string_view::npos && ends(before, "xidcriticalerror: ");
  if (code == 154) quote.asks = asked_by(rest);
  return quote;
}

}  // namespace

std::vector<XidQuote> find_xids(std::string_view text) {
  std::vector<XidQuote> quotes;
  for (std::size_t at = find_word(text, "xid"); at != std::string_view::npos; at = find_word(text, "xid", at + 3))
    if (const XidQuote quote = quote_at(text, at); quote.code != 0) quotes.push_back(quote);
  return quotes;
}

}  // namespace aidiag::knowledge
