// SPDX-License-Identifier: Apache-2.0
// Whether a container's CUDA and its node's driver and cards go together, by the tables of rules/tables/. Which CUDA an
// image is built for is known where its tag says so (cu124, cuda12.4, nvidia/cuda:12.4.1-...), a variable does, or the
// banner of NVIDIA's images in the log. Images may bring a compatibility package, so an old driver is no proof alone.
#include <optional>

#include <fmt/format.h>

#include "facts/family.hpp"
#include "facts/records.hpp"
#include "facts/state.hpp"
#include "knowledge/cuda.hpp"
#include "model/accelerators.hpp"

namespace aidiag {
namespace {

using enum Type;
using knowledge::Version;
constexpr About container = About::container, node = About::node;

constexpr FactLine lines[] = {
    {"container.cuda.version", text, container, "Pod",
     "The CUDA that its image is built for, such as 12.4: by the image's tag, CUDA_VERSION, or the banner in its log."},
    {"container.cuda.oldest_driver", text, container, "Pod",
     "The oldest NVIDIA driver with which a program built for that CUDA may start."},
    {"container.cuda.driver", text, container, "Pod",
     "The NVIDIA driver that this CUDA was released with; with it, everything works."},
    {"container.cuda.driver_too_old", boolean, container, "Pod Node",
     "Whether the driver of its node is older than the oldest for its CUDA."},
    {"container.cuda.driver_older", boolean, container, "Pod Node",
     "Whether the driver of its node is older than the one that its CUDA was released with."},
    {"container.cuda.older_than_gpu", boolean, container, "Pod Node",
     "Whether its CUDA is older than the first that builds code for its node's cards."},
};

constexpr FactLine node_lines[] = {
    {"node.accelerator.compute_capability", text, node, "Node",
     "Compute capability of its NVIDIA cards, such as 9.0: by label, else by the product."},
    {"node.accelerator.sm", number, node, "Node", "The same as a number for comparisons: 90."},
    {"node.cuda.of_driver", text, node, "Node",
     "The newest CUDA that its driver was released with or later: what nvidia-smi shows."},
};

struct Found {
  Version version;
  Place place;
  std::string quote;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "cu124" and "cu128": three digits, the last is the minor version; also "cu12.4" and "cuda-12.4".
std::optional<Version> after_cu(std::string_view rest) {
  if (rest.starts_with("da")) rest.remove_prefix(2);
  if (!rest.empty() && (rest.front() == '-' || rest.front() == ':')) rest.remove_prefix(1);
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits == 3 && (digits == rest.size() || rest[3] != '.'))
    return Version{(rest[0] - '0') * 10 + (rest[1] - '0'), rest[2] - '0'};
  if (digits == 2 && rest.size() > 3 && rest[2] == '.' && is_digit(rest[3])) return knowledge::parse_version(rest);
  return std::nullopt;
}

/// The version in an image's name: "vllm:0.8-cu128", "pytorch:2.5.1-cuda12.4-cudnn9-runtime",
/// "nvidia/cuda:12.4.1-base".
std::optional<Version> cuda_of_image(std::string_view image) {
  for (std::size_t at = image.find("cu"); at != std::string_view::npos; at = image.find("cu", at + 2)) {
    const bool begins_word = at == 0 || !((image[at - 1] >= 'a' && image[at - 1] <= 'z') || is_digit(image[at - 1]));
    if (const auto version = begins_word ? after_cu(image.substr(at + 2)) : std::nullopt) return version;
  }
  return std::nullopt;
}

/// The entrypoint of NVIDIA's images prints `CUDA Version 12.4.1` on a line of its own.
std::optional<Found> cuda_of_log(const Facts& facts, const Subject& subject) {
  constexpr std::string_view banner = "CUDA Version ";
  for (const Record& record : facts.records(subject, RecordKind::log).all) {
    const std::string_view text = record.log->text;
    for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size()) + 1) {
      const std::string_view line = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
      if (!line.starts_with(banner) || line.size() > banner.size() + 10) continue;
      if (const auto version = knowledge::parse_version(line.substr(banner.size())))
        return Found{*version, record.place, std::string(line)};
    }
  }
  return std::nullopt;
}

