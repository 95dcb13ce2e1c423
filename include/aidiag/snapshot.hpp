// SPDX-License-Identifier: Apache-2.0
// What was read of a cluster: plain, and immutable once built. source/ fills it through a SnapshotBuilder (live or
// from files), everything after that only reads it. Three things carry the design:
//
//  * ROW AND DETAIL. Every object has its row: names, owner, labels, times, and for a pod what joins need. Its
//    detail, the JSON as read, is kept for objects that are looked at; `json()` is missing for the others.
//  * ABSENT IS NOT NOT-READ. `coverage()` says whether "not found" means "does not exist". What could not be read is
//    a Gap. A kind that no known version of the API serves is completely read and empty.
//  * ORDER. Every sequence comes out sorted by kind, namespace and name (events by time), whatever the order of
//    the input, so that the same cluster gives the same report.
//
// Not an API for others.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "aidiag/json.hpp"
#include "aidiag/value.hpp"

namespace aidiag {

/// An interned text: one pointer, compared by content, never null. Lives as long as the Snapshot it came from.
class Name {
 public:
  Name() : text_(&empty_text()) {}
  operator std::string_view() const { return *text_; }
  [[nodiscard]] std::string_view view() const { return *text_; }
  [[nodiscard]] std::string str() const { return *text_; }
  [[nodiscard]] bool empty() const { return text_->empty(); }
  friend bool operator==(Name a, Name b) { return a.text_ == b.text_ || *a.text_ == *b.text_; }
  friend bool operator==(Name a, std::string_view b) { return *a.text_ == b; }
  friend bool operator<(Name a, Name b) { return *a.text_ < *b.text_; }

 private:
  friend class SnapshotBuilder;
  explicit Name(const std::string* text) : text_(text) {}
  static const std::string& empty_text();
  const std::string* text_;
};

/// Sorted by key; shared between objects that carry the same set.
using Labels = std::vector<std::pair<Name, Name>>;
/// Resource name to amount in thousandths, sorted by name.
using Resources = std::vector<std::pair<Name, std::int64_t>>;

/// The controller of an object (ownerReferences with controller: true, else the first). Empty kind: none.
struct Owner {
  Name kind, name, uid;
};

/// A port of a node that a pod takes for itself.
struct HostPort {
  Name protocol;  ///< TCP, UDP, SCTP
  Name ip;        ///< empty: all addresses of the node
  std::int32_t port = 0;
};

/// What joins need of a pod, beside its Object.
struct PodRow {
  Name node;                            ///< spec.nodeName; empty while unscheduled
  Name phase;                           ///< Pending, Running, Succeeded, Failed, Unknown
  Name scheduler;                       ///< spec.schedulerName
  Name nominated;                       ///< status.nominatedNodeName: others are shut down there for it
  const Resources* requests = nullptr;  ///< effective requests: pkg/api/v1/resource/helpers.go of Kubernetes
  const std::vector<HostPort>* host_ports = nullptr;  ///< null: none
  const std::vector<Name>* claims = nullptr;  ///< PersistentVolumeClaims it mounts, those made for it too; null: none
  const class Object* object = nullptr;       ///< whose row it is
  std::int64_t priority = 0;
  std::int32_t restarts = 0;  ///< over all its containers
  bool finished = false;      ///< Succeeded or Failed
  bool deleted = false;       ///< has a deletionTimestamp
  bool standing = false;      ///< of a DaemonSet, or static: an empty node has it too
  bool ready = false;         ///< condition Ready is True
  bool well = false;          ///< plainly well: Running with every container ready and none restarted, or Succeeded
};

struct Taint {
  Name key, value, effect;  ///< effect: NoSchedule, PreferNoSchedule, NoExecute
  friend bool operator==(const Taint&, const Taint&) = default;
};

/// What the scheduler asks of a node, beside its Object.
struct NodeRow {
  const Resources* capacity = nullptr;     ///< status.capacity; never null once built
  const Resources* allocatable = nullptr;  ///< status.allocatable; never null once built
  std::vector<Taint> taints;               ///< in the order of spec.taints
  bool unschedulable = false;              ///< spec.unschedulable: cordoned
  bool ready = false;                      ///< condition Ready is True
};

/// One object of any kind but Event and Secret. Pointers to it stay valid as long as the Snapshot.
///
/// A kind of another API group that has the name of one of Kubernetes' own is written as kubectl tells them apart:
/// "Service" is core/v1, "Service.serving.knative.dev" is Knative's. So also in owners and events.
class Object {
 public:
  Name api_version, kind, ns, name, uid;  ///< ns is empty for cluster scope
  Owner owner;
  const Labels* labels = nullptr;        ///< never null once built
  std::optional<Time> created, deleted;  ///< metadata.creationTimestamp, deletionTimestamp
  const PodRow* pod = nullptr;           ///< set for pods only
  const NodeRow* node = nullptr;         ///< set for nodes only

