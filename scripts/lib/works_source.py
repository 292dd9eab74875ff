"""The works that measure the source: how soon a file that lands is in the result, and what a batch costs among
many files. No peer: DuckDB and the simdjson loop keep no stream, and Spark's interval of looking is 10 ms.
"""

import json
import os
import shutil
import subprocess
import threading
import time

import figures
import programs
from figures import Single
from programs import generated, note

LANDINGS = 300
SMALL_FILES = 100_000
FILES_PER_BATCH = 100
ROWS_PER_FILE = 10
BATCHES_PER_END = 100


class Stream:
    """An unending run of ours, with the moments at which it prints the progress of a batch."""

    def __init__(self, bench, job, *options):
        self.ours = bench.ours
        self.checkpoint = self.ours.fresh()
        words = [bench.ours.binary, "run", job, "--checkpoint", self.checkpoint, "--trigger", "0 seconds"]
        words += ["--progress", "json", *options]
        self.process = subprocess.Popen(
            [str(word) for word in words], cwd=bench.ours.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        self.other = []

    def batch(self):
        """Waits for the next batch that read rows: (when its line was there, its progress)."""
        for line in self.process.stderr:
            now = time.perf_counter()
            if not line.startswith("{"):
                self.other.append(line)
            elif (progress := json.loads(line)).get("numInputRows"):
                return now, progress
        raise programs.Failure(f"the stream ended: {''.join(self.other)}")

    def cpu_seconds(self):
        """User and system time of all its threads so far, those that have ended included, in seconds."""
        # The clock of a process, as clock_getcpuclockid(3) makes it.
        return time.clock_gettime(~self.process.pid << 3 | 2)

    def end(self, rows):
        """Ends it; its result must hold so many rows."""
        self.process.terminate()
        self.other += self.process.stderr.readlines()
        if self.process.wait() != 0:
            raise programs.Failure(f"the stream ended with {self.process.returncode}: {''.join(self.other)}")
        counted = self.ours.query(self.checkpoint, "SELECT sum(count) AS rows FROM counts")
        figures.agree("rows in the result", "the stream", counted, [[rows]])


def landing(bench):
    """A file lands in the directory of an idle stream: from the rename to the line that tells of its commit.

    The file has ten rows and is written beside the directory; the next one lands when the stream has been idle
    for 5 to 15 ms.
    """
    count = LANDINGS if bench.size.rows >= 10_000_000 else LANDINGS // 3
    folder = bench.ours.folder / "landing"
    aside = bench.ours.folder / "landing-aside"
    for place in (folder, aside):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    write(folder / "first.json", 0)
    stream = Stream(bench, bench.ours.job("landing", programs.JOB.format(path=folder, options="")))
    note(f"a file lands: {count} times")
    stream.batch()
    pause = threading.Event()
    seconds = []
    for number in range(1 + count):
        write(aside / "next.json", number)
        pause.wait(0.005 + 0.01 * (number * 7 % count) / count)
        start = time.perf_counter()
        (aside / "next.json").rename(folder / f"{number:06d}.json")
        end, _ = stream.batch()
        if number > 0:
            seconds.append(end - start)
    stream.end(rows=ROWS_PER_FILE * (2 + count))
    single = Single("a file lands, idle stream: rename to committed", seconds)
    bench.singles.append(single)
    high = figures.statistics.quantiles(seconds, n=100, method="inclusive")
    bench.layout["landing"] = {"files": count, "p50ms": round(high[49] * 1000, 2), "p99ms": round(high[98] * 1000, 2)}


def small_files(bench):
    """100,000 files of ten rows, a hundred a batch: CPU time of the first hundred batches and of the last.

    It is read from the process's own clock when a batch's progress line arrives: a reading is off by what the run
    does until then, but a hundred of them together by less than one batch.
    """
    files = SMALL_FILES if bench.size.rows >= 10_000_000 else SMALL_FILES // 5
    path = generated(f"small-{files}x{ROWS_PER_FILE}", lambda folder: make_small(folder, files))
    options = f", maxFilesPerTrigger '{FILES_PER_BATCH}'"
    job = bench.ours.job("small-files", programs.JOB.format(path=path, options=options))
    batches = files // FILES_PER_BATCH
    note(f"{files:,} small files: {batches} batches")
    stream = Stream(bench, job)
    readings = []
    for _ in range(batches):
        stream.batch()
        readings.append(stream.cpu_seconds())
    stream.end(rows=ROWS_PER_FILE * files)
    # The first batch has the birth and the listing; both are told apart.
    costs = [after - before for before, after in zip(readings, readings[1:])]
    work = f"{files:,} files of {ROWS_PER_FILE} rows, {FILES_PER_BATCH} a batch: CPU time of a batch"
    for name, part in (("first", costs[:BATCHES_PER_END]), ("last", costs[-BATCHES_PER_END:])):
        bench.singles.append(Single(f"{work}, {name} {len(part)}", part))
    first, last = (sum(part) for part in (costs[:BATCHES_PER_END], costs[-BATCHES_PER_END:]))
    bench.layout["small"] = {
        "files": files, "batches": batches, "listingAndBirthMs": round(readings[0] * 1000, 1),
        "lastPerFirst": round(last / first, 3),
    }


def make_small(folder, files):
    """Files in the order of their numbers: each is modified at the second of its events."""
    for number in range(files):
        path = folder / f"{number:06d}.json"
        os.utime(path, (write(path, number),) * 2)


def write(path, number):
    """Ten events of one second, which is returned."""
    second = 1_700_000_000 + number
    text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
    actions = ("open", "close")
    rows = (f'{{"time":"{text}","action":"{actions[(number + row) % 2]}"}}\n' for row in range(ROWS_PER_FILE))
    path.write_text("".join(rows))
    return second


ALL = {"landing": landing, "small": small_files}
