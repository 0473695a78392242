#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""nsmon query against Debian's Prometheus: fixed data in one server, another one that scrapes itself."""

import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import support

BEGIN = 1700000000
STEP = 15
POINTS = 121
# bcrypt of "open sesame", cost 4.
PASSWORD = "open sesame"
PASSWORD_HASH = "$2b$04$abcdefghijklmnopqrstuu/LVz6MZlItEy42I2juLihZ66HnQx/cy"
NO_SCRAPES = "global: {scrape_interval: 1h}\n"
SELF_CONFIG = """
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
  - job_name: self
    static_configs: [{targets: ["127.0.0.1:PORT"]}]
"""
SELF_RULES = """
groups:
  - name: always
    rules:
      - {record: "job:up:sum", expr: "sum by (job) (up)"}
      - {alert: Fires, expr: "vector(1)", labels: {severity: page}, annotations: {summary: on purpose}}
      - {alert: Silent, expr: "vector(1) > 2", labels: {severity: page}}
"""


def history():
    """Counters of four targets and a gauge with a name that needs quoting."""
    lines = ["# HELP requests Requests served.", "# TYPE requests counter"]
    for job in ("api", "web"):
        for number in range(2):
            for point in range(POINTS):
                lines.append(f'requests_total{{instance="h{number}:80",job="{job}"}} '
                             f'{(number + 1) * (point + 1)} {BEGIN + STEP * point}')
    lines.append("# TYPE temperature gauge")
    for point in range(POINTS):
        value = "NaN" if point == 2 else "+Inf" if point == 3 else f"{point * 0.5:g}"
        lines.append(f'temperature{{room="a \\"b\\", c"}} {value} {BEGIN + STEP * point}')
    return "\n".join(lines + ["# EOF", ""])


def prometheus(folder, config, *options):
    """A command line for start_server; PORT in the configuration becomes the port."""

    def command(port):
        path = folder / "prometheus.yml"
        path.write_text(config.replace("PORT", str(port)))
        return ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={folder / 'data'}",
                "--storage.tsdb.retention.time=100y", f"--web.listen-address=127.0.0.1:{port}", *options]

    return command


