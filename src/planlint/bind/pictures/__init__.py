"""The pictures that a kind asks for (`x-pictures`): held against its shape, then filled from a bound submission.

A form of picture is a module of this package, named as a schema asks for it (`"picture": "bars"`), that keeps the
agreement of `Form`. It is found by being there, and drawn by the module of that name in `reports/_pictures`. Modules
whose name begins with `_` are what forms share.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, cast

from planlint.bind.pictures._asked import Asked
from planlint.model import Picture, Value
from planlint.modules import names_in
from planlint.shape import RecordShape


class Sketch(Protocol):
    """A picture that a kind asks for, its paths resolved."""

    def draw(self, data: Value) -> Iterator[Picture]:
        """The pictures of a submission, from its bound data: none where what it draws is not there at all."""


class Form(Protocol):
    """What a module of this package must have to be a form of picture."""

    WORDS: Mapping[str, Mapping[str, Any]]
    """What an entry may say besides `picture` and `title`: the JSON Schema of each word, with its description."""
    NEEDS: tuple[str, ...]
    """Those of the words that it must say."""

    def read(self, asked: Asked) -> Sketch | None:
        """The picture that an entry asks for. Whatever could not be drawn is a fault of `asked`."""


def names() -> list[str]:
    """Every form of picture there is, by name."""
    return names_in(__path__)


def form(name: str) -> Form:
    """The form of that name, one of `names()`."""
    return cast(Form, importlib.import_module(f"{__name__}.{name}"))


def sketches_of(schema: Mapping[str, Any], shape: RecordShape) -> tuple[Sketch, ...]:
    """The pictures of a kind, whose entries are known to be sound: `picture_faults` found none."""
    entries = (Asked(shape, n, entry) for n, entry in enumerate(schema.get("x-pictures", ())))
    sketches = (form(asked.form).read(asked) for asked in entries)
    return tuple(one for one in sketches if one is not None)


def picture_faults(schema: Mapping[str, Any], shape: RecordShape) -> Iterator[tuple[str, str, str]]:
    """What could not be drawn, and why: the pointer in the schema, the message, and a hint."""
    for n, entry in enumerate(schema.get("x-pictures", ())):
        asked = Asked(shape, n, entry)
        if asked.names_one_of(names()):
            found = form(asked.form)
            if asked.says_what(found.WORDS, found.NEEDS):
                found.read(asked)
        yield from asked.faults


def draw(sketches: Iterable[Sketch], data: Value) -> tuple[Picture, ...]:
    """The pictures of a submission, from its bound data. One whose list is not there at all is left out."""
    return tuple(picture for one in sketches for picture in one.draw(data))