  /// The object as read; missing when only its row was kept. Parsed at first use: not for several threads.
  [[nodiscard]] Json json() const;
  [[nodiscard]] bool has_detail() const { return !text_.empty(); }
  [[nodiscard]] std::string_view label(std::string_view key) const;  ///< "" when not set
  [[nodiscard]] bool has_label(std::string_view key) const;
  [[nodiscard]] std::string_view annotation(std::string_view key) const;  ///< from the detail
  /// "Pod ai/llm-0", "Node gpu-3": how evidence names it.
  [[nodiscard]] std::string title() const;

 private:
  friend class SnapshotBuilder;
  std::string text_;
  std::uint64_t version_ = 0;  // metadata.resourceVersion
  mutable std::optional<Document> parsed_;
};

/// core/v1 or events.k8s.io/v1, decoded whole. The prefix "(combined from similar events): " is already stripped.
struct Event {
  Name ns, name;                      ///< of the Event object itself
  Name kind, object_ns, object, uid;  ///< the object it is about; uid may be empty
  std::string container;              ///< from fieldPath spec.containers{x} or spec.initContainers{x}
  Name reason, type, by, host;        ///< by: reportingComponent, else source.component
  std::string message;
  std::int64_t count = 1;
  std::uint64_t version = 0;  ///< metadata.resourceVersion: of two readings of one event the higher is the later
  std::optional<Time> first;
  std::optional<Time> time;  ///< series.lastObservedTime, lastTimestamp, eventTime, creationTimestamp
};

/// The text of one run of one container, as it came.
struct Log {
  Name ns, pod, container;
  bool previous = false;  ///< read with previous=true
  std::string text;
  bool from_start = false;  ///< text begins where the run begins
  bool timestamps = false;  ///< every line starts with the kubelet's time stamp
  bool from_node = false;   ///< a file of a node's disk: CRI or docker framing is still there
  std::string head;         ///< the first bytes of the run where text is only its tail; may be empty
};

/// Something that could not be read.
struct Gap {
  std::string kind;        ///< Pod, Node, ...; "Log" for a log
  std::string ns;          ///< empty: cluster scope or all namespaces
  std::string name;        ///< empty: the whole list. For a log the pod
  std::string container;   ///< logs only
  std::string reason;      ///< the server's or the reader's own words, one sentence
  bool asked_for = false;  ///< hides the very thing the user asked for
};

enum class Coverage {
  unread,    ///< nothing is known of what is not in the snapshot
  partial,   ///< some were read; "not found" says nothing
  complete,  ///< all were read: "not found" means "does not exist"
};

/// Where `now` comes from: it is said in the report.
enum class NowSource { server, capture, newest, flag };

class Snapshot {
 public:
  Time now;
  NowSource now_source = NowSource::newest;
  std::string context;  ///< the kubeconfig's context; empty for a dump
  std::string source;   ///< "dump DIR", "https://..."; for messages

