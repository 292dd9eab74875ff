"""scripts/check-spark-logs: Spark's own readers on Tidemark's logs, compared with `tidemark inspect --json`."""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import programs
from programs import call

EXAMPLE = programs.ROOT / "checkpoints-example" / "checkpoint"


def milliseconds(text):
    """The instant `2026-11-23T14:59:13.272Z` as milliseconds since the epoch, exactly."""
    since = datetime.datetime.fromisoformat(text) - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return since // datetime.timedelta(milliseconds=1)


def inspected(binary, checkpoint):
    """What Tidemark says the logs hold, in the shape of the worker's answer."""
    report = json.loads(call(binary, "inspect", checkpoint, "--json"))
    offsets, commits = {}, {}
    first, last = report["logs"]["offsets"]
    for number in range(first, last + 1):
        batch = json.loads(call(binary, "inspect", checkpoint, "--json", "--batch", number))["batch"]
        offsets[str(number)] = {
            "logOffsets": [batch["logOffset"]],
            "watermarkMs": batch["watermarkMs"],
            "timestampMs": milliseconds(batch["timestamp"]),
            "conf": 0,
        }
        commits[str(number)] = {"nextWatermarkMs": batch["nextWatermarkMs"]}
    return {
        "id": report["queryId"],
        "offsets": {"entries": offsets, "latest": report["lastBatch"]},
        "commits": {"entries": commits, "latest": report["lastBatch"]},
    }


def differences(spark, ours, place=""):
    """Paths of the values that differ."""
    if isinstance(spark, dict) and isinstance(ours, dict):
        return [
            line
            for key in sorted(spark.keys() | ours.keys())
            for line in differences(spark.get(key), ours.get(key), f"{place}/{key}")
        ]
    return [] if spark == ours else [f"{place}: Spark reads {spark}, tidemark says {ours}"]


def compare(binary, reader, name, checkpoint):
    """Whether Spark reads from the logs what Tidemark says; prints a line."""
    ours = inspected(binary, checkpoint)
    found = differences(reader.ask("read", checkpoint=str(checkpoint)), ours)
    batches = sorted(map(int, ours["offsets"]["entries"]))
    if found:
        print(f"differs: {name}\n  " + "\n  ".join(found))
    else:
        print(f"equal: {name}: batches {batches[0]} to {batches[-1]}, query {ours['id']}")
    return not found


def resumes(binary, reader, checkpoint, events, folder):
    """Whether Spark's engine goes on from a copy of the logs as far as logs can take it.

    It takes over the query's id and both logs, finds the last batch done, and stops at the log of its own file
    source (`sources/0`), which is no part of a Tidemark checkpoint.
    """
    copy = folder / "copy"
    copy.mkdir()
    for name in ("offsets", "commits"):
        shutil.copytree(checkpoint / name, copy / name)
    shutil.copy(checkpoint / "metadata", copy)
    ours = json.loads(call(binary, "inspect", checkpoint, "--json"))
    last, offset = ours["lastBatch"], ours["batches"][-1]["logOffset"]
    said = reader.ask("resume", checkpoint=str(copy), path=str(events))
    expected = [
        f"batch {offset} doesn't exist",
        f'Current Available Offsets: {{FileStreamSource[file:{events}]: {{"logOffset":{offset}}}}}',
    ]
    fits = said["id"] == ours["queryId"] and all(text in said["message"] for text in expected)
    if fits:
        print(f"equal: Spark's engine takes over query {said['id']} at batch {last}, as far as its own sources/0")
    else:
        print(f"differs: Spark's engine on a copy of the logs says\n{said}")
    return fits


def stream(binary, folder, name, files, rows, failpoint=None):
    """A checkpoint of a stream with a file a batch; with a fail point, of a run killed there and one that went on."""
    events = folder / f"{name}-events"
    call(binary, "generate", "events", events, "--files", files, "--rows", rows)
    job = folder / f"{name}.sql"
    job.write_text(programs.JOB.format(path=events, options=", maxFilesPerTrigger '1'"))
    command = [binary, "run", job, "--checkpoint", folder / name, "--progress", "none"]
    if failpoint:
        environment = dict(os.environ, TIDEMARK_FAILPOINT=failpoint)
        status = subprocess.run(list(map(str, command)), env=environment).returncode
        if status != -signal.SIGKILL:
            raise programs.Failure(f"the kill at {failpoint} did not strike (status {status})")
    call(*command)
    return folder / name, events


def made_here(binary, reader, folder):
    """Checks checkpoints made now, and the example."""
    notebook, events = stream(binary, folder, "notebook", 50, 2000)
    killed, _ = stream(binary, folder, "killed", 50, 20, failpoint="log.before:18:kill")
    planned, _ = stream(binary, folder, "planned", 50, 20, failpoint="commit.before:18:kill")
    long, _ = stream(binary, folder, "long", 120, 20)
    rolled, _ = stream(binary, folder, "rolled", 20, 20)
    call(binary, "rollback", rolled, "--to-batch", 11, "--apply")
    call(binary, "run", folder / "rolled.sql", "--checkpoint", rolled, "--progress", "none")
    example = folder / "example"
    shutil.copytree(EXAMPLE.parent, example)
    return all(
        [
            compare(binary, reader, "the notebook's stream", notebook),
            compare(binary, reader, "a run killed before it logged a commit, then ended", killed),
            compare(binary, reader, "a run killed before a commit, then ended", planned),
            compare(binary, reader, "a long run, of which the last 100 batches are kept", long),
            compare(binary, reader, "a run that was rolled back, and went on", rolled),
            compare(binary, reader, "checkpoints-example", example / "checkpoint"),
            resumes(binary, reader, notebook, events, folder),
        ]
    )


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/check-spark-logs",
        description="Reads the logs of a checkpoint with Spark's OffsetSeqLog, CommitLog and StreamMetadata and "
        "compares them with what `tidemark inspect --json` says. Without CHECKPOINT: of checkpoints made for it.",
        epilog="exit status: 0 all equal; 1 something differs; 2 usage; 4 something could not be built or run",
    )
    parser.add_argument("checkpoint", nargs="?", metavar="CHECKPOINT", type=pathlib.Path)
    options = parser.parse_args()
    programs.CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="logs-", dir=programs.CACHE) as name:
        folder = pathlib.Path(name)
        try:
            binary = programs.tidemark()
            python = programs.python_with("pyspark", "py4j")
            log = programs.CACHE / "spark-logs.log"
            reader = programs.Worker(python, "spark_logs_worker.py", str(folder / "spark"), log=log)
            try:
                if options.checkpoint:
                    path = options.checkpoint.resolve()
                    equal = compare(binary, reader, str(path), path)
                else:
                    equal = made_here(binary, reader, folder)
            finally:
                reader.close()
        except programs.Failure as failure:
            programs.note(failure)
            return 4
    print("check-spark-logs: " + ("Spark reads what Tidemark wrote" if equal else "Spark reads something else"))
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
