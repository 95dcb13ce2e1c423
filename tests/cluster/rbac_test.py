#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: rbac_test.py PROGRAM
deploy/rbac.yaml against a real API server: with it nothing is missing, and without any verb of any resource in it
something is. Each right that is taken away has a user of its own, who lacks it."""
import collections
import copy
import json
import os
import re
import sys
import unittest

import live
import proxied
import world

PROGRAM = ""
FILE = os.path.join(live.HERE, "..", "..", "deploy", "rbac.yaml")
OF_NAMESPACE = "kubectl-ai-diag"  # the Role that each namespace gets
DIAGNOSED = (world.SPACE, "empty", "lonely")
Right = collections.namedtuple("Right", "role group resource verb")


def objects():
    """Of the file, by kind and name; lines that --dry-run prints one after the other are a stream of JSON."""
    text = live.kubectl("create", "--dry-run=client", "-o", "json", "-f", FILE)
    decoder, at, found = json.JSONDecoder(), 0, {}
    while at < len(text.rstrip()):
        item, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        found[item["kind"], item["metadata"]["name"]] = item
    return found


def rights(role):
    for rule in role["rules"]:
        for resource in rule["resources"]:
            for verb in rule["verbs"]:
                yield Right(role["metadata"]["name"], rule["apiGroups"][0], resource, verb)


def without(role, right):
    """The role with this right taken away, by another name."""
    role = copy.deepcopy(role)
    rules = []
    for rule in role["rules"]:
        for resource in rule["resources"]:
            taken = resource == right.resource and rule["apiGroups"] == [right.group]
            verbs = [verb for verb in rule["verbs"] if not taken or verb != right.verb]
            if verbs:
                rules.append({"apiGroups": rule["apiGroups"], "resources": [resource], "verbs": verbs})
    return {**role, "rules": rules}


def renamed(item, name, space=None):
    metadata = {"name": name}
    if space or item["metadata"].get("namespace"):
        metadata["namespace"] = space or item["metadata"]["namespace"]
    return {**item, "metadata": metadata}


def binding(role, kind, subject):
    """Gives a role to a User or Group."""
    metadata, of = role["metadata"], role["kind"]
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": of + "Binding",
            "metadata": {**metadata, "name": f"{metadata['name']}.{subject}"},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": subject}],
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": of, "name": metadata["name"]}}


def as_list(items):
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items})


def asked(request):
    """(group, resource, verb, namespace) of a recorded request, as a rule would name it."""
    match = re.fullmatch(r"/(?:api|apis/([^/]+))/[^/]+(?:/namespaces/([^/]+)(?=/))?/([^/]+)(?:/([^/]+)(/log)?)?", request["path"])
    group, space, resource, name, log = match.groups()
    return group or "", resource + (log or ""), "get" if name else "list", name if resource == "namespaces" else space or ""


class Rbac(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.own = live.up()
        world.make()
        cls.objects = objects()
        cls.roles = {name: item for (kind, name), item in cls.objects.items() if kind in ("Role", "ClusterRole")}
        cls.rights = [right for role in cls.roles.values() for right in rights(role)]
        cls.record()
        cls.grant()

    @classmethod
    def tearDownClass(cls):
        world.remove()
        # The rest went with its namespace.
        rest = [item for item in cls.granted if item["metadata"].get("namespace", "default") == "default"]
        live.kubectl("delete", "-f", "-", "--wait=false", stdin=as_list(rest))
        if cls.own:
            live.down()

    @classmethod
    def record(cls):
        """Which run asks for what, with all rights."""
        proxy = proxied.Proxy()
        cls.runs, cls.asked = world.runs(), {}
        for name, words in cls.runs.items():
            proxy.order()
            proxy.ask(PROGRAM, *words)
            cls.asked[name] = {asked(request) for request in proxy.requests()}
        proxy.stop()

    @classmethod
    def grant(cls):
        """All of the file to its group, all but one role to a group each, and all but one right to a user each."""
        made = [item for item in cls.objects.values()]
        first = cls.roles[OF_NAMESPACE]
        for space in DIAGNOSED[1:]:
            made += [renamed(first, OF_NAMESPACE, space), binding(renamed(first, OF_NAMESPACE, space), "Group", "ai-diag-readers")]
        for role in cls.roles.values():
            made += [binding(other, "Group", "but-" + role["metadata"]["name"]) for other in cls.roles.values() if other != role]
        for number, right in enumerate(cls.rights):
            _, space = cls.need(right)
            role = renamed(without(cls.roles[right.role], right), f"lacks-{number}", space)
            made += [role, binding(role, "User", f"lacks-{number}")]
        everywhere = {**cls.roles["kubectl-ai-diag-cluster"], "rules": first["rules"], "metadata": {"name": "everywhere"}}
        made += [everywhere, binding(everywhere, "User", "everywhere")]
        cls.granted = made
        live.kubectl("apply", "-f", "-", stdin=as_list(made))
        live.until("the last right", lambda: live.kubectl(
            "auth", "can-i", "list", "services", "-A", "--as", "everywhere").startswith("yes"))

    def ask(self, run, user, group):
        return live.ask(PROGRAM, *self.runs[run], "--as", user, "--as-group", group)

    def test_with_all_of_it_nothing_is_missing(self):
        for run, words in self.runs.items():
            user = "everywhere" if run == "all namespaces" else "somebody"
            answer, full = self.ask(run, user, "ai-diag-readers"), live.ask(PROGRAM, *words)
            self.assertEqual(answer.gaps(), {}, run)
            self.assertEqual(answer.code, full.code, run)

    @classmethod
    def need(cls, right):
        """A run that needs this right, and in which namespace ("": in all); (None, None) if no run does."""
        spaces = {OF_NAMESPACE: DIAGNOSED, "kubectl-ai-diag-cluster": ("",)}.get(
            right.role, (cls.roles[right.role]["metadata"].get("namespace"),))
        return next(((run, space) for run, requests in cls.asked.items() for space in spaces
                     if run != "all namespaces" and (right.group, right.resource, right.verb, space) in requests), (None, None))

    def lacks(self, number, right):
        """What is wrong with this right, or "". The first Role is tried alone, as the last one gives some of it anew."""
        run, _ = self.need(right)
        if not run:
            return f"no run asks for {right}"
        group = "nobody" if right.role == OF_NAMESPACE else "but-" + right.role
        answer = self.ask(run, f"lacks-{number}", group)
        words = f'cannot {right.verb} resource "{right.resource}" in API group "{right.group}"'
        if answer.report is None:  # what was asked for by name could not be read
            return "" if words in answer.err else f"{right}: {answer.err}"
        seen = [gap for gap in answer.report["gaps"] if words in gap["reason"]]
        return "" if seen else f"no gap for {right} in the run {run!r}"

    def test_without_any_part_of_it_something_is_missing(self):
        self.assertGreater(len(self.rights), 80)
        wrong = [problem for number, right in enumerate(self.rights) if (problem := self.lacks(number, right))]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
