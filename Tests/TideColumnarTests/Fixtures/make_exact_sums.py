"""Makes exact-sums.jsonl and integer-averages.jsonl with exact fractions; CPython rounds int / int correctly."""
import json
import os
import random
import struct
from fractions import Fraction

random.seed(11)
HERE = os.path.dirname(os.path.abspath(__file__))


def show(value):
    return struct.pack(">d", value).hex()


def read(bits):
    return struct.unpack(">d", struct.pack(">Q", bits))[0]


def rounded(fraction):
    try:
        return show(fraction.numerator / fraction.denominator)
    except OverflowError:
        return show(float("inf") if fraction > 0 else float("-inf"))


def any_double(low=0, high=0x7FE):
    return read(random.getrandbits(1) << 63 | random.randint(low, high) << 52 | random.getrandbits(52))


big, tiny = read(0x7FEFFFFFFFFFFFFF), read(1)
cases = [
    [], [-0.0], [-0.0, 0.0], [1e308, 1e308, -1e308], [big, big], [-big, -big], [big, big, -big, -big, tiny], [0.1] * 10,
    [1e16, 1.0, -1e16], [1.0, 2.0**-53], [1.0, 2.0**-53, tiny], [1.0, -(2.0**-54)], [1.0, -(2.0**-54), -tiny],
    [1.0 + 2.0**-52, 2.0**-53], [big, 2.0**970], [big, 2.0**970, -tiny], [-big, -(2.0**970)], [tiny] * 3, [tiny, -tiny],
    [-tiny], [read(0x000FFFFFFFFFFFFF), tiny], [2.0**-1022, -tiny], [1.0] * 7, [tiny, tiny, tiny, tiny, tiny],
    [2.0**64, -1.0], [-(2.0**64), 1.0], [2.0**63, 2.0**63], [2.0**1000, -(2.0**1000)], [2.0**1000, tiny, -(2.0**1000)],
]
for _ in range(60):
    cases.append([any_double() for _ in range(random.randint(1, 12))])
for _ in range(60):
    center = random.randint(60, 0x7A0)
    cases.append([any_double(center - 60, center + 60) for _ in range(random.randint(1, 25))])
for _ in range(20):
    cases.append([any_double(0, 3) for _ in range(random.randint(1, 12))])
for _ in range(20):
    some = [any_double(900, 1200) for _ in range(8)]
    cases.append(some + [-value for value in some[:6]] + [any_double(800, 850)])
with open(os.path.join(HERE, "exact-sums.jsonl"), "w") as file:
    for values in cases:
        total = sum(map(Fraction, values), Fraction(0))
        count = random.choice([max(len(values), 1), 1, 3, 7, 10**6 + 3, 2**63 - 1])
        row = [[show(value) for value in values], rounded(total), count, rounded(total / count)]
        file.write(json.dumps(row, separators=(",", ":")) + "\n")

sums = [0, 1, -1, 2, 2**53, 2**53 + 1, 2**53 + 3, 2**54 + 2, -(2**53) - 1, 2**63, 2**64, 2**127 - 1, -(2**127), 10**30, 7, 22]
sums += [random.randint(-(2**bits), 2**bits - 1) for bits in range(10, 128, 2)]
with open(os.path.join(HERE, "integer-averages.jsonl"), "w") as file:
    for total in sums:
        for count in {1, 3, 7, 1000, random.randint(1, 2**63 - 1), 2**63 - 1}:
            file.write(json.dumps([str(total), count, rounded(Fraction(total, count))], separators=(",", ":")) + "\n")
