# SPDX-License-Identifier: Apache-2.0
"""check-metrics against Debian's promtool, real exporters, servers and bad inputs."""

import json
import subprocess
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer

import support

# Every complaint of promtool, as a piece of its sentence, with the check that says the same here.
PROMTOOL_CHECKS = [
    ("no help text", "metric/no-help"),
    ("use base unit", "metric/non-base-unit"),
    ("counter metrics should have \"_total\"", "metric/counter-suffix"),
    ("non-counter metrics should not have \"_total\"", "metric/counter-suffix"),
    ("should not have \"_bucket\" suffix", "metric/reserved-suffix"),
    ("should not have \"_count\" suffix", "metric/reserved-suffix"),
    ("should not have \"_sum\" suffix", "metric/reserved-suffix"),
    ("should not have \"le\" label", "metric/reserved-label"),
    ("should not have \"quantile\" label", "metric/reserved-label"),
    ("should not include type", "metric/type-in-name"),
    ("should not contain ':'", "metric/colon"),
    ("'snake_case' not 'camelCase'", "metric/camel-case"),
    ("abbreviated units", "metric/abbreviated-unit"),
]


def family(name, kind, sample=None, labels="", value="1"):
    return f"# HELP {name} Help.\n# TYPE {name} {kind}\n{sample or name}{labels} {value}\n"


HISTOGRAM = ("# HELP h_seconds H.\n# TYPE h_seconds histogram\nh_seconds_bucket{le=\"1\"} 1\n"
             "h_seconds_bucket{le=\"+Inf\"} 2\nh_seconds_sum 3\nh_seconds_count 2\n")