  /// The object of that kind, or nullptr. Whether nullptr means "does not exist": coverage().
  [[nodiscard]] const Object* find(std::string_view kind, std::string_view ns, std::string_view name) const;
  [[nodiscard]] const Object* find_uid(std::string_view uid) const;
  /// Sorted by namespace and name. `ns` empty: of all namespaces.
  [[nodiscard]] std::vector<const Object*> of_kind(std::string_view kind, std::string_view ns = {}) const;
  [[nodiscard]] std::vector<std::string_view> kinds() const;
  [[nodiscard]] std::vector<std::string_view> namespaces() const;  ///< that any object or event names
  [[nodiscard]] std::size_t count(std::string_view kind) const;

  /// The object's controller, if it was read.
  [[nodiscard]] const Object* owner_of(const Object& object) const;
  /// What it controls, sorted; by uid where both sides have one.
  [[nodiscard]] std::vector<const Object*> owned_by(const Object& owner) const;
  [[nodiscard]] std::vector<const Object*> pods_on(std::string_view node) const;
  /// The rows of all pods, in order of arrival: the quick way through 150,000 of them.
  [[nodiscard]] const std::deque<PodRow>& pod_rows() const { return rows_; }

  /// Events about the object, oldest first. One with another uid is about another object of the same name; the
  /// kubelet puts a node's name in place of its uid (pkg/kubelet/kubelet.go, nodeRef).
  [[nodiscard]] std::vector<const Event*> events_of(const Object& object) const;
  /// While the snapshot is being built in order of arrival, and an event read twice is there twice.
  [[nodiscard]] const std::deque<Event>& events() const { return events_; }
  /// From when on the events of the namespace are complete: its oldest one or an hour before now, whichever is earlier.
  [[nodiscard]] Time events_since(std::string_view ns) const;

  [[nodiscard]] const Log* log(std::string_view ns, std::string_view pod, std::string_view container,
                               bool previous) const;
  [[nodiscard]] const std::vector<Gap>& gaps() const { return gaps_; }
  /// The best that was claimed for the kind there or in all namespaces. `ns` empty: of all namespaces, or cluster
  /// scope.
  [[nodiscard]] Coverage coverage(std::string_view kind, std::string_view ns) const;
  /// Whether all pods of that node that have not finished were read, of whatever namespace. Of the empty name: all
  /// pods that have no node.
  [[nodiscard]] bool pods_complete_on(std::string_view node) const;
  /// Known not to exist: not found, and its kind was read completely there (or it alone was asked for and is not
  /// there).
  [[nodiscard]] bool known_absent(std::string_view kind, std::string_view ns, std::string_view name) const;

 private:
  friend class SnapshotBuilder;
  using Place = std::pair<Name, Name>;  // namespace, name
  using PlaceView = std::pair<std::string_view, std::string_view>;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct PlaceLess {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return PlaceView(a) < PlaceView(b); }
  };
  using Places = std::map<Place, Object*, PlaceLess>;
  struct Index;
  [[nodiscard]] const Index& index() const;  // built at first use after the last addition
  [[nodiscard]] const Places& places(std::string_view kind) const;

  std::unordered_set<std::string, TextHash, std::equal_to<>> texts_;
  std::set<Labels> label_sets_;
  std::set<Resources> resource_sets_;
  std::deque<Object> storage_;
  std::deque<PodRow> rows_;
  std::deque<NodeRow> node_rows_;
  std::deque<std::vector<HostPort>> host_ports_;
  std::deque<std::vector<Name>> claims_;
  std::map<Name, Places, std::less<>> by_kind_;
  std::unordered_map<std::string_view, Object*> by_uid_;
  std::deque<Event> events_;
  mutable std::shared_ptr<const Index> index_;
  std::map<std::string, Log> logs_;
  std::vector<Gap> gaps_;
  std::map<std::pair<std::string, std::string>, Coverage> coverage_;
  std::set<std::string> absent_;
  std::set<std::string, std::less<>> nodes_with_all_pods_;
};

/// How many details a snapshot keeps (--limit details=N); the rest is counted as one gap.
struct Limits {
  std::size_t details = 2000;         ///< objects kept whole
  std::size_t healthy_details = 500;  ///< of those, pods that are plainly well
  std::size_t logs = 100;             ///< logs read
  std::size_t log_lines = 1000;       ///< lines read of one log
  std::size_t log_bytes = 1 << 20;    ///< bytes read of one log
  std::size_t pages = 400;            ///< pages of one list
  std::size_t page_size = 500;        ///< objects in a page, as kubectl asks for them
};

