// SPDX-License-Identifier: Apache-2.0
// The names of a kind's objects, as a Table without the objects: about a hundred bytes a row
// (apiserver pkg/endpoints/handlers/response.go, asTable). What came before the deadline is better than nothing.
#include <utility>

#include "source/cluster_source.hpp"

namespace aidiag {
namespace {

constexpr std::string_view kTable = "application/json;as=Table;v=v1;g=meta.k8s.io";
constexpr std::size_t kMaxNames = 10'000;

// Which cells of a row make its few words: "1/1 Running".
struct Columns {
  std::optional<std::size_t> ready, status;

  explicit Columns(Json table) {
    const auto definitions = table["columnDefinitions"].items();
    for (std::size_t i = 0; i < definitions.size(); ++i) {
      if (definitions[i]["name"].text() == "Ready") ready = i;
      if (definitions[i]["name"].text() == "Status") status = i;
    }
  }
};

std::string about(const std::vector<Json>& cells, const Columns& columns) {
  std::string text;
  for (const auto& column : {columns.ready, columns.status}) {
    if (!column || *column >= cells.size()) continue;
    if (!text.empty()) text += ' ';
    text += one_line(cells[*column].scalar(), 60);
  }
  return text;
}

class NameReader {
 public:
  NameReader(Dispatcher& dispatcher, const ApiKind& kind, std::string_view ns)
      : dispatcher_(dispatcher), kind_(kind), ns_(ns) {}

  void ask() {
    HttpRequest request;
    request.path = list_path(kind_, kind_.versions[version_], ns_, query_) + "&includeObject=None";
    request.accept = kTable;
    dispatcher_.get(std::move(request), Lane::whole_list,
                    [this](const HttpResponse& response) { on_answer(response); });
  }

  std::vector<Named> names;
  std::string problem;

 private:
  void on_answer(const HttpResponse& response) {
    if (!response.ok()) {
      const ApiStatus status = read_status(response);
      problem = status.message;
      if (judge(response, status, kind_) == Answer::not_served && ++version_ < kind_.version_count()) ask();
      return;
    }
    const auto parsed = Document::parse(response.body);
    if (!parsed.ok()) return;
    const Json table = parsed.value().root();
    const Columns columns(table);
    for (const Json& row : table["rows"].items()) {
      const std::vector<Json> cells = row["cells"].items();
      if (!cells.empty()) names.push_back({std::string(cells[0].text()), about(cells, columns)});
    }
    query_.continue_token = table["metadata"]["continue"].text();
    if (!query_.continue_token.empty() && names.size() < kMaxNames) ask();
  }

  Dispatcher& dispatcher_;
  const ApiKind& kind_;
  std::string_view ns_;
  ListQuery query_;
  std::size_t version_ = 0;
};

}  // namespace

Result<std::vector<Named>> ClusterSource::names(std::string_view kind, std::string_view ns) {
  const ApiKind* known = api_kind(kind);
  if (known == nullptr) return std::vector<Named>{};
  if (auto ready = login_.prepare(); !ready.ok()) return std::move(ready).error();
  Dispatcher dispatcher(transport_, bounds());
  NameReader reader(dispatcher, *known, ns);
  reader.ask();
  dispatcher.run();
  if (reader.names.empty() && !reader.problem.empty()) {
    return Error{ErrorKind::connect, reader.problem, ""}.within(place());
  }
  return std::move(reader.names);
}

}  // namespace aidiag
