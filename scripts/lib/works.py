"""The workloads and, for each, the peers it is paired with.

Every peer is a function that says what the peer does not do. A run of ours is always the durable one: every
batch is an LMDB transaction with two barriers, each slice is hashed, and the checkpoint is made anew.
"""

import dataclasses
import shutil
from dataclasses import dataclass, field

import figures
import programs
from figures import Bar, Comparison, Measure, Sample, Single
from programs import Worker, built, call, generated, note, python_with, timed, traced_pages

PEERS = ["spark", "duckdb", "simdjson", "lmdb"]
FILES = 50
KEYS_PER_ROW = 0.2
GROUPS = (100_000, 1_000_000, 10_000_000)
QUICK_GROUPS = GROUPS[:2]


@dataclass(frozen=True)
class Size:
    """How much is measured: rows of the large works, files of the stream of small ones, pairs, groups in states."""

    rows: int
    files: int
    pairs: int
    groups: tuple[int, ...] = GROUPS


@dataclass
class Bench:
    """One call of the benchmark: our binary, what to measure, and what came out."""

    ours: programs.Tidemark
    size: Size
    without: set[str]
    comparisons: list[Comparison] = field(default_factory=list)
    singles: list[Single] = field(default_factory=list)
    layout: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)
    states: dict[int, object] = field(default_factory=dict)

    def has(self, peer):
        return peer not in self.without

    def spark(self):
        return self._worker("spark", ["pyspark", "py4j"], str(self.ours.folder / "spark"))

    def duckdb(self):
        return self._worker("duckdb", ["duckdb"])

    def _worker(self, name, packages, *arguments):
        if name not in self.workers:
            log = programs.CACHE / f"{name}.log"
            worker = Worker(python_with(*packages), f"{name}_worker.py", *arguments, log=log)
            self.workers[name] = worker
            self.versions |= worker.ask("versions")
        return self.workers[name]

    def release(self, name):
        """Ends a peer's process, so that it takes nothing from what follows."""
        if worker := self.workers.pop(name, None):
            worker.close()

    def close(self):
        """Ends every peer: the next work starts with an idle machine."""
        for name in list(self.workers):
            self.release(name)

    def pair(self, work, measures, ours, peer, theirs):
        """A B A B ..: one pair to warm up, then the counted ones. Each measure makes a comparison.

        The answers are compared after every run, before any number is kept.
        """
        note(f"{work}: Tidemark and {peer}, {self.size.pairs} pairs")
        comparisons = [Comparison(work, measure.name, peer, bar=measure.bar) for measure in measures]
        expected = None
        for turn in range(1 + self.size.pairs):
            samples = ours(), theirs()
            expected = samples[0].answer if expected is None else expected
            for name, sample in zip(("Tidemark", peer), samples):
                if sample.answer is not None:
                    figures.agree(work, name, sample.answer, expected)
            if turn == 0:
                continue
            for comparison, measure in zip(comparisons, measures):
                comparison.ours.append(getattr(samples[0], measure.ours))
                comparison.theirs.append(getattr(samples[1], measure.theirs))
                comparison.our_cpu.append(samples[0].cpu)
                comparison.our_peak_mib.append(samples[0].peak_mib)
        self.comparisons += comparisons

    def single(self, work, run, times, bar=None, unit="s"):
        """A run to warm up, then the counted ones. `run` returns an amount in the unit."""
        note(f"{work}: {times} runs")
        run()
        self.singles.append(Single(work, [run() for _ in range(times)], unit, bar))

    def birth(self, times):
        """How long a checkpoint takes to be made, with a run that finds no input."""
        job = self.ours.job("birth", programs.JOB.format(path=empty(self), options=""))
        self.single("birth of a checkpoint, no input", lambda: self.ours.run(job).seconds, times)


def sample(answer):
    """The sample in a worker's answer."""
    return Sample(answer["seconds"], answer["answer"])


# MARK: the notebook's stream


