#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`nsmon watch` around a real training job, and attached to endpoints that misbehave."""

import http.server
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import support  # noqa: E402

PYTHON = "/usr/bin/python3"
TRAINER = [PYTHON, str(support.ROOT / "tests/support/trainer.py")]
QUICK = ["--port", "auto", "--interval", "0.2"]


def trainer(mode="normal", epochs=4, *more):
    return ["--", *TRAINER, "--mode", mode, "--epochs", str(epochs), "--epoch-seconds", "0.3", *more]


def watch(*arguments, **options):
    return support.run_nsmon("watch", *arguments, **options)


def watch_rows(*arguments, **options):
    """The outcome of `watch --json` and its rows; the frame around them is checked."""
    outcome = watch("--json", *QUICK, *arguments, **options)
    rows = [json.loads(line) for line in outcome.out.splitlines()]
    assert rows[0]["type"] == "start" and rows[-1]["type"] == "end", outcome.out
    assert [row["type"] for row in rows].count("start") == 1
    assert [row["type"] for row in rows].count("end") == 1
    assert len({row["run"] for row in rows}) == 1
    return outcome, rows


def of_type(rows, kind):
    return [row for row in rows if row["type"] == kind]


def is_running(pid):
    """Not counting a zombie that nobody has collected yet."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


class Background:
    """A watch that runs on while the test does something to it."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([support.NSMON, "watch", *arguments], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        stdin=subprocess.DEVNULL, env=support.environment())
        self.lines = []

    def wait_for_line(self, part, timeout=30):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            line = self.process.stdout.readline()
            if not line:
                break
            self.lines.append(line)
            if part in line:
                return line
        raise AssertionError(f"no line with {part!r} in {self.lines}")

    def finish(self, timeout=30):
        out, err = self.process.communicate(timeout=timeout)
        return self.process.returncode, "".join(self.lines) + out, err


