"""An expression written out again as an author writes it: what is parsed from it means the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from planlint.lang import ast

OPEN, OR, AND, NOT, SIDE, TERM, FACTOR, TIGHT, CHAIN = range(9)
"""How closely what stands round an expression binds, from not at all to a path that goes on."""

_EMPTY = {"if_any": ", if any,", "at_least_one": ", at least one,", "": ""}


def spell(expr: ast.Expr, around: int = OPEN) -> str:
    """The expression in the words of the language, in brackets where `around` would tear it apart."""
    level, write = _SPELLERS[type(expr)]
    text = write(expr)
    return f"({text})" if around > level else text


def spell_message(message: ast.Message) -> str:
    """A message in its quotes."""
    return _quoted(message.written)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _path(steps: Iterable[str]) -> str:
    return ".".join(steps)


def _constant(expr: ast.Constant) -> str:
    if isinstance(expr.value, bool):
        return "yes" if expr.value else "no"
    return str(expr.value)


def _list(expr: ast.ListOf) -> str:
    return f"[{', '.join(map(spell, expr.items))}]"


def _sum(expr: ast.Sum) -> str:
    text = ""
    for sign, term in expr.terms:
        word = spell(term, FACTOR if text else TERM)
        text = f"{text} {'+' if sign > 0 else '-'} {word}" if text else word if sign > 0 else f"-{spell(term, TIGHT)}"
    return text


def _product(expr: ast.Product) -> str:
    text = ""
    for op, factor in expr.factors:
        text = f"{text} {op} {spell(factor, TIGHT)}" if text else spell(factor, FACTOR)
    return text


def _where(part: ast.Expr | None) -> str:
    return f" where {spell(part)}" if part is not None else ""


def _prefix(expr: ast.Prefix) -> str:
    return f"{expr.word} of {spell(expr.part, TIGHT)}"


def _span(expr: ast.Span) -> str:
    return f"{'working ' if expr.working else ''}days from {spell(expr.start, TIGHT)} to {spell(expr.end, TIGHT)}"


def _aggregate(expr: ast.Aggregate) -> str:
    each = f"{expr.name} in {spell(expr.source, TIGHT)}{_where(expr.where)}"
    if expr.part is None:
        return f"count of {each}"
    word = "distinct" if expr.word == "distinct" else f"{expr.word} of"
    return f"{word} {spell(expr.part, TERM)} for {each}"


def _compare(expr: ast.Compare) -> str:
    within = f" within {spell(expr.within, TERM)}" if expr.within is not None else ""
    return f"{spell(expr.left, TERM)} {expr.op} {spell(expr.right, TERM)}{within}"


def _between(expr: ast.Between) -> str:
    return f"{spell(expr.part, TERM)} between {spell(expr.low, TERM)} and {spell(expr.high, TERM)}"


def _is(expr: ast.Is) -> str:
    word = {"is": "is", "like": "is like", "one_of": "is one of", "in": "is in"}[expr.word]
    word = word.replace("is", "is not", 1) if expr.negated else word
    return f"{spell(expr.left, TERM)} {word} {spell(expr.right, TERM)}"


def _mentions(expr: ast.Mentions) -> str:
    word = "" if isinstance(expr.word, ast.Text) else "any of "
    return f"{spell(expr.part, TERM)} mentions {word}{spell(expr.word, CHAIN)}"


def _no_repeated(expr: ast.NoRepeated) -> str:
    paths = [_path(one) for one in expr.paths]
    keys = paths[0] if len(paths) == 1 else f"({', '.join(paths)})"
    return f"{spell(expr.part, TERM)} has no repeated {keys}"


def _covers(expr: ast.Covers) -> str:
    by = f" by {_path(expr.by)}" if expr.by is not None else ""
    return f"{spell(expr.part, TERM)} covers {spell(expr.wanted, TERM)}{by}"


def quantity(expr: ast.Quantified) -> str:
    """`every`, `some`, `at least 2`."""
    number = f" {expr.number}" if expr.word in ("exactly", "at_least", "at_most") else ""
    return expr.word.replace("_", " ") + number


def _quantified(expr: ast.Quantified) -> str:
    head = f"{quantity(expr)} {expr.name} in {spell(expr.source, TIGHT)}{_where(expr.where)}"
    if expr.condition is None:
        return head
    return f"{head}{_EMPTY[expr.empty]} has {spell(expr.condition)}"


def _joined(word: str, level: int) -> Callable[[Any], str]:
    def write(expr: ast.And | ast.Or) -> str:
        return f" {word} ".join(spell(part, level) for part in expr.parts)

    return write


def _not(word: str) -> str:
    return "not " if word else ""


_SPELLERS: dict[type[ast.Expr], tuple[int, Callable[[Any], str]]] = {
    ast.Text: (CHAIN, lambda e: _quoted(e.value)),
    ast.Number: (CHAIN, lambda e: e.written),
    ast.Constant: (CHAIN, _constant),
    ast.ListOf: (CHAIN, _list),
    ast.Name: (CHAIN, lambda e: e.name),
    ast.Field: (CHAIN, lambda e: f"{spell(e.base, CHAIN)}.{e.name}"),
    ast.Index: (CHAIN, lambda e: f"{spell(e.base, CHAIN)}[{spell(e.key)}]"),
    ast.Call: (CHAIN, lambda e: f"{e.name}({', '.join(map(spell, e.arguments))})"),
    ast.Negate: (FACTOR, lambda e: f"-{spell(e.part, FACTOR)}"),
    ast.Sum: (TERM, _sum),
    ast.Product: (FACTOR, _product),
    ast.IfGiven: (TIGHT, lambda e: f"{spell(e.part, CHAIN)} if given else {spell(e.default, CHAIN)}"),
    ast.Prefix: (TIGHT, _prefix),
    ast.Span: (TIGHT, _span),
    ast.Aggregate: (OPEN, _aggregate),
    ast.Compare: (SIDE, _compare),
    ast.Between: (SIDE, _between),
    ast.CompareDates: (SIDE, lambda e: f"{spell(e.left, TERM)} {e.op.replace('_', ' ')} {spell(e.right, TERM)}"),
    ast.FallsIn: (SIDE, lambda e: f"{spell(e.part, TERM)} falls in {spell(e.period, TERM)}"),
    ast.Is: (SIDE, _is),
    ast.Given: (SIDE, lambda e: f"{spell(e.part, TERM)} is {_not(e.negated)}given"),
    ast.Matches: (SIDE, lambda e: f"{spell(e.part, TERM)} matches {_quoted(e.pattern)}"),
    ast.Mentions: (SIDE, _mentions),
    ast.NoRepeated: (SIDE, _no_repeated),
    ast.Covers: (SIDE, _covers),
    ast.InOrder: (SIDE, lambda e: f"{spell(e.part, TERM)} is in order by {_path(e.path)}"),
    ast.AddsUp: (SIDE, lambda e: f"{e.table} adds up"),
    ast.Reconciles: (SIDE, lambda e: f"{e.table} reconciles jointly"),
    ast.Quantified: (OPEN, _quantified),
    ast.Not: (NOT, lambda e: f"not {spell(e.part, NOT)}"),
    ast.And: (AND, _joined("and", NOT)),
    ast.Or: (OR, _joined("or", AND)),
    ast.IfThen: (OPEN, lambda e: f"if {spell(e.condition)} then {spell(e.then)}"),
}
