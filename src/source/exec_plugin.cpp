// SPDX-License-Identifier: Apache-2.0
#include "source/exec_plugin.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "aidiag/json.hpp"
#include "redact/command_words.hpp"
#include "redact/cutter.hpp"
#include "source/api_status.hpp"
#include "source/base64.hpp"
#include "source/client_pair.hpp"
#include "source/kube_yaml.hpp"
#include "source/kuberc.hpp"
#include "source/plugin_words.hpp"
#include "source/process.hpp"

namespace aidiag {
namespace {

constexpr Duration kPluginTime = seconds(30);

Error refused(std::string message, std::string hint = "") {
  return {ErrorKind::unauthorized, std::move(message), std::move(hint)};
}

std::string name_of(const ExecConfig& exec) { return "credential plugin \"" + exec.command + "\""; }

// Of the flags without a name -p alone stands for a secret.
std::vector<std::string> words_of(const ExecConfig& exec) {
  std::vector<std::string> words = {exec.command};
  for (const std::string& arg : exec.args) {
    const bool with_value = arg.starts_with("-p=");
    words.push_back(words.back() == "-p" ? std::string(kRedacted) : with_value ? "-p=" + std::string(kRedacted) : arg);
  }
  Redactions count;
  redact_words(words, false, count, nullptr);
  return words;
}

std::string in_quotes(std::string_view word) {
  const bool plain = !word.empty() && word.find_first_of(" \t\n'\"\\$`&|;<>()*?[]{}!#~") == std::string_view::npos;
  return plain || word.find(kRedacted) != std::string_view::npos ? std::string(word) : fmt::format("'{}'", word);
}

std::string command_line(const ExecConfig& exec) {
  std::string line;
  for (const std::string& word : words_of(exec)) line += line.empty() ? word : " " + in_quotes(word);
  return one_line(line, 300);
}

// Their values may be secrets.
std::string names_of_variables(const ExecConfig& exec) {
  std::string names;
  for (const auto& [name, value] : exec.env) names += (names.empty() ? "" : ", ") + name;
  return one_line(names, 200);
}

std::string run_it_yourself(const ExecConfig& exec) {
  const std::string names = names_of_variables(exec);
  return "Run `" + command_line(exec) + "`" +
         (names.empty() ? "" : " with what the kubeconfig sets for it (" + names + ")") + " to see what it says.";
}

// A plugin may always talk to the user only if there is one at the terminal.
Result<bool> interactive(const ExecConfig& exec) {
  const bool terminal = isatty(STDIN_FILENO) != 0;
  if (exec.interactive == ExecConfig::Interactive::always && !terminal) {
    return refused(name_of(exec) + " must ask the user, and standard input is not a terminal",
                   "Run this at a terminal, or use a login that asks nobody.");
  }
  return terminal && exec.interactive != ExecConfig::Interactive::never;
}

std::string install_hint(const ExecConfig& exec, const NoProgram& why, const Access& access) {
  if (why.not_executable) return "Allow it with `chmod +x " + in_quotes(one_line(why.file, 300)) + "`.";
  if (!why.file.empty()) return "Correct `command` of " + access.user_origin + ".";
  return exec.install_hint.empty() ? "Install it, or put its folder into PATH." : one_line(exec.install_hint, 1000);
}

// The plugin's own advice, if it gave any.
std::string way_out(const std::string& said, const ExecConfig& exec) {
  const std::string login = login_command(said, exec);
  return login.empty() ? run_it_yourself(exec) : "Run `" + login + "`, as it says.";
}

Error explain(const ProcessResult& result, const ExecConfig& exec, Duration timeout) {
  using End = ProcessResult::End;
  // Some print what is wrong where the credential should stand.
  std::string part = telling_part(result.said);
  const std::string& words = part.empty() ? result.out : result.said;
  if (part.empty()) part = errors_in_output(result.out);
  const std::string said = part.empty() ? "" : ": " + part;
  const std::string hint = way_out(words, exec);
  switch (result.end) {
    case End::exited:
      return refused(name_of(exec) + " ended with exit code " + std::to_string(result.code) + said, hint);
    case End::signalled:
      return refused(name_of(exec) + " was killed by signal " + std::to_string(result.code) + said, hint);
    case End::timeout:
      return refused(name_of(exec) + " gave no credentials within " + format_duration(timeout) + " (--timeout)" + said,
                     hint + " If it is only slow, wait longer with --timeout.");
    case End::too_much_output:
      return refused(name_of(exec) + " prints more than any credential has", run_it_yourself(exec));
    case End::wants_terminal:
      return refused(name_of(exec) + " wants the terminal, and is started without it" + said,
                     exec.interactive == ExecConfig::Interactive::never
                         ? "Its interactiveMode is Never: set it to IfAvailable, or log in with it before."
                         : "Run this with the terminal as standard input, or log in with it before.");
    case End::interrupted:
      return refused(name_of(exec) + " was interrupted");
    case End::not_started:
      break;
  }
  return refused(
      name_of(exec) + " cannot be started: " + result.problem,
      "Is it a program for this machine, or a script whose first line names its interpreter? " + run_it_yourself(exec));
}

// Some end as if all were well and say only on standard error that it is not.
Result<ExecCredential> with_its_words(Result<ExecCredential> credential, const std::string& said,
                                      const ExecConfig& exec) {
  const std::string part = credential.ok() ? "" : telling_part(said);
  if (part.empty()) return credential;
  Error error = std::move(credential).error();
  error.message += ": " + part;
  if (!login_command(said, exec).empty()) error.hint = way_out(said, exec);
  return error;
}

// Whoever waits is told for whom.
class Wait {
 public:
  Wait(const ConnectOptions& options, const Access& access, const ExecConfig& exec) : options_(options) {
    const std::size_t slash = exec.command.find_last_of('/');
    const std::string name = one_line(exec.command.substr(slash == std::string::npos ? 0 : slash + 1), 60);
    trace("waiting for the credential plugin " + name + " of " + access.user_origin + " (" + command_line(exec) + ")");
    if (options_.waits_for) options_.waits_for("the credential plugin " + name);
  }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait() {
    if (options_.waits_for) options_.waits_for("");
  }

