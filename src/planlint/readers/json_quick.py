"""Ordinary JSON, read by msgspec: faster than by the reader that explains, and the same wherever it answers.

It answers only for a document in which that reader has nothing to remark on. Any oddity that can be told cheaply (a
duplicate key, a hidden character, a figure of many digits, deep nesting) leaves the document to the other.
"""

from __future__ import annotations

import re
from decimal import Clamped, Context, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow
from typing import Any

import msgspec

from planlint.limits import Limits
from planlint.readers.characters import LONE, is_suspect, members_of

_LONG = 24
"""Characters of a figure, without its exponent, up to which it is read here."""
_POWER = 15
_LEAST_EXPONENT = 40
_EXACT = Context(
    prec=_LEAST_EXPONENT - _POWER + 1,
    Emax=_POWER,
    Emin=-_POWER,
    traps=[Clamped, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow],
)
"""Takes a figure as it is written, or not at all. So narrow that no exponent beyond the limit, by which the reader that
explains goes, can hide behind the digits of one that is not long: ±15 and 24 digits do not make up for 41.
"""
_DECODER = msgspec.json.Decoder(float_hook=_EXACT.create_decimal)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")
_APART = (b" :", b"\t:", b"\n:", b"\r:")
_NEGATIVE_ZERO = re.compile(rb"-0(?![.0-9eE-])")
_SPACE = re.compile("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_FIGURES = bytes(range(256)).translate(bytes.maketrans(b"123456789.+-", b"000000000000"))
"""Every digit, sign and point as `0`."""
_MARK = b"\xef\xbb\xbf"


def read_ordinary(content: bytes, text: str, limits: Limits) -> dict[str, Any] | None:
    """The values of a map in JSON, or None where only the reader that explains can say. `text` is that of `content`."""
    content = content.removeprefix(_MARK)
    if not _is_plain(content, text, limits):
        return None
    try:
        data = _DECODER.decode(content)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        return None
    if type(data) is not dict:
        return None
    members = members_of(data, limits.depth)
    return data if members == content.count(b":") or members == _keys_written(content) else None


def has_blanks(content: bytes, text: str) -> bool:
    """Whether there may be a null, or a text of nothing but spaces, in what was read from a text."""
    return (
        b"null" in content
        or b'""' in content
        or b'" ' in content
        or (b"\\" in content and b'"\\' in content)
        or not (text.isascii() or _SPACE.search(text) is None)
    )


def _keys_written(content: bytes) -> int:
    """How many keys there are in a text, or more, but never fewer; -2 where that cannot be told.

    A key that its map has already is lost in reading, so that there are fewer members than keys.
    """
    return -2 if any(apart in content for apart in _APART) else content.count(b'":')


def _is_plain(content: bytes, text: str, limits: Limits) -> bool:
    """Whether nothing in the text could be remarked on but what the values themselves tell."""
    if len(content) > limits.values and 1 + sum(map(content.count, (b",", b"[", b"{"))) > limits.values:
        return False
    if len(text) > limits.text_characters or is_suspect(text):
        return False
    if _NEGATIVE_ZERO.search(content):
        return False
    if b"\\" in content and (b"\\b" in content or b"\\f" in content or _hides(text)):
        return False
    if limits.number_exponent < _LEAST_EXPONENT:
        return False
    return b"0" * (min(limits.number_digits, _LONG) + 1) not in content.translate(_FIGURES)


def _hides(text: str) -> bool:
    """Whether an escape stands for a character that would be remarked on, or for half of one."""
    for digits in set(_ESCAPED.findall(text)):
        char = chr(int(digits, 16))
        if char != "\n" and (not char.isprintable() or is_suspect(char) or LONE.match(char)):
            return True
    return False
