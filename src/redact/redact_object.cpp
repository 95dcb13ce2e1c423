// SPDX-License-Identifier: Apache-2.0
// An object is written anew, field by field, so that what a field is called can decide over its value.
#include <algorithm>
#include <array>

#include "aidiag/json_escape.hpp"
#include "redact/chars.hpp"
#include "redact/command_words.hpp"
#include "redact/cutter.hpp"
#include "redact/redact.hpp"
#include "redact/secret_values.hpp"
#include "redact/token_forms.hpp"

namespace aidiag {
namespace {

// Copies of the object as somebody applied it: with all its literal values, and of no use to a diagnosis.
constexpr auto kCopies = std::to_array<std::string_view>(
    {"kubectl.kubernetes.io/last-applied-configuration", "objectset.rio.cattle.io/applied",
     "banzaicloud.com/last-applied", "kapp.k14s.io/original", "kapp.k14s.io/original-diff"});

// Fields of Kubernetes itself that sound like secrets and hold a name.
constexpr auto kNames = std::to_array<std::string_view>({"secret", "credential", "credentials", "auth"});

void write_string(std::string& out, std::string_view text) {
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

// What objects are found by: no form of a secret can be a name, and nothing may look like one by chance.
bool is_identity(std::string_view key) {
  constexpr auto keys = std::to_array<std::string_view>(
      {"name", "namespace", "uid", "resourceVersion", "generateName", "ownerReferences", "creationTimestamp"});
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// What objects are matched by: a selector and the label that it selects stay the same only if neither is touched, or
// both alike, by their form alone.
bool is_matched(std::string_view key, Json value) {
  constexpr auto keys =
      std::to_array<std::string_view>({"labels", "matchLabels", "matchLabelKeys", "matchExpressions", "matchFields",
                                       "nodeSelector", "selector", "podSelector", "namespaceSelector", "labelSelector",
                                       "nodeAffinity", "taints", "tolerations", "ownerReferences", "involvedObject"});
  return !value.is_string() && std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool is_copy(std::string_view key) { return std::find(kCopies.begin(), kCopies.end(), key) != kCopies.end(); }

class ObjectWriter {
 public:
  ObjectWriter(std::string& out, Redactions& count, KnownValues* known) : out_(out), count_(count), known_(known) {}

  void object(Json object, std::string_view kind, std::string_view api_version) {
    KnownValues* const known = known_;
    out_ += "{\"kind\":";
    write_string(out_, kind);
    out_ += ",\"apiVersion\":";
    write_string(out_, api_version);
    for (const auto& [key, value] : object.fields()) {
      if (key == "kind" || key == "apiVersion") continue;
      if (kind == "ConfigMap" && (key == "data" || key == "binaryData")) continue;
      known_ = kind == "Event" || key == "status" ? nullptr : known;  // what they say repeats what others are
      field(false, key, [&, value = value, key = key] {
        if (key == "metadata") {
          metadata(value);
        } else {
          any(value, key);
        }
      });
    }
    out_ += '}';
  }

  void any(Json value, std::string_view key) {
    if (is_matched(key, value)) return matched(value);
    if (value.is_object()) return fields(value);
    if (value.is_array()) return items(value, key);
    if (value.is_string()) return write_string(out_, text(value.text(), key, count_.assignments));
    if (value.is_number() && is_number_of_secret(key, value)) {
      ++count_.assignments;
      return write_string(out_, kRedacted);
    }
    out_ += value.dump();
  }

 private:
  void field(bool first, std::string_view key, const auto& write_value) {
    if (!first) out_ += ',';
    write_string(out_, key);
    out_ += ':';
    write_value();
  }

  void metadata(Json metadata) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : metadata.fields()) {
      if (key == "managedFields") continue;
      field(first, key, [&, value = value, key = key] {
        if (is_identity(key)) {
          out_ += value.dump();
        } else if (key == "annotations" && value.is_object()) {
          annotations(value);
        } else {
          any(value, key);
        }
      });
      first = false;
    }
    out_ += '}';
  }

  void annotations(Json all) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : all.fields()) {
      if (is_copy(key)) {
        ++count_.annotations;
        continue;
      }
      field(first, key, [&, value = value, key = key] { any(value, key); });
      first = false;
    }
    out_ += '}';
  }

  // No form of a token has a sign that JSON escapes.
  void matched(Json value) {
    std::string json = value.dump();
    if (may_hold_token(json)) count_.tokens += redact_tokens(json, nullptr);
    out_ += json;
  }

  static bool is_number_of_secret(std::string_view key, Json value) {
    constexpr std::size_t shortest = 5;  // "passwordRetries": 3
    return secrecy_of(key) == Secrecy::yes && value.dump().size() >= shortest;
  }

  void fields(Json object) {
    const Json literal = object["value"];
    Json name = object["name"];
    if (!name.is_string()) name = object["key"];
    const bool variable = name.is_string() && literal.is_string();
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : object.fields()) {
      field(first, key, [&, value = value, key = key] {
        if (variable && key == "value") {
          write_string(out_, text(value.text(), name.text(), count_.variables));
        } else if (key == "annotations" && value.is_object()) {
          annotations(value);  // those of a pod template
        } else {
          any(value, key);
        }
      });
      first = false;
    }
    out_ += '}';
  }

  // In a command line the word before may say what this one is; in a list of secrets its name says it of all.
  void items(Json array, std::string_view key) {
    const std::vector<Json> all = array.items();
    std::vector<std::string> words;
    for (const Json& item : all) words.emplace_back(item.text());
    redact_words(words, secrecy_of(key) == Secrecy::yes, count_, known_);
    out_ += '[';
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i > 0) out_ += ',';
      if (all[i].is_string()) {
        write_string(out_, words[i]);
      } else {
        any(all[i], key);
      }
    }
    out_ += ']';
  }

  // The text under a name that says what it is; or else what the text itself shows.
  std::string text(std::string_view value, std::string_view name, std::size_t& counter) {
    const Secrecy secrecy = secrecy_of(name);
    const bool is_name = is_one_of(name, kNames) && !looks_secret(value);
    if (is_name || !is_secret(secrecy, value)) return redact_text(value, count_, known_);
    if (known_ != nullptr) known_->add(value, secrecy == Secrecy::yes);
    ++counter;
    return std::string(kRedacted);
  }

  std::string& out_;
  Redactions& count_;
  KnownValues* known_;
};

}  // namespace

std::string redact_object(Json object, std::string_view kind, std::string_view api_version, Redactions& count,
                          KnownValues* known) {
  std::string out;
  ObjectWriter(out, count, known).object(object, kind, api_version);
  return out;
}

void learn_secrets(Json part, KnownValues& known) {
  std::string out;
  Redactions count;
  ObjectWriter(out, count, &known).any(part, "");
}

}  // namespace aidiag
