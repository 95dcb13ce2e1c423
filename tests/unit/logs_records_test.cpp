// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "aidiag/logs.hpp"

using aidiag::Level;
using aidiag::Log;
using aidiag::LogRecord;

namespace {

std::vector<LogRecord> records_of(Log log) {
  return aidiag::read_log(log, aidiag::ServerSheets(), nullptr, aidiag::PatternSet()).records;
}

std::vector<LogRecord> records_of(std::string text) {
  Log log;
  log.text = std::move(text);
  log.from_start = true;
  return records_of(std::move(log));
}

std::vector<std::string> messages_of(const std::vector<LogRecord>& records) {
  std::vector<std::string> messages;
  for (const LogRecord& record : records) messages.push_back(record.message);
  return messages;
}

using Texts = std::vector<std::string>;
using namespace std::string_literals;

}  // namespace

TEST_CASE("records: prefixes of the usual loggers are taken off, nested ones too") {
  struct Row {
    const char* line;
    const char* message;
    Level level;
    const char* stream;
  };
  const Row rows[] = {
      {"INFO 03-27 03:12:01 engine.py:400] Loading", "Loading", Level::info, ""},
      {"(EngineCore_DP0 pid=81) ERROR 11-21 09:39:30 [core.py:15] it failed", "it failed", Level::error,
       "EngineCore_DP0"},
      {"(VllmWorker rank=1 pid=81) WARNING 11-21 09:39:30 [core.py:15] slow", "slow", Level::warning,
       "VllmWorker rank=1"},
      {"(RayWorkerWrapper pid=92, ip=10.0.0.4) INFO 11-21 09:39:30 [core.py:15] up", "up", Level::info,
       "RayWorkerWrapper"},
      {"\x1b[36m(ServeController pid=375)\x1b[0m ERROR 2026-11-21 09:44:56,674 controller 375 -- no replica",
       "no replica", Level::error, "ServeController"},
      {"[rank3]:[E ProcessGroupNCCL.cpp:414] [Rank 3] Watchdog caught", "[Rank 3] Watchdog caught", Level::error,
       "rank3"},
      {"[rank0]: RuntimeError: broken", "RuntimeError: broken", Level::error, "rank0"},
      {"[1,3]<stderr>:text", "text", Level::unknown, "1,3"},
      {"[2025-01-01 10:00:00 TP0 EP0] Load weight begin.", "Load weight begin.", Level::unknown, "TP0 EP0"},
      {"[2024-05-01 10:00:00 +0000] [7] [INFO] Listening at: x", "Listening at: x", Level::info, ""},
      {"[2025-01-01 10:00:00,123] [INFO] [launch.py:145:main] dist_world_size=2", "dist_world_size=2", Level::info, ""},
      {"I0101 12:00:00.000000       1 file.go:12] started", "started", Level::info, ""},
      {"W1121 09:39:45.674000 1 torch/distributed/run.py:874] Setting", "Setting", Level::warning, ""},
      {"[W1121 09:37:16.532316578 socket.cpp:764] [c10d] The address", "[c10d] The address", Level::warning, ""},
      {"2023-05-01 10:00:00.123456: E tensorflow/stream/cuda.cc:12] no cuDNN", "no cuDNN", Level::error, ""},
      {"2026-11-21T09:37:07,303 [DEBUG] W-9000-m_1.0 org.pytorch.serve.wlm.WorkerThread - died", "died", Level::debug,
       "W-9000-m_1.0"},
      {"2026-11-21 09:42:10.738 1 kserve INFO [model_server.py:register_model():472] Registering", "Registering",
       Level::info, ""},
      {"2026-11-21 09:42:11.195 uvicorn.error INFO:     Started", "Started", Level::info, ""},
      {"2026-11-21 09:39:52,946 - MainProcess[1] - litserve.server - INFO - server.py:1514 - up", "up", Level::info,
       ""},
      {"2026-11-21 09:37:16,071 [rank1] INFO joining group", "joining group", Level::info, "rank1"},
      {"2026-11-21 09:44:28,167\tINFO scripts.py:499 -- Running", "Running", Level::info, ""},
      {"2026/11/21 09:41:42 INFO mlflow.pyfunc.backend: done", "done", Level::info, ""},
      {"2025-01-04T20:38:18.706787Z  INFO text_embeddings_router: router/src/lib.rs:248: Warming up", "Warming up",
       Level::info, ""},
      {"2024-05-01 10:00:00.123 | ERROR    | app.main:load:12 - no file", "no file", Level::error, ""},
      {"2026-11-21T09:40:49+0000 [ERROR] [entry_service:Summarizer:1] Initializing failed", "Initializing failed",
       Level::error, ""},
      {"worker-23:83:2526 [0] NCCL WARN Call to connect failed", "NCCL WARN Call to connect failed", Level::warning,
       "worker-23:83"},
      {"worker-0:1:2 [0] init.cc:1270 NCCL WARN Cuda failure 802", "NCCL WARN Cuda failure 802", Level::warning,
       "worker-0:1"},
      {"07/14/2023 10:32:38 - WARNING - lmflow.pipeline.finetuner - slow", "slow", Level::warning, ""},
      {"[2024-04-02 08:13:31,123] torch.distributed.elastic.multiprocessing.api: [ERROR] failed", "failed",
       Level::error, ""},
      {"[318451.002711] NVRM: Xid (PCI:0000:a1:00): 79,", "NVRM: Xid (PCI:0000:a1:00): 79,", Level::unknown, ""},
      {"I0609 11:05:39.787741 1 server.cc:12] \"loading: resnet:1\"", "loading: resnet:1", Level::info, ""},
      {"E0609 11:05:39.787741 1 main.go:12] \"Failed\" err=\"x\"", "\"Failed\" err=\"x\"", Level::error, ""},
      {"INFO:     Application startup complete.", "Application startup complete.", Level::info, ""},
      {"ERROR:root:flash_attn is missing", "flash_attn is missing", Level::error, ""},
      {"[TensorRT-LLM][INFO] Engine version 1", "Engine version 1", Level::info, ""},
      {"[11/21/2025-10:00:00] [TRT-LLM] [E] no engine", "no engine", Level::error, ""},
      {"^[[31mred^[[0m", "red", Level::unknown, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const std::vector<LogRecord> records = records_of(std::string(row.line));
    REQUIRE(records.size() == 1);
    CHECK(records[0].message == row.message);
    CHECK(records[0].level == row.level);
    CHECK(records[0].stream == row.stream);
  }
}

TEST_CASE("records: what a message may begin with stays") {
  const char* const lines[] = {"ERROR: Unexpected bus error encountered in worker.",
                               "Error: ShardCannotStart",
                               "OSError: [Errno 28] No space left",
                               "[GIN] 2024/05/06 - 13:58:48 | 500 |  18.94s | POST \"/api/generate\"",
                               "NVRM: Xid (PCI:0000:41:00): 79, pid=1",
                               "[transformers] Loading /models/x",
                               "(see the documentation) for more",
                               "{'model': 'x'}"};
  for (const char* line : lines) {
    CAPTURE(line);
    const std::vector<LogRecord> records = records_of(std::string(line));
    REQUIRE(records.size() == 1);
    CHECK(records[0].message == line);
  }
}

TEST_CASE("records: JSON lines and logfmt are unwrapped") {
  const std::vector<LogRecord> json = records_of(
      R"({"timestamp":"2026-11-21T09:00:00.5Z","level":"ERROR","fields":{"message":"Shard failed:\n\nTraceback (most recent call last):\n  File \"x.py\", line 1\nValueError: bad"},"span":{"rank":2}})"
      "\n"
      R"({"level":"error","ts":1795253911.5,"msg":"cannot sync","error":"no kind x"})"
      "\n{\"deep\": [[[[1]]]]}\n{broken\n");
  REQUIRE(json.size() == 4);
  CHECK(json[0].message == "ValueError: bad");
  CHECK(json[0].text == "Shard failed:\nTraceback (most recent call last):\n  File \"x.py\", line 1\nValueError: bad");
  CHECK(json[0].stream == "rank2");
  CHECK(json[0].level == Level::error);
  CHECK(json[0].time == aidiag::Time{1795251600500000});
  CHECK(json[1].text == "cannot sync\nno kind x");
  CHECK(json[1].time == aidiag::Time{1795253911500000});
  CHECK(json[2].message == "{\"deep\": [[[[1]]]]}");
  CHECK(json[3].message == "{broken");

  const std::vector<LogRecord> logfmt = records_of(
      R"(time=2026-11-21T09:00:00.000+02:00 level=WARN source=types.go:130 msg="a \"quoted\" word" id=0 error="no luck")");
  REQUIRE(logfmt.size() == 1);
  CHECK(logfmt[0].message == R"(a "quoted" word id=0 error="no luck")");
  CHECK(logfmt[0].level == Level::warning);
  CHECK(logfmt[0].time == aidiag::Time{1795244400000000});
}

