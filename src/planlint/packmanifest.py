"""What a pack says of itself (`rules/pack.yaml`) and the guidance that its rules cite (`rules/sources.yaml`)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planlint import readers
from planlint.errors import Problem
from planlint.model import Document, Path, Unreadable, Value

_NEEDED = ("name", "version", "title", "licence")
_KNOWN = (*_NEEDED, "description", "publisher", "url")
_CODE = frozenset(("python", "template", "templates", "plugin", "plugins", "module", "code", "script", "hooks", "run"))
_OF_SOURCE = ("title", "publisher", "date", "url", "points", "note", "licence", "read")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The name, version, title and licence of a pack."""

    name: str
    version: str
    title: str
    licence: str


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of guidance. `points` are those that rules cite, each with what it asks in a few words."""

    id: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    points: Mapping[str, str] = field(default_factory=dict)


class _Sheet:
    """A YAML file of the pack, and what is wrong with it so far."""

    def __init__(self, content: bytes, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        read = readers.read(content, source)
        faults = (read.fault,) if isinstance(read, Unreadable) else read.faults
        for one in faults:
            self.problems.append(Problem(source, one.line or 0, one.column or 0, one.message, one.fix))
        self.document = read if isinstance(read, Document) else None
        data = read.data if isinstance(read, Document) else {}
        self.data: Mapping[str, Value] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self.problems.append(Problem(source, 0, 0, "This file should hold names, each with its value."))

    def fault(self, path: Path, message: str, hint: str = "") -> None:
        place = self.document.locate(path) if self.document and path else None
        line, column = (place.line or 0, place.column or 0) if place else (0, 0)
        self.problems.append(Problem(self.source, line, column, message, hint))

    def unknown(self, path: Path, names: Iterable[str], known: Iterable[str]) -> None:
        for name in names:
            if name not in known:
                close = difflib.get_close_matches(name, list(known), 1, 0.5)
                hint = f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
                self.fault((*path, name), f"{name!r} is not something that is said here.", hint)

    def text(self, path: Path, value: Value) -> str:
        """A text, which is not blank."""
        if isinstance(value, str) and value.strip():
            return value
        named = path[-1] if path else "this"
        hint = 'Put a version or a date in quotes: "1.0".' if value is not None and not isinstance(value, str) else ""
        self.fault(path, f"{named!r} is a text, and is not blank.", hint)
        return ""


def read_manifest(content: bytes, source: str) -> tuple[Manifest | None, list[Problem]]:
    """What a pack says of itself, or what is wrong with it. A pack cannot bring code."""
    sheet = _Sheet(content, source)
    for name in sheet.data:
        if name.lower() in _CODE:
            sheet.fault((name,), f"{name!r}: a pack cannot bring code. It is rules, schemas, lists and fixtures.")
    sheet.unknown((), [name for name in sheet.data if name.lower() not in _CODE], _KNOWN)
    texts = {}
    for name in _NEEDED:
        if name in sheet.data:
            texts[name] = sheet.text((name,), sheet.data[name])
        elif sheet.document is not None:
            sheet.fault((), f"The pack does not say its {name!r}.", f"Write a line such as `{name}: …`.")
    return (None if sheet.problems else Manifest(**texts)), sheet.problems


def read_sources(content: bytes, source: str) -> tuple[Mapping[str, Source], list[Problem]]:
    """The guidance that rules may cite, by id, and what is wrong with the file."""
    sheet = _Sheet(content, source)
    found = {}
    for name, entry in sheet.data.items():
        if not isinstance(entry, dict):
            sheet.fault((name,), f"The source {name!r} is a record with a title.")
            continue
        sheet.unknown((name,), entry, _OF_SOURCE)
        texts = {word: sheet.text((name, word), entry[word]) for word in ("publisher", "date", "url") if word in entry}
        title = sheet.text((name, "title"), entry.get("title"))
        found[name] = Source(name, title, points=_points(sheet, name, entry.get("points", {})), **texts)
    return found, sheet.problems


def _points(sheet: _Sheet, name: str, points: Value) -> Mapping[str, str]:
    if not isinstance(points, dict):
        sheet.fault((name, "points"), "The points of a source are names, each with what it asks.")
        return {}
    return {point: sheet.text((name, "points", point), says) for point, says in points.items()}
