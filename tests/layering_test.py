# SPDX-License-Identifier: Apache-2.0
"""The layers: what the core library calls, and who includes whom. Core is a function of its input, so it needs no
file, network, clock or environment; the linker's symbols show it, and a search through the sources shows what would
be inlined."""
import os
import re
import subprocess
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORE = os.environ.get("AIDIAG_CORE", os.path.join(SOURCE, "build/dev/libcore.a"))
CORE_FOLDERS = ("knowledge", "model", "fit", "logs", "facts", "rules", "diagnosis", "redact", "report",
                "worlds")

FORBIDDEN_SYMBOLS = {
    "files": r"f?open(64)?|openat(64)?|fopen(64)?|freopen(64)?|creat|popen|mkstemp|stat(64)?|opendir|unlink|"
             r"_ZNSt14basic_[io]fstream.*|_ZNSt13basic_[io]fstream.*|_ZNSt13basic_fstream.*|_ZNSt13basic_filebuf.*|"
             r"_ZNKSt10filesystem.*|_ZNSt10filesystem.*|_ZN4YAML8LoadFile.*|archive_.*",
    "the environment": r"getenv|secure_getenv|setenv|environ|getcwd|getuid|gethostname|setlocale",
    "the clock": r"time|clock|gettimeofday|clock_gettime|localtime(_r)?|mktime|_ZNSt6chrono.*_clock3now.*",
    "the network": r"socket|connect|bind|getaddrinfo|send|recv|curl_.*|SSL_.*|EVP_.*|X509_.*|BIO_.*",
    "other programs": r"system|fork|exec[vl]p?e?|posix_spawnp?",
    "the terminal": r"_ZSt4cout|_ZSt4cerr|printf|puts|isatty",
}

FORBIDDEN_TEXT = {
    r"#include <(fstream|filesystem|iostream|ctime|regex)>": "files, clock, or an engine that cluster text can crash",
    r"\bstd::getenv\b": "the environment",
    r"\bstd::chrono::(system|steady|high_resolution)_clock\b": "the clock",
    r"\bstd::regex\b": "std::regex: one long line of cluster text overflows its stack",
    r"#include <(curl/|openssl/|archive\.h)": "a library of the outside",
}

# Whose headers a folder may include, beside its own and those of include/aidiag.
ARROWS = {
    "knowledge": set(),
    "model": {"knowledge"},
    "fit": {"model"},
    "logs": {"model"},
    "facts": {"knowledge", "model", "fit", "logs", "redact"},
    "rules": {"model", "logs", "facts"},
    "redact": set(),
    "report": {"redact"},
    "diagnosis": {"model", "fit", "logs", "facts", "rules", "redact", "report"},
    "worlds": {"model", "facts", "rules", "diagnosis"},
    "source": {"model", "logs", "redact"},
    "capture": {"model", "redact", "source"},
}


def sources(folder):
    """(path, text) of every C++ file below src/FOLDER."""
    for base, _, names in sorted(os.walk(os.path.join(SOURCE, "src", folder))):
        for name in sorted(names):
            if name.endswith((".cpp", ".hpp")):
                path = os.path.join(base, name)
                with open(path, encoding="utf-8") as file:
                    yield os.path.relpath(path, SOURCE), file.read()


class Layers(unittest.TestCase):
    def test_core_calls_nothing_of_the_outside(self):
        listing = subprocess.run(["nm", "-A", "-u", CORE], capture_output=True, text=True, check=True).stdout
        # "libcore.a:json.cpp.o:                 U strlen", perhaps with a version: strlen@GLIBC_2.2.5
        used = [(line.split(":")[1], line.split()[-1].split("@")[0]) for line in listing.splitlines() if " U " in line]
        self.assertGreater(len(used), 100, "nm has shown nothing")
        found = [f"{where} uses {symbol}: {what}" for where, symbol in used
                 for what, pattern in FORBIDDEN_SYMBOLS.items() if re.fullmatch(pattern, symbol)]
        self.assertEqual(found, [])

    def test_core_names_nothing_of_the_outside(self):
        found = [f"{path}: {what}" for folder in CORE_FOLDERS for path, text in sources(folder)
                 for pattern, what in FORBIDDEN_TEXT.items() if re.search(pattern, text)]
        self.assertEqual(found, [])

    def test_inclusion_goes_one_way(self):
        found = [f"{path} includes {other}/" for folder, allowed in ARROWS.items() for path, text in sources(folder)
                 for other in re.findall(r'#include "(\w+)/', text) if other not in allowed | {folder, "aidiag"}]
        self.assertEqual(found, [])

    def test_source_knows_no_rules_and_no_report(self):
        found = [path for path, text in sources("source") if re.search(r'#include "aidiag/(fact|rule|report)', text)]
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
