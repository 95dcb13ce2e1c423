// SPDX-License-Identifier: Apache-2.0
// Sends requests politely: so many at once per lane, with client-go's retries, all within one deadline. A 429 halves
// what may be in flight, for the rest of the look.
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "source/http.hpp"

namespace aidiag {

/// Whole lists cost the server seats of its fair queuing (about 6 fill an ordinary user's share); single objects,
/// selected lists and logs are cheap.
enum class Lane { whole_list, small };

/// Where a request stands among those that wait for its lane. What follows from an answer goes first: the next page of
/// a list before lists that wait, as pages are a chain.
enum class Turn { last, next };

/// When the same request should be sent again: after a 429 or 5xx that names a time, ten times at most; soon after a
/// connection that broke, three times (client-go rest/with_retry.go, which waits a second and does it ten times).
/// `tries` have been made.
std::optional<Duration> retry_delay(const HttpResponse& response, int tries);

class Dispatcher {
 public:
  struct Bounds {
    Duration request_timeout;      ///< of each try; 0: none
    std::optional<Time> deadline;  ///< of everything, by Transport::clock()
    Duration whole;                ///< what the deadline came from, for messages
    int share = 100;               ///< percent of the time that is left which may be used after hold_back()
  };
  Dispatcher(Transport& transport, const Bounds& bounds);

  /// `request.timeout`, if set, is a further bound of each try. `done` may call get().
  void get(HttpRequest request, Lane lane, Transport::Done done, Turn turn = Turn::last);
  /// Returns when all has been answered or given up.
  void run() { transport_.run(); }
  void stop() { transport_.stop(); }
  /// From now on what is out, and what follows, has only its share of the time that is left. The first call counts.
  void hold_back();
  [[nodiscard]] bool holds_back() const { return held_back_.has_value(); }

 private:
  struct Job {
    HttpRequest request;
    Transport::Done done;
    int tries = 0;
    Time sent{};
    std::string bound{};  ///< the limit that the time of this try comes from; empty: the deadline
  };
  struct LaneState {
    int limit = 0;
    int in_flight = 0;
    std::deque<Job> queue;
  };

  LaneState& lane(Lane l) { return lanes_[static_cast<std::size_t>(l)]; }
  [[nodiscard]] Duration left() const;
  void pump(Lane l);
  void send(Job job, Lane l, Duration delay);
  void answer(Job job, Lane l, HttpResponse response);
  void slow_down(Time sent);
  Duration bound_try(Job& job, Duration remaining) const;
  [[nodiscard]] std::string deadline_in_words() const;

  Transport& transport_;
  Bounds bounds_;
  std::array<LaneState, 2> lanes_;
  Time slowed_{};
  std::optional<Duration> held_back_;  // of Bounds::whole
};

}  // namespace aidiag