class Job(unittest.TestCase):
    """`watch -- CMD`: what is shown and which status comes back."""

    def test_training_shows_one_line_an_epoch_and_a_summary(self):
        outcome = watch(*QUICK, *trainer(epochs=4))
        self.assertEqual(outcome.status, 0, outcome.err)
        epochs = [line for line in outcome.out.splitlines() if "] epoch " in line]
        self.assertEqual([line.split("epoch ")[1].split(" ")[0] for line in epochs],
                         ["0/4", "1/4", "2/4", "3/4"])
        losses = [float(line.split("loss ")[1].split(" ")[0]) for line in epochs]
        self.assertEqual(losses, sorted(losses, reverse=True), "a real training's loss falls")
        self.assertLess(losses[-1], losses[0] / 2)
        self.assertIn("| epoch 4/4 loss", outcome.out)       # the job's own output
        self.assertIn("! training complete", outcome.out)    # its standard error
        self.assertIn("finished after", outcome.out)
        self.assertIn("rounds: 4, last 3 of 4", outcome.out)

    def test_json_rows_have_the_documented_keys(self):
        outcome, rows = watch_rows(*trainer(epochs=3))
        self.assertEqual(outcome.status, 0)
        self.assertEqual(set(rows[0]), {"type", "time", "run", "command", "urls"})
        self.assertEqual(rows[0]["command"][:2], TRAINER)
        samples = of_type(rows, "sample")
        self.assertGreater(len(samples), 3)
        self.assertEqual(set(samples[0]), {"type", "time", "run", "values"})
        epochs = of_type(rows, "epoch")
        self.assertEqual([(row["epoch"], row["total"]) for row in epochs], [(0, 3), (1, 3), (2, 3)])
        for row in epochs:
            loss = row["values"][f'training_loss{{epoch="{row["epoch"]}",model="yolov11n-obb"}}']
            self.assertIsInstance(loss, float)
            others = [text for text in row["values"] if text.startswith("training_loss")]
            self.assertEqual(len(others), 1, "an epoch's row has the loss of that epoch only")
        logs = of_type(rows, "log")
        self.assertEqual([row["text"] for row in logs if row["stream"] == "stderr"],
                         ["training complete"])
        end = rows[-1]
        self.assertEqual((end["state"], end["exit_code"], end["signal"], end["reason"]),
                         ("finished", 0, None, None))
        self.assertEqual(end["summary"]["epochs"], 3)
        self.assertEqual(end["summary"]["log_lines"], len(logs))
        times = [row["time"] for row in rows]
        self.assertLess(abs(times[0] - time.time()), 60)

    def test_more_than_nine_epochs_are_ordered_as_numbers(self):
        _, rows = watch_rows("--", *TRAINER, "--epochs", "12", "--epoch-seconds", "0.05")
        self.assertEqual([row["epoch"] for row in of_type(rows, "epoch")], list(range(12)))
        self.assertEqual(rows[-1]["summary"]["last_epoch"], 11)

    def test_the_total_is_learnt_from_the_log_or_given(self):
        _, rows = watch_rows(*trainer("normal", 3, "--hide-plan"))
        self.assertEqual([row["total"] for row in of_type(rows, "epoch")], [3, 3, 3])
        _, rows = watch_rows("--epochs", "7", *trainer(epochs=2))
        self.assertEqual([row["total"] for row in of_type(rows, "epoch")], [7, 7])

    def test_a_crash_shows_the_traceback_and_the_epoch_reached(self):
        outcome = watch("--quiet", *QUICK, *trainer("crash"))
        self.assertEqual(outcome.status, 1)
        self.assertIn("failed after", outcome.out)
        self.assertIn("exit code 1", outcome.out)
        self.assertIn("rounds: 2, last 1 of 4", outcome.out)
        self.assertIn("last lines of the log:", outcome.err)
        self.assertIn("RuntimeError: gradient exploded", outcome.err)
        _, rows = watch_rows(*trainer("crash"))
        self.assertEqual((rows[-1]["state"], rows[-1]["exit_code"]), ("failed", 1))

    def test_only_the_last_twenty_lines_are_repeated(self):
        script = "import sys\nfor i in range(50): print('line', i)\nsys.exit(5)"
        outcome = watch("--quiet", *QUICK, "--", PYTHON, "-c", script)
        self.assertEqual(outcome.status, 5)
        self.assertNotIn("  line 29\n", outcome.err)
        self.assertIn("  line 30\n", outcome.err)
        self.assertIn("  line 49\n", outcome.err)

    def test_death_by_signal_gives_its_name_and_128_more(self):
        outcome, rows = watch_rows(*trainer("kill"))
        self.assertEqual(outcome.status, 137)
        self.assertEqual((rows[-1]["state"], rows[-1]["exit_code"], rows[-1]["signal"]),
                         ("failed", 137, "SIGKILL"))

    def test_the_jobs_own_status_comes_back(self):
        outcome, rows = watch_rows(*trainer("exits-nonzero"))
        self.assertEqual(outcome.status, 3)
        self.assertEqual(len(of_type(rows, "epoch")), 4)

    def test_a_loss_that_is_no_number_is_null_and_named(self):
        _, rows = watch_rows(*trainer("nan"))
        epochs = of_type(rows, "epoch")
        bad = 'training_loss{epoch="2",model="yolov11n-obb"}'
        self.assertIsNone(epochs[2]["values"][bad])
        self.assertEqual(epochs[2]["nonfinite"][bad], "NaN")
        self.assertNotIn("nonfinite", epochs[1])
        outcome = watch(*QUICK, *trainer("nan"))
        self.assertIn("| loss NaN", outcome.out)

    def test_a_job_without_endpoint_is_watched_too(self):
        outcome, rows = watch_rows(*trainer("no-metrics"))
        self.assertEqual(outcome.status, 0)
        self.assertEqual(of_type(rows, "sample"), [])
        self.assertEqual(len(of_type(rows, "log")), 5)

    def test_a_late_endpoint_is_no_error(self):
        outcome = watch(*QUICK, *trainer("slow-start", 3, "--start-delay", "1.5"))
        self.assertEqual(outcome.status, 0)
        self.assertEqual(outcome.err.count("waiting for http://localhost:"), 1)
        self.assertIn("scraping http://localhost:", outcome.err)
        self.assertIn("epoch 2/3", outcome.out)

    def test_an_endpoint_that_never_comes_within_the_time_asked_for_gives_120(self):
        began = time.monotonic()
        outcome, rows = watch_rows("--start-timeout", "0.6", "--", "sleep", "60")
        self.assertEqual(outcome.status, 120)
        self.assertIn("no endpoint within 0.6 s", rows[-1]["reason"])
        self.assertLess(time.monotonic() - began, 20)

    def test_programs_that_cannot_be_run(self):
        outcome, rows = watch_rows("--", "no-such-program-anywhere")
        self.assertEqual(outcome.status, 127)
        self.assertEqual(rows[-1]["reason"], "no-such-program-anywhere: command not found")
        outcome, rows = watch_rows("--", "/etc/passwd")
        self.assertEqual(outcome.status, 126)
        self.assertEqual(rows[-1]["reason"], "cannot run /etc/passwd: Permission denied")
        outcome, rows = watch_rows("--", "./no/such/file")
        self.assertEqual(outcome.status, 127)

    def test_arguments_and_standard_input_reach_the_job_untouched(self):
        script = "import sys; print(sys.argv[1:], sys.stdin.read())"
        outcome = watch(*QUICK, "--", PYTHON, "-c", script, "", "[a,b]", "--", "-x", "--json",
                        stdin="from the caller")
        self.assertIn("| ['', '[a,b]', '--', '-x', '--json'] from the caller\n", outcome.out)

    def test_the_job_learns_its_port(self):
        script = "import os; print('port', os.environ['PROMETHEUS_PORT'])"
        port = support.free_port()
        outcome = watch("--port", str(port), "--", PYTHON, "-c", script)
        self.assertIn(f"| port {port}\n", outcome.out)
        outcome = watch("--", PYTHON, "-c", script,
                        env=support.environment(PROMETHEUS_PORT=str(port)))
        self.assertIn(f"| port {port}\n", outcome.out)
        outcome = watch("--", PYTHON, "-c", script)
        self.assertIn("| port 8000\n", outcome.out)
        outcome = watch("--port", "auto", "--", PYTHON, "-c", script)
        self.assertNotIn("port 8000", outcome.out)

    def test_a_port_that_is_taken_already_is_said(self):
        with Server(body=LOSSES) as server:
            outcome = watch("--port", str(server.port), "--", "true")
        self.assertEqual(outcome.status, 0)
        self.assertIn(f"port {server.port} is in use already", outcome.err)

    def test_wrong_command_lines_are_usage_errors(self):
        for arguments in (["--port", "0", "--", "true"], ["--port", "x", "--", "true"], [],
                          ["localhost:1", "--", "true"], ["--json", "--quiet", "localhost:1"],
                          ["--interval", "0.1", "localhost:1"], ["--once", "--", "true"],
                          ["--view", "no-such-view", "localhost:1"], ["ftp://x/"]):
            outcome = watch(*arguments)
            self.assertEqual(outcome.status, 2, arguments)
            self.assertEqual(outcome.out, "", arguments)
            self.assertIn("error: ", outcome.err, arguments)