@support.needs("prometheus", "promtool")
class FixedDataTest(support.TestCase):
    """Results over data that never changes."""

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="nsmon-test-")
        cls.addClassCleanup(temporary.cleanup)
        folder = pathlib.Path(temporary.name)
        (folder / "history.om").write_text(history())
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", folder / "history.om",
                        folder / "data"], check=True, stdout=subprocess.DEVNULL)
        cls.server = support.start_server(prometheus(folder, NO_SCRAPES), path="/-/ready")
        cls.addClassCleanup(cls.server.stop)
        cls.env = support.environment(NSMON_SERVER=f"http://127.0.0.1:{cls.server.port}")

    def nsmon(self, *args, status=0, **options):
        outcome = support.run_nsmon("query", *args, env=self.env, **options)
        self.assert_status(outcome, status)
        return outcome

    def api(self, path):
        return json.loads(support.http_get(self.server.port, f"/api/v1/{path}")[1])

    def test_instant_table(self):
        outcome = self.nsmon("requests_total", "--time", str(BEGIN + 60))
        self.assertEqual(outcome.out, "metric          instance  job  value\n"
                                      "requests_total  h0:80     api      5\n"
                                      "requests_total  h0:80     web      5\n"
                                      "requests_total  h1:80     api     10\n"
                                      "requests_total  h1:80     web     10\n")
        self.assertEqual(outcome.err, "")

    def test_times_are_read_in_every_form(self):
        for time in (str(BEGIN + 60), f"{BEGIN + 60}.0", "2023-11-14T22:14:20Z",
                     "2023-11-14T23:14:20.000+01:00", "2023-11-14 22:14:20"):
            with self.subTest(time):
                outcome = self.nsmon("instant", "sum(requests_total)", "--time", time)
                self.assertEqual(outcome.out, "value\n   30\n")

    def test_instant_json_is_the_document_of_the_api(self):
        outcome = self.nsmon("requests_total", "--time", str(BEGIN + 60), "-o", "json")
        self.assertEqual(json.loads(outcome.out), self.api(f"query?query=requests_total&time={BEGIN + 60}"))

    def test_instant_csv(self):
        outcome = self.nsmon("temperature", "--time", str(BEGIN + 15), "--format", "csv")
        rows = list(csv.reader(io.StringIO(outcome.out)))
        self.assertEqual(rows, [["__name__", "room", "timestamp", "value"],
                                ["temperature", 'a "b", c', "2023-11-14T22:13:35Z", "0.5"]])

    def test_scalars_and_strings(self):
        self.assertEqual(self.nsmon("1 + 1").out, "2\n")
        self.assertEqual(self.nsmon('"a text"').out, "a text\n")
        self.assertEqual(self.nsmon("--", "-1").out, "-1\n")
        scalar = json.loads(self.nsmon("1 + 1", "--time", "5", "-o", "json").out)
        self.assertEqual(scalar, {"status": "success", "data": {"resultType": "scalar", "result": [5, "2"]}})
        text = json.loads(self.nsmon('"a"', "--time", "5", "-o", "json").out)
        self.assertEqual(text["data"], {"resultType": "string", "result": [5, "a"]})

    def test_nothing_matches(self):
        outcome = self.nsmon("no_such_metric")
        self.assertEqual((outcome.out, outcome.err), ("", "no series\n"))
        document = json.loads(self.nsmon("no_such_metric", "-o", "json").out)
        self.assertEqual(document["data"], {"resultType": "vector", "result": []})
        self.assertEqual(self.nsmon("no_such_metric", "-o", "csv").out, "timestamp,value\n")

    def test_range_table(self):
        outcome = self.nsmon("range", "temperature", "--start", str(BEGIN), "--end", str(BEGIN + 45),
                             "--step", "15")
        self.assertEqual(outcome.out, 'temperature{room="a \\"b\\", c"}\n'
                                      "  2023-11-14T22:13:20Z  0\n"
                                      "  2023-11-14T22:13:35Z  0.5\n"
                                      "  2023-11-14T22:13:50Z  NaN\n"
                                      "  2023-11-14T22:14:05Z  +Inf\n")

    def test_range_json_is_the_document_of_the_api(self):
        times = ("--start", str(BEGIN), "--end", str(BEGIN + 1800), "--step", "7.5")
        for expression in ("requests_total", "temperature", "rate(requests_total[1m])", "vector(0.1)"):
            with self.subTest(expression):
                outcome = self.nsmon("range", expression, *times, "-o", "json")
                path = f"query_range?query={expression}&start={BEGIN}&end={BEGIN + 1800}&step=7.5"
                self.assertEqual(json.loads(outcome.out), self.api(path))

    def test_range_csv(self):
        outcome = self.nsmon("range", "sum by (job) (requests_total)", "--start", str(BEGIN), "--end",
                             str(BEGIN + 30), "--step", "30s", "-o", "csv")
        self.assertEqual(outcome.out, "job,timestamp,value\n"
                                      "api,2023-11-14T22:13:20Z,3\n"
                                      "api,2023-11-14T22:13:50Z,9\n"
                                      "web,2023-11-14T22:13:20Z,3\n"
                                      "web,2023-11-14T22:13:50Z,9\n")

    def test_default_step_gives_about_250_points(self):
        outcome = self.nsmon("range", "vector(1)", "--start", "0", "--end", "36000", "-o", "json")
        values = json.loads(outcome.out)["data"]["result"][0]["values"]
        self.assertEqual(values[1][0] - values[0][0], 144)
        outcome = self.nsmon("range", "vector(1)", "-o", "json")  # the last hour
        values = json.loads(outcome.out)["data"]["result"][0]["values"]
        self.assertEqual(values[1][0] - values[0][0], 14)

    def test_a_wrong_expression_is_marked(self):
        outcome = self.nsmon("sum(requests_total", status=1)
        self.assertEqual(outcome.err, "expression:1:19: error: unclosed left parenthesis\n"
                                      "    1 | sum(requests_total\n"
                                      "      |                   ^\n")
        outcome = self.nsmon("range", "rate(requests_total)", status=1)
        self.assertIn("expression:1:6: error: ", outcome.err)
        self.assertIn("      |      ^^^^^^^^^^^^^^\n", outcome.err)

    def test_an_expression_that_cannot_be_evaluated_is_a_verdict(self):
        query = "requests_total * on (job) requests_total"
        outcome = self.nsmon(query, "--time", str(BEGIN + 60), status=1)
        self.assertTrue(outcome.err.startswith("error: the server says execution: "), outcome.err)
        outcome = self.nsmon("range", "vector(1)", "--start", "0", "--end", "100000", "--step", "1", status=1)
        self.assertIn("exceeded maximum resolution", outcome.err)

    def test_long_expressions_are_posted(self):
        long = " + ".join(["1"] * 3000)
        self.assertEqual(self.nsmon(long).out, "3000\n")

    def test_series(self):
        times = ("--start", str(BEGIN), "--end", str(BEGIN + 1800))
        outcome = self.nsmon("series", 'requests_total{job="api"}', "temperature", *times)
        self.assertEqual(outcome.out.splitlines(), ['requests_total{instance="h0:80",job="api"}',
                                                    'requests_total{instance="h1:80",job="api"}',
                                                    'temperature{room="a \\"b\\", c"}'])
        document = json.loads(self.nsmon("series", "temperature", *times, "-o", "json").out)
        self.assertEqual(document, {"status": "success", "data": [
            {"__name__": "temperature", "room": 'a "b", c'}]})
        self.assertIn("series selector", self.nsmon("series", status=2).err)

    def test_labels_and_their_values(self):
        times = ("--start", str(BEGIN), "--end", str(BEGIN + 1800))
        self.assertEqual(self.nsmon("labels", *times).out, "__name__\ninstance\njob\nroom\n")
        self.assertEqual(self.nsmon("labels", "-m", "temperature", *times).out, "__name__\nroom\n")
        self.assertEqual(self.nsmon("label-values", "job", *times).out, "api\nweb\n")
        self.assertEqual(self.nsmon("label-values", "instance", *times, "-o", "csv").out,
                         "value\nh0:80\nh1:80\n")
        self.assertEqual(json.loads(self.nsmon("labels", *times, "-o", "json").out)["data"],
                         ["__name__", "instance", "job", "room"])
        self.nsmon("label-values", "not a label", status=1)

    def test_usage(self):
        for words, part in [((), "expected one expression"), (("a", "b"), "found 2 arguments"),
                            (("up", "--format", "xml"), "table, json, csv"),
                            (("up", "--time", "yesterday"), "is no time"),
                            (("range", "up", "--step", "0"), "is no step"),
                            (("range", "up", "--start", "now", "--end", "now-1h"), "is after --end"),
                            (("range", "up", "--time", "1"), "instant queries only"),
                            (("up", "--timeout", "soon"), "--timeout expects a duration"),
                            (("up", "-H", "no colon"), "--header expects"),
                            (("up", "--server", "ftp://h"), "http:// or https://"),
                            (("up", "--password-file", "/no/such"), "needs a user"),
                            (("up", "--user", "u", "--password-file", "/no/such"), "--password-file"),
                            (("up", "--bearer-token", "a", "--user", "u"), "exclude each other"),
                            (("up", "--key-file", "k"), "needs --cert-file"),
                            (("status", "nothing"), "buildinfo"), (("alerts", "up"), "unexpected")]:
            with self.subTest(words):
                outcome = self.nsmon(*words, status=2)
                self.assertEqual(outcome.out, "")
                self.assertIn(part, outcome.err)

    def test_the_server_comes_from_the_environment(self):
        url = f"127.0.0.1:{self.server.port}"
        for variables in ({"PROMETHEUS_URL": url}, {"NSMON_SERVER": url, "PROMETHEUS_URL": "http://127.0.0.1:1"}):
            outcome = support.run_nsmon("query", "1", env=support.environment(**variables))
            self.assert_status(outcome, 0)
        outcome = support.run_nsmon("query", "1", "--server", url,
                                    env=support.environment(NSMON_SERVER="http://127.0.0.1:1"))
        self.assert_status(outcome, 0)

    def test_a_closed_pipe_is_no_success(self):
        with open("/dev/full", "wb") as full:
            process = subprocess.run([support.NSMON, "query", "requests_total", "--time", str(BEGIN)],
                                     stdout=full, env=self.env, check=False)
        self.assertNotEqual(process.returncode, 0)


