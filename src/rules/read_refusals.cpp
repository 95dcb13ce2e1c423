// SPDX-License-Identifier: Apache-2.0
#include "rules/read_refusals.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aidiag {
namespace {

class RefusalReader {
 public:
  RefusalReader(Tables& tables, Problems& problems) : tables_(tables), problems_(problems) {}

  void line(std::string_view text) {
    ++line_;
    if (text.starts_with("## ")) {
      group_ = text.substr(3);
      last_ = nullptr;
    } else if (group_.empty() || text.empty()) {
      last_ = nullptr;  // the introduction
    } else if (text.starts_with("- ")) {
      item(text.substr(2));
    } else if (text.starts_with("  ") && last_ != nullptr) {
      last_->refused += fmt::format(" {}", text.substr(2));
    } else {
      problems_.add(line_, "below a category stand lines such as `- S145: reason in one sentence.`");
    }
  }

 private:
  void item(std::string_view text) {
    const std::size_t colon = text.find(": ");
    const std::string_view number = text.substr(0, text.find(':'));
    last_ = nullptr;
    if (colon == std::string_view::npos || colon + 2 == text.size()) {
      return problems_.add(line_, fmt::format("{} is refused without a reason", number));
    }
    const auto found = tables_.signatures.find(number);
    if (found == tables_.signatures.end()) {
      return problems_.add(line_, fmt::format("there is no signature `{}` in tables/signatures.yaml", number));
    }
    Signature& signature = found->second;
    const std::string_view group = std::string_view(signature.cause).substr(0, signature.cause.find('/'));
    if (group != group_) problems_.add(line_, fmt::format("{} belongs below `## {}`", number, group));
    if (!signature.refused.empty()) problems_.add(line_, fmt::format("{} is refused twice", number));
    signature.refused = text.substr(colon + 2);
    last_ = &signature;
  }

  Tables& tables_;
  Problems& problems_;
  std::string_view group_;
  Signature* last_ = nullptr;  ///< what an indented line goes on with
  int line_ = 0;
};

}  // namespace

void read_refusals(std::string_view text, Tables& tables, Problems& problems) {
  RefusalReader reader(tables, problems);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace aidiag
