"""Values of the field that a programming language does not have: financial years, months, durations, units.

All exact, ordered and hashable. Parsing takes text as a submission or a rule writes it and gives None where the
text is not one; it never raises and never guesses.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from planlint.records import dataclass

_YEAR = re.compile(r"(?:(20|19)(\d\d)|(\d\d))\s*(?:/|-|–|\bto\b)\s*((?:20|19)?\d\d)", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_DURATION = re.compile(r"(\d{1,6}) ?(day|week|month|year)s?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """A financial year by the calendar year in which it starts. Written `2017/18`."""

    start: int

    def __str__(self) -> str:
        return f"{self.start:04d}/{(self.start + 1) % 100:02d}"

    def shift(self, years: int) -> FinancialYear:
        return FinancialYear(self.start + years)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month. Written `2017-05`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def shift(self, months: int) -> Month:
        """The month so many months later; ValueError outside the years 1 to 9999."""
        total = self.year * 12 + self.month - 1 + months
        year, month = divmod(total, 12)
        date(year, month + 1, 1)
        return Month(year, month + 1)


@dataclass(frozen=True, slots=True, order=True)
class FiscalCalendar:
    """When a financial year starts: month and day. 1 April unless the pack says otherwise."""

    month: int = 4
    day: int = 1

    def first(self, year: FinancialYear) -> date:
        return date(year.start, self.month, self.day)

    def last(self, year: FinancialYear) -> date:
        return date(year.start + 1, self.month, self.day) - timedelta(days=1)

    def year_of(self, day: date) -> FinancialYear:
        return FinancialYear(day.year if day >= date(day.year, self.month, self.day) else day.year - 1)

    def months(self, year: FinancialYear) -> list[Month]:
        """The twelve months of a financial year, the first being that in which it starts."""
        first = Month(year.start, self.month)
        return [first.shift(n) for n in range(12)]


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of days, weeks, months or years."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" + ("" if self.count == 1 else "s")

    def after(self, day: date, sign: int = 1) -> date:
        """The day so much later (`sign` 1) or earlier (-1). 31 January and one month is the last of February.

        Raises OverflowError or ValueError outside the years 1 to 9999.
        """
        count = self.count * sign
        if self.unit in ("day", "week"):
            return day + timedelta(days=count * (7 if self.unit == "week" else 1))
        month = Month(day.year, day.month).shift(count * (12 if self.unit == "year" else 1))
        return date(month.year, month.month, min(day.day, month.last.day))


@lru_cache(maxsize=4096)
def parse_year(text: str) -> FinancialYear | None:
    """A financial year in any of its usual spellings, or None.

    >>> [str(parse_year(t)) for t in ("2017/18", "2017-18", "17/18", "2017 to 2018", "1999/00", "2017/2018")]
    ['2017/18', '2017/18', '2017/18', '2017/18', '1999/00', '2017/18']
    >>> parse_year("2017/19"), parse_year("2017"), parse_year("2017-08-09")
    (None, None, None)
    """
    found = _YEAR.fullmatch(text.strip())
    if not found:
        return None
    century, short, bare, second = found.groups()
    start = int(century + short) if century else 2000 + int(bare)
    if len(second) == 4:
        return FinancialYear(start) if int(second) == start + 1 else None
    return FinancialYear(start) if int(second) == (start + 1) % 100 else None


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date | None:
    """A date written year-month-day, or None (also for 31 February)."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def parse_month(text: str) -> Month | None:
    """A month written year-month, or None."""
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12 or not int(found[1]):
        return None
    return Month(int(found[1]), int(found[2]))


def parse_duration(text: str) -> Duration | None:
    """`90 days`, `3 months`; None where the text is not a duration."""
    found = _DURATION.fullmatch(text)
    return Duration(int(found[1]), found[2]) if found else None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: how it is written, what it is made of, and how many of the base unit one of it is.

    `dims` are (base unit, power) in order of name; none for plain numbers, counts and percents. £k is a thousand of £.
    """

    name: str
    dims: tuple[tuple[str, int], ...] = ()
    scale: Fraction = Fraction(1)

    @property
    def is_money(self) -> bool:
        return self.dims == (("£", 1),)

    @property
    def is_percent(self) -> bool:
        return self.name == "%"


PLAIN = Unit("")
_MONEY = {"£": 1, "£k": 1_000, "£m": 1_000_000, "£bn": 1_000_000_000}
PERCENT = Unit("%", (), Fraction(1, 100))


def parse_unit(name: str) -> Unit | None:
    """A unit by its name: `£`, `£k`, `£m`, `£bn`, `%`, `count`, or any word of its own (`wte`, `bed`).

    >>> parse_unit("£k").scale, parse_unit("bed").dims, parse_unit("£ / patient").dims
    (Fraction(1000, 1), (('bed', 1),), (('patient', -1), ('£', 1)))
    """
    if " / " in name:
        above, _, below = name.partition(" / ")
        top, bottom = parse_unit(above), parse_unit(below)
        if top is None or bottom is None or " / " in below:
            return None
        return Unit(name, multiply_dims(top.dims, bottom.dims, -1), top.scale / bottom.scale)
    if name in _MONEY:
        return Unit(name, (("£", 1),), Fraction(_MONEY[name]))
    if name == "%":
        return PERCENT
    if name in ("count", "number", ""):
        return Unit(name)
    return Unit(name, ((name, 1),)) if re.fullmatch(r"[A-Za-z][A-Za-z0-9_ ]{0,39}", name) else None


def multiply_dims(
    left: tuple[tuple[str, int], ...], right: tuple[tuple[str, int], ...], sign: int = 1
) -> tuple[tuple[str, int], ...]:
    """The dimensions of a product (`sign` 1) or quotient (-1)."""
    powers = dict(left)
    for base, power in right:
        powers[base] = powers.get(base, 0) + sign * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def decimal_text(value: Fraction | Decimal | int, step: Fraction | None = None) -> str:
    """A figure in digits, without exponent: to the places that `step` has, halves away from zero; else exactly
    where that ends, else to twelve places.

    >>> decimal_text(Fraction(1, 8)), decimal_text(Fraction(5, 2), Fraction(1)), decimal_text(Fraction(-1, 3))
    ('0.125', '3', '-0.333333333333')
    """
    exact = Fraction(value)
    if step is not None and step > 0:
        units = round_half_away(exact / step)
        exact = units * step
    sign = "-" if exact < 0 else ""
    exact = abs(exact)
    places = _places(step) if step is not None and step > 0 else _places(exact)
    scaled = round_half_away(exact * 10**places)
    whole, part = divmod(scaled, 10**places)
    return f"{sign}{whole}" + (f".{part:0{places}d}" if places else "")


def round_half_away(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    doubled = abs(value) * 2 + 1
    whole = doubled.numerator // (2 * doubled.denominator)
    return -whole if value < 0 else whole


def _places(value: Fraction | None) -> int:
    """How many decimal places a fraction needs; 12 where it never ends."""
    if value is None:
        return 12
    denominator, places = value.denominator, 0
    while denominator != 1 and places < 12:
        places += 1
        denominator = (value * 10**places).denominator
    return places
