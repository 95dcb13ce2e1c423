// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "redact/known_values.hpp"
#include "redact/redact.hpp"
#include "redact_corpus.hpp"

using namespace aidiag;

namespace {

// The line with its secrets, and the line as it should come out.
struct Marked {
  std::string text, wanted;
};

Marked marked(std::string_view form) {
  const std::string line = expanded(form);
  Marked out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t open = line.find("[[", at), close = line.find("]]", open);
    const bool found = open != std::string::npos && close != std::string::npos;
    const std::string before = line.substr(at, (found ? open : line.size()) - at);
    out.text += before + (found ? line.substr(open + 2, close - open - 2) : "");
    out.wanted += before + (found ? "<redacted>" : "");
    at = found ? close + 2 : line.size();
  }
  return out;
}

std::string redacted_object(std::string_view json, std::string_view kind = "Pod") {
  const auto document = Document::parse(json);
  REQUIRE(document.ok());
  Redactions count;
  return redact_object(document.value().root(), kind, "v1", count);
}

std::string inside(const std::string& fields) { return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"," + fields + "}"; }

}  // namespace

TEST_CASE("redact: every known form of a secret goes, and what stands around it stays") {
  for (const std::string_view form : kSecrets) {
    const Marked line = marked(form);
    CAPTURE(form);
    CHECK(redact_text(line.text) == line.wanted);
    CHECK(redact_text("2026-11-21T04:00:00.123456789Z " + line.text) ==
          "2026-11-21T04:00:00.123456789Z " + line.wanted);
  }
}

TEST_CASE("redact: what is needed to tell a cause is no secret") {
  for (const std::string_view form : kNoSecrets) {
    const std::string line = expanded(form);
    CAPTURE(form);
    CHECK(redact_text(line) == line);
  }
}

TEST_CASE("redact: what was redacted once comes out the same again") {
  for (const std::string_view form : kSecrets) {
    const std::string once = redact_text(marked(form).text);
    Redactions count;
    CHECK(redact_text(once, count) == once);
    CAPTURE(form);
    CHECK(count.total() == 0);
  }
}

TEST_CASE("redact: all lines of a text are looked at, and stay as many") {
  std::string text, wanted;
  for (const std::string_view form : kSecrets) {
    text += marked(form).text + "\nan ordinary line\n";
    wanted += marked(form).wanted + "\nan ordinary line\n";
  }
  CHECK(redact_text(text) == wanted);
}

TEST_CASE("redact: a private key goes over all its lines, with what a log puts before each") {
  const std::string stamp = "2026-11-21T04:00:00Z ";
  const std::string body = expanded("{b64:64}"), last = expanded("{b64:22}==");
  const std::string begin = "-----BEGIN RSA PRIVATE KEY-----", end = "-----END RSA PRIVATE KEY-----";
  const auto text = [&](const std::string& a, const std::string& b) {
    return stamp + "key:\n" + stamp + begin + "\n" + stamp + a + "\n" + stamp + a + "\n" + stamp + b + "\n" + stamp +
           end + "\n" + stamp + "done\n";
  };
  CHECK(redact_text(text(body, last)) == text("<redacted>", "<redacted>"));
  CHECK_MESSAGE(redact_text(stamp + body + "\n" + stamp + last + "\n" + stamp + end + "\n") ==
                    stamp + "<redacted>\n" + stamp + "<redacted>\n" + stamp + end + "\n",
                "the beginning was cut off");
  CHECK_MESSAGE(redact_text(begin + "\n" + body + "\nError: bad key\n") == begin + "\n<redacted>\nError: bad key\n",
                "the end was cut off");
  const std::string certificate = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  CHECK(redact_text(certificate) == certificate);
}