def stream(bench):
    """Small files, one a batch: what a batch costs."""
    files = bench.size.files
    path = generated(
        f"notebook-{files}x2000",
        lambda folder: call(bench.ours.binary, "generate", "events", folder, "--files", files),
    )
    job = bench.ours.job("stream", programs.JOB.format(path=path, options=", maxFilesPerTrigger '1'"))
    work = f"{files} files of 2,000 rows, one a batch"
    bench.layout["stream"] = {"files": files, "rowsPerFile": 2000, "bytes": bytes_below(path), "batches": files}

    def ours():
        return bench.ours.run(job, programs.COUNTS)

    if bench.has("lmdb"):
        floor = raw_commits(bench, job, files)
        measures = [Measure("exec to exit, birth included", bar=Bar(least=1 / 3))]
        bench.pair(work, measures, ours, f"{files} raw LMDB commits of as many pages", floor)
        bench.birth(3 * bench.size.pairs)
    if bench.has("spark"):
        both = [Measure("start to end", ours="inner", bar=Bar(least=150)), Measure("exec to exit")]
        bench.pair(work, both, ours, "Spark Structured Streaming", spark_stream(bench, path, files))


def raw_commits(bench, job, commits):
    """LMDB alone, committing durably as often as we do and as many pages.

    It does not: read, parse or hash input, compute, keep a ledger or logs, or make its environment within the
    time taken.
    """
    program = built("lmdb_commits.c", "-O2", "-llmdb")
    folder = bench.ours.folder / "lmdb"
    idle = bench.ours.job("idle", programs.JOB.format(path=empty(bench), options=""))
    pages = round(bench.ours.pages(job) - bench.ours.pages(idle))

    def trace(count, total):
        return traced_pages(program, fresh(folder), count, total, cwd=bench.ours.folder)

    written = round(trace(commits, pages) - trace(0, 0))
    bench.layout["stream"] |= {"ourPages": pages, "rawPages": written}
    if abs(written - pages) > pages / 10:
        raise programs.Failure(f"the raw commits wrote {written} pages, ours {pages}: nothing to compare")

    def run():
        return Sample(float(call(program, fresh(folder), commits, pages)))

    return run


def spark_stream(bench, path, batches):
    """Spark's real stream: local[2], 2 shuffle partitions, available-now, memory sink, complete mode, checkpoint.

    As many batches as files, or one. The session is there and warm. It does not: sync anything to disk,
    survive a power cut, put state and
    positions into one commit, keep bad lines, or hash what it read.
    """
    files = 1 if batches > 1 else 0

    def run():
        answer = bench.spark().ask("stream", path=str(path), files=files)
        if answer["batches"] != batches:
            raise programs.Failure(f"Spark did {answer['batches']} batches, not {batches}")
        return sample(answer)

    return run


# MARK: ten million events


def events(bench):
    """A lot of rows, few groups: what a row costs."""
    rows = bench.size.rows
    path = event_files(bench)
    job = bench.ours.job("events", programs.JOB.format(path=path, options=""))
    work = f"{rows:,} events, {FILES} files"
    bench.layout["events"] = {"files": FILES, "rows": rows, "bytes": bytes_below(path)}

    def ours(*options):
        return lambda: bench.ours.run(job, programs.COUNTS, *options)

    if bench.has("duckdb"):
        beside = [Measure("exec to exit", bar=Bar(least=4))]
        bench.pair(work, beside, ours(), "DuckDB, 2 threads", duckdb_counts(bench, "events", path, 2))
        alone = [Measure("exec to exit, 1 thread")]
        peer = duckdb_counts(bench, "events", path, 1)
        bench.pair(work, alone, ours("--threads", "1"), "DuckDB, 1 thread", peer)
        bench.release("duckdb")
    if bench.has("simdjson"):
        loop = simdjson_loop(bench, path)
        alone = [Measure("exec to exit, 1 thread", bar=Bar(least=1.5))]
        bench.pair(work, alone, ours("--threads", "1"), "simdjson On-Demand loop", loop)
    if bench.has("spark"):
        whole = [Measure("exec to exit")]
        bench.pair(work, whole, ours(), "Spark batch", spark_batch(bench, path))
        bench.pair(work, whole, ours(), "Spark stream, one batch", spark_stream(bench, path, 1))


def event_files(bench):
    rows = bench.size.rows // FILES
    return generated(
        f"events-{FILES}x{rows}",
        lambda folder: call(bench.ours.binary, "generate", "events", folder, "--files", FILES, "--rows", rows),
    )


def duckdb_counts(bench, query, path, threads):
    """DuckDB, loaded, with explicit columns: one query over all files, from execute to the rows in Python.

    It does not: write anything, remember what it read, hash the input, or count bad lines; and it would read
    everything again for the next file.
    """
    return lambda: sample(bench.duckdb().ask(query, files=f"{path}/*.json", threads=threads))