# Expositions that both must judge alike: refused by both, or with the same complaints.
SAME = {
    "gauge": family("jobs", "gauge"),
    "counter": family("jobs_total", "counter"),
    "counter without suffix": family("jobs", "counter"),
    "gauge with the suffix of counters": family("jobs_total", "gauge"),
    "untyped with the suffix of counters": family("jobs_total", "untyped"),
    "summary": family("jobs", "summary", labels='{quantile="0.5"}'),
    "histogram": HISTOGRAM,
    "no help": "# TYPE jobs gauge\njobs 1\n",
    "no metadata": "jobs 1\n",
    "empty help": "# HELP jobs \n# TYPE jobs gauge\njobs 1\n",
    "help after the samples": "# TYPE jobs gauge\njobs 1\n# HELP jobs Help.\n",
    "metadata without samples": "# TYPE jobs_ms counter\n" + family("jobs", "gauge"),
    "blanks after the value": "# HELP jobs Help.\njobs 1 \n",
    "blanks after the time stamp": "# HELP jobs Help.\njobs 1 5\t\n",
    "milliseconds": family("wait_milliseconds", "gauge"),
    "minutes": family("wait_minutes", "gauge"),
    "kibibytes": family("size_kibibytes", "gauge"),
    "bits": family("size_bits", "gauge"),
    "fahrenheit": family("heat_fahrenheit", "gauge"),
    "thermometers are no unit": family("thermometers", "gauge"),
    "unit inside the name": family("wait_hours_total", "counter"),
    "abbreviation at the end": family("wait_ms", "gauge"),
    "abbreviation inside": family("wait_sec_max", "gauge"),
    "abbreviation at the start": family("ms_wait", "gauge"),
    "upper case abbreviation": family("size_MB", "gauge"),
    "type word at the end": family("jobs_gauge", "gauge"),
    "type word inside": family("jobs_counter_total", "counter"),
    "type word at the start": family("gauge_jobs", "gauge"),
    "colon": family("jobs:rate", "gauge"),
    "camel case": family("openJobs", "gauge"),
    "camel case label": family("jobs", "gauge", labels='{jobName="x"}'),
    "gauge named like a bucket": family("jobs_bucket", "gauge"),
    "gauge named like a count": family("jobs_count", "gauge"),
    "gauge named like a sum": family("jobs_sum", "gauge"),
    "untyped named like a bucket": family("jobs_bucket", "untyped"),
    "le on a gauge": family("jobs", "gauge", labels='{le="1"}'),
    "quantile on a gauge": family("jobs", "gauge", labels='{quantile="1"}'),
    "le on an untyped": family("jobs", "untyped", labels='{le="1"}'),
    "several complaints": "# TYPE fooBar_ms counter\nfooBar_ms 1\n",
    "escapes": family("jobs", "gauge", labels='{a="x\\"y\\\\z\\n"}'),
    "blanks": "# HELP  jobs   Help.\n#  TYPE jobs   gauge\n  jobs { a = \"b\" , }   1   5\n",
    "comment": "# anything\n#\n" + family("jobs", "gauge"),
    "special values": family("jobs", "gauge", value="NaN") + family("more", "gauge", value="-Inf"),
    "exponent": family("jobs", "gauge", value="1.5e+300"),
    "time stamp": family("jobs", "gauge", value="1 1395066363000"),
    "unknown word as value": family("jobs", "gauge", value="one"),
    "hexadecimal value": family("jobs", "gauge", value="0x1p4"),
    "underscore in value": family("jobs", "gauge", value="1_000"),
    "no value": "jobs\n",
    "fraction as time stamp": "jobs 1 1.5\n",
    "text after the time stamp": "jobs 1 2 3\n",
    "exemplar": family("jobs_total", "counter", value='1 # {t="1"} 1'),
    "dot in the name": "my.jobs 1\n",
    "digit first": "1jobs 1\n",
    "missing brace": 'jobs{a="b" 1\n',
    "missing quote": 'jobs{a="b} 1\n',
    "single quotes": "jobs{a='b'} 1\n",
    "no equals sign": "jobs{a} 1\n",
    "unknown escape": 'jobs{a="\\t"} 1\n',
    "unknown escape in help": "# HELP jobs a\\tb\njobs 1\n",
    "label twice": 'jobs{a="b",a="c"} 1\n',
    "reserved label": 'jobs{__name__="b"} 1\n',
    "unknown type": "# TYPE jobs thing\njobs 1\n",
    "second type": "# TYPE jobs gauge\n# TYPE jobs gauge\njobs 1\n",
    "second help": "# HELP jobs a\n# HELP jobs b\njobs 1\n",
    "type after samples": "jobs 1\n# TYPE jobs gauge\n",
    "le is no number": HISTOGRAM.replace('le="1"', 'le="x"'),
    "quantile is no number": family("jobs", "summary", labels='{quantile="x"}'),
    "line ends of Windows": "jobs 1\r\n",
    "no line break at the end": "# HELP jobs Help.\n# TYPE jobs gauge\njobs 1",
}

# Expositions that promtool 2.42 judges otherwise, and why. The check is what we say and it does not;
# None: it complains and we do not.
DIFFERENT = {
    "duplicate series": (family("jobs", "gauge") + "jobs 2\n", "metric/duplicate-series",
                         "promtool tells it from 2.51 on"),
    "timestamp on a summary": (family("a_timestamp_seconds", "summary", labels='{quantile="1"}'),
                               "metric/timestamp-suffix", "promtool tells it from 2.54 on"),
    "families apart": (family("a", "gauge") + family("b", "gauge") + 'a{x="1"} 2\n',
                       "exposition/split-family",
                       "the format asks for one group; promtool gathers them in a map"),
    "buckets that fall": (HISTOGRAM.replace("} 1\n", "} 9\n"), "metric/bucket-counts",
                          "promtool does not compare buckets"),
    "no infinite bucket": (HISTOGRAM.replace('h_seconds_bucket{le="+Inf"} 2\n', ""),
                           "metric/no-inf-bucket", "the format asks for it; promtool does not"),
    "bare sample of a histogram": (HISTOGRAM + "h_seconds 1\n", "exposition/sample",
                                   "promtool drops it without a word"),
    "type in capitals": (family("jobs", "Gauge"), "exposition/metadata",
                         "promtool ignores case, the server refuses the scrape"),
    "type missing": ("# HELP jobs Help.\n# TYPE jobs\njobs 1\n", "exposition/metadata",
                     "promtool lets it pass, the server refuses the scrape"),
    "no blank after the hash": ("#HELP jobs Help.\n# TYPE jobs gauge\njobs 1\n",
                                "exposition/metadata",
                                "promtool reads it as help, the server as a comment"),
    "nothing at all": ("", "exposition/empty", "an empty exposition is hardly meant"),
    "quoted name": ('# HELP "my.jobs" Help.\n# TYPE "my.jobs" gauge\n{"my.jobs",a="b"} 1\n', None,
                    "UTF-8 names came with Prometheus 3"),
    "OpenMetrics": ("# HELP jobs Help.\n# TYPE jobs counter\njobs_total 1\n# EOF\n", None,
                    "promtool reads it as text format, where jobs_total has no help"),
}


