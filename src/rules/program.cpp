// SPDX-License-Identifier: Apache-2.0
// Programs that may be run inside a container because they only look. nvidia-smi and cat can do more than look, so
// their arguments are listed as well: nvidia-smi resets GPUs, and below /proc lie environments and foreign file
// systems.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/command.hpp"

namespace aidiag {
namespace {

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_plain_value(std::string_view word) {
  return !word.empty() && word.front() != '-' &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_,:.-{}") ==
             std::string_view::npos;
}

bool nvidia_smi_looks(const std::vector<std::string>& program) {
  constexpr std::array<std::string_view, 14> words = {"-L",   "--list-gpus", "-q",     "--query", "-x",
                                                      "topo", "-m",          "nvlink", "-s",      "--status",
                                                      "mig",  "-lgi",        "-lgip",  "-lci"};
  constexpr std::array<std::string_view, 6> prefixes = {
      "--query-gpu=", "--query-compute-apps=", "--query-remapped-rows=", "--query-retired-pages=", "--format=",
      "--id="};
  for (std::size_t i = 1; i < program.size(); ++i) {
    const std::string_view word = program[i];
    if (is_in(words, word)) continue;
    if (std::any_of(prefixes.begin(), prefixes.end(), [&](auto prefix) { return word.starts_with(prefix); })) continue;
    if ((word == "-i" || word == "-d") && i + 1 < program.size() && is_plain_value(program[i + 1])) {
      ++i;
      continue;
    }
    return false;
  }
  return true;
}

bool rocm_smi_looks(const std::vector<std::string>& program) {
  return std::all_of(program.begin() + 1, program.end(),
                     [](std::string_view word) { return word.starts_with("--show") || word == "-a"; });
}

// /proc/FILE for the machine as a whole, or a short list of files for one process.
bool is_harmless_proc_path(std::string_view path) {
  constexpr std::string_view root = "/proc/";
  constexpr std::array<std::string_view, 10> of_process = {"status", "limits",    "mounts", "mountinfo",     "cgroup",
                                                           "stat",   "oom_score", "statm",  "oom_score_adj", "comm"};
  constexpr std::array<std::string_view, 5> never = {"kcore", "kmsg", "keys", "key-users", "sysrq-trigger"};
  if (!path.starts_with(root) || path.find("..") != std::string_view::npos ||
      path.find('{') != std::string_view::npos) {
    return false;
  }
  path.remove_prefix(root.size());
  const std::string_view first = path.substr(0, path.find('/'));
  if (first.empty() || is_in(never, first)) return false;
  const bool process = first == "self" || first == "thread-self" || first.find_first_not_of("0123456789") == first.npos;
  if (!process) return first != "*" && first.find_first_of("*?[") == first.npos;
  return first.size() < path.size() && is_in(of_process, path.substr(first.size() + 1));
}

bool cat_looks(const std::vector<std::string>& program) {
  return program.size() > 1 && std::all_of(program.begin() + 1, program.end(), is_harmless_proc_path);
}

}  // namespace

std::string program_problem(const std::vector<std::string>& program) {
  const std::string name = program.empty() ? "" : program.front();
  const auto verdict = [&](bool looks) {
    return looks ? std::string() : fmt::format("runs {} with arguments that may do more than look", name);
  };
  if (name == "nvidia-smi") return verdict(nvidia_smi_looks(program));
  if (name == "rocm-smi") return verdict(rocm_smi_looks(program));
  if (name == "cat") return verdict(cat_looks(program));
  if (name == "ldconfig") return verdict(program.size() == 2 && program[1] == "-p");
  if (name == "ls" || name == "df" || name == "id") return "";
  return fmt::format(
      "runs `{}` inside the container; allowed are nvidia-smi, rocm-smi, ls, df, id, ldconfig -p and cat "
      "below /proc",
      name);
}

}  // namespace aidiag
