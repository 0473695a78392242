# SPDX-License-Identifier: Apache-2.0
"""Times whole processes in pairs: ours, the peer, ours, the peer, ... Ratios of one sitting are what
counts; single figures depend on the machine."""
import dataclasses
import os
import statistics
import subprocess
import time


@dataclasses.dataclass
class Cost:
    """What one run took: seconds of CPU and of wall time, peak resident memory in MiB."""
    cpu: float
    wall: float
    peak: float


def run_once(command, stdin=None, status=None):
    """Runs to the end with output thrown away; `status` lists the exit codes that are expected."""
    with open(os.devnull, "wb") as nothing, open(stdin or os.devnull, "rb") as source:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdin=source, stdout=nothing, stderr=nothing)
        _, code, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(code)
    if status is not None and process.returncode not in status:
        raise SystemExit(f"bench: {command} ended with status {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def median(costs):
    return Cost(*(statistics.median(getattr(cost, field) for cost in costs)
                  for field in ("cpu", "wall", "peak")))


def pairs(ours, peer, runs=7, **options):
    """Medians of both commands over alternating runs, after one that does not count. Short commands
    run in batches, since the clock of CPU time ticks in microseconds but start-up is noisy."""
    ours_options = {"status": (0,), **options}
    peer_options = {"status": (0, 3), **options}  # promtool: 3 is a lint finding
    run_once(ours, **ours_options)
    run_once(peer, **peer_options)
    ours_costs, peer_costs = [], []
    for _ in range(runs):
        ours_costs.append(run_once(ours, **ours_options))
        peer_costs.append(run_once(peer, **peer_options))
    return median(ours_costs), median(peer_costs)
