// SPDX-License-Identifier: Apache-2.0
// A family is one file of facts about one kind of subject: its lines of the table and the function that fills them.
// To add one: write src/facts/<family>.cpp with its lines and its fill function, declare it below and name it in the
// list of table.cpp. A family's facts are computed together, when the first of them is asked for.
//
//   constexpr FactLine lines[] = {{"node.pods", Type::number, About::node, "Node Pod", "Pods bound to it."}, ...};
//   void fill_node(const Facts& facts, const Subject& node, FactSink& out) { out.number("node.pods", 3, "spec"); }
//   constinit const Family node_family{lines, fill_node};
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aidiag/fact.hpp"

namespace aidiag {

/// Where a fact was read: a path in the subject's own object, or in another one, or a place made by hand.
class Where {
 public:
  Where(const char* path) : path_(path) {}
  Where(std::string path) : path_(std::move(path)) {}
  Where(const Object& object, std::string path) : object_(&object), path_(std::move(path)) {}
  /// `quote`: what stands there, if that is not the fact's value itself.
  Where(Place place, std::string quote = {}) : place_(std::move(place)), quote_(std::move(quote)) {}
  /// `own`: the subject's object; null for ns and cluster.
  [[nodiscard]] Place place(const Object* own) const;
  [[nodiscard]] const std::string& quote() const { return quote_; }

 private:
  const Object* object_ = nullptr;
  std::string path_;
  std::optional<Place> place_;
  std::string quote_;
};

/// Takes the facts of one family for one subject. What is empty (a text "", an empty list, nullopt) is left absent,
/// so a fill function needs no checks. A name that is no line of the family, or has another type there, is a
/// programming error: an assertion.
class FactSink {
 public:
  FactSink(std::span<const FactLine> lines, const Object* own, std::vector<Fact>& facts)
      : lines_(lines), own_(own), facts_(facts) {}

  void text(std::string_view name, std::string_view value, const Where& where);
  void number(std::string_view name, std::optional<std::int64_t> value, const Where& where);
  void boolean(std::string_view name, std::optional<bool> value, const Where& where);
  void duration(std::string_view name, std::optional<Duration> value, const Where& where);
  void time(std::string_view name, std::optional<Time> value, const Where& where);
  /// `written`: as the object has it; empty: format_milli writes it.
  void quantity(std::string_view name, std::optional<std::int64_t> milli, std::string_view written, const Where& where);
  /// A quantity as its text in the object; left absent if it is none.
  void quantity(std::string_view name, std::string_view written, const Where& where);
  void texts(std::string_view name, std::vector<std::string> values, const Where& where);
  /// The fact needs what could not be read; `kind` as a Gap names it.
  void unknown(std::string_view name, std::string_view kind);
  /// What was set is only a bound.
  void bound(std::string_view name, Bound bound);
  void value(std::string_view name, Value value, const Where& where);

 private:
  Fact& slot(std::string_view name);
  std::span<const FactLine> lines_;
  const Object* own_;
  std::vector<Fact>& facts_;
};

struct Family {
  std::span<const FactLine> lines;  ///< all about the same kind of subject
  /// Null if all lines are plain. Called once per subject, after the plain lines are filled.
  void (*fill)(const Facts& facts, const Subject& subject, FactSink& out) = nullptr;
};

extern const Family container_family;
extern const Family ended_family;
extern const Family probes_family;
extern const Family server_family;
extern const Family env_family;
extern const Family pod_family;
extern const Family pod_scheduling_family;
extern const Family pod_needs_family;
extern const Family pod_fit_family;
extern const Family pod_obstacle_family;
extern const Family pod_shortage_family;
extern const Family node_family;
extern const Family accelerator_family;
extern const Family xid_family;
extern const Family cuda_family;
extern const Family capability_family;
extern const Family node_failures_family;
extern const Family node_operands_family;
extern const Family pod_operand_family;
extern const Family workload_nodes_family;
extern const Family workload_family;
extern const Family workload_pods_family;
extern const Family workload_queue_family;
extern const Family pod_queue_family;
extern const Family ranks_family;
extern const Family service_family;
extern const Family claim_family;
extern const Family volume_family;
extern const Family autoscaler_family;
extern const Family budget_family;
extern const Family ns_family;
extern const Family cluster_family;

/// All families, in the order of table.cpp.
std::span<const Family* const> families();
/// A line of the table, the family it is of, and its index there. Null if there is none.
struct FamilyLine {
  const Family* family;
  std::size_t index;
};
const FamilyLine* find_line(std::string_view name);

/// Fills the lines of a family that have a path (plain facts).
void fill_plain(const Facts& facts, const Subject& subject, std::span<const FactLine> lines, FactSink& out);

}  // namespace aidiag
