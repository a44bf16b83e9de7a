"""A declared table on one submission: its rows and cells, and each total with what it should be."""

from __future__ import annotations

from collections.abc import Iterator

from planlint.lang import ast
from planlint.lang.evaluate import Evaluator, Spent
from planlint.lang.figures import Figure, constant, total
from planlint.lang.held import Bound, Held, Missing, Node, Worth, merge, normal
from planlint.lang.layout import (
    Column,
    Table,
    blanks_as_zero,
    column_names,
    key_as_text,
    leaves,
    merged,
    under,
)
from planlint.lang.reading import key_text
from planlint.limits import LIMITS
from planlint.model import Path
from planlint.records import dataclass
from planlint.shape import ListShape, MapShape, RecordShape, Shape


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row: its key, what it holds, the shape of its columns, and the source it comes from. `name` is what people
    call it."""

    key: Worth
    worth: Worth
    shape: Shape
    source: int
    name: str


@dataclass(slots=True, eq=False)
class Balance(ast.Expr):
    """One total of a table on a submission, as a statement: `total` is `summed`.

    `clause` declares it; `row` and `column` say where it stands; `parts` are the cells that it is worked out from, but
    for those `left_out`, so many of them, which say that they hold no figure.
    """

    table: str
    clause: ast.TableClause | None
    row: str
    column: Column
    total: Worth
    summed: Worth
    parts: tuple[tuple[str, Worth], ...]
    place: Path
    left_out: int = 0


class Ledger:
    """The cells of one table. A cell is read once, however many totals it belongs to."""

    def __init__(self, reads: Evaluator, table: Table) -> None:
        self.reads, self.table = reads, table
        self.declared = table.declared
        self.cells: dict[tuple[int, Column], Worth] = {}
        self.columns = [dict(leaves(row)) for row in table.rows]
        self.added = [table.summed(row) for row in table.rows]
        self.sorts = table.rows
        self.names: dict[Path, tuple[str, Column]] = {}
        """The row and column of every cell that was read."""

    def balances(self) -> Iterator[Balance]:
        rows = self.rows()
        if isinstance(rows, Missing):
            place = rows.paths[0] if rows.paths else ()
            yield Balance(self.declared.name, None, "", (), rows, rows, (), place, pos=self.declared.pos)
            return
        totals = self.total_rows(rows)
        for clause in self.declared.clauses:
            if isinstance(clause, ast.TotalRow):
                yield from self.down(clause, rows, totals)
            elif isinstance(clause, ast.TotalColumn):
                yield from self.across(clause, rows)
            else:
                yield from self.worked_out(clause, rows)

    # ------------------------------------------------------------------ rows and cells
    def rows(self) -> list[Row] | Missing:
        """The rows of all sources in order, or the collections that are missing."""
        found: list[Row] = []
        gaps: list[Missing] = []
        for n, (source, shape) in enumerate(zip(self.declared.sources, self.table.shapes, strict=True)):
            if isinstance(shape, RecordShape):
                name = getattr(source, "name", "")
                worth = self.reads.worth(source)
                found.append(Row(Held(name), worth, shape, n, (shape.label or name.replace("_", " "))))
                continue
            items = self.reads.items(source)
            if isinstance(items, Missing):
                gaps.append(items)
                continue
            row = self.sorts[n]
            found += [Row(key := _key(one), one.worth, row, n, _called(key)) for one in items]
        return merge(*gaps) if gaps else found

    def total_rows(self, rows: list[Row]) -> set[int]:
        """The positions of all rows that are declared totals."""
        return {n for clause in self.table.total_rows for n in self.named(clause.row, rows)}

    def named(self, expr: ast.Expr, rows: list[Row]) -> list[int]:
        """The positions of the rows that a key or path names: more than one where a key stands twice."""
        sources = self.declared.sources
        if not isinstance(expr, ast.Text):
            wanted = _steps(expr)
            return [n for n, row in enumerate(rows) if _steps(sources[row.source]) == wanted]
        found = []
        for n, row in enumerate(rows):
            shape = self.table.shapes[row.source]
            key = _key_shape(shape)
            if key is None or isinstance(row.key, Missing):
                continue
            if normal(key_text(row.key)) == normal(key_as_text(expr.value, key)):
                found.append(n)
        return found

    def cell(self, n: int, row: Row, column: Column) -> Worth:
        """A cell; a blank one is zero where blanks are. A cell that is a total is asked for by `given`."""
        worth = self.given(n, row, column)
        blank = isinstance(worth, Missing) and worth.why == "missing" and not _coded(worth)
        if blank and self.declared.blanks_are_zero:
            return constant(0, bare=True)
        return worth

    def given(self, n: int, row: Row, column: Column) -> Worth:
        if (n, column) not in self.cells:
            if len(self.cells) >= LIMITS.table_cells:
                raise Spent(f"stopped, because a table of more than {LIMITS.table_cells:,} cells is too large")
            self.reads.spend()
            worth, shape = row.worth, row.shape
            for step in column:
                if isinstance(shape, MapShape):
                    worth, shape = self.reads.reader.index(worth, Held(step)), shape.value
                else:
                    worth = self.reads.reader.field(worth, step)
                    shape = shape.fields.get(step, Shape()) if isinstance(shape, RecordShape) else Shape()
            self.cells[n, column] = worth
            self.names[_place(worth)] = (row.name, column)
        return self.cells[n, column]

    # ------------------------------------------------------------------ totals
    def down(self, clause: ast.TotalRow, rows: list[Row], totals: set[int]) -> Iterator[Balance]:
        found = self.named(clause.row, rows)
        if not found:
            yield self.absent(clause)
        for n in found:
            absent = self.absent_among(clause, rows)
            chosen = self.summed_rows(clause, n, rows, totals)
            if isinstance(rows[n].worth, Missing):
                yield self.balance(clause, rows[n], (), rows[n].worth, rows[n].worth, [])
                continue
            for column in self.columns_down(rows[n], n, chosen, rows):
                given = self.given(n, rows[n], column)
                if isinstance(given, Missing) and given.why == "missing":
                    continue
                leaf = self.leaf(rows[n], column)
                parts = [
                    (rows[k].name, rows[k].key if isinstance(rows[k].key, Missing) else self.cell(k, rows[k], column))
                    for k in chosen
                    if leaf in self.columns[rows[k].source]
                ]
                yield self.balance(clause, rows[n], column, given, absent, parts)

    def absent(self, clause: ast.TotalRow) -> Balance:
        """A total row that is not there, where it would stand."""
        missing = self.missing_row(clause.row)
        name = clause.row.value if isinstance(clause.row, ast.Text) else ""
        place = missing.paths[0] if missing.paths else ()
        return Balance(self.declared.name, clause, name, (), missing, missing, (), place, pos=clause.pos)

    def missing_row(self, expr: ast.Expr) -> Missing:
        for source, shape in zip(self.declared.sources, self.table.shapes, strict=True):
            if isinstance(expr, ast.Text) and _key_shape(shape) is not None:
                worth = self.reads.reader.index(self.reads.worth(source), Held(expr.value))
                return worth if isinstance(worth, Missing) else Missing(())
        worth = self.reads.worth(expr)
        return worth if isinstance(worth, Missing) else Missing(())

    def absent_among(self, clause: ast.TotalRow, rows: list[Row]) -> Missing | None:
        """The rows that a total sums by name and that are not there."""
        gaps = [self.missing_row(one) for one in clause.rows if not self.named(one, rows)]
        return merge(*gaps) if gaps else None

    def summed_rows(self, clause: ast.TotalRow, at: int, rows: list[Row], totals: set[int]) -> list[int]:
        if clause.sums == "named":
            return [n for one in clause.rows for n in self.named(one, rows) if n != at]
        last = at if clause.sums == "above" else len(rows)
        return [n for n in range(last) if n not in totals]

    def columns_down(self, row: Row, n: int, chosen: list[int], rows: list[Row]) -> Iterator[Column]:
        """The columns of a total row: figures that add, and that stand in rows which it sums."""
        listed = [k for k, shape in enumerate(self.table.shapes) if not isinstance(shape, RecordShape)]
        sources = {rows[k].source for k in chosen} | set(listed)
        for leaf in self.added[row.source]:
            if any(leaf in self.columns[k] for k in sources):
                yield from self.keyed(row, leaf)

    def keyed(self, row: Row, leaf: Column) -> Iterator[Column]:
        """The columns under one: itself, or one for each figure that the row has in a map."""
        if not isinstance(self.columns[row.source].get(leaf), MapShape):
            yield leaf
            return
        worth = row.worth
        for step in leaf:
            worth = self.reads.reader.field(worth, step)
        for key in worth.raw if isinstance(worth, Node) and isinstance(worth.raw, dict) else ():
            yield (*leaf, key)

    def leaf(self, row: Row, column: Column) -> Column:
        return column if column in self.columns[row.source] else column[:-1]

    def across(self, clause: ast.TotalColumn, rows: list[Row]) -> Iterator[Balance]:
        summed = [[one for name in clause.columns for one in under(row, name)] for row in self.sorts]
        for n, row in enumerate(rows):
            columns = summed[row.source]
            if clause.column not in self.columns[row.source] or not columns:
                continue
            given = self.given(n, row, clause.column)
            if isinstance(given, Missing) and given.why == "missing":
                continue
            keyed = [one for column in columns for one in self.keyed(row, column)]
            parts = [(" ".join(column), self.cell(n, row, column)) for column in keyed]
            lost = self.lost(n, row, columns)
            yield self.balance(clause, row, clause.column, given, lost, parts)

    def lost(self, n: int, row: Row, columns: list[Column]) -> Missing | None:
        """Maps of figures that are to be summed across and are not given."""
        maps = [one for one in columns if isinstance(self.columns[row.source][one], MapShape)]
        gaps = []
        for leaf in maps:
            worth = row.worth
            for step in leaf:
                worth = self.reads.reader.field(worth, step)
            if isinstance(worth, Missing) and not (self.declared.blanks_are_zero and worth.why == "missing"):
                gaps.append(worth)
        return merge(*gaps) if gaps else None

    def worked_out(self, clause: ast.ColumnIs, rows: list[Row]) -> Iterator[Balance]:
        names = column_names(clause.part, merged(self.sorts).fields)
        read = [[one for name in names for one in under(row, (name,))] for row in self.sorts]
        for n, row in enumerate(rows):
            if clause.column not in self.columns[row.source] or not isinstance(row.shape, RecordShape):
                continue
            if not all(name in row.shape.fields for name in names):
                continue
            given = self.given(n, row, clause.column)
            if isinstance(given, Missing) and given.why == "missing":
                continue
            part = blanks_as_zero(clause.part, row.shape) if self.declared.blanks_are_zero else clause.part
            bound = {name: Bound(self.reads.reader.field(row.worth, name)) for name in names}
            if any(_coded(self.given(n, row, column)) for column in read[row.source]):
                continue
            with self.reads.among(dict(bound)), self.reads.tracing() as trace:
                worth = self.reads.worth(part)
            parts = tuple((str(path[-1]), read) for path, read in trace.reads.items())
            yield Balance(
                self.declared.name,
                clause,
                row.name,
                clause.column,
                given,
                worth,
                parts,
                _place(given),
                pos=clause.pos,
            )

    def balance(
        self,
        clause: ast.TableClause,
        row: Row,
        column: Column,
        given: Worth,
        lost: Worth | None,
        parts: list[tuple[str, Worth]],
    ) -> Balance:
        """The balance of a total with the sum of its parts; `lost` is what is missing besides them.

        A part with a reason code says that there is no figure, so it is left out.
        """
        every, parts = parts, [(name, worth) for name, worth in parts if not _coded(worth)]
        self.reads.spend(len(parts))
        gaps = [worth for _, worth in parts if isinstance(worth, Missing)]
        gaps += [lost] if isinstance(lost, Missing) else []
        figures = [worth for _, worth in parts if isinstance(worth, Figure)]
        odd = [one for one in figures if isinstance(given, Figure) and not _adds_to(one, given)]
        gaps += [Missing((one.path,) if one.path is not None else (), "unreadable") for one in odd]
        summed: Worth = merge(*gaps) if gaps else total(figures)
        return Balance(
            self.declared.name,
            clause,
            row.name,
            column,
            given,
            summed,
            tuple(parts),
            _place(given),
            len(every) - len(parts),
            pos=clause.pos,
        )


def _coded(worth: Worth) -> bool:
    """Whether a reason stands where a figure would."""
    return isinstance(worth, Missing) and worth.reason is not None


def _adds_to(part: Figure, whole: Figure) -> bool:
    """Whether two figures are of one unit; a blank that counts as zero is of any."""
    return part.bare or (part.dims == whole.dims and part.unit.is_percent == whole.unit.is_percent)


def _key(item: Bound) -> Worth:
    return item.key if item.key is not None else Held("")


def _key_shape(shape: Shape) -> Shape | None:
    """The type of the key by which the rows of a source are known."""
    if isinstance(shape, MapShape):
        return shape.key
    if isinstance(shape, ListShape) and shape.key and isinstance(shape.item, RecordShape):
        return shape.item.fields.get(shape.key)
    return None


def _called(key: Worth) -> str:
    return key_text(key)


def _place(worth: Worth) -> Path:
    if isinstance(worth, Missing):
        return worth.paths[0] if worth.paths else ()
    path = getattr(worth, "path", None)
    return path if path is not None else ()


def _steps(expr: ast.Expr) -> tuple[str, ...]:
    steps: list[str] = []
    while isinstance(expr, ast.Field):
        steps.insert(0, expr.name)
        expr = expr.base
    return tuple(steps)
