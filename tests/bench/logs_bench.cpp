// SPDX-License-Identifier: Apache-2.0
// How fast a log becomes records: 64 MB of what vLLM prints, through assembly and one scan for 300 patterns, on one
// core. Expected: 60 MB/s or more.
#include <fmt/core.h>

#include <ctime>

#include "aidiag/logs.hpp"

namespace {

using aidiag::PatternSet;

/// 300 patterns as rules write them: a literal, a few groups, some alternatives, some without regard to case.
void add_patterns(PatternSet& patterns) {
  const char* const causes[] = {"out of memory",          "illegal memory access", "uncorrectable ECC error",
                                "no kernel image",        "device-side assert",    "unspecified launch",
                                "invalid device ordinal", "driver too old",        "not supported",
                                "Connection refused",     "Permission denied",     "timed out",
                                "No such file",           "No space left",         "Name or service",
                                "401 Client Error",       "certificate verify",    "gated repo",
                                "invalid header",         "size mismatch"};
  const char* const shapes[] = {
      "CUDA error: (?P<what>{})",
      "(?i)failed to load .*{}",
      R"(Worker (?P<rank>\d+) .*: {})",
      R"(NCCL WARN .*{}.*rank (?P<rank>\d+))",
      "(?:OSError|RuntimeError|ValueError): .*{}",
      R"(^ERROR \S+ {}$)",
      R"(model (?P<model>\S+) (?:is|was) .*{})",
      R"(\bGPU (?P<gpu>\d+)\b.* {})",
      "{}: (?P<path>/[^ ]+)",
      "huggingface_hub.*{}|hf_hub.*{}",
      R"({} \((?P<needed>[\d.]+) GiB needed, (?P<have>[\d.]+) GiB there\))",
      "Triton.*(?:error|exception).*{}",
      "torch[.]\\w+[.]{}",
      R"(exit(?:ed|s) with (?:code|signal) (?P<code>-?\d+).*{})",
      "max_model_len .*{}",
  };
  for (const char* shape : shapes) {
    for (const char* cause : causes) {
      std::string pattern = shape;
      for (std::size_t at = pattern.find("{}"); at != std::string::npos; at = pattern.find("{}"))
        pattern.replace(at, 2, cause);
      patterns.add(pattern);
    }
  }
}

std::string vllm_log(std::size_t size) {
  std::string text;
  for (unsigned i = 0; text.size() < size; ++i) {
    const unsigned second = i % 60;
    const unsigned engine = i % 8;
    text += fmt::format(
        "(APIServer pid=1) INFO 11-21 09:39:{:02} [launcher.py:195] Route: /v1/chat/completions/{}, Methods: POST\n",
        second, i);
    text += fmt::format("INFO:     10.244.{}.{}:{} - \"POST /v1/completions HTTP/1.1\" 200 OK\n", i % 250, i % 199,
                        i % 60000);
    text += fmt::format(
        "(EngineCore_DP{} pid=20) INFO 11-21 09:39:{:02} [loggers.py:127] Engine 00{}: Avg prompt throughput: {}.{} "
        "tokens/s, "
        "Avg generation throughput: {}.1 tokens/s, Running: {} reqs, Waiting: {} reqs, GPU KV cache usage: {}.1%, "
        "Prefix "
        "cache hit rate: 0.0%\n",
        engine, second, engine, i % 900, i % 10, i % 1000, i % 200, i % 17, i % 100);
    text += fmt::format(
        "(Worker_TP{} pid=29) WARNING 11-21 09:39:{:02} [gpu_worker.py:{}] request {:x}-{:x} was preempted\n", engine,
        second, i % 700, i * 2654435761U, i);
    if (i % 16 != 0) continue;
    text += fmt::format("\rLoading safetensors checkpoint shards:  {}% Completed | {}/20 [00:01<00:02,  2.91it/s]\n",
                        i % 100, i % 20);
    text += fmt::format(
        "(Worker_TP{} pid=29) ERROR 11-21 09:39:{:02} [multiproc_executor.py:953] Traceback (most recent call last):\n",
        engine, second);
    for (int frame = 0; frame < 12; ++frame) {
      text += fmt::format(
          "(Worker_TP{} pid=29) ERROR 11-21 09:39:{:02} [multiproc_executor.py:953]   File "
          "\"/usr/lib/python3/vllm/f{}.py\", line {}\n",
          engine, second, frame, i % 1000);
    }
    text += fmt::format(
        "(Worker_TP{} pid=29) ERROR 11-21 09:39:{:02} [multiproc_executor.py:953] RuntimeError: request {:x} {}\n",
        engine, second, i * 2654435761U, i % 160 == 0 ? "out of memory" : "was dropped");
  }
  return text;
}

}  // namespace

int main() {
  PatternSet patterns;
  add_patterns(patterns);
  const auto seconds_since = [](std::clock_t begin) {
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  };

  const std::clock_t compiling = std::clock();  // CPU time, so that a busy machine does not show
  patterns.compile();
  fmt::print("compiling {} patterns: {:.1f} ms\n", patterns.size(), seconds_since(compiling) * 1e3);

  aidiag::Log log;
  log.text = vllm_log(64U << 20);
  log.from_start = true;
  const std::clock_t reading = std::clock();
  const aidiag::RunLog run = aidiag::read_log(log, {}, nullptr, patterns);
  const double seconds = seconds_since(reading);
  std::size_t hits = 0;
  for (const aidiag::LogRecord& record : run.records) hits += record.hits.size();
  const double megabytes = static_cast<double>(log.text.size()) / 1e6;
  fmt::print("{:.0f} MB in {:.2f} s: {:.0f} MB/s, {} records kept, {} hits\n", megabytes, seconds, megabytes / seconds,
             run.records.size(), hits);
}
