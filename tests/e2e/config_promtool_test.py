# SPDX-License-Identifier: Apache-2.0
"""Verdicts on rule files and configurations: nsmon, its case files, and Debian's promtool agree.

Where promtool 2.42 differs from Prometheus 3.x, tests/config/promtool_2_42.txt gives the reason; a line
there that is no longer true fails too.
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NSMON = os.environ.get("NSMON_BINARY", str(ROOT / "build/dev/nsmon"))
CASES = ROOT / "tests/config"


def read_cases(name):
    """(case name with its verdict, text) in file order; expected problems are left out."""
    cases = []
    for line in (CASES / name).read_text().splitlines(keepends=True):
        if line.startswith("=== "):
            cases.append([line[4:].strip(), ""])
        elif cases and not line.startswith(">>> "):
            cases[-1][1] += line
    return cases


def read_differences():
    found = set()
    for line in (CASES / "promtool_2_42.txt").read_text().splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 3:
            assert parts[2], line
            found.add((parts[0], parts[1]))
    return found


def judge(command):
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


class ConfigVerdicts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def outcomes(self, name, command):
        """(case, exit status, output) for each case of a file, run side by side."""
        jobs = []
        for number, (case, text) in enumerate(read_cases(name)):
            path = self.folder / f"{name}.{number}.yml"
            path.write_text(text)
            jobs.append((case, command + [str(path)]))
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            results = list(pool.map(lambda job: judge(job[1]), jobs))
        return [(case, *result) for (case, _), result in zip(jobs, results)]

    def test_nsmon_judges_as_the_cases_say(self):
        kinds = {"rules.cases": [], "resources.cases": [], "prometheus.cases": ["--config"]}
        for name, option in kinds.items():
            command = [NSMON, "lint-rules", "--syntax-only"] + option
            for case, status, output in self.outcomes(name, command):
                with self.subTest(file=name, case=case):
                    self.assertEqual(status, 0 if case.startswith("valid ") else 1, output)
                    if status == 1:
                        self.assertIn(f"{name}.", output)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_judges_as_the_cases_say(self):
        differences = read_differences()
        seen = set()
        kinds = {"rules.cases": ["rules"], "prometheus.cases": ["config", "--syntax-only"]}
        for name, words in kinds.items():
            for case, status, output in self.outcomes(name, ["promtool", "check"] + words):
                with self.subTest(file=name, case=case):
                    agrees = (status == 0) == case.startswith("valid ")
                    self.assertEqual(agrees, (name, case) not in differences, output)
                    seen.add((name, case))
        self.assertEqual(differences - seen, set(), "differences without a case")


if __name__ == "__main__":
    unittest.main()
