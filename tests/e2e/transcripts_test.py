# SPDX-License-Identifier: Apache-2.0
"""Runs every transcript of the README and the documents and compares it with what is printed there.

A document is read from top to bottom in one scratch folder:

  ```yaml or ```text below a line `<!-- file: NAME -->` becomes the file NAME;
  ```console holds commands after "$ " and, below each, all it prints (both streams, in order).

A printed line that is only "..." stands for any lines. Below a line `<!-- numbers vary -->` digits and
the blanks before them are not compared. The scratch folder is also given train.py, a real training job,
and NSMON_SERVER, a real Prometheus over a small fixed history.

UPDATE_TRANSCRIPTS=1 writes what is printed now into the documents, except where "..." stands.
"""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import support

DOCUMENTS = ["README.md", *sorted(str(p.relative_to(support.ROOT))
                                  for p in (support.ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"(?:<!-- (file: (?P<file>\S+)|(?P<vary>numbers vary)) -->\n+)?"
                   r"```(?P<kind>\w+)\n(?P<body>.*?)```\n", re.DOTALL)
NUMBER = re.compile(r" *[+-]?\d+(?:\.\d+)*(?:e[+-]?\d+)?")
UPDATE = os.environ.get("UPDATE_TRANSCRIPTS") == "1"
BEGIN = 1_700_000_000
HISTORY = "\n".join(
    ["# HELP jobs_done Jobs finished so far.", "# TYPE jobs_done counter"]
    + [f'jobs_done_total{{job="worker",instance="host-{host}:9100"}} {60 * step * (host + 1)} '
       f"{BEGIN + 60 * step}" for host in (0, 1) for step in range(61)]
    + ["# HELP queue_length Jobs that wait.", "# TYPE queue_length gauge"]
    + [f'queue_length{{job="worker",instance="host-0:9100"}} {step % 7} {BEGIN + 60 * step}'
       for step in range(61)] + ["# EOF", ""])


def steps_of(body):
    """[(command, expected output)] of a console block."""
    steps = []
    for line in body.splitlines():
        if line.startswith("$ "):
            steps.append([line[2:], []])
        elif steps and steps[-1][0].endswith("\\"):
            steps[-1][0] = steps[-1][0][:-1] + line.strip()
        elif steps:
            steps[-1][1].append(line.rstrip())
    return steps


def pattern_of(lines, numbers_vary):
    """A regular expression for the whole output."""
    parts = []
    for line in lines:
        if line == "...":
            parts.append(r"(?:.*\n)*?")
            continue
        texts = NUMBER.split(line) if numbers_vary else [line]
        parts.append(r"\s*[-+\d.e]+".join(re.escape(text) for text in texts) + r" *\n")
    return "".join(parts)


@support.needs("prometheus", "promtool")
class Transcripts(support.TestCase):
    def server_url(self):
        folder = self.temp_dir()
        (folder / "history.om").write_text(HISTORY)
        (folder / "prometheus.yml").write_text("global: {}\n")
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", folder / "history.om",
                        folder / "data"], check=True, capture_output=True)
        server = self.serve(lambda port: [
            "prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
            "--storage.tsdb.retention.time=20y", f"--web.listen-address=127.0.0.1:{port}"],
            path="/-/ready", accept=lambda status: status == 200)
        return f"http://127.0.0.1:{server.port}"

    def test_documents_tell_the_truth(self):
        url = self.server_url()
        commands = 0
        for document in DOCUMENTS:
            with self.subTest(document=document):
                commands += self.run_document(document, url)
        self.assertGreater(commands, 0, "no document has a transcript")

    def run_document(self, document, url):
        """Runs one document's commands; returns how many there were."""
        scratch = self.temp_dir()
        shutil.copy(support.ROOT / "tests/support/trainer.py", scratch / "train.py")
        environment = support.environment(
            NSMON_SERVER=url, NO_COLOR="1", HOME=str(scratch),
            PROMETHEUS_PORT=str(support.free_port()),
            PATH=f"{pathlib.Path(support.NSMON).parent}:/usr/bin:/bin")
        text = (support.ROOT / document).read_text()
        commands = 0
        for match in FENCE.finditer(text):
            if match["file"]:
                (scratch / match["file"]).parent.mkdir(parents=True, exist_ok=True)
                (scratch / match["file"]).write_text(match["body"])
            elif match["kind"] == "console":
                for command, expected in steps_of(match["body"]):
                    if command.startswith("nsmon"):
                        commands += 1
                        printed = self.output_of(command, scratch, environment)
                        text = self.judge(text, document, (command, expected, match["vary"]), printed)
        if UPDATE:
            (support.ROOT / document).write_text(text)
        return commands

    @staticmethod
    def output_of(command, scratch, environment):
        result = subprocess.run(["/bin/sh", "-c", command + " 2>&1"], cwd=scratch, env=environment,
                                capture_output=True, text=True, timeout=120,
                                stdin=subprocess.DEVNULL, check=False)
        return result.stdout

    def judge(self, text, document, step, printed):
        """Asserts one step; when updating, returns the text with the step's output replaced."""
        command, expected, numbers_vary = step
        if re.fullmatch(pattern_of(expected, numbers_vary), printed):
            return text
        if UPDATE and "..." not in expected:
            old = "\n".join([f"$ {command}", *expected, ""])
            self.assertIn(old, text, "a command that spans lines is not updated")
            return text.replace(old, f"$ {command}\n" + re.sub(r" +\n", "\n", printed), 1)
        self.assertEqual("\n".join(expected) + "\n", printed, f"{document}: $ {command}")
        return text


if __name__ == "__main__":
    unittest.main()