def promtool(text):
    """promtool's verdict: "refused", or the set of our names for what it says."""
    outcome = support.run(["promtool", "check", "metrics"], stdin=text)
    if "parsing error" in outcome.err or "while linting" in outcome.err:
        return "refused"
    checks = set()
    for line in (outcome.out + outcome.err).splitlines():
        found = [check for piece, check in PROMTOOL_CHECKS if piece in line]
        if not found:
            raise AssertionError(f"unknown complaint of promtool: {line}")
        checks.update(found)
    return checks


def ours(text, *args):
    """Our verdict in the same form; any problem of form is a refusal."""
    outcome = support.run_nsmon("check-metrics", "-o", "json", *args, stdin=text)
    findings = json.loads(outcome.out)["findings"]
    if outcome.status != (1 if findings else 0):
        raise AssertionError(f"status {outcome.status} with {len(findings)} findings")
    checks = {finding["check"] for finding in findings}
    return "refused" if any(check.startswith("exposition/") for check in checks) else checks


@support.needs("promtool")
class PromtoolTest(support.TestCase):
    def test_verdicts_agree(self):
        for name, text in SAME.items():
            with self.subTest(name):
                self.assertEqual(ours(text), promtool(text))

    def test_differences_are_the_listed_ones(self):
        for name, (text, check, reason) in DIFFERENT.items():
            with self.subTest(name, reason=reason):
                theirs = promtool(text)
                outcome = support.run_nsmon("check-metrics", "-o", "json", stdin=text)
                checks = {one["check"] for one in json.loads(outcome.out)["findings"]}
                if check is None:
                    self.assertEqual(checks, set())
                    self.assertNotEqual(theirs, set())
                else:
                    self.assertEqual(checks, {check})
                    self.assertNotIn(check, theirs)

    @support.needs("prometheus-node-exporter")
    def test_node_exporter(self):
        server = self.serve(lambda port: ["prometheus-node-exporter",
                                          f"--web.listen-address=127.0.0.1:{port}"],
                            path="/metrics")
        text = support.http_get(server.port, "/metrics")[1].decode()
        self.assertGreater(text.count("\n"), 300)
        self.assertEqual(ours(text), promtool(text))
        url = f"http://127.0.0.1:{server.port}/metrics"
        outcome = support.run_nsmon("check-metrics", url, "--ignore", "metric")
        self.assert_status(outcome, 0)
        missing = support.run_nsmon("check-metrics", f"http://127.0.0.1:{server.port}/nowhere")
        self.assert_status(missing, 2)

    def test_prometheus_client_for_python(self):
        program = (
            "import prometheus_client as p\n"
            "from prometheus_client.openmetrics.exposition import generate_latest as openmetrics\n"
            "c = p.Counter('jobs', 'Jobs', ['state']); c.labels('a \"q\" \\\\ \\n').inc()\n"
            "p.Gauge('depth', 'Depth').set(float('nan'))\n"
            "h = p.Histogram('wait_seconds', 'Wait', ['q']); h.labels('x').observe(0.3)\n"
            "p.Summary('size_bytes', 'Size').observe(5)\n"
            "p.Info('build', 'Build').info({'version': '1'})\n"
            "p.Enum('mode', 'Mode', states=['on', 'off'])\n"
            "import sys\n"
            "make = openmetrics if sys.argv[1] == 'om' else p.generate_latest\n"
            "sys.stdout.buffer.write(make(p.REGISTRY))\n")

        def exposition(kind):
            return subprocess.run(["/usr/bin/python3", "-c", program, kind], check=True,
                                  capture_output=True).stdout.decode()

        text = exposition("text")
        self.assertEqual(ours(text), promtool(text))
        self.assertEqual(ours(exposition("om")), set())


