"""Changes of which other submission a name means: what it is matched by."""

from __future__ import annotations

from collections.abc import Iterator

from planlint.lang import ast
from planlint.lang.spelling import spell
from planlint.records import replace
from planlint.rule_mutation.change import Change, Inside, left_out, start


def of_other(use: ast.UsesOther, inside: Inside) -> Iterator[Change]:
    """Every change of a match, as a declaration; none where nothing is matched."""
    if use.matched is not None:
        matched = f"matched by {spell(use.matched)}"
        yield left_out(replace(use, matched=None), matched, start(use.matched))
        yield from inside(use.matched, lambda part: replace(use, matched=part))
