"""The formats that a schema may ask for: each is really checked, by the same function wherever it is asked.

A date, month, financial year or duration is what `planlint.values` can read. A format that is not here is refused
when the schema is loaded: one that is only a remark would be a promise not kept.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from planlint.values import parse_date, parse_duration, parse_month, parse_year

_EMAIL = re.compile(
    r"[^\s@\"(),:;<>\[\\\]]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,10}[A-Za-z]{2,63}"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


_PAIRS = "|".join(f"{year:02d}/{(year + 1) % 100:02d}" for year in range(100))
ORDINARY: dict[str, str] = {
    "date": r"^[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])$",
    "month": r"^[1-9][0-9]{3}-(?:0[1-9]|1[0-2])$",
    "financial-year": rf"^[1-9][0-9](?:{_PAIRS})$",
}
"""Of some formats, a pattern that most texts of that format match, and no other texts."""


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": lambda text: parse_date(text) is not None,
    "month": lambda text: parse_month(text) is not None,
    "financial-year": lambda text: parse_year(text) is not None,
    "duration": lambda text: parse_duration(text) is not None,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
    "ipv4": _is_address,
}
