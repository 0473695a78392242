# SPDX-License-Identifier: Apache-2.0
"""inputs.py KIND COUNT PATH: writes an input of the benchmarks, the same bytes on every machine: fixed
seed, shapes of real files. KIND is rules, config, exposition, history, unit_rules or unit_tests."""
import random
import sys

SEED = 20240917
JOBS = ("api", "worker", "gateway", "ingest", "billing")
EXPRESSIONS = (
    'sum by (job, instance) (rate({m}_requests_total{{job="{j}", code=~"5..", handler!="/health"}}[5m])) '
    '/ sum by (job, instance) (rate({m}_requests_total{{job="{j}", handler!="/health"}}[5m])) > {v}',
    'histogram_quantile(0.95, sum by (le, job) (rate({m}_duration_seconds_bucket{{job="{j}"}}[5m]))) > {v}',
    'avg_over_time({m}_queue_length{{job="{j}", instance=~"host-[0-9]+:9100"}}[15m]) > {v} and on (instance) '
    'up{{job="{j}"}} == 1',
    '(1 - avg by (instance) (rate({m}_cpu_seconds_total{{mode="idle", job="{j}"}}[5m]))) * 100 > {v} '
    'unless on (instance) {m}_maintenance == 1',
    'predict_linear({m}_free_bytes{{job="{j}", mountpoint!~"/(boot|run).*"}}[6h], 4 * 3600) < 0 and '
    '{m}_free_bytes{{job="{j}"}} / {m}_size_bytes{{job="{j}"}} < 0.{v}',
    'sum without (instance, pod) (increase({m}_errors_total{{job="{j}", kind=~"timeout|reset|refused"}}[10m])) '
    '- sum without (instance, pod) (increase({m}_errors_total{{job="{j}", kind=~"timeout|reset|refused"}}[10m] '
    'offset 1h)) > {v}',
)


def rules(count):
    """A rule file: 45 % recording, 55 % alerting, 20 a group, about 650 bytes of YAML a rule."""
    rng = random.Random(SEED)
    lines = ["groups:"]
    for number in range(count):
        if number % 20 == 0:
            lines += [f"  - name: group_{number // 20}", "    interval: 30s", "    rules:"]
        expression = rng.choice(EXPRESSIONS).format(
            m=f"service{rng.randrange(400)}", j=rng.choice(JOBS), v=rng.randrange(1, 99))
        if rng.random() < 0.45:
            lines += [f"      - record: job:series_{number}:rate5m"]
            lines += scalar("expr", expression, rng, 8)
            lines += ["        labels:", f"          team: team-{rng.randrange(20)}"]
        else:
            lines += [f"      - alert: Alert{number}"]
            lines += scalar("expr", expression, rng, 8)
            lines += [f"        for: {rng.choice(('1m', '5m', '10m', '1h'))}", "        labels:",
                      f"          severity: {rng.choice(('warning', 'critical'))}",
                      f"          team: team-{rng.randrange(20)}", "        annotations:",
                      f'          summary: "Value of {{{{ $labels.instance }}}} is {{{{ $value | humanize }}}}"',
                      "          description: >-",
                      "            The condition of {{ $labels.job }} has held for a while; the value is now",
                      "            {{ $value | humanizePercentage }}{{ if gt $value 0.9 }}, which is urgent{{ end }}.",
                      f"          runbook_url: https://runbooks.example.com/alerts/{number}"]
    return "\n".join(lines) + "\n"


def scalar(key, text, rng, indent):
    """The text as plain-safe quoted, literal or folded scalar."""
    pad = " " * indent
    style = rng.randrange(3)
    if style == 0:
        return [f"{pad}{key}: '{text}'"] if "'" not in text else [f"{pad}{key}: |", f"{pad}  {text}"]
    if style == 1:
        return [f"{pad}{key}: |", f"{pad}  {text}"]
    words = text.split(" ")
    half = len(words) // 2
    return [f"{pad}{key}: >-", f"{pad}  {' '.join(words[:half])}", f"{pad}  {' '.join(words[half:])}"]


def config(jobs):
    """A prometheus.yml with many static jobs and some relabelling."""
    lines = ["global:", "  scrape_interval: 15s", "  evaluation_interval: 15s",
             "  external_labels:", "    cluster: bench", "scrape_configs:"]
    for number in range(jobs):
        lines += [f"  - job_name: job-{number}", "    scrape_interval: 30s", "    metrics_path: /metrics",
                  "    static_configs:", "      - targets:"]
        lines += [f"          - host-{number}-{host}.example.com:9100" for host in range(20)]
        lines += ["        labels:", f"          team: team-{number % 20}", "          env: production",
                  "    relabel_configs:", "      - source_labels: [__address__]",
                  "        regex: '([^:]+):\\d+'", "        target_label: host", "        replacement: $1",
                  "    metric_relabel_configs:", "      - source_labels: [__name__]",
                  "        regex: 'go_.*|process_.*'", "        action: drop"]
    return "\n".join(lines) + "\n"


