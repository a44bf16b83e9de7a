"""What to write instead of a value that does not fit its field, where that can be told from what was written."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planlint.bind.naming import shown
from planlint.model import Value
from planlint.values import Month, decimal_text, parse_month, parse_unit

_FIGURE = re.compile(
    r"\s*(\()?\s*(-)?\s*(£)?\s*(-)?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(%|k|m|bn|thousand|million|billion)?\s*(\))?\s*",
    re.ASCII | re.IGNORECASE,
)
_COUNTED = re.compile(r"(\d{1,3}(,\d{3})+|\d+)\s+([A-Za-z]{2,20})", re.ASCII)
_NUMBERS = "nought one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
_NUMBERED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})", re.ASCII)
_WRITTEN = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})\.?,?[ -](\d{4})", re.ASCII)
_NUMBERED_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_OPEN = frozenset(("tbc", "tba", "tbd", "n/a", "na", "none", "nil", "unknown", "not known", "pending", "?", "-", "–"))
"""What people write in a cell that they cannot fill in yet."""
_NAMES = ("name", "title", "role", "text", "id")
_LONGEST = 60


def is_open(text: str) -> bool:
    """Whether a text says that there is no answer yet.

    >>> is_open("TBC"), is_open("12")
    (True, False)
    """
    return text.strip().casefold().rstrip(".") in _OPEN


def figure_fix(text: str, unit: str = "") -> str:
    """What to write instead of text where a figure should stand, in `unit`.

    >>> figure_fix("£1,234.5"), figure_fix("(203)"), figure_fix("12"), figure_fix("about ten")
    ('Write 1234.5.', 'Write -203.', 'Write 12, without quotes.', 'Give a figure, in digits.')
    >>> figure_fix("£7.9m", "£m"), figure_fix("850k", "£m")
    ('Write 7.9: the field is in £m.', 'Write 0.85: the field is in £m.')
    >>> figure_fix("16 beds"), figure_fix("Three")
    ('Write 16: the figure alone.', 'Write 3: the figure alone.')
    >>> figure_fix("tbc", "£k")
    'Give a figure in £k. Until there is one, leave the field out.'
    """
    if alone := _alone(text):
        return f"Write {alone}: the figure alone."
    found = _FIGURE.fullmatch(text) if len(text) <= _LONGEST else None
    word = (found[7] or "").casefold() if found else ""
    money = parse_unit(unit) if unit.startswith("£") else None
    if not found or bool(found[1]) != bool(found[8]) or (word in _SCALES and money is None):
        wanted = f"Give a figure in {unit}" if money or unit == "%" else "Give a figure"
        return f"{wanted}. Until there is one, leave the field out." if is_open(text) else f"{wanted}, in digits."
    sign = "-" if found[1] or found[2] or found[4] else ""
    figure = f"{sign}{found[5].replace(',', '')}{found[6] or ''}"
    if word in _SCALES and money is not None:
        amount = Fraction(Decimal(figure)) * 10 ** _SCALES[word] / money.scale
        return f"Write {decimal_text(amount)}: the field is in {unit}."
    return f"Write {figure}, without quotes." if figure == text.strip() else f"Write {figure}."


def _alone(text: str) -> str | None:
    """The figure in a text that has a word with it, or says it in a word."""
    words = text.split()
    if len(words) == 1 and words[0].casefold() in _NUMBERS:
        return str(_NUMBERS.index(words[0].casefold()))
    found = _COUNTED.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found[1].replace(",", "") if found and found[3].casefold() not in _SCALES else None


def date_fix(text: str) -> str | None:
    """What to write for a date that is not written year-month-day, or is none; None where that cannot be told.

    >>> date_fix("31/03/2019"), date_fix("12 March 2018")
    ('If you mean 31 March 2019, write 2019-03-31.', 'If you mean 12 March 2018, write 2018-03-12.')
    >>> date_fix("31/04/2019"), date_fix("soon")
    ('April 2019 has 30 days: correct the day.', None)
    >>> date_fix("2018-04")
    'Add the day, as in 2018-04-01.'
    >>> date_fix("tbc")
    'Write it year-month-day, such as 2017-06-30. Until it is known, leave the field out.'
    """
    if is_open(text):
        return "Write it year-month-day, such as 2017-06-30. Until it is known, leave the field out."
    if parse_month(text.strip()):
        return f"Add the day, as in {text.strip()}-01."
    parts = _day_of(text.strip())
    if parts is None:
        return None
    year, month, day = parts
    if not 1 <= month <= 12 or year < 1:
        return None
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        return f"{_MONTHS[month - 1]} {year} has {days} days: correct the day."
    return f"If you mean {day} {_MONTHS[month - 1]} {year}, write {date(year, month, day).isoformat()}."


def _day_of(text: str) -> tuple[int, int, int] | None:
    if found := _NUMBERED.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := _NAMED.fullmatch(text)) and (month := _month_number(found[2])):
        return int(found[3]), month, int(found[1])
    found = _WRITTEN.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def month_fix(text: str) -> str | None:
    """What to write for a month that is not written year-month.

    >>> month_fix("Sept 2018"), month_fix("9/2018"), month_fix("later")
    ('Write 2018-09.', 'Write 2018-09.', None)
    """
    text = text.strip()
    month, year = None, ""
    if found := _NAMED_MONTH.fullmatch(text):
        month, year = _month_number(found[1]), found[2]
    elif found := _NUMBERED_MONTH.fullmatch(text):
        month, year = int(found[1]), found[2]
    return f"Write {Month(int(year), month)}." if month and 1 <= month <= 12 and int(year) else None


def _month_number(name: str) -> int | None:
    low = name.casefold()
    return next((n for n, one in enumerate(_MONTHS, 1) if len(low) >= 3 and one.casefold().startswith(low[:4])), None)


def record_fix(value: Value, schema: Mapping[str, Any]) -> str:
    """How to write a record where something else stands, with what was written put where it belongs.

    >>> record_fix("Priya", {"properties": {"role": {}, "organisation": {}}})
    'Write its fields by name, such as {role: "Priya", organisation: …}.'
    """
    return f"Write its fields by name, such as {_record(value, schema)}."


def list_fix(value: Value, schema: Mapping[str, Any]) -> str:
    """How to write a list where one thing stands.

    >>> list_fix("Appendix 1", {"items": {"properties": {"name": {}}}}), list_fix("a", {})
    ('Write it as a list, such as [{name: "Appendix 1"}].', 'Write it as a list, such as ["a"].')
    """
    if isinstance(value, dict):
        return "Write it as a list: each item on a line of its own, after a dash."
    items = schema.get("items")
    inner = _record(value, items) if isinstance(items, Mapping) and items.get("properties") else _said(value)
    return f"Write it as a list, such as [{inner}]."


def _record(value: Value, schema: Mapping[str, Any]) -> str:
    fields: Iterable[str] = schema.get("properties", {})
    needed = [one for one in schema.get("required", ()) if one in fields] or list(fields)[:2]
    named = needed if len(needed) == 1 else _NAMES
    holder = next((one for one in named if one in needed and isinstance(value, str)), None)
    return "{" + ", ".join(f"{one}: {_said(value) if one == holder else '…'}" for one in needed[:4]) + "}"


def _said(value: Value) -> str:
    return shown(value) if isinstance(value, str | int | Decimal) and len(str(value)) <= _LONGEST else "…"