def simdjson_loop(bench, path):
    """A C++ loop over the lines with simdjson On-Demand, on one thread, exec to exit.

    It does not: what its source says at the top; in short, anything but reading two fields and counting.
    """
    program = built("simdjson_counts.cpp", "-O3", "-march=native", "-lsimdjson")
    files = sorted(path.iterdir())

    def run():
        taken, output, _ = timed(program, *files, cwd=bench.ours.folder)
        rows = [line.split("\t") for line in output.splitlines()]
        return dataclasses.replace(taken, answer=[[action, int(hour), int(count)] for action, hour, count in rows])

    return run


def spark_batch(bench, path):
    """Spark's batch query in a session that is there and warm, with the schema given.

    It does not: write anything, or remember what it read.
    """
    return lambda: sample(bench.spark().ask("batch", path=str(path)))


# MARK: wide records


def access(bench):
    """Wide records of which two fields are read: what a byte costs that nobody asked for."""
    rows = bench.size.rows // 5
    path = generated(
        f"access-{FILES}x{rows // FILES}",
        lambda folder: call(bench.ours.binary, "generate", "access", folder, "--files", FILES, "--rows", rows // FILES),
    )
    job = bench.ours.job("access", programs.ACCESS_JOB.format(path=path))
    bench.layout["access"] = {"files": FILES, "rows": rows, "bytes": bytes_below(path)}
    if bench.has("duckdb"):
        bench.pair(
            f"{rows:,} access records, {FILES} files",
            [Measure("exec to exit", bar=Bar(least=2))],
            lambda: bench.ours.run(job, programs.STATUSES),
            "DuckDB, 2 threads",
            duckdb_counts(bench, "access", path, 2),
        )


# MARK: many groups


def keys(bench):
    """As many groups as a fifth of the rows: what a group costs."""
    rows = bench.size.rows
    distinct = int(rows * KEYS_PER_ROW)
    for order, shown, bar in (("random", "random", 0.3), ("time", "in order of time", 0.5)):
        path = key_files(bench, order)
        job = bench.ours.job(f"keys-{order}", programs.KEYS_JOB.format(path=path))
        bench.layout[f"keys-{order}"] = {"files": FILES, "rows": rows, "keys": distinct, "bytes": bytes_below(path)}
        if bench.has("duckdb"):
            bench.pair(
                f"{rows:,} rows, {distinct:,} keys, {shown}",
                [Measure("exec to exit", bar=Bar(least=bar))],
                lambda job=job: bench.ours.run(job, programs.KEY_SUMS),
                "DuckDB, 2 threads",
                duckdb_keys(bench, path, 2),
            )


def key_files(bench, order):
    rows = bench.size.rows
    distinct = int(rows * KEYS_PER_ROW)
    options = ["--files", FILES, "--rows", rows // FILES, "--distinct", distinct, "--order", order]
    return generated(
        f"keys-{order}-{FILES}x{rows // FILES}-{distinct}",
        lambda folder: call(bench.ours.binary, "generate", "keys", folder, *options),
    )


def duckdb_keys(bench, path, threads):
    """DuckDB, loaded: the groups become a table in memory.

    It does not: put a group on disk, or anything else that `duckdb_counts` does not do.
    """
    return lambda: sample(bench.duckdb().ask("keys", files=f"{path}/*.json", threads=threads))


# MARK: starts


def start(bench):
    """What a user waits for before anything happens. No peer."""
    ours = bench.ours
    times = 3 * bench.size.pairs
    path = generated("notebook-3x2000", lambda folder: call(ours.binary, "generate", "events", folder, "--files", 3))
    job = ours.job("small", programs.JOB.format(path=path, options=", maxFilesPerTrigger '1'"))

    def command(*words):
        return lambda: timed(ours.binary, *words, cwd=ours.folder)[0].seconds

    bench.single("tidemark --help", command("--help"), times, Bar(most=0.020))
    checkpoint = ours.fresh()
    call(ours.binary, "run", job, "--checkpoint", checkpoint)
    query = command("query", checkpoint, "SELECT * FROM counts")
    bench.single("query, small checkpoint", query, times, Bar(most=0.040))
    again = command("run", job, "--checkpoint", checkpoint)
    bench.single("run again, nothing new", again, times)


# MARK: files


def fresh(folder):
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def empty(bench):
    return fresh(bench.ours.folder / "empty")


def bytes_below(folder):
    return sum(path.stat().st_size for path in folder.iterdir())


ALL = {"stream": stream, "events": events, "access": access, "keys": keys, "start": start}
