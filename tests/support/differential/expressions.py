# SPDX-License-Identifier: Apache-2.0
"""Random expressions over the data of history.py that Prometheus 2.42 understands.

An expression carries how closely two correct evaluators agree about it:
  EXACT_SUM  values have few binary digits; even sums come out the same in any order
  EXACT      the same operations in the same order on both sides: equal to the last bit
  ROUNDED    the last digits may differ: sums that one side compensates and the other does not, and
             functions that two mathematical libraries round differently
What is ROUNDED is not compared, ranked or cut to whole numbers, since a difference in the last digit
would become a visible one.

What Prometheus 2.42 does in another way than 3.14, and how it is kept out:
  samples and points of subqueries on the left edge of a window count   no query or window ends there
  sum(), avg() are not compensated, -0 summed alone stays -0            EXACT_SUM data, ROUNDED; no -0
  extrapolation to zero is decided before that to the window's edge     no counter near zero behind a gap
  a window below predict_linear() with @ moves from step to step        not generated
  an overflow makes compensated sums NaN                                no values whose squares overflow
  atan2 keeps the metric name                                           the name is not compared
  many-to-one matches that a comparison filters out are no error        known() in the test
  timestamp() directly around a selector leaves an offset beside @ out  not generated (3.x does so too)
  newer functions, modifiers, native histograms                         not generated
"""

import dataclasses
import random

EXACT_SUM, EXACT, ROUNDED = range(3)


@dataclasses.dataclass
class Expression:
    text: str
    closeness: int
    parts: tuple = ()  # expressions inside that can stand alone


SELECTORS = {
    "requests_total": ("job", "instance", "code"),
    "ticks_total": ("job", "instance"),
    "latency_seconds_bucket": ("job", "instance", "le"),
    "latency_seconds_count": ("job", "instance"),
    "latency_seconds_sum": ("job", "instance"),
    "temperature": ("job", "instance", "room"),
    "queue": ("job", "instance", "shard"),
    "memory_bytes": ("job", "instance"),
    "up": ("job", "instance"),
    "sparse": ("job", "instance"),
    "limit": ("job",),
    "odd": ("job", "case"),
    "nothing": ("job",),
}
VALUES = {
    "job": ("api", "web", "none"),
    "instance": ("h0:80", "h1:80", "h2:80"),
    "code": ("200", "404", "500"),
    "le": ("0.05", "0.25", "1", "+Inf"),
    "room": ("hall", "attic", "cellar"),
    "shard": ("0", "1", "2", "3"),
    "case": ("0", "1", "4", "7"),
}
LABELS = ("job", "instance", "code", "le", "room", "shard", "case", "absent_one")
COUNTERS = ("requests_total", "ticks_total", "latency_seconds_bucket", "latency_seconds_count",
            "latency_seconds_sum")
RANGES = ("30s", "1m", "90s", "5m", "10m", "1275s", "1h")
STEPS = ("15s", "30s", "1m", "45s", "2m")
OFFSETS = ("15s", "1m", "5m", "-30s", "10m", "1h", "-5m")
EXACT_FUNCTIONS = ("abs", "ceil", "floor", "sgn")
ROUNDED_FUNCTIONS = ("exp", "ln", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh",
                     "cosh", "tanh", "asinh", "acosh", "atanh", "deg", "rad", "sqrt")
CALENDAR = ("minute", "hour", "day_of_week", "day_of_month", "days_in_month", "month", "year")
OVER_TIME = {"min_over_time": EXACT, "max_over_time": EXACT, "count_over_time": EXACT,
             "last_over_time": EXACT, "present_over_time": EXACT, "sum_over_time": EXACT,
             "avg_over_time": ROUNDED, "stddev_over_time": ROUNDED, "stdvar_over_time": ROUNDED}
OF_COUNTERS = ("rate", "increase", "irate", "resets", "changes")
OF_GAUGES = ("delta", "idelta", "changes", "resets", "deriv")


