"""Slips of the pen that explain a finding: a figure in another unit than that of its field."""

from __future__ import annotations

import re
from fractions import Fraction

from planlint.lang.evidence import Evidence
from planlint.values import parse_unit

_LAST_FIGURE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z", re.ASCII)
_SCALES, _NEAR = (1_000, 1_000_000), 2
"""What one unit of money is of another, and how near to it a slip of the unit brings two figures that should agree."""


def of_scale(evidence: Evidence) -> str | None:
    """What to do where one sum of money is about a thousand or a million times the other: £k may stand for £m.

    >>> of_scale(Evidence("8400", "8.2", unit="£m"))
    'One is about 1,000 times the other: check that every figure is in the unit of its field (£, £k or £m).'
    """
    unit = parse_unit(evidence.unit) if evidence.unit else None
    sides = [_LAST_FIGURE.search(side or "") for side in (evidence.found, evidence.expected)]
    if unit is None or not unit.is_money or not all(sides):
        return None
    small, large = sorted(abs(Fraction(side[0])) for side in sides if side)
    near = next((n for n in _SCALES if small and n / _NEAR <= large / small <= n * _NEAR), None)
    if near is None:
        return None
    return f"One is about {near:,} times the other: check that every figure is in the unit of its field (£, £k or £m)."
