"""The tree of a rule file, as written. One class for each construct; `Pos` says where it stands.

Expressions carry their `depth`, which the builder bounds, so that no later walk can run out of stack. Nothing here
knows how a thing is evaluated, and nothing is added to a tree after it is built: one tree serves every kind.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal as OneOf

from planlint.records import dataclass
from planlint.values import Duration, FinancialYear, Month, Unit


@dataclass(frozen=True, slots=True)
class Pos:
    """Line and column from 1, and how many characters of that line the construct covers."""

    line: int
    column: int
    length: int


@dataclass(slots=True, eq=False, kw_only=True)
class Expr:
    """Any expression, and how deep it is."""

    pos: Pos
    depth: int = 1


@dataclass(slots=True, eq=False)
class Text(Expr):
    value: str


@dataclass(slots=True, eq=False)
class Number(Expr):
    """A figure with its unit: `12`, `1.1%`, `£850k`. `value` is in the unit as written."""

    value: Fraction
    unit: Unit
    written: str


@dataclass(slots=True, eq=False)
class Constant(Expr):
    """A year, month, date, duration, `yes` or `no`."""

    value: FinancialYear | Month | date | Duration | bool


@dataclass(slots=True, eq=False)
class ListOf(Expr):
    items: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Name(Expr):
    name: str


@dataclass(slots=True, eq=False)
class Field(Expr):
    base: Expr
    name: str


@dataclass(slots=True, eq=False)
class Index(Expr):
    base: Expr
    key: Expr


@dataclass(slots=True, eq=False)
class Call(Expr):
    name: str
    arguments: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Negate(Expr):
    part: Expr


@dataclass(slots=True, eq=False)
class Sum(Expr):
    """Terms with their signs, in order."""

    terms: tuple[tuple[int, Expr], ...]


@dataclass(slots=True, eq=False)
class Product(Expr):
    """Factors, each multiplied (`*`) or divided by (`/`), in order."""

    factors: tuple[tuple[str, Expr], ...]


@dataclass(slots=True, eq=False)
class IfGiven(Expr):
    part: Expr
    default: Expr


@dataclass(slots=True, eq=False)
class Prefix(Expr):
    """`key of`, `reason of`, `year of`, … `count of` a collection. `word` has no `of`."""

    word: str
    part: Expr


@dataclass(slots=True, eq=False)
class Span(Expr):
    """`days from A to B`, or the working days."""

    working: bool
    start: Expr
    end: Expr


@dataclass(slots=True, eq=False)
class Aggregate(Expr):
    """`sum of E for x in XS where C`; also min, max, mean, count (with no E) and distinct."""

    word: str
    part: Expr | None
    name: str
    source: Expr
    where: Expr | None


@dataclass(slots=True, eq=False)
class Compare(Expr):
    """Figures, rounding-aware; with `within`, a fixed tolerance instead."""

    op: str
    left: Expr
    right: Expr
    within: Expr | None = None


@dataclass(slots=True, eq=False)
class Between(Expr):
    part: Expr
    low: Expr
    high: Expr


@dataclass(slots=True, eq=False)
class CompareDates(Expr):
    op: OneOf["before", "after", "not_before", "not_after"]
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class FallsIn(Expr):
    part: Expr
    period: Expr


@dataclass(slots=True, eq=False)
class Is(Expr):
    """`is`, `is like`, `is one of`, `is in`, each perhaps after `not`."""

    word: OneOf["is", "like", "one_of", "in"]
    negated: bool
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Given(Expr):
    part: Expr
    negated: bool


@dataclass(slots=True, eq=False)
class Matches(Expr):
    part: Expr
    pattern: str


@dataclass(slots=True, eq=False)
class Mentions(Expr):
    """`word` is a text, or the name of a list of them."""

    part: Expr
    word: Expr


@dataclass(slots=True, eq=False)
class NoRepeated(Expr):
    part: Expr
    paths: tuple[tuple[str, ...], ...]


@dataclass(slots=True, eq=False)
class Covers(Expr):
    part: Expr
    wanted: Expr
    by: tuple[str, ...] | None


@dataclass(slots=True, eq=False)
class InOrder(Expr):
    part: Expr
    path: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Quantified(Expr):
    """`some`, `no`, `exactly`, `at_least`, `at_most` (with `number`) or `every` (with `condition` and `empty`)."""

    word: str
    number: int
    name: str
    source: Expr
    where: Expr | None
    condition: Expr | None = None
    empty: OneOf["if_any", "at_least_one", ""] = ""


@dataclass(slots=True, eq=False)
class AddsUp(Expr):
    """Every total and worked-out column of a declared table can be right."""

    table: str


@dataclass(slots=True, eq=False)
class Reconciles(Expr):
    """Some set of unrounded figures prints as all of a declared table at once."""

    table: str


@dataclass(slots=True, eq=False)
class Not(Expr):
    part: Expr


@dataclass(slots=True, eq=False)
class And(Expr):
    parts: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Or(Expr):
    parts: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class IfThen(Expr):
    condition: Expr
    then: Expr


# ------------------------------------------------------------------ rules and declarations


@dataclass(frozen=True, slots=True)
class Effective:
    start: FinancialYear
    until: FinancialYear | None
    pos: Pos


@dataclass(frozen=True, slots=True)
class Cites:
    source: str
    point: str | None
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class ForEach:
    name: str
    source: Expr
    where: Expr | None
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class ForPair:
    first: str
    second: str
    source: Expr
    by: tuple[str, ...] | None
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class Let:
    name: str
    part: Expr
    pos: Pos


Step = ForEach | ForPair | Let


@dataclass(frozen=True, slots=True)
class Message:
    """An author's words: texts, and paths whose values are put in, in order. `written` is the text as written."""

    written: str
    pieces: tuple[str | Expr, ...]
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class Obligation:
    verb: OneOf["must", "should", "could"]
    part: Expr
    missing: OneOf["fail", "not_applicable", ""]
    at: Expr | None
    say: Message | None
    fix: Message | None
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    code: str
    title: str
    cites: tuple[Cites, ...]
    owner: str
    tags: tuple[str, ...]
    effective: Effective | None
    when: Expr | None
    steps: tuple[Step, ...]
    obligations: tuple[Obligation, ...]
    pos: Pos