TEST_CASE("records: a traceback with all that it was chained to is one record, the first error its message") {
  const std::vector<LogRecord> records = records_of(
      "starting\n"
      "Traceback (most recent call last):\n"
      "  File \"/app/a.py\", line 1, in <module>\n"
      "    load()\n"
      "    ^^^^^^\n"
      "requests.exceptions.HTTPError: 401 Client Error: Unauthorized\n"
      "\n"
      "The above exception was the direct cause of the following exception:\n"
      "\n"
      "Traceback (most recent call last):\n"
      "  File \"/app/b.py\", line 2, in get\n"
      "OSError: You are trying to access a gated repo.\n"
      "Make sure to have access to it.\n"
      "\n"
      "INFO:     Shutting down\n");
  REQUIRE(messages_of(records) ==
          Texts{"starting", "requests.exceptions.HTTPError: 401 Client Error: Unauthorized", "Shutting down"});
  CHECK(records[1].line == 2);
  CHECK(records[1].last_line == 14);
  CHECK(records[1].level == Level::error);
  CHECK(records[1].text.find("    ^^^^^^") == std::string::npos);
  CHECK(records[1].text.ends_with("Make sure to have access to it."));
}

TEST_CASE("records: the innermost error of a traceback that holds another one is its message") {
  const std::vector<LogRecord> ray = records_of(
      "Traceback (most recent call last):\n"
      "  File \"worker.py\", line 1, in get\n"
      "ray.exceptions.RayTaskError(RuntimeError): ray::Replica() (pid=4)\n"
      "  File \"replica.py\", line 2, in init\n"
      "RuntimeError: Traceback (most recent call last):\n"
      "  File \"app.py\", line 3, in __init__\n"
      "NameError: name 'x' is not defined\n");
  CHECK(messages_of(ray) == Texts{"NameError: name 'x' is not defined"});
  const std::vector<LogRecord> loader = records_of(
      "Traceback (most recent call last):\n"
      "  File \"train.py\", line 1\n"
      "RuntimeError: Caught RuntimeError in DataLoader worker process 0.\n"
      "Original Traceback (most recent call last):\n"
      "  File \"worker.py\", line 2\n"
      "RuntimeError: unable to allocate shared memory(shm)\n");
  CHECK(messages_of(loader) == Texts{"RuntimeError: unable to allocate shared memory(shm)"});
  const std::vector<LogRecord> group = records_of(
      "  + Exception Group Traceback (most recent call last):\n"
      "  |   File \"a.py\", line 1, in <module>\n"
      "  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n"
      "  +-+---------------- 1 ----------------\n"
      "    | Traceback (most recent call last):\n"
      "    |   File \"b.py\", line 2, in f\n"
      "    | ValueError: the cause\n"
      "    +------------------------------------\n"
      "bye\n");
  CHECK(messages_of(group) == Texts{"ValueError: the cause", "bye"});
  const std::vector<LogRecord> boxed = records_of(
      "╭───── Traceback (most recent call last) ─────╮\n"
      "│ /app/cli.py:10 in serve                     │\n"
      "╰─────────────────────────────────────────────╯\n"
      "OSError: no tokenizer\n");
  CHECK(messages_of(boxed) == Texts{"OSError: no tokenizer"});
}

