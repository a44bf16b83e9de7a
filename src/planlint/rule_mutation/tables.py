"""Changes of declared tables: what sums what, what is worked out, and what a blank is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planlint.lang import ast
from planlint.lang.spelling import spell
from planlint.records import replace
from planlint.rule_mutation.change import Change, Inside, left_out, without

_SUMS = {"other": "the other rows", "above": "the rows above"}
_OTHER: dict[str, Any] = {"other": "above", "above": "other"}


def of_table(table: ast.Table, inside: Inside) -> Iterator[Change]:
    """Every change of a table, as a table; the checker refuses those that are none."""
    blanks = replace(table, blanks_are_zero=not table.blanks_are_zero)
    if table.blanks_are_zero:
        yield left_out(blanks, "blanks are zero", table.pos)
    else:
        yield Change(blanks, f"table {table.name}", f"table {table.name} blanks are zero", table.pos)
    for n, clause in enumerate(table.clauses):
        yield left_out(replace(table, clauses=without(table.clauses, n)), _words(clause), clause.pos)
        yield from _of_clause(clause, _nth(table, n), inside)


def _nth(table: ast.Table, n: int) -> Callable[[Any], ast.Table]:
    return lambda new: replace(table, clauses=(*table.clauses[:n], new, *table.clauses[n + 1 :]))


def _words(clause: ast.TableClause) -> str:
    match clause:
        case ast.TotalRow(row=row):
            return f"total row {spell(row)}"
        case ast.TotalColumn(column=column):
            return f"total column {'.'.join(column)}"
        case ast.ColumnIs(column=column):
            return f"column {'.'.join(column)}"


def _of_clause(clause: ast.TableClause, put: Callable[[Any], ast.Table], inside: Inside) -> Iterator[Change]:
    match clause:
        case ast.TotalRow(sums="named", rows=rows):
            for n, row in enumerate(rows):
                if len(rows) > 1:
                    fewer = put(replace(clause, rows=without(rows, n)))
                    yield left_out(fewer, f"{spell(row)} in {_words(clause)}", clause.pos)
        case ast.TotalRow(sums=sums):
            new = put(replace(clause, sums=_OTHER[sums]))
            yield Change(new, f"sums {_SUMS[sums]}", f"sums {_SUMS[_OTHER[sums]]}", clause.pos)
        case ast.TotalColumn(columns=columns):
            for n, column in enumerate(columns):
                if len(columns) > 1:
                    fewer = put(replace(clause, columns=without(columns, n)))
                    yield left_out(fewer, f"{'.'.join(column)} in {_words(clause)}", clause.pos)
        case ast.ColumnIs(part=part):
            yield from inside(part, lambda new: put(replace(clause, part=new)))
