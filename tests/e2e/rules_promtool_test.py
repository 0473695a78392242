# SPDX-License-Identifier: Apache-2.0
"""Rule unit tests: nsmon and Debian's promtool give the same verdict on every file of tests/rules.

Where they differ, tests/rules/known_differences.txt says how and why; an entry that is no longer true
fails as well. Files in pass/ must pass, those in fail/ must fail, in newer/ the name tells.
"""

import concurrent.futures
import json
import pathlib
import re
import shutil
import tempfile
import unittest
import xml.etree.ElementTree

import support

CASES = support.ROOT / "tests" / "rules"
VERDICTS = {0: "pass", 1: "fail"}


def case_files():
    found = [path for folder in ("pass", "fail", "newer") for path in (CASES / folder).iterdir()]
    return sorted(str(path.relative_to(CASES)) for path in found)


def known_differences():
    """File -> (nsmon's verdict, promtool's verdict)."""
    found = {}
    for line in (CASES / "known_differences.txt").read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        match = re.fullmatch(r"(\S+): (pass|fail), (pass|fail), (\S.*)", line)
        assert match, f"not understood: {line}"
        found[match[1]] = (match[2], match[3])
    return found


def expected_verdict(file):
    folder, name = file.split("/")
    return folder if folder in ("pass", "fail") else name.split("_")[0]


def judge(file):
    """(nsmon's verdict, promtool's verdict, what both said)."""
    ours = support.run([support.NSMON, "test", file], cwd=CASES)
    theirs = support.run(["promtool", "test", "rules", file], cwd=CASES)
    said = f"{file}\nnsmon: {ours.out}{ours.err}\npromtool: {theirs.out}{theirs.err}"
    return (VERDICTS.get(ours.status, ours.status), VERDICTS.get(theirs.status, theirs.status), said)


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
class SameVerdicts(unittest.TestCase):
    def test_every_file(self):
        files = case_files()
        self.assertGreaterEqual(len(files), 60)
        differences = known_differences()
        self.assertEqual(set(differences) - set(files), set(), "entries without a file")
        with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
            for file, (ours, theirs, said) in zip(files, pool.map(judge, files)):
                with self.subTest(file=file):
                    self.assertEqual(ours, expected_verdict(file), said)
                    if file in differences:
                        self.assertEqual((ours, theirs), differences[file], said)
                        self.assertNotEqual(ours, theirs, "no longer a difference")
                    else:
                        self.assertEqual(ours, theirs, said)

    def test_half_of_the_files_fail(self):
        verdicts = [expected_verdict(file) for file in case_files()]
        self.assertGreaterEqual(verdicts.count("fail"), 30)
        self.assertGreaterEqual(verdicts.count("pass"), 30)


class TheCommand(unittest.TestCase):
    def nsmon(self, *arguments):
        return support.run([support.NSMON, "test", *arguments], cwd=CASES)

    def test_failures_have_a_reason(self):
        for file in case_files():
            if expected_verdict(file) != "fail":
                continue
            with self.subTest(file=file):
                document = json.loads(self.nsmon("--format", "json", file).out)
                self.assertFalse(document["pass"])
                messages = [error["message"] for error in document["errors"]]
                for group in document["groups"]:
                    messages += [c["message"] for c in group["cases"] if not c["pass"]]
                self.assertTrue(messages and all(messages), document)

    def test_several_files_are_wrapped_and_the_worst_counts(self):
        good, bad = "pass/alert_fires.yml", "fail/wrong_value.yml"
        outcome = self.nsmon("--format", "json", good, bad)
        self.assertEqual(outcome.status, 1)
        document = json.loads(outcome.out)
        self.assertEqual([one["file"] for one in document["files"]], [good, bad])
        self.assertEqual([one["pass"] for one in document["files"]], [True, False])
        self.assertEqual(self.nsmon(good, bad, "no_such_file.yml").status, 2)

    def test_ignored_fields_and_runs(self):
        file = "fail/rule_unknown_key.yml"
        self.assertEqual(self.nsmon(file).status, 1)
        outcome = self.nsmon("--ignore-unknown-fields", "--run", "^rule unknown", "--format=json", file)
        self.assertEqual(outcome.status, 0, outcome.out)
        self.assertEqual(len(json.loads(outcome.out)["groups"]), 1)
        outcome = self.nsmon("--ignore-unknown-fields", "--run", "nothing", "--format=json", file)
        self.assertEqual(json.loads(outcome.out)["groups"], [])
        self.assertEqual(self.nsmon("--run", "(", file).status, 2)

    def test_experimental_syntax_needs_its_feature(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "limits_test.yml"
            path.write_text("tests: [{promql_expr_test: [{expr: 'limitk(1, vector(1))', "
                            "exp_samples: [{value: 1}]}]}]")
            self.assertEqual(self.nsmon(str(path)).status, 1)
            feature = "--enable-feature=promql-experimental-functions"
            self.assertEqual(self.nsmon(feature, str(path)).status, 0)
            self.assertEqual(self.nsmon("--enable-feature=none", str(path)).status, 2)

    def test_junit_and_coverage(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "results.xml"
            outcome = self.nsmon("--junit", str(path), "--coverage", "pass/alert_fires.yml",
                                 "fail/wrong_value.yml")
            self.assertEqual(outcome.status, 1)
            suites = xml.etree.ElementTree.parse(path).getroot()
            self.assertEqual([suite.get("failures") for suite in suites], ["0", "1"])
        self.assertIn("alert Flapping in group targets", outcome.out)
        self.assertNotIn("alert TargetDown", outcome.out)


if __name__ == "__main__":
    unittest.main()
