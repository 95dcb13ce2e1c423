# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/requests.md: what may be asked of an API server."""
import os
import re

DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "requests.md")


class Row:
    """A row of docs/requests.md: a kind, its path, and the ways to ask for it; True if a test brings the way about."""

    def __init__(self, cells):
        self.kind, self.path = cells[0], cells[1].strip("`")
        self.ways = {way.strip("()"): not way.startswith("(") for way in cells[2].split(", ")}

    def versions(self):
        """The path once for each version."""
        braces = re.search(r"\{([^}]*[/\d][^}]*)\}", self.path)
        if not braces:
            return [self.path]
        return [self.path.replace(braces.group(), version) for version in braces.group(1).split(",")]

    def pattern(self, way):
        everywhere = self.path.replace("/namespaces/{ns}", "") if way == "list all" else self.path
        pattern = re.sub(r"\\{([^}]*[/\d][^}]*)\\}", lambda m: f"({m.group(1).replace(',', '|')})", re.escape(everywhere))
        pattern = pattern.replace(r"\{ns\}", "[^/]+").replace(r"\{name\}", "[^/]+")
        return re.compile(pattern + ("/[^/]+" if way == "get" and self.kind != "Log" else ""))


def rows(title=""):
    """Those below the heading `title`, or all."""
    with open(DOCUMENT, encoding="utf-8") as file:
        text = file.read()
    if title:
        text = text.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [re.split(r" *\| *", line.strip("| \n")) for line in text.splitlines() if line.startswith("| ")]
    return [Row(cells) for cells in lines if cells[0] not in ("kind", "---")]
