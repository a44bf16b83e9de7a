"""What a YAML plain scalar means, by the core schema of YAML 1.2, and which ones YAML 1.1 programs read otherwise.

A scalar that both read alike has that meaning. One that they read differently stays the text that it is, with a
fault that says how to write it so that every program reads the same. Dates stay text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from planlint.limits import Limits
from planlint.model import Scalar
from planlint.readers.faults import shown
from planlint.readers.numbers import exact, out_of_range, whole


class Trouble(NamedTuple):
    """A scalar that is not read as it stands: what is wrong, what to do, and the text to keep."""

    code: str
    message: str
    fix: str
    text: str


VERSIONED = ("id", "code", "key", "ref", "reference", "version")
"""The last words of keys under which digits that end in 0 are more likely a name than a figure."""

MAY_MEAN_MORE = frozenset("0123456789+-.~=<nNtTfFyYoO")
"""The first characters of all plain scalars that are not simply text."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_YES = ("y", "Y", "yes", "Yes", "YES", "on", "On", "ON")
_NO = ("n", "N", "no", "No", "NO", "off", "Off", "OFF")
SPECIAL = frozenset((*_WORDS, *_YES, *_NO))
"""The words that are not simply text."""
_NOT_FINITE = frozenset(
    [sign + word for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")] + [".nan", ".NaN", ".NAN"]
)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+][0-9]+)?")
_HEX = re.compile(r"0x[0-9a-fA-F]+")

_EXPONENT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|[-+]?0b[01_]+|[-+]?0x[0-9a-fA-F_]+")
_UNDERSCORES = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+][0-9]+)?)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)")
_SEXAGESIMAL = re.compile(r"[-+]?(?:[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?"
)


def resolve(text: str, limits: Limits) -> Scalar | Trouble:
    """The value of a plain scalar, or what is wrong with it.

    >>> from planlint.limits import LIMITS
    >>> [resolve(t, LIMITS) for t in ("12", "1.10", "0x1F", "true", "~", "2024-06-01", "2018/19", "1.0e+3")]
    [12, Decimal('1.10'), 31, True, None, '2024-06-01', '2018/19', Decimal('1.0E+3')]
    >>> sorted({resolve(t, LIMITS).code for t in ("no", "012", "12:30:00", "1_000", "1e3", "0o17", "0b1", "=")})
    ['READ-AMBIGUOUS']
    >>> resolve(".nan", LIMITS).code, resolve("2024-02-31", LIMITS).code
    ('READ-NOT-FINITE', 'READ-DATE')
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        number = whole(text, limits)
        return number if number is not None else Trouble("READ-NUMBER", *out_of_range(text, limits))
    if _DECIMAL.fullmatch(text):
        figure = exact(text, limits)
        return figure if figure is not None else Trouble("READ-NUMBER", *out_of_range(text, limits))
    if _HEX.fullmatch(text):
        short = len(text) - 2 <= limits.number_digits
        return int(text, 16) if short else Trouble("READ-NUMBER", *out_of_range(text, limits))
    return _unusual(text) or text


def drops_zero(text: str) -> Trouble:
    """The trouble with `1.10` where it names something, as a version does: as a number it is 1.1."""
    return _ambiguous(text, "is a number to most programs, which drop its last 0", f'Write "{text}" in quotes.')


def _unusual(text: str) -> Trouble | None:
    """A scalar that YAML 1.1 and 1.2 read differently, that is no number, or no day; None for ordinary text."""
    if text in _NOT_FINITE:
        message = f"{text} is not a figure that can be checked. It is kept as text."
        return Trouble("READ-NOT-FINITE", message, f'Give a figure, leave it out, or write "{text}" in quotes.', text)
    if text in _YES or text in _NO:
        word = "true" if text in _YES else "false"
        fix = f'Write {word} if that is the answer, or "{text}" in quotes if the word itself is meant.'
        message = f"{text} could be read as {word}, or as the word itself. It is kept as text."
        return Trouble("READ-AMBIGUOUS", message, fix, text)
    if text in ("=", "<<"):
        return _ambiguous(text, "has a meaning of its own to some programs", f'Write "{text}" in quotes.')
    return _ambiguous_number(text) or _no_such_day(text)


def _ambiguous_number(text: str) -> Trouble | None:
    quoted = f'"{shown(text)}" in quotes'
    if _LEADING_ZERO.fullmatch(text):
        plain = shown(text.lstrip("+-0") or "0")
        fix = f"Write {quoted} if it is a code, or {plain} if it is a figure."
        return _ambiguous(text, "starts with 0: some programs count it in eights, others in tens", fix)
    if _EXPONENT.fullmatch(text):
        fix = f"Write the figure in full digits, as 1000 for 1e3, or {quoted} if it is a code."
        return _ambiguous(text, "is a number to some programs and text to others", fix)
    if _OTHER_BASE.fullmatch(text):
        fix = f"Write {quoted} if it is a code, or the figure in ordinary digits."
        return _ambiguous(text, "is a number to some programs and text to others", fix)
    if _SEXAGESIMAL.fullmatch(text):
        return _ambiguous(
            text, "is a number counted in sixties to some programs and text to others", f"Write {quoted}."
        )
    if "_" in text and _UNDERSCORES.fullmatch(text):
        fix = f"Write the figure without _, or {quoted} if it is a code."
        return _ambiguous(text, "is a number to some programs and text to others", fix)
    return None


def _no_such_day(text: str) -> Trouble | None:
    found = _DATE.fullmatch(text) or _TIMESTAMP.fullmatch(text)
    if not found:
        return None
    year, month, day, *clock = (int(part) for part in found.groups())
    try:
        date(year, month, day)
        if not clock or (clock[0] < 24 and clock[1] < 60 and clock[2] <= 60):
            return None
    except ValueError:
        pass
    message = f"There is no such date or time as {shown(text)}. It is kept as text."
    return Trouble(
        "READ-DATE", message, f'Correct the date, or write "{shown(text)}" in quotes if it is not one.', text
    )


def _ambiguous(text: str, why: str, fix: str) -> Trouble:
    return Trouble("READ-AMBIGUOUS", f"{shown(text)} {why}. It is kept as text.", fix, text)
