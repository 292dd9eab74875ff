"""scripts/benchmark: runs Tidemark and its peers in pairs and prints medians and ratios."""

import argparse
import json
import pathlib
import shutil
import sys
import tempfile

import figures
import machine
import programs
import works
import works_source
import works_state

WORKS = works.ALL | works_state.ALL | works_source.ALL
DOCUMENT = programs.ROOT / "docs" / "benchmarks.md"


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return value


def rows_of_files(text):
    value = positive(text)
    if value % works.FILES:
        raise argparse.ArgumentTypeError(f"{text} rows do not fill {works.FILES} files evenly")
    return value


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark",
        description="Runs Tidemark and its peers in turn over the same files, checks that they give the same "
        "answer, and prints medians and ratios. Data, virtual environment and small programs are kept in "
        ".build/benchmark, or in the folder that TIDEMARK_BENCHMARK_CACHE names.",
        epilog="exit status: 0 done; 1 two answers differ; 2 usage; 4 something could not be built or run",
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of rows and groups, 10 files, 3 pairs")
    parser.add_argument("--json", action="store_true", help="one JSON object with all samples on stdout, no table")
    parser.add_argument("--markdown", action="store_true", help="also write the tables into docs/benchmarks.md")
    parser.add_argument("--rows", type=rows_of_files, metavar="N", help="rows of events and keys (10,000,000)")
    parser.add_argument("--pairs", type=positive, metavar="N", help="pairs of runs that count (7)")
    parser.add_argument("--only", nargs="+", choices=WORKS, metavar="NAME", help=", ".join(WORKS))
    parser.add_argument(
        "--without", action="append", choices=works.PEERS, default=[], metavar="PEER", help=", ".join(works.PEERS)
    )
    return parser.parse_args()


def size(options):
    quick = options.quick
    return works.Size(
        rows=options.rows or (1_000_000 if quick else 10_000_000),
        files=10 if quick else 50,
        pairs=options.pairs or (3 if quick else 7),
        groups=works.QUICK_GROUPS if quick else works.GROUPS,
    )


def report(bench, before):
    """Everything that was measured, as one object."""
    return {
        "date": machine.now(),
        "machine": machine.describe(programs.CACHE) | {"loadBefore": before, "loadAfter": machine.load()},
        "versions": machine.versions(bench.ours.binary, programs.ROOT) | bench.versions,
        "layout": bench.layout,
        "pairs": bench.size.pairs,
        "comparisons": [comparison.json() for comparison in bench.comparisons],
        "singles": [single.json() for single in bench.singles],
    }


def facts(record):
    """The lines above the tables: when, where, with what."""
    host, versions = record["machine"], dict(record["versions"])
    ours = f"Tidemark {versions.pop('tidemark')} ({versions.pop('commit')})"
    layout = "; ".join(
        f"{name}: " + ", ".join(f"{key} {value:,}" for key, value in sizes.items())
        for name, sizes in record["layout"].items()
    )
    return [
        f"Date: {record['date']}",
        f"Machine: {host['cpu']}, {host['cores']} cores, {host['memoryGiB']} GiB, {host['fileSystem']}, "
        f"{host['os']}, Linux {host['kernel']}; load {host['loadBefore']} before, {host['loadAfter']} after",
        f"Versions: {ours}, " + ", ".join(f"{name} {version}" for name, version in versions.items()),
        *([f"Layout: {layout}"] if layout else []),
    ]


def tables(bench, render):
    made = []
    if bench.comparisons:
        made.append(render(figures.COMPARISON_HEAD, [comparison.row() for comparison in bench.comparisons]))
    if bench.singles:
        made.append(render(figures.SINGLE_HEAD, [single.row() for single in bench.singles]))
    return made


def write_document(bench, record):
    lines = "\n".join(f"- {line}" for line in facts(record))
    block = "\n\n".join([lines, *tables(bench, figures.markdown_table)])
    DOCUMENT.write_text(figures.replaced_block(DOCUMENT.read_text(), block))


def measure(options, folder):
    ours = programs.Tidemark(programs.tidemark(), folder)
    bench = works.Bench(ours, size(options), set(options.without))
    before = machine.load()
    if before > 0.5:
        programs.note(f"the load is {before}: other programs are using the machine, expect noise")
    for name in options.only or WORKS:
        try:
            WORKS[name](bench)
        finally:
            bench.close()
    return bench, report(bench, before)


def main():
    options = arguments()
    programs.CACHE.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=programs.CACHE))
    try:
        bench, record = measure(options, folder)
    except figures.Disagreement as difference:
        programs.note(difference)
        return 1
    except programs.Failure as failure:
        programs.note(failure)
        return 4
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        print(json.dumps(record))
    else:
        print("\n\n".join(["\n".join(facts(record)), *tables(bench, figures.text_table)]))
    if options.markdown:
        write_document(bench, record)
    return 0


if __name__ == "__main__":
    sys.exit(main())