@support.needs("prometheus")
class LiveServerTest(support.TestCase):
    """What a server says about itself."""

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="nsmon-test-")
        cls.addClassCleanup(temporary.cleanup)
        folder = pathlib.Path(temporary.name)
        (folder / "rules.yml").write_text(SELF_RULES)
        cls.server = support.start_server(prometheus(folder, SELF_CONFIG), path="/-/ready")
        cls.addClassCleanup(cls.server.stop)
        cls.env = support.environment(NSMON_SERVER=f"http://127.0.0.1:{cls.server.port}")

        def scraped():
            answer = json.loads(support.http_get(cls.server.port, "/api/v1/query?query=job:up:sum")[1])
            return answer["data"]["result"]

        support.wait_until(scraped, "the first scrape and rule evaluation")

    def nsmon(self, *args):
        outcome = support.run_nsmon("query", *args, env=self.env)
        self.assert_status(outcome, 0)
        return outcome.out

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.nsmon(*args, "-o", "csv"))))

    def test_now_is_the_default(self):
        self.assertRegex(self.nsmon("job:up:sum"), r"job:up:sum +self +1\n")
        values = json.loads(self.nsmon("range", "up", "--start", "now-5s", "--end", "now", "--step", "1",
                                       "-o", "json"))
        self.assertEqual(values["data"]["resultType"], "matrix")

    def test_targets(self):
        target, = self.rows("targets")
        self.assertEqual((target["pool"], target["health"], target["error"]), ("self", "up", ""))
        self.assertEqual(target["url"], f"http://127.0.0.1:{self.server.port}/metrics")
        self.assertIn("last scrape", self.nsmon("targets").splitlines()[0])
        self.assertEqual(self.rows("targets", "--state", "dropped"), [])
        document = json.loads(self.nsmon("targets", "-o", "json"))
        self.assertEqual(document["data"]["activeTargets"][0]["scrapePool"], "self")

    def test_rules(self):
        rules = self.rows("rules")
        self.assertEqual([rule["rule"] for rule in rules], ["job:up:sum", "Fires", "Silent"])
        self.assertEqual([rule["health"] for rule in rules], ["ok"] * 3)
        self.assertEqual([rule["state"] for rule in rules], ["", "firing", "inactive"])
        self.assertEqual(len(self.rows("rules", "--type", "record")), 1)
        self.assertIn("sum by (job) (up)", self.nsmon("rules"))
        document = json.loads(self.nsmon("rules", "-o", "json"))
        self.assertEqual(document["data"]["groups"][0]["name"], "always")

    def test_alerts(self):
        alert, = self.rows("alerts")
        self.assertEqual((alert["alert"], alert["state"], alert["severity"]), ("Fires", "firing", "page"))
        self.assertIn("Fires", self.nsmon("alerts"))
        document = json.loads(self.nsmon("alerts", "-o", "json"))
        self.assertEqual(document["data"]["alerts"][0]["annotations"], {"summary": "on purpose"})

    def test_metadata(self):
        self.assertRegex(self.nsmon("metadata", "go_goroutines"), r"go_goroutines +gauge +Number of goroutines")
        self.assertGreater(len(self.rows("metadata")), 100)
        self.assertLessEqual(len(self.rows("metadata", "--limit", "3")), 3)

    def test_status(self):
        self.assertRegex(self.nsmon("status"), r"version +2\.")
        self.assertRegex(self.nsmon("status", "flags"), r"storage.tsdb.path +/")
        self.assertRegex(self.nsmon("status", "runtimeinfo"), r"GOMAXPROCS +\d")
        self.assertRegex(self.nsmon("status", "tsdb"), r"headStats.numSeries +\d")
        self.assertTrue(self.nsmon("status", "config").startswith("global:\n"))
        self.assertIn("yaml", json.loads(self.nsmon("status", "config", "-o", "json"))["data"])


