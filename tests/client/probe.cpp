// SPDX-License-Identifier: Apache-2.0
// The live reader without the diagnosis: performs the reads named on the command line and prints, as JSON, what came
// of them. The tests of tests/client run it against a server that misbehaves.
//
//   client-probe [--FLAG=VALUE ...] list:Pod:ai list:Node get:Pod:ai:llm-0 log:ai:llm-0:model[:previous][:head]
#include <atomic>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "aidiag/cluster.hpp"

namespace aidiag {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ':');) parts.push_back(part);
  parts.resize(std::max<std::size_t>(parts.size(), 6));
  return parts;
}

Read read_of(const std::string& text) {
  const std::vector<std::string> parts = split(text);
  Read read;
  read.what = parts[0] == "log" ? Read::What::log : parts[0] == "get" ? Read::What::get : Read::What::list;
  if (read.what == Read::What::log) {
    read.ns = parts[1];
    read.name = parts[2];
    read.container = parts[3];
    for (const std::string& word : {parts[4], parts[5]}) {
      if (word == "previous") read.previous = true;
      if (word == "head") read.head = true;
    }
    return read;
  }
  read.kind = parts[1];
  read.ns = parts[2];
  if (read.what == Read::What::get) read.name = parts[3];
  if (read.what == Read::What::list) read.field_selector = parts[3];
  return read;
}

bool set_flag(ConnectOptions& options, const std::string& name, const std::string& value) {
  const std::pair<const char*, std::string*> texts[] = {{"kubeconfig", &options.kubeconfig},
                                                        {"context", &options.context},
                                                        {"cluster", &options.cluster},
                                                        {"user", &options.user},
                                                        {"namespace", &options.ns},
                                                        {"server", &options.server},
                                                        {"token", &options.token},
                                                        {"tls-server-name", &options.tls_server_name},
                                                        {"certificate-authority", &options.certificate_authority},
                                                        {"client-certificate", &options.client_certificate},
                                                        {"client-key", &options.client_key},
                                                        {"as", &options.as},
                                                        {"as-uid", &options.as_uid}};
  for (const auto& [flag, field] : texts) {
    if (name == flag) *field = value;
    if (name == flag) return true;
  }
  const auto duration = [&value] { return parse_duration(value).value_or(Duration{}); };
  if (name == "as-group") return options.as_groups.push_back(value), true;
  if (name == "insecure-skip-tls-verify") return options.insecure_skip_tls_verify = true, true;
  if (name == "disable-compression") return options.disable_compression = true, true;
  if (name == "request-timeout") return options.request_timeout = duration(), true;
  if (name == "timeout") return options.timeout = duration(), true;
  if (name == "log-timeout") return options.log_timeout = duration(), true;
  if (name == "plugin-timeout") return options.plugin_timeout = duration(), true;
  if (name == "max-body") return options.max_body = std::stoul(value), true;
  if (name == "v") return options.verbosity = std::stoi(value), true;
  return false;
}

OrderedJson gaps_of(const Snapshot& snapshot) {
  OrderedJson gaps = OrderedJson::array();
  for (const Gap& gap : snapshot.gaps()) {
    gaps.push_back(
        {{"kind", gap.kind}, {"ns", gap.ns}, {"name", gap.name}, {"container", gap.container}, {"reason", gap.reason}});
  }
  return gaps;
}

OrderedJson describe(const Snapshot& snapshot, const std::vector<Read>& reads) {
  OrderedJson out;
  for (const std::string_view kind : snapshot.kinds()) out["counts"][std::string(kind)] = snapshot.count(kind);
  out["events"] = snapshot.events().size();
  for (const Read& read : reads) {
    if (read.what == Read::What::log) {
      const Log* log = snapshot.log(read.ns, read.name, read.container, read.previous);
      if (log == nullptr) continue;
      out["logs"].push_back({{"container", read.container},
                             {"text", log->text},
                             {"head", log->head},
                             {"from_start", log->from_start},
                             {"previous", log->previous}});
    } else {
      constexpr const char* names[] = {"unread", "partial", "complete"};
      out["coverage"][read.kind] = names[static_cast<int>(snapshot.coverage(read.kind, read.ns))];
      if (!read.name.empty()) out["absent"][read.name] = snapshot.known_absent(read.kind, read.ns, read.name);
    }
  }
  out["gaps"] = gaps_of(snapshot);
  out["now"] = format_time(snapshot.now);
  out["now_from_server"] = snapshot.now_source == NowSource::server;
  return out;
}

OrderedJson failure(const Error& error) {
  constexpr const char* kinds[] = {"usage", "bad_file", "connect", "unauthorized", "not_found"};
  return {{"kind", kinds[static_cast<int>(error.kind)]}, {"message", error.message}, {"hint", error.hint}};
}

int exit_code(const Error& error) {
  return error.kind == ErrorKind::usage || error.kind == ErrorKind::bad_file ? 2 : 3;
}

int finish(const OrderedJson& out, int code) {
  std::cout << out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return code;
}

int run(const std::vector<std::string>& args) {
  ConnectOptions options;
  options.trace = [](std::string_view line) { std::cerr << line << "\n"; };
  options.plugin_stderr = [](std::string_view text) { std::cerr << text; };
  std::vector<Read> reads;
  int looks = 1;
  std::atomic<bool> interrupted = false;
  std::jthread interrupter;
  options.interrupted = &interrupted;
  for (const std::string& arg : args) {
    const std::size_t equals = arg.find('=');
    if (arg.rfind("--looks=", 0) == 0) {
      looks = std::stoi(arg.substr(8));
    } else if (arg.rfind("--interrupt-after-ms=", 0) == 0) {
      interrupter = std::jthread([&interrupted, pause = std::stoi(arg.substr(21))] {
        std::this_thread::sleep_for(std::chrono::milliseconds(pause));
        interrupted = true;
      });
    } else if (arg.rfind("--", 0) != 0) {
      reads.push_back(read_of(arg));
    } else if (!set_flag(options, arg.substr(2, equals - 2),
                         equals == std::string::npos ? "" : arg.substr(equals + 1))) {
      std::cerr << "client-probe: unknown flag " << arg << "\n";
      return 64;
    }
  }
  auto opened = open_cluster(options);
  if (!opened.ok()) return finish({{"error", failure(opened.error())}}, exit_code(opened.error()));
  Cluster& cluster = *opened.value();
  OrderedJson out;
  for (int i = 0; i < looks; ++i) {
    cluster.begin_look();
    SnapshotBuilder builder;
    const Status status = cluster.read(reads, builder);
    if (!status.ok()) return finish({{"error", failure(status.error())}}, exit_code(status.error()));
    out = describe(*builder.take(), reads);
  }
  out["context"] = cluster.context();
  out["server"] = cluster.server();
  out["namespace"] = cluster.default_namespace();
  out["warnings"] = cluster.take_warnings();
  return finish(out, 0);
}

}  // namespace
}  // namespace aidiag

int main(int argc, char** argv) { return aidiag::run({argv + 1, argv + argc}); }