class Generator:
    """The same seed gives the same expressions."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.edges = 0  # how deep in subqueries

    def next(self):
        depth = self.random.choice((1, 2, 2, 3, 3, 4))
        return self.vector(depth) if self.random.random() < 0.95 else self.scalar(depth)

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, choices):
        return self.random.choice(choices)

    # Selectors.

    def matcher(self, label):
        value = self.pick(VALUES[label])
        kind = self.random.randrange(6)
        if kind == 0:
            return f'{label}!="{value}"'
        if kind == 1:
            return f'{label}=~"{value[0]}.*"'.replace("+", r"\\+")
        if kind == 2:
            return f'{label}=~"{"|".join(VALUES[label][:2])}"'.replace("+", r"\\+")
        if kind == 3:
            return f'{label}!~".*{value[-1]}"'
        return f'{label}="{value}"'

    def selector(self, names=None):
        name = self.pick(tuple(names or SELECTORS))
        labels = self.random.sample(SELECTORS[name], self.pick((0, 0, 0, 1, 1, 2))
                                    if len(SELECTORS[name]) > 1 else self.pick((0, 1)))
        if self.chance(0.03) and names is None:
            return f'{{__name__=~"{name[:2]}.*",job!=""}}'
        inside = ",".join(self.matcher(label) for label in labels)
        return f"{name}{{{inside}}}" if inside else name

    def modifiers(self):
        text = ""
        if self.chance(0.15):
            text += f" offset {self.pick(OFFSETS)}"
        if self.chance(0.08):
            at = self.pick(("start()", "end()", str(1_699_999_200 + 15 * self.random.randrange(260) + 7.5)))
            text = f" @ {at}{text}" if self.chance(0.5) else f"{text} @ {at}"
        return text

    def instant(self):
        return Expression(self.selector() + self.modifiers(), EXACT_SUM)

    # Range vectors.

    def matrix(self, names=None, depth=0):
        if depth > 1 and self.chance(0.3):
            return self.subquery(depth - 1)
        return Expression(f"{self.selector(names)}[{self.pick(RANGES)}]{self.modifiers()}", EXACT_SUM)

    def subquery(self, depth):
        self.edges += 1
        inner = self.vector(depth)
        self.edges -= 1
        step = self.pick(STEPS) if self.chance(0.8) else ""
        # Points of a subquery lie on multiples of its step; inside another one windows end there too.
        shift = " offset 7500ms" if self.edges else self.modifiers()
        return Expression(f"({inner.text})[{self.pick(('5m', '10m', '195s', '20m'))}:{step}]{shift}",
                          inner.closeness, (inner,))

    # Functions of range vectors.

    def over_time(self, depth):
        kind = self.random.randrange(10)
        if kind < 4:
            function = self.pick(OF_COUNTERS)
            # Prometheus 2 extrapolates what begins near zero behind a gap in another way.
            extrapolated = function in ("rate", "increase")
            operand = self.matrix((*COUNTERS, "limit") if extrapolated else None)
            return self.call(function, operand, EXACT)
        if kind < 5:
            function = self.pick(OF_GAUGES)
            gauges = ("temperature", "queue", "memory_bytes", "up", "odd", "sparse")
            return self.call(function, self.matrix(gauges), ROUNDED if function == "deriv" else EXACT)
        operand = self.matrix(depth=depth)
        if kind < 8:
            function = self.pick(tuple(OVER_TIME))
            if operand.closeness == ROUNDED and function.startswith("std"):
                function = "max_over_time"
            return self.call(function, operand, max(OVER_TIME[function], operand.closeness))
        if operand.closeness == ROUNDED:
            return self.call("present_over_time", operand, EXACT)
        return self.parameter_over_time(operand)

    def parameter_over_time(self, operand):
        kind = self.random.randrange(4)
        if kind == 0:
            number = self.pick(("0.5", "0.9", "0", "1", "-1", "2", "0.05"))
            text = f"quantile_over_time({number}, {operand.text})"
            return Expression(text, EXACT, operand.parts)
        if kind == 1 and "@" not in operand.text:
            # With @, Prometheus 2 moves the window from step to step nevertheless.
            return Expression(f"predict_linear({operand.text}, {self.pick(('600', '-60', '3600'))})",
                              ROUNDED, operand.parts)
        if kind == 2:
            return Expression(f"holt_winters({operand.text}, {self.pick(('0.5', '0.1'))}, "
                              f"{self.pick(('0.3', '0.9'))})", ROUNDED, operand.parts)
        return self.call("absent_over_time", operand, EXACT)

    def call(self, function, operand, closeness):
        parts = operand.parts if operand.parts else ((operand,) if "[" not in operand.text else ())
        return Expression(f"{function}({operand.text})", max(closeness, operand.closeness), parts)

    # Functions of instant vectors.

    def function(self, depth):
        operand = self.vector(depth - 1)
        kind = self.random.randrange(14)
        if kind < 2 and operand.closeness != ROUNDED:
            return Expression(f"{self.pick(EXACT_FUNCTIONS)}({operand.text})", operand.closeness, (operand,))
        if kind < 4:
            operand = self.instant()
            return Expression(f"{self.pick(ROUNDED_FUNCTIONS)}({operand.text})", ROUNDED, (operand,))
        if kind == 4 and operand.closeness != ROUNDED:
            to = self.pick(("", ", 5", ", 0.25", ", 10"))
            return Expression(f"round({operand.text}{to})", EXACT, (operand,))
        if kind == 5:
            return self.clamp(operand)
        if kind == 6:
            return Expression(f"{self.pick(CALENDAR)}()" if self.chance(0.3) else
                              f"{self.pick(CALENDAR)}(memory_bytes)", EXACT_SUM)
        if kind == 7:
            return Expression(f"absent({operand.text})", EXACT_SUM, (operand,))
        if kind == 8:
            if "@" in operand.text:
                # Directly around a selector with @, Prometheus leaves the offset out.
                operand = Expression(self.selector(), EXACT_SUM)
            return Expression(f"timestamp({operand.text})", EXACT, (operand,))
        if kind in (9, 10):
            return self.relabel(operand)
        if kind == 11:
            number = self.scalar(depth - 1)
            return Expression(f"vector({number.text})", number.closeness)
        if kind == 12:
            return Expression(f"{self.pick(('sort', 'sort_desc'))}({operand.text})", operand.closeness,
                              (operand,))
        return Expression(f"-({operand.text})", operand.closeness, (operand,))

    def clamp(self, operand):
        low, high = self.pick((("1", "10"), ("-5", "5"), ("0", "100000"), ("10", "1"), ("NaN", "3")))
        text = self.pick((f"clamp({operand.text}, {low}, {high})", f"clamp_min({operand.text}, {low})",
                          f"clamp_max({operand.text}, {high})"))
        return Expression(text, operand.closeness, (operand,))

    def relabel(self, operand):
        text = self.pick((
            f'label_replace({operand.text}, "job", "$1-x", "job", "(.*)")',
            f'label_replace({operand.text}, "new", "$1", "instance", "(h.):80")',
            f'label_replace({operand.text}, "code", "", "code", ".*")',
            f'label_replace({operand.text}, "instance", "same", "instance", ".*")',
            f'label_join({operand.text}, "new", "/", "job", "instance", "none")',
            f'label_join({operand.text}, "instance", "", "none")'))
        return Expression(text, operand.closeness, (operand,))

    def quantile_of_histogram(self):
        by = self.pick(("sum by (le) ", "sum by (job, le) ", "sum without (instance) ", ""))
        inner = self.pick((f"rate(latency_seconds_bucket[{self.pick(RANGES)}])", "latency_seconds_bucket",
                           f"increase(latency_seconds_bucket[{self.pick(RANGES)}])"))
        operand = Expression(f"{by}({inner})", ROUNDED)
        number = self.pick(("0.5", "0.9", "0.99", "0", "1", "-0.5", "1.5"))
        return Expression(f"histogram_quantile({number}, {operand.text})", ROUNDED, (operand,))

    # Operators.

    def grouping(self):
        if self.chance(0.25):
            return ""
        labels = ", ".join(self.random.sample(LABELS, self.pick((0, 1, 1, 2))))
        return f" {self.pick(('by', 'without'))} ({labels}) "

    def aggregation(self, depth):
        operand = self.vector(depth - 1)
        function = self.pick(("sum", "sum", "sum", "avg", "count", "min", "max", "group", "topk", "bottomk",
                              "quantile", "count_values", "stddev", "stdvar"))
        if function in ("topk", "bottomk"):
            # Which of equal values is taken is not specified.
            operand = Expression(self.pick(("requests_total", "memory_bytes", "requests_total offset 5m",
                                            'requests_total{job="api"}')), EXACT)
            text = f"{function}{self.grouping()}({self.pick(('1', '2', '3', '100', '0'))}, {operand.text})"
            return Expression(text, EXACT, (operand,))
        rounded = operand.closeness == ROUNDED
        if function == "quantile" and not rounded:
            number = self.pick(("0.5", "0.1", "0.99", "0", "1", "2", "-1"))
            return Expression(f"quantile{self.grouping()}({number}, {operand.text})", EXACT, (operand,))
        if function == "count_values" and not rounded:
            label = self.pick(("value", "job"))
            return Expression(f'count_values{self.grouping()}("{label}", {operand.text})', EXACT_SUM,
                              (operand,))
        if function in ("stddev", "stdvar"):
            operand = self.finite()
            return Expression(f"{function}{self.grouping()}({operand.text})", ROUNDED, (operand,))
        if function not in ("sum", "avg", "count", "min", "max", "group"):
            function = "max"
        closeness = {"count": EXACT_SUM, "group": EXACT_SUM, "avg": ROUNDED,
                     "sum": operand.closeness if operand.closeness == EXACT_SUM else ROUNDED}
        text = (f"{function}{self.grouping()}({operand.text})" if self.chance(0.7)
                else f"{function}({operand.text}){self.grouping()}")
        return Expression(text, closeness.get(function, operand.closeness), (operand,))

    def finite(self):
        """A vector without NaN or infinity."""
        return Expression(self.pick((
            "requests_total", 'requests_total{job="api"}', "memory_bytes", "rate(requests_total[5m])",
            'increase(requests_total{code="200"}[10m])', "temperature offset 5m")), EXACT)

    def matching(self):
        if self.chance(0.4):
            return ""
        labels = ", ".join(self.random.sample(LABELS[:6], self.pick((0, 1, 2, 2, 3))))
        return f" {self.pick(('on', 'ignoring'))} ({labels})"

    def group(self, matching):
        if not matching or self.chance(0.5):
            return matching
        used = matching[matching.index("(") + 1:-1].split(", ")
        free = [label for label in LABELS[:6] if label not in used or " ignoring" in matching]
        extra = self.random.sample(free, min(len(free), self.pick((0, 0, 1, 2))))
        return f"{matching} {self.pick(('group_left', 'group_right'))} ({', '.join(extra)})"

    def binary(self, depth):
        kind = self.random.randrange(10)
        if kind < 2:
            left, right = self.vector(depth - 1), self.vector(depth - 1)
            text = f"({left.text}) {self.pick(('and', 'or', 'unless'))}{self.matching()} ({right.text})"
            return Expression(text, max(left.closeness, right.closeness), (left, right))
        left = self.vector(depth - 1)
        if kind < 5:
            return self.with_scalar(left, depth)
        right = self.vector(depth - 1) if self.chance(0.5) else self.relative(left)
        return self.two_vectors(left, right)

    def relative(self, operand):
        """A vector of much the same labels, so that something matches."""
        return Expression(self.pick((
            f"({operand.text}) * 2", f"abs({operand.text})", f"({operand.text}) - 1",
            f"max by (job, instance) ({operand.text})")), ROUNDED if operand.closeness == ROUNDED else EXACT,
            (operand,))

    def operator(self, closeness):
        """An operator, and how close its result is for operands of this closeness."""
        if closeness == ROUNDED:
            return self.pick(("*", "/")), ROUNDED
        operator = self.pick(("+", "-", "*", "/", "%", "^", "atan2", "==", "!=", ">", "<", ">=", "<=",
                              "== bool", "!= bool", "> bool", "<= bool"))
        if operator in ("^", "atan2", "%", "/", "*"):
            return operator, ROUNDED if operator in ("^", "atan2") else EXACT
        return operator, closeness

    def with_scalar(self, vector, depth):
        number = self.number() if self.chance(0.8) else self.scalar(depth - 1)
        operator, closeness = self.operator(max(vector.closeness, number.closeness))
        sides = [f"({vector.text})", f"({number.text})"]
        if self.chance(0.3):
            sides.reverse()
        return Expression(f"{sides[0]} {operator} {sides[1]}", closeness, (vector,))

    def two_vectors(self, left, right):
        operator, closeness = self.operator(max(left.closeness, right.closeness))
        matching = self.group(self.matching())
        return Expression(f"({left.text}) {operator}{matching} ({right.text})", closeness, (left, right))

    # Scalars.

    def number(self):
        return Expression(self.pick(("0", "1", "2", "0.5", "-3", "10", "100", "12.5", "NaN", "Inf", "-Inf",
                                     "0x10", "1e3")), EXACT_SUM)

    def scalar(self, depth):
        kind = self.random.randrange(6)
        if depth <= 0 or kind < 2:
            return self.number()
        if kind == 2:
            return Expression("time()", EXACT)
        if kind == 3:
            inner = self.vector(depth - 1)
            return Expression(f"scalar({inner.text})", inner.closeness, (inner,))
        if kind == 4:
            return Expression("pi()", EXACT)
        left, right = self.scalar(depth - 1), self.scalar(depth - 1)
        operator, closeness = self.operator(max(left.closeness, right.closeness))
        if operator in ("==", "!=", ">", "<", ">=", "<="):
            operator += " bool"
        return Expression(f"({left.text}) {operator} ({right.text})", closeness)

    def vector(self, depth):
        if depth <= 0:
            return self.instant()
        kind = self.random.randrange(20)
        if kind < 2:
            return self.instant()
        if kind < 7:
            return self.over_time(depth)
        if kind < 10:
            return self.function(depth)
        if kind < 11:
            return self.quantile_of_histogram()
        if kind < 15:
            return self.aggregation(depth)
        return self.binary(depth)
