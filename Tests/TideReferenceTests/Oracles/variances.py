"""Writes variances.jsonl: exact variances of doubles, rounded once, by Python's fractions.

A line is {"terms":[..],"population":..,"sample":..}, doubles as text; the sample's is null over one term.
"""
import json
import os
import random
from fractions import Fraction

random.seed(11)
GREATEST = 1.7976931348623157e308


def term():
    kind = random.randrange(5)
    if kind == 0:
        return random.uniform(-1, 1)
    if kind == 1:
        return random.uniform(-1, 1) * 2.0 ** random.randrange(-1074, 1000)
    if kind == 2:
        return float(random.randrange(-10**6, 10**6))
    if kind == 3:
        return random.choice([5e-324, -5e-324, 2.2250738585072014e-308, GREATEST, -GREATEST])
    return random.choice([0.1, 0.2, 0.3, -0.1, 1e16, -1e16, 1.0, -1.0, -0.0])


def rounded(fraction):
    try:
        return repr(fraction.numerator / fraction.denominator)
    except OverflowError:
        return "inf"


cases = [
    [0.1] * 10, [1e308, -1e308], [GREATEST] * 3, [5e-324, 0.0], [1.0, 1.0 + 2.0**-52], [1e16, 1e16 + 2],
    [3.0], [2.0**-500, 2.0**-540], [2.0**511, 0.0], [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16],
] + [[term() for _ in range(random.randrange(1, 12))] for _ in range(90)]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "variances.jsonl")
with open(path, "w", encoding="utf-8") as out:
    for terms in cases:
        exact = [Fraction(x) for x in terms]
        mean = sum(exact, Fraction(0)) / len(exact)
        spread = sum(((x - mean) ** 2 for x in exact), Fraction(0))
        out.write(json.dumps({"terms": [repr(x) for x in terms], "population": rounded(spread / len(exact)),
                              "sample": rounded(spread / (len(exact) - 1)) if len(exact) > 1 else None}) + "\n")
