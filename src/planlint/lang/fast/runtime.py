"""What generated code calls. Whatever is not plain sailing raises `Slow`: the interpreter then decides.

Dates come and go as they are written (year-month-day), years as `2017/18`, months as `2017-05`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import planlint.values as values
from planlint.lang import functions
from planlint.lang.calendars import stretches
from planlint.lang.held import Held, Items, Missing, normal
from planlint.lang.logic import compiled, whole_word
from planlint.lang.reading import column_of, raw_text, texts_in
from planlint.model import Path
from planlint.shape import Shape
from planlint.values import Duration, FinancialYear, FiscalCalendar, Month


class Slow(Exception):
    """Something is missing, unreadable or out of the ordinary."""


def text(value: str) -> str:
    """A text as it is compared."""
    return value if value.isascii() else normal(value)


@lru_cache(maxsize=4096)
def year(value: str) -> str:
    found = values.parse_year(value)
    if found is None:
        raise Slow
    return str(found)


@lru_cache(maxsize=4096)
def month(value: str) -> str:
    if values.parse_month(value) is None:
        raise Slow
    return value


@lru_cache(maxsize=4096)
def day(value: str) -> date:
    found = values.parse_date(value)
    if found is None:
        raise Slow
    return found


def alike(value: str) -> str:
    """A text without its case and spacing."""
    return "".join(text(value).split()).casefold()


def half(value: int | Decimal) -> Decimal:
    """Half of one unit of the last place that a figure shows."""
    if type(value) is int:
        return Decimal("0.5")
    exponent = Decimal(value).as_tuple().exponent
    if not isinstance(exponent, int):
        raise Slow
    return Decimal(5).scaleb(min(exponent, 0) - 1)


# ---------------------------------------------------------------------- lists


def positions(items: list[Any], field: str) -> dict[str, int]:
    """Where in a list each key stands first."""
    found: dict[str, int] = {}
    for n, item in enumerate(items):
        if type(item) is dict and field in item:
            found.setdefault(text(raw_text(item[field])), n)
    return found


def _walk(item: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        item = item.get(step)
        if item is None:
            raise Slow
    return item


def _as_text(value: Any) -> str:
    if type(value) is not str:
        raise Slow
    return text(value)


def _as_figure(value: Any) -> Any:
    if type(value) is int or type(value) is Decimal:
        return value
    raise Slow


_SORTS: Mapping[str, Callable[[Any], Any]] = {
    "text": _as_text,
    "year": lambda value: year(_as_text(value)),
    "month": lambda value: month(_as_text(value)),
    "date": lambda value: str(day(_as_text(value))),
    "figure": _as_figure,
}


def entries(items: Iterable[Any], path: tuple[str, ...], sort: str) -> list[Any]:
    """What stands at a path of each item."""
    read = _SORTS[sort]
    return [read(_walk(item, path)) for item in items]


def repeats(items: list[Any], paths: tuple[tuple[tuple[str, ...], str], ...]) -> list[int]:
    """The positions of items whose key another had before."""
    columns = [entries(items, path, sort) for path, sort in paths]
    seen: set[Any] = set()
    found = []
    for n, key in enumerate(zip(*columns, strict=True)):
        if key in seen:
            found.append(n)
        seen.add(key)
    return found


def disorder(items: list[Any], path: tuple[str, ...], sort: str) -> list[int]:
    """The positions of items that come before the one they stand after."""
    keys = entries(items, path, sort)
    return [n + 1 for n in range(len(keys) - 1) if keys[n] > keys[n + 1]]


def in_order(items: list[Any], path: tuple[str, ...], sort: str) -> list[tuple[int, Any]]:
    keys = entries(items, path, sort)
    return [(n, items[n]) for n in sorted(range(len(items)), key=lambda n: (keys[n], n))]


# ---------------------------------------------------------------------- time


class Times:
    """Dates by a pack's calendar."""

    def __init__(self, calendar: FiscalCalendar) -> None:
        self.calendar = calendar
        self.years = lru_cache(maxsize=1024)(self._years)
        self.months = lru_cache(maxsize=1024)(self._months)
        self.first = lru_cache(maxsize=1024)(self._first)
        self.last = lru_cache(maxsize=1024)(self._last)

    def _first(self, sort: str, value: str) -> str:
        """The first day of a year or month."""
        if sort == "year":
            return str(self.calendar.first(_year(value)))
        return str(_month(value).first) if sort == "month" else value

    def _last(self, sort: str, value: str) -> str:
        if sort == "year":
            return str(self.calendar.last(_year(value)))
        return str(_month(value).last) if sort == "month" else value

    def _years(self, first: str, last: str) -> tuple[str, ...]:
        """The financial years from one day to another."""
        start, end = self.calendar.year_of(day(first)).start, self.calendar.year_of(day(last)).start
        return tuple(str(FinancialYear(one)) for one in range(start, min(end, start + 200) + 1))

    def _months(self, first: str, last: str) -> tuple[str, ...]:
        start, end = day(first), day(last)
        one = Month(start.year, start.month)
        found: list[str] = []
        while one.first <= end and len(found) < 2400:
            found.append(str(one))
            one = one.shift(1)
        return tuple(found)

    def year_of(self, value: str) -> str:
        return str(self.calendar.year_of(day(value)))