class BadInputTest(support.TestCase):
    LIMITS = {"memory_mb": 600, "cpu_s": 60, "timeout": 120}

    def check(self, *args, **options):
        return support.run_nsmon("check-metrics", *args, **self.LIMITS, **options)

    def test_unreadable(self):
        folder = self.temp_dir()
        for path in (folder / "missing.txt", folder):
            outcome = self.check(path)
            self.assert_status(outcome, 2)
            self.assertIn("cannot read", outcome.err)
            self.assertEqual(outcome.err.count("error:"), 1)

    def test_binary(self):
        for data in (b"\x1f\x8b\x08\x00abc", b"a 1\n\x00\x01\x02", b"\x7fELF\x02"):
            outcome = self.check(stdin=data)
            self.assert_status(outcome, 2)
            self.assertIn("expected an exposition as text", outcome.err)

    def test_line_of_100_megabytes(self):
        path = self.temp_dir() / "long.txt"
        with open(path, "wb") as file:
            for _ in range(100):
                file.write(b"a" * (1 << 20))
        outcome = self.check(path)
        self.assert_status(outcome, 1)
        self.assertIn("longer than", outcome.out)
        self.assertLess(outcome.peak_kb, 40_000)

    def test_large_files_of_good_and_of_bad_lines(self):
        folder = self.temp_dir()
        good = b'jobs{host="h%07d",path="/a/b/c"} 12.5\n'
        for name, line, size in (("good", good, 100_000_000), ("bad", b"???%07d\n", 20_000_000)):
            path = folder / name
            with open(path, "wb") as file:
                file.write(b"# HELP jobs Jobs.\n# TYPE jobs gauge\n")
                written = 0
                number = 0
                while written < size:
                    block = b"".join(line % i for i in range(number, number + 10000))
                    written += file.write(block)
                    number += 10000
            outcome = self.check(path)
            self.assert_status(outcome, 0 if name == "good" else 1)
            self.assertLess(outcome.peak_kb, 250_000)
            self.assertLess(len(outcome.out), 1_000_000)

    def test_huge_label_set(self):
        labels = ",".join(f'l{i}="v"' for i in range(50_000))
        outcome = self.check(stdin="# HELP a A.\na{" + labels + "} 1\n")
        self.assert_status(outcome, 0)
        outcome = self.check(stdin="# HELP a A.\na{" + labels + ',l7="w"} 1\n')
        self.assert_status(outcome, 1)

    def test_invalid_utf8_and_truncated(self):
        outcome = self.check(stdin=b'# HELP a A.\na{b="\xff"} 1\na 1\na{b="')
        self.assert_status(outcome, 1)
        self.assertIn("<stdin>:2:6: error: invalid UTF-8", outcome.out)
        self.assertIn("<stdin>:4:", outcome.out)

    def test_a_closed_pipe_ends_the_program(self):
        text = "a b\n" * 200_000
        process = subprocess.Popen([support.NSMON, "check-metrics", "--max-findings", "0"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        feeder = threading.Thread(target=self._feed, args=(process, text.encode()))
        feeder.start()
        process.stdout.read(100)
        process.stdout.close()
        self.assertNotEqual(process.wait(30), 0)
        feeder.join()

    @staticmethod
    def _feed(process, data):
        try:
            process.stdin.write(data)
            process.stdin.close()
        except BrokenPipeError:
            pass

    def serve_answer(self, status, content_type, body):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.server.accept = self.headers.get("Accept")
                self.server.token = self.headers.get("Authorization")
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, f"http://user:secret@127.0.0.1:{server.server_port}/metrics"

    def test_answers_of_servers(self):
        openmetrics = "application/openmetrics-text; version=1.0.0"
        body = b"# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total 1\n"
        for status, kind, data, code, said in (
                (200, openmetrics, body + b"# EOF\n", 0, ""),
                (200, openmetrics, body, 1, "# EOF"),
                (200, "text/plain", body, 1, "no help text"),
                (404, "text/plain", b"", 2, "answers 404"),
                (200, "text/html", b"<html>", 2, "answers HTML")):
            with self.subTest(status=status, kind=kind):
                server, url = self.serve_answer(status, kind, data)
                outcome = self.check(url)
                self.assert_status(outcome, code)
                self.assertIn(said, outcome.out + outcome.err)
                self.assertNotIn("secret", outcome.out + outcome.err)
                self.assertIn("openmetrics-text", server.accept)
        outcome = self.check(f"http://127.0.0.1:{support.free_port()}/metrics")
        self.assert_status(outcome, 2)


class CatalogTest(support.TestCase):
    def test_the_schema_accepts_the_shipped_catalogs_and_refuses_wrong_ones(self):
        # A validator for the few words of JSON Schema that ours uses.
        import re

        import yaml

        schema = json.loads((support.ROOT / "docs/schemas/catalog.schema.json").read_text())
        kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}

        def is_kind(value, kind):
            if kind == "number":
                return isinstance(value, (int, float)) and not isinstance(value, bool)
            return isinstance(value, kinds[kind])

        def fits(value, rule):
            if "$ref" in rule and not fits(value, schema["$defs"][rule["$ref"].split("/")[-1]]):
                return False
            if "anyOf" in rule and not any(fits(value, one) for one in rule["anyOf"]):
                return False
            if "enum" in rule and value not in rule["enum"]:
                return False
            if "type" in rule:
                types = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
                if not any(is_kind(value, one) for one in types):
                    return False
            if isinstance(value, dict):
                known = rule.get("properties", {})
                other = rule.get("additionalProperties", True)
                return all(key in value for key in rule.get("required", [])) and all(
                    fits(one, known[key]) if key in known
                    else (other if isinstance(other, bool) else fits(one, other))
                    for key, one in value.items())
            if isinstance(value, list):
                return (rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", 1 << 30)
                        and all(fits(one, rule.get("items", {})) for one in value))
            if isinstance(value, str) and "pattern" in rule:
                return re.search(rule["pattern"], value) is not None
            return True

        catalogs = sorted((support.ROOT / "rules/catalog").glob("*.yml"))
        self.assertTrue(catalogs)
        for path in catalogs:
            self.assertTrue(fits(yaml.safe_load(path.read_text()), schema), path.name)
        for wrong in ({"metric": []}, {"metrics": [{"name": "a"}]}, {"retention": 30},
                      {"metrics": [{"name": "a", "type": "guage"}]},
                      {"metrics": [{"name": "a", "type": "gauge", "range": [1]}]},
                      {"metrics": [{"name": "a", "type": "gauge", "labels": {"b": {"x": 1}}}]}):
            self.assertFalse(fits(wrong, schema), wrong)
            path = self.temp_dir() / "catalog.yml"
            path.write_text(json.dumps(wrong))
            outcome = support.run_nsmon("catalog", "check", path)
            self.assert_status(outcome, 1)


if __name__ == "__main__":
    sys.exit(unittest.main())
