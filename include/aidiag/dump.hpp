// SPDX-License-Identifier: Apache-2.0
// Offline input: a Source over files instead of a cluster. What is read, in any mixture and at any depth:
//
//  * the folder that `kubectl cluster-info dump --output-directory DIR` writes (JSON or YAML), or what the command
//    prints without that flag: `nodes.json`, `<ns>/pods.json`, ..., `<ns>/<pod>/logs.txt`. Any further
//    `<ns>/<kind plural>.json` beside them, and any cluster-scoped `<kind plural>.json` beside nodes.json;
//  * what `kubectl get ... -o json|yaml` prints: a List, a typed list, an object, several of them in one file;
//  * a .tar, .tar.gz, .tgz (also xz, bzip2, zstd) of these, read in memory: nothing is written to disk;
//  * "-": any of these on standard input.
//
// A capture, which `kubectl ai-diag capture` writes, has the first layout and three files more: `capture.json` at its
// top (source/capture_record.hpp), and beside logs.txt and with its marks `previous-logs.txt`, the runs before, and
// `logs-head.txt` and `previous-logs-head.txt`, the beginnings of logs that are there by their end only.
//
// ABSENT AND NOT READ. A list file of the folder layout makes its kind complete in its namespace, also when it is
// empty. A List says the same for the namespaces its items are in; an empty one for that of its neighbours. A single
// object makes its kind partial. What no file holds is not read: a Gap, but only once somebody asks for it. A capture
// says itself what it holds completely; that counts, as long as the files are there that it names.
//
// Not an API for others.
#pragma once

#include <memory>
#include <string>

#include "aidiag/recorder.hpp"
#include "aidiag/result.hpp"
#include "aidiag/source.hpp"

namespace aidiag {

struct CaptureRecord;

class Dump : public Source {
 public:
  /// What the capture says of itself, once it has been read; nullptr for a dump that is no capture.
  [[nodiscard]] virtual const CaptureRecord* record() const = 0;
};

/// Opens `path`, a folder, a file or "-" for standard input.
///
/// The first read() takes in everything, whatever it was asked for, and sets `now` (capture.json's takenAt, else the
/// newest time in the objects); after that reads only decide what is a Gap. A file that is unreadable, cut off or
/// broken is a Gap with its name and line, and what can be read of it is kept. A Source may serve several builders.
///
/// Fails with `usage` if there is no such path, with `bad_file` if it cannot be read at all; read() fails with
/// `bad_file` if nothing in it is usable and with `not_found` if a Namespace is asked for that no file mentions.
/// `recorder`, if there is one, is told of every object.
Result<std::unique_ptr<Dump>> open_dump(const std::string& path, bool with_logs = true, Recorder* recorder = nullptr);

}  // namespace aidiag
