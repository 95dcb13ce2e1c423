// SPDX-License-Identifier: Apache-2.0
// Reads the log of one run of one container: its last lines, and where these are not all, its first bytes too.
// The tail is bounded by lines, because limitBytes keeps the FIRST bytes of what is left and so would cut off the end,
// where the error is (kubelet pkg/kubelet/kuberuntime/logs/logs.go); a memory of the last bytes is kept here instead.
#include <algorithm>
#include <memory>
#include <utility>

#include "source/wave.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kHeadBytes = 65536;
// A safety only: what the server may send at most for a tail of lines without end.
constexpr std::size_t kCapFactor = 10;

// A container that was just started anew has another id, and the kubelet looks once in a second.
constexpr Duration kUntilKubeletKnows = seconds(1);

// containerd's way of saying that it has no log, sent with status 200 (kubernetes/kubernetes#140154).
constexpr std::string_view kNoLog = "unable to retrieve container logs for ";

// No line of a log begins like that, since each has its time in front. "" if it may be a log.
std::string strange(const std::string& body) {
  if (body.rfind("\x1f\x8b", 0) == 0) return "it is compressed, and was not asked to be";
  const std::string page = web_page(body);
  return page.empty() ? "" : "it is " + page;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// The run has no log, and none is hidden: it has not begun, or there was no run before.
bool nothing_to_read(const HttpResponse& response, const std::string& message) {
  return response.status == 400 &&
         (contains(message, "is waiting to start") || contains(message, "previous terminated container"));
}

class LogReader : public std::enable_shared_from_this<LogReader> {
 public:
  LogReader(Wave& wave, const Read& read, Outcome& outcome) : wave_(wave), read_(read), outcome_(outcome) {
    log_.ns = wave.builder().intern(read.ns);
    log_.pod = wave.builder().intern(read.name);
    log_.container = wave.builder().intern(read.container);
    log_.previous = read.previous;
    log_.timestamps = true;
  }

  void ask_tail() {
    const std::size_t most = wave_.into.limits().log_bytes;
    ask({read_.container, read_.previous, read_.tail, most * kCapFactor}, most, &LogReader::on_tail);
  }

 private:
  using Handler = void (LogReader::*)(HttpResponse);

  void ask(const LogQuery& query, std::size_t most, Handler handler) {
    HttpRequest request;
    request.path = log_path(read_.ns, read_.name, query);
    request.accept = "*/*";
    request.timeout = wave_.log_timeout;
    if (asked_again_) request.delay = kUntilKubeletKnows;
    request.compressed = false;  // an API server does not compress logs, and half a stream would look like a whole log
    request.max_body = most;
    request.overflow = HttpRequest::Overflow::keep_last;
    const auto answered = [self = shared_from_this(), handler](HttpResponse response) {
      ((*self).*handler)(std::move(response));
    };
    wave_.get(std::move(request), Lane::small, answered, std::exchange(turn_, Turn::next));
  }

  void on_tail(HttpResponse response) {
    if (!response.ok()) {
      const ApiStatus status = read_status(response);
      if (!nothing_to_read(response, status.message)) outcome_.gaps.push_back(gap_of(read_, status.message));
      return;
    }
    if (const std::string what = strange(response.body); !what.empty())
      return wave_.not_understood(read_, outcome_, response, what);
    wave_.understood();
    if (response.body.rfind(kNoLog, 0) == 0 && response.body.find('\n') == std::string::npos) {
      if (!std::exchange(asked_again_, true)) return ask_tail();
      outcome_.gaps.push_back(gap_of(read_, one_line(response.body)));
      return;
    }
    const auto lines = std::count(response.body.begin(), response.body.end(), '\n');
    log_.from_start = !response.body_trimmed && lines < read_.tail;
    log_.text = std::move(response.body);
    if (log_.from_start || !read_.head) return finish();
    ask({read_.container, read_.previous, 0, kHeadBytes}, 2 * kHeadBytes, &LogReader::on_head);
  }

  // The tail is what matters: without the head the log is still good.
  void on_head(HttpResponse response) {
    if (response.ok() && !response.body_trimmed) {
      log_.head = std::move(response.body);
      log_.head.erase(log_.head.rfind('\n') + 1);  // the limit cuts within a line
    }
    finish();
  }

  void finish() { wave_.take_in(std::move(log_)); }

  Wave& wave_;
  const Read& read_;
  Outcome& outcome_;
  Log log_;
  Turn turn_ = Turn::last;
  bool asked_again_ = false;
};

}  // namespace

void start_log(Wave& wave, const Read& read, Outcome& outcome) {
  std::make_shared<LogReader>(wave, read, outcome)->ask_tail();
}

}  // namespace aidiag