@support.needs("prometheus", "openssl")
class AccessTest(support.TestCase):
    """Passwords and certificates."""

    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="nsmon-test-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.certificate("server", "/CN=127.0.0.1")
        cls.certificate("client", "/CN=nsmon")
        cls.certificate("other", "/CN=127.0.0.1")
        (cls.folder / "password").write_text(PASSWORD + "\n")

    @classmethod
    def certificate(cls, name, subject):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                        "-nodes", "-days", "2", "-subj", subject, "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", cls.folder / f"{name}.key", "-out", cls.folder / f"{name}.pem"],
                       check=True, stderr=subprocess.DEVNULL)

    def start(self, web_config):
        folder = self.temp_dir()
        (folder / "web.yml").write_text(web_config)
        command = prometheus(folder, NO_SCRAPES, f"--web.config.file={folder / 'web.yml'}")
        server = self.serve(command, answers=lambda port: self.listens(port))
        # It answers 503 until its storage is open, and nobody without a password may ask for that.
        support.wait_until(lambda: "ready to receive web requests" in server.log(), "its storage")
        return server.port

    @staticmethod
    def listens(port):
        import socket
        with socket.create_connection(("127.0.0.1", port), 1):
            return True

    def nsmon(self, *args, status, **variables):
        outcome = support.run_nsmon("query", "1", *args, env=support.environment(**variables))
        self.assert_status(outcome, status)
        self.assertNotIn(PASSWORD, outcome.err)
        return outcome

    def test_basic_authentication(self):
        port = self.start(f"basic_auth_users: {{reader: '{PASSWORD_HASH}'}}\n")
        url = f"http://127.0.0.1:{port}"
        file = str(self.folder / "password")
        self.nsmon("--server", url, "--user", "reader", "--password-file", file, status=0)
        self.nsmon("--server", url, "--user", "reader", status=0, NSMON_PASSWORD=PASSWORD)
        self.nsmon("--server", url, status=0, NSMON_USER="reader", NSMON_PASSWORD=PASSWORD)
        self.nsmon("--server", f"http://reader:open%20sesame@127.0.0.1:{port}", status=0)
        for words, variables in [(("--server", url), {}), (("--server", url, "--user", "reader"), {}),
                                 (("--server", url, "--user", "reader"), {"NSMON_PASSWORD": "wrong"}),
                                 (("--server", url, "--bearer-token", "t"), {})]:
            outcome = self.nsmon(*words, status=2, **variables)
            self.assertIn("refuses access: HTTP 401 Unauthorized", outcome.err)

    def test_tls(self):
        config = (f"tls_server_config: {{cert_file: {self.folder}/server.pem, "
                  f"key_file: {self.folder}/server.key}}\n")
        url = f"https://127.0.0.1:{self.start(config)}"
        self.nsmon("--server", url, "--ca-file", f"{self.folder}/server.pem", status=0)
        self.nsmon("--server", url, "--insecure", status=0)
        self.assertIn("no secure connection", self.nsmon("--server", url, status=2).err)
        outcome = self.nsmon("--server", url, "--ca-file", f"{self.folder}/other.pem", status=2)
        self.assertIn("no secure connection", outcome.err)
        outcome = self.nsmon("--server", url, "--ca-file", "/no/such.pem", status=2)
        self.assertIn("/no/such.pem", outcome.err)

    def test_client_certificates(self):
        config = (f"tls_server_config: {{cert_file: {self.folder}/server.pem, key_file: {self.folder}/server.key, "
                  f"client_auth_type: RequireAndVerifyClientCert, client_ca_file: {self.folder}/client.pem}}\n")
        common = ("--server", f"https://127.0.0.1:{self.start(config)}", "--ca-file", f"{self.folder}/server.pem")
        self.nsmon(*common, "--cert-file", f"{self.folder}/client.pem", "--key-file",
                   f"{self.folder}/client.key", status=0)
        self.nsmon(*common, status=2)
        outcome = self.nsmon(*common, "--cert-file", "/no/such.pem", "--key-file", "/no/such.key", status=2)
        self.assertIn("/no/such.pem", outcome.err)


if __name__ == "__main__":
    unittest.main()
