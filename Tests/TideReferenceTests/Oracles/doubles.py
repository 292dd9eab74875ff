"""Doubles of every kind, and fractions rounded to them once."""
import random

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
