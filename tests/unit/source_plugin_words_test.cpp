// SPDX-License-Identifier: Apache-2.0
// What is taken out of the words of a credential plugin that failed.
#include <doctest/doctest.h>

#include <string>

#include "source/plugin_words.hpp"

namespace aidiag {
namespace {

TEST_CASE("plugin words: the part that tells, on one line and bounded") {
  CHECK(telling_part("") == "");
  CHECK(telling_part("\n \n") == "");
  CHECK(telling_part("one\ntwo\n\n") == "two");
  CHECK(telling_part("starting\nError: no way\nUsage:\n  tool [flags]\n") == "Error: no way");
  CHECK(telling_part("Unable to locate\x1b[31m credentials.\r\nSee the guide.") ==
        "Unable to locate [31m credentials. See the guide.");
  const std::string endless = telling_part("error " + std::string(5000, 'x'));
  CHECK(endless.size() < 420);
  CHECK(telling_part("error " + std::string(393, 'x') + "\nerror \xc3\xa4\xc3\xa4\xc3\xa4").find("\xc3...") ==
        std::string::npos);
}

TEST_CASE("plugin words: what stands where the credential should is quoted only as far as it is an error") {
  CHECK(errors_in_output("") == "");
  CHECK(errors_in_output("ya29.bare-token\n") == "");
  CHECK(errors_in_output("ya29.failed-token") == "");
  CHECK(errors_in_output("Error: no way\nya29.bare-token\n") == "Error: no way");
  CHECK(errors_in_output(R"({"kind":"ExecCredential","status": {"token": "invalid"}})") == "");
}

TEST_CASE("plugin words: the way out is only what the plugin says itself") {
  ExecConfig exec;
  CHECK(login_command("it went wrong", exec) == "");
  CHECK(login_command("Please run:\n\n  $ gcloud auth login\n\nto obtain new credentials.", exec) ==
        "gcloud auth login");
  CHECK(login_command("Run \"tsh login --proxy=a.example.com\" to log in.", exec) == "tsh login --proxy=a.example.com");
  CHECK(login_command("Please run 'az login' again", exec) == "az login");
  const std::string sso = "To refresh this SSO session run aws sso login with the corresponding profile.";
  CHECK(login_command(sso, exec) == "aws sso login");
  exec.env = {{"AWS_PROFILE", "dev"}};
  CHECK(login_command(sso, exec) == "aws sso login --profile dev");
  exec.args = {"eks", "get-token", "--profile=prod"};
  CHECK(login_command(sso, exec) == "aws sso login --profile prod");
  CHECK(login_command("run aws sso login --profile other", exec) == "aws sso login --profile other");
}

}  // namespace
}  // namespace aidiag
