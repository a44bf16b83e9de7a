"""Digits to exact figures, within the limits, and never through a float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from planlint.limits import Limits
from planlint.readers.faults import limit_named, shown


def whole(digits: str, limits: Limits) -> int | Decimal | None:
    """A whole number from its digits; None where there are more than the limit. `-0` keeps its sign, as a Decimal."""
    if len(digits) > limits.number_digits and len(digits.lstrip("+-")) > limits.number_digits:
        return None
    return int(digits) if digits != "-0" else Decimal(digits)


def exact(written: str, limits: Limits) -> Decimal | None:
    """A figure with a point or an exponent, its digits as written; None where it is out of range.

    >>> from planlint.limits import LIMITS
    >>> exact("1.10", LIMITS), exact("1e3", LIMITS), exact("1e41", LIMITS)
    (Decimal('1.10'), Decimal('1E+3'), None)
    """
    if len(written) <= 16 and "e" not in written and "E" not in written:
        return Decimal(written)
    mantissa, _, exponent = written.lower().partition("e")
    if sum(map(str.isdigit, mantissa)) > limits.number_digits:
        return None
    power = exponent.lstrip("+-").lstrip("0")
    if len(power) > 9 or int(power or "0") > limits.number_exponent:
        return None
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def out_of_range(written: str, limits: Limits) -> tuple[str, str, str]:
    """What to say of a number that was not read: message, fix, and the text to keep in its place."""
    mantissa = written if written.startswith("0x") else written.lower().partition("e")[0]
    long = sum(map(str.isalnum, mantissa)) > limits.number_digits
    why = "too many digits" if long else "too great an exponent"
    named = limit_named("number_digits" if long else "number_exponent", limits)
    most = limits.quoted_characters
    kept = written[:most] + "…" if len(written) > most else written
    message = f"The number {shown(written, 40)} has {why} ({named}). It is kept as text."
    return message, "Write the figure with fewer digits.", kept
