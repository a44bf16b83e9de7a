"""Dates, months and years in expressions. A month or year where a date is wanted stands for any of its days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from planlint.lang.figures import Figure, constant
from planlint.lang.held import Held, Items, Missing, Node, Worth, span
from planlint.lang.reading import Reader
from planlint.records import replace
from planlint.shape import MapShape, RecordShape
from planlint.values import Duration, FinancialYear, FiscalCalendar, Month, parse_unit

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _unfit(worth: Worth) -> Missing:
    if isinstance(worth, Missing):
        return worth
    path = worth.path
    return Missing((path,) if path is not None else (), "unreadable")


def moved(held: Held, duration: Duration, sign: int, calendar: FiscalCalendar) -> Worth:
    """A date so much later or earlier; outside the years 1 to 9999 it cannot be read."""
    try:
        if isinstance(held.value, Month) and duration.unit in ("month", "year"):
            return Held(held.value.shift(sign * duration.count * (12 if duration.unit == "year" else 1)), held.path)
        if isinstance(held.value, FinancialYear) and duration.unit == "year":
            return Held(held.value.shift(sign * duration.count), held.path)
        if isinstance(held.value, date):
            return Held(duration.after(held.value, sign), held.path)
    except (OverflowError, ValueError):
        return _unfit(held)
    return _unfit(held)


def days_between(start: Worth, end: Worth, calendar: FiscalCalendar) -> Worth:
    """Days from one date to another, as a count; a range where either is a month or year."""
    first = span(start.value, calendar) if isinstance(start, Held) else None
    last = span(end.value, calendar) if isinstance(end, Held) else None
    if first is None or last is None:
        return _unfit(start if first is None else end)
    value = (last[0] - first[0]).days
    low, high = (last[0] - first[1]).days, (last[1] - first[0]).days
    unit = parse_unit("count")
    assert unit is not None
    return Figure(Fraction(value), (), unit, {}, Fraction(low - value), Fraction(high - value))


def working_days(start: Worth, end: Worth, holidays: frozenset[date], calendar: FiscalCalendar) -> Worth:
    """Mondays to Fridays after the first date up to and with the second, less the holidays."""
    if not (isinstance(start, Held) and isinstance(start.value, date)):
        return _unfit(start)
    if not (isinstance(end, Held) and isinstance(end.value, date)):
        return _unfit(end)
    first, last, sign = start.value, end.value, 1
    if last < first:
        first, last, sign = last, first, -1
    count = _weekdays_up_to(last) - _weekdays_up_to(first)
    count -= sum(1 for day in holidays if first < day <= last and day.weekday() < 5)
    unit = parse_unit("count")
    assert unit is not None
    return constant(sign * count, unit)


def _weekdays_up_to(day: date) -> int:
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def period_of(node: Node, reader: Reader) -> tuple[Worth, Worth] | None:
    """The two ends of a record that is a period."""
    if not isinstance(node.shape, RecordShape) or node.shape.period is None:
        return None
    first, last = node.shape.period
    return reader.field(node, first), reader.field(node, last)


Day = TypeVar("Day", date, str)


def stretches(op: str, one: tuple[Day, Day], other: tuple[Day, Day]) -> tuple[bool, bool]:
    """Whether two stretches of days can stand as `op` says (`<` `>` `<=` `>=`), and whether they must.

    A month or year stands for any of its days. Days are dates, or texts such as 2017-05-31.
    """
    match op:
        case "<":
            return one[0] < other[1], one[1] < other[0]
        case ">":
            return one[1] > other[0], one[0] > other[1]
        case "<=":
            return one[0] <= other[1], one[1] <= other[0]
    return one[1] >= other[0], one[0] >= other[1]


def days_of(worth: Worth, reader: Reader, calendar: FiscalCalendar) -> tuple[date, date] | Missing:
    """The first and last day of a date, month, year or period."""
    if isinstance(worth, Missing):
        return worth
    if isinstance(worth, Node):
        ends = period_of(worth, reader)
        if ends is None:
            return _unfit(worth)
        first, last = days_of(ends[0], reader, calendar), days_of(ends[1], reader, calendar)
        if isinstance(first, Missing):
            return first
        return last if isinstance(last, Missing) else (first[0], last[1])
    days = span(worth.value, calendar) if isinstance(worth, Held) else None
    return days if days is not None else _unfit(worth)


def part_of_calendar(word: str, worth: Worth, reader: Reader, calendar: FiscalCalendar) -> Worth:
    """`year of`, `month of`, `weekday of`, `start of`, `end of`, `next year of`, `previous year of`."""
    if word in ("next year", "previous year"):
        if isinstance(worth, Held) and isinstance(worth.value, FinancialYear):
            return replace(worth, value=worth.value.shift(1 if word == "next year" else -1))
        return _unfit(worth)
    if word == "year" and isinstance(worth, Node) and isinstance(worth.shape, RecordShape) and worth.shape.year:
        return year_stated(worth, worth.shape.year, reader)
    days = days_of(worth, reader, calendar)
    if isinstance(days, Missing):
        return days
    path = worth.path if isinstance(worth, Held) else None
    first, last = days
    if word == "start":
        return Held(first, path)
    if word == "end":
        return Held(last, path)
    if word == "year":
        year = calendar.year_of(first)
        return Held(year, path) if year == calendar.year_of(last) else _unfit(worth)
    if word == "month":
        month = Month(first.year, first.month)
        return Held(month, path) if (last.year, last.month) == (first.year, first.month) else _unfit(worth)
    return Held(_WEEKDAYS[first.weekday()], path) if first == last else _unfit(worth)


def year_stated(node: Node, field: str, reader: Reader) -> Worth:
    """The financial year that a record states in the field its schema names (`x-year`)."""
    worth: Worth = node
    for step in field.split("."):
        worth = reader.field(worth, step)
    return worth


def years_and_months(word: str, worth: Worth, reader: Reader, calendar: FiscalCalendar) -> Worth:
    """The years of a period or map, or the months of a year, period or map: those of a map as the file has them."""
    wanted: Any = FinancialYear if word == "years" else Month
    if isinstance(worth, Node) and isinstance(worth.shape, MapShape) and isinstance(worth.raw, dict):
        keys = [reader.key(worth, key) for key in worth.raw]
        return Items(tuple(key for key in keys if isinstance(key, Held) and isinstance(key.value, wanted)), worth.path)
    days = days_of(worth, reader, calendar)
    if isinstance(days, Missing):
        return days
    first, last = days
    path = worth.path if isinstance(worth, Node) else None
    if word == "years":
        start, end = calendar.year_of(first).start, calendar.year_of(last).start
        return Items(tuple(Held(FinancialYear(year)) for year in range(start, min(end, start + 200) + 1)), path)
    months: list[Worth] = []
    month = Month(first.year, first.month)
    while month.first <= last and len(months) < 2400:
        months.append(Held(month))
        month = month.shift(1)
    return Items(tuple(months), path)
