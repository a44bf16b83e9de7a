"""Thresholds that several files of rules declare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planlint.errors import Problem
from planlint.lang import ast


def differing(pairs: Iterable[tuple[str, ast.RuleFile]]) -> list[Problem]:
    """Each parameter of a file that another file gives another value for the same kind; `pairs` are kinds with files.

    A parameter has one value for a kind, whichever file a rule stands in: a report gives one, and `--set` sets it.
    """
    first: dict[tuple[str, str], tuple[ast.RuleFile, list[ast.Parameter]]] = {}
    found: dict[tuple[str, str], Problem] = {}
    for kind, file in pairs:
        for name in dict.fromkeys(one.name for one in file.parameters):
            here = [one for one in file.parameters if one.name == name]
            other, before = first.setdefault((kind, name), (file, here))
            if _values(before) != _values(here):
                place = f"{other.source}:{before[0].pos.line}"
                message = f"The parameter {name!r} has another value in {place}, which is for {kind} too."
                hint = "Give it the same value in both files, or another name in one of them."
                pos = here[0].pos
                found.setdefault((file.source, name), Problem(file.source, pos.line, pos.column, message, hint))
    return list(found.values())


def _values(declared: Sequence[ast.Parameter]) -> list[object]:
    """What a parameter is, from one year to another, so that two declarations can be compared."""
    return sorted(((str(one.start or ""), _literal(one.value)) for one in declared), key=repr)


def _literal(expr: ast.Expr) -> object:
    match expr:
        case ast.Number(value=value, unit=unit):
            return (value * unit.scale, unit.dims, unit.is_percent)
        case ast.Negate(part=part):
            return ("minus", _literal(part))
        case ast.ListOf(items=items):
            return tuple(_literal(one) for one in items)
        case ast.Text(value=text):
            return text
        case ast.Constant(value=constant):
            return repr(constant)
    return type(expr)
