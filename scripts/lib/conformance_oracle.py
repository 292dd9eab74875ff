"""scripts/conformance-oracle: writes into each scenario of Tests/Conformance/streams what Spark made of it."""

import argparse
import difflib
import json
import os
import pathlib
import sys
import tempfile

import programs

FOLDER = programs.ROOT / "Tests" / "Conformance" / "streams"
KEYS = ("name", "why", "conf", "sources", "sql", "frame", "mode", "trigger", "ordered", "steps", "expect", "differs")
# The keys whose value has a line for each element, and how deep.
DEPTHS = {"sources": 1, "steps": 1, "expect": 2, "frame": 1, "differs": 3}

# Scenarios that Spark is asked at once.
CHUNK = 24


def formatted(value, depth, indent=""):
    """JSON text with a line for each element down to `depth`, and for each of the rows of a batch."""
    inner = indent + "  "
    if isinstance(value, dict) and "batch" in value:
        return formatted_batch(value, indent)
    if isinstance(value, dict) and value and depth > 0:
        parts = [f"{json.dumps(key)}: {formatted(part, depth - 1, inner)}" for key, part in value.items()]
        return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(part, (list, dict)) for part in value) and depth > 0:
        parts = [formatted(part, depth - 1, inner) for part in value]
        return "[\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}]"
    return json.dumps(value)


def compact(row):
    """A row in Spark's way of writing JSON."""
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False)


def formatted_batch(batch, indent):
    """A batch on one line, but for its rows, which have a line each; Spark's JSON text of a row stands as it is."""
    parts = {key: value for key, value in batch.items() if key != "rows"}
    head = json.dumps(parts)[:-1] + ', "rows": ['
    rows = [f"{indent}  {row if isinstance(row, str) else compact(row)}" for row in batch["rows"]]
    return head + ("\n" + ",\n".join(rows) + f"\n{indent}]}}" if rows else "]}")


def text_of(scenario):
    """A scenario as its file has it: always the same text for the same content."""
    unknown = scenario.keys() - set(KEYS)
    if unknown:
        raise programs.Failure(f"{scenario.get('name')}: what is {', '.join(sorted(unknown))}?")
    parts = [
        f"  {json.dumps(key)}: {formatted(scenario[key], DEPTHS.get(key, 0), '  ')}"
        for key in KEYS
        if key in scenario
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def read(names):
    """The scenarios of those names, or all, by path."""
    paths = [FOLDER / f"{name.removesuffix('.json')}.json" for name in names] or sorted(FOLDER.glob("*.json"))
    scenarios = {}
    for path in paths:
        if not path.exists():
            raise programs.Failure(f"there is no {path.relative_to(programs.ROOT)}")
        scenario = json.loads(path.read_text())
        if scenario["name"] != path.stem:
            raise programs.Failure(f"{path.name} calls itself {scenario['name']}")
        scenarios[path] = scenario
    return scenarios


def answered(scenarios):
    """What Spark says of each, in order, as it comes: its `expect`."""
    python = programs.python_with("pyspark", "py4j")
    log = programs.CACHE / "conformance-oracle.log"
    memory = pathlib.Path("/dev/shm")
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else programs.CACHE
    with tempfile.TemporaryDirectory(prefix="streams-", dir=place) as folder:
        worker = programs.Worker(python, "spark_streams_worker.py", folder, log=log)
        try:
            for start in range(0, len(scenarios), CHUNK):
                yield from worker.ask("run", scenarios=scenarios[start : start + CHUNK])["answers"]
        finally:
            worker.close()


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/conformance-oracle",
        description="Runs the scenarios of Tests/Conformance/streams in Spark and writes what every micro-batch gives "
        "into them, as `expect`. Without NAME: all of them.",
        epilog="exit status: 0 done, or nothing differs; 1 something differs (--check), or a scenario is wrong; "
        "4 Spark could not be installed or run",
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--check", action="store_true", help="write nothing, report what would change")
    options = parser.parse_args()
    programs.CACHE.mkdir(parents=True, exist_ok=True)
    try:
        scenarios = read(options.names)
        answers = answered(list(scenarios.values()))
        return finish(scenarios, answers, options.check)
    except programs.Failure as failure:
        programs.note(failure)
        return 4


def finish(scenarios, answers, only_checks):
    """Writes or compares each answer; returns the exit status."""
    wrong = changed = 0
    for (path, scenario), answer in zip(scenarios.items(), answers):
        if "wrong" in answer:
            wrong += 1
            print(f"wrong: {scenario['name']}: {answer['wrong']}")
            continue
        text = text_of(scenario | {"expect": answer})
        stored = path.read_text()
        if text == stored:
            continue
        changed += 1
        if only_checks:
            lines = difflib.unified_diff(stored.splitlines(), text.splitlines(), "stored", "Spark", lineterm="", n=1)
            print(f"differs: {scenario['name']}\n  " + "\n  ".join(lines))
        else:
            path.write_text(text)
            print(f"wrote: {scenario['name']}")
    print(f"conformance-oracle: {len(scenarios)} scenarios, {changed} changed, {wrong} wrong")
    return 1 if wrong or (only_checks and changed) else 0


if __name__ == "__main__":
    sys.exit(main())
