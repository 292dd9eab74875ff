"""Writes variances.jsonl: exact variances of doubles, rounded once, by Python's fractions.

A line is {"terms":[..],"population":..,"sample":..}, doubles as text; the sample's is null over one term.
"""
import json
import os
import random
from fractions import Fraction

from doubles import GREATEST, rounded, term

random.seed(11)

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
