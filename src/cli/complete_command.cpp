// SPDX-License-Identifier: Apache-2.0
#include "cli/complete_command.hpp"

#include <cstdio>
#include <utility>

#include "aidiag/cluster.hpp"
#include "cli/complete.hpp"
#include "cli/output.hpp"
#include "cli/rules_command.hpp"

namespace aidiag::cli {
namespace {

std::vector<Named> or_none(Result<std::vector<Named>> names) {
  return names ? std::move(names).value() : std::vector<Named>{};
}

// What the words say of where to look. Most commands are whole only with a name after them, so one is tried first.
Options understood(std::vector<std::string> words) {
  words.insert(words.begin(), "kubectl-ai_diag");
  words.emplace_back("x");
  if (auto options = parse_options(words)) return std::move(options).value();
  words.pop_back();
  if (auto options = parse_options(words)) return std::move(options).value();
  words.insert(words.begin() + 1, "namespace");  // flags before any command count too
  if (auto options = parse_options(words)) return std::move(options).value();
  return {};
}

class World final : public Outside {
 public:
  explicit World(std::span<const std::string> words) : options_(understood(settled_words(words))) {}

  std::vector<std::string> rule_ids() override { return cli::rule_ids(); }

  std::vector<Named> of_kubeconfig(KubeconfigPart part) override {
    return or_none(kubeconfig_names(part, options_.connect.kubeconfig));
  }

  std::vector<Named> objects(std::string_view kind) override {
    const bool whole_cluster = kind == "Namespace";
    if (!options_.from.empty()) {
      return options_.from == "-" ? std::vector<Named>{}
                                  : or_none(dump_names(options_.from, kind, whole_cluster ? "" : options_.connect.ns));
    }
    // A plugin that would ask for a password must not find the user's terminal.
    if (std::freopen("/dev/null", "r", stdin) == nullptr) return {};
    ConnectOptions connect = options_.connect;
    connect.timeout = seconds(1);
    connect.plugin_timeout = seconds(3);
    auto cluster = open_cluster(connect);
    if (!cluster) return {};
    return or_none(cluster.value()->names(kind, whole_cluster ? "" : cluster.value()->default_namespace()));
  }

 private:
  Options options_;
};

}  // namespace

Result<int> complete_command(const Options& options) {
  World world(options.arguments);
  if (Status status = write_out(complete(options.arguments, world)); !status) return std::move(status).error();
  return 0;
}

}  // namespace aidiag::cli
