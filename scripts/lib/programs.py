"""What the benchmark runs: our binary, the peers' Python, the small C and C++ programs, and the data."""

import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import figures
from figures import Sample

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = pathlib.Path(os.environ.get("TIDEMARK_BENCHMARK_CACHE", ROOT / ".build" / "benchmark")).resolve()
PINS = {"pyspark": "4.3.0", "py4j": "0.10.9.9", "duckdb": "2.0.0"}

JOB = """CREATE TABLE events (time TIMESTAMP, action STRING)
USING json OPTIONS (path '{path}'{options});

CREATE STREAMING TABLE counts AS
SELECT action, window(time, '1 hour') AS window, count(*) AS count
FROM STREAM events GROUP BY action, window(time, '1 hour');
"""

SLIDING_JOB = JOB.replace("'1 hour'", "'1 hour', '1 minute'")

ACCESS_JOB = """CREATE TABLE access (time TIMESTAMP, status INT)
USING json OPTIONS (path '{path}');

CREATE STREAMING TABLE counts AS
SELECT status, window(time, '1 hour') AS window, count(*) AS count
FROM STREAM access GROUP BY status, window(time, '1 hour');
"""

EVICTION_JOB = """SET spark.sql.streaming.noDataMicroBatches.enabled = false;
CREATE TABLE events (time TIMESTAMP, key BIGINT)
USING json OPTIONS (path '{path}'{options});

CREATE STREAMING TABLE counts TBLPROPERTIES ('outputMode' = 'append') AS
SELECT window(time, '1 second').start AS second, key, count(*) AS count
FROM STREAM events WATERMARK time DELAY OF INTERVAL {seconds} SECONDS GROUP BY window(time, '1 second'), key;
"""

KEYS_JOB = """CREATE TABLE events (key BIGINT)
USING json OPTIONS (path '{path}');

CREATE STREAMING TABLE counts AS SELECT key, count(*) AS count FROM STREAM events GROUP BY key;
"""

COUNTS = "SELECT action, cast(window.start AS BIGINT) AS hour, count FROM counts ORDER BY action, hour"
STATUSES = "SELECT status, cast(window.start AS BIGINT) AS hour, count FROM counts ORDER BY status, hour"
KEY_SUMS = (
    "SELECT count(*) AS keys, sum(count) AS rows, sum(key * count) AS weighted, sum(count * count) AS squares"
    " FROM counts"
)


class Failure(Exception):
    """A program the benchmark needs cannot be built, installed or run."""


def note(text):
    """A line on stderr, with the name of the script."""
    script = pathlib.Path(sys.argv[0]).stem.replace("_", "-")
    print(f"{script}: {text}", file=sys.stderr, flush=True)