TEST_CASE("records: tracebacks of several processes that print at once are kept apart") {
  const std::vector<LogRecord> records = records_of(
      "(Worker_TP0 pid=1) ERROR 11-21 09:00:00 [w.py:9] WorkerProc failed to start.\r\n"
      "(Worker_TP0 pid=1) ERROR 11-21 09:00:00 [w.py:9] Traceback (most recent call last):\r\n"
      "(Worker_TP1 pid=2) ERROR 11-21 09:00:00 [w.py:9] Traceback (most recent call last):\r\n"
      "(Worker_TP0 pid=1) ERROR 11-21 09:00:00 [w.py:9]   File \"a.py\", line 1\r\n"
      "Traceback (most recent call last):\n"
      "(Worker_TP1 pid=2) ERROR 11-21 09:00:00 [w.py:9]   File \"b.py\", line 1\r\n"
      "  File \"c.py\", line 1\n"
      "(Worker_TP0 pid=1) ERROR 11-21 09:00:00 [w.py:9] ValueError: zero\n"
      "(Worker_TP1 pid=2) ERROR 11-21 09:00:00 [w.py:9] ValueError: one\n"
      "RuntimeError: main\n"
      "(Worker_TP0 pid=1) INFO 11-21 09:00:01 [w.py:9] ended\n");
  REQUIRE(messages_of(records) == Texts{"ValueError: zero", "ValueError: one", "RuntimeError: main", "ended"});
  CHECK(records[0].stream == "Worker_TP0");
  CHECK(records[0].text ==
        "WorkerProc failed to start.\nTraceback (most recent call last):\n  File \"a.py\", line 1\nValueError: zero");
  CHECK(records[2].stream == "");
}

