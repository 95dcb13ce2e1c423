// SPDX-License-Identifier: Apache-2.0
// One function per group of flags; each value is checked where it is read.
#include "cli/flag_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "cli/targets.hpp"
#include "cli/wording.hpp"
#include "model/selector.hpp"

namespace aidiag::cli {
namespace {

struct TextFlag {
  std::string_view name;
  std::string ConnectOptions::* field;
};
constexpr std::array kTextFlags = {
    TextFlag{"namespace", &ConnectOptions::ns},
    TextFlag{"kubeconfig", &ConnectOptions::kubeconfig},
    TextFlag{"context", &ConnectOptions::context},
    TextFlag{"cluster", &ConnectOptions::cluster},
    TextFlag{"user", &ConnectOptions::user},
    TextFlag{"server", &ConnectOptions::server},
    TextFlag{"token", &ConnectOptions::token},
    TextFlag{"username", &ConnectOptions::username},
    TextFlag{"password", &ConnectOptions::password},
    TextFlag{"kuberc", &ConnectOptions::kuberc},
    TextFlag{"as", &ConnectOptions::as},
    TextFlag{"as-uid", &ConnectOptions::as_uid},
    TextFlag{"client-certificate", &ConnectOptions::client_certificate},
    TextFlag{"client-key", &ConnectOptions::client_key},
    TextFlag{"certificate-authority", &ConnectOptions::certificate_authority},
    TextFlag{"tls-server-name", &ConnectOptions::tls_server_name},
};

Status check_values(const Words& words) {
  constexpr std::array<std::string_view, 4> booleans = {"true", "false", "1", "0"};
  for (const auto& [flag, values] : words.flags) {
    if (flag->name == "verbose") continue;  // a switch and a number
    const bool is_switch = flag->value.empty();
    if (!is_switch && (flag->values.empty() || flag->name == "limit")) continue;
    for (const std::string& value : values) {
      if (is_switch && std::ranges::find(booleans, value) != booleans.end()) continue;
      if (std::ranges::find(flag->values, value) != flag->values.end()) continue;
      const auto shown = flag->values.empty() ? std::span(booleans).first(2) : flag->values;
      return usage_error(flag->dashed() + " takes " + either(shown) + ", not " + quoted(value));
    }
  }
  return ok_status();
}

Status check_namespace(const std::string& name) {
  if (name.empty() || is_object_name(name)) return ok_status();
  return usage_error(quoted(name) + " cannot be the name of a namespace",
                     "Names consist of lower case letters, digits and '-'.");
}

Status set_limit(Limits& limits, const std::string& text) {
  struct Field {
    std::string_view name;
    std::size_t Limits::* field;
  };
  constexpr std::array fields = {
      Field{"details", &Limits::details},     Field{"healthy-details", &Limits::healthy_details},
      Field{"logs", &Limits::logs},           Field{"log-lines", &Limits::log_lines},
      Field{"log-bytes", &Limits::log_bytes}, Field{"pages", &Limits::pages},
      Field{"page-size", &Limits::page_size},
  };
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const auto* field = std::ranges::find(fields, name, &Field::name);
  if (field == fields.end()) {
    const std::string_view near = nearest(name, limit_names());
    if (near.empty())
      return usage_error("--limit takes NAME=VALUE with NAME one of " + either(limit_names()) + ", not " +
                         quoted(text));
    return usage_error("--limit has no name " + quoted(name) + ", did you mean " + std::string(near) + "?");
  }
  const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
  std::size_t number = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem != std::errc() || end != value.data() + value.size() || number == 0) {
    return usage_error("--limit " + name + " takes a whole number above 0, as in " + name + "=100, not " +
                       quoted(value));
  }
  limits.*field->field = number;
  return ok_status();
}

// KEY=VALUE; a key may be given several times.
Status set_user_extra(ConnectOptions& connect, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return usage_error("--as-user-extra takes KEY=VALUE, not " + quoted(word));
    }
    connect.as_user_extra[word.substr(0, equals)].push_back(word.substr(equals + 1));
  }
  return ok_status();
}

