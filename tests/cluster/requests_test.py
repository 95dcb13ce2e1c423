#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: requests_test.py PROGRAM
Records every request of full runs in front of a real API server: only GET, only what docs/requests.md lists, each once;
and nothing stands there that no run asks for."""
import re
import sys
import tempfile
import unittest
import urllib.parse

import documented
import live
import proxied
import world

PROGRAM = ""
OF_LISTS = {"limit", "continue", "fieldSelector", "labelSelector", "resourceVersion", "includeObject"}
OF_LOGS = {"container", "previous", "timestamps", "tailLines", "limitBytes"}


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.own = live.up()
        world.make()
        cls.proxy = proxied.Proxy()
        cls.recorded = {name: cls.record(*words) for name, words in world.runs().items()}
        cls.recorded["in pages"] = cls.record("namespace", "-n", world.SPACE, page=20)
        cls.recorded["nothing of that name"] = [
            request for row in documented.rows("Owners of pods") for request in cls.record(
                "pod", f"{row.kind.split('.')[0]}/no-such-{row.kind.lower()}", "-n", world.SPACE, codes=(2, 3))]
        with tempfile.TemporaryDirectory() as folder:
            cls.recorded["capture of a namespace"] = cls.record(
                "capture", folder + "/one", "-n", world.SPACE, codes=(0, 4), output=())
            cls.recorded["capture of all"] = cls.record("capture", folder + "/all.tar.gz", "-A", codes=(0, 4), output=())
        cls.recorded["completion of pods"] = cls.completion("pod", "-n", world.SPACE, "")
        cls.recorded["completion of namespaces"] = cls.completion("pod", "-n", "")

    @classmethod
    def tearDownClass(cls):
        cls.proxy.stop()
        world.remove()
        if cls.own:
            live.down()

    @classmethod
    def record(cls, *words, codes=(0, 1), page=0, output=("-o", "json")):
        cls.proxy.order(page=page)
        answer = cls.proxy.ask(PROGRAM, *words, output=output)
        if answer.code not in codes:
            raise AssertionError(f"{words}: exit code {answer.code}: {answer.err}")
        return cls.proxy.requests()

    @classmethod
    def completion(cls, *words):
        """It has so little time that it may have to be asked again."""
        def asked():
            cls.proxy.order()
            live.ask(PROGRAM, "__complete", *words, env={"KUBECONFIG": cls.proxy.kubeconfig}, output=())
            return cls.proxy.requests()
        live.until("completion", asked)
        return cls.proxy.requests()

    def each(self):
        for name, requests in self.recorded.items():
            for request in requests:
                yield name, request

    def test_nothing_but_get_is_sent(self):
        self.assertGreater(len(list(self.each())), 200)
        self.assertEqual({request["method"] for _, request in self.each()}, {"GET"})

    def test_secrets_are_never_asked_for(self):
        self.assertEqual([request["path"] for _, request in self.each() if "secret" in request["path"].lower()], [])

    def test_every_path_is_documented(self):
        patterns = [row.pattern(way) for row in documented.rows() for way in row.ways]
        unknown = {(name, request["path"]) for name, request in self.each()
                   if not any(pattern.fullmatch(request["path"]) for pattern in patterns)}
        self.assertEqual(unknown, set())

    def test_every_documented_path_is_asked_for(self):
        paths = {request["path"] for _, request in self.each()}
        missing = [f"{way} {row.path}" for row in documented.rows() for way, seen in row.ways.items()
                   if seen and not any(row.pattern(way).fullmatch(path) for path in paths)]
        self.assertEqual(missing, [])

    def test_every_parameter_is_documented(self):
        for name, request in self.each():
            known = OF_LOGS if request["path"].endswith("/log") else OF_LISTS
            self.assertLessEqual(set(urllib.parse.parse_qs(request["query"])), known, request)
        with open(documented.DOCUMENT, encoding="utf-8") as file:
            named = set(re.findall(r"`(\w+)(?:=\w+)?`", file.read().split("Parameters of lists are")[1].split("\n\n")[0]))
        self.assertEqual(named, OF_LISTS | OF_LOGS)

    def test_nothing_is_asked_for_twice_in_one_run(self):
        for name, requests in self.recorded.items():
            if name == "nothing of that name":
                continue  # many runs
            asked = [request["path"] + "?" + request["query"] for request in requests]
            self.assertEqual(sorted({url for url in asked if asked.count(url) > 1}), [], name)

    def test_contents_of_config_maps_are_never_asked_for(self):
        for _, request in self.each():
            if "/configmaps" in request["path"]:
                self.assertIn("as=PartialObjectMetadata", request["accept"])

    def test_a_list_in_pages_gives_the_same_report(self):
        self.assertGreater(len(self.recorded["in pages"]), len(self.recorded["whole namespace"]))

        def told(page):
            self.proxy.order(page=page)
            report = self.proxy.ask(PROGRAM, "namespace", "-n", world.SPACE).report
            return report["summary"]["pods"], report["gaps"], [finding["title"] for finding in report["findings"]]
        # Time goes on between the two, and what waits may have waited long enough by then.
        live.until("the same report", lambda: told(20) == told(0))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
