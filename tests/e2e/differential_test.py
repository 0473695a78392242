#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The embedded engine against Debian's Prometheus: the same data, thousands of random expressions,
answers compared sample by sample.

NSMON_DIFFERENTIAL_COUNT and NSMON_DIFFERENTIAL_SEED ask for more or other expressions. A difference
is told with the smallest part of the expression that shows it.
"""

import collections
import http.client
import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import support

sys.path.insert(0, str(support.ROOT / "tests" / "support"))

from differential import expressions, history

EVALUATE = os.environ.get("DIFFERENTIAL_EVALUATE",
                          str(pathlib.Path(support.NSMON).parent / "differential_evaluate"))
COUNT = int(os.environ.get("NSMON_DIFFERENTIAL_COUNT", "2000"))
SEED = int(os.environ.get("NSMON_DIFFERENTIAL_SEED", "1"))
# Of what two correct evaluators may round differently: relative, absolute below 1, where a mean of
# values of both signs lies.
TOLERANCE = 1e-12
BATCH = 1000


class Query:
    """An expression with its times, in seconds; step 0 is an instant query."""

    def __init__(self, expression, start, end, step):
        self.expression, self.start, self.end, self.step = expression, start, end, step

    def of(self, expression):
        return Query(expression, self.start, self.end, self.step)

    def line(self):
        # Prometheus calls the function by its name of today since 3.0.
        text = self.expression.text.replace("holt_winters", "double_exponential_smoothing")
        return f"{self.start * 1000:.0f} {self.end * 1000:.0f} {self.step * 1000:.0f} {text}\n"

    def __str__(self):
        return self.line().rstrip()


class Server:
    """Asks Prometheus over one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, query):
        fields = {"query": query.expression.text}
        if query.step:
            fields.update(start=query.start, end=query.end, step=query.step)
        else:
            fields.update(time=query.start)
        path = "/api/v1/query_range" if query.step else "/api/v1/query"
        self.connection.request("POST", path, urllib.parse.urlencode(fields),
                                {"Content-Type": "application/x-www-form-urlencoded"})
        return json.loads(self.connection.getresponse().read())


def evaluate(folder, queries):
    """The answers of the embedded engine."""
    lines = "".join(query.line() for query in queries)
    outcome = support.run([EVALUATE, folder / "history.om"], stdin=lines, timeout=300)
    if outcome.status != 0:
        raise AssertionError(f"status {outcome.status}: {outcome.err}")
    return [json.loads(line) for line in outcome.out.splitlines()]


def same_value(ours, theirs, closeness):
    if ours == theirs:
        return True
    a, b = float(ours), float(theirs)
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    if a == b:
        return True
    return closeness == expressions.ROUNDED and abs(a - b) <= TOLERANCE * max(abs(a), abs(b), 1.0)


def points_of(data, query):
    """All samples of an answer by labels and time; a label set that comes twice is told."""
    # Prometheus 2 keeps the name of the metric in atan2.
    ignored = {"__name__"} if "atan2" in query.expression.text else set()
    if data["resultType"] in ("scalar", "string"):
        return {((), data["result"][0]): data["result"][1]}
    points = {}
    for series in data["result"]:
        labels = tuple(sorted(item for item in series["metric"].items() if item[0] not in ignored))
        for time, value in series.get("values") or [series["value"]]:
            if (labels, time) in points:
                return {"twice": f"{labels} at {time}"}
            points[labels, time] = value
    return points


def difference(query, ours, theirs):
    """What is different, in words; empty when nothing is."""
    if ours["status"] != theirs["status"]:
        return f"ours: {ours.get('error', 'a result')}; Prometheus: {theirs.get('error', 'a result')}"
    if ours["status"] == "error":
        # Which series are named in the message is not specified.
        kinds = {re.sub(r"\{.*\}", "", answer["error"]) for answer in (ours, theirs)}
        return f"errors: {ours['error']} / {theirs['error']}" if len(kinds) > 1 else ""
    if ours["data"]["resultType"] != theirs["data"]["resultType"]:
        return "another type of result"
    mine, other = points_of(ours["data"], query), points_of(theirs["data"], query)
    for key in mine.keys() | other.keys():
        if key not in mine or key not in other:
            where = "only ours" if key in mine else "only Prometheus"
            return f"{where}: {key} = {mine.get(key, other.get(key))} ({len(mine)}/{len(other)} samples)"
        if not same_value(mine[key], other[key], query.expression.closeness):
            return f"{key}: ours {mine[key]}, Prometheus {other[key]}"
    return ""


