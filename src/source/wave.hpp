// SPDX-License-Identifier: Apache-2.0
// What the readers of one wave share: where to ask, where to put what came, and the tally of how it went. A reader
// (lists, objects and logs have a file each) starts its requests and is kept alive by their callbacks.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aidiag/recorder.hpp"
#include "aidiag/source.hpp"
#include "source/api_paths.hpp"
#include "source/api_status.hpp"
#include "source/decode_thread.hpp"
#include "source/dispatcher.hpp"

namespace aidiag {

/// The version of each kind that the server was found to serve, so that it is asked for only once.
using ServedVersions = std::map<std::string_view, std::size_t>;

/// How one Read went; gaps are given to the builder in the order of the reads, whatever the order of the answers.
struct Outcome {
  std::vector<Gap> gaps;
};

struct Tally {
  bool answered = false;      ///< an API server gave at least one answer that is more than "who are you?"
  bool understood = false;    ///< at least one thing was read
  bool unauthorized = false;  ///< a 401 came
  std::optional<HttpResponse> first_failure;
  std::optional<Time> date;  ///< the server's clock ...
  Time date_at{};            ///< ... at this time of Transport::clock()
  std::vector<std::string> warnings;
};

struct Wave {
  Dispatcher& dispatcher;
  const Transport& transport;
  SnapshotBuilder& into;  ///< of whoever decodes at the moment: see builder()
  DecodeThread& decoder;
  ServedVersions& served;
  Tally& tally;
  std::size_t max_body;
  Duration log_timeout;
  Recorder* recorder;
  std::optional<std::vector<std::string>>& namespaces;  ///< what with_namespaces() has come to know
  using ForNamespaces = std::function<void(const std::vector<std::string>&)>;
  std::vector<ForNamespaces> waiting_for_namespaces{};

  /// The builder, once nobody is decoding into it.
  SnapshotBuilder& builder() {
    decoder.wait();
    return into;
  }
  /// Sends; what every answer tells beside its body is noted before `done` sees it.
  void get(HttpRequest request, Lane lane, Transport::Done done, Turn turn = Turn::last);
  /// The request for something of that kind.
  [[nodiscard]] HttpRequest request(const ApiKind& kind, std::string path, bool list) const;
  /// What was read goes to the recorder and into the snapshot.
  [[nodiscard]] Result<SnapshotBuilder::Page> take_in(std::string_view body, std::string_view kind);
  void take_in(Log log);
  /// Calls `then` with the names of all namespaces, none if they may not be listed: at once if they are known, else
  /// when the answer to the one request for them is there.
  void with_namespaces(ForNamespaces then);
  /// The body of a 200 is what was asked for.
  void understood();
  /// The body of a 200 is not what was asked for.
  void not_understood(const Read& read, Outcome& outcome, const HttpResponse& response, const std::string& why);
};

/// What an answer means to a reader, worked out once for all of them.
enum class Answer {
  good,        ///< 200 and the whole body
  not_served,  ///< 404: the server does not know this kind in this version
  absent,      ///< 404: the object is not there
  expired,     ///< 410
  failed,      ///< all else
};
Answer judge(const HttpResponse& response, const ApiStatus& status, const ApiKind& kind);

/// The body as if the whole object had been asked for: PartialObjectMetadata hides what kind it is about.
std::string with_true_kind(std::string body, const ApiKind& kind, std::string_view version);

/// A gap for this read, in the words of `reason`.
Gap gap_of(const Read& read, std::string reason);

/// Begin the reading of one Read. `outcome` outlives the wave.
void start_list(Wave& wave, const Read& read, Outcome& outcome);
void start_object(Wave& wave, const Read& read, Outcome& outcome);
void start_log(Wave& wave, const Read& read, Outcome& outcome);

}  // namespace aidiag