TEST_CASE("records: a log whose lines all end in CR LF is read as one whose lines end in LF") {
  const std::string log =
      "INFO 11-21 09:00:00 [api.py:9] Starting\n"
      "ERROR 11-21 09:00:01 [w.py:9] first\n"
      "ERROR 11-21 09:00:01 [w.py:9] second\n"
      "INFO 11-21 09:00:02 [w.py:9] third\n"
      "INFO 11-21 09:00:02 [w.py:9] fourth\n"
      "Traceback (most recent call last):\n"
      "  File \"a.py\", line 1\n"
      "ValueError: zero\n"
      "bye\n";
  std::string crlf;
  for (const char c : log) (crlf += c == '\n' ? "\r" : "") += c;
  const std::vector<LogRecord> plain = records_of(log), windows = records_of(crlf);
  REQUIRE(messages_of(windows) == messages_of(plain));
  for (std::size_t i = 0; i < plain.size(); ++i) CHECK(windows[i].text == plain[i].text);
  CHECK(messages_of(records_of("INFO 11-21 09:00:00 [w.py:9] Options:\r\r\nINFO 11-21 09:00:00 [w.py:9] tp=2\r\n"
                               "INFO 11-21 09:00:00 [w.py:9] Ready\r\n")) == Texts{"Options:", "Ready"});
}

TEST_CASE("records: a message in quotes goes on until they are closed") {
  const std::vector<LogRecord> records = records_of(
      "I0805 09:00:00.1 1 pb_stub.cc:366] \"Failed to initialize: OSError: gated repo.\n"
      "Make sure to have access.\n\nError: 403\n\"\n"
      "I0805 09:00:00.1 1 server.cc:366] \"Waiting.\"\nplain\n");
  REQUIRE(messages_of(records) == Texts{"Failed to initialize: OSError: gated repo.", "Waiting.", "plain"});
  CHECK(records[0].last_line == 5);
}

