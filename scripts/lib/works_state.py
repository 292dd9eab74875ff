"""The works about the state: what it costs to merge into it, to slide over it, to forget, to come back, to hold.

Here most peers are Tidemark itself with less to do: such a ratio of 1 says that the larger work costs the same.
"""

import os
import signal
import subprocess
import time

import figures
import programs
from figures import Bar, Measure, Sample
from programs import built, call, note, timed, traced_pages
from works import FILES, event_files, fresh, generated, key_files

# A work is flat when a hundred times as many groups cost at most half as much again.
FLAT = Bar(least=1 / 1.5)
EXPIRING = 1_000
BATCHES = 20
ROWS_TO_COMMIT = 2_000
POLLS_PER_SECOND = 1_000


# MARK: merge


def merge(bench):
    """Entries of the state: our time to merge and commit them, as the run reports it, and LMDB's alone."""
    path = key_files(bench, "random")
    job = bench.ours.job("merge", programs.KEYS_JOB.format(path=path))
    _, batches = bench.ours.proceed(job, bench.ours.fresh())
    entries = [batch["stateOperators"][0]["numRowsUpdated"] for batch in batches]
    bench.layout["merge"] = {"batches": len(batches), "entries": sum(entries)}

    def ours():
        sample, batches = bench.ours.proceed(job, bench.ours.fresh())
        state = [batch["stateOperators"][0] for batch in batches]
        # Both are whole milliseconds, cut off: half a one is what each lost on average.
        merged = sum(each["allUpdatesTimeMs"] + each["commitTimeMs"] + 1 for each in state) / 1000
        return Sample(sample.seconds, [each["numRowsUpdated"] for each in state], merged, sample.cpu, sample.peak_mib)

    if bench.has("lmdb"):
        rows = [batch["numInputRows"] for batch in batches]
        work = f"{sum(entries):,} entries into the state, {len(batches)} batches"
        measures = [Measure("merge and commit", ours="inner", bar=Bar(least=0.8))]
        bench.pair(work, measures, ours, "a C loop over LMDB", lmdb_merge(bench, path, rows))


def lmdb_merge(bench, path, rows):
    """A C loop that looks up and puts the same groups in the same batches, before-images included.

    It does not: what its source says; in short, checksums and a digest, and anything but the state.
    """
    program = built("lmdb_merge.c", "-O2", "-llmdb")
    files = sorted(path.iterdir(), key=lambda file: file.stat().st_mtime_ns)

    def run():
        folder = fresh(bench.ours.folder / "lmdb")
        seconds, *entries = call(program, folder, ",".join(map(str, rows)), *files).split()
        return Sample(float(seconds), [int(count) for count in entries])

    return run


# MARK: sliding


def sliding(bench):
    """The events in 60 panes an hour instead of one: CPU time. Each row counts 60 times as much."""
    path = event_files(bench)
    rows = bench.size.rows
    jobs = [bench.ours.job("panes", programs.SLIDING_JOB.format(path=path, options=""))]
    jobs += [bench.ours.job("tumbling", programs.JOB.format(path=path, options=""))]

    def ours(job, panes):
        def run():
            sample = bench.ours.run(job, "SELECT sum(count) AS rows FROM counts")
            return Sample(sample.seconds, sample.answer[0][0] / panes, sample.inner, sample.cpu, sample.peak_mib)

        return run

    work = f"{rows:,} events, window of an hour every minute"
    measures = [Measure("CPU time", ours="cpu", theirs="cpu", bar=Bar(least=0.5))]
    bench.pair(work, measures, ours(jobs[0], 60), "Tidemark, a window every hour", ours(jobs[1], 1))


# MARK: eviction and recovery


