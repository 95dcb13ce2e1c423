// SPDX-License-Identifier: Apache-2.0
// Reads a list, page by page, and decodes each while it comes. The next page is asked for as soon as the first bytes
// of this one are there, where Kubernetes writes the token for it for all built-in kinds: so the server works on it
// meanwhile, and no round trip is waited for. Two pages of a list are under way at most.
//
// Pages are a chain, and a server encodes one of them at a time. So where many more objects remain than one chain
// brings in good time, the list is read namespace by namespace, several at once.
#include <algorithm>
#include <memory>
#include <utility>

#include "source/page_body.hpp"
#include "source/wave.hpp"

namespace aidiag {
namespace {

constexpr int kPagesUnderWay = 2;
constexpr std::int64_t kLongChain = 5000;  // objects that remain after the first page

// A list without any has them all the same, as [] or null.
bool has_items(std::string_view body) {
  const std::size_t key = body.find("\"items\"");
  const std::size_t value = key == std::string_view::npos ? key : body.find_first_not_of(" \t\r\n:", key + 7);
  return value != std::string_view::npos && (body[value] == '[' || body.substr(value, 4) == "null");
}

class ListReader : public std::enable_shared_from_this<ListReader> {
 public:
  /// Told at the end whether the list is complete.
  using Ended = std::function<void(bool complete)>;

  ListReader(Wave& wave, Read read, const ApiKind& kind, Outcome& outcome, Ended ended = {}, std::size_t version = 0)
      : wave_(wave),
        read_(std::move(read)),
        kind_(kind),
        outcome_(outcome),
        ended_(std::move(ended)),
        version_(version) {
    query_.limit = wave.into.limits().page_size;
    query_.field_selector = read_.field_selector;
    query_.label_selector = read_.label_selector;
    // The pods of a node come from the server's index of its cache; without it etcd reads all pods of the cluster.
    query_.from_cache = read_.field_selector.rfind("spec.nodeName=", 0) == 0;
    if (const auto known = wave.served.find(kind.kind); known != wave.served.end()) version_ = known->second;
  }

  void ask(Turn turn = Turn::last) {
    ++under_way_;
    HttpRequest request = wave_.request(kind_, list_path(kind_, kind_.versions[version_], read_.ns, query_), true);
    const auto page = std::make_shared<Page>(wave_, kind_.kind);
    if (!kind_.metadata_only && wave_.recorder == nullptr) {  // a recorder wants the text as a whole
      request.on_body = [self = shared_from_this(), page](std::string_view bytes, bool first) {
        page->body.take(bytes, first);
        self->look_ahead(*page);
      };
      request.may_be_whole = [page] { return page->body.may_be_whole(); };
    }
    const auto answered = [self = shared_from_this(), page](HttpResponse response) {
      --self->under_way_;
      self->on_answer(*page, std::move(response));
      self->go_on_or_end();
    };
    wave_.get(std::move(request), read_.field_selector.empty() ? Lane::whole_list : Lane::small, answered, turn);
  }

 private:
  struct Page {
    Page(Wave& wave, std::string_view kind) : body(wave, kind) {}
    PageBody body;
    bool looked_ahead = false;
  };

  // Finds the token for the next page once, whatever comes of this one.
  void look_ahead(Page& page) {
    if (page.looked_ahead) return;
    const std::optional<ListAhead> ahead = page.body.ahead();
    if (!ahead) return;
    page.looked_ahead = true;
    next_ = ahead->token;
    if (ahead->remaining > kLongChain && can_be_split()) return ask_for_namespaces(ahead->remaining);
    if (under_way_ < kPagesUnderWay && may_go_on()) go_on();
  }

  void on_answer(Page& page, HttpResponse response) {
    if (response.ok()) return on_page(page, std::move(response));
    const ApiStatus status = read_status(response);
    switch (judge(response, status, kind_)) {
      case Answer::not_served:
        // Of a list that has begun, or of which other parts are there, the server does know the kind.
        if (asked_ == 1 && !ended_) return next_version();
        failure_ = status.message;
        return;
      case Answer::expired:
        // The rest may be newer than what was read; for a diagnosis that is better than beginning anew.
        if (!status.continue_token.empty() && status.continue_token != query_.continue_token && ++renewed_ <= 3) {
          next_ = status.continue_token;
          return;
        }
        [[fallthrough]];
      default:
        items_ += page.body.taken();
        failure_ = status.message;
    }
  }

  void next_version() {
    if (++version_ < kind_.version_count()) return ask(Turn::next);
    // No version is served: there are none of this kind, which is as good as having read them.
    not_served_ = true;
  }