def known(query, ours, theirs):
    """Why a difference is one between versions of Prometheus; empty when it is not known."""
    message = ours.get("error", "")
    if theirs["status"] == "success" and message.startswith("multiple matches for labels"):
        return "a comparison filters before it looks for several matches"
    if "atan2" in query.expression.text and message.endswith("with the same labelset"):
        return "atan2 keeps the name of the metric"
    return ""


def parts_of(expression):
    """The expression and everything inside that can stand alone, the smallest first."""
    found = [expression]
    for part in expression.parts:
        found.extend(parts_of(part))
    return sorted(found, key=lambda part: len(part.text))


def queries(seed, count):
    generator = expressions.Generator(seed)
    random_times = random.Random(seed)
    result = []
    for _ in range(count):
        # In the middle between multiples of 15 s: neither samples nor points of subqueries lie there.
        start = history.BEGIN + 7.5 + 15 * random_times.randrange(-10, history.SCRAPES + 30)
        step = random_times.choice((0, 0, 15, 60, 105, 300))
        end = start + step * random_times.randrange(1, 12)
        result.append(Query(generator.next(), start, end, step))
    return result


@support.needs("prometheus", "promtool")
class DifferentialTest(support.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="nsmon-test-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        (cls.folder / "history.om").write_text(history.history())
        (cls.folder / "prometheus.yml").write_text("global: {scrape_interval: 1h}\n")
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", cls.folder / "history.om",
                        cls.folder / "data"], check=True, stdout=subprocess.DEVNULL)

        def command(port):
            return ["prometheus", f"--config.file={cls.folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={cls.folder / 'data'}", "--storage.tsdb.retention.time=100y",
                    f"--web.listen-address=127.0.0.1:{port}"]

        server = support.start_server(command, path="/-/ready", accept=lambda status: status == 200)
        cls.addClassCleanup(server.stop)
        cls.server = Server(server.port)

    def smallest(self, query):
        """The smallest part of the query that shows a difference, with it."""
        parts = [query.of(part) for part in parts_of(query.expression)]
        for part, ours in zip(parts, evaluate(self.folder, parts)):
            theirs = self.server.ask(part)
            found = difference(part, ours, theirs)
            if found and not known(part, ours, theirs):
                return f"{part}\n    {found}"
        return str(query)

    def test_random_expressions_give_the_same_as_prometheus(self):
        counts = collections.Counter()
        differences = []
        asked = queries(SEED, COUNT)
        for begin in range(0, len(asked), BATCH):
            batch = asked[begin:begin + BATCH]
            for query, ours in zip(batch, evaluate(self.folder, batch), strict=True):
                theirs = self.server.ask(query)
                found = difference(query, ours, theirs)
                counts["failed" if theirs["status"] == "error" else
                       "with samples" if theirs["data"]["result"] else "empty"] += 1
                if found and (reason := known(query, ours, theirs)):
                    counts[reason] += 1
                elif found:
                    differences.append(f"{query}\n  {found}\n  smallest: {self.smallest(query)}")
        print(f"{COUNT} expressions, seed {SEED}: {dict(counts)}", file=sys.stderr)
        self.assertGreater(counts["with samples"], COUNT // 2, "most expressions should give something")
        if differences:
            self.fail(f"{len(differences)} of {COUNT} differ:\n" + "\n".join(differences[:20]))

    def test_documents_of_nsmon_query_are_those_of_the_api(self):
        for expression, step in (("sum by (job) (rate(requests_total[5m]))", 0), ("temperature[1m]", 0),
                                 ("time()", 0), ('"text"', 0), ("odd", 0), ("queue", 60),
                                 ("nothing", 60), ("scalar(limit)", 60)):
            with self.subTest(expression):
                query = Query(expressions.Expression(expression, expressions.EXACT),
                              history.BEGIN + 1807.5, history.BEGIN + 2407.5 if step else 0, step)
                if step:
                    times = ("--start", query.start, "--end", query.end, "--step", step)
                else:
                    times = ("--time", query.start)
                outcome = support.run_nsmon("query", "range" if step else "instant", expression, "-o", "json",
                                            "--data", self.folder / "history.om", *map(str, times))
                self.assert_status(outcome, 0)
                ours, theirs = json.loads(outcome.out), self.server.ask(query)
                # The order of series is free.
                for document in (ours, theirs):
                    if document["data"]["resultType"] in ("vector", "matrix"):
                        document["data"]["result"].sort(key=lambda series: sorted(series["metric"].items()))
                self.assertEqual(ours, theirs)


if __name__ == "__main__":
    unittest.main()
