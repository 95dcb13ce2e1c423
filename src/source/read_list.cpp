// SPDX-License-Identifier: Apache-2.0
// Reads a list, page by page. The next page is asked for before this one is decoded, so that the server works on it
// meanwhile; for that its token is looked up in the first bytes, where Kubernetes writes it for all built-in kinds.
#include <algorithm>
#include <memory>
#include <utility>

#include "source/wave.hpp"

namespace aidiag {
namespace {

constexpr std::size_t kHeadBytes = 4096;

// {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"..."},"items":[
// nullopt: the head does not show it (custom resources write their metadata last).
std::optional<std::string> early_token(std::string_view body) {
  const std::string_view head = body.substr(0, kHeadBytes);
  const std::size_t begin = head.find("\"metadata\":{");
  const std::size_t end = head.find('}', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos || head.find("\"items\"") < begin) {
    return std::nullopt;
  }
  const auto parsed = Document::parse(head.substr(begin + 11, end - begin - 10));
  if (!parsed.ok()) return std::nullopt;
  return std::string(parsed.value().root()["continue"].text());
}

// A list without any has them all the same, as [] or null.
bool has_items(std::string_view body) {
  const std::size_t key = body.find("\"items\"");
  const std::size_t value = key == std::string_view::npos ? key : body.find_first_not_of(" \t\r\n:", key + 7);
  return value != std::string_view::npos && (body[value] == '[' || body.substr(value, 4) == "null");
}

class ListReader : public std::enable_shared_from_this<ListReader> {
 public:
  ListReader(Wave& wave, const Read& read, const ApiKind& kind, Outcome& outcome)
      : wave_(wave), read_(read), kind_(kind), outcome_(outcome) {
    query_.field_selector = read.field_selector;
    query_.label_selector = read.label_selector;
    // The pods of a node come from the server's index of its cache; without it etcd reads all pods of the cluster.
    query_.from_cache = read.field_selector.rfind("spec.nodeName=", 0) == 0;
    if (const auto known = wave.served.find(kind.kind); known != wave.served.end()) version_ = known->second;
  }

  void ask() {
    const std::string path = list_path(kind_, kind_.versions[version_], read_.ns, query_);
    const Lane lane = read_.field_selector.empty() ? Lane::whole_list : Lane::small;
    wave_.get(wave_.request(kind_, path, true), lane,
              [self = shared_from_this()](HttpResponse response) { self->on_answer(std::move(response)); });
  }

 private:
  void on_answer(HttpResponse response) {
    if (response.ok()) return on_page(std::move(response));
    const ApiStatus status = read_status(response);
    switch (judge(response, status)) {
      case Answer::not_served:
        return next_version();
      case Answer::expired:
        // The rest may be newer than what was read; for a diagnosis that is better than beginning anew.
        if (!status.continue_token.empty() && status.continue_token != query_.continue_token && ++renewed_ <= 3) {
          query_.continue_token = status.continue_token;
          return ask();
        }
        [[fallthrough]];
      default:
        return give_up(status.message);
    }
  }

  void next_version() {
    if (++version_ < kind_.version_count()) return ask();
    // No version is served: there are none of this kind, which is as good as having read them.
    set_coverage(Coverage::complete);
  }

  void on_page(HttpResponse response) {
    ++pages_;
    response.body = with_true_kind(std::move(response.body), kind_, kind_.versions[version_]);
    const std::string& body = response.body;
    std::optional<std::string> token = early_token(body);
    const bool asked = token && may_go_on(*token);
    if (asked) go_on(*token);
    const auto page = wave_.take_in(body, kind_.kind);
    if (!page.ok()) return misread(response, page.error().message, asked);
    if (page.value().kind != list_kind()) return misread(response, "it is no " + list_kind(), asked);
    const SnapshotBuilder::Page& seen = page.value();
    if (seen.items == 0 && !has_items(body)) return misread(response, "it has no items", asked);
    items_ += seen.items;
    wave_.understood();
    wave_.served[kind_.kind] = version_;
    if (asked) return;
    if (seen.continue_token.empty()) return finish();
    if (may_go_on(seen.continue_token)) return go_on(seen.continue_token);
    give_up("the list has more than " + std::to_string(pages_) + " pages; the rest was not read");
  }

  [[nodiscard]] bool may_go_on(const std::string& token) const {
    return !token.empty() && pages_ < wave_.into.limits().pages;
  }

  void go_on(const std::string& token) {
    query_.continue_token = token;
    ask();
  }

  // Other pages may be well: the list goes on, but it is not complete.
  void misread(const HttpResponse& response, const std::string& why, bool asked) {
    damaged_ = true;
    wave_.not_understood(read_, outcome_, response, why);
    if (!asked) finish();
  }

  // "Job.batch.volcano.sh" is the model's way to tell it from Kubernetes' own; the server calls it "JobList".
  [[nodiscard]] std::string list_kind() const {
    return std::string(kind_.kind.substr(0, kind_.kind.find('.'))) + "List";
  }

  void finish() {
    const bool all = read_.field_selector.empty() && read_.label_selector.empty() && !damaged_;
    constexpr std::string_view on_node = "spec.nodeName=";
    if (read_.kind == "Pod" && read_.ns.empty() && !damaged_ && read_.label_selector.empty() &&
        read_.field_selector.starts_with(on_node))
      wave_.into.set_pods_complete_on(std::string_view(read_.field_selector)
                                          .substr(on_node.size(), read_.field_selector.find(',') - on_node.size()));
    if (all || items_ > 0) set_coverage(all ? Coverage::complete : Coverage::partial);
  }

  void set_coverage(Coverage coverage) { wave_.into.set_coverage(read_.kind, read_.ns, coverage); }

  void give_up(const std::string& reason) {
    if (items_ > 0) set_coverage(Coverage::partial);
    const std::string seen = items_ > 0 ? " (after the first " + std::to_string(items_) + ")" : "";
    outcome_.gaps.push_back(gap_of(read_, reason + seen));
  }

  Wave& wave_;
  const Read& read_;
  const ApiKind& kind_;
  Outcome& outcome_;
  ListQuery query_;
  std::size_t version_ = 0, pages_ = 0, items_ = 0;
  int renewed_ = 0;
  bool damaged_ = false;
};

}  // namespace

void start_list(Wave& wave, const Read& read, Outcome& outcome) {
  const ApiKind* kind = api_kind(read.kind);
  if (kind == nullptr) {
    outcome.gaps.push_back(gap_of(read, "this program does not read objects of kind " + read.kind));
    return;
  }
  std::make_shared<ListReader>(wave, read, *kind, outcome)->ask();
}

}  // namespace aidiag