  void on_page(Page& page, HttpResponse response) {
    if (response.body.empty()) {
      response.body = page.body.beginning();
    } else {
      response.body = with_true_kind(std::move(response.body), kind_, kind_.versions[version_]);
      if (wave_.recorder != nullptr) wave_.recorder->took_in(response.body, kind_.kind);
      page.body.take(response.body, true);
      look_ahead(page);
    }
    ++pages_;
    const auto read = page.body.finish();
    if (!read.ok()) return misread(response, read.error().message);
    if (read.value().kind != list_kind()) return misread(response, "it is no " + list_kind());
    if (read.value().items == 0 && !has_items(response.body)) return misread(response, "it has no items");
    items_ += read.value().items;
    wave_.understood();
    wave_.served[kind_.kind] = version_;
    if (!page.looked_ahead) next_ = read.value().continue_token;
  }

  // Other pages may be well: the list goes on, but it is not complete.
  void misread(const HttpResponse& response, const std::string& why) {
    damaged_ = true;
    wave_.not_understood(read_, outcome_, response, why);
  }

  [[nodiscard]] bool can_be_split() const {
    return asked_ == 1 && !next_.empty() && kind_.namespaced && read_.ns.empty() && query_.field_selector.empty() &&
           query_.label_selector.empty();
  }

  // The chain waits meanwhile, and goes on should there be no way to split it.
  void ask_for_namespaces(std::int64_t remaining) {
    ++under_way_;
    splitting_ = true;
    wave_.with_namespaces([self = shared_from_this(), remaining](const std::vector<std::string>& namespaces) {
      --self->under_way_;
      self->splitting_ = false;
      self->split(namespaces, remaining);
      self->go_on_or_end();
    });
  }

  // Pays only where the namespaces are not much less than a page each.
  void split(const std::vector<std::string>& namespaces, std::int64_t remaining) {
    if (namespaces.empty() || namespaces.size() * query_.limit > 2 * static_cast<std::size_t>(remaining)) return;
    next_.clear();
    split_ = true;
    under_way_ += static_cast<int>(namespaces.size());
    for (const std::string& ns : namespaces) {
      Read part = read_;
      part.ns = ns;
      const auto ended = [self = shared_from_this()](bool complete) {
        --self->under_way_;
        self->damaged_ = self->damaged_ || !complete;
        self->go_on_or_end();
      };
      std::make_shared<ListReader>(wave_, std::move(part), kind_, outcome_, ended, version_)->ask(Turn::next);
    }
  }

  [[nodiscard]] bool may_go_on() const {
    return !next_.empty() && !splitting_ && !failure_ && asked_ < wave_.into.limits().pages;
  }

  void go_on() {
    ++asked_;
    query_.continue_token = std::exchange(next_, {});
    ask(Turn::next);
  }

  void go_on_or_end() {
    if (may_go_on()) return go_on();
    if (under_way_ > 0) return;
    if (not_served_) return set_coverage(Coverage::complete);
    if (!next_.empty() && !failure_) {
      failure_ = "the list has more than " + std::to_string(pages_) + " pages; the rest was not read";
    }
    failure_ ? give_up(*failure_) : finish();
  }

  // "Job.batch.volcano.sh" is the model's way to tell it from Kubernetes' own; the server calls it "JobList".
  [[nodiscard]] std::string list_kind() const {
    return std::string(kind_.kind.substr(0, kind_.kind.find('.'))) + "List";
  }

  void finish() {
    if (split_) return set_coverage(damaged_ ? Coverage::partial : Coverage::complete);
    const bool all = read_.field_selector.empty() && read_.label_selector.empty() && !damaged_;
    constexpr std::string_view on_node = "spec.nodeName=";
    if (read_.kind == "Pod" && read_.ns.empty() && !damaged_ && read_.label_selector.empty() &&
        read_.field_selector.starts_with(on_node))
      wave_.builder().set_pods_complete_on(
          std::string_view(read_.field_selector)
              .substr(on_node.size(), read_.field_selector.find(',') - on_node.size()));
    if (all || items_ > 0) set_coverage(all ? Coverage::complete : Coverage::partial);
    if (ended_) ended_(all);
  }

  void set_coverage(Coverage coverage) { wave_.builder().set_coverage(read_.kind, read_.ns, coverage); }

  void give_up(const std::string& reason) {
    if (items_ > 0) set_coverage(Coverage::partial);
    const std::string seen = items_ > 0 ? " (after the first " + std::to_string(items_) + ")" : "";
    outcome_.gaps.push_back(gap_of(read_, reason + seen));
    if (ended_) ended_(false);
  }

  Wave& wave_;
  Read read_;
  const ApiKind& kind_;
  Outcome& outcome_;
  Ended ended_;
  ListQuery query_;
  std::string next_;  // the token of a page that has not been asked for
  std::optional<std::string> failure_;
  std::size_t version_, asked_ = 1, pages_ = 0, items_ = 0;
  int under_way_ = 0, renewed_ = 0;
  bool damaged_ = false, not_served_ = false, splitting_ = false, split_ = false;
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
