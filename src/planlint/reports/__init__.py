"""Reports: a `Result` becomes bytes, in one module a format. Pure functions; nothing here reads or writes a file.

A format is a module of this package, named as people ask for it (`-f json`), that keeps the agreement of `Format`.
It is found by being there. Modules whose name begins with `_` are what formats share.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, TypeGuard, cast, runtime_checkable

from planlint.errors import UsageFault
from planlint.model import Result
from planlint.modules import names_in
from planlint.records import dataclass, replace


class Format(Protocol):
    """What a module of this package must have to be a format."""

    SUFFIX: str
    """How a file of this format ends, with the dot."""

    def render(self, result: Result, sources: Mapping[str, bytes]) -> bytes:
        """The whole report. `sources` holds the bytes of submissions as checked, by name; it may lack any."""


class Grouping(StrEnum):
    """What findings may be grouped by, instead of by what they ask: the points of the guidance that the pack takes
    as themes, the parts of the submission, or who answers for them.
    """

    THEME = "theme"
    PLACE = "place"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class View:
    """How a person looks at a format: in colour, wrapped to so many columns, with nothing left out, grouped."""

    colour: bool = False
    width: int | None = None
    everything: bool = False
    group: Grouping | None = None


@runtime_checkable
class TerminalFormat(Protocol):
    """A format made for a terminal can also be drawn for the one that it is on."""

    def draw(self, result: Result, sources: Mapping[str, bytes], view: View) -> str:
        """The whole report as text, each line ended."""


@runtime_checkable
class GroupedFormat(Protocol):
    """A format made for a file that can group its findings."""

    def render_grouped(self, result: Result, group: Grouping | None) -> bytes:
        """The whole report, its findings grouped."""


def is_drawn(form: object) -> TypeGuard[TerminalFormat]:
    """Whether a format is made for a terminal. From Python 3.12 on `isinstance` would load `inspect` to tell."""
    return hasattr(form, "draw")


def write(form: Format, result: Result, sources: Mapping[str, bytes], view: View) -> bytes:
    """A report for a file, as far as the format can be looked at in that way: without colour, and never wrapped.

    A format that is for programs, or has one line a finding, has no groups.
    """
    if is_drawn(form):
        return form.draw(result, sources, replace(view, colour=False, width=None)).encode("utf-8", "backslashreplace")
    if isinstance(form, GroupedFormat):
        return form.render_grouped(result, view.group)
    return form.render(result, sources)


def names() -> list[str]:
    """Every format there is, by name."""
    return names_in(__path__)


def load(name: str) -> Format:
    """The format of that name. Raises UsageFault, naming the formats there are, where there is none."""
    if name not in names():
        raise UsageFault(f"There is no format {name!r}. Choose one of: {', '.join(names())}.")
    return cast(Format, importlib.import_module(f"{__name__}.{name}"))
