// SPDX-License-Identifier: Apache-2.0
// A machine made of a map from path to text.
#pragma once

#include <map>
#include <string>

#include "source/host.hpp"

struct MapHost final : aidiag::Host {
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> variables = {{"HOME", "/home/me"}};

  [[nodiscard]] std::optional<std::string> env(const std::string& name) const override {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] File read(const std::string& path) const override {
    File file;
    const auto found = files.find(!path.empty() && path[0] == '/' ? path : "/cwd/" + path);
    if (found == files.end()) {
      file.problem = "no such file or directory";
      file.missing = true;
    } else if (found->second == "(directory)") {
      file.problem = "is a directory";
    } else {
      file.text = found->second;
    }
    return file;
  }
  [[nodiscard]] std::string directory() const override { return "/cwd"; }
};
