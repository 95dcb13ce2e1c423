// SPDX-License-Identifier: Apache-2.0
#include "rules/words.hpp"

#include <fmt/format.h>

namespace aidiag {
namespace {

constexpr std::string_view operators = "|&;<>()$`\n\r";

struct Splitter {
  std::string_view rest;
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  std::string problem;

  void end_word() {
    if (in_word) words.push_back(std::move(word));
    word.clear();
    in_word = false;
  }

  void quoted(char quote) {
    in_word = true;
    for (rest.remove_prefix(1); !rest.empty() && rest.front() != quote; rest.remove_prefix(1)) {
      char c = rest.front();
      if (quote == '"' && (c == '$' || c == '`')) {
        problem = fmt::format("holds {}, which a shell would act on", c);
        return;
      }
      if (quote == '"' && c == '\\' && rest.size() > 1 && (rest[1] == '"' || rest[1] == '\\')) {
        rest.remove_prefix(1);
        c = rest.front();
      }
      word += c;
    }
    if (rest.empty()) {
      problem = "has a quote that does not end";
    } else {
      rest.remove_prefix(1);
    }
  }

  void plain(char c) {
    if (operators.find(c) != std::string_view::npos) {
      problem =
          c == '\n' || c == '\r' ? "has more than one line" : fmt::format("holds {}, which a shell would act on", c);
      return;
    }
    if (c == '\\' && rest.size() > 1) {
      rest.remove_prefix(1);
      c = rest.front();
    }
    word += c;
    in_word = true;
    rest.remove_prefix(1);
  }
};

}  // namespace

std::variant<std::vector<std::string>, std::string> split_words(std::string_view command) {
  Splitter splitter{command, {}, {}, false, {}};
  while (!splitter.rest.empty() && splitter.problem.empty()) {
    const char c = splitter.rest.front();
    if (c == ' ' || c == '\t') {
      splitter.end_word();
      splitter.rest.remove_prefix(1);
    } else if (c == '\'' || c == '"') {
      splitter.quoted(c);
    } else {
      splitter.plain(c);
    }
  }
  if (!splitter.problem.empty()) return splitter.problem;
  splitter.end_word();
  return std::move(splitter.words);
}

std::string shell_quoted(std::string_view word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string(word);
  std::string result = "'";
  for (const char c : word) {
    if (c == '\'') {
      result += R"('\'')";
    } else {
      result += c;
    }
  }
  return result + "'";
}

}  // namespace aidiag