Status set_times(Options& options, const Words& words) {
  if (const std::string* text = words.last("now")) {
    options.now = parse_time(*text);
    if (!options.now) return usage_error("--now takes a time such as 2026-11-21T04:00:00Z, not " + quoted(*text));
  }
  if (const std::string* text = words.last("timeout")) {
    const std::optional<Duration> duration = parse_duration(*text);
    if (!duration || duration->us <= 0) {
      return usage_error("--timeout takes a duration above 0 such as 10s or 1m30s, not " + quoted(*text));
    }
    options.connect.timeout = *duration;
    options.connect.plugin_timeout = *duration;
  }
  if (const std::string* text = words.last("request-timeout")) {
    Result<Duration> duration = parse_request_timeout(*text);
    if (!duration) return std::move(duration).error().within("--request-timeout");
    options.connect.request_timeout = duration.value();
  }
  return ok_status();
}

// Alone it is kubectl's 6: what is asked for and how long it takes.
Status set_verbosity(Options& options, const Words& words) {
  const std::string* level = words.last("verbose");
  if (level == nullptr || *level == "false") return ok_status();
  if (*level == "true") {
    options.verbosity = 6;
    return ok_status();
  }
  constexpr int least = 6, most = 10;  // below and above them kubectl says no less and no more of what is read here
  int number = 0;
  const auto [end, problem] = std::from_chars(level->data(), level->data() + level->size(), number);
  const bool whole = end == level->data() + level->size() && level->find('-') == std::string::npos;
  if (!whole || problem == std::errc::invalid_argument) {
    return usage_error("--verbose takes a whole number such as 8, not " + quoted(*level));
  }
  if (problem == std::errc::result_out_of_range) number = most;
  options.verbosity = number < least ? 0 : std::min(number, most);
  return ok_status();
}

void set_output(Options& options, const Words& words) {
  if (const std::string* format = words.last("output")) {
    options.output = *format == "json" ? Format::json : *format == "yaml" ? Format::yaml : Format::text;
  }
  if (const std::string* color = words.last("color")) {
    options.color = *color == "always" ? Color::always : *color == "never" ? Color::never : Color::automatic;
  }
  if (const std::string* severity = words.last("fail-on")) {
    if (*severity == "never") options.fail_on.reset();
    if (*severity == "warning") options.fail_on = Severity::warning;
    if (*severity == "advice") options.fail_on = Severity::advice;
    if (*severity == "error") options.fail_on = Severity::error;
  }
  options.force = words.on("force");
}

}  // namespace

Status set_flags(Options& options, const Words& words) {
  if (Status status = check_values(words); !status) return status;
  const std::string name_of_namespace = options.connect.ns;
  for (const TextFlag& text : kTextFlags) {
    if (const std::string* value = words.last(text.name)) options.connect.*text.field = *value;
  }
  if (!name_of_namespace.empty()) options.connect.ns = name_of_namespace;
  if (Status status = check_namespace(options.connect.ns); !status) return status;
  options.connect.as_groups = words.all("as-group");
  if (Status status = set_user_extra(options.connect, words.all("as-user-extra")); !status) return status;
  options.connect.disable_compression = words.on("disable-compression");
  if (words.last("insecure-skip-tls-verify") != nullptr) {
    options.connect.insecure_skip_tls_verify = words.on("insecure-skip-tls-verify");
  }
  options.all_namespaces = words.on("all-namespaces");
  if (const std::string* selector = words.last("selector")) {
    if (auto parsed = Selector::parse(*selector); !parsed) return std::move(parsed).error();
    options.selector = *selector;
  }
  options.logs = !words.on("no-logs");
  if (const std::string* from = words.last("from")) options.from = *from;
  options.rules = words.all("rules");
  for (const std::string& limit : words.all("limit")) {
    if (Status status = set_limit(options.limits, limit); !status) return status;
  }
  set_output(options, words);
  if (Status status = set_verbosity(options, words); !status) return status;
  return set_times(options, words);
}

}  // namespace aidiag::cli
