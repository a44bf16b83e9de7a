"""Changes of conditions: comparisons, `and` and `or`, `not`, presence, quantifiers, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from planlint.lang import ast
from planlint.lang.spelling import NOT, quantity, spell
from planlint.records import replace
from planlint.rule_mutation.change import Change, became, left_out, short, start, without

_FIGURES = {"=": ("<=", ">="), "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<=")}
_DATES: dict[str, tuple[Any, Any]] = {
    "before": ("not_after", "after"),
    "not_before": ("after", "not_after"),
    "after": ("not_before", "before"),
    "not_after": ("before", "not_before"),
}


def compare(expr: ast.Compare) -> Iterator[Change]:
    if expr.within is not None:
        yield left_out(replace(expr, within=None), f"within {spell(expr.within)}", start(expr.within))
        return
    for op in _FIGURES[expr.op]:
        yield became(expr, replace(expr, op=op))


def between(expr: ast.Between) -> Iterator[Change]:
    """Either end left open. The words are those of dates or of figures; the wrong ones do not pass the checker."""
    for op, date_op, end in ((">=", "not_before", expr.low), ("<=", "not_after", expr.high)):
        yield became(expr, ast.Compare(op, expr.part, end, pos=expr.pos, depth=expr.depth))
        yield became(expr, ast.CompareDates(date_op, expr.part, end, pos=expr.pos, depth=expr.depth))  # type: ignore[arg-type]


def compare_dates(expr: ast.CompareDates) -> Iterator[Change]:
    for op in _DATES[expr.op]:
        yield became(expr, replace(expr, op=op))


def is_(expr: ast.Is) -> Iterator[Change]:
    yield became(expr, replace(expr, negated=not expr.negated))
    if expr.word == "like":
        yield became(expr, replace(expr, word="is"))


def given(expr: ast.Given) -> Iterator[Change]:
    yield became(expr, replace(expr, negated=not expr.negated))


def opposite(expr: ast.Expr) -> Iterator[Change]:
    yield became(expr, ast.Not(expr, pos=expr.pos, depth=expr.depth + 1))


def matches(expr: ast.Matches) -> Iterator[Change]:
    yield from opposite(expr)
    head, alternatives = _alternatives(expr.pattern)
    for n, one in enumerate(alternatives):
        fewer = head + "|".join(without(tuple(alternatives), n))
        yield left_out(replace(expr, pattern=fewer), f"|{one}", start(expr))


def _alternatives(pattern: str) -> tuple[str, list[str]]:
    """The flags of a pattern and what it offers at its top level; nothing where that is one thing only."""
    head = re.match(r"\(\?[a-zA-Z]+\)|", pattern)
    flags = head[0] if head else ""
    parts, depth, within = [""], 0, False
    for piece in re.findall(r"\\.|.", pattern[len(flags) :], re.DOTALL):
        if within:
            within = piece != "]"
        elif piece == "[":
            within = True
        elif piece in "()":
            depth += 1 if piece == "(" else -1
        elif piece == "|" and not depth:
            parts.append("")
            continue
        parts[-1] += piece
    return flags, parts if len(parts) > 1 else []


def no_repeated(expr: ast.NoRepeated) -> Iterator[Change]:
    yield from opposite(expr)
    if len(expr.paths) > 1:
        for n, path in enumerate(expr.paths):
            fewer = replace(expr, paths=without(expr.paths, n))
            yield left_out(fewer, f"{'.'.join(path)} in no repeated", start(expr))


def both(expr: ast.And) -> Iterator[Change]:
    yield from _parts(expr, "and", ast.Or)


def either(expr: ast.Or) -> Iterator[Change]:
    yield from _parts(expr, "or", ast.And)


def _parts(expr: Any, word: str, other: Any) -> Iterator[Change]:
    for n, part in enumerate(expr.parts):
        left = without(expr.parts, n)
        new = left[0] if len(left) == 1 else replace(expr, parts=left)
        yield left_out(new, f"{word} {spell(part, NOT)}" if n else f"{spell(part, NOT)} {word}", start(part))
    swapped = "or" if word == "and" else "and"
    pos = start(expr.parts[1])
    yield Change(other(expr.parts, pos=expr.pos, depth=expr.depth), *_words(expr, word, swapped), pos)


def _words(expr: Any, word: str, other: str) -> tuple[str, str]:
    last = short(spell(expr.parts[1], NOT))
    return f"{word} {last}", f"{other} {last}"


def not_(expr: ast.Not) -> Iterator[Change]:
    yield left_out(expr.part, f"not in front of {spell(expr.part, NOT)}", expr.pos)


def if_then(expr: ast.IfThen) -> Iterator[Change]:
    yield left_out(expr.then, f"if {spell(expr.condition)} then", expr.pos)


def quantified(expr: ast.Quantified) -> Iterator[Change]:
    for new in _quantities(expr):
        words = [f"{quantity(one)} {one.name} in {spell(one.source)}" for one in (expr, new)]
        yield Change(new, short(words[0]), short(words[1]), expr.pos)
    if expr.word == "every":
        new = replace(expr, empty="at_least_one" if expr.empty == "if_any" else "if_any")
        was, now = (f"every {one.name}, {one.empty.replace('_', ' ')}" for one in (expr, new))
        yield Change(new, was, now, expr.pos)
    if expr.where is not None:
        yield left_out(replace(expr, where=None), f"where {spell(expr.where)}", start(expr.where))


def _quantities(expr: ast.Quantified) -> Iterator[ast.Quantified]:
    n = expr.number
    match expr.word:
        case "every":
            parts = tuple(part for part in (expr.where, expr.condition) if part is not None)
            where = parts[0] if len(parts) == 1 else ast.And(parts, pos=expr.pos, depth=expr.depth)
            yield replace(expr, word="some", where=where, condition=None, empty="")
        case "some":
            yield replace(expr, word="no")
            yield replace(expr, word="at_least", number=2)
        case "no":
            yield replace(expr, word="some")
            yield replace(expr, word="at_most", number=1)
        case "exactly":
            yield replace(expr, number=n + 1)
            yield replace(expr, word="at_least")
            yield replace(expr, word="at_most")
        case _:
            yield replace(expr, number=n + 1)
            if n > (1 if expr.word == "at_least" else 0):
                yield replace(expr, number=n - 1)


CONDITIONS: dict[type[ast.Expr], Callable[[Any], Iterator[Change]]] = {
    ast.Compare: compare,
    ast.Between: between,
    ast.CompareDates: compare_dates,
    ast.FallsIn: opposite,
    ast.Is: is_,
    ast.Given: given,
    ast.Matches: matches,
    ast.Mentions: opposite,
    ast.NoRepeated: no_repeated,
    ast.Covers: opposite,
    ast.InOrder: opposite,
    ast.AddsUp: opposite,
    ast.Reconciles: opposite,
    ast.Quantified: quantified,
    ast.Not: not_,
    ast.And: both,
    ast.Or: either,
    ast.IfThen: if_then,
}
