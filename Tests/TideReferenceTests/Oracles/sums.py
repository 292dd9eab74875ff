"""Writes sums.jsonl: exact sums of doubles and their quotients, each rounded once, by Python's fractions.

A line is {"terms":[..],"sum":..,"divisor":..,"quotient":..}, doubles as text.
"""
import json
import os
import random
from fractions import Fraction

from doubles import GREATEST, rounded, term

random.seed(7)

cases = [
    [0.1] * 10, [1e308, 1e308, -1e308], [GREATEST] * 3, [5e-324] * 3, [1.0, 2.0**-53, 2.0**-106],
    [1.0, 2.0**-53], [1.0 + 2.0**-52, 2.0**-53], [-5e-324, -5e-324, 5e-324], [-0.0, -0.0], [1e16, 1.0, -1e16],
] + [[term() for _ in range(random.randrange(1, 12))] for _ in range(90)]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sums.jsonl")
with open(path, "w", encoding="utf-8") as out:
    for terms in cases:
        total = sum(map(Fraction, terms), Fraction(0))
        divisor = random.choice([1, len(terms), 3, 7, 2**40 + 1, 2**62])
        out.write(json.dumps({"terms": [repr(x) for x in terms], "sum": rounded(total),
                              "divisor": divisor, "quotient": rounded(total / divisor)}) + "\n")
