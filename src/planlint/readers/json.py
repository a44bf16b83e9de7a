"""JSON, strictly as RFC 8259 has it: the standard library's scanner, bounded before and made exact.

An ordinary document is read in a quicker way (`json_quick`), with the same values; here is what decides all others.
Depth and number of values are counted on the text before anything is built; figures keep their digits; a key given
twice, NaN and Infinity are refused.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import accumulate
from typing import Any

from planlint.limits import Limits
from planlint.model import Document, Path, Unreadable, Value
from planlint.readers.characters import inspect
from planlint.readers.faults import Faults, Refused, limit_named, read_fault, shown
from planlint.readers.json_errors import explain
from planlint.readers.json_places import JsonPlaces, first_duplicate, first_word
from planlint.readers.numbers import exact, out_of_range, whole
from planlint.readers.text import Lines, decode, digest_of

SUFFIXES = (".json",)

_NOT_STRUCTURE = bytes(code for code in range(256) if chr(code) not in '[]{},"')
_DEPTH_OF = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_SMALL = 200_000
"""Bytes that are read sooner than the quick way of reading is loaded."""
_several = False
_ESCAPE = re.compile(r"\\[ubf]")


def read(content: bytes, name: str, limits: Limits) -> Document | Unreadable:
    """The JSON document in these bytes."""
    digest = digest_of(content)
    try:
        text = decode(content, limits)
        return _quickly(content, text, name, digest, limits) or read_closely(text, name, digest, limits)
    except Refused as refused:
        return Unreadable(name, digest, refused.fault)


def _quickly(content: bytes, text: str, name: str, digest: str, limits: Limits) -> Document | None:
    """The document read in the quick way, where that can answer and is worth its loading: not for one small file."""
    global _several
    if not _several and len(content) < _SMALL:
        _several = True
        return None
    from planlint.readers.json_quick import has_blanks, read_ordinary

    ordinary = read_ordinary(content, text, limits)
    if ordinary is None:
        return None
    solid = None if has_blanks(content, text) else ordinary
    return Document(name, ordinary, digest, JsonPlaces(text, Lines(text), name).locate, solid=solid)


def read_closely(text: str, name: str, digest: str, limits: Limits) -> Document:
    """The JSON document in a text, with whatever is to be remarked on. Raises Refused for what cannot be read."""
    lines = Lines(text)
    places = JsonPlaces(text, lines, name)
    _bound(text, lines, limits)
    data, odd = _parse(text, lines, limits)
    faults = Faults(limits)
    if odd:
        data = _kept_as_text(data, places, faults, limits)
    inspect(data, text, _ESCAPE, places.locate, faults, limits)
    return Document(name, data, digest, places.locate, faults.all())


def _bound(text: str, lines: Lines, limits: Limits) -> None:
    """Counts depth and values on the text: what is in quotes taken out, then brackets and commas."""
    opened = text.count("[") + text.count("{")
    if opened <= limits.depth and opened + text.count(",") < limits.values:
        return
    written = text
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    unquoted = '"'.join(text.split('"')[::2])
    bare = unquoted.encode().translate(None, _NOT_STRUCTURE)
    opened = bare.count(b"[") + bare.count(b"{")
    if 1 + opened + bare.count(b",") - bare.count(b"[]") - bare.count(b"{}") > limits.values:
        message = f"The file has too many values ({limit_named('values', limits)})."
        raise Refused(read_fault("READ-LIMIT", message, "Split the submission.", 1, 1))
    if opened > limits.depth and _nested_beyond(bare, limits.depth):
        line, column = lines.at(_too_deep(written, limits.depth))
        message = f"Maps and lists are nested too deeply here ({limit_named('depth', limits)})."
        fix = "Check for brackets that are there by mistake."
        raise Refused(read_fault("READ-DEPTH", message, fix, line, column))


def _nested_beyond(bare: bytes, most: int) -> bool:
    """Whether more than `most` brackets are open at once, in a text that is nothing but brackets, quotes and commas."""
    bare = bare.translate(None, b',"')
    for _ in range(most // 2):  # each round takes away the innermost one or two levels
        shorter = bare.replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(bare):
            break
        bare = shorter
    return bool(bare) and max(accumulate(map(_DEPTH_OF.__getitem__, bare))) > most


def _too_deep(text: str, most: int) -> int:
    """The offset of the first bracket that opens a level beyond `most`."""
    depth = 0
    for found in re.finditer(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', text, re.DOTALL):
        depth += _DEPTH_OF.get(ord(found[0][0]), 0)
        if depth > most:
            return found.start()
    return 0


class _OutOfRange(str):
    """A number as written that is not read as one, until its path is known."""

    __slots__ = ()


class _Duplicate(Exception):
    pass


def _parse(text: str, lines: Lines, limits: Limits) -> tuple[Any, bool]:
    """The values, and whether some are `_OutOfRange`."""
    odd = False

    def odd_number(written: str) -> _OutOfRange:
        nonlocal odd
        odd = True
        return _OutOfRange(written)

    def integer(digits: str) -> int | Decimal | _OutOfRange:
        number = whole(digits, limits)
        return number if number is not None else odd_number(digits)

    def figure(written: str) -> Decimal | _OutOfRange:
        number = exact(written, limits)
        return number if number is not None else odd_number(written)

    decoder = json.JSONDecoder(
        object_pairs_hook=_once_each, parse_int=integer, parse_float=figure, parse_constant=_not_finite
    )
    try:
        return decoder.decode(text), odd
    except json.JSONDecodeError as error:
        raise Refused(explain(error, text, lines)) from None
    except _Duplicate:
        path, at = first_duplicate(text)
        key = shown(str(path[-1]))
        message = f"The key {key} is given twice in one map, and it cannot be told which is meant."
        raise Refused(read_fault("READ-DUPLICATE-KEY", message, "Keep one of the two.", *lines.at(at), path)) from None
    except _NotFinite as error:
        line, column = lines.at(first_word(text, str(error)))
        message = f"{error} is not JSON, and not a figure that can be checked."
        fix = "Give a figure, or leave the value out."
        raise Refused(read_fault("READ-NOT-FINITE", message, fix, line, column)) from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole_map = dict(pairs)
    if len(whole_map) != len(pairs):
        raise _Duplicate
    return whole_map


class _NotFinite(Exception):
    pass


def _not_finite(word: str) -> None:
    raise _NotFinite(word)


def _kept_as_text(data: Any, places: JsonPlaces, faults: Faults, limits: Limits) -> Value:
    """Puts the text of each number out of range in its place, with a fault, without recursion."""
    root: list[Any] = [data]
    stack: list[tuple[Any, Path]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        inner: list[tuple[Any, Path]] = []
        for step, value in list(node.items() if type(node) is dict else enumerate(node)):
            at = path if node is root else (*path, step)
            if type(value) is _OutOfRange:
                message, fix, node[step] = out_of_range(value, limits)
                if faults.full("READ-NUMBER"):
                    faults.count("READ-NUMBER")
                    continue
                place = places.locate(at)
                faults.add(read_fault("READ-NUMBER", message, fix, place.line, place.column, at))
            elif type(value) is dict or type(value) is list:
                inner.append((value, at))
        stack.extend(reversed(inner))
    kept: Value = root[0]
    return kept