class Output(unittest.TestCase):
    """The job's log."""

    def test_bars_are_folded_and_colours_taken_out(self):
        outcome = watch(*QUICK, *trainer("bars"))
        self.assertEqual(outcome.status, 0)
        self.assertIn("| [####################] 640/640\n", outcome.out)
        self.assertEqual(outcome.out.count("] 640/640\n"), 4)
        for control in ("\r", "\x1b", "\b"):
            self.assertNotIn(control, outcome.out)
        self.assertNotIn("[32m", outcome.out)

    def test_control_characters_never_reach_the_terminal(self):
        script = r"import sys; sys.stdout.buffer.write(b'a\x1b]0;title\x07b\x00\x9b\xffc\xc2\x9bd\n')"
        outcome = watch(*QUICK, "--", PYTHON, "-c", script)
        self.assertIn(b"| ab\\x00\\x9b\\xffc\\u009bd\n", outcome.raw_out)
        _, rows = watch_rows("--", PYTHON, "-c", script)
        self.assertEqual(of_type(rows, "log")[0]["text"], "ab\\x00\\x9b\\xffc\\u009bd")

    def test_no_line_is_lost_while_the_endpoint_hangs(self):
        script = "for i in range(200000): print('line', i)"
        with Server(hang=True) as server, tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "job.log"
            outcome, rows = watch_rows("--log", str(log), "--url", server.url, "--", PYTHON, "-c",
                                       script)
            self.assertEqual(outcome.status, 0)
            lines = [row["text"] for row in of_type(rows, "log")]
            self.assertEqual(len(lines), 200000)
            self.assertEqual(lines[-1], "line 199999")
            self.assertEqual(log.read_text(), "".join(f"line {i}\n" for i in range(200000)))

    def test_the_log_file_keeps_both_streams_as_written(self):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "job.log"
            log.write_text("before\n")
            watch("--quiet", *QUICK, "--log", str(log), *trainer("bars", 2))
            text = log.read_bytes()
            self.assertTrue(text.startswith(b"before\n"), "a log is appended to")
            self.assertIn(b"\r\x1b[32m[", text)
            self.assertIn(b"training complete\n", text)

    def test_a_log_that_cannot_be_written_stops_before_the_job_starts(self):
        outcome, rows = watch_rows("--log", "/no/such/folder/log", "--", "true")
        self.assertEqual(outcome.status, 2)
        self.assertEqual(rows[-1]["state"], "not started")

    def test_a_line_without_end_is_handed_over_in_parts(self):
        script = "import sys; sys.stdout.write('x' * 300000)"
        _, rows = watch_rows("--", PYTHON, "-c", script)
        self.assertEqual("".join(row["text"] for row in of_type(rows, "log")), "x" * 300000)


