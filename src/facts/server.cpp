// SPDX-License-Identifier: Apache-2.0
// Facts of a container that only its log tells: which server it is, where it listens, how far it has come.
#include <algorithm>

#include <fmt/format.h>

#include "facts/family.hpp"
#include "facts/probe_spec.hpp"
#include "facts/records.hpp"
#include "facts/run.hpp"

namespace aidiag {
namespace {

using enum Type;
constexpr About container = About::container;

constexpr FactLine lines[] = {
    {"container.server", text, container, "Pod Log", "The sheet of the model server that it runs, such as vllm."},
    {"container.listening.port", number, container, "Pod Log",
     "A port on which its log says it listens; of several the one that a probe asks, else the first."},
    {"container.listening.address", text, container, "Pod Log", "The address to that port, such as 0.0.0.0."},
    {"container.listening.line", text, container, "Pod Log", "The line in which its log says that it listens."},
    {"container.listening.loopback", boolean, container, "Pod Log",
     "Whether that address is only reached from inside the pod; absent if the log says localhost, which some "
     "servers print for all addresses."},
    {"container.listening.ports", texts, container, "Pod Log", "All ports on which its log says it listens."},
    {"container.loading", boolean, container, "Pod Log",
     "It runs, is not ready, and its log shows progress to the end and no line that says ready."},
    {"container.progress", text, container, "Pod Log", "The last progress its log shows, such as shard 7 of 15."},
    {"container.progress.line", text, container, "Pod Log", "The line that shows it."},
    {"container.progress.ago", duration, container, "Pod Log", "Since that progress was printed."},
    {"container.log.ready", boolean, container, "Pod Log", "Whether its log says that it is ready."},
    {"container.log.read", boolean, container, "Pod Log", "Whether a log of the run in question was read."},
    {"container.log.last_words", texts, container, "Pod Log",
     "The last five different messages of the run in question."},
    {"container.log.lines", number, container, "Pod Log", "Lines read of the run in question."},
};

/// A server that loads prints other things in between; progress counts if it is among the last records.
constexpr std::size_t still_progress = 20;
constexpr std::size_t last_words = 5;

/// The present run of a container that runs, else the run in question.
const RunLog* telling_run(const ContainerView& c, const Facts::State::ContainerLogs& logs) {
  if (c.state("running").exists()) {
    const auto current =
        std::find_if(logs.runs.begin(), logs.runs.end(), [](const RunLog& run) { return !run.log->previous; });
    return current == logs.runs.end() ? nullptr : &*current;
  }
  return logs.in_time.empty() ? nullptr : &logs.runs[logs.in_time.back()];
}

/// A socket's path is no address, and several servers print "localhost" for all interfaces (BentoML, TF Serving).
std::optional<bool> is_loopback(std::string_view address) {
  if (address.empty() || address.starts_with('/') || address == "localhost") return std::nullopt;
  return address.starts_with("127.") || address == "::1" || address == "[::1]";
}

class Server {
 public:
  Server(const Facts& facts, const Subject& subject, FactSink& out)
      : facts_(facts),
        subject_(subject),
        container_(facts.state().container(subject)),
        logs_(*logs_of(facts, subject)),
        run_(telling_run(container_, logs_)),
        out_(out) {}

  void fill() {
    const Stage stage = facts_.stage(subject_).value_or(Stage::serve);
    const bool ran = run_in_question(facts_.snapshot(), *subject_.object, container_, stage).ran;
    out_.text("container.server", logs_.server != nullptr ? logs_.server->id : std::string(),
              container_.spec_path + ".image");
    out_.boolean("container.log.read", !logs_.in_time.empty(), here(nullptr));
    if (run_ != nullptr) {
      if (run_->server != nullptr) out_.text("container.server", run_->server->id, here(nullptr));
      fill_listening();
      fill_progress(stage);
    } else if (ran) {
      for (const std::string_view name :
           {"container.listening.port", "container.listening.address", "container.listening.loopback",
            "container.listening.line", "container.listening.ports", "container.loading", "container.progress",
            "container.progress.line", "container.progress.ago", "container.log.ready"})
        out_.unknown(name, "Log");
    }
    if (!logs_.in_time.empty()) {
      fill_words(logs_.runs[logs_.in_time.back()]);
    } else if (ran) {
      out_.unknown("container.log.last_words", "Log");
      out_.unknown("container.log.lines", "Log");
    }
  }