TEST_CASE("records: a worker's traceback that a log4j logger relays line by line is one record") {
  const std::string prefix = "2026-11-21T09:55:17,0";
  const std::string logger = " [INFO ] W-9000-m_1.0-stdout MODEL_LOG - ";
  const std::vector<LogRecord> records = records_of(
      prefix + "43" + logger + "Traceback (most recent call last):\n" + prefix + "44" + logger +
      "  File \"w.py\", line 1\n" +
      "2026-11-21T09:55:17,045 [INFO ] epoll-5-1 org.pytorch.serve.wlm.WorkerThread - 9000 Worker disconnected.\n" +
      prefix + "50" + logger + "RuntimeError: no driver\n" + prefix + "50" + logger + "\n" + prefix + "51" + logger +
      "During handling of the above exception, another exception occurred:\n" + prefix + "51" + logger + "\n" + prefix +
      "51" + logger + "Traceback (most recent call last):\n" + prefix + "52" + logger + "  File \"w.py\", line 2\n" +
      prefix + "53" + logger + "RuntimeError: 500\n" + prefix + "54" + logger + "next\n");
  REQUIRE(messages_of(records) == Texts{"RuntimeError: no driver", "9000 Worker disconnected.", "next"});
}

TEST_CASE("records: up to six plain lines behind an error belong to it, a new error or prefix does not") {
  const std::vector<LogRecord> records = records_of(
      "Error: Model 'x' not found.\n"
      "If the repo is private, log in.\n"
      "Error: another\n1\n2\n3\n4\n5\n6\n7\n"
      "note\n"
      "ERROR:    broken\nbecause\nINFO:     fine\nplain\n");
  REQUIRE(messages_of(records) ==
          Texts{"Error: Model 'x' not found.", "Error: another", "7", "note", "broken", "fine", "plain"});
  CHECK(records[0].text == "Error: Model 'x' not found.\nIf the repo is private, log in.");
  CHECK(records[4].text == "broken\nbecause");
}

TEST_CASE("records: stacks of Java and C++, warnings of Python, and torchrun's summary stay whole") {
  const std::vector<LogRecord> records = records_of(
      "java.io.EOFException: Unexpected end\n\tat java.util.Zip.read(Zip.java:1)\nCaused by: java.lang.Error\n\t... 3 "
      "more\n"
      "/lib/x.py:1: UserWarning: not enough space\n  warnings.warn(\n"
      "terminate called after throwing an instance of 'c10::Error'\n  what():  CUDA error\n"
      "E1121 09:39:49.418000 1 torch/api.py:1002] failed (exitcode: -9) local_rank: 0 (pid: 8)\n"
      "Traceback (most recent call last):\n"
      "  File \"run.py\", line 1, in main\n"
      "torch.distributed.elastic.multiprocessing.errors.ChildFailedError: \n"
      "============================================================\n"
      "train.py FAILED\n"
      "------------------------------------------------------------\n"
      "Failures:\n  <NO_OTHER_FAILURES>\n"
      "Root Cause (first observed failure):\n[0]:\n  exitcode  : -9 (pid: 8)\n  a\nb\nc\nd\n"
      "============================================================\n");
  REQUIRE(messages_of(records) == Texts{"java.io.EOFException: Unexpected end",
                                        "/lib/x.py:1: UserWarning: not enough space",
                                        "terminate called after throwing an instance of 'c10::Error'",
                                        "torch.distributed.elastic.multiprocessing.errors.ChildFailedError:"});
  CHECK(records[3].last_line == 25);
}

TEST_CASE("records: of the states of a progress bar the last stays, what is glued to it is a line of its own") {
  const std::vector<LogRecord> records = records_of(
      "\rFetching 6 files:   0%|   | 0/6 [00:00<?, ?it/s]Error while downloading\nTrying again\n"
      "\rFetching 6 files:  33%|█  | 2/6 [00:00<00:00, 16.58it/s]\rFetching 6 files: 100%|███| 6/6 [00:01<00:00,  "
      "5.1it/s]\r\n"
      "Fetching 9 files:   0%|  | 0/9 [00:00<?, ?it/s]/x.py:7: UserWarning: diskFetching 9 files:  50%|█ | 4/9 "
      "[00:01<00:01, "
      "3.2s/it]tail\n"
      "50%\r\r100%\r  \r\n");
  REQUIRE(messages_of(records) == Texts{"Fetching 6 files:   0%|   | 0/6 [00:00<?, ?it/s]", "Error while downloading",
                                        "Fetching 6 files: 100%|███| 6/6 [00:01<00:00,  5.1it/s]",
                                        "/x.py:7: UserWarning: disk",
                                        "Fetching 9 files:  50%|█ | 4/9 [00:01<00:01, 3.2s/it]", "tail", "100%"});
  CHECK(records[1].text == "Error while downloading\nTrying again");
}

