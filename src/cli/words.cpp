// SPDX-License-Identifier: Apache-2.0
// CLI11 does the splitting, as one flat set of flags: commands are plain words to it, since kubectl's flags may stand
// before or after them. This is the only file that sees it.
#include "cli/words.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "cli/wording.hpp"

namespace aidiag::cli {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

struct Level {
  std::string text;
  std::size_t words;  // of the command line
};

// What kubectl's people type: -v8, -v 8, --v 8 and --v=8. Our own -v stands alone.
std::optional<Level> verbosity_of(std::span<const std::string> args) {
  const std::string_view first = args.front();
  if (first.starts_with("-v") && is_number(first.substr(2))) return Level{args.front().substr(2), 1};
  if (first.starts_with("--v=")) return Level{args.front().substr(4), 1};
  const bool level_next = args.size() > 1 && is_number(args[1]);
  if ((first == "-v" || first == "--v") && level_next) return Level{args[1], 2};
  return std::nullopt;
}

// CLI11 keeps the "=" of "-n=ns" in the value, and reads "--context= x" as "--context x".
std::vector<std::string> normalised(std::span<const std::string> args) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    if (const auto level = verbosity_of(args.subspan(i))) {
      result.push_back("--verbose=" + level->text);
      i += level->words - 1;
      continue;
    }
    const bool letter = arg.size() > 2 && arg[0] == '-' && arg[1] != '-' && arg[2] == '=';
    const bool named = arg.size() > 3 && arg.starts_with("--") && arg.ends_with('=');
    const FlagEntry* flag = letter  ? find_flag(arg[1])
                            : named ? find_flag(std::string_view(arg).substr(2, arg.size() - 3))
                                    : nullptr;
    if (flag != nullptr && letter && flag->value.empty()) {
      result.push_back(flag->dashed() + arg.substr(2));
    } else if (flag != nullptr && !flag->value.empty()) {
      result.push_back(flag->dashed());
      result.push_back(named ? "" : arg.substr(3));
    } else {
      result.push_back(arg);
    }
  }
  return result;
}

Error missing_value(const std::string& message) {
  const std::string dashed = message.substr(0, message.find(':'));
  const FlagEntry* flag = find_flag(std::string_view(dashed).substr(std::min<std::size_t>(2, dashed.size())));
  const std::string what = flag == nullptr ? "a value" : std::string(flag->value);
  return usage_error(dashed + " needs " + what + " after it");
}

}  // namespace

const std::vector<std::string>& Words::all(std::string_view flag) const {
  static const std::vector<std::string> none;
  const auto found = flags.find(find_flag(flag));
  return found == flags.end() ? none : found->second;
}

const std::string* Words::last(std::string_view flag) const {
  const std::vector<std::string>& values = all(flag);
  return values.empty() ? nullptr : &values.back();
}

bool Words::on(std::string_view flag) const {
  const std::string* value = last(flag);
  return value != nullptr && (*value == "true" || *value == "1");
}

Result<Words> split_words(std::span<const std::string> args) {
  ::CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::map<const FlagEntry*, ::CLI::Option*> known;
  for (const FlagEntry& flag : flags()) {
    std::string names = flag.dashed();
    if (flag.letter != 0) names = "-" + std::string(1, flag.letter) + "," + names;
    ::CLI::Option* option = flag.value.empty() ? app.add_flag(names) : app.add_option(names);
    if (!flag.value.empty()) option->expected(1);
    known[&flag] = option->multi_option_policy(::CLI::MultiOptionPolicy::TakeAll)->allow_extra_args(false);
  }
  ::CLI::Option* plain = app.add_option("words")->expected(-1)->multi_option_policy(::CLI::MultiOptionPolicy::TakeAll);

  const auto dashes = std::ranges::find(args, "--");  // CLI11 would take it for a word
  const auto before = static_cast<std::size_t>(dashes - args.begin());
  std::vector<std::string> reversed = normalised(args.first(before));  // CLI11 takes them from the back
  std::ranges::reverse(reversed);
  try {
    app.parse(reversed);
  } catch (const ::CLI::ParseError& error) {
    return missing_value(error.what());
  }
  Words words;
  words.plain = plain->results();
  if (dashes != args.end()) words.plain.insert(words.plain.end(), dashes + 1, args.end());
  words.unknown = app.remaining();
  for (const auto& [flag, option] : known) {
    if (option->count() > 0) words.flags[flag] = option->results();
  }
  return words;
}

}  // namespace aidiag::cli
