"""Samples, quartiles and tables: the arithmetic of the benchmark, without side effects."""

import json
import re
import statistics
from dataclasses import dataclass, field

BLOCK_BEGIN = "<!-- benchmark: begin, written by scripts/benchmark --markdown -->"
BLOCK_END = "<!-- benchmark: end -->"


class Disagreement(Exception):
    """Two programs gave different answers, so no time is worth printing."""


@dataclass(frozen=True)
class Sample:
    """One run: seconds of wall time, and the answer (None where there is none to compare).

    `inner` is the time the program itself reports, `cpu` its user and system time in seconds,
    `peak_mib` its greatest resident size; each None where it is not known.
    """

    seconds: float
    answer: object = None
    inner: float | None = None
    cpu: float | None = None
    peak_mib: float | None = None


@dataclass(frozen=True)
class Quartiles:
    """Lower quartile, median and upper quartile, by linear interpolation between samples."""

    lower: float
    median: float
    upper: float

    @classmethod
    def of(cls, values):
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        return cls(*statistics.quantiles(values, n=4, method="inclusive"))


@dataclass(frozen=True)
class Bar:
    """What a work has to reach: ratios `least` or more, amounts `most` or less. The worse quartile has to."""

    least: float | None = None
    most: float | None = None

    def is_reached(self, quartiles):
        if self.least is not None:
            return quartiles.lower >= self.least
        return quartiles.upper <= self.most

    def text(self, quartiles, unit=None):
        wanted = f">= {number(self.least)}" if self.least is not None else f"<= {amount(self.most, unit)}"
        return f"{wanted} {'reached' if self.is_reached(quartiles) else 'not reached'}"

    def json(self, quartiles):
        return {"least": self.least, "most": self.most, "reached": self.is_reached(quartiles)}


@dataclass(frozen=True)
class Measure:
    """What of a pair of samples is compared: an attribute of ours and one of the peer's, under a name."""

    name: str
    ours: str = "seconds"
    theirs: str = "seconds"
    bar: Bar | None = None


@dataclass
class Comparison:
    """Pairs of runs, one of ours then one of a peer's. A ratio is peer's time / our time of one pair."""

    work: str
    measure: str
    peer: str
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    our_cpu: list[float] = field(default_factory=list)
    our_peak_mib: list[float] = field(default_factory=list)
    bar: Bar | None = None

    @property
    def ratios(self):
        return [theirs / ours for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    def row(self):
        ratio = Quartiles.of(self.ratios)
        return [
            self.work,
            self.measure,
            duration(Quartiles.of(self.ours).median),
            self.peer,
            duration(Quartiles.of(self.theirs).median),
            f"{number(ratio.median)} ({number(ratio.lower)} - {number(ratio.upper)})",
            self.bar.text(ratio) if self.bar else "",
            str(len(self.ours)),
        ]

    def json(self):
        ratio = Quartiles.of(self.ratios)
        return {
            "work": self.work,
            "measure": self.measure,
            "peer": self.peer,
            "oursSeconds": self.ours,
            "peerSeconds": self.theirs,
            "oursCpuSeconds": self.our_cpu,
            "oursPeakMiB": self.our_peak_mib,
            "ratios": self.ratios,
            "ratio": {"lower": ratio.lower, "median": ratio.median, "upper": ratio.upper},
            "bar": self.bar.json(ratio) if self.bar else None,
        }


@dataclass
class Single:
    """Amounts of ours that have no peer: seconds, or what `unit` says."""

    work: str
    values: list[float] = field(default_factory=list)
    unit: str = "s"
    bar: Bar | None = None

    def row(self):
        found = Quartiles.of(self.values)
        return [
            self.work,
            amount(found.median, self.unit),
            f"{amount(found.lower, self.unit)} - {amount(found.upper, self.unit)}",
            self.bar.text(found, self.unit) if self.bar else "",
            str(len(self.values)),
        ]

    def json(self):
        found = Quartiles.of(self.values)
        return {
            "work": self.work,
            "unit": self.unit,
            "values": self.values,
            "quartiles": {"lower": found.lower, "median": found.median, "upper": found.upper},
            "bar": self.bar.json(found) if self.bar else None,
        }


COMPARISON_HEAD = ["work", "measure", "Tidemark", "peer", "peer's time", "peer / Tidemark", "bar", "pairs"]
SINGLE_HEAD = ["work", "median", "quartiles", "bar", "runs"]


def agree(work, name, answer, expected):
    """Raises Disagreement unless the answer is the expected one."""
    if answer == expected:
        return
    differing = [pair for pair in zip(answer, expected) if pair[0] != pair[1]]
    detail = f"{differing[0][0]} is not {differing[0][1]}" if differing else "one has more rows"
    raise Disagreement(
        f"{work}: {name} does not give Tidemark's answer ({len(answer)} and {len(expected)} rows; {detail})"
    )


def number(value):
    """Three significant digits: 0.0745, 1.05, 68.1, 1,234."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    if value >= 1:
        return f"{value:.2f}"
    return f"{value:.3g}"


def duration(seconds):
    """Seconds from one second on, milliseconds below."""
    return f"{number(seconds)} s" if seconds >= 1 else f"{number(seconds * 1000)} ms"


def amount(value, unit):
    """A value with its unit; seconds as a duration."""
    return duration(value) if unit == "s" else f"{number(value)} {unit}"


def progress_of(text):
    """The objects, one a batch, that `tidemark run --progress json` prints."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def anonymous_bytes(status):
    """RssAnon of a /proc/PID/status; 0 of a process that has ended."""
    match = re.search(r"^RssAnon:\s+(\d+) kB$", status, re.MULTILINE)
    return int(match[1]) * 1024 if match else 0


def seconds_of(text):
    """The seconds of a duration as `tidemark run` prints it in its last line: `in 411.4 ms;`."""
    match = re.search(r" in (?:([\d.]+) (ms|s)|(\d+)m (\d\d)s);", text)
    if match is None:
        raise ValueError(f"no duration in {text!r}")
    if match[3]:
        return int(match[3]) * 60.0 + int(match[4])
    return float(match[1]) * {"ms": 1e-3, "s": 1.0}[match[2]]


def written_bytes(trace, name):
    """Bytes that write calls put into files whose path ends in `name`, from `strace -f -y` output."""
    total = 0
    waiting = set()
    for line in trace.splitlines():
        process = line.split(" ", 1)[0]
        resumed = "resumed>" in line
        if name + ">" not in line and not (resumed and process in waiting):
            continue
        if line.endswith("<unfinished ...>"):
            waiting.add(process)
            continue
        waiting.discard(process)
        result = re.search(r"= (\d+)$", line)
        total += int(result[1]) if result else 0
    return total


def text_table(head, rows):
    """Columns padded with blanks, for a terminal."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines
    )


def markdown_table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def replaced_block(document, block):
    """The document with what stands between the two markers replaced."""
    before, begin, rest = document.partition(BLOCK_BEGIN)
    _, end, after = rest.partition(BLOCK_END)
    if not begin or not end:
        raise ValueError(f"the lines {BLOCK_BEGIN!r} and {BLOCK_END!r} are needed")
    return f"{before}{BLOCK_BEGIN}\n\n{block}\n\n{BLOCK_END}{after}"
