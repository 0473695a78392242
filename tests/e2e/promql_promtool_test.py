#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares verdict, place and message of nsmon with those of promtool on thousands of damaged
expressions.

Debian's promtool is of an older series (2.x), so what the language has learned since is left out of
the comparison: durations as numbers, quoted names, arithmetic in ranges, and new words. See
`is_newer_syntax`.
"""

import concurrent.futures
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
import unittest

NSMON = os.environ.get("NSMON_BINARY", "nsmon")
CASES = int(os.environ.get("NSMON_PROMTOOL_CASES", "1500"))

VALID = [
    "sum by (a, b) (rate(foo{x=\"y\",z=~\"a|b\"}[5m]))",
    "sum(rate(foo[5m])) by (job)",
    "topk(5, foo) without (a)",
    "foo + on(a) group_left(b) bar",
    "foo * ignoring(a) bar > bool 5",
    "(foo or bar) unless baz",
    "-foo ^ 2 ^ -3",
    "foo offset 5m @ 10",
    "foo[5m] @ start() offset -1h",
    "max_over_time(foo[1h:5m] offset 1m)",
    "histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))",
    "count_values(\"v\", foo)",
    "1 + 2 * 3 == bool 4",
    "foo{} and {a!~\"x.*\"}",
    "label_replace(foo, \"a\", \"$1\", \"b\", \"(.*)\")",
    "quantile by (a) (0.5, foo)",
    "time() - foo % 7",
    "foo atan2 bar",
    "sum without (instance) (up) / count without (instance) (up)",
    "predict_linear(a:b[1h], 3600)",
    "foo > 0 and on (x) bar <= -1",
    "scalar(foo) != 1e3",
]
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\d+(?:ms|[smhd])|\d+\.?\d*(?:e\d+)?|[A-Za-z_:][A-Za-z0-9_:]*'
                   r"|=~|!~|!=|==|<=|>=|\S")
PIECES = ("( ) { } [ ] , : = == != < > <= >= =~ !~ + - * / % ^ foo a:b sum by without on ignoring "
          "group_left group_right bool offset 5 1.5 and or unless atan2 Inf NaN rate topk # ! ; $ ' "
          "` \" avg le a unknown time 0").split()


def damage(rng, text):
    tokens = TOKEN.findall(text)
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        at = rng.randrange(len(tokens) + 1)
        kind = rng.random()
        if kind < 0.35 and tokens:
            del tokens[min(at, len(tokens) - 1)]
        elif kind < 0.65:
            tokens.insert(at, rng.choice(PIECES))
        elif kind < 0.85 and tokens:
            tokens[min(at, len(tokens) - 1)] = rng.choice(PIECES)
    if rng.random() < 0.15:
        tokens = tokens[:rng.randrange(len(tokens) + 1)]
    text = " ".join(tokens)
    return text.replace(" ", "\n", 1) if rng.random() < 0.1 else text


def is_newer_syntax(text, old_error):
    """True where the two versions read different languages."""
    if old_error and re.search(
            r"in duration|unit character|duration syntax|unexpected colon|unexpected duration|"
            r"Item \d+|in subquery|in offset|unexpected string|unexpected metric identifier",
            old_error):
        return True
    if re.search(r"\b(start|end|step|range)\s*\(|,\s*\d+(ms|[smhd])|\d(ms|[smhd])\s*[^\s\]:)@,]|::", text):
        return True
    return re.search(r"offset\s*(\d+\b|\(|[-+]\s*[-+(\d])|\[[^\]]*[-+*/%^(]", text) is not None


def promtool_errors(folder, expressions):
    """Messages by index; expressions that are accepted have none."""
    path = os.path.join(folder, "rules.yml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("groups:\n- name: g\n  rules:\n")
        for i, text in enumerate(expressions):
            file.write(f"  - record: r{i}\n    expr: {json.dumps(text)}\n")
    run = subprocess.run(["promtool", "check", "rules", path], capture_output=True, text=True,
                         check=False)
    found = re.finditer(r'rule \d+, "r(\d+)": could not parse expression: (.*)',
                        run.stdout + run.stderr)
    return {int(match.group(1)): match.group(2) for match in found}


def nsmon_error(text):
    run = subprocess.run([NSMON, "promql", "check", "--", text], capture_output=True, text=True,
                         check=False)
    if run.returncode == 0:
        return None
    assert run.returncode == 1, (text, run.returncode, run.stderr)
    return run.stderr.split("\n", 1)[0]


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
class AgreesWithPromtool(unittest.TestCase):
    def test_verdict_place_and_message(self):
        rng = random.Random(7)
        expressions = [text for text in (damage(rng, rng.choice(VALID)) for _ in range(CASES))
                       if text.strip()]
        with tempfile.TemporaryDirectory() as folder:
            old = promtool_errors(folder, expressions)
        kept = [(i, text) for i, text in enumerate(expressions)
                if not is_newer_syntax(text, old.get(i))]
        self.assertGreater(len(kept), CASES // 2)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            new = pool.map(nsmon_error, [text for _, text in kept])
        different = [(text, old.get(i), error) for (i, text), error in zip(kept, new)
                     if old.get(i) != error]
        self.assertEqual(different, [])


if __name__ == "__main__":
    unittest.main()
