"""The one encoder of text that goes to a terminal, and how such text is coloured and wrapped."""

from __future__ import annotations

import re
import textwrap

from planlint.limits import LIMITS

# Fixed ranges, not the categories of `unicodedata`: these would differ from one Python to the next.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str) -> str:
    r"""Text of a stranger as it is shown: on one line, and unable to steer a terminal or reorder what stands beside it.

    >>> printable("a\x1b[2J\n"), printable("gpj.\u202elmay")
    ('a\\x1b[2J\\n', 'gpj.<U+202E>lmay')
    """
    return _CONTROL.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0xA0 else f"<U+{code:04X}>"


def shortened(text: str) -> str:
    """What a submission says, printable, and no longer than reports quote; what is left out is said."""
    most = LIMITS.quoted_characters
    return printable(text) if len(text) <= most else f"{printable(text[:most])}... ({len(text):,} characters)"


_STYLES = {"bold": "1", "dim": "2", "must": "1;31", "should": "1;33", "could": "1;36", "good": "1;32", "place": "36"}


def paint(text: str, style: str, colour: bool) -> str:
    """Our own text in a style, or as it is without colour. Never given what a stranger wrote, unless printable."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour else text


def wrapped(text: str, indent: int, width: int | None, first: str = "") -> list[str]:
    """Lines of text that hang by `indent` under `first`, broken between words. `width` None: one line."""
    margin = " " * indent
    start = first.ljust(indent) if first else margin
    if width is None or len(text) + indent <= width:
        return [start + text]
    lines = textwrap.wrap(text, max(20, width - indent), break_long_words=False, break_on_hyphens=False)
    return [(start if n == 0 else margin) + line for n, line in enumerate(lines)]
