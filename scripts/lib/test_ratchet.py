"""The ratchet's arithmetic, by values worked out by hand."""

import unittest

from ratchet import Count, count_of, problems, row

PROFILE = """version: 1
creator: callgrind-3.19.0
events: Ir

fl=(1) one.swift
fn=(10) main
16 400
cfi=(2) ./malloc/malloc.c
cfn=(20) malloc
calls=3 700
16 90
cfn=(30) swift_retain
calls=1000 5
17 2000

fn=(30)
5 2000

fn=(40) realloc
9 10
cfn=(20)
calls=7 700
9 50

fn=(10)
cfn=(40)
calls=2 9
18 60

totals: 4500
"""


class Ratchet(unittest.TestCase):
    def test_profile(self):
        self.assertEqual(count_of(PROFILE, 100), Count(100, 4500, 5))

    def test_growth(self):
        accepted = {"units": 100, "instructions": 10_000, "allocations": 1_000}
        self.assertEqual(problems("merge", Count(100, 10_300, 1_046), accepted), [])
        self.assertEqual(problems("merge", Count(200, 20_600, 2_076), accepted), [])
        self.assertEqual(
            problems("merge", Count(100, 10_301, 1_047), accepted),
            [
                "merge: 103 instructions a unit, 100 were accepted",
                "merge: 10.5 allocations a unit, 10.0 were accepted",
            ],
        )
        self.assertEqual(problems("merge", Count(1, 1, 1), None), ["merge: nothing was accepted for it yet"])

    def test_row(self):
        accepted = {"units": 100, "instructions": 10_000, "allocations": 0}
        self.assertEqual(
            row("merge", "entry", Count(100, 9_000, 50), accepted), ["merge", "entry", "90.0", "-10.0 %", "0.5", ""]
        )


if __name__ == "__main__":
    unittest.main()
