// SPDX-License-Identifier: Apache-2.0
#include "source/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace aidiag {
namespace {

constexpr int kWholeLists = 6;
constexpr int kSmall = 16;
constexpr int kMaxRetries = 10;
constexpr Duration kForever = hours(24 * 365);

}  // namespace

std::optional<Duration> retry_delay(const HttpResponse& response, int tries) {
  using Failure = HttpResponse::Failure;
  if (response.failure == Failure::reset || response.failure == Failure::cut) {
    constexpr std::array<Duration, 3> pauses = {Duration{100'000}, Duration{400'000}, seconds(1)};
    if (tries > static_cast<int>(pauses.size())) return std::nullopt;
    return pauses[static_cast<std::size_t>(tries - 1)];
  }
  const bool busy = response.status == 429 || response.status >= 500;
  if (response.failure != Failure::none || !busy || !response.retry_after || tries > kMaxRetries) return std::nullopt;
  // No server means "hammer me": a 0 is taken for a tenth of a second.
  return std::clamp(seconds(std::min<std::int64_t>(*response.retry_after, 3600)), Duration{100'000}, hours(1));
}

Dispatcher::Dispatcher(Transport& transport, const Bounds& bounds) : transport_(transport), bounds_(bounds) {
  lane(Lane::whole_list).limit = kWholeLists;
  lane(Lane::small).limit = kSmall;
}

Duration Dispatcher::left() const { return bounds_.deadline ? *bounds_.deadline - transport_.clock() : kForever; }

void Dispatcher::hold_back() {
  if (held_back_) return;
  held_back_ = Duration{};
  if (!bounds_.deadline) return;
  held_back_->us = std::max<std::int64_t>(left().us, 0) / 100 * (100 - bounds_.share);
  bounds_.deadline->us -= held_back_->us;
  transport_.end_by(*bounds_.deadline);
}

// Not more than is true: tenths of a second, cut off.
std::string Dispatcher::deadline_in_words() const {
  std::string text = "not read within ";
  if (const Duration held = held_back_.value_or(Duration{}); held.us > 0) {
    const std::int64_t tenths = (bounds_.whole.us - held.us) / 100'000;
    text += std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s of ";
  }
  return text + "the time limit of " + format_duration(bounds_.whole) + " (--timeout)";
}

void Dispatcher::get(HttpRequest request, Lane l, Transport::Done done, Turn turn) {
  std::deque<Job>& queue = lane(l).queue;
  queue.insert(turn == Turn::next ? queue.begin() : queue.end(), Job{std::move(request), std::move(done)});
  pump(l);
}

void Dispatcher::pump(Lane l) {
  LaneState& state = lane(l);
  while (state.in_flight < state.limit && !state.queue.empty()) {
    Job job = std::move(state.queue.front());
    state.queue.pop_front();
    ++state.in_flight;
    const Duration delay = job.request.delay;
    send(std::move(job), l, delay);
  }
}

void Dispatcher::send(Job job, Lane l, Duration delay) {
  ++job.tries;
  job.sent = transport_.clock() + delay;
  const Duration remaining{left().us - delay.us};
  job.bound.clear();
  if (remaining.us <= 0) {
    HttpResponse response;
    response.failure = HttpResponse::Failure::timeout;
    return answer(std::move(job), l, std::move(response));
  }
  HttpRequest request = job.request;
  request.timeout = bound_try(job, remaining);
  transport_.start(std::move(request), delay, [this, l, job = std::move(job)](HttpResponse response) mutable {
    answer(std::move(job), l, std::move(response));
  });
}

void Dispatcher::answer(Job job, Lane l, HttpResponse response) {
  if (response.ok() && job.request.may_be_whole && !job.request.may_be_whole()) {
    response.failure = HttpResponse::Failure::cut;
    response.problem = "the answer ends in the middle";
  }
  if (response.failure == HttpResponse::Failure::none && response.status == 429) slow_down(job.sent);
  const auto delay = retry_delay(response, job.tries);
  // What breaks the connection each time it is asked must not break it for the others.
  if (response.failure != HttpResponse::Failure::none) job.request.alone = true;
  if (delay && *delay < left()) return send(std::move(job), l, *delay);
  if (response.failure == HttpResponse::Failure::timeout) {
    const bool over = job.bound.empty() || left().us <= 0;
    response.problem = over ? deadline_in_words() : std::move(job.bound);
  }
  --lane(l).in_flight;
  job.done(std::move(response));
  pump(l);
}

// Requests that were under way together are refused together: that is one sign, not many.
void Dispatcher::slow_down(Time sent) {
  if (sent < slowed_) return;
  slowed_ = transport_.clock();
  for (LaneState& state : lanes_) state.limit = std::max(1, state.limit / 2);
}

Duration Dispatcher::bound_try(Job& job, Duration remaining) const {
  Duration bound = remaining;
  const auto tighten = [&](Duration limit, const char* flag) {
    if (limit.us <= 0 || limit >= bound) return;
    bound = limit;
    job.bound = "no complete answer within " + format_duration(limit) + flag;
  };
  tighten(bounds_.request_timeout, " (--request-timeout)");
  tighten(job.request.timeout, "");
  return bound >= kForever ? Duration{} : bound;
}

}  // namespace aidiag
