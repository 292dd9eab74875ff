"""Writes sums.jsonl: exact sums of doubles and their quotients, each rounded once, by Python's fractions.

A line is {"terms":[..],"sum":..,"divisor":..,"quotient":..}, doubles as text.
"""
import json
import os
import random
from fractions import Fraction

random.seed(7)
GREATEST = 1.7976931348623157e308


def term():
    kind = random.randrange(6)
    if kind == 0:
        return random.uniform(-1, 1)
    if kind == 1:
        return random.uniform(-1, 1) * 2.0 ** random.randrange(-1074, 1000)
    if kind == 2:
        return float(random.randrange(-10**6, 10**6))
    if kind == 3:
        return random.choice([5e-324, -5e-324, 2.2250738585072014e-308, GREATEST, -GREATEST])
    if kind == 4:
        return random.choice([0.1, 0.2, 0.3, -0.1, 1e16, -1e16, 1.0, -1.0])
    return -0.0


def rounded(fraction):
    try:  # int / int is correctly rounded, subnormal results included
        return repr(fraction.numerator / fraction.denominator)
    except OverflowError:
        return "inf" if fraction > 0 else "-inf"


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