class Stopping(unittest.TestCase):
    """Signals, and that nothing is left behind."""

    def test_one_interrupt_is_passed_on_and_waited_for(self):
        job = Background("--json", *QUICK, *trainer("normal", 100))
        job.wait_for_line('"epoch"')
        job.process.send_signal(signal.SIGINT)
        status, out, err = job.finish()
        self.assertEqual(status, 130)
        end = json.loads(out.splitlines()[-1])
        self.assertEqual((end["type"], end["state"], end["signal"]), ("end", "stopped", "SIGINT"))
        self.assertIn("asked the job to stop (SIGINT)", err)
        self.assertIn("KeyboardInterrupt", out)

    def test_sigterm_likewise(self):
        job = Background("--json", *QUICK, *trainer("normal", 100))
        job.wait_for_line('"epoch"')
        job.process.send_signal(signal.SIGTERM)
        status, out, _ = job.finish()
        self.assertEqual(status, 143)
        self.assertEqual(json.loads(out.splitlines()[-1])["signal"], "SIGTERM")

    def test_a_job_that_ignores_the_request_is_killed_after_the_time_out(self):
        job = Background("--stop-timeout", "0.7", *QUICK, *trainer("ignore-term", 100))
        job.wait_for_line("] epoch ")
        began = time.monotonic()
        job.process.send_signal(signal.SIGINT)
        status, out, _ = job.finish()
        self.assertEqual(status, 137)
        self.assertGreater(time.monotonic() - began, 0.6)
        self.assertIn("stopped by SIGINT, killed after 0.7 s", out)

    def test_a_second_interrupt_kills_at_once(self):
        job = Background("--stop-timeout", "600", *QUICK, *trainer("ignore-term", 100))
        job.wait_for_line("] epoch ")
        job.process.send_signal(signal.SIGINT)
        job.wait_for_line("| epoch ")  # it goes on
        job.process.send_signal(signal.SIGINT)
        status, out, _ = job.finish()
        self.assertEqual(status, 137)
        self.assertIn("killed at the second request", out)

    def test_processes_that_a_job_leaves_behind_are_ended(self):
        outcome = watch(*QUICK, *trainer("leaves-child", 2))
        self.assertEqual(outcome.status, 0)
        pid = int(outcome.out.split("left behind: ")[1].split()[0])
        self.assertFalse(is_running(pid))
        self.assertIn("left processes behind", outcome.err)

    def test_a_whole_group_is_stopped(self):
        job = Background(*QUICK, *trainer("leaves-child", 100))
        pid = int(job.wait_for_line("left behind: ").split("left behind: ")[1])
        job.wait_for_line("] epoch ")
        self.assertTrue(is_running(pid))
        job.process.send_signal(signal.SIGINT)
        job.finish()
        self.assertFalse(is_running(pid))

    def test_a_job_does_not_outlive_a_killed_watch(self):
        job = Background(*QUICK, "--", "sh", "-c", "echo pid $$; exec sleep 600")
        pid = int(job.wait_for_line("| pid ").split("pid ")[1])
        job.process.kill()
        job.finish()
        support.wait_until(lambda: not is_running(pid), "the job to end", timeout=10)

    def test_a_closed_output_does_not_stop_the_job(self):
        with tempfile.TemporaryDirectory() as folder:
            done = pathlib.Path(folder) / "done"
            script = f"for i in range(1000): print('line', i)\nopen({str(done)!r}, 'w').close()"
            job = Background(*QUICK, "--", PYTHON, "-c", script)
            job.process.stdout.close()
            job.process.wait(timeout=30)
            self.assertTrue(done.exists())
            job.process.stderr.close()

    def test_a_stall_is_reported_and_cleared_by_nothing_but_progress(self):
        job = Background("--json", "--stall", "0.8", *QUICK, *trainer("hang"))
        # A busy machine may stall earlier on; from this line on the job really hangs.
        job.wait_for_line("nothing more to come")
        stall = json.loads(job.wait_for_line('"active":true'))
        self.assertEqual((stall["active"], stall["silent"]), (True, ["values", "log"]))
        self.assertGreater(stall["time"] - stall["since"], 0.7)
        job.process.send_signal(signal.SIGINT)
        status, out, _ = job.finish()
        self.assertEqual(status, 130)


