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
// Beside the contract's files two more are understood: `capture.json` at the top of a folder
// ({"takenAt", "context", "allNamespaces", "gaps": [{"kind", "namespace", "name", "container", "reason"}]}) and
// `<ns>/<pod>/previous-logs.txt`, which has the marks of logs.txt and holds the runs before.
//
// ABSENT AND NOT READ. A list file of the folder layout makes its kind complete in its namespace, also when it is
// empty. A List says the same for the namespaces its items are in; an empty one for that of its neighbours. A single
// object makes its kind partial. What no file holds is not read: a Gap, but only once somebody asks for it.
//
// Not an API for others.
#pragma once

#include <memory>
#include <string>

#include "aidiag/result.hpp"
#include "aidiag/source.hpp"

namespace aidiag {

/// Opens `path`, a folder, a file or "-" for standard input.
///
/// The first read() takes in everything, whatever it was asked for, and sets `now` (capture.json's takenAt, else the
/// newest time in the objects); after that reads only decide what is a Gap. A file that is unreadable, cut off or
/// broken is a Gap with its name and line, and what can be read of it is kept. A Source may serve several builders.
///
/// Fails with `usage` if there is no such path, with `bad_file` if it cannot be read at all; read() fails with
/// `bad_file` if nothing in it is usable and with `not_found` if a Namespace is asked for that no file mentions.
Result<std::unique_ptr<Source>> open_dump(const std::string& path, bool with_logs = true);

}  // namespace aidiag
