"""Thresholds of a pack set for one run: `NAME=VALUE`, the value written as rules write it."""

from __future__ import annotations

from collections.abc import Mapping

from planlint.errors import UsageFault
from planlint.lang import ast
from planlint.lang.parse import parse_expression
from planlint.packs import Pack


def read_parameters(pack: Pack, settings: Mapping[str, str]) -> dict[str, ast.Expr]:
    """The values of the parameters that are set. Raises UsageFault for one that no rule declares or could use."""
    return {name: _value(pack, name, text) for name, text in settings.items()}


def _value(pack: Pack, name: str, text: str) -> ast.Expr:
    declared = pack.parameters.get(name)
    if not declared:
        known = ", ".join(sorted(pack.parameters)) or "none"
        raise UsageFault(f"No rule of this pack has a parameter {name!r}. Known: {known}.")
    like = declared[0].value
    expr, problem = parse_expression(text, f"--set {name}")
    if problem is not None or not is_literal(expr):
        raise UsageFault(f"--set {name}={text}: the value is written as in a rule, such as {written(like)}.")
    if _sort(expr) != _sort(like):
        raise UsageFault(f"--set {name}={text}: the rules give {written(like)}, so another sort of value cannot stand.")
    return expr  # type: ignore[no-any-return]


def is_literal(expr: ast.Expr) -> bool:
    """Whether an expression is one value, written out."""
    if isinstance(expr, ast.ListOf):
        return all(is_literal(one) for one in expr.items)
    if isinstance(expr, ast.Negate):
        return isinstance(expr.part, ast.Number)
    return isinstance(expr, ast.Text | ast.Number | ast.Constant)


def _sort(expr: ast.Expr) -> object:
    if isinstance(expr, ast.Negate):
        return _sort(expr.part)
    if isinstance(expr, ast.Number):
        return (ast.Number, expr.unit.dims, expr.unit.is_percent)
    return type(expr.value) if isinstance(expr, ast.Constant) else type(expr)


def written(expr: ast.Expr) -> str:
    """A value as a rule writes it."""
    match expr:
        case ast.Number(written=text):
            return text
        case ast.Negate(part=part):
            return f"-{written(part)}"
        case ast.Text(value=value):
            return '"' + value.replace('"', '""') + '"'
        case ast.Constant(value=bool() as value):
            return "yes" if value else "no"
        case ast.Constant(value=value):
            return str(value)
        case ast.ListOf(items=items):
            return "[" + ", ".join(written(one) for one in items) + "]"
    return "…"
