"""Declared tables and their totals in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.figures import Cell, Figure
from planlint.lang.held import Worth
from planlint.lang.joint import Repair
from planlint.lang.layout import Column, merged
from planlint.lang.ledger import Balance
from planlint.lang.nouns import Nouns, Position
from planlint.lang.phrases import label_of, quoted, spaced
from planlint.lang.predicates import Predicate, listed, stated
from planlint.lang.show import show, with_unit
from planlint.lang.spelling import spell
from planlint.lang.totals import Clash
from planlint.model import Path
from planlint.shape import MapShape, RecordShape, Shape
from planlint.values import decimal_text

_TOLD = 8
_CLASH = "These totals cannot all hold"


def totals_words(rule: CheckedRule, name: str) -> str:
    """Every total that a table is declared to have."""
    table = rule.tables.get(name)
    if table is None:
        return "its totals"
    said = []
    for clause in table.declared.clauses:
        if isinstance(clause, ast.TotalRow):
            said.append(f"the row {row_words(clause.row)} is {_sum(rule, name, clause)}")
        else:
            said.append(f"{column_label(merged(table.rows), clause.column)} is {_sum(rule, name, clause)}")
    return listed(said, "and") + ("; a blank is zero" if table.declared.blanks_are_zero else "")


def row_words(expr: ast.Expr) -> str:
    """A row as it is called: by its key, or by the field that holds it."""
    if isinstance(expr, ast.Text):
        return quoted(expr.value)
    return spaced(expr.name) if isinstance(expr, ast.Field) else "…"


def balanced(rule: CheckedRule, balance: Balance) -> Predicate:
    """A total of a submission with its values: `plan of Total (£5,160k) must equal the sum of the other rows (…)`."""
    summed = f"{_sum(rule, balance.table, balance.clause)} ({show(balance.summed)})"
    return stated(f"{cell_words(rule, balance)} ({show(balance.total)})", "equal", summed)


def shortfall(rule: CheckedRule, balance: Balance, shown: tuple[str, str, str, str] | None) -> str:
    """How far a total is from what it should be; `shown` is found, expected, difference and slack as people read them.

    The words stand by themselves: they name the cell.
    """
    cell, summed = cell_words(rule, balance), _sum(rule, balance.table, balance.clause)
    cell = cell[:1].upper() + cell[1:]
    if shown is None or not isinstance(balance.total, Figure) or not isinstance(balance.summed, Figure):
        return f"{cell} is not {summed}."
    found, expected, difference, slack = shown
    way = "too high" if balance.total.value > balance.summed.value else "too low"
    allowed = f"; rounding can explain {slack}" if slack.strip("£0.km%bn") else ""
    without = f" {balance.left_out} without a figure {'is' if balance.left_out == 1 else 'are'} left out."
    return f"{cell} is {found}, but {summed} is {expected}: {difference} {way}{allowed}." + (
        without if balance.left_out else ""
    )


def impossible(rule: CheckedRule, clash: Clash, alone: str) -> str:
    """Why a table cannot be: the totals that cannot all hold. `alone` says it of one that cannot by itself."""
    if alone:
        more = f" {clash.others} more cannot be right either." if clash.others else ""
        return alone + more
    least = "These totals cannot all hold, and no smaller set clashes" if clash.smallest else _CLASH
    said = "; ".join(balanced(rule, one).said("") for one in clash.balances[:_TOLD])
    more = f"; and {len(clash.balances) - _TOLD} more" if len(clash.balances) > _TOLD else ""
    opening = "Each total could be right by itself, but no unrounded figures print as the whole table"
    return f"{opening}. {least}: {said}{more}."


def mended(rule: CheckedRule, table: str, repair: Repair, names: Mapping[Path, tuple[str, Column]]) -> str:
    """What change of the fewest cells would make a table possible."""
    row = merged(rule.tables[table].rows)
    called = []
    for cell in repair.cells:
        name, column = names.get(cell.path, ("", ()))
        called.append(f"{column_label(row, column)} of {name}" if column and name else str(cell.path[-1]))
    only = f"Changing only {listed(called, 'and')}"
    if repair.low is None or repair.high is None:
        return f"{only} could make the table possible."
    cell = repair.cells[0]
    low, high = (_printed(one, cell) for one in (repair.low, repair.high))
    if repair.best is not None:
        to = _printed(repair.best, cell)
        also = "" if low == high else f" (anything from {low} to {high} would do)"
    else:
        to, also = low if low == high else f"something from {low} to {high}", ""
    return f"{only} from {_printed(cell.value, cell)} to {to} would make the table possible{also}."


def _printed(value: Fraction, cell: Cell) -> str:
    """A value as the cell would print it."""
    return with_unit(decimal_text(value / cell.unit.scale, cell.step or None), cell.unit)


def cell_words(rule: CheckedRule, balance: Balance) -> str:
    """A cell as people call it: `plan of Theatres`."""
    column = column_words(rule, balance)
    if not column:
        return f"the row {balance.row}" if balance.row else f"the table {spaced(balance.table)}"
    return f"{column} of {balance.row}" if balance.row else column


def column_words(rule: CheckedRule, balance: Balance) -> str:
    table = rule.tables[balance.table]
    return column_label(merged(table.rows), balance.column)


def column_label(row: Shape, column: Column) -> str:
    """A column by its label, the key of a map after it: `plan for 2017-07`."""
    said: list[str] = []
    for step in column:
        if isinstance(row, MapShape):
            said.append(f"for {step}")
            row = row.value
        else:
            shape = row.fields.get(step, Shape()) if isinstance(row, RecordShape) else Shape()
            said.append(label_of(shape, step))
            row = shape
    return " ".join(said)


def _sum(rule: CheckedRule, name: str, clause: ast.TableClause | None) -> str:
    """What a total is to be: the sum of which rows or columns, or how it is worked out."""
    row = merged(rule.tables[name].rows)
    match clause:
        case ast.TotalRow(sums="named", rows=rows):
            return f"the sum of {listed([row_words(one) for one in rows], 'and')}"
        case ast.TotalRow(sums=sums):
            return "the sum of the rows above" if sums == "above" else "the sum of the other rows"
        case ast.TotalColumn(columns=columns):
            return f"the sum of {listed([column_label(row, one) for one in columns], 'and')}"
        case ast.ColumnIs(part=part):
            nouns = _Columns(rule, None)
            nouns.spoken = {field: label_of(shape, field) for field, shape in row.fields.items()}
            nouns.shapes |= row.fields
            return nouns.noun(part)
    return "the sum of its parts"


class _Columns(Nouns):
    """Names what a column is worked out from. A condition in it stands as it is written."""

    def clause(self, expr: ast.Expr, mood: str = "", *, negated: bool = False, at: Position = "inside") -> str:
        return f"not ({spell(expr)})" if negated else spell(expr)


def cells(balance: Balance) -> Iterator[tuple[str, Worth]]:
    """The total and the cells that it is worked out from, by the table's name, the row and the column."""
    at = ".".join(balance.column)
    yield f'{balance.table}["{balance.row}"].{at}'.rstrip("."), balance.total
    for name, worth in balance.parts:
        across = not isinstance(balance.clause, ast.TotalRow)
        path = f'["{balance.row}"].{name}' if across else f'["{name}"].{at}'
        yield f"{balance.table}{path}".rstrip("."), worth
