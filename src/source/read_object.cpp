// SPDX-License-Identifier: Apache-2.0
// Reads one object by its name.
#include <memory>
#include <utility>

#include "source/wave.hpp"

namespace aidiag {
namespace {

class ObjectReader : public std::enable_shared_from_this<ObjectReader> {
 public:
  ObjectReader(Wave& wave, const Read& read, const ApiKind& kind, Outcome& outcome)
      : wave_(wave), read_(read), kind_(kind), outcome_(outcome) {
    if (const auto known = wave.served.find(kind.kind); known != wave.served.end()) version_ = known->second;
  }

  void ask() {
    const std::string path = object_path(kind_, kind_.versions[version_], read_.ns, read_.name);
    wave_.get(wave_.request(kind_, path, false), Lane::small,
              [self = shared_from_this()](const HttpResponse& response) { self->on_answer(response); });
  }

 private:
  void on_answer(const HttpResponse& response) {
    if (response.ok()) return on_object(response);
    const ApiStatus status = read_status(response);
    switch (judge(response, status, kind_)) {
      case Answer::not_served:
        if (++version_ < kind_.version_count()) return ask();
        [[fallthrough]];
      case Answer::absent:
        return wave_.builder().set_absent(read_.kind, read_.ns, read_.name);
      default:
        outcome_.gaps.push_back(gap_of(read_, status.message));
    }
  }

  void on_object(const HttpResponse& response) {
    const std::string body = with_true_kind(response.body, kind_, kind_.versions[version_]);
    const auto page = wave_.take_in(body, kind_.kind);
    if (!page.ok()) return wave_.not_understood(read_, outcome_, response, page.error().message);
    wave_.understood();
    wave_.served[kind_.kind] = version_;
  }

  Wave& wave_;
  const Read& read_;
  const ApiKind& kind_;
  Outcome& outcome_;
  std::size_t version_ = 0;
};

}  // namespace

void start_object(Wave& wave, const Read& read, Outcome& outcome) {
  const ApiKind* kind = api_kind(read.kind);
  if (kind == nullptr) {
    outcome.gaps.push_back(gap_of(read, "this program does not read objects of kind " + read.kind));
    return;
  }
  if (read.kind == "Pod") wave.builder().keep_detail(read.ns, read.name);
  std::make_shared<ObjectReader>(wave, read, *kind, outcome)->ask();
}

}  // namespace aidiag
