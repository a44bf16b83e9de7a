"""Where in a JSON text each value stands: a scan that goes straight to the path asked for.

What the path does not lead through is skipped by its brackets. What has been scanned once is remembered, so that many
questions about one file cost little more than one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from planlint.model import Path, Place
from planlint.readers.characters import LONE
from planlint.readers.text import Lines

_SPACE = re.compile(r"[ \t\n\r]*+")
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(r"[^,\]}\s]++")
_BETWEEN = r'[^"\[\]{}]*+'
_TO_BRACKET = re.compile(f"{_BETWEEN}(?:{_STRING.pattern}{_BETWEEN})*+", re.DOTALL)


def _nested(levels: int) -> str:
    """A pattern of a map or list that has so many levels of maps and lists in it, or fewer."""
    inner = f"(?:{_STRING.pattern}|{_nested(levels - 1)})" if levels else _STRING.pattern
    return rf"[\[{{]{_BETWEEN}(?:{inner}{_BETWEEN})*+[\]}}]"


_SHALLOW = re.compile(_nested(4), re.DOTALL)
"""Most maps and lists are skipped at one stroke; only those that are nested deeper, bracket by bracket."""


class JsonPlaces:
    """Answers where a path stands in a text that was read without fault.

    A scalar stands at its value, a map or list that has a key at the key, an item of a list at its start; what is not
    there at its nearest ancestor that is.
    """

    def __init__(self, text: str, lines: Lines, name: str) -> None:
        self._text, self._lines, self._name = text, lines, name
        self._scanned: dict[int, _Inside] = {}

    def locate(self, path: Path) -> Place:
        value_at = place_at = _skip_space(self._text, 0)
        for step in path:
            found = self._inside(value_at).at(step) if self._text[value_at] in "[{" else None
            if found is None:
                break
            key_at, value_at = found
            place_at = key_at if self._text[value_at] in "[{" else value_at
        return self._lines.place(self._name, place_at)

    def _inside(self, at: int) -> _Inside:
        inside = self._scanned.get(at)
        if inside is None:
            inside = self._scanned[at] = _Inside(self._text, at)
        return inside


class _Inside:
    """What stands in a map or list, scanned as far as it was asked for."""

    def __init__(self, text: str, at: int) -> None:
        self._found: dict[str | int, tuple[int, int]] = {}
        self._rest = _members_at(text, at) if text[at] == "{" else _items_at(text, at)

    def at(self, step: str | int) -> tuple[int, int] | None:
        """The offsets of a key and of its value, or twice that of an item; None where there is none such."""
        found = self._found.get(step)
        while found is None:
            one = next(self._rest, None)
            if one is None:
                return None
            self._found[one[0]] = one[1:]
            if one[0] == step:
                found = one[1:]
        return found


def _members_at(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    for key, key_at, value_at in _members(text, at):
        yield LONE.sub("\ufffd", key), key_at, value_at


def _items_at(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    for n, item_at in enumerate(_items(text, at)):
        yield n, item_at, item_at


def first_duplicate(text: str) -> tuple[Path, int]:
    """The path and offset of the first key that its map already has. The text is well formed up to there at least."""
    stack: list[tuple[int, Path]] = [(_skip_space(text, 0), ())]
    while stack:
        at, path = stack.pop()
        inner: list[tuple[int, Path]] = []
        if text.startswith("{", at):
            seen = set()
            for key, key_at, value_at in _members(text, at):
                if key in seen:
                    return (*path, LONE.sub("\ufffd", key)), key_at
                seen.add(key)
                inner.append((value_at, (*path, key)))
        elif text.startswith("[", at):
            inner = [(value_at, (*path, index)) for index, value_at in enumerate(_items(text, at))]
        stack.extend(one for one in reversed(inner) if text[one[0] : one[0] + 1] in ("{", "["))
    return ("",), 0


def first_word(text: str, word: str) -> int:
    """The offset of the first such word that is not in quotes."""
    pattern = re.compile(_STRING.pattern + "|(" + re.escape(word) + ")", re.DOTALL)
    return next((found.start() for found in pattern.finditer(text) if found[1]), 0)


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Key, offset of the key and offset of the value, for each member of the map that opens at `at`.

    Stops where the text is no longer well formed.
    """
    at = _skip_space(text, at + 1)
    while found := _STRING.match(text, at):
        key_at, at = at, _skip_space(text, found.end())
        if not text.startswith(":", at):
            return
        value_at = _skip_space(text, at + 1)
        yield json.loads(found[0]), key_at, value_at
        at = _skip_space(text, _skip_value(text, value_at))
        if not text.startswith(",", at):
            return
        at = _skip_space(text, at + 1)


def _items(text: str, at: int) -> Iterator[int]:
    """The offset of each item of the list that opens at `at`. Stops where the text is no longer well formed."""
    at = _skip_space(text, at + 1)
    while at < len(text) and text[at] != "]":
        yield at
        at = _skip_space(text, _skip_value(text, at))
        if not text.startswith(",", at):
            return
        at = _skip_space(text, at + 1)


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _skip_value(text: str, at: int) -> int:
    """The offset just after the value that starts at `at`; the end of the text if it is not closed."""
    opener = text[at : at + 1]
    if opener not in ("{", "["):
        found = (_STRING if opener == '"' else _SCALAR).match(text, at)
        return found.end() if found else len(text)
    if found := _SHALLOW.match(text, at):
        return found.end()
    depth = 0
    while (found := _TO_BRACKET.match(text, at)) and found.end() < len(text):
        at = found.end() + 1
        bracket = text[at - 1]
        if bracket == '"':
            break
        depth += 1 if bracket in "{[" else -1
        if depth == 0:
            return at
    return len(text)
