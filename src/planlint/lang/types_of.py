"""A rule checked once more: the type of each of its expressions, and whether it would load if it were changed."""

from __future__ import annotations

from collections.abc import Mapping

from planlint.errors import Problem
from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.layout import Table
from planlint.lang.resolve import Checker
from planlint.records import dataclass, field, replace
from planlint.shape import Shape


@dataclass(frozen=True, slots=True)
class Typed:
    """`shapes` are the types by expression (none for one inside `define` that has no single type), and `problems`
    why the file would not load. `tables` are the tables of the file, `own` gives by the name of another submission of
    the same kind that of the one which is checked."""

    problems: list[Problem]
    shapes: Mapping[ast.Expr, Shape] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)

    def of(self, expr: ast.Expr) -> Shape | None:
        return self.shapes.get(expr)


class _Noting(Checker):
    """The checker, noting the type of each expression."""

    def __init__(self, file: ast.RuleFile, rule: CheckedRule) -> None:
        lists = {one.file: one for one in rule.lists.values()}
        kinds = {one.kind: one.shape for one in rule.others.values()}
        super().__init__(file, rule.kind, rule.shape, lists, rule.calendar, kinds)
        self.noted: dict[ast.Expr, Shape] = {}

    def type(self, expr: ast.Expr) -> Shape | None:
        shape = super().type(expr)
        if shape is not None:
            self.noted[expr] = shape
        return shape

    def tables_used(self) -> None:
        """Other rules of the file speak of its other tables."""


def types_of(file: ast.RuleFile, rule: CheckedRule, changed: ast.Rule | None = None) -> Typed:
    """The types of a rule of a file, or of what it is changed to. The tests of the file are let be."""
    others = tuple(one for one in file.others if one.name in rule.others)
    checker = _Noting(replace(file, rules=(changed or rule.rule,), tests=(), others=others), rule)
    _, problems = checker.run()
    alike = (one.name for one in others if one.word != "all" and rule.others[one.name].kind == rule.kind)
    return Typed(problems, checker.noted, checker.tables, dict.fromkeys(alike, rule.root) if rule.root else {})