def map_years(entries: Mapping[str, Any], parse: str) -> tuple[str, ...]:
    read = values.parse_year if parse == "year" else values.parse_month
    return tuple(key for key in entries if read(key))


@lru_cache(maxsize=1024)
def _year(value: str) -> FinancialYear:
    found = values.parse_year(value)
    if found is None:
        raise Slow
    return found


@lru_cache(maxsize=1024)
def _month(value: str) -> Month:
    found = values.parse_month(value)
    if found is None:
        raise Slow
    return found


def shifted(value: str, years: int) -> str:
    return str(_year(value).shift(years))


@lru_cache(maxsize=4096)
def moved(value: str, count: int, unit: str, sign: int) -> str:
    """A day so much later or earlier."""
    try:
        return str(Duration(count, unit).after(day(value), sign))
    except (OverflowError, ValueError):
        raise Slow from None


@lru_cache(maxsize=4096)
def days(first: str, last: str) -> int:
    return (day(last) - day(first)).days


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=4096)
def weekday(value: str) -> str:
    return _WEEKDAYS[day(value).weekday()]


def within(op: str, one: tuple[str, str], other: tuple[str, str]) -> int:
    """Two stretches of days compared: the bits of a truth."""
    can, sure = stretches(op, one, other)
    return (7 if sure else 5) if can else 0


def matches(pattern: str, value: str) -> bool:
    """Whether a pattern is found anywhere in a text, in linear time."""
    return bool(compiled(pattern).search(value))


def mentions(value: str, words: tuple[str, ...]) -> bool:
    """Whether a text has one of several words, whole and in any case."""
    return any(whole_word(word).search(value) for word in words)


def unit(name: Any) -> int | None:
    """1 where a field states a unit that can be read."""
    return 1 if type(name) is str and values.parse_unit(name) is not None else None


class Halves(dict[tuple[str, ...], Decimal]):
    """Half of the finest step of each column of a submission, worked out when it is wanted."""

    def __init__(self, root: Any) -> None:
        super().__init__()
        self.root = root

    def __missing__(self, column: tuple[str, ...]) -> Decimal:
        found = self[column] = min(map(half, column_of(self.root, column)), default=Decimal("0.5"))
        return found


def words(value: str) -> int:
    found = functions.words(Held(value))
    return int(found.value)  # type: ignore[union-attr, arg-type]


# ---------------------------------------------------------------------- prose

Placed = tuple[tuple[str, ...], tuple[Path | None, ...]]
"""Texts, and where each stands."""


def _placed(worth: Any) -> Placed:
    if isinstance(worth, Missing):
        raise Slow
    return tuple([one.value for one in worth.values]), tuple([one.path for one in worth.values])


def texts(raw: Any, path: Path, shape: Shape) -> Placed:
    """Every text in something."""
    return _placed(texts_in(raw, path, shape))


def listed(items: list[Any], path: Path) -> Placed:
    """The texts of a list of texts."""
    if not all(type(one) is str for one in items):
        raise Slow
    return tuple(items), tuple([(*path, n) for n in range(len(items))])


def _held(values: tuple[str, ...], places: tuple[Path | None, ...]) -> Items:
    return Items(tuple(map(Held, values, places)))


def sentences(values: tuple[str, ...], places: tuple[Path | None, ...]) -> Placed:
    return _placed(functions.sentences(_held(values, places)))


def undefined_acronyms(values: tuple[str, ...], places: tuple[Path | None, ...], known: tuple[str, ...]) -> Placed:
    return _placed(functions.undefined_acronyms(_held(values, places), Items(tuple(map(Held, known)))))


def reading_age(values: tuple[str, ...]) -> int:
    found = functions.reading_age(_held(values, (None,) * len(values)))
    return int(found.value)  # type: ignore[union-attr, arg-type]
