"""Bytes to a `Document` with places: one module a format.

A module of this package with `SUFFIXES` and `read`, and without `_` in its name, is a reader; the package finds them by
walking itself, and imports only those it needs. Reading never raises for what is in a file: what is wrong is a fault
with a code `READ-…`, of a `Document` where it could be read nevertheless, else of an `Unreadable`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Protocol, cast

from planlint.limits import LIMITS, Limits
from planlint.model import Document, Unreadable
from planlint.modules import names_in
from planlint.readers.faults import read_fault, shown
from planlint.readers.text import digest_of


class Reader(Protocol):
    """What a module must have to be a reader."""

    SUFFIXES: tuple[str, ...]
    """The endings of file names, lower case, with the dot."""

    @staticmethod
    def read(content: bytes, name: str, limits: Limits) -> Document | Unreadable:
        """The document in these bytes. `name` only stands in places. Never raises for what the bytes are."""
        ...


_BEGIN = "`planlint init --kind KIND` writes one to begin with."


def read(content: bytes, name: str, limits: Limits = LIMITS) -> Document | Unreadable:
    """What a file's bytes hold, read as the ending of its name says.

    The digest is that of the bytes as given. A name with an ending that no reader knows is `Unreadable`.

    >>> read(b"{}", "plan.json").data, read(b"", "plan.json").fault.code, read(b"x", "plan.docx").fault.code
    ({}, 'READ-EMPTY', 'READ-FORMAT')
    """
    suffix = suffix_of(name)
    reader = _reader_of(suffix)
    if reader is not None:
        return reader.read(content, name, limits)
    message = f"A file that ends in {shown(suffix)} is not read." if suffix else "The name of the file has no ending."
    *others, last = known_suffixes()
    endings = f"{', '.join(others)} or {last}"
    if suffix:
        fix = f"Put what it holds into a file that ends in {endings}; a new name alone is not enough. {_BEGIN}"
    else:
        fix = f"Give its name the ending of what it is: {endings}."
    return Unreadable(name, digest_of(content), read_fault("READ-FORMAT", message, fix))


def suffix_of(name: str) -> str:
    """The ending of a file's name, lower case, with the dot; empty where there is none."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return (dot + ending).lower() if stem else ""


@cache
def known_suffixes() -> tuple[str, ...]:
    """Every ending that some reader knows, in order."""
    return tuple(sorted(suffix for reader in _readers("") for suffix in reader.SUFFIXES))


@lru_cache(maxsize=64)
def _reader_of(suffix: str) -> Reader | None:
    return next((reader for reader in _readers(suffix) if suffix in reader.SUFFIXES), None)


def _readers(suffix: str) -> Iterator[Reader]:
    """The readers, one at a time, the module that is called like the suffix first: the others need no import then."""
    names = [name for name in names_in(__path__) if "_" not in name]
    for name in sorted(names, key=lambda one: "." + one != suffix):
        module = importlib.import_module(f"{__name__}.{name}")
        if hasattr(module, "SUFFIXES"):
            yield cast(Reader, module)
