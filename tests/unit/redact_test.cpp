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

TEST_CASE("redact: what is wrapped in brackets goes out of them") {
  CHECK(redact_text("Config{apiKey=Optional[" + expanded("{an:20}") + "], password=Optional[hunter2]}") ==
        "Config{apiKey=Optional[<redacted>], password=Optional[<redacted>]}");
}

TEST_CASE("redact: all lines of a text are looked at, and stay as many") {
  std::string text, wanted;
  for (const std::string_view form : kSecrets) {
    text += marked(form).text + "\nan ordinary line\n";
    wanted += marked(form).wanted + "\nan ordinary line\n";
  }
  CHECK(redact_text(text) == wanted);
}

TEST_CASE("redact: a flag and its value may stand in two lines of a list") {
  const auto yaml = [](const std::string& v) {
    return "args:\n  - serve\n  - --api-key\n  - " + v + "\n  - --port\n  - 80\n";
  };
  CHECK(redact_text(yaml("abc")) == yaml("<redacted>"));
  const auto json = [](const std::string& v) {
    return "[\n \"--api-key\",\n \"" + v + "\",\n \"--port\",\n \"80\"\n]";
  };
  CHECK(redact_text(json("abc")) == json("<redacted>"));
  const std::string help = "  --api-key\n      The key of the server\n - --no-token\n - x1Y2z3Q4\n";
  CHECK(redact_text(help) == help);
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

TEST_CASE("redact: a private key goes from between lines of others, however each line is framed") {
  const std::string body = expanded("{b64:63}9"), last = "q7Rb0Zt4";
  const std::string mark = "-----BEGIN PRIVATE KEY-----", end = "-----END PRIVATE KEY-----";
  struct Frame {
    std::string before, behind;
  };
  const Frame frames[] = {
      {"", ""},
      {"2026-11-21T04:00:01.123456789Z ", ""},
      {"2026-11-21T04:00:01.123456789Z stderr F ", ""},
      {"I1121 04:00:01.123456      1 main.go:12] ", ""},
      {"[pod/llm-0/main] | ", "\r"},
      {R"({"log":")", R"(\n","stream":"stderr","time":"2026-11-21T04:00:01.1Z"})"},
      {R"({"level":"info","ts":1732161601.123,"msg":")", R"("})"},
      {"    '", R"(\n')"},
  };
  for (const Frame& frame : frames) {
    CAPTURE(frame.before);
    std::size_t lines = 0;
    const auto line = [&](const std::string& text) {
      std::string before = frame.before;
      const std::size_t second = before.find("01.1");
      if (second != std::string::npos) before[second + 1] = static_cast<char>('1' + lines++ % 8);  // time goes on
      return before + text + frame.behind + "\n";
    };
    const auto text = [&](const std::string& a, const std::string& b) {
      lines = 0;
      return line(mark) + line(a) + "GET /health HTTP/1.1 200 OK\n" + line(a) + line(a) +
             "INFO loading /opt/models/Qwen2.5-7B-Instruct/weights\n" + line(b) + line(end) + line("done");
    };
    CHECK(redact_text(text(body, last)) == text("<redacted>", "<redacted>"));
    Redactions count;
    CHECK(redact_text(text("<redacted>", "<redacted>"), count) == text("<redacted>", "<redacted>"));
    CHECK(count.total() == 0);
  }
}

TEST_CASE("redact: a private key as Python shows it, whole or cut off, goes with nothing behind its quotes") {
  const std::string body = expanded(R"(\n{b64:64}\n{b64:64}\n)");
  const std::string mark = "key=b'-----BEGIN PRIVATE KEY-----", end = "-----END PRIVATE KEY-----";
  CHECK(redact_text(mark + body + end + R"(\n', port=80)") == mark + "<redacted>" + end + R"(\n', port=80)");
  CHECK(redact_text(mark + body + "', port=80") == mark + "<redacted>', port=80");
  const std::string chain =
      "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n-----BEGIN PRIVATE KEY-----";
  CHECK(redact_text(chain + body + end) == chain + "<redacted>" + end);
}

TEST_CASE("redact: what follows a private key that was cut off stays") {
  const std::string body = expanded("{b64:63}9");
  const std::string rest = "\nTraceback (most recent call last):\nKilled\n  digest sha256:" + expanded("{hex:64}") +
                           "\n/usr/local/lib/python3/dist/packages/transformers\n-----BEGIN CERTIFICATE-----\n" + body +
                           "\n-----END CERTIFICATE-----\n";
  const std::string begin = "-----BEGIN PRIVATE KEY-----\n";
  CHECK(redact_text(begin + body + rest) == begin + "<redacted>" + rest);
}

TEST_CASE("redact: colours around a name or a value hide nothing") {
  for (const std::string escape : {"\x1b", "\\u001b", "\\x1b", "\\033"}) {
    CAPTURE(escape);
    const auto coloured = [&](const std::string& text) { return escape + "[1;36m" + text + escape + "[0m"; };
    CHECK(redact_text(coloured("HF_TOKEN") + "=" + coloured(expanded("{an:20}")) + " x") == "HF_TOKEN=<redacted> x");
    CHECK(redact_text(coloured("password") + coloured("=") + coloured("hunter2")) == "password=<redacted>");
    CHECK(redact_text(coloured("api_key") + ": " + coloured("hunter2")) == "api_key: <redacted>");
    const std::string plain = coloured("max_tokens") + "=" + coloured("4096") + " " + coloured("ERROR") + " token";
    CHECK(redact_text(plain) == plain);
  }
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

TEST_CASE("redact: a flag may have its value in another word, with a dash, or several") {
  const auto args = [](const std::string& words) { return inside(R"("spec":{"args":[)" + words + "]}"); };
  const auto redacted = [](const std::string& words) {
    return redacted_object(R"({"spec":{"args":[)" + words + "]}}");
  };
  CHECK(redacted(R"("--api-key","token-a","token-b","--port","80")") ==
        args(R"("--api-key","<redacted>","<redacted>","--port","80")"));
  CHECK(redacted(R"("--api-key","token-a","--api-key","token-b")") ==
        args(R"("--api-key","<redacted>","--api-key","<redacted>")"));
  CHECK(redacted(R"("--api-key","abc","Qwen/Qwen2.5-7B-Instruct")") ==
        args(R"("--api-key","<redacted>","Qwen/Qwen2.5-7B-Instruct")"));
  CHECK(redacted(R"("--hf-token","abc","serve")") == args(R"("--hf-token","<redacted>","serve")"));
  CHECK(redacted(R"("--password","-dash-led-value","x")") == args(R"("--password","<redacted>","x")"));
  CHECK(redacted(R"("--password","--port","80")") == args(R"("--password","--port","80")"));
  CHECK(redacted(R"("--use-auth-token","-v","x")") == args(R"("--use-auth-token","-v","x")"));
}

TEST_CASE("redact: in a command line the program decides too") {
  const auto args = [](const std::string& words) { return inside(R"("spec":{"command":[)" + words + "]}"); };
  const auto redacted = [](const std::string& words) {
    return redacted_object(R"({"spec":{"command":[)" + words + "]}}");
  };
  CHECK(redacted(R"("mysqladmin","ping","-h","localhost","-uroot","-phunter 2")") ==
        args(R"("mysqladmin","ping","-h","localhost","-uroot","-p<redacted>")"));
  CHECK(redacted(R"("redis-cli","-a","hunter2","ping")") == args(R"("redis-cli","-a","<redacted>","ping")"));
  CHECK(redacted(R"("curl","-u","me:hunter 2","http://x")") == args(R"("curl","-u","me:<redacted>","http://x")"));
  CHECK(redacted(R"("sshpass","-p","hunter2","ssh","-p","22","h")") ==
        args(R"("sshpass","-p","<redacted>","ssh","-p","22","h")"));
  CHECK(redacted(R"("sh","-c","mysql -phunter2 -e 'select 1'")") ==
        args(R"("sh","-c","mysql -p<redacted> -e 'select 1'")"));
  const std::string plain = R"("mysqld","--port=3306","-p","3306")";
  CHECK(redacted(plain) == args(plain));
}

TEST_CASE("redact: a list or a number under the name of a secret, and a key beside its value") {
  CHECK(redacted_object(R"({"spec":{"passwords":["a","b"],"adminPassword":12345678,"passwordRetries":3,
                            "options":[{"key":"api_key","value":"abc"},{"value":"abc","name":"DB_PASSWORD"}]}})") ==
        inside(R"("spec":{"passwords":["<redacted>","<redacted>"],"adminPassword":"<redacted>","passwordRetries":3,)"
               R"("options":[{"key":"api_key","value":"<redacted>"},{"value":"<redacted>","name":"DB_PASSWORD"}]})"));
}

TEST_CASE("redact: what repeats the whole object goes, and what nobody reads") {
  CHECK(redacted_object(R"({"metadata":{"name":"x","managedFields":[{"manager":"kubectl"}],
                            "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","a/b":"c"}}})") ==
        inside(R"("metadata":{"name":"x","annotations":{"a/b":"c"}})"));
  CHECK(redacted_object(R"({"metadata":{"name":"x"},"data":{"a":"b"},"binaryData":{}})", "ConfigMap") ==
        R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"}})");
}

