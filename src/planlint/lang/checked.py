"""A rule that has been checked against a kind, and all it needs to run."""

from __future__ import annotations

from collections.abc import Mapping

from planlint.lang import ast
from planlint.lang.layout import Table
from planlint.lang.lists import CodeList
from planlint.records import dataclass, field
from planlint.shape import RecordShape
from planlint.values import FiscalCalendar


@dataclass(frozen=True, slots=True, eq=False)
class Other:
    """Another submission that a file gives a name: how it is declared, and the kind and shape of what it is."""

    use: ast.UsesOther
    kind: str
    shape: RecordShape


@dataclass(frozen=True, slots=True, eq=False)
class CheckedRule:
    """`root` is the name of the submission in the rule's file; `lists` by the name that the file gives them.

    `parameters` holds the declarations of each parameter of the file, `defines` its named expressions, `tables` its
    tables with declared totals, `others` the other submissions that this rule reads, by name.
    """

    rule: ast.Rule
    source: str
    kind: str
    root: str
    shape: RecordShape
    title: str
    effective: ast.Effective | None
    parameters: Mapping[str, tuple[ast.Parameter, ...]]
    defines: Mapping[str, ast.Define]
    lists: Mapping[str, CodeList]
    calendar: FiscalCalendar
    tests: tuple[ast.Test, ...]
    tables: Mapping[str, Table] = field(default_factory=dict)
    others: Mapping[str, Other] = field(default_factory=dict)