class Live:
    """A checkpoint with many groups in its state, and a folder of input that grows.

    A group is a key and a second; a thousand are in each second. A thousand go with each batch that comes, which has
    the rows of the next second.
    """

    def __init__(self, bench, groups):
        self.ours = bench.ours
        self.groups = groups
        base = generated(
            f"live-{groups}",
            lambda folder: call(
                self.ours.binary, "generate", "keys", folder, "--order", "time", "--distinct", groups,
                "--files", FILES, "--rows", groups // FILES,
            ),
        )
        self.folder = fresh(self.ours.folder / f"live-{groups}")
        self.input = fresh(self.folder / "input")
        for file in base.iterdir():
            (self.input / file.name).symlink_to(file)
        self.checkpoint = self.folder / "checkpoint"
        self.second = 1_469_500_000 + groups // EXPIRING
        values = {"path": self.input, "seconds": groups // EXPIRING}
        job = programs.EVICTION_JOB.format(options="", **values)
        note(f"make a state of {groups:,} groups")
        self.ours.proceed(self.ours.job(f"live-{groups}", job), self.checkpoint)
        job = programs.EVICTION_JOB.format(options=", maxFilesPerTrigger '1'", **values)
        self.job = self.ours.job(f"live-{groups}-each", job)
        self.add(3)
        self.ours.proceed(self.job, self.checkpoint)

    def add(self, files, rows=EXPIRING):
        """Files with the rows of the next second each; `rows` in all, a thousand keys."""
        for _ in range(files):
            lines = [f'{{"time":{self.second},"key":{row % EXPIRING}}}\n' for row in range(rows)]
            draft = self.folder / "draft"
            draft.write_text("".join(lines))
            draft.rename(self.input / f"next-{self.second}.json")
            self.second += 1

    def evict(self):
        """Time and CPU time of one batch that forgets a thousand groups, over many batches."""
        self.add(BATCHES)
        sample, batches = self.ours.proceed(self.job, self.checkpoint)
        removed = [batch["stateOperators"][0]["numRowsRemoved"] for batch in batches]
        if removed != [EXPIRING] * BATCHES:
            raise programs.Failure(f"{BATCHES} batches forgot {removed} groups, not {EXPIRING} each")
        return Sample(sample.seconds / BATCHES, cpu=sample.cpu / BATCHES, peak_mib=sample.peak_mib)

    def pages(self):
        """Pages that a batch writes into the state when it forgets a thousand groups."""
        run = [self.ours.binary, "run", self.job, "--checkpoint", self.checkpoint]
        idle = traced_pages(*run, cwd=self.ours.folder)
        self.add(BATCHES)
        return (traced_pages(*run, cwd=self.ours.folder) - idle) / BATCHES

    def recover(self):
        """Seconds from SIGKILL, in the middle of a commit, to the first commit after it."""
        self.add(1, rows=ROWS_TO_COMMIT)
        words = [str(word) for word in (self.ours.binary, "run", self.job, "--checkpoint", self.checkpoint)]
        environment = dict(os.environ, TIDEMARK_FAILPOINT="commit.merged:1:stop")
        stopped = subprocess.Popen(
            words, cwd=self.ours.folder, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status = os.waitpid(stopped.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            raise programs.Failure(f"{' '.join(words)}: ended before its commit")
        start = time.perf_counter()
        stopped.send_signal(signal.SIGKILL)
        stopped.wait()
        words += ["--progress", "json"]
        run = subprocess.Popen(
            words, cwd=self.ours.folder, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        said = []
        seconds = None
        for line in run.stderr:
            said.append(line)
            if seconds is None and line.startswith("{"):
                seconds = time.perf_counter() - start
        run.stderr.close()
        batches = figures.progress_of("".join(said))
        if run.wait() != 0 or [batch["numInputRows"] for batch in batches] != [ROWS_TO_COMMIT]:
            raise programs.Failure(f"{' '.join(words)}: status {run.returncode}\n{''.join(said)}")
        return Sample(seconds)


def live(bench, groups):
    if groups not in bench.states:
        bench.states[groups] = Live(bench, groups)
    return bench.states[groups]


def eviction(bench):
    """A thousand groups that expire, among few and among many: what forgetting costs."""
    few = live(bench, bench.size.groups[0])
    states = [live(bench, groups) for groups in bench.size.groups]
    for many in states[1:]:
        bench.pair(
            f"{EXPIRING:,} groups expire a batch, {many.groups:,} live",
            [Measure("CPU time a batch", ours="cpu", theirs="cpu", bar=FLAT)],
            many.evict,
            f"Tidemark, {few.groups:,} live",
            few.evict,
        )
    for state in states:
        bench.single(f"pages written a batch, {state.groups:,} live", state.pages, 1, unit="pages")


def recovery(bench):
    """SIGKILL in the middle of a commit, to the first commit of the next run: a batch of 2,000 rows."""
    few, *others = [live(bench, groups) for groups in bench.size.groups[-2:]]
    bar = Bar(most=0.150)
    for state in (few, *others):
        work = f"SIGKILL to the next commit, {state.groups:,} groups"
        bench.single(work, lambda state=state: state.recover().seconds, bench.size.pairs, bar)
    for many in others:
        work = f"SIGKILL to the next commit, {many.groups:,} groups"
        measures = [Measure("kill to commit", bar=FLAT)]
        bench.pair(work, measures, many.recover, f"Tidemark, {few.groups:,} groups", few.recover)


# MARK: memory


def memory(bench):
    """The most anonymous memory of the run over the events: what it holds that is no page of a file."""
    path = event_files(bench)
    job = bench.ours.job("memory", programs.JOB.format(path=path, options=""))

    def run():
        words = [bench.ours.binary, "run", job, "--checkpoint", bench.ours.fresh()]
        return peak_anonymous(*words, cwd=bench.ours.folder) / 1e6

    bench.single(f"peak RssAnon, {bench.size.rows:,} events", run, bench.size.pairs, Bar(most=250), unit="MB")


def peak_anonymous(*command, cwd):
    """The greatest RssAnon of a process, in bytes, looked at a thousand times a second."""
    process = subprocess.Popen(
        [str(word) for word in command], cwd=cwd, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    with open(f"/proc/{process.pid}/status", "rb", buffering=0) as status:
        while process.poll() is None:
            status.seek(0)
            peak = max(peak, figures.anonymous_bytes(status.read().decode()))
            time.sleep(1 / POLLS_PER_SECOND)
    if process.returncode != 0:
        raise programs.Failure(f"{' '.join(map(str, command))}: status {process.returncode}")
    return peak


ALL = {"merge": merge, "sliding": sliding, "eviction": eviction, "recovery": recovery, "memory": memory}
