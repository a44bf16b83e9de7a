"""How a fault in the writing of a file is said, and how many are said."""

from __future__ import annotations

import unicodedata

from planlint.limits import LIMITS, Limits
from planlint.model import Path, ReadFault
from planlint.readers.codes import CODES


class Refused(Exception):
    """Ends the reading of a file, which is then `Unreadable`. Never leaves `planlint.readers`."""

    def __init__(self, fault: ReadFault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def read_fault(
    code: str, message: str, fix: str, line: int | None = None, column: int | None = None, path: Path = ()
) -> ReadFault:
    """A fault with one of the known codes."""
    if code not in CODES:
        raise KeyError(code)
    return ReadFault(code, message, fix, line, column, path)


def limit_named(name: str, limits: Limits = LIMITS) -> str:
    """A limit as every message names it: what it is, how much it is, and the option that moves it.

    >>> limit_named("depth")
    'limit: depth 64, option --limit-depth'
    """
    option = name.replace("_", "-")
    return f"limit: {option.replace('-', ' ')} {getattr(limits, name)}, option --limit-{option}"


def shown(text: str, most: int = 60) -> str:
    """Text of a submission as it may stand in a message: cut, on one line, and with nothing in it that cannot be seen.

    >>> shown("I-\\u200b1"), shown("a\\nb"), shown("9" * 200, 5)
    ('I-<U+200B>1', 'a<U+000A>b', '99999…')
    """
    cut = text[:most] + "…" if len(text) > most else text
    return "".join(_visible(char) for char in cut) if not cut.isprintable() or "\u00ad" in cut else cut


def _visible(char: str) -> str:
    return char if char.isprintable() and char != "\u00ad" else f"<{character_code(char)}>"


def character_code(char: str) -> str:
    """`U+200B` for a character."""
    return f"U+{ord(char):04X}"


def character_name(char: str) -> str:
    """`U+200B (zero width space)` for a character."""
    name = unicodedata.name(char, "").lower() or _CONTROLS.get(char, "")
    return character_code(char) + (f" ({name})" if name else "")


_CONTROLS = {"\0": "null", "\x07": "bell", "\x08": "backspace", "\x0b": "vertical tab", "\x0c": "form feed"}
_CONTROLS |= {"\x1b": "escape", "\x7f": "delete"}


class Faults:
    """The faults of a file that could be read, in the order found; of each code no more than the limit of findings."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.findings_per_rule
        self._limits = limits
        self._kept: list[ReadFault] = []
        self._counts: dict[str, int] = {}

    def full(self, code: str) -> bool:
        """Whether another fault of this code would only be counted."""
        return self._counts.get(code, 0) >= self._most

    def add(self, fault: ReadFault) -> None:
        count = self._counts[fault.code] = self._counts.get(fault.code, 0) + 1
        if count <= self._most:
            self._kept.append(fault)

    def count(self, code: str) -> None:
        """One more fault of a code that is full."""
        self._counts[code] += 1

    def all(self) -> tuple[ReadFault, ...]:
        """Those kept, by place, and for each code of which some were left out one that says how many."""
        kept = sorted(self._kept, key=lambda one: (one.line or 0, one.column or 0, one.code))
        for code, count in sorted(self._counts.items()):
            if count > self._most:
                more = f"{count - self._most} more like {code} ({CODES[code].lower()}) are not listed"
                message = f"{more} ({limit_named('findings_per_rule', self._limits)})."
                kept.append(read_fault(code, message, "Correct those that are listed, then check again."))
        return tuple(kept)