/// Fills a Snapshot. Items may come in any order and more than once; of two readings of one object the one with
/// the higher resourceVersion stays. Secrets are never kept.
///
/// Details are kept in order of arrival up to the limits; a pod that is not well takes the place of a well one's.
/// Objects beyond them are in the snapshot as rows, and counted in one gap per kind.
class SnapshotBuilder {
 public:
  explicit SnapshotBuilder(Limits limits = {});
  ~SnapshotBuilder();
  SnapshotBuilder(SnapshotBuilder&&) noexcept;
  SnapshotBuilder& operator=(SnapshotBuilder&&) noexcept;

  /// What a page told about itself.
  struct Page {
    std::string kind;            ///< kind of the list or object; empty for a list that does not say
    std::string continue_token;  ///< metadata.continue; empty: the last page
    std::int64_t remaining = 0;  ///< metadata.remainingItemCount
    std::size_t items = 0;
  };
  /// One JSON text: a List, a typed list, a bare array of objects or a single object. An item's kind is its own, else
  /// its list's ("PodList" gives Pod), else `kind_hint`. Events become Events. `items: null` is an empty list.
  ///
  /// The error is of kind bad_file and its message begins with "line L: ". All items that could be read are taken all
  /// the same: those before the place where the text is cut off, those beside one that is no Kubernetes object.
  /// Runs at several hundred MB/s: an item's bytes are looked at once, and copied only if its detail is kept.
  Result<Page> add_json(std::string_view text, std::string_view kind_hint = {});

  void add_log(Log log);  ///< of two texts of one run the longer stays
  void add_gap(Gap gap);
  /// Of two claims the better stays. `ns` empty: all namespaces, or cluster scope.
  void set_coverage(std::string_view kind, std::string_view ns, Coverage coverage);
  void set_absent(std::string_view kind, std::string_view ns, std::string_view name);
  /// All pods of that node that have not finished were read.
  void set_pods_complete_on(std::string_view node);
  /// Keeps the detail of this pod even if it is well (the names asked for). To be said before it is read.
  void keep_detail(std::string_view ns, std::string_view pod);

  Name intern(std::string_view text);
  [[nodiscard]] const Snapshot& view() const { return *snapshot_; }
  [[nodiscard]] Snapshot& edit() { return *snapshot_; }  ///< now, context, source
  /// The newest time that any creation, status, condition, container, event or lease names: `now` of a dump without
  /// takenAt. Times that may lie ahead, such as deletionTimestamp or a certificate's end, do not count.
  [[nodiscard]] std::optional<Time> newest() const;
  [[nodiscard]] const Limits& limits() const;
  /// Ends the building; the builder is empty after it.
  std::unique_ptr<const Snapshot> take();

 private:
  friend class ListStream;
  struct Item;
  struct State;
  /// add_json() of the rest of a list of which `before` items have been taken.
  Result<Page> add_text(std::string_view text, std::string_view kind_hint, std::size_t before);
  bool add_item(const Item& item);
  bool add_object(const Item& item);
  bool add_event(const Item& item);
  void fill(Object& object, const Item& item);
  void link_uid(Object& object, std::string_view uid);
  Owner owner(Json references);
  const PodRow* pod_row(const Object& object, Json pod);
  const NodeRow* node_row(Json node);
  const std::vector<HostPort>* host_ports(Json spec);
  const std::vector<Name>* claims(Json spec, std::string_view pod);
  void keep(Object& object, std::string_view bytes);
  void drop(Object& object);
  void note_time(std::optional<Time> t);
  const Labels* intern_labels(Json labels);
  const Resources* intern_resources(Resources resources);
  void compact_events();
  void count_missing_details();
  std::unique_ptr<State> state_;
  std::unique_ptr<Snapshot> snapshot_;
};

}  // namespace aidiag