TEST_CASE("redact: what objects are matched by stays on both sides, but for known forms of secrets, which go on both") {
  const auto object = [](const std::string& value) {
    const std::string labels = R"({"auth":"Zone1Rack2","example.com/token":")" + value + "\"}";
    const std::string terms = R"([{"key":"auth","operator":"In","values":["Zone1Rack2",")" + value + "\"]}]";
    return inside(R"("metadata":{"name":"x","labels":)" + labels + R"(},"spec":{"selector":)" + labels +
                  R"(,"nodeSelector":)" + labels + R"(,"podAffinity":{"labelSelector":{"matchLabels":)" + labels +
                  R"(}},"affinity":{"nodeAffinity":{"nodeSelectorTerms":[{"matchExpressions":)" + terms +
                  R"(}]}},"volumeClaimTemplates":[{"spec":{"selector":{"matchExpressions":)" + terms +
                  R"(}}}],"taints":[{"key":"auth","value":"Zone1Rack2","effect":"NoSchedule"}]})");
  };
  CHECK(redacted_object(object("Ab3x9kQ2Zt4Kx9")) == object("Ab3x9kQ2Zt4Kx9"));
  for (const std::string_view form : {"hf_{an:34}", "sk-{an:24}"}) {
    CHECK(redacted_object(object(expanded(form))) == object("<redacted>"));
  }
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
  learn_secrets(document.value().root(), values);
  std::string text = "Zx81-spectrum9! of production, not Llama3B-x1";
  CHECK(values.redact(text) == 1);
  CHECK(text == "<redacted> of production, not Llama3B-x1");
}

