"""The long tests, with one table of what each of them has counted."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STEPS = ["counts", "appends", "bits", "fuzz"]
MODES = ["sigkill", "failpoints", "syscalls", "powercut", "errors", "damage"]
TABLE = """CREATE TABLE events (time TIMESTAMP, action STRING)
USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
"""
JOBS = {
    "counts": TABLE
    + """CREATE STREAMING TABLE counts AS
SELECT action, window(time, '1 hour') AS window, count(*) AS count
FROM STREAM events GROUP BY action, window(time, '1 hour');
""",
    "appends": TABLE
    + """CREATE STREAMING TABLE copied USING json TBLPROPERTIES ('path' = 'out')
AS SELECT time, action FROM STREAM events;
""",
}
STATES = 10_000
STATES_OF = {"syscalls": 1_000, "powercut": 1_000, "damage": 1_000}
MEMORY = pathlib.Path("/dev/shm")


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/torture",
        description="Runs the long tests and prints one table; ends with 1 when "
        "anything failed or a campaign saw fewer states than it has to.",
    )
    parser.add_argument("--quick", action="store_true", help="a taste of each: minutes")
    parser.add_argument("--kills", type=int, help="faults a mode (2500, quick: 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the faults (1)")
    parser.add_argument("--files", type=int, help="input files (50, quick: 8)")
    parser.add_argument(
        "--fuzz-seconds", type=int, help="for all targets (3600, quick: 60)"
    )
    parser.add_argument(
        "--only", nargs="+", choices=STEPS, default=STEPS, metavar="STEP",
        help="some of: " + " ".join(STEPS),
    )  # fmt: skip
    options = parser.parse_args()
    options.kills = options.kills or (60 if options.quick else 2_500)
    options.files = options.files or (8 if options.quick else 50)
    options.fuzz_seconds = options.fuzz_seconds or (60 if options.quick else 3_600)
    return options


def build():
    """Returns the release binary, with the recorder beside it."""
    words = ["swift", "build", "-c", "release", "--package-path", str(ROOT)]
    for product in ["tidemark", "TidemarkRecorder"]:
        subprocess.run(words + ["--product", product], check=True, stdout=sys.stderr)
    place = subprocess.run(
        words + ["--show-bin-path"], check=True, capture_output=True, text=True
    )
    return pathlib.Path(place.stdout.strip()) / "tidemark"


def scratch_parent():
    """Memory where there is enough: SIGKILL and the simulated disk do not ask for a real one."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30:
        return str(MEMORY)
    return None


def campaign(name, binary, options):
    """Puts a job through all modes; returns rows of the table."""
    with tempfile.TemporaryDirectory(dir=scratch_parent()) as work:
        place = pathlib.Path(work)
        (place / "job.sql").write_text(JOBS[name])
        subprocess.run(
            [binary, "generate", "events", "events", "--files", str(options.files)],
            cwd=place, check=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        words = ["crashtest", "job.sql", "--mode", "all", "--json", "--verify-fast"]
        words += ["--kills", str(options.kills), "--seed", str(options.seed)]
        environment = os.environ | {"TMPDIR": work}
        started = time.monotonic()
        run = subprocess.run(
            [binary] + words, cwd=place, env=environment, stdout=subprocess.PIPE, text=True
        )
        seconds = time.monotonic() - started
        lines = [json.loads(line) for line in run.stdout.splitlines()]
        if run.returncode == 1:
            keep(place, lines)
        return campaign_rows(name, run.returncode, lines, seconds, options.quick)


def keep(place, lines):
    """Copies the directory of a finding out of the one that goes."""
    for line in lines:
        if "directory" in line:
            kept = tempfile.mkdtemp(prefix="tidemark-torture-")
            shutil.copytree(line["directory"], kept, dirs_exist_ok=True)
            shutil.copy(place / "job.sql", kept)
            print(f"kept: {kept}", file=sys.stderr)


def campaign_rows(name, status, lines, seconds, quick):
    """Rows of a campaign's `--json` lines: one a mode, one for the whole."""
    rows = []
    modes = {line["mode"]: line for line in lines if "mode" in line}
    for mode in MODES:
        line = modes.get(mode)
        if line is None:
            rows.append([name, mode, 0, 0, 0, 0.0, "not tried"])
            continue
        struck = sum(fault["struck"] for fault in line["faults"])
        missed = [fault["fault"] for fault in line["faults"] if fault["struck"] == 0]
        enough = quick or line["states"] >= STATES_OF.get(mode, 0)
        verdict = "ok" if enough else f"under {STATES_OF[mode]} states"
        if missed:
            verdict = "never struck: " + ", ".join(missed)
        rows.append([name, mode, struck, line["states"], line["shapes"], line["seconds"], verdict])
    result = next((line for line in lines if "result" in line), {})
    states = result.get("states", 0)
    verdict = "ok" if quick or states >= STATES else f"under {STATES} states"
    if status != 0:
        why = result.get("difference") or ", ".join(result.get("neverStruck", []))
        verdict = f"status {status}: {why}"
    rows.append([name, "all", sum(row[2] for row in rows), states, "", seconds, verdict])
    return rows


def command(name, what, words):
    """Runs a command; its row says whether it ended with 0."""
    started = time.monotonic()
    run = subprocess.run(words, cwd=ROOT, stdout=sys.stderr)
    verdict = "ok" if run.returncode == 0 else f"status {run.returncode}"
    return [[name, what, "", "", "", time.monotonic() - started, verdict]]


def bits(options):
    """Turns over every bit of a checkpoint; in a taste those that are drawn."""
    words = ["swift", "test", "-c", "release", "-Xswiftc", "-enable-testing"]
    words += ["--filter", "FlipTests"]
    exhaustive = [] if options.quick else ["TIDEMARK_EXHAUSTIVE=1"]
    what = "drawn" if options.quick else "every bit"
    return command("bits", what, ["env"] + exhaustive + words)


def fuzz(options):
    script = ROOT / "scripts" / "fuzz"
    if not script.exists():
        return [["fuzz", "", "", "", "", 0.0, "scripts/fuzz is missing"]]
    seconds = str(options.fuzz_seconds)
    return command("fuzz", seconds + " s", [str(script), "--seconds", seconds])


def table(rows):
    head = ["test", "mode", "strikes", "states", "shapes", "seconds", "verdict"]
    cells = [[f"{c:.0f}" if isinstance(c, float) else str(c) for c in row] for row in rows]
    widths = [max(len(row[i]) for row in [head] + cells) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 2 <= i <= 5 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in [head] + cells
    )


def main():
    options = arguments()
    binary = build() if {"counts", "appends"} & set(options.only) else None
    rows = []
    for step in options.only:
        print(f"== {step}", file=sys.stderr)
        if step in JOBS:
            rows += campaign(step, binary, options)
        else:
            rows += bits(options) if step == "bits" else fuzz(options)
    print(table(rows))
    sys.exit(0 if all(row[-1] == "ok" for row in rows) else 1)


if __name__ == "__main__":
    main()