 private:
  [[nodiscard]] Place here(const LogRecord* record) const {
    Place place;
    place.object = subject_.object->title();
    place.log = container_.name;
    place.previous = run_ != nullptr && run_->log->previous;
    if (record != nullptr) {
      place.line = record->line;
      place.time = record->time;
    }
    return place;
  }

  [[nodiscard]] bool is_probed(int port) const {
    for (const std::string_view type : {"readiness", "liveness", "startup"})
      if (const auto spec = probe_spec(container_, type); spec && spec->port == port) return true;
    return false;
  }

  [[nodiscard]] const Listening* main_listening() const {
    const Listening* first = nullptr;
    for (const Listening& l : run_->listening) {
      if (l.port && is_probed(*l.port)) return &l;
      if (first == nullptr || (!first->port && l.port)) first = &l;
    }
    return first;
  }

  /// A log that does not say may have said it in the part that was not read.
  void fill_listening() {
    const Listening* main = main_listening();
    if (main == nullptr) {
      if (run_->complete) return;
      for (const std::string_view name :
           {"container.listening.port", "container.listening.address", "container.listening.loopback",
            "container.listening.line", "container.listening.ports"})
        out_.unknown(name, "Log");
      return;
    }
    const Place place = here(&run_->records[main->record]);
    std::string address = main->address;
    std::vector<std::string> ports;
    for (const Listening& l : run_->listening) {
      if (address.empty() && l.port == main->port) address = l.address;
      const std::string port = l.port ? fmt::to_string(*l.port) : std::string();
      if (l.port && std::find(ports.begin(), ports.end(), port) == ports.end()) ports.push_back(port);
    }
    if (main->port) out_.number("container.listening.port", *main->port, place);
    out_.text("container.listening.address", address, place);
    if (const auto loopback = is_loopback(address)) out_.boolean("container.listening.loopback", *loopback, place);
    out_.text("container.listening.line", run_->records[main->record].message, place);
    out_.texts("container.listening.ports", std::move(ports), place);
  }

  void fill_progress(Stage stage) {
    const bool running = container_.state("running").exists();
    const bool starting = running && (stage == Stage::ready || stage == Stage::init);
    const auto at = run_->progress;
    out_.boolean("container.loading", starting && at && !run_->ready && run_->records.size() - *at <= still_progress,
                 here(nullptr));
    if (run_->ready || run_->complete)
      out_.boolean("container.log.ready", run_->ready.has_value(),
                   here(run_->ready ? &run_->records[*run_->ready] : nullptr));
    else
      out_.unknown("container.log.ready", "Log");
    if (!at) return;
    const LogRecord& record = run_->records[*at];
    out_.text("container.progress", run_->progress_text.empty() ? record.message : run_->progress_text, here(&record));
    out_.text("container.progress.line", record.message, here(&record));
    if (record.time) out_.duration("container.progress.ago", facts_.snapshot().now - *record.time, here(&record));
  }

  void fill_words(const RunLog& run) {
    std::vector<std::string> words;
    for (auto record = run.records.rbegin(); record != run.records.rend() && words.size() < last_words; ++record)
      if (!record->benign && !record->wrapper && !record->message.empty() &&
          std::find(words.begin(), words.end(), record->message) == words.end())
        words.push_back(record->message);
    std::reverse(words.begin(), words.end());
    int lines_read = 0;
    for (const LogRecord& record : run.records)
      if (!record.from_head) lines_read = std::max(lines_read, record.last_line);
    Place place = here(run.records.empty() ? nullptr : &run.records.back());
    place.previous = run.log->previous;
    out_.texts("container.log.last_words", std::move(words), place);
    out_.number("container.log.lines", lines_read, place);
  }

  const Facts& facts_;
  const Subject& subject_;
  const ContainerView& container_;
  const Facts::State::ContainerLogs& logs_;
  const RunLog* run_;
  FactSink& out_;
};

void fill_server(const Facts& facts, const Subject& subject, FactSink& out) { Server(facts, subject, out).fill(); }

}  // namespace

constinit const Family server_family{lines, fill_server};

}  // namespace aidiag
