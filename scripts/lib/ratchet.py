"""scripts/ratchet: counts what pieces of the engine execute and allocate, and compares with what was accepted.

Counts do not depend on how busy the machine is. They are of one thread in user mode, under callgrind: valgrind has no
AVX-512, so it is the AVX2 paths that are counted (of glibc, simdjson and ours).
"""

import argparse
import json
import os
import pathlib
import re
import sys
import tempfile
from dataclasses import dataclass

import figures
import programs

ACCEPTED = programs.HERE / "ratchet.json"
# What is counted happens below this function of Tests/Ratchet.
MEASURED = "*7Ratchet*8measured*"
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}
TOLERANCE = 0.03
# Allocations that come and go with the length of a path or a time.
SPARE_ALLOCATIONS = 16


@dataclass(frozen=True)
class Count:
    """What a piece executed and allocated, for so many units of its work."""

    units: int
    instructions: int
    allocations: int

    def json(self):
        return {"units": self.units, "instructions": self.instructions, "allocations": self.allocations}


def count_of(text, units):
    """The count in a callgrind profile: the total, and the calls of allocators by others than allocators."""
    names, total, calls = {}, 0, 0
    caller = callee = ""
    for line in text.splitlines():
        if match := re.match(r"(c?)fn=\((\d+)\)(?: (.*))?$", line):
            if match[3]:
                names[match[2]] = match[3].strip()
            name = names[match[2]]
            if match[1]:
                callee = name
            else:
                caller = name
        elif line.startswith("calls="):
            if callee in ALLOCATORS and caller not in ALLOCATORS:
                calls += int(line.removeprefix("calls=").split()[0])
        elif line.startswith(("summary:", "totals:")):
            total = int(line.split()[1])
    return Count(units, total, calls)


def problems(name, found, accepted):
    """What of a piece has grown beyond what was accepted; nothing where all is well."""
    if accepted is None:
        return [f"{name}: nothing was accepted for it yet"]
    grown = []
    for what, spare in (("instructions", 0), ("allocations", SPARE_ALLOCATIONS)):
        now, before = getattr(found, what) / found.units, accepted[what] / accepted["units"]
        if now > before * (1 + TOLERANCE) + spare / found.units:
            grown.append(f"{name}: {figures.number(now)} {what} a unit, {figures.number(before)} were accepted")
    return grown


def change(now, before):
    return f"{100 * (now / before - 1):+.1f} %" if before else ""


def row(name, unit, found, accepted):
    instructions = found.instructions / found.units
    allocations = found.allocations / found.units
    before = accepted["instructions"] / accepted["units"] if accepted else 0
    return [
        name, unit, figures.number(instructions), change(instructions, before), figures.number(allocations),
        change(found.allocations / found.units, accepted["allocations"] / accepted["units"] if accepted else 0),
    ]  # fmt: skip


def ratchet_program(folder):
    """The release build of Tests/Ratchet, without what valgrind cannot read of it: its debug information."""
    programs.note("build the pieces")
    build = ["swift", "build", "--package-path", programs.ROOT, "-c", "release"]
    programs.call(*build, "--product", "ratchet")
    built = pathlib.Path(programs.call(*build, "--show-bin-path").strip()) / "ratchet"
    program = folder / "ratchet"
    programs.call("objcopy", "--strip-debug", built, program)
    return program


def counted(program, name, units, folder):
    """Runs a piece under callgrind."""
    profile = folder / f"{name}.callgrind"
    preloaded = programs.built("small_maps.c", "-O2", "-shared", "-fPIC")
    environment = dict(os.environ, LD_PRELOAD=str(preloaded), SWIFT_DETERMINISTIC_HASHING="1")
    words = ["valgrind", "--tool=callgrind", f"--toggle-collect={MEASURED}", f"--callgrind-out-file={profile}"]
    programs.call(*words, program, name, env=environment)
    found = count_of(profile.read_text(), units)
    if found.instructions == 0:
        raise programs.Failure(f"{name}: callgrind counted nothing below {MEASURED}")
    return found


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/ratchet",
        description="Counts instructions and allocations of pieces of the engine with callgrind and compares them "
        "with scripts/lib/ratchet.json. More than 3 percent more than accepted is a regression.",
        epilog="exit status: 0 nothing has grown; 1 something has; 2 usage; 4 something could not be built or run",
    )
    parser.add_argument("--accept", action="store_true", help="store what is counted as what is accepted")
    parser.add_argument("--only", nargs="+", metavar="PIECE", help="these pieces alone")
    parser.add_argument("--profiles", type=pathlib.Path, metavar="DIR", help="keep the profiles, for callgrind_annotate")
    return parser.parse_args()


def measure(options, folder):
    program = ratchet_program(folder)
    pieces = [line.split() for line in programs.call(program).splitlines()]
    unknown = set(options.only or []) - {name for name, _, _ in pieces}
    if unknown:
        raise programs.Failure(f"no piece is named {', '.join(sorted(unknown))}")
    accepted = json.loads(ACCEPTED.read_text()) if ACCEPTED.exists() else {}
    rows, grown = [], []
    for name, units, unit in pieces:
        if options.only and name not in options.only:
            continue
        programs.note(name)
        found = counted(program, name, int(units), options.profiles or folder)
        rows.append(row(name, unit, found, accepted.get(name)))
        grown += problems(name, found, accepted.get(name))
        if options.accept:
            accepted[name] = found.json()
    if options.accept:
        ACCEPTED.write_text(json.dumps(accepted, indent=2) + "\n")
    return rows, [] if options.accept else grown


def main():
    options = arguments()
    if options.profiles:
        options.profiles.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="tide-ratchet-") as folder:
            rows, grown = measure(options, pathlib.Path(folder))
    except programs.Failure as failure:
        programs.note(failure)
        return 4
    print(figures.text_table(["piece", "unit", "instructions", "change", "allocations", "change"], rows))
    for problem in grown:
        programs.note(problem)
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
