#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Servers that misbehave: each ends in one clear paragraph, the right status, in bounded time and memory."""

import json
import pathlib
import socket
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import support

# libcurl, OpenSSL and what they bring are about 300 MB of address space, not of memory.
ADDRESS_SPACE_MB = 700
RESIDENT_KB = 100 * 1024


class BadServer:
    """Accepts connections on 127.0.0.1 and lets `behave(connection, request)` do what it likes."""

    def __init__(self, behave):
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.requests = []
        self._stopping = threading.Event()
        self._threads = []
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def _accept(self):
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, connection):
        with connection:
            connection.settimeout(30)
            try:
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    request += piece
                self.requests.append(request)
                self._behave(connection, request, self._stopping)
            except OSError:
                pass  # the program went away, which is what it should do

    def stop(self):
        self._stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join(10)
        for thread in self._threads:
            thread.join(10)


def head(status="200 OK", content_type="application/json", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answers(body, **how):
    """A behaviour: these bytes, and the end of the connection."""
    data = body.encode() if isinstance(body, str) else body

    def behave(connection, request, stopping):
        connection.sendall(head(Content_Length=len(data), **how) + data)

    return behave


def endless(begin, piece):
    """A behaviour: begin, and then the piece until somebody stops."""

    def behave(connection, request, stopping):
        connection.sendall(head() + begin)
        block = piece * max(1, 65536 // len(piece))
        while not stopping.is_set():
            connection.sendall(block)

    return behave


def hang(connection, request, stopping):
    stopping.wait(60)


def hang_in_body(connection, request, stopping):
    connection.sendall(head(Content_Length=1000) + b'{"status":"success","data":')
    stopping.wait(60)


def trickle(connection, request, stopping):
    connection.sendall(head() + b'{"status":"success","data":{"resultType":"matrix","result":[')
    while not stopping.wait(0.05):
        connection.sendall(b" ")


def close_at_once(connection, request, stopping):
    pass


def close_in_body(connection, request, stopping):
    connection.sendall(head(Content_Length=1000) + b'{"status":"success"')


def redirect_loop(connection, request, stopping):
    connection.sendall(head("302 Found", Location="/again", Content_Length=0))


def nested(connection, request, stopping):
    """100 MB of opening brackets."""
    connection.sendall(head(Content_Length=100 << 20) + b'{"status":"success","data":')
    block = b"[" * (1 << 20)
    for _ in range(100):
        connection.sendall(block)


class BadServerTest(support.TestCase):

    def ask(self, behave, *words, query=("query", "up"), seconds=10):
        server = BadServer(behave)
        self.addCleanup(server.stop)
        outcome = support.run_nsmon(*query, *words, "--server", server.url, timeout=seconds,
                                    memory_mb=ADDRESS_SPACE_MB, cpu_s=10)
        self.assertLess(outcome.peak_kb, RESIDENT_KB)
        return server, outcome

    def assert_refused(self, outcome, *parts, status=2):
        """One paragraph on stderr: an error, perhaps a hint; nothing of the answer on stdout."""
        self.assert_status(outcome, status)
        self.assertEqual(outcome.out, "")
        lines = outcome.err.splitlines()
        self.assertTrue(lines[0].startswith("error: "), outcome.err)
        self.assertLessEqual(len(lines), 2, outcome.err)
        for line in lines[1:]:
            self.assertTrue(line.startswith("  hint: "), outcome.err)
        for part in parts:
            self.assertIn(part, outcome.err)
        self.assertNotIn("\x1b", outcome.err)

    def test_nobody_listens(self):
        url = f"http://127.0.0.1:{support.free_port()}"
        outcome = support.run_nsmon("query", "up", "--server", url, timeout=10)
        self.assert_refused(outcome, url, "refused the connection")

    def test_hangs_before_the_answer(self):
        _, outcome = self.ask(hang, "--timeout", "500ms")
        self.assert_refused(outcome, "no answer", "within 500ms")

    def test_hangs_in_the_answer(self):
        _, outcome = self.ask(hang_in_body, "--timeout", "500ms")
        self.assert_refused(outcome, "did not finish its answer within 500ms")

    def test_trickles_forever(self):
        _, outcome = self.ask(trickle, "--timeout", "500ms")
        self.assert_refused(outcome, "did not finish its answer within 500ms")

    def test_closes_at_once(self):
        _, outcome = self.ask(close_at_once)
        self.assert_refused(outcome, "closed the connection before its answer was complete")

    def test_closes_in_the_answer(self):
        _, outcome = self.ask(close_in_body)
        self.assert_refused(outcome, "closed the connection before its answer was complete")

    def test_web_page(self):
        page = "<!DOCTYPE html><html><body>Welcome</body></html>"
        _, outcome = self.ask(answers(page, content_type="text/html"))
        self.assert_refused(outcome, "a web page instead of JSON", "path prefix")

    def test_web_page_with_an_error_status(self):
        page = "<html><h1>502</h1></html>"
        _, outcome = self.ask(answers(page, status="502 Bad Gateway", content_type="text/html"))
        self.assert_refused(outcome, "HTTP 502 Bad Gateway")

    def test_no_such_path(self):
        _, outcome = self.ask(answers("404 page not found", status="404 Not Found"))
        self.assert_refused(outcome, "/api/v1/query", "HTTP 404 Not Found", "path prefix")

    def test_refuses_access(self):
        for status in ("401 Unauthorized", "403 Forbidden"):
            with self.subTest(status):
                _, outcome = self.ask(answers("no", status=status))
                self.assert_refused(outcome, "refuses access", status)

    def test_empty_answer(self):
        _, outcome = self.ask(answers(""))
        self.assert_refused(outcome, "ends too early (byte 0)")

    def test_binary_answer(self):
        _, outcome = self.ask(answers(bytes(range(256)) * 4))
        self.assert_refused(outcome, "expected an object")

    def test_truncated_json(self):
        whole = json.dumps({"status": "success", "data": {"resultType": "vector", "result": [
            {"metric": {"__name__": "up", "job": "a"}, "value": [1, "1"]}]}})
        for length in range(1, len(whole) - 1, 5):
            with self.subTest(length):
                _, outcome = self.ask(answers(whole[:length]))
                self.assert_refused(outcome, "ends too early")

    def test_wrong_shapes(self):
        for body, reason in [
                ("[]", "expected an object in the answer, found an array"),
                ("null", "expected an object in the answer, found null"),
                ("{}", "no status"),
                ('{"status":"success"}', "no data"),
                ('{"status":"fine","data":{}}', "data has no resultType"),
                ('{"status":"success","data":[]}', "expected an object in data, found an array"),
                ('{"status":"success","data":{"resultType":"vector"}}', "data has no result"),
                ('{"status":"success","data":{"resultType":"vector","result":[[1,"2"]]}}',
                 "expected an object in data.result, found an array"),
                ('{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}}',
                 "expected a string in data.result, found a number"),
                ('{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}} trailing',
                 "expected the end of the answer"),
        ]:
            with self.subTest(body):
                _, outcome = self.ask(answers(body))
                self.assertIn(reason, outcome.err)
                self.assert_status(outcome, 2)
                self.assertNotIn("internal", outcome.err)

    def test_wrong_shapes_of_lists(self):
        for kind, body in [("labels", '{"status":"success","data":{"a":1}}'),
                           ("labels", '{"status":"success","data":[1]}'),
                           ("targets", '{"status":"success","data":[]}'),
                           ("rules", '{"status":"success","data":{"groups":{}}}'),
                           ("alerts", '{"status":"success","data":{"alerts":"none"}}'),
                           ("metadata", '{"status":"success","data":{"up":{}}}')]:
            with self.subTest(kind):
                _, outcome = self.ask(answers(body), query=("query", kind))
                self.assert_refused(outcome, "expected ", " in data, found ")

    def test_endless_string(self):
        _, outcome = self.ask(endless(b'{"status":"', b"x"))
        self.assert_refused(outcome, "longer than 16 MiB")

    def test_endless_blanks(self):
        _, outcome = self.ask(endless(b"", b" "), "--timeout", "1s")
        self.assert_status(outcome, 2)
        self.assertRegex(outcome.err, "did not finish its answer within 1s|larger than the limit")

    def test_endless_unknown_member(self):
        _, outcome = self.ask(endless(b'{"extra":[0', b",12345"), "--timeout", "1s")
        self.assert_status(outcome, 2)
        self.assertRegex(outcome.err, "did not finish its answer within 1s|larger than the limit")

    def test_endless_samples_as_json(self):
        """What came before the end of patience is passed on, the status says that it is not all."""
        begin = (b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},'
                 b'"values":[[0,"0"]')
        _, outcome = self.ask(endless(begin, b',[1435781430.781,"1"]'), "--timeout", "1s", "-o",
                              "json", query=("query", "range", "up"))
        self.assert_status(outcome, 2)
        self.assertRegex(outcome.err, "did not finish its answer within 1s|larger than the limit")

    def test_hundred_megabytes_of_brackets(self):
        for output in ("table", "json"):
            with self.subTest(output):
                _, outcome = self.ask(nested, "-o", output, query=("query", "status", "tsdb"))
                self.assert_status(outcome, 2)
                self.assertIn("nested more than 64 levels deep", outcome.err)

    def test_redirect_loop(self):
        server, outcome = self.ask(redirect_loop)
        self.assert_refused(outcome, "redirects more than 5 times")
        self.assertEqual(len(server.requests), 6)

    def test_error_of_the_api_is_a_verdict(self):
        for error_type, status in [("bad_data", 1), ("execution", 1), ("timeout", 1), ("canceled", 1),
                                   ("internal", 2), ("unavailable", 2)]:
            with self.subTest(error_type):
                body = json.dumps({"status": "error", "errorType": error_type, "error": "not so"})
                _, outcome = self.ask(answers(body, status="422 Unprocessable Entity"))
                self.assert_refused(outcome, f"{error_type}: not so", status=status)

    def test_error_with_a_place_marks_the_expression(self):
        body = json.dumps({"status": "error", "errorType": "bad_data",
                           "error": 'invalid parameter "query": 2:3: parse error: not this one'})
        _, outcome = self.ask(answers(body, status="400 Bad Request"), query=("query", "up +\n  down"))
        self.assert_status(outcome, 1)
        self.assertEqual(outcome.err, "expression:2:3: error: not this one\n"
                                      "    2 |   down\n"
                                      "      |   ^^^^\n")

    def test_texts_cannot_act_on_the_terminal(self):
        evil = "a\x1b[2J\x07\u202eb"
        error = json.dumps({"status": "error", "errorType": "bad_data", "error": evil})
        _, outcome = self.ask(answers(error, status="400 Bad Request"))
        self.assert_refused(outcome, "a\\x1b[2J\\a\\u202eb", status=1)
        result = {"status": "success", "warnings": [evil], "data": {
            "resultType": "vector", "result": [{"metric": {"l": evil}, "value": [1, "1"]}]}}
        for output in ("table", "json"):
            _, outcome = self.ask(answers(json.dumps(result)), "-o", output)
            self.assert_status(outcome, 0)
            for character in "\x1b\x07\u202e":
                self.assertNotIn(character, outcome.out + outcome.err)
        self.assertEqual(json.loads(outcome.out)["data"], result["data"])

    def test_invalid_utf8_becomes_valid_json(self):
        body = (b'{"status":"success","data":{"resultType":"vector","result":[{"metric":{"l":"\xff\xfe"},'
                b'"value":[1,"1"]}]}}')
        _, outcome = self.ask(answers(body), "-o", "json")
        self.assert_status(outcome, 0)
        document = json.loads(outcome.raw_out.decode("utf-8"))
        self.assertEqual(document["data"]["result"][0]["metric"]["l"], "\ufffd\ufffd")

    def test_credentials_never_reach_the_output(self):
        server = BadServer(answers("no", status="401 Unauthorized"))
        self.addCleanup(server.stop)
        env = support.environment(NSMON_PASSWORD="pass-secret")
        for words in [("--bearer-token", "token-secret"), ("--user", "someone"),
                      ("-H", "X-Api-Key: key-secret")]:
            outcome = support.run_nsmon("query", "up", "--server", server.url, *words, env=env)
            self.assert_refused(outcome, "refuses access")
            self.assertNotIn("secret", outcome.err)
        outcome = support.run_nsmon("query", "up", "--server",
                                    f"http://me:url-secret@127.0.0.1:{server.port}")
        self.assert_refused(outcome, "refuses access")
        self.assertNotIn("secret", outcome.err)
        self.assertEqual(len(server.requests), 4)
        self.assertIn(b"Authorization: Bearer token-secret", server.requests[0])
        self.assertIn(b"Authorization: Basic ", server.requests[1])
        self.assertIn(b"X-Api-Key: key-secret", server.requests[2])
        self.assertIn(b"Authorization: Basic ", server.requests[3])

    def test_library_is_missing(self):
        folder = self.temp_dir()
        (folder / "libcurl.so.4").write_text("not a library")
        env = support.environment(LD_LIBRARY_PATH=str(folder))
        outcome = support.run_nsmon("query", "up", "--server", "https://127.0.0.1:1", env=env)
        self.assert_refused(outcome, "cannot load libcurl", "libcurl4")
        self.assert_status(support.run_nsmon("--version", env=env), 0)


if __name__ == "__main__":
    unittest.main()
