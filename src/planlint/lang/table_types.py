"""The types of declared tables: every row, column and total checked when the pack is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from planlint.lang import ast
from planlint.lang.conditions import ConditionTyper
from planlint.lang.evidence import spelt
from planlint.lang.layout import (
    ARITHMETIC,
    Column,
    Table,
    column_names,
    figure_of,
    leaves,
    linear,
    merged,
    parts,
    reads_as,
    row_of,
    under,
)
from planlint.lang.typing import Bare, Entry, TableShape
from planlint.lang.walk import names_in
from planlint.shape import FigureShape, ListShape, MapShape, RecordShape, Shape, YesNoShape


class TableTyper(ConditionTyper):
    """Adds the declarations of tables, and what rules say of them."""

    root: str
    others: Mapping[str, Any]
    tables: dict[str, Table]

    def declare_tables(self, tables: Iterable[ast.Table], declare: Callable[[ast.Pos, str, Entry], None]) -> None:
        """Check every table; `declare` makes a name known."""
        self.tables = {}
        self.unsaid: dict[str, ast.Pos] = {}
        outer = dict(self.scope)
        for one in tables:
            self.scope = dict(outer)
            found = self.table(one)
            self.tables.setdefault(one.name, found)
            self.unsaid.setdefault(one.name, one.pos)
        self.scope = outer
        for one in tables:
            declare(one.pos, one.name, Entry(TableShape()))

    def tables_used(self) -> None:
        """A table that no rule speaks of would look checked and is not."""
        for name, pos in self.unsaid.items():
            self.fault(
                pos, f"No rule says that `{name}` adds up.", f"Write `must {name} adds up`, or delete the table."
            )

    def said(self, expr: ast.AddsUp | ast.Reconciles) -> Shape:
        self.unsaid.pop(expr.table, None)
        if expr.table not in self.tables:
            names = self.nearest(expr.table, self.tables)
            self.fault(expr.pos, f"`{expr.table}` is no table of this file.", names or "Declare it with `table`.")
        return YesNoShape()

    def name(self, expr: ast.Name) -> Shape | None:
        shape = super().name(expr)
        if isinstance(shape, TableShape):
            hint = "Use the path of its rows for anything else."
            self.fault(expr.pos, f"`{expr.name}` is a table: it `adds up` or `reconciles jointly`, no more.", hint)
            return None
        return shape

    # ------------------------------------------------------------------ one table
    def table(self, table: ast.Table) -> Table:
        shapes = tuple(self.rows_at(one) for one in table.sources)
        row = merged(tuple(map(row_of, shapes)))
        known = [shape for shape in shapes if type(shape) is not Shape]
        worked_out = [one for one in table.clauses if isinstance(one, ast.ColumnIs)]
        straight = frozenset(one.column for one in worked_out if linear(one.part, row.fields, self.defines))
        made = Table(table, shapes, straight)
        if not table.clauses:
            self.fault(table.pos, f"`{table.name}` has no totals.", "Add `total row`, `total column` or `column … is`.")
        if len(known) < len(shapes):
            return made
        self.total_rows(made)
        for clause in table.clauses:
            if isinstance(clause, ast.TotalColumn):
                self.total_column(made, clause, row)
            elif isinstance(clause, ast.ColumnIs):
                self.column_is(clause, row)
        columns = [one.column for one in table.clauses if isinstance(one, ast.TotalColumn)]
        self.once(table, columns, "total column")
        self.once(table, [one.column for one in worked_out], "column")
        return made

    def once(self, table: ast.Table, columns: list[Column], word: str) -> None:
        for column in {one for one in columns if columns.count(one) > 1}:
            self.fault(table.pos, f"`{word} {'.'.join(column)}` is declared twice of one table.", "Keep one of them.")

    def rows_at(self, expr: ast.Expr) -> Shape:
        """The shape of a source, or a bare `Shape` for one that has been complained of."""
        root = expr
        while isinstance(root, ast.Field):
            root = root.base
        if not isinstance(root, ast.Name) or root.name != self.root:
            hint = f"Write `{self.root}.` and the name of its field."
            self.fault(expr.pos, "The rows of a table stand at a path of the submission, written out.", hint)
            return Shape()
        shape = self.type(expr)
        if shape is None:
            return Shape()
        row = row_of(shape)
        if isinstance(shape, ListShape | MapShape | RecordShape) and isinstance(row, RecordShape | FigureShape):
            if any(True for _ in leaves(row)):
                return shape
            self.fault(expr.pos, "The rows here have no figures.")
            return Shape()
        hint = "A table is a list or map of records, or a record that is a row by itself."
        self.fault(expr.pos, f"The rows of a table are wanted here, but this is {self.called(shape)}.", hint)
        return Shape()

    # ------------------------------------------------------------------ rows
    def total_rows(self, table: Table) -> None:
        seen: set[str] = set()
        for clause in table.total_rows:
            self.row(table, clause.row)
            name = spelt(clause.row)
            if name in seen:
                self.fault(clause.pos, f"`total row {name}` is declared twice of one table.", "Keep one of them.")
            seen.add(name)
            summed = [spelt(one) for one in clause.rows]
            for one, text in zip(clause.rows, summed, strict=True):
                self.row(table, one)
                if summed.count(text) > 1:
                    self.fault(one.pos, f"{text} is named twice, so it would be counted twice.", "Name it once.")
            if name in summed:
                self.fault(clause.pos, f"The total row {name} would sum itself.", "Leave it out of the rows it sums.")
            if not any(table.summed(row) for row in table.rows):
                self.fault(clause.pos, "These rows have no column that can be added down.", _ADDED_DOWN)

    def row(self, table: Table, expr: ast.Expr) -> None:
        """A row by its key, or by the path of a record that is a row by itself."""
        sources = zip(table.declared.sources, table.shapes, strict=True)
        if not isinstance(expr, ast.Text):
            paths = [spelt(one) for one, shape in sources if isinstance(shape, RecordShape)]
            if spelt(expr) not in paths:
                hint = f"Write the key of a row in quotes{', or one of: ' if paths else '.'}{', '.join(paths)}"
                self.fault(expr.pos, f"`{spelt(expr)}` is no row of this table.", hint)
            return
        keys = [key for _, shape in sources if (key := _key(shape)) is not None]
        if not keys:
            hint = "Give the list an `x-key` in its schema."
            self.fault(expr.pos, "The rows of this table have no key by which one could be named.", hint)
        elif not any(reads_as(expr.value, key) for key in keys):
            self.fault(expr.pos, f'"{expr.value}" can be no row here: rows are known by {self.called(keys[0])}.')
        elif len(keys) == 1:
            self.in_choices(keys[0], expr)

    # ------------------------------------------------------------------ columns
    def figures(self, table: Table, pos: ast.Pos, column: Column) -> list[FigureShape]:
        """The figures that a column holds in the rows that have it."""
        held: list[FigureShape] = []
        for row in table.rows:
            shapes = dict(leaves(row))
            held += [figure for one in under(row, column) if (figure := figure_of(shapes[one])) is not None]
        if not held:
            names = sorted({".".join(one) for row in table.rows for one, _ in leaves(row)})
            word = ".".join(column)
            self.fault(pos, f"`{word}` is no column of figures of this table.", self.nearest(word, names))
        return held

    def total_column(self, table: Table, clause: ast.TotalColumn, row: RecordShape) -> None:
        total = self.figures(table, clause.pos, clause.column)
        summed: list[Column] = []
        for column in clause.columns:
            for figure in self.figures(table, clause.pos, column):
                self.one_unit(clause.pos, total[0] if total else None, figure, "added")
            summed += dict.fromkeys(one for sort in table.rows for one in under(sort, column))
        if len(set(summed)) < len(summed):
            self.fault(clause.pos, "A column is named twice here, so it would be counted twice.", "Name it once.")
        if clause.column in summed:
            word = ".".join(clause.column)
            self.fault(
                clause.pos, f"The total column `{word}` would sum itself.", "Leave it out of the columns it sums."
            )
        single = [one for one in table.rows for got in under(one, clause.column) if got != clause.column]
        if single or any(isinstance(shape, MapShape) for one, shape in leaves(row) if one == clause.column):
            self.fault(clause.pos, "A total column holds one figure in each row, but this holds several.")

    def column_is(self, clause: ast.ColumnIs, row: RecordShape) -> None:
        word = ".".join(clause.column)
        total = self.steps_of(clause.pos, row, clause.column)
        if total is not None and not isinstance(total, FigureShape):
            self.fault(clause.pos, f"`{word}` is {self.called(total)}, not a figure.")
        named = column_names(clause.part, row.fields)
        if not self.arithmetic(clause.part):
            return
        if not named:
            self.fault(clause.part.pos, "A column is worked out from other columns of its row, but this names none.")
        if clause.column in _chains(clause.part):
            self.fault(clause.part.pos, f"`{word}` would be worked out from itself.")
        for name in named:
            if name in self.scope:
                what = "what the file calls the submission" if name == self.root else "the name of something else here"
                self.fault(clause.part.pos, f"`{name}` is both a column and {what}.", "Call the other something else.")
        for name in sorted(names_in([clause.part], self.defines) & set(self.others)):
            hint = "Compare it in a rule of its own."
            self.fault(clause.part.pos, f"`{name}` is another submission, and a table is of one.", hint)
        before = self.scope
        self.scope = {**before, **{name: Entry(row.fields[name]) for name in named}}
        figure = self.figure(clause.part)
        self.scope = before
        if isinstance(total, FigureShape) and figure is not None and not isinstance(figure, Bare):
            self.one_unit(clause.part.pos, total, figure, "compared")

    def arithmetic(self, expr: ast.Expr) -> bool:
        todo = [expr]
        while todo:
            one = todo.pop()
            if not isinstance(one, ARITHMETIC | ast.Text | ast.Constant):
                hint = "Columns of its row, numbers, + - * / and named expressions can be used."
                self.fault(one.pos, "A column of a table cannot be worked out like this.", hint)
                return False
            todo.extend(parts(one))
        return True


_ADDED_DOWN = "Percentages, rates, and columns worked out by multiplying or dividing are not added down."


def _key(shape: Shape) -> Shape | None:
    """The type of the key by which rows of a source are known."""
    if isinstance(shape, MapShape):
        return shape.key
    if isinstance(shape, ListShape) and shape.key and isinstance(shape.item, RecordShape):
        return shape.item.fields.get(shape.key)
    return None


def _chains(expr: ast.Expr) -> set[Column]:
    """Every path of fields in arithmetic."""
    found: set[Column] = set()
    todo = [expr]
    while todo:
        one = todo.pop()
        steps: list[str] = []
        base: Any = one
        while isinstance(base, ast.Field):
            steps.insert(0, base.name)
            base = base.base
        if isinstance(base, ast.Name):
            found.add((base.name, *steps))
            continue
        todo.extend(parts(one))
    return found


TableTyper.methods = {
    **ConditionTyper.methods,
    ast.Name: TableTyper.name,
    ast.AddsUp: TableTyper.said,
    ast.Reconciles: TableTyper.said,
}