def call(*command, **options):
    """Runs a command that must succeed; its output is shown only when it does not. Returns stdout."""
    done = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def timed(*command, cwd):
    """One process from exec to exit: wall time, CPU time, peak resident size. Returns (Sample, stdout, stderr)."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        words = [str(word) for word in command]
        start = time.perf_counter()
        process = subprocess.Popen(words, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        texts = output.read(), errors.read()
    if process.returncode != 0:
        raise Failure(f"{' '.join(words)}: status {process.returncode}\n{texts[1]}")
    sample = Sample(seconds, cpu=usage.ru_utime + usage.ru_stime, peak_mib=usage.ru_maxrss / 1024)
    return sample, *texts


def tidemark():
    """Path of the release binary: `TIDEMARK_BINARY`, otherwise built here."""
    if given := os.environ.get("TIDEMARK_BINARY"):
        return pathlib.Path(given).resolve()
    note("build the release binary")
    build = ["swift", "build", "--package-path", ROOT, "-c", "release"]
    call(*build, "--product", "tidemark")
    return pathlib.Path(call(*build, "--show-bin-path").strip()) / "tidemark"


def python_with(*packages):
    """Python of a virtual environment that has these packages at their pinned versions; made when absent."""
    folder = CACHE / "venv"
    python = folder / "bin" / "python"
    if "pyspark" in packages and not shutil.which("java"):
        call(ROOT / "scripts" / "setup", "--also", "default-jre-headless")
    if not python.exists():
        call(ROOT / "scripts" / "setup", "--also", "python3-venv")
        note(f"make a virtual environment in {folder}")
        call(sys.executable, "-m", "venv", "--clear", folder)
    places = [str(place) for place in folder.glob("lib/python3*/site-packages")]
    installed = {found.name.lower(): found.version for found in importlib.metadata.distributions(path=places)}
    wanted = [name for name in packages if installed.get(name) != PINS[name]]
    if wanted:
        pins = [f"{name}=={PINS[name]}" for name in wanted]
        note(f"install {' '.join(pins)}")
        call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pins)
    return python


def built(source, *flags):
    """A small program of this folder, compiled anew when its source or its flags have changed."""
    program = CACHE / "bin" / pathlib.Path(source).stem
    stamp = program.with_suffix(".flags")
    text = " ".join(flags) + "\n" + (HERE / source).read_text()
    if not program.exists() or not stamp.exists() or stamp.read_text() != text:
        program.parent.mkdir(parents=True, exist_ok=True)
        compiler = ["g++", "-std=c++17"] if source.endswith(".cpp") else ["cc", "-std=gnu11"]
        call(*compiler, "-Wall", "-Wextra", "-o", program, HERE / source, *flags)
        stamp.write_text(text)
    return program


class Worker:
    """A peer's process that stays loaded between its runs."""

    def __init__(self, python, script, *arguments, log):
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                [python, HERE / script, *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment,
            )

    def ask(self, action, **values):
        try:
            print(json.dumps({"do": action, **values}), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer = json.loads(line) if line else {"error": "it ended"}
        if "error" in answer:
            raise Failure(f"{self.process.args[1].name}: {answer['error']}; its log is {self.log}")
        return answer

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait()


class Tidemark:
    """Our binary, run on jobs in a folder of its own; each run makes its checkpoint anew."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder

    def job(self, name, text):
        path = self.folder / f"{name}.sql"
        path.write_text(text)
        return path

    def run(self, job, query=None, *options):
        """A durable run from nothing, exec to exit. The query that reads its answer is not timed."""
        checkpoint = self.fresh()
        sample, _, errors = timed(self.binary, "run", job, "--checkpoint", checkpoint, *options, cwd=self.folder)
        answer = self.query(checkpoint, query) if query else None
        return Sample(sample.seconds, answer, figures.seconds_of(errors), sample.cpu, sample.peak_mib)

    def query(self, checkpoint, query):
        lines = call(self.binary, "query", checkpoint, query, "--format", "json").splitlines()
        return [list(json.loads(line).values()) for line in lines]

    def fresh(self):
        checkpoint = self.folder / "checkpoint"
        shutil.rmtree(checkpoint, ignore_errors=True)
        return checkpoint

    def proceed(self, job, checkpoint, *options):
        """A run on a checkpoint as it is. Returns its sample and what it says of each batch."""
        words = [self.binary, "run", job, "--checkpoint", checkpoint, "--progress", "json", *options]
        sample, _, errors = timed(*words, cwd=self.folder)
        return sample, figures.progress_of(errors)

    def pages(self, job):
        """Pages a run writes into its LMDB file."""
        return traced_pages(self.binary, "run", job, "--checkpoint", self.fresh(), cwd=self.folder)


def traced_pages(*command, cwd):
    """Pages of 4,096 bytes that a command writes into files named data.mdb."""
    with tempfile.NamedTemporaryFile("r", dir=cwd) as trace:
        calls = "trace=write,writev,pwrite64,pwritev,pwritev2"
        call("strace", "-f", "-y", "-qq", "-e", calls, "-o", trace.name, *command, cwd=cwd)
        return figures.written_bytes(trace.read(), "/data.mdb") / 4096


def generated(name, make):
    """A folder of input files, made once by `make(folder)`, and read once so that it is in the page cache."""
    folder = CACHE / "data" / name
    if not folder.exists():
        note(f"generate {name}")
        draft = folder.with_name(f"{name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        make(draft)
        os.sync()
        draft.rename(folder)
    for path in folder.iterdir():
        with path.open("rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
    return folder
