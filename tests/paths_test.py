# SPDX-License-Identifier: Apache-2.0
"""docs/requests.md against the client's own table of kinds: each has a row, with the path and the versions in order."""
import os
import re
import sys
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(SOURCE, "tests", "cluster"))
import documented  # noqa: E402


def kinds():
    """Every kind of the client, with a path for each version."""
    with open(os.path.join(SOURCE, "src/source/api_paths.cpp"), encoding="utf-8") as file:
        text = file.read()
    for kind, plural, scope, versions in re.findall(r'\{"([\w.]+)",\s*"(\w+)",\s*(k\w+),\s*\{([^}]*)\}', text):
        space = "namespaces/{ns}/" if scope == "kNamespaced" else ""
        yield kind, [("/apis/" if "/" in version else "/api/") + version + "/" + space + plural
                     for version in re.findall(r'"([^"]+)"', versions)]


class Paths(unittest.TestCase):
    def test_every_kind_is_documented_with_its_path(self):
        self.maxDiff = None
        rows = {row.kind: row.versions() for row in documented.rows() if row.kind not in ("Log", "Version")}
        self.assertGreater(len(rows), 50)
        self.assertEqual(rows, dict(kinds()))


if __name__ == "__main__":
    unittest.main()
