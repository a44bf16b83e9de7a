"""Figures that are compared although the schema does not say to what step they are printed."""

from __future__ import annotations

from collections.abc import Iterator

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.quoting import shortened, start_of
from planlint.lang.spelling import spell
from planlint.lang.types_of import types_of
from planlint.lang.walk import walk
from planlint.rule_lint.finding import LintFinding, at
from planlint.shape import FigureShape


def of_rule(file: ast.RuleFile, rule: CheckedRule) -> Iterator[LintFinding]:
    """Each figure that an obligation compares, by itself or through `let` and `define`, without a published step."""
    typed = types_of(file, rule)
    told: set[str] = set()
    for expr in _compared(rule):
        shape = typed.of(expr)
        if isinstance(shape, FigureShape) and shape.step is None and not shape.as_printed:
            said = shortened(spell(expr))
            if said not in told:
                told.add(said)
                message = f"`{said}` is compared, and the schema does not say to what step it is printed."
                yield at(file.source, start_of(expr), "step-inferred", message)


def _compared(rule: CheckedRule) -> Iterator[ast.Expr]:
    """The paths in every comparison of an obligation."""
    lets = {step.name: step.part for step in rule.rule.steps if isinstance(step, ast.Let)}
    todo: list[object] = [
        side
        for one in rule.rule.obligations
        for expr in walk(one.part)
        if isinstance(expr, ast.Compare | ast.Between)
        for side in (getattr(expr, "left", None), getattr(expr, "right", None), getattr(expr, "part", None))
    ]
    seen: set[str] = set()
    while todo:
        for expr in walk(todo.pop()):
            if isinstance(expr, ast.Field | ast.Index):
                yield expr
            elif isinstance(expr, ast.Name | ast.Call) and expr.name not in seen:
                seen.add(expr.name)
                define = rule.defines.get(expr.name)
                todo += [lets.get(expr.name), define.part if define is not None else None]