std::optional<Found> cuda_of(const Facts& facts, const Subject& subject) {
  const ContainerView& c = facts.state().container(subject);
  const std::string object = subject.object->title();
  for (const Json entry : c.spec["env"].items()) {
    if (entry["name"].text() != "CUDA_VERSION") continue;
    if (const auto version = knowledge::parse_version(entry["value"].text()))
      return Found{*version, {object, c.spec_path + ".env", {}, false, 0, {}}, std::string(entry["value"].text())};
  }
  const std::string_view image = c.spec["image"].text();
  if (const auto version = cuda_of_image(image))
    return Found{*version, {object, c.spec_path + ".image", {}, false, 0, {}}, std::string(image)};
  return cuda_of_log(facts, subject);
}

std::string written(const Version& version) {
  return version.third == 0 ? knowledge::to_text(version)
                            : fmt::format("{}.{:02}.{:02}", version.first, version.second, version.third);
}

void fill_driver(const Facts& facts, const Subject& subject, const Version& cuda, FactSink& out) {
  const auto oldest = knowledge::oldest_driver(cuda);
  const auto own = knowledge::toolkit_driver(cuda);
  const Where image(facts.state().container(subject).spec_path + ".image");
  if (oldest) out.text("container.cuda.oldest_driver", written(*oldest), image);
  if (own) out.text("container.cuda.driver", written(*own), image);
  const Fact& driver = facts.get(subject, "node.cuda.driver");
  if (driver.state == Fact::State::unknown) {
    out.unknown("container.cuda.driver_too_old", driver.missing);
    return out.unknown("container.cuda.driver_older", driver.missing);
  }
  const auto has = knowledge::parse_version(driver.value.text);
  if (driver.state != Fact::State::known || !has) return;
  const Where there(driver.place, driver.value.text);
  if (oldest) out.boolean("container.cuda.driver_too_old", *has < *oldest, there);
  if (own) out.boolean("container.cuda.driver_older", *has < *own, there);
}

void fill_cards(const Facts& facts, const Subject& subject, const Version& cuda, FactSink& out) {
  const Fact& capability = facts.get(subject, "node.accelerator.compute_capability");
  if (capability.state == Fact::State::unknown) return out.unknown("container.cuda.older_than_gpu", capability.missing);
  const auto version = knowledge::parse_version(capability.value.text);
  const auto first = version ? knowledge::first_cuda_for(*version) : std::nullopt;
  if (!first) return;
  out.boolean("container.cuda.older_than_gpu", Version{cuda.first, cuda.second} < *first,
              Where(capability.place, capability.quote));
}

void fill_cuda(const Facts& facts, const Subject& subject, FactSink& out) {
  const auto found = cuda_of(facts, subject);
  if (!found) return;
  out.text("container.cuda.version", knowledge::to_text(found->version), Where(found->place, found->quote));
  fill_driver(facts, subject, found->version, out);
  fill_cards(facts, subject, found->version, out);
}

void fill_capability(const Facts& facts, const Subject& subject, FactSink& out) {
  const Object& object = *subject.object;
  const Fact& driver = facts.get(subject, "node.cuda.driver");
  const auto has = knowledge::parse_version(driver.value.text);
  const auto newest = has ? knowledge::cuda_of_driver(*has) : std::nullopt;
  if (newest) out.text("node.cuda.of_driver", knowledge::to_text(*newest), Where(driver.place, driver.value.text));

  std::string_view key = "nvidia.com/gpu.compute.major";
  std::string quote(object.label(key));
  auto capability = knowledge::parse_version(quote);
  const auto minor = knowledge::parse_version(object.label("nvidia.com/gpu.compute.minor"));
  if (capability && minor) capability->second = minor->first;
  if (!capability) {
    quote = accelerator_label(object, key);
    capability = knowledge::compute_capability(quote);
  }
  if (!capability) return;
  const Where where(Place{object.title(), fmt::format("metadata.labels[{}]", key), {}, false, 0, {}}, quote);
  out.text("node.accelerator.compute_capability", knowledge::to_text(*capability), where);
  out.number("node.accelerator.sm", capability->first * 10 + capability->second, where);
}

}  // namespace

constinit const Family cuda_family{lines, fill_cuda};
constinit const Family capability_family{node_lines, fill_capability};

}  // namespace aidiag
