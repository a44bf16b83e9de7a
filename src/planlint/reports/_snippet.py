"""The line of a submission that a finding stands in, with a caret under the value, whatever the line holds."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

from planlint.reports import View
from planlint.terminal import paint, printable

_BREAK = re.compile(r"\r\n|\r|\n")
_VALUE = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,\[\]{}#]+(?:,\d{3}(?!\d))*""")
_BEFORE = 60
_AFTER = 40


class Source:
    """The lines of a submission as checked."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._lines: list[str] | None = None

    def line(self, number: int) -> str | None:
        """A line by its number from 1, or None past the end."""
        if self._lines is None:
            self._lines = _BREAK.split(_decode(self._content))
        return self._lines[number - 1] if 0 < number <= len(self._lines) else None

    def snippet(self, number: int, column: int, style: str, view: View) -> Iterator[str]:
        """The line with a caret under the value that begins at `column` (from 1). A long line is cut."""
        line = self.line(number)
        if line is None:
            return
        at = min(max(column - 1, 0), len(line))
        found = _VALUE.match(line, at, at + _BEFORE + _AFTER)
        end = min(found.end() if found else at + 1, at + _BEFORE)
        start, stop = max(0, at - _BEFORE), min(len(line), end + _AFTER)
        before = ("..." if start else "") + printable(line[start:at])
        marked = printable(line[at:end])
        after = printable(line[end:stop]) + ("..." if stop < len(line) else "")
        gutter = " " * len(f"{number}")
        yield f"{gutter} |"
        yield f"{number} | {before}{marked}{after}"
        caret = paint("^" * max(1, _columns(marked)), style, view.colour)
        yield f"{gutter} | {' ' * _columns(before)}{caret}"


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return len(text) + wide - sum(unicodedata.combining(one) > 0 for one in text)