class Answers(http.server.BaseHTTPRequestHandler):
    """Serves what the Server object holds."""

    def do_GET(self):
        given = self.server.given
        if given.get("hang"):
            self.server.released.wait(30)
            return
        body = given.get("body", b"")
        self.send_response(given.get("status", 200))
        self.send_header("Content-Type", given.get("type", "text/plain; version=0.0.4"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # a reader that had enough

    def log_message(self, *_):
        pass


class Server:
    """An endpoint that answers every request in one given way."""

    def __init__(self, **given):
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self._server.given = given
        self._server.released = threading.Event()
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/metrics"

    def answer(self, **given):
        self._server.given = given

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


LOSSES = (b'# TYPE training_loss gauge\ntraining_loss{model="a",epoch="9"} 0.5\n'
          b'training_loss{model="a",epoch="10"} 0.25\n')


class Attached(unittest.TestCase):
    """`watch URL`."""

    def test_once_shows_a_frame(self):
        with Server(body=LOSSES) as server:
            for target in (server.url, f"127.0.0.1:{server.port}", f"http://127.0.0.1:{server.port}/"):
                outcome = watch(target, "--once")
                self.assertEqual((outcome.status, outcome.err), (0, ""), target)
                self.assertEqual(outcome.out, "Training\n  loss 0.25\n", "the newest epoch is 10")

    def test_once_as_json(self):
        with Server(body=LOSSES) as server:
            outcome, rows = watch_rows(server.url, "--once")
        self.assertEqual(outcome.status, 0)
        self.assertEqual([row["type"] for row in rows], ["start", "sample", "epoch", "epoch", "end"])
        self.assertEqual(rows[1]["values"], {'training_loss{epoch="9",model="a"}': 0.5,
                                             'training_loss{epoch="10",model="a"}': 0.25})
        self.assertEqual((rows[-1]["state"], rows[-1]["exit_code"]), ("detached", 0))

    def test_several_endpoints_are_told_apart(self):
        with Server(body=LOSSES) as one, Server(body=b"up_time 3\n") as two:
            _, rows = watch_rows(one.url, two.url, "--once")
            self.assertEqual(rows[0]["urls"], [one.url, two.url])
        values = {text for row in of_type(rows, "sample") for text in row["values"]}
        self.assertIn(f'up_time{{instance="127.0.0.1:{two.port}"}}', values)
        self.assertIn(f'training_loss{{epoch="9",instance="127.0.0.1:{one.port}",model="a"}}', values)

    def test_each_obstacle_has_its_own_reason(self):
        cases = [
            ({"status": 404, "body": b"not here"}, "HTTP status 404"),
            ({"status": 500}, "HTTP status 500"),
            ({"body": b""}, "the answer is empty"),
            ({"body": b"\n \n"}, "the answer is empty"),
            ({"body": b'"# HELP x y\\nx 1\\n"', "type": "application/json"}, "JSON string"),
            ({"body": b"<html>hello</html>"}, "no exposition: it begins with \"<html>hello</html>\""),
            ({"body": b'{"status": "ok"}'}, "no exposition"),
            ({"body": b"\x1f\x8b\x08\x00\x00"}, "no exposition"),
            ({"body": b"x 1\n" * (5 << 20)}, "larger than the limit"),
        ]
        reasons = set()
        for given, reason in cases:
            with Server(**given) as server:
                outcome = watch(server.url, "--once", "--interval", "5")
            self.assertEqual(outcome.status, 2, reason)
            self.assertEqual(outcome.out, "", reason)
            self.assertIn(reason, outcome.err)
            self.assertEqual(outcome.err.count("\n"), 1, outcome.err)
            reasons.add(outcome.err.split(": ", 2)[2])
        refused = watch(f"127.0.0.1:{support.free_port()}", "--once")
        self.assertEqual(refused.status, 2)
        reasons.add(refused.err)
        with Server(hang=True) as server:
            slow = watch(server.url, "--once", "--interval", "0.3")
        self.assertEqual(slow.status, 2)
        reasons.add(slow.err)
        self.assertEqual(len(reasons), 10)

    def test_the_watch_goes_on_when_the_endpoint_has_a_bad_moment(self):
        with Server(body=LOSSES) as server:
            job = Background(server.url, "--json", "--interval", "0.2")
            job.wait_for_line('"sample"')
            server.answer(status=503)
            time.sleep(0.5)
            server.answer(body=LOSSES + b'training_loss{model="a",epoch="11"} 0.125\n')
            row = json.loads(job.wait_for_line('"epoch":11'))
            self.assertEqual(row["values"], {'training_loss{epoch="11",model="a"}': 0.125})
            job.process.send_signal(signal.SIGINT)
            status, out, err = job.finish()
        self.assertEqual(status, 130)
        self.assertIn("gives nothing any more: HTTP status 503", err)
        self.assertIn("answers again", err)
        self.assertEqual(json.loads(out.splitlines()[-1])["state"], "stopped")

    def test_an_endpoint_that_never_comes_gives_120_only_when_asked(self):
        outcome = watch(f"127.0.0.1:{support.free_port()}", "--start-timeout", "0.5")
        self.assertEqual(outcome.status, 120)
        self.assertIn("failed after", outcome.out)

    def test_two_thousand_series_cost_little(self):
        body = "".join(f'# TYPE m{i} gauge\nm{i}{{a="{i}",b="text"}} {i}\n' for i in range(2000))
        with Server(body=LOSSES + body.encode()) as server:
            outcome = watch(server.url, "--duration", "2", "--interval", "0.2", cpu_s=2)
        self.assertEqual(outcome.status, 0, "ten scrapes fit into two seconds of CPU, checked build")
        self.assertLess(outcome.peak_kb, 200_000)

    def test_a_duration_ends_the_watch(self):
        with Server(body=LOSSES) as server:
            outcome = watch(server.url, "--duration", "0.5", "--interval", "0.2")
        self.assertEqual(outcome.status, 0)
        self.assertIn("detached after", outcome.out)

    def test_passwords_in_urls_stay_out_of_the_output(self):
        with Server(body=LOSSES) as server:
            url = f"http://user:hunter2@127.0.0.1:{server.port}/metrics"
            outcome, _ = watch_rows(url, "--once")
            plain = watch(url, "--duration", "0.3", "--interval", "0.2")
            refused = watch(f"http://user:hunter2@127.0.0.1:{support.free_port()}", "--once")
        for text in (outcome.out, outcome.err, plain.out, plain.err, refused.out, refused.err):
            self.assertNotIn("hunter2", text)

    def test_a_projects_view_wins_over_the_built_in_one_of_its_name(self):
        with Server(body=LOSSES + b"mine 7\n") as server, tempfile.TemporaryDirectory() as folder:
            views = pathlib.Path(folder) / "templates/watch"
            views.mkdir(parents=True)
            (views / "training.yml").write_text("title: Mine\nlines:\n  - {label: m, show: mine}\n")
            outcome = watch(server.url, "--once", cwd=folder)
            self.assertEqual(outcome.out, "Mine\n  m 7\n")
            (views / "training.yml").write_text("title: Mine\nlines:\n  - {label: m, show: 'rate(x[5m])'}\n")
            outcome = watch(server.url, "--once", cwd=folder)
            self.assertEqual(outcome.status, 2)
            self.assertIn("training.yml:3:22: error: only a plain selector", outcome.err)

    def test_control_characters_of_labels_are_escaped(self):
        body = b'training_loss{model="\x1b[2Ja",epoch="1"} 1\ntraining_loss{model="b",epoch="1"} 2\n'
        with Server(body=body) as server:
            outcome = watch(server.url, "--once")
        self.assertNotIn("\x1b", outcome.out)
        self.assertIn('loss{model="\\x1b[2Ja"} 1 loss{model="b"} 2', outcome.out)


if __name__ == "__main__":
    unittest.main()