TEST_CASE("redact: of a variable that is certainly a secret all but words, numbers and names is known again") {
  const auto knows = [](const std::string& value, const std::string& name = "DB_PASSWORD") {
    KnownValues values;
    const auto document = Document::parse(R"([{"name":")" + name + R"(","value":")" + value + R"("}])");
    REQUIRE(document.ok());
    learn_secrets(document.value().root(), values);
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

TEST_CASE("redact: secrets of flags, URLs and command lines are known elsewhere, ordinary words are not") {
  KnownValues values;
  const auto document = Document::parse(R"j({"args":["--api-key","token-abc123","--api-key=hunter2hunter2",
      "--password","changeme","--password","admin123","export DB_PASSWORD=geheim!!1; x","-x"],
      "command":["redis-cli","-a","minio1234"],"url":"postgres://me:s3cr3t!99@db/x",
      "headers":[{"name":"Authorization","value":"Bearer Ab3x9kQ2Zt4Kx9Lm2"}]})j");
  REQUIRE(document.ok());
  learn_secrets(document.value().root(), values);
  std::string text = "token-abc123 hunter2hunter2 changeme admin123 geheim!!1 minio1234 s3cr3t!99 Ab3x9kQ2Zt4Kx9Lm2";
  CHECK(values.redact(text) == 7);
  CHECK(text == "<redacted> <redacted> changeme <redacted> <redacted> <redacted> <redacted> <redacted>");
}

TEST_CASE("redact: what is perhaps a secret and perhaps a name is held back where it stands, and not looked for") {
  const auto knows = [](const std::string& value) {
    KnownValues values;
    const auto document = Document::parse(R"({"credentials":")" + value + R"("})");
    REQUIRE(document.ok());
    learn_secrets(document.value().root(), values);
    return !values.empty();
  };
  CHECK(!knows("db-credentials-7f9c2k4"));
  CHECK(knows("7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b"));
  CHECK(knows("Ab3x9kQ2Zt4Kx9"));
}

TEST_CASE("redact: a short value is known only where it stands alone, a long one anywhere") {
  KnownValues values;
  values.add("admin123", true);
  values.add("hunter2hunter2hunter2", true);
  std::string text = R"(admin1234 myadmin123 a\nadmin123 admin123, x=admin123&y p%3Dadmin123 xhunter2hunter2hunter2y)";
  CHECK(values.redact(text) == 5);
  CHECK(text == R"(admin1234 myadmin123 a\n<redacted> <redacted>, x=<redacted>&y p%3D<redacted> x<redacted>y)");
}

TEST_CASE("redact: a long line of names, marks and quotes is read once, not once for each") {
  constexpr std::size_t size = std::size_t{1} << 20;
  for (const std::string_view part : {"token:",
                                      "token=",
                                      "auth:",
                                      "cookie:",
                                      "authorization:a b c ",
                                      "token=a ",
                                      "password=,",
                                      "PASSWORD=${",
                                      "://",
                                      "a://b:",
                                      "-----BEGIN PRIVATE KEY-----",
                                      "-----BEGIN PRIVATE KEY-----\n",
                                      "--api-key ",
                                      "--api-key=a,",
                                      "mysql ",
                                      "curl -u ",
                                      "echo ",
                                      "name: token, value: ",
                                      "<password>",
                                      "(\"token\", ",
                                      "passwords: [a, ",
                                      "eyJ",
                                      "sk-",
                                      "\x1b[0mtoken=",
                                      "LS0tLS1C",
                                      "password='",
                                      "token=\\\"",
                                      "token=self.",
                                      "[\"key\"]=",
                                      "-----END PRIVATE KEY-----\n",
                                      "-u a:",
                                      "mc alias set ",
                                      "wandb key ",
                                      "token=Some(",
                                      "api_key: Some(\\n",
                                      "token=(*string)",
                                      "token=a.b(",
                                      "token                                ",
                                      "| token ",
                                      "|",
                                      "token .... ",
                                      "token:\n",
                                      "password: |\n ",
                                      "api_keys:\n- a\n",
                                      " ....",
                                      "password ......................................................"}) {
    std::string text;
    while (text.size() < size) text += part;
    CAPTURE(part);
    CHECK(redact_text(text).size() <= 4 * text.size());
  }
}
