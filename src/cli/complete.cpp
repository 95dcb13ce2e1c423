// SPDX-License-Identifier: Apache-2.0
// The words before the last one say which command it is and whether a flag's value is being typed.
#include "cli/complete.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/table.hpp"
#include "cli/targets.hpp"

namespace aidiag::cli {
namespace {

// cobra's directive bits (completions.go); kubectl hands them on to its own script.
constexpr int kFiles = 0, kNoSpace = 2, kNoFiles = 4, kFolders = 16;

// What is being completed, and the candidates so far.
struct Answer {
  std::string_view typed;
  std::string lines;
  int directive = kNoFiles;

  void offer(std::string_view candidate, std::string_view description) {
    if (!candidate.starts_with(typed)) return;
    lines += candidate;
    if (!description.empty()) (lines += '\t') += description;
    lines += '\n';
  }
};

struct Before {
  std::vector<std::string_view> plain;  // the words that are no flags
  const FlagEntry* waiting = nullptr;   // the flag whose value is being typed
  bool only_plain = false;              // after "--"
};

// The flag that takes the next word as its value, or nullptr.
const FlagEntry* flag_that_waits(std::string_view word) {
  const FlagEntry* flag = nullptr;
  if (word.starts_with("--")) {
    flag = find_flag(word.substr(2));
  } else if (word.size() > 1) {
    flag = find_flag(word.back());
    for (char letter : word.substr(1, word.size() - 2)) {
      const FlagEntry* other = find_flag(letter);
      if (other == nullptr || !other->value.empty()) return nullptr;  // the rest of the word is its value
    }
  }
  return flag != nullptr && !flag->value.empty() ? flag : nullptr;
}

Before look_at(std::span<const std::string> words) {
  Before before;
  for (const std::string& word : words) {
    if (before.waiting != nullptr) {
      before.waiting = nullptr;
    } else if (before.only_plain || !word.starts_with('-') || word == "-") {
      before.plain.push_back(word);
    } else if (word == "--") {
      before.only_plain = true;
    } else {
      before.waiting = flag_that_waits(word);
    }
  }
  return before;
}

// The command that the words name, as far as they do.
const CommandEntry* command_of(std::span<const std::string_view> plain) {
  if (plain.empty()) return nullptr;
  if (plain[0].find('/') != std::string_view::npos) return &entry_of(Command::pod);
  const CommandEntry* entry = find_command(plain[0]);
  if (entry == nullptr || entry->words.find(' ') == std::string_view::npos) return entry;
  for (const CommandEntry& candidate : commands()) {
    if (plain.size() > 1 && candidate.words == "rules " + std::string(plain[1])) return &candidate;
  }
  return nullptr;
}

// Words from outside: a name that a shell or terminal would take for something else is left out.
void offer_names(Answer& answer, const std::vector<Named>& names, std::string_view prefix = "") {
  const auto odd = [](unsigned char c) { return c <= ' ' || c == 0x7f; };
  for (const Named& named : names) {
    if (!named.name.empty() && std::ranges::none_of(named.name, odd)) {
      answer.offer(std::string(prefix) + named.name, named.about);
    }
  }
}

void offer_values(Answer& answer, const FlagEntry& flag, Outside& outside) {
  if (flag.name == "limit") {
    for (std::string_view name : limit_names()) answer.offer(std::string(name) + "=", "");
    answer.directive |= kNoSpace;
    return;
  }
  for (std::string_view value : flag.values) answer.offer(value, "");
  switch (flag.offer) {
    case Offer::files:
      answer.directive = kFiles;
      break;
    case Offer::folders:
      answer.directive = kFolders;
      break;
    case Offer::namespaces:
      return offer_names(answer, outside.objects("Namespace"));
    case Offer::contexts:
      return offer_names(answer, outside.of_kubeconfig(KubeconfigPart::contexts));
    case Offer::clusters:
      return offer_names(answer, outside.of_kubeconfig(KubeconfigPart::clusters));
    case Offer::users:
      return offer_names(answer, outside.of_kubeconfig(KubeconfigPart::users));
    case Offer::nothing:
    case Offer::values:
      break;
  }
}

void offer_flags(Answer& answer, const CommandEntry* command) {
  for (const FlagEntry& flag : flags()) {
    if (command != nullptr && !contains(flag.commands, command->command)) continue;
    answer.offer(flag.dashed(), flag.text);
    if (flag.letter != 0) answer.offer("-" + std::string(1, flag.letter), flag.text);
  }
}

// The first word of each command; those of `rules` once they have begun with it.
void offer_commands(Answer& answer, bool after_rules) {
  bool rules_offered = false;
  for (const CommandEntry& entry : commands()) {
    const bool is_rules = entry.words.starts_with("rules ");
    if (after_rules) {
      if (is_rules) answer.offer(entry.words.substr(6), entry.summary);
    } else if (!is_rules) {
      answer.offer(entry.words, entry.summary);
    } else if (!rules_offered) {
      answer.offer("rules", "List, show and check the rules.");
      rules_offered = true;
    }
  }
}

// "llm", "deployment/llm", or, where no pod begins like that, "deployment/".
void offer_targets(Answer& answer, std::span<const std::string_view> named, Outside& outside) {
  const std::size_t slash = answer.typed.find('/');
  if (slash != std::string_view::npos) {
    const std::string prefix(answer.typed.substr(0, slash + 1));
    const auto target = parse_target(prefix + "x");
    if (target) offer_names(answer, outside.objects(target.value().kind), prefix);
    return;
  }
  std::vector<Named> pods = outside.objects("Pod");
  std::erase_if(pods, [named](const Named& pod) { return std::ranges::find(named, pod.name) != named.end(); });
  offer_names(answer, pods);
  if (!answer.lines.empty() || answer.typed.empty()) return;
  for (const std::string& kind : target_kinds()) answer.offer(kind + "/", "");
  if (!answer.lines.empty()) answer.directive |= kNoSpace;
}

void offer_words(Answer& answer, const Before& before, Outside& outside) {
  if (before.plain.empty() && answer.typed.find('/') != std::string_view::npos) {
    return offer_targets(answer, {}, outside);
  }
  const bool asks_help = !before.plain.empty() && before.plain[0] == "help";
  const auto plain = std::span(before.plain).subspan(asks_help ? 1 : 0);
  const CommandEntry* command = command_of(plain);
  if (command == nullptr || (asks_help && plain.empty())) {
    if (plain.empty() || (plain.size() == 1 && plain[0] == "rules")) offer_commands(answer, !plain.empty());
    return;
  }
  if (asks_help) return;
  if (command->command == Command::pod)
    offer_targets(answer, plain.subspan(find_command(plain[0]) != nullptr ? 1 : 0), outside);
  if (command->command == Command::capture) {
    if (plain.size() == 1) {
      answer.directive = kFiles;
    } else {
      offer_targets(answer, plain.subspan(2), outside);
    }
  }
  if (command->command == Command::one_namespace && plain.size() == 1)
    offer_names(answer, outside.objects("Namespace"));
  if (command->command == Command::rules_check) answer.directive = kFiles;
  if (command->command == Command::rules_show && plain.size() == 2) {
    for (const std::string& id : outside.rule_ids()) answer.offer(id, "");
  }
  if (command->command == Command::rules_coverage && plain.size() == 2) {
    std::string_view last;
    for (const std::string& id : outside.rule_ids()) {
      const std::string_view category = std::string_view(id).substr(0, id.find('/'));
      if (category != last) answer.offer(category, "");
      last = category;
    }
  }
  if (command->command == Command::completion && plain.size() == 1) {
    for (std::string_view shell : {"bash", "zsh", "fish"}) answer.offer(shell, "");
  }
}

}  // namespace

std::vector<std::string> settled_words(std::span<const std::string> words) {
  const auto before = words.first(words.empty() ? 0 : words.size() - 1);
  std::vector<std::string> settled(before.begin(), before.end());
  if (look_at(before).waiting != nullptr) settled.pop_back();
  return settled;
}

std::string complete(std::span<const std::string> words, Outside& outside) {
  const std::string last = words.empty() ? "" : words.back();
  const Before before = look_at(words.first(words.empty() ? 0 : words.size() - 1));
  Answer answer{last, "", kNoFiles};
  const std::size_t equals = last.find('=');
  if (before.waiting != nullptr) {
    offer_values(answer, *before.waiting, outside);
  } else if (!before.only_plain && last.starts_with("--") && equals != std::string::npos) {
    answer.typed = std::string_view(last).substr(equals + 1);
    const FlagEntry* flag = find_flag(std::string_view(last).substr(2, equals - 2));
    if (flag != nullptr) offer_values(answer, *flag, outside);
  } else if (!before.only_plain && last.starts_with('-')) {
    const bool asks_help = !before.plain.empty() && before.plain[0] == "help";
    offer_flags(answer, asks_help ? &entry_of(Command::help) : command_of(before.plain));
  } else {
    offer_words(answer, before, outside);
  }
  return answer.lines + ":" + std::to_string(answer.directive) + "\n";
}

}  // namespace aidiag::cli
