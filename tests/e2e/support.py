# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: the program under test, real servers on free ports, temp folders.

The program is $NSMON_BINARY, or build/dev/nsmon of this tree. Nothing here leaves 127.0.0.1.
"""

import ctypes
import dataclasses
import http.client
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NSMON = os.environ.get("NSMON_BINARY", str(ROOT / "build" / "dev" / "nsmon"))

# Settings of whoever runs the tests that would change what the program does.
_FOREIGN_SETTINGS = ("NSMON_", "PROMETHEUS_", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                     "ALL_PROXY", "all_proxy", "NO_COLOR", "CLICOLOR")


@dataclasses.dataclass
class Outcome:
    """How a finished program ended. peak_kb is its largest resident set, seconds its wall time."""

    status: int
    out: str
    err: str
    peak_kb: int = 0
    seconds: float = 0.0
    raw_out: bytes = b""


def environment(**changes):
    """The environment for programs under test: no settings of ours, no colours, changes on top."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN_SETTINGS)}
    env.update({"TERM": "dumb", "LC_ALL": "C.UTF-8"})
    env.update(changes)
    return {k: v for k, v in env.items() if v is not None}


def _die_with_parent():
    """Run in a child: no server outlives a test run that was killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def run(command, *, stdin="", env=None, cwd=None, timeout=60, memory_mb=None, cpu_s=None):
    """Runs a program to its end. A run past the timeout is killed and fails the test.

    memory_mb limits its address space, cpu_s its CPU time.
    """

    def limits():
        _die_with_parent()
        if memory_mb is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
        if cpu_s is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))

    text = stdin.encode() if isinstance(stdin, str) else stdin
    began = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, \
            tempfile.TemporaryFile() as given:
        given.write(text)
        given.seek(0)
        process = subprocess.Popen([str(word) for word in command], stdin=given, stdout=out, stderr=err,
                                   env=env if env is not None else environment(), cwd=cwd,
                                   preexec_fn=limits)
        usage = _wait(process, timeout)
        seconds = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        raw_out = out.read()
        return Outcome(process.returncode, raw_out.decode("utf-8", "replace"),
                       err.read().decode("utf-8", "replace"), usage.ru_maxrss, seconds, raw_out)


def _wait(process, timeout):
    """Waits for one child, returns its resource usage, and sets its returncode."""
    deadline = time.monotonic() + timeout
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise AssertionError(f"{process.args} still ran after {timeout} s")
        time.sleep(0.005)


def run_nsmon(*args, **options):
    """Runs nsmon with these arguments; options as in run()."""
    return run([NSMON, *args], **options)


def free_port():
    """A TCP port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def http_get(port, path, timeout=5):
    """Status and body of a GET on 127.0.0.1."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def wait_until(condition, what, timeout=30, interval=0.05):
    """Calls condition() until it returns something true, and returns that."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout} s for {what}")
        time.sleep(interval)


class Process:
    """A server that runs in the background; output goes to a file, see log()."""

    def __init__(self, command, *, env=None, cwd=None):
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                         stdout=self._log, stderr=subprocess.STDOUT, cwd=cwd,
                                         env=env if env is not None else environment(),
                                         preexec_fn=_die_with_parent)
        self.pid = self._process.pid
        self.port = None

    def running(self):
        return self._process.poll() is None

    def log(self):
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")

    def stop(self, how=signal.SIGTERM, grace=10):
        """Ends exactly this process, by its id, and returns its exit status."""
        if self.running():
            self._process.send_signal(how)
            try:
                self._process.wait(grace)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._log.close()
        return self._process.returncode


def start_server(make_command, *, path="/", accept=lambda status: status < 500, env=None, cwd=None,
                 timeout=30, answers=None):
    """Starts make_command(port) on a free port and waits until it answers there.

    An answer is an HTTP answer to `path` that `accept` likes, or what answers(port) says. When the
    port was taken meanwhile, another one is tried. Returns the Process, its port set.
    """
    for attempt in range(3):
        port = free_port()
        process = Process(make_command(port), env=env, cwd=cwd)
        process.port = port

        def ready():
            if not process.running():
                return "gone"
            try:
                fine = answers(port) if answers else accept(http_get(port, path)[0])
                return "ready" if fine else None
            except (OSError, http.client.HTTPException):
                return None

        try:
            if wait_until(ready, f"port {port} of {make_command(port)[0]}", timeout) == "ready":
                return process
        except AssertionError as error:
            text = process.log()
            process.stop()
            raise AssertionError(f"{error}\n{text}") from None
        text = process.log()
        process.stop()
        if attempt == 2:
            raise AssertionError(f"{make_command(port)[0]} ended at once:\n{text}")
    raise AssertionError("not reached")


def needs(*programs):
    """Class or method decorator: fails, rather than skips, when a program is not installed."""

    def decorate(item):
        missing = [name for name in programs if shutil.which(name) is None]
        if not missing:
            return item

        def refuse(*_):
            raise AssertionError(f"not installed: {', '.join(missing)} (./dev test installs them)")

        if isinstance(item, type):
            item.setUpClass = classmethod(refuse)
            return item
        return refuse

    return decorate


class TestCase(unittest.TestCase):
    """A test with a temporary folder and servers that are stopped when it ends."""

    maxDiff = 4000

    def temp_dir(self):
        """A new folder, removed after the test."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="nsmon-test-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def serve(self, make_command, **options):
        """start_server() for the length of this test."""
        process = start_server(make_command, **options)
        self.addCleanup(process.stop)
        return process

    def assert_status(self, outcome, status):
        self.assertEqual(outcome.status, status,
                         f"stdout:\n{outcome.out[:2000]}\nstderr:\n{outcome.err[:2000]}")
