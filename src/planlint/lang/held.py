"""What expressions are worth: figures, texts and dates, parts of the submission, and what is missing."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from planlint.lang.figures import Figure
from planlint.model import Path, Value, is_elsewhere
from planlint.records import dataclass
from planlint.shape import ListShape, MapShape, RecordShape, Shape
from planlint.values import Duration, FinancialYear, FiscalCalendar, Month


@dataclass(frozen=True, slots=True)
class Held:
    """A value that is no figure, and where it stands if it is of the submission."""

    value: str | bool | date | Month | FinancialYear | Duration
    path: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A record, list or map. `own` tells the submission's (True) from a code list of the pack."""

    raw: Any
    path: Path
    shape: Shape
    own: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list that was worked out, with the place of the collection it came from."""

    values: tuple[Worth, ...]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Unknown, with the places that made it so. `why` is `missing`, `unreadable`, `zero`, `several` or `steps`.

    `several`: more than one submission is what a name stands for; `steps`: telling which took too many. The place of
    a submission that was not supplied is the name for it, as an `Origin` alone. `reason` is the code that stands in
    the cell, if it holds one. An unreadable cell is nevertheless given.
    """

    paths: tuple[Path, ...]
    why: str = "missing"
    reason: str | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether it is all of other submissions that is missing."""
        return bool(self.paths) and all(map(is_elsewhere, self.paths))

    @property
    def own(self) -> tuple[Path, ...]:
        """The places of this submission that are missing."""
        return tuple(path for path in self.paths if not is_elsewhere(path))


Worth = Figure | Held | Node | Items | Missing


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What a name stands for, and the key of the item where it is one."""

    worth: Worth
    key: Worth | None = None


def merge(*parts: Missing) -> Missing:
    """All that was missing, each place once, in order. Why is told of this submission rather than of another."""
    paths = tuple(dict.fromkeys(path for part in parts for path in part.paths))
    whys = [part.why for part in parts if not part.elsewhere] or [part.why for part in parts]
    return Missing(paths, "missing" if "missing" in whys else whys[0])


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def span(value: Any, calendar: FiscalCalendar) -> tuple[date, date] | None:
    """The first and last day that a date, month or year can stand for."""
    if isinstance(value, date):
        return value, value
    if isinstance(value, Month):
        return value.first, value.last
    if isinstance(value, FinancialYear):
        return calendar.first(value), calendar.last(value)
    return None


def plain(worth: Worth) -> Any:
    """Something by which two values can be told the same, exactly as printed: hashable."""
    if isinstance(worth, Figure):
        return ("figure", worth.value)
    if isinstance(worth, Held):
        return normal(worth.value) if isinstance(worth.value, str) else worth.value
    if isinstance(worth, Node):
        return _frozen(worth.raw)
    if isinstance(worth, Items):
        return tuple(plain(one) for one in worth.values)
    return ("missing", worth.paths)


def _frozen(raw: Value) -> Any:
    if isinstance(raw, dict):
        return tuple(sorted((key, _frozen(value)) for key, value in raw.items()))
    if isinstance(raw, list):
        return tuple(_frozen(one) for one in raw)
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return ("figure", Decimal(raw).normalize())
    return raw


def place(worth: Worth) -> Path | None:
    """Where a value stands in this submission; for one that is missing, the first step that is not there."""
    if isinstance(worth, Missing):
        return worth.own[0] if worth.own else None
    if worth.path is None or (isinstance(worth, Node) and not worth.own) or is_elsewhere(worth.path):
        return None
    return worth.path


def shape_at(shape: Shape, path: Path) -> Shape:
    """The shape of what stands at a path."""
    for step in path:
        if isinstance(shape, RecordShape):
            shape = shape.fields.get(str(step), Shape())
        elif isinstance(shape, ListShape):
            shape = shape.item
        elif isinstance(shape, MapShape):
            shape = shape.value
        else:
            return Shape()
    return shape
