# SPDX-License-Identifier: Apache-2.0
"""What `rules coverage` says, and that nothing is left open in the categories that are complete."""
import functools
import re
import unittest

from program import ProgramTest, run

# A category joins when each of its signatures is covered or refused.
COMPLETE = ["container", "gpu", "image", "memory", "readiness", "scheduling", "storage"]

HEADING = re.compile(r"(\w+): (\d+) signatures?, (\d+) covered, (\d+) refused, (\d+) open")


@functools.cache
def summary():
    """{category: (all, covered, refused, open)} and {category: lines of what is open}."""
    numbers, lines, current = {}, {}, None
    for line in run("rules", "coverage").stdout.splitlines():
        if match := HEADING.fullmatch(line):
            current = match[1]
            numbers[current] = tuple(int(n) for n in match.groups()[1:])
            lines[current] = []
        else:
            lines[current].append(line)
    return numbers, lines


@functools.cache
def signatures(category):
    """[(number, [what stands below it])] of `rules coverage CATEGORY`."""
    found = []
    for line in run("rules", "coverage", category).stdout.splitlines()[1:]:
        if match := re.match(r"  ([LS]\d{3})  \S+/\S+ +\S", line):
            found.append((match[1], []))
        else:
            found[-1][1].append(line.strip())
    return found


class Coverage(ProgramTest):
    def test_complete_categories_leave_nothing_open(self):
        _, lines = summary()
        for category in COMPLETE:
            self.assertEqual(lines[category], [], f"{category} is not complete")

    def test_every_signature_is_covered_or_refused_with_a_reason_or_open(self):
        for category in summary()[0]:
            for number, below in signatures(category):
                self.assertEqual(len(below), 1, f"{number}: {below}")
                self.assertRegex(below[0], r"^(covered by [a-z]\S*/\S+.*|refused: \S+ .*\.|open)$", number)

    def test_the_numbers_of_a_category_are_those_of_its_list(self):
        numbers, lines = summary()
        for category, (every, covered, refused, still_open) in numbers.items():
            self.assertEqual(every, covered + refused + still_open, category)
            self.assertEqual(len(lines[category]), still_open, category)
            listed = [below[0].split()[0] for _, below in signatures(category)]
            self.assertEqual((len(listed), listed.count("open")), (every, still_open), category)

    def test_a_category_that_is_not_there_is_a_usage_error(self):
        self.assert_usage_error(["rules", "coverage", "memry"],
                                'there is no category "memry" of signatures. Did you mean memory?')
        self.assert_usage_error(["rules", "coverage", "gpu", "model"], "rules coverage takes one CATEGORY, not 2.")


if __name__ == "__main__":
    unittest.main()
