# SPDX-License-Identifier: Apache-2.0
"""The data of the differential test: one hour of series as an OpenMetrics history.

Samples come every 15 s, but never at a multiple of 7.5 s: queries and windows begin and end there,
and Prometheus before 3.0 counts a sample on the left edge of a window. Values of gauges and counters
have few binary digits, so that their sums are exact in any order and with or without compensation.
"""

import random

BEGIN = 1_699_999_200  # a multiple of one hour
SCRAPES = 240
INTERVAL = 15
END = BEGIN + SCRAPES * INTERVAL

JOBS = ("api", "web")
INSTANCES = ("h0:80", "h1:80", "h2:80")
BOUNDS = ("0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf")
ODD = ("NaN", "+Inf", "-Inf", "0", "0.75", "1e-300", "2.5e+100", "-7.75", "3")


class _Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []

    def family(self, name, kind):
        self.lines.append(f"# TYPE {name} {kind}")

    def series(self, name, values, *, missing=0.0, gaps=(), every=1, **labels):
        """values(k) at every scrape k; some are missing by chance, all within the gaps."""
        text = ",".join(f'{key}="{value}"' for key, value in labels.items())
        offset = self.random.choice((1.217, 2.5, 3.003, 5.75, 9.125, 11.001, 13.9))
        for k in range(SCRAPES):
            value = values(k)
            gone = any(begin <= k < end for begin, end in gaps)
            if k % every or gone or self.random.random() < missing:
                continue
            self.lines.append(f"{name}{{{text}}} {value} {BEGIN + k * INTERVAL + offset:.3f}")


def _counter(writer, begin, most, resets=()):
    """A counter of whole quarters. It never falls far: a counter near zero behind a gap is
    extrapolated in another way by Prometheus 2."""
    state = {"value": begin}

    def value(k):
        if k in resets:
            state["value"] = state["value"] * 0.5
        else:
            state["value"] += writer.random.randrange(0, most) * 0.25
        state["value"] = round(state["value"] * 4) / 4
        return repr(state["value"])

    return value


def _walk(writer, begin, most):
    state = {"value": begin}

    def value(_):
        state["value"] += writer.random.randrange(-most, most + 1) * 0.25
        return repr(state["value"])

    return value


def _requests(writer):
    writer.family("requests", "counter")
    number = 0
    for job in JOBS:
        for instance in INSTANCES:
            for code in ("200", "404", "500"):
                number += 1
                resets = (60 + number, 170) if number % 3 == 0 else ()
                gaps = ((100, 100 + 5 * number),) if number % 4 == 0 else ()
                writer.series("requests_total", _counter(writer, 40000.0 + 977 * number, 40, resets),
                              missing=0.01, gaps=gaps, job=job, instance=instance, code=code)


def _latency(writer):
    writer.family("latency_seconds", "histogram")
    for job in JOBS:
        for instance in INSTANCES[:2]:
            counts = [[200.0 * (b + 1)] for b in range(len(BOUNDS))]
            for _ in range(SCRAPES - 1):
                step = 0
                for row in counts:
                    step += writer.random.randrange(0, 6)
                    row.append(row[-1] + step)
            gaps = ((180, 215),) if job == "web" else ()
            for bound, row in zip(BOUNDS, counts):
                writer.series("latency_seconds_bucket", lambda k, row=row: repr(row[k]), gaps=gaps,
                              job=job, instance=instance, le=bound)
            writer.series("latency_seconds_sum", _counter(writer, 5000.0, 30), gaps=gaps, job=job,
                          instance=instance)
            writer.series("latency_seconds_count", lambda k, row=counts[-1]: repr(row[k]), gaps=gaps,
                          job=job, instance=instance)


def _gauges(writer):
    writer.family("temperature", "gauge")
    for number, room in enumerate(("hall", "attic", "cellar")):
        for instance in INSTANCES[:2]:
            writer.series("temperature", _walk(writer, 20.0 - 18 * number, 5), missing=0.02, room=room,
                          instance=instance, job="api")
    writer.family("queue", "gauge")
    for job in JOBS:
        for shard in range(4):
            writer.series("queue", lambda k, s=shard: repr(float((k * (s + 3)) % 23)), job=job,
                          instance=INSTANCES[shard % 3], shard=str(shard))
    writer.family("memory_bytes", "gauge")
    for instance in INSTANCES:
        writer.series("memory_bytes", _walk(writer, 2.0 ** 31, 4096), job="web", instance=instance)
    writer.family("up", "gauge")
    for job in JOBS:
        for number, instance in enumerate(INSTANCES):
            writer.series("up", lambda k, n=number: str(int((k // 20 + n) % 5 != 0)), job=job,
                          instance=instance)
    writer.family("sparse", "gauge")
    for instance in INSTANCES:
        writer.series("sparse", _walk(writer, 7.0, 9), every=17, instance=instance, job="api")
    writer.family("limit", "gauge")
    for job in JOBS:
        writer.series("limit", lambda k: "12.5", job=job)


def _odd(writer):
    writer.family("odd", "gauge")
    for number in range(len(ODD)):
        writer.series("odd", lambda k, n=number: ODD[(n + k // 30) % len(ODD)], case=str(number),
                      job=JOBS[number % 2])
    writer.family("ticks", "counter")
    for instance in INSTANCES:
        # Begins at zero and stays there for a while.
        writer.series("ticks_total", lambda k: repr(max(0.0, (k - 30) * 1.5)), job="web",
                      instance=instance)


def history(seed=1):
    """The text of the history."""
    writer = _Writer(seed)
    _requests(writer)
    _latency(writer)
    _gauges(writer)
    _odd(writer)
    return "\n".join(writer.lines + ["# EOF", ""])
