// SPDX-License-Identifier: Apache-2.0
// Facts: what C++ knows of Kubernetes, named and typed, each with the place it was read from. The vocabulary is the
// table of facts; a rule may use nothing else. A fact never names a cause and holds no sentence for the user.
//
//  * KNOWN, ABSENT, UNKNOWN. Absent: read, and not there. Unknown: could not be read. A test on an unknown fact is
//    neither true nor false.
//  * BOUNDS. Where what was read is only a bound (usage seen on a node is at least that much), the fact is known as
//    far as the bound decides a test.
//  * SUBJECTS. A rule sees the facts of its subject and of what that has exactly one of: `link()`.
//  * RECORDS. event, condition, probe and log are lists; offered are only those of the failure in question.
//
// Not an API for others.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/logs.hpp"
#include "aidiag/snapshot.hpp"
#include "aidiag/value.hpp"

namespace aidiag {

enum class About { container, pod, node, workload, service, claim, volume, autoscaler, budget, ns, cluster };
std::string_view to_text(About about);  ///< "container", ..., "namespace", "cluster"
std::optional<About> parse_about(std::string_view text);

/// One thing that facts are about. `object` is null for ns and cluster; for a container it is its pod.
struct Subject {
  About about = About::cluster;
  const Object* object = nullptr;
  int container = -1;     ///< index into containers_of(pod)
  std::string_view ns{};  ///< ns only
  friend bool operator==(const Subject&, const Subject&) = default;
  friend bool operator<(const Subject& a, const Subject& b);  ///< by kind, namespace, name: the report's order
};

enum class Type { text, number, quantity, duration, time, boolean, texts };
std::string_view to_text(Type type);

/// A typed value. `number` holds the number, thousandths (quantity), microseconds (duration, time) or 0/1.
/// `text` is how a person reads it ("8Gi", "4 min", "true"); for text it is the value.
struct Value {
  Type type = Type::text;
  std::int64_t number = 0;
  std::string text;
  std::vector<std::string> texts;
  friend bool operator==(const Value& a, const Value& b);  ///< type and value; not how it is written

