// SPDX-License-Identifier: Apache-2.0
#include "facts/shown_command.hpp"

#include "redact/command_words.hpp"

namespace aidiag {

std::string shown_words(Json words) {
  std::vector<std::string> all;
  for (const Json word : words.items()) all.emplace_back(word.scalar());
  Redactions ignored;
  redact_words(all, false, ignored, nullptr);
  std::string line;
  for (const std::string& word : all) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string shown_command(const ContainerView& container) {
  const std::string command = shown_words(container.spec["command"]), args = shown_words(container.spec["args"]);
  return command.empty() || args.empty() ? command + args : command + " " + args;
}

}  // namespace aidiag