TEST_CASE("redact: in an object the name of a variable or field decides") {
  CHECK(redacted_object(R"j({"spec":{"env":[{"name":"DB_PASSWORD","value":"y"},{"name":"MODEL","value":"x"},
                            {"name":"HF_TOKEN","valueFrom":{"secretKeyRef":{"name":"hf-token","key":"token"}}},
                            {"name":"EMPTY_TOKEN","value":""},{"name":"OTHER_TOKEN","value":"$(HF_TOKEN)"}]}})j") ==
        inside(R"j("spec":{"env":[{"name":"DB_PASSWORD","value":"<redacted>"},{"name":"MODEL","value":"x"},)j"
               R"j({"name":"HF_TOKEN","valueFrom":{"secretKeyRef":{"name":"hf-token","key":"token"}}},)j"
               R"j({"name":"EMPTY_TOKEN","value":""},{"name":"OTHER_TOKEN","value":"$(HF_TOKEN)"}]})j"));
  CHECK(redacted_object(R"({"spec":{"clientSecret":"abc","secretName":"my-secret","existingSecret":"hf-token",
                            "adminPassword":"abc","apiKey":"abc","tokenExpirationSeconds":3600}})") ==
        inside(R"("spec":{"clientSecret":"<redacted>","secretName":"my-secret","existingSecret":"hf-token",)"
               R"("adminPassword":"<redacted>","apiKey":"<redacted>","tokenExpirationSeconds":3600})"));
}

TEST_CASE("redact: labels and what selects by them stay apart, whatever their names sound like") {
  const std::string object = inside(
      R"("metadata":{"labels":{"a.example/pool-key":"A100x8-NVLink","name":"db-token","value":"x"}},)"
      R"("spec":{"nodeSelector":{"a.example/pool-key":"H100x8-NVLink"},"selector":{"matchLabels":{"token":"Ab3x9kQ2"}}})");
  CHECK(redacted_object(object) == object);
}

TEST_CASE("redact: in a command line the flag before decides") {
  CHECK(redacted_object(R"({"spec":{"command":["serve","--api-key","abc","--port","80","--hf-token=abc"]}})") ==
        inside(R"("spec":{"command":["serve","--api-key","<redacted>","--port","80","--hf-token=<redacted>"]})"));
  CHECK(redacted_object(R"({"spec":{"args":["-c","export HF_TOKEN=abcd; vllm serve"]}})") ==
        inside(R"("spec":{"args":["-c","export HF_TOKEN=<redacted>; vllm serve"]})"));
}

TEST_CASE("redact: what repeats the whole object goes, and what nobody reads") {
  CHECK(redacted_object(R"({"metadata":{"name":"x","managedFields":[{"manager":"kubectl"}],
                            "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","a/b":"c"}}})") ==
        inside(R"("metadata":{"name":"x","annotations":{"a/b":"c"}})"));
  CHECK(redacted_object(R"({"metadata":{"name":"x"},"data":{"a":"b"},"binaryData":{}})", "ConfigMap") ==
        R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"}})");
}

TEST_CASE("redact: what objects are matched by stays on both sides") {
  const std::string value = expanded("hf_{an:34}");
  const std::string labels = R"({"auth":"Zone1Rack2","example.com/token":")" + value + "\"}";
  const std::string terms = R"([{"key":"auth","operator":"In","values":["Zone1Rack2",")" + value + "\"]}]";
  const std::string object =
      inside(R"("metadata":{"name":"x","labels":)" + labels + R"(},"spec":{"selector":)" + labels +
             R"(,"nodeSelector":)" + labels + R"(,"podAffinity":{"labelSelector":{"matchLabels":)" + labels +
             R"(}},"affinity":{"nodeAffinity":{"nodeSelectorTerms":[{"matchExpressions":)" + terms +
             R"(}]}},"volumeClaimTemplates":[{"spec":{"selector":{"matchExpressions":)" + terms +
             R"(}}}],"taints":[{"key":"auth","value":"Zone1Rack2","effect":"NoSchedule"}]})");
  CHECK(redacted_object(object) == object);
}

TEST_CASE("redact: all else of an object stays, number for number") {
  const std::string object = inside(
      R"("spec":{"n":1,"big":18446744073709551615,"f":0.5,"t":true,"z":null,"e":[],"o":{},"s":"a\"\\\n\t\u0001é"})");
  CHECK(redacted_object(object) == object);
}