def exposition(lines_wanted):
    """Counters, gauges with escapes, histograms with 12 buckets and summaries; HELP and TYPE each."""
    rng = random.Random(SEED)
    lines, family = [], 0
    while len(lines) < lines_wanted:
        family += 1
        kind = family % 4
        if kind == 0:
            name = f"service_{family}_requests_total"
            lines += [f"# HELP {name} Requests handled so far.", f"# TYPE {name} counter"]
            lines += [f'{name}{{handler="/api/v{h % 7}/resource{h}",code="{rng.choice((200, 404, 500))}",'
                      f'method="GET",instance="host-{h}:9100"}} {rng.randrange(10**9)}' for h in range(200)]
        elif kind == 1:
            name = f"service_{family}_temperature_celsius"
            lines += [f"# HELP {name} Temperature by sensor.", f"# TYPE {name} gauge"]
            lines += [f'{name}{{sensor="rack \\"{s}\\"\\\\slot",zone="z{s % 9}"}} '
                      f'{rng.choice(("1.234e+09", "NaN", "21.5", "-3.25", "0.1875"))}' for s in range(120)]
        elif kind == 2:
            name = f"service_{family}_duration_seconds"
            lines += [f"# HELP {name} Time of one request.", f"# TYPE {name} histogram"]
            for h in range(12):
                total = 0
                for bound in ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10",
                              "+Inf"):
                    total += rng.randrange(500)
                    lines.append(f'{name}_bucket{{handler="/api/{h}",instance="host-{h}:9100",le="{bound}"}} {total}')
                lines += [f'{name}_sum{{handler="/api/{h}",instance="host-{h}:9100"}} {total / 7:.6f}',
                          f'{name}_count{{handler="/api/{h}",instance="host-{h}:9100"}} {total}']
        else:
            name = f"service_{family}_latency_seconds"
            lines += [f"# HELP {name} Latency quantiles.", f"# TYPE {name} summary"]
            for h in range(20):
                lines += [f'{name}{{zone="z{h}",quantile="{q}"}} {rng.random():.9f}' for q in ("0.5", "0.9", "0.99")]
                lines += [f'{name}_sum{{zone="z{h}"}} {rng.random() * 1000:.6f}',
                          f'{name}_count{{zone="z{h}"}} {rng.randrange(10**6)}']
    return "\n".join(lines) + "\n"


HISTORY_BEGIN = 1_700_000_000
HISTORY_STEPS = 1146
HISTORY_INTERVAL = 15


def history(series):
    """OpenMetrics with time stamps: request counters with a few resets, 0.5 % of samples lost."""
    rng = random.Random(SEED)
    lines = ["# HELP http_requests Requests handled so far.", "# TYPE http_requests counter"]
    for number in range(series):
        labels = (f'job="{JOBS[number % len(JOBS)]}",instance="host-{number % 50}:9100",'
                  f'handler="/api/{number}",code="{(200, 404, 500)[number % 3]}"')
        value = rng.randrange(1000)
        for step in range(HISTORY_STEPS):
            value = 0 if rng.random() < 0.0005 else value + rng.randrange(40)
            if rng.random() >= 0.005:
                lines.append(f"http_requests_total{{{labels}}} {value} "
                             f"{HISTORY_BEGIN + step * HISTORY_INTERVAL}")
    return "\n".join([*lines, "# EOF"]) + "\n"


def unit_rules(_):
    """Five recording rules and three alerts over requests, errors, up and latency buckets."""
    return """groups:
  - name: service
    rules:
      - {record: "job:requests:sum", expr: "sum by (job) (requests_total)"}
      - {record: "job:requests:rate5m", expr: "sum by (job) (rate(requests_total[5m]))"}
      - {record: "job:requests:max30m", expr: "max_over_time(job:requests:rate5m[30m])"}
      - {record: "job:errors:ratio5m", expr: "sum by (job) (rate(errors_total[5m])) / job:requests:rate5m"}
      - record: job:latency:p95
        expr: histogram_quantile(0.95, sum by (le, job) (rate(latency_seconds_bucket[5m])))
      - {alert: Down, expr: up == 0, for: 5m, labels: {severity: critical}}
      - {alert: Errors, expr: "job:errors:ratio5m > 0.05", for: 10m, labels: {severity: warning}}
      - {alert: Slow, expr: "job:latency:p95 > 0.9", for: 10m, labels: {severity: warning}}
"""


def unit_tests(count):
    """Tests of 100 series over 200 minutes; expectations at 20 minutes, half way and at the end."""
    lines = ["rule_files: [unit_rules.yml]", "evaluation_interval: 1m", "tests:"]
    for test in range(count):
        lines += [f"  - name: test {test}", "    interval: 1m", "    input_series:"]
        for number in range(20):
            job = JOBS[number % len(JOBS)]
            labels = f'job="{job}",instance="host-{number}"'
            lines += [f"      - {{series: 'requests_total{{{labels}}}', values: '0+{60 + number}x200'}}",
                      f"      - {{series: 'errors_total{{{labels}}}', values: '0+{number % 3}x200'}}",
                      f"      - {{series: 'up{{{labels}}}', values: '1x200'}}",
                      f"      - {{series: 'latency_seconds_bucket{{{labels},le=\"0.5\"}}', values: '0+30x200'}}",
                      f"      - {{series: 'latency_seconds_bucket{{{labels},le=\"+Inf\"}}', values: '0+60x200'}}"]
        lines += ["    promql_expr_test:"]
        for minute in (20, 100, 200):
            lines += ["      - expr: count(job:requests:rate5m)", f"        eval_time: {minute}m",
                      "        exp_samples: [{labels: '{}', value: 5}]",
                      "      - expr: count(max_over_time(job:errors:ratio5m[10m:1m]))",
                      f"        eval_time: {minute}m", "        exp_samples: [{labels: '{}', value: 5}]"]
        lines += ["    alert_rule_test:", "      - {eval_time: 200m, alertname: Down, exp_alerts: []}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    kind, count, target = sys.argv[1:]
    make = {"rules": rules, "config": config, "exposition": exposition, "history": history,
            "unit_rules": unit_rules, "unit_tests": unit_tests}[kind]
    with open(target, "w", encoding="ascii") as file:
        file.write(make(int(count)))
