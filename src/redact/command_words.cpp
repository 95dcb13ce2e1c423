// SPDX-License-Identifier: Apache-2.0
#include "redact/command_words.hpp"

#include "aidiag/ascii.hpp"
#include "redact/assignments.hpp"
#include "redact/chars.hpp"
#include "redact/commands.hpp"
#include "redact/cutter.hpp"
#include "redact/secret_values.hpp"

namespace aidiag {
namespace {

void hold_back(std::string& word, Redactions& count, KnownValues* known, bool certain) {
  if (word == kRedacted) return;
  if (known != nullptr) known->add(word, certain);
  ++count.assignments;
  word = kRedacted;
}

// Whether a word is a secret of the flag before it. What follows the first is one only of a flag that takes several;
// a word with a dash is a flag, unless the flag before is never alone: "--password" "-x1Y2z3".
bool follows_flag(std::string_view flag, std::string_view word, bool first) {
  if (word.empty() || stands_for_secret(word)) return false;
  if (!first) return flag.ends_with("api-key") && !word.starts_with('-') && looks_like_key(word);
  if (!word.starts_with('-')) return true;
  const std::string name = lower_case(flag);
  const bool never_alone = name.ends_with("password") || name.ends_with("passwd") || looks_secret(word);
  return never_alone && word.size() > 2 && is_alnum(word[1]) && word.find('=') == std::string_view::npos;
}

// As one text, in which the words of the program stand one behind the other.
void redact_program(std::vector<std::string>& words, Redactions& count, KnownValues* known) {
  if (words.size() < 2) return;
  std::string line;
  for (const std::string& word : words) {
    if (word.find(kBetweenWords) != std::string::npos) return;
    line += word;
    line += kBetweenWords;
  }
  if (!may_hold_command(line)) return;
  const std::size_t found = redact_commands(line, known);
  if (found == 0) return;
  count.assignments += found;
  std::string_view rest = line;
  for (std::string& word : words) {
    const std::size_t end = rest.find(kBetweenWords);
    word = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

void redact_words(std::vector<std::string>& words, bool all_secret, Redactions& count, KnownValues* known) {
  redact_program(words, count, known);
  std::string flag;
  bool first = false;
  for (std::string& word : words) {
    const bool follows = !flag.empty() && follows_flag(flag, word, first);
    first = false;
    if (follows || (all_secret && !stands_for_secret(word))) {
      hold_back(word, count, known, all_secret || secrecy_of_flag(flag) == Secrecy::yes);
      continue;
    }
    flag.clear();
    if (secrecy_of_flag(word) != Secrecy::no) {
      flag = word;
      first = true;
    }
    word = redact_text(word, count, known);
  }
}

}  // namespace aidiag
