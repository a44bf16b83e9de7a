"""Thresholds set for one run, read as the rules write them."""

from __future__ import annotations

from planlint.errors import UsageFault
from planlint.lang import ast
from planlint.lang.parse import parse_expression
from planlint.packs.pack import Pack


def read_setting(pack: Pack, name: str, text: str) -> ast.Expr:
    """The value that a parameter is set to: a literal of the sort that the rules give it. Raises UsageFault."""
    rules = (rule.checked for kind in pack.rules for rule in pack.rules_for(kind))
    declared = next((rule.parameters[name] for rule in rules if name in rule.parameters), None)
    if declared is None:
        raise UsageFault(f"--set {name}: no rule of this pack has such a parameter.")
    expr, problem = parse_expression(text, f"--set {name}")
    if problem is not None or not _is_literal(expr):
        raise UsageFault(f"--set {name}={text}: write a value as rules do, such as 25%, £50k, 2020/21 or 28 days.")
    if _sort(expr) != _sort(declared[0].value):
        raise UsageFault(f"--set {name}={text}: the rules give another sort of value, so this cannot stand for it.")
    return expr  # type: ignore[no-any-return]


def _is_literal(expr: object) -> bool:
    if isinstance(expr, ast.ListOf):
        return all(map(_is_literal, expr.items))
    if isinstance(expr, ast.Negate):
        return isinstance(expr.part, ast.Number)
    return isinstance(expr, ast.Number | ast.Constant | ast.Text)


def _sort(expr: ast.Expr) -> object:
    """What two literals must share for one to stand for the other: money is not a percentage, nor a year a date."""
    if isinstance(expr, ast.Negate):
        return _sort(expr.part)
    if isinstance(expr, ast.Number):
        return (expr.unit.dims, expr.unit.is_percent)
    return type(expr.value) if isinstance(expr, ast.Constant) else type(expr)
