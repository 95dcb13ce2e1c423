// SPDX-License-Identifier: Apache-2.0
// A cluster of a few objects for the tests of facts. A text "@10m" in the JSON is the time ten minutes before now.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "aidiag/fact.hpp"

namespace aidiag {

class SmallCluster {
 public:
  SmallCluster() { builder_.edit().now = *parse_time("2026-11-21T04:00:00Z"); }

  SmallCluster& add(std::string_view kind, std::string_view json) {
    const auto page = builder_.add_json(with_times(json), kind);
    if (!page) failed_ += page.error().message;
    return *this;
  }
  /// A pod ai/app on node-1, owned by nobody, with its detail kept.
  SmallCluster& pod(std::string_view spec, std::string_view status, std::string_view metadata = {}) {
    builder_.keep_detail("ai", "app");
    return add("Pod", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"app","namespace":"ai","uid":"u1",)"
                      R"("creationTimestamp":"@30m")" +
                          (metadata.empty() ? std::string() : "," + std::string(metadata)) + R"(},"spec":{)" +
                          std::string(spec) + R"(},"status":{)" + std::string(status) + "}}");
  }
  SmallCluster& event(std::string_view reason, std::string_view message, std::string_view last,
                      std::string_view container = {}, std::string_view more = {}) {
    return add("Event",
               R"({"apiVersion":"v1","kind":"Event","metadata":{"name":"e)" + std::to_string(++events_) +
                   R"(","namespace":"ai"},"involvedObject":{"kind":"Pod","namespace":"ai","name":"app","uid":"u1")" +
                   (container.empty() ? std::string()
                                      : R"(,"fieldPath":"spec.containers{)" + std::string(container) + R"(}")") +
                   R"(},"type":"Warning","reason":")" + std::string(reason) + R"(","message":")" + escaped(message) +
                   R"(","lastTimestamp":")" + std::string(last) + "\"" +
                   (more.empty() ? std::string() : "," + std::string(more)) + "}");
  }
  SmallCluster& log(std::string_view container, std::string text, bool previous = false) {
    Log log;
    log.ns = builder_.intern("ai");
    log.pod = builder_.intern("app");
    log.container = builder_.intern(container);
    log.previous = previous;
    log.timestamps = text.starts_with("20");
    log.text = std::move(text);
    log.from_start = true;
    builder_.add_log(std::move(log));
    return *this;
  }
  SmallCluster& read(std::string_view kind, std::string_view ns = {}) {
    builder_.set_coverage(kind, ns, Coverage::complete);
    return *this;
  }
  [[nodiscard]] const std::string& failed() const { return failed_; }

  /// Ends the building at its first call.
  Facts& facts() {
    if (!facts_) {
      snapshot_ = builder_.take();
      patterns_.compile();
      facts_ = std::make_unique<Facts>(*snapshot_, sheets_, patterns_);
    }
    return *facts_;
  }
  ServerSheets& sheets() { return sheets_; }
  PatternSet& patterns() { return patterns_; }
  Subject subject(About about, std::string_view name) {
    for (const Subject& s : facts().subjects(about))
      if (facts().name(s) == name) return s;
    return {};
  }
  const Fact& get(About about, std::string_view name, std::string_view fact) {
    return facts().get(subject(about, name), fact);
  }
  /// A fact of the pod's first container as a person reads it; "?" unknown, "-" absent.
  std::string of_container(std::string_view fact) {
    return words(facts().get(facts().subjects(About::container).at(0), fact));
  }
  std::string of_pod(std::string_view fact) { return words(facts().get(facts().subjects(About::pod).at(0), fact)); }
  static std::string words(const Fact& fact) {
    if (fact.state == Fact::State::unknown) return "?" + fact.missing;
    return fact.state == Fact::State::absent ? "-" : fact.value.text;
  }

 private:
  std::string with_times(std::string_view json) {
    std::string out;
    for (std::size_t at = 0; at < json.size();) {
      const std::size_t mark = json.find("\"@", at);
      const std::size_t end = mark == std::string_view::npos ? mark : json.find('"', mark + 2);
      if (end == std::string_view::npos) return out += json.substr(at);
      const auto age = parse_duration(json.substr(mark + 2, end - mark - 2)).value_or(Duration{});
      out += std::string(json.substr(at, mark - at)) + '"' + format_time(builder_.view().now - age) + '"';
      at = end + 1;
    }
    return out;
  }
  static std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) out += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    return out;
  }

  SnapshotBuilder builder_;
  std::unique_ptr<const Snapshot> snapshot_;
  ServerSheets sheets_;
  PatternSet patterns_;
  std::unique_ptr<Facts> facts_;
  std::string failed_;
  int events_ = 0;
};

}  // namespace aidiag