  static Value of_text(std::string_view text);
  static Value of_number(std::int64_t n);
  static Value of_bool(bool b);
  static Value of_duration(Duration d);
  static Value of_time(Time t);
  static Value of_quantity(std::int64_t milli, std::string_view written);  ///< `written` as the object has it
  static Value of_texts(std::vector<std::string> texts);                   ///< `text` becomes them joined by ", "
};

/// Where something was read; what evidence shows.
struct Place {
  std::string object;  ///< "Pod ai/llm-0"
  std::string path;    ///< "status.containerStatuses[0].state.terminated.reason"; empty for a log
  std::string log;     ///< the container, for a line of its log
  bool previous = false;
  int line = 0;
  std::optional<Time> time;
};

enum class Bound { exact, at_least, at_most };

struct Fact {
  enum class State { absent, unknown, known };
  State state = State::absent;
  Bound bound = Bound::exact;
  Value value;
  Place place;
  std::string quote;    ///< what stands at the place, word for word; empty: the value does
  std::string missing;  ///< unknown: the kind that could not be read, as a Gap names it
};

/// A line of the table of facts.
struct FactLine {
  std::string_view name;  ///< "container.memory.limit": its first word is the subject's
  Type type;
  About about;
  std::string_view reads;     ///< kinds it needs, such as "Pod Node"
  std::string_view sentence;  ///< for documentation: what it says, its unit, its origin
  /// A plain fact: its path in the subject's object, such as "status.phase" or "metadata.annotations[a.b/c]"; for a
  /// container it starts with "spec." or "status.", its entries there. Empty: its family fills it.
  std::string_view path = {};
  /// Facts, separated by blanks: where one of them is known, this one is too. So a title may name it once they are
  /// tested.
  std::string_view with = {};
};

/// The whole vocabulary, sorted by name. Families (src/facts/<family>.cpp) declare their own lines.
std::span<const FactLine> fact_table();
const FactLine* find_fact(std::string_view name);  ///< nullptr if there is none
/// The name in the table that is most like `name`, for messages; empty if none is near.
std::string_view nearest_fact(std::string_view name);

enum class RecordKind { event, condition, probe, log };
std::string_view to_text(RecordKind kind);

/// A field of a record, as rules name it: event.reason, condition.bad, probe.port, log.stream.
struct RecordField {
  RecordKind kind;
  std::string_view name;
  Type type;
  std::string_view sentence;
};
std::span<const RecordField> record_fields();
const RecordField* find_field(RecordKind kind, std::string_view name);
/// The field that a bare pattern is matched against: message, or text for a log.
std::string_view main_field(RecordKind kind);

/// One event, condition, parsed probe failure, or log record of the failure in question.
struct Record {
  RecordKind kind;
  std::map<std::string, Value, std::less<>> fields;  ///< a field that is not there is absent
  Place place;
  std::string quote;  ///< what evidence shows: the message, or the line that matched
  std::optional<Time> time;
  const LogRecord* log = nullptr;  ///< log records only
  const RunLog* run = nullptr;
  std::size_t position = 0;  ///< order within the run or list
  bool survived = false;     ///< log records: the run goes on, and has made progress since
};

struct Records {
  std::vector<Record> all;  ///< oldest first
  bool complete = true;     ///< nothing of the time in question is missing; else `none:` stays unknown
  std::string missing;      ///< what could not be read, if not complete, as a Gap names it
  std::vector<std::shared_ptr<const void>> logs;  ///< keeps alive what the records' log and run point to
};

/// How far a pod or container has come: the first step that is not done, or one of the ends after `serve`. In this
/// order. For a container and its pod the same word means the same; a pod is as far as its container that is least far.
enum class Stage {
  create,    ///< no pod was made; only workloads
  schedule,  ///< bound to no node, also when gated
  admit,     ///< Failed: the kubelet refused it (UnexpectedAdmissionError, OutOf*, NodeAffinity, ...)
  setup,     ///< bound, and the kubelet has not come to its first container: volumes, sandbox, network, devices
  pull,      ///< the image is being pulled or cannot be: a reason such as ErrImagePull, or a Pulling event is the last
  /// An init container is not done. Pod: whether it works or fails. Containers: the init container that runs, and all
  /// that wait for it; the init container that failed is in `run`, as any container that does not run.
  init,
  /// Does not run: its configuration is refused, it could not be started, it ended abnormally or waits to be restarted.
  /// An end with exit code 0 counts where restartPolicy is Always, and an OOM kill whatever the code.
  run,
  ready,        ///< runs and is not Ready. Pod: also when a readiness gate is not met
  serve,        ///< runs and is Ready
  restarted,    ///< serves again, and ended abnormally within the last hour
  terminating,  ///< its deletion was asked for
  done,         ///< Succeeded, or a container that ended with 0 and is not to be restarted
  leftover      ///< Failed, and its owner has all it wants: evicted pods, earlier tries of a Job that is complete
};
std::string_view to_text(Stage stage);
std::optional<Stage> parse_stage(std::string_view text);

/// A link to what a subject has exactly one of.
struct Link {
  enum class State { none, unknown, known };
  State state = State::none;
  Subject subject;
  std::string missing;  ///< unknown: the kind that could not be read
};

/// Which status of a condition type is the bad one, and what the condition is about.
struct Polarity {
  enum class Bad { if_true, unless_true };
  Bad bad = Bad::if_true;
  std::string topic;  ///< such as accelerator, disk, network
};
/// By condition type (rules/tables/). Kubernetes' own types need not be in it.
using PolarityTable = std::map<std::string, Polarity, std::less<>>;

/// All facts of one snapshot, computed when first asked for. Not for several threads. The snapshot, sheets,
/// patterns and polarity must outlive it.
class Facts {
 public:
  /// `polarity`: judges conditions beyond Kubernetes' own; null: none of them.
  Facts(const Snapshot& snapshot, const ServerSheets& sheets, const PatternSet& patterns,
        const PolarityTable* polarity = nullptr);
  ~Facts();

  [[nodiscard]] const Snapshot& snapshot() const;
  [[nodiscard]] const PatternSet& patterns() const;

  /// All subjects of a kind, in order.
  [[nodiscard]] const std::vector<Subject>& subjects(About about) const;
  /// The one `about` of `subject` (itself, if it is of that kind).
  [[nodiscard]] Link link(const Subject& subject, About about) const;
  /// A fact by its name; of the linked subject if the name's first word is another kind's. A fact nobody set is absent.
  [[nodiscard]] const Fact& get(const Subject& subject, std::string_view name) const;
  /// The records of `subject` itself, also those of a container that serves: the matcher decides which count.
  [[nodiscard]] const Records& records(const Subject& subject, RecordKind kind) const;
  /// The stage of a pod or container. nullopt for the other kinds, and for a pod whose row alone does not tell.
  [[nodiscard]] std::optional<Stage> stage(const Subject& subject) const;
  /// The logs read of a container: the run in question first.
  [[nodiscard]] const std::vector<RunLog>& logs(const Subject& container) const;

  /// Names for people and commands: "llm-0", "model", "gpu-3".
  [[nodiscard]] std::string name(const Subject& subject) const;
  /// Its topmost controller that is known, as "StatefulSet/llm"; empty if it has none.
  [[nodiscard]] std::string top_owner(const Subject& subject) const;

  /// For the families (src/facts/state.hpp).
  struct State;
  [[nodiscard]] State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace aidiag
