"""Code lists and reference tables of a pack: YAML, JSON or CSV → rows with typed columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from planlint import readers
from planlint.errors import Problem
from planlint.lang.lists import CodeList
from planlint.model import Unreadable, Value
from planlint.shape import (
    AnyShape,
    DateShape,
    FigureShape,
    ListShape,
    RecordShape,
    Shape,
    TextShape,
    YearShape,
    YesNoShape,
)
from planlint.values import PLAIN, parse_date

_FIGURE = re.compile(r"-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?", re.ASCII)
_NOTES = re.compile(r"(?:#[^\n]*(?:\n|$))+")
_YEAR = re.compile(r"\d{4}/\d\d", re.ASCII)
_KEY = "code"

Row = dict[str, Value]


class ListFolder(Mapping[str, CodeList]):
    """The lists of a pack by file name. A list is read when a rule first asks for it, so one that no rule uses costs
    nothing. `problems` grows by what is wrong with those that were read; such a list then stands for anything."""

    def __init__(self, folder: str, contents: Mapping[str, bytes]) -> None:
        self.folder = folder
        self.contents = {name.removeprefix(folder): text for name, text in contents.items() if name.startswith(folder)}
        self.problems: list[Problem] = []
        self._read: dict[str, CodeList] = {}

    def __getitem__(self, file: str) -> CodeList:
        if file not in self._read:
            made, problems = read_list(self.contents[file], self.folder + file, file)
            self.problems += problems
            self._read[file] = made if made is not None else CodeList(file, ListShape(file, AnyShape()), [])
        return self._read[file]

    def __iter__(self) -> Iterator[str]:
        return iter(self.contents)

    def __len__(self) -> int:
        return len(self.contents)


def read_list(content: bytes, source: str, file: str) -> tuple[CodeList | None, list[Problem]]:
    """The list in a file, or what is wrong with it. `source` names it in messages, `file` in rules.

    The key is the column `code`, else the first. A column of nothing but figures, dates or financial years holds
    those; any other holds text. Lines at the top that begin with `#` say where it comes from, in CSV too.
    """
    if source.endswith(".csv"):
        rows, problems = _from_csv(content, source)
    else:
        rows, problems = _from_document(content, source)
    if problems:
        return None, problems
    if not rows:
        return None, [Problem(source, 0, 0, "This list is empty.", "Give it entries, or delete it.")]
    columns = list(dict.fromkeys(name for _, row in rows for name in row))
    key = _KEY if _KEY in columns else columns[0]
    problems = _keys(rows, key, source)
    if problems:
        return None, problems
    shapes = {name: _shape([row[name] for _, row in rows if name in row]) for name in columns}
    made: list[Value] = [{name: _as(value, shapes[name]) for name, value in row.items()} for _, row in rows]
    return CodeList(file, ListShape(file, RecordShape(file, shapes, frozenset((key,))), key), made), []


def _from_document(content: bytes, source: str) -> tuple[list[tuple[int, Row]], list[Problem]]:
    read = readers.read(content, source)
    faults = (read.fault,) if isinstance(read, Unreadable) else read.faults
    problems = [Problem(source, one.line or 0, one.column or 0, one.message, one.fix) for one in faults]
    if isinstance(read, Unreadable) or problems:
        return [], problems
    if not isinstance(read.data, list):
        return [], [Problem(source, 0, 0, "This is not a list.", "Write one entry a line, each after `- `.")]
    rows: list[tuple[int, Row]] = []
    for n, item in enumerate(read.data):
        line = read.locate((n,)).line or 0
        row = item if isinstance(item, dict) else {_KEY: item}
        if not row or any(isinstance(value, list | dict) for value in row.values()):
            message = "An entry of a list is a text, or a record of texts and figures."
            problems.append(Problem(source, line, 1 if line else 0, message))
        rows.append((line, {name: value for name, value in row.items() if value is not None and value != ""}))
    return rows, problems


def _from_csv(content: bytes, source: str) -> tuple[list[tuple[int, Row]], list[Problem]]:
    try:
        text = content.decode("utf-8-sig")
        notes = _NOTES.match(text)
        above = text.count("\n", 0, notes.end()) if notes else 0
        reader = csv.reader(io.StringIO(text[notes.end() if notes else 0 :], newline=""), strict=True)
        table = [(reader.line_num + above, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except UnicodeDecodeError:
        return [], [Problem(source, 0, 0, "This is not text in UTF-8.", "Save it as CSV UTF-8.")]
    except csv.Error as error:
        return [], [Problem(source, 0, 0, f"This is not a table in CSV: {error}.")]
    heads = [cell.strip() for cell in table[0][1]] if table else []
    if len(set(heads)) != len(heads) or "" in heads:
        return [], [Problem(source, above + 1, 1, "Every column needs a name of its own in the first row.")]
    problems = [
        Problem(source, line, 1, f"This row has {len(cells)} cells, and the first row names {len(heads)} columns.")
        for line, cells in table[1:]
        if len(cells) != len(heads)
    ]
    columns: list[list[str]] = [
        [cell.strip() for _, cells in table[1:] for cell in cells[n : n + 1]] for n in range(len(heads))
    ]
    figures = [all(_FIGURE.fullmatch(cell) for cell in column if cell) for column in columns]
    rows: list[tuple[int, Row]] = []
    for line, cells in table[1:]:
        row: Row = {}
        for name, cell, figure in zip(heads, cells, figures, strict=False):
            text = cell.strip()
            if text:
                row[name] = (Decimal(text) if "." in text else int(text)) if figure else text
        rows.append((line, row))
    return rows, problems


def _keys(rows: list[tuple[int, Row]], key: str, source: str) -> list[Problem]:
    """Each row needs a key, and no two have the same."""
    problems = []
    seen: dict[str, int] = {}
    for line, row in rows:
        column = 1 if line else 0
        if key not in row:
            problems.append(Problem(source, line, column, f"This entry has no {key!r}, which is the key of the list."))
            continue
        text = str(row[key])
        if text in seen:
            problems.append(Problem(source, line, column, f"The {key} {text!r} already stands in line {seen[text]}."))
        seen.setdefault(text, line)
    return problems


def _shape(values: list[Value]) -> Shape:
    def every(test: Callable[[Value], bool]) -> bool:
        return all(test(value) for value in values)

    if every(lambda value: isinstance(value, bool)):
        return YesNoShape()
    if every(lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool)):
        whole = every(lambda value: isinstance(value, int))
        return FigureShape(unit=PLAIN, step=Fraction(0), whole=whole)
    if every(lambda value: isinstance(value, str) and parse_date(value) is not None):
        return DateShape()
    if every(lambda value: isinstance(value, str) and _YEAR.fullmatch(value) is not None):
        return YearShape()
    return TextShape()


def _as(value: Value, shape: Shape) -> Value:
    if isinstance(shape, TextShape) and not isinstance(value, str):
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return value
