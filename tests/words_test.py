# SPDX-License-Identifier: Apache-2.0
"""The tree speaks of the program and of nothing else: no paths of somebody's machine, no notes to self, no hosts that
packages come from. The patterns are put together from pieces so that this file does not match them."""
import os
import re
import subprocess
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

FORBIDDEN = {
    "a path of the machine it was written on": "|".join([
        "/" + r"work/", "/" + r"farm/", r"\.py" + r"env/", r"\.rust" + r"up/", "/tm" + r"p/bash_", "share" + r"d/(design|style|reference|tools|cases)"]),
    "how it was developed": "|".join([
        r"(?i:\bsub-?" + r"agents?\b)", r"(?i:\bsteering " + r"repo)", "before-" + "stop", "DEVEL" + r"OPERS\.md",
        r"\bC" + r"EO\b", r"(?i:\bthis " + r"session\b)"]),
    "a note to self": r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b",
    "a host that packages come from": "|".join([
        r"pypi\." + "org", r"registry\.npm" + "js", r"crates\." + "io", r"proxy\.golang\." + "org",
        r"(deb|security)\.debian\." + "org", r"(archive|security)\.ubuntu\." + "com", r"repo1?\." + "maven"]),
}


def tracked_files():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=SOURCE, capture_output=True, check=True)
    return [name for name in listing.stdout.decode().split("\0") if name]


@unittest.skipUnless(os.path.exists(os.path.join(SOURCE, ".git")), "needs the repository, to know its files")
class Words(unittest.TestCase):
    def test_no_file_speaks_of_where_or_how_it_was_written(self):
        found = []
        for name in tracked_files():
            path = os.path.join(SOURCE, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            with open(path, encoding="utf-8", errors="replace") as file:
                for number, line in enumerate(file, 1):
                    found += [f"{name}:{number}: {what}: {line.strip()[:120]}" for what, pattern in FORBIDDEN.items()
                              if re.search(pattern, line)]
        self.assertEqual(found, [])

    def test_every_source_file_opens_with_its_licence(self):
        found = []
        for name in tracked_files():
            if not name.endswith((".cpp", ".hpp", ".py", ".sh", ".cmake")) and name not in ("dev", ".ci/run"):
                continue
            with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
                if "SPDX-License-Identifier: Apache-2.0" not in file.read(300):
                    found.append(name)
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