TEST_CASE("redact: a value that showed once as a secret goes everywhere, unless it could be an ordinary word") {
  KnownValues values;
  const auto document = Document::parse(R"j({"containers":[{"env":[{"name":"A_PASSWORD","value":"Zx81-spectrum9!"},
      {"name":"B_PASSWORD","value":"production"},{"name":"C_TOKEN","value":"$(A)"},
      {"name":"MODEL","value":"Llama3B-x1"}]}]})j");
  REQUIRE(document.ok());
  values.add_variables(document.value().root());
  std::string text = "Zx81-spectrum9! of production, not Llama3B-x1";
  CHECK(values.redact(text) == 1);
  CHECK(text == "<redacted> of production, not Llama3B-x1");
}

TEST_CASE("redact: of a variable that is certainly a secret all but words, numbers and names is known again") {
  const auto knows = [](const std::string& value, const std::string& name = "DB_PASSWORD") {
    KnownValues values;
    const auto document = Document::parse(R"([{"name":")" + name + R"(","value":")" + value + R"("}])");
    REQUIRE(document.ok());
    values.add_variables(document.value().root());
    std::string text = "login with " + value + " refused";
    return values.redact(text) == 1 && text == "login with <redacted> refused";
  };
  for (const std::string_view value :
       {"hunter2hunter2", "admin123", "geheim!!", "pass word 1", "correct horse battery staple", "a\\\"b-c-d-e",
        "12345!67890", "minio1234", "s3cr3t:value"}) {
    CAPTURE(value);
    CHECK(knows(std::string(value)));
  }
  for (const std::string_view value :
       {"production", "Production", "not needed", "12345678", "10.0.0.1:5432", "/var/run/x1", "https://x1.example",
        "db-1.ai.svc", "postgres-1", "qwen2-vl-7b", "undefined", "meta/llama-3.1-8b", "a1b2c3"}) {
    CAPTURE(value);
    CHECK(!knows(std::string(value)));
  }
  CHECK_MESSAGE(!knows("hunter2hunter2", "SECRET"), "the name alone is not certain");
}

TEST_CASE("redact: any number of values is known, and where one begins as another the longest goes") {
  KnownValues values;
  constexpr int many = 400'000;
  for (int i = 0; i < many; ++i) values.add("q7Rb0-" + std::to_string(i) + "-Zt4Kx9Lm2");
  values.add("Zx81-spectrum");
  values.add("Zx81-spectrum9!-and-more");
  values.add(std::string(100'000, 'x') + "Y1");
  std::string text =
      "a q7Rb0-0-Zt4Kx9Lm2 b q7Rb0-399999-Zt4Kx9Lm2 c q7Rb0-400000-Zt4Kx9Lm2 d Zx81-spectrum9!-and-more "
      "e Zx81-spectrum9!-and f " +
      std::string(100'000, 'x') + "Y1";
  CHECK(values.redact(text) == 4);
  CHECK(text == "a <redacted> b <redacted> c q7Rb0-400000-Zt4Kx9Lm2 d <redacted> e Zx81-spectrum9!-and f <redacted>");
}

TEST_CASE("redact: a value of several lines is known where an object repeats it") {
  KnownValues values;
  values.add("first-Line1\nsecond \"Line2\"\n");
  std::string text = R"({"a":"first-Line1\nsecond \"Line2\""})";
  CHECK(values.redact(text) == 0);
  values.add("first-Line1\nsecond \"Line2\"\n", true);
  CHECK(values.redact(text) == 1);
  CHECK(text == R"({"a":"<redacted>"})");
}

TEST_CASE("redact: what stands in the name of an object is no secret") {
  KnownValues values;
  for (const char* value : {"llm-69cdccb69", "llm-69cdccb69-x2k4q", "Zx81-spectrum9!"}) values.add(value);
  values.forget_names({"llm-69cdccb69-x2k4q", "ai"});
  std::string text = "llm-69cdccb69 of llm-69cdccb69-x2k4q with Zx81-spectrum9!";
  CHECK(values.redact(text) == 1);
  CHECK(text == "llm-69cdccb69 of llm-69cdccb69-x2k4q with <redacted>");
}