 private:
  void trace(const std::string& line) const {
    if (options_.verbosity > 0 && options_.trace) options_.trace(line);
  }
  const ConnectOptions& options_;
};

// JSON, or YAML that says the same: client-go's decoder takes both.
std::string as_json(std::string_view output) {
  const std::size_t begin = output.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || output[begin] == '{') return std::string(output);
  const auto yaml = parse_kube_yaml(output, "");
  const bool named = yaml.ok() && yaml.value().find("kind") != nullptr;
  return named ? yaml.value().json() : std::string(output);
}

}  // namespace

std::string exec_info(const ExecConfig& exec, const Access& access, bool interactive) {
  using OrderedJson = nlohmann::ordered_json;
  OrderedJson spec = {{"interactive", interactive}};
  if (exec.provide_cluster_info) {
    OrderedJson cluster = {{"server", access.server}};
    if (!access.tls_server_name.empty()) cluster["tls-server-name"] = access.tls_server_name;
    if (access.insecure) cluster["insecure-skip-tls-verify"] = true;
    if (!access.ca_pem.empty()) cluster["certificate-authority-data"] = base64_encode(access.ca_pem);
    if (!access.proxy_url.empty()) cluster["proxy-url"] = access.proxy_url;
    if (access.disable_compression) cluster["disable-compression"] = true;
    const std::string& config = access.exec_cluster_config;
    cluster["config"] =
        config.empty() ? OrderedJson() : OrderedJson::parse(config, nullptr, /*allow_exceptions=*/false);
    spec["cluster"] = std::move(cluster);
  }
  const OrderedJson info = {{"kind", "ExecCredential"}, {"apiVersion", exec.api_version}, {"spec", std::move(spec)}};
  return info.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<ExecCredential> parse_exec_credential(std::string_view output, const ExecConfig& exec) {
  const std::string json = as_json(output);
  const auto parsed = Document::parse(json);
  if (!parsed.ok() || !parsed.value().root().is_object()) {
    const std::string what =
        one_line(output).empty() ? " printed nothing" : " printed something that is no ExecCredential";
    return refused(name_of(exec) + what, run_it_yourself(exec));
  }
  const Json root = parsed.value().root(), status = root["status"];
  if (root["kind"].text() != "ExecCredential") {
    return refused(name_of(exec) + " printed JSON that is no ExecCredential", run_it_yourself(exec));
  }
  if (root["apiVersion"].text().empty()) {
    return refused(name_of(exec) + " printed an ExecCredential without apiVersion", run_it_yourself(exec));
  }
  if (root["apiVersion"].text() != exec.api_version) {
    return refused(name_of(exec) + " answers in " + one_line(root["apiVersion"].text(), 100) +
                       ", the kubeconfig asks for " + exec.api_version,
                   "Update the plugin, or let its setup command write the kubeconfig anew.");
  }
  if (!status.is_object())
    return refused(name_of(exec) + " printed an ExecCredential without status", run_it_yourself(exec));
  ExecCredential credential;
  credential.token = std::string(status["token"].text());
  credential.cert_pem = std::string(status["clientCertificateData"].text());
  credential.key_pem = std::string(status["clientKeyData"].text());
  credential.expires = parse_time(status["expirationTimestamp"].text());
  if (!status["expirationTimestamp"].text().empty() && !credential.expires) {
    return refused(name_of(exec) + " gave an expirationTimestamp that is no time", run_it_yourself(exec));
  }
  if (credential.cert_pem.empty() != credential.key_pem.empty()) {
    return refused(name_of(exec) + " gave a client certificate or a key, not both", run_it_yourself(exec));
  }
  if (credential.token.empty() && credential.cert_pem.empty()) {
    return refused(name_of(exec) + " gave neither a token nor a client certificate", run_it_yourself(exec));
  }
  if (credential.cert_pem.empty()) return credential;
  if (const std::string problem = pair_problem(credential.cert_pem, credential.key_pem); !problem.empty()) {
    return refused(name_of(exec) + " gave a client certificate and a key that " + problem, run_it_yourself(exec));
  }
  return credential;
}

Result<ExecCredential> run_exec_plugin(const Access& access, const ConnectOptions& options, const Host& host) {
  const ExecConfig exec = access.exec.value_or(ExecConfig{});
  auto may_ask = interactive(exec);
  if (!may_ask.ok()) return std::move(may_ask).error();
  const auto program = find_program(exec.command, host);
  if (!program) {
    const NoProgram why = why_no_program(exec.command, host);
    return refused(name_of(exec) + " " + why.what, install_hint(exec, why, access));
  }
  if (auto allowed = check_plugin_policy(exec.command, *program, options.kuberc, host); !allowed.ok())
    return std::move(allowed).error();
  ProcessRequest request;
  request.path = *program;
  request.args = exec.args;
  request.env = exec.env;
  request.env.emplace_back("KUBERNETES_EXEC_INFO", exec_info(exec, access, may_ask.value()));
  request.with_stdin = may_ask.value();
  request.on_stderr = options.plugin_stderr;
  request.interrupted = options.interrupted;
  // A person may take his time, but a terminal may also have nobody at it.
  request.timeout = options.plugin_timeout.value_or(may_ask.value() ? Duration{} : kPluginTime);
  const Wait wait(options, access, exec);
  const ProcessResult result = run_process(request);
  if (result.end != ProcessResult::End::exited || result.code != 0) return explain(result, exec, request.timeout);
  return with_its_words(parse_exec_credential(result.out, exec), result.said, exec);
}

}  // namespace aidiag