@dataclass(frozen=True, slots=True)
class RulesFor:
    """`kinds` is empty for every kind. Rules for the batch have no submission of their own, so `name` is empty."""

    kinds: tuple[str, ...]
    name: str
    pos: Pos
    batch: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    text: str
    pos: Pos


@dataclass(frozen=True, slots=True)
class UsesList:
    file: str
    name: str
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class UsesOther:
    """Another submission by a name: the `previous` one, `one` of a kind, or `all` of a kind (a list).

    `kind` is empty for the previous one. `matched` says which belong to the submission being checked.
    """

    word: OneOf["previous", "one", "all"]
    kind: str
    name: str
    matched: Expr | None
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    name: str
    value: Expr
    start: FinancialYear | None
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class Define:
    name: str
    names: tuple[str, ...]
    part: Expr
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class TotalRow:
    """A row that sums the `other` rows, those `above` it, or the `named` ones. A row is a key (`Text`) or a path."""

    row: Expr
    sums: OneOf["other", "above", "named"]
    rows: tuple[Expr, ...]
    pos: Pos


@dataclass(frozen=True, slots=True)
class TotalColumn:
    """A column that sums other columns, in every row. A column is a path from the row."""

    column: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class ColumnIs:
    """A column that is worked out from others of its row: `part` names them as they are called there."""

    column: tuple[str, ...]
    part: Expr
    pos: Pos


TableClause = TotalRow | TotalColumn | ColumnIs


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table with declared totals. Each of `sources` is a list or map of rows, or a record that is a row by itself."""

    name: str
    sources: tuple[Expr, ...]
    blanks_are_zero: bool
    clauses: tuple[TableClause, ...]
    pos: Pos


@dataclass(frozen=True, slots=True)
class Fiscal:
    day: int
    month: int
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One change of the good submission: `set`, `remove`, `add` or `copy` (with the path copied from as `value`)."""

    word: OneOf["set", "remove", "add", "copy"]
    path: Expr
    value: Expr | None
    pos: Pos


@dataclass(frozen=True, slots=True)
class GivenWith:
    """Another good submission that a test is given, and the name that it stands for, if that is said."""

    file: str
    name: str | None
    pos: Pos


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    code: str
    title: str
    given: str
    others: tuple[GivenWith, ...]
    edits: tuple[Edit, ...]
    verdict: OneOf["pass", "fail", "not_applicable", "cannot_assess"]
    times: int | None
    at: Expr | None
    name: str | None
    value: Expr | None
    pos: Pos


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A whole file, its parts in the order of the file."""

    source: str
    heads: tuple[RulesFor, ...]
    titles: tuple[Title, ...]
    lists: tuple[UsesList, ...]
    others: tuple[UsesOther, ...]
    parameters: tuple[Parameter, ...]
    defines: tuple[Define, ...]
    tables: tuple[Table, ...]
    fiscal: tuple[Fiscal, ...]
    effective: tuple[Effective, ...]
    rules: tuple[Rule, ...]
    tests: tuple[Test, ...]
    text: str = ""
    """The file as written, for the excerpts of problems."""
