#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: covered.py PROGRAM

Each rule is either the Cause of a scenario or stands in NOT-LIVE.md with the reason why not. What a scenario has under
Also may come first instead, and need not come at all, so it does not count.
"""

import pathlib
import re
import subprocess
import sys

import scenario

NOT_LIVE = pathlib.Path(__file__).resolve().parent / "NOT-LIVE.md"


def main():
    listed = subprocess.run([sys.argv[1], "rules", "list"], text=True, capture_output=True, check=True).stdout
    rules = {line.split()[0] for line in listed.splitlines()}
    scenarios = scenario.all_scenarios()
    live = {one.cause for one in scenarios} - {"none"}
    named = set().union(*(one.right for one in scenarios)) - {"none"}
    excused = re.findall(r"^\| `([a-z-]+/[a-z0-9-]+)` \| (.*) \|$", NOT_LIVE.read_text(), re.M)
    names = [rule for rule, _ in excused]
    wrong = [f"{rule}: it is no scenario's Cause, and NOT-LIVE.md does not say why" for rule in sorted(rules - live - set(names))]
    wrong += [f"{rule}: it is a scenario's Cause, so it is not for NOT-LIVE.md" for rule in sorted(live & set(names))]
    wrong += [f"{rule}: there is no such rule" for rule in sorted((named | set(names)) - rules)]
    wrong += [f"{rule}: without a reason, or twice" for rule, why in excused if not why.strip() or names.count(rule) > 1]
    print("\n".join(wrong) or f"{len(rules)} rules: {len(rules & live)} by {len(scenarios)} scenarios, {len(names)} excused")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