TEST_CASE("records: bad UTF-8 becomes U+FFFD, NUL a space, and CRLF ends a line") {
  const std::vector<LogRecord> records = records_of("a\xff z\xe2\x82\r\nbus\0error\n\xc0\xaf\xed\xa0\x80"s);
  REQUIRE(records.size() == 3);
  CHECK(records[0].text == "a\xEF\xBF\xBD z\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(records[1].text == "bus error");
  CHECK(records[2].text == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("records: time stamps of the kubelet are the time, and are taken off in front of a bar too") {
  Log log;
  log.timestamps = true;
  log.text =
      "2026-11-21T04:00:00.000000000Z (EngineCore pid=1) INFO 11-21 09:39:30 [core.py:15] failed\n"
      "2026-11-21T04:00:01Z \n"
      "2026-11-21T04:00:02.500000001Z \rLoading:  10%\rLoading:  20%\n"
      "no stamp\n";
  const std::vector<LogRecord> records = records_of(log);
  REQUIRE(messages_of(records) == Texts{"failed", "Loading:  20%", "no stamp"});
  CHECK(records[0].time == aidiag::Time{1795233600000000});
  CHECK(records[1].time == aidiag::Time{1795233602500000});
  CHECK_FALSE(records[2].time);
}

TEST_CASE("records: the framing of container runtimes is taken off files of nodes, and off copies that begin with it") {
  Log log;
  log.text =
      "2026-11-21T04:00:00.1Z stdout P first \n2026-11-21T04:00:00.2Z stderr F other\n2026-11-21T04:00:00.3Z stdout F "
      "second\n"
      "{\"log\":\"docker \\u001b[31mline\\u001b[0m\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T04:00:01.5Z\"}\n";
  log.from_node = true;
  const std::vector<LogRecord> framed = records_of(log);
  REQUIRE(messages_of(framed) == Texts{"other", "first second", "docker line"});
  CHECK(framed[2].time == aidiag::Time{1795233601500000});
  log.from_node = false;
  CHECK(records_of(log)[0].message == "stdout P first");
  CHECK(messages_of(records_of("2026-11-21T04:00:00.123456789Z stderr F Traceback (most recent call last):\n"
                               "2026-11-21T04:00:00.123456790Z stderr F   File \"x.py\", line 1, in <module>\n"
                               "2026-11-21T04:00:00.123456791Z stderr F ValueError: no\n")) == Texts{"ValueError: no"});
  CHECK(messages_of(records_of("a program\n2026-11-21T04:00:00.123456789Z stderr F speaks\n")) ==
        Texts{"a program", "stderr F speaks"});
}

TEST_CASE("records: equal ones but for digits are counted, the first and the last kept") {
  const std::vector<LogRecord> records = records_of("retry 1\nretry 22\nother\nretry 3\nretry 4\nother x\n");
  REQUIRE(messages_of(records) == Texts{"retry 1", "other", "retry 4", "other x"});
  CHECK(records[0].count == 4);
  CHECK(records[2].count == 4);
  CHECK(records[2].line == 5);
  CHECK(records[1].count == 1);
}

TEST_CASE("records: records that different patterns hit are never equal") {
  aidiag::PatternSet patterns;
  const aidiag::PatternId lost = patterns.add("Xid .*: 79,");
  Log log;
  log.text = "NVRM: Xid 1: 13, a\nNVRM: Xid 1: 79, a\nNVRM: Xid 1: 13, a\nNVRM: Xid 1: 43, a\n";
  const std::vector<LogRecord> records = aidiag::read_log(log, {}, nullptr, patterns).records;
  REQUIRE(records.size() == 3);
  CHECK(records[1].hits == std::vector<aidiag::PatternId>{lost});
}

TEST_CASE("records: the text of a long one keeps head, tail and the errors between them") {
  std::string chain = "Traceback (most recent call last):\n";
  for (int section = 0; section < 5; ++section) {
    for (int frame = 0; frame < 100; ++frame)
      chain += "  File \"/usr/lib/python3/site-packages/deep.py\", line 1, in f\n";
    chain += "Error" + std::to_string(section) +
             "Error: section\n\nDuring handling of the above exception, another exception occurred:\n\n";
    chain += "Traceback (most recent call last):\n";
  }
  chain += "  File \"x\", line 1\nLastError: end\n";
  const std::vector<LogRecord> records = records_of(chain);
  REQUIRE(records.size() == 1);
  CHECK(records[0].message == "Error0Error: section");
  CHECK(records[0].text.size() <= 8192);
  CHECK(records[0].text.starts_with("Traceback"));
  CHECK(records[0].text.ends_with("LastError: end"));
  for (int section = 0; section < 5; ++section) {
    CHECK(records[0].text.find("Error" + std::to_string(section) + "Error: section") != std::string::npos);
  }
  const std::vector<LogRecord> line = records_of("head " + std::string(20'000, 'x') + " tail");
  REQUIRE(line.size() == 1);
  CHECK(line[0].text.size() <= 8192);
  CHECK(line[0].text.starts_with("head xxx"));
  CHECK(line[0].text.ends_with("xxx tail"));
}

TEST_CASE("records: hostile input takes linear time and bounded memory") {
  const auto repeat = [](const std::string& part, std::size_t size) {
    std::string text;
    while (text.size() < size) text += part;
    return text;
  };
  struct Row {
    const char* name;
    std::string text;
  };
  const std::size_t size = 3 << 20;
  std::string letters;
  for (std::size_t i = 0; i < size / 8; ++i)
    letters += std::to_string(i * 2654435761U % 1000003) + "abc" + char('a' + i % 26) + "\n";
  const Row rows[] = {
      {"one line", std::string(size, 'a')},
      {"one line of bad UTF-8", std::string(size, '\xff')},
      {"carriage returns", std::string(size, '\r')},
      {"states", repeat("50%\r", size)},
      {"bars", repeat("a: 5%|x| 1/2 [0<1, 2it/s]", size)},
      {"bars and returns", repeat("5% [2it/s]x\r", size)},
      {"brackets", repeat("]", size)},
      {"open brackets", repeat("[(", size)},
      {"escapes", repeat("\x1b[", size)},
      {"deep JSON", "{\"msg\":" + repeat("[", size) + "}"},
      {"many JSON", repeat("{\"msg\":[[[[[[[[[[[[1]]]]]]]]]]]]}\n", size)},
      {"tracebacks", repeat("Traceback (most recent call last):\n", size)},
      {"frames", "Traceback (most recent call last):\n" + repeat("  File \"a\"\n", size)},
      {"streams", repeat("(a pid=1) x\n", 1000) + letters},
      {"newlines", std::string(size, '\n')},
      {"letters", letters},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::vector<LogRecord> records = records_of(row.text);
    CHECK(records.size() <= 20'000);
    for (const LogRecord& record : records) {
      if (record.text.size() > 8192 || record.message.size() > 2048) FAIL("a record is too long");
    }
  }
}

TEST_CASE("records: of too many the first and the last are kept, and the log is not complete") {
  Log log;
  log.from_start = true;
  for (int i = 0; i < 30'000; ++i) {
    std::string name;
    for (int n = i; n > 0; n /= 26) name += static_cast<char>('a' + n % 26);
    log.text += "line " + name + "\n";
  }
  const aidiag::RunLog run = aidiag::read_log(log, {}, nullptr, aidiag::PatternSet());
  CHECK(run.records.size() == 20'000);
  CHECK(run.records.front().line == 1);
  CHECK(run.records.back().line == 30'000);
  CHECK_FALSE(run.complete);
}
