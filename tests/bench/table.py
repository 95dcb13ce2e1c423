#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: table.py PROGRAM FOLDER-OF-BENCHES FILE [QUESTION...]
Runs the questions of this folder (all, or those named), prints their rows as one table and writes them to FILE."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = ("figures", "small", "namespace", "served", "large", "wire")


def shown(found):
    if "why" in found:
        return f"not measured: {found['why']}"
    digits = found["digits"]
    text = f"{found['value']:.{digits}f} {found['unit']}"
    if found["runs"] > 1:
        text += f"  ({found['least']:.{digits}f} .. {found['most']:.{digits}f})"
    return text


def main():
    program, benches, file = sys.argv[1:4]
    wanted = sys.argv[4:] or QUESTIONS
    unknown = [name for name in wanted if name not in QUESTIONS]
    if unknown:
        sys.exit(f"table.py: there is no question {unknown[0]}; there are: {', '.join(QUESTIONS)}")
    rows = []
    print(f"{'what':<76}  {'median (least .. most)':<34}  budget")
    for question in wanted:
        print(f"-- {question}", flush=True)
        with subprocess.Popen([sys.executable, "-B", os.path.join(HERE, question + ".py"), program, benches],
                              stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                rows.append(json.loads(line))
                print(f"{rows[-1]['what']:<76}  {shown(rows[-1]):<34}  {rows[-1].get('budget', '')}".rstrip(), flush=True)
        if process.returncode != 0:
            sys.exit(f"table.py: {question}.py failed")
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"cores": os.cpu_count(), "rows": rows}, out, indent=1)
    print(f"written to {os.path.relpath(file)}")


main()
