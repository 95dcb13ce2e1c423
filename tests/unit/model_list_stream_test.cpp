// SPDX-License-Identifier: Apache-2.0
// A list read piece by piece is the list read at once, wherever the pieces are cut.
#include <doctest/doctest.h>

#include "model/list_stream.hpp"

namespace {

using aidiag::ListStream;
using aidiag::SnapshotBuilder;

struct Outcome {
  std::vector<std::string> objects;
  std::string kind, token, error;
  std::size_t items = 0;
};

template <class Page>
Outcome outcome(SnapshotBuilder& builder, const Page& page) {
  Outcome out;
  for (const auto kind : builder.view().kinds()) {
    for (const auto* object : builder.view().of_kind(kind))
      out.objects.push_back(object->title() + object->json().dump());
  }
  if (!page.ok()) {
    out.error = page.error().message;
    return out;
  }
  out.kind = page.value().kind;
  out.token = page.value().continue_token;
  out.items = page.value().items;
  return out;
}

Outcome at_once(std::string_view text) {
  SnapshotBuilder builder;
  const auto page = builder.add_json(text, "Pod");
  return outcome(builder, page);
}

Outcome in_pieces(std::string_view text, std::size_t size) {
  SnapshotBuilder builder;
  ListStream stream(builder, "Pod");
  for (std::size_t at = 0; at < text.size(); at += size) stream.push(text.substr(at, size));
  const auto page = stream.finish();
  return outcome(builder, page);
}

void same_in_pieces(const std::string& text) {
  CAPTURE(text);
  const Outcome whole = at_once(text);
  for (const std::size_t size : {1U, 7U, 64U, 100U, 100000U}) {
    CAPTURE(size);
    const Outcome pieces = in_pieces(text, size);
    CHECK(pieces.objects == whole.objects);
    CHECK(pieces.kind == whole.kind);
    CHECK(pieces.token == whole.token);
    CHECK(pieces.error == whole.error);
    CHECK(pieces.items == whole.items);
  }
}

constexpr const char* kHead =
    R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"next"},"items":[)";

std::string pod(const std::string& name, const std::string& more = "") {
  return R"({"metadata":{"name":")" + name + R"(","namespace":"ai"},"spec":{"nodeName":"gpu-1"})" + more + "}";
}

TEST_CASE("list in pieces: the same items, kind and token, however it is cut") {
  same_in_pieces(kHead + pod("a") + "," + pod("b") + "," + pod("c") + "]}\n");
  same_in_pieces(kHead + pod("only") + "]}");
  same_in_pieces(std::string(kHead) + "]}");
}

TEST_CASE("list in pieces: a list within an item, and texts that look like the end of one, end nothing") {
  same_in_pieces(kHead + pod("a", R"(,"x":[{"metadata":{"name":"i"}},{"metadata":{"name":"j"}}])") + "," +
                 pod("b", R"(,"note":"},{\"metadata\":{ [ ] ]}")") + "]}");
}

TEST_CASE("list in pieces: metadata behind the items, indented lists and single objects are read as well") {
  same_in_pieces(R"({"apiVersion":"v1","items":[)" + pod("a") + "," + pod("b") +
                 R"(],"kind":"PodList","metadata":{"continue":"next"}})");
  same_in_pieces("{\n  \"kind\": \"PodList\",\n  \"apiVersion\": \"v1\",\n  \"items\": [\n    " + pod("a") + ",\n    " +
                 pod("b") + "\n  ]\n}\n");
  same_in_pieces(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"ai"}})");
}

TEST_CASE("list in pieces: what is cut off, damaged or no object at all is told, and what stands before it is taken") {
  same_in_pieces(kHead + pod("a") + "," + pod("b") + "," + R"({"metadata":{"name":"c")");
  same_in_pieces(kHead + pod("a") + "," + pod("b", ",\"bad\":\"\xff\xfe\"") + "," + pod("c") + "]}");
  same_in_pieces(kHead + pod("a") + R"(,{"metadata":{}},)" + pod("c") + "]}");
  same_in_pieces("<html>please log in</html>");
  same_in_pieces("");
}

TEST_CASE("list in pieces: what was taken is not kept, so that a long list needs little memory") {
  std::string text = kHead;
  for (int i = 0; i < 400; ++i)
    text += (i == 0 ? "" : ",") + pod("p" + std::to_string(i), ",\"pad\":\"" + std::string(1000, 'x') + "\"");
  same_in_pieces(text + "]}");
}

TEST_CASE("list in pieces: the token for the next page is known from the first bytes") {
  CHECK(aidiag::list_ahead(kHead)->token == "next");
  CHECK(aidiag::list_ahead(R"({"metadata":{"continue":"c","remainingItemCount":9500},"items":[)")->remaining == 9500);
  CHECK(aidiag::list_ahead(R"({"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[)")->token == "");
  CHECK_FALSE(aidiag::list_ahead(R"({"kind":"PodList","metadata":{"resourceVersion":"7","cont)"));
  CHECK_FALSE(aidiag::list_ahead(R"({"items":[{"metadata":{"name":"a"}}],"metadata":{}})"));
}

}  // namespace
