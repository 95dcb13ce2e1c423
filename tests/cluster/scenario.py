# SPDX-License-Identifier: Apache-2.0
"""What a scenario's header says, and whether a report agrees with it. README.md tells what the keys mean."""

import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent / "scenarios"


class Scenario:
    def __init__(self, file):
        self.name = file.stem
        header = re.findall(r"^# ([A-Z][a-z]+): (.*)$", file.read_text(), re.M)
        one = dict(header)
        self.cause = one["Cause"]
        self.right = {self.cause, *one.get("Also", "").split()}
        self.modes = one.get("Modes", "node").split()
        self.gpus = one.get("Gpus")
        self.alone = "Node" in one
        self.patience = int(one.get("Patience", "60"))  # seconds until the cause must be said

    def disagrees(self, report, code):
        """Why the report is not what the header asks for; empty if it is."""
        if report is None:
            return f"no report, exit code {code}"
        if report["summary"]["exitCode"] != code:
            return f"exit code {code}, but the report says {report['summary']['exitCode']}"
        found = [finding["rule"] for finding in report["findings"]]
        if self.cause == "none":
            return f"all is well, but it found {', '.join(found)}" if found or code else ""
        if not found:
            return f"nothing found, not {self.cause}"
        return "" if found[0] in self.right else f"the first finding is {found[0]}, not {self.cause}"


def all_scenarios():
    return [Scenario(file) for file in sorted(FOLDER.iterdir())]
