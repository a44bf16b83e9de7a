"""`planlint files`: what would be checked, as which kind, and why not."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._screen import Screen, view
from planlint.errors import UsageFault
from planlint.limits import LIMITS
from planlint.records import dataclass
from planlint.terminal import paint, printable

if TYPE_CHECKING:
    from planlint.intake import Found, Given
    from planlint.limits import Limits
    from planlint.model import Unreadable
    from planlint.packs import Pack

_PATHS = typer.Argument(metavar="PATH", help="Files or folders.")


@dataclass(frozen=True, slots=True)
class _Told:
    """What becomes of a file: `kind` and how many rules, or the `code` and words of why it is not checked."""

    name: str
    kind: str = ""
    rules: int = 0
    code: str = ""
    why: str = ""


def register(app: typer.Typer) -> None:
    """Make the command known."""
    app.command("files", help="What would be checked, as which kind, and why not. Checks nothing.")(files)


def files(
    paths: Annotated[list[str], _PATHS],
    kind: ask.Kind = None,
    pack: ask.PackFolder = None,
    allow_empty: ask.AllowEmpty = False,
    color: ask.Colour = "auto",
    quiet: ask.Quiet = False,
    limit_file_bytes: ask.FileBytes = LIMITS.file_bytes,
    limit_depth: ask.Depth = LIMITS.depth,
    limit_values: ask.Values = LIMITS.values,
    limit_text_characters: ask.TextCharacters = LIMITS.text_characters,
    limit_number_digits: ask.NumberDigits = LIMITS.number_digits,
    limit_number_exponent: ask.NumberExponent = LIMITS.number_exponent,
    limit_anchors: ask.Anchors = LIMITS.anchors,
    limit_alias_values: ask.AliasValues = LIMITS.alias_values,
) -> int:
    limits = ask.limits_in(locals())
    from planlint import intake, packs, readers

    screen, loaded = Screen(), packs.load(pack)
    if kind is not None:
        ask.choice("--kind", kind, sorted(loaded.kinds))
    if "-" in paths:
        raise UsageFault("Standard input (-) has no files to list. Give files or folders.")
    found = intake.find(paths, readers.known_suffixes())
    told = [_told(item, loaded, kind, limits) for item in found.items]
    passed = list(_passed_over(paths, found, readers.known_suffixes()))
    if not quiet:
        screen.show("".join(line + "\n" for line in _lines(told, passed, view(color, False).colour)))
    return screen.last(*_end(told, passed, found, allow_empty))


def _told(item: Given | Unreadable, pack: Pack, kind: str | None, limits: Limits) -> _Told:
    """What would become of a file. Reads it, as `check` does, but runs no rule."""
    from planlint import intake, readers
    from planlint.bind import ShapeFault, kind_of
    from planlint.model import Unreadable

    content = item if isinstance(item, Unreadable) else intake.fetch(item, limits)
    read = content if isinstance(content, Unreadable) else readers.read(content, item.name, limits)
    if isinstance(read, Unreadable):
        return _Told(read.name, code=read.fault.code, why=read.fault.message)
    found = kind_of(read, pack.kinds, kind)
    if isinstance(found, ShapeFault):
        return _Told(read.name, code=found.code, why=found.message)
    return _Told(read.name, found.name, len(pack.rules_for(found.name)))


def _passed_over(paths: Sequence[str], found: Found, suffixes: Collection[str]) -> Iterator[tuple[str, str]]:
    """What stands in the folders given and is not looked at, each with the reason. Without recursion, as `find`."""
    from planlint.intake import Given, name_of

    told = {os.path.abspath(one.path) for one in found.items if isinstance(one, Given)}
    refused = {one.name for one in found.items}
    stack = [path for path in reversed(paths) if os.path.isdir(path) and name_of(path) not in refused]
    while stack:
        here, deeper = stack.pop(), []
        for entry in _entries(here):
            place = entry.name if here == "." else os.path.join(here, entry.name)
            known = os.path.abspath(place)
            if known in told or name_of(place) in refused:
                continue
            told.add(known)
            why = _why_not(entry, suffixes)
            if why:
                yield name_of(place), why
            else:
                deeper.append(place)
        stack += reversed(deeper)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; nothing where it may not be listed, which `find` has told of."""
    try:
        with os.scandir(folder) as listing:
            return sorted(listing, key=lambda one: one.name)
    except OSError:
        return []


def _why_not(entry: os.DirEntry[str], suffixes: Collection[str]) -> str:
    """Why a thing in a folder is passed over; empty where it is a folder, because what is in it is looked at."""
    if entry.name.startswith("."):
        return "its name begins with a point"
    if os.path.isdir(entry.path):
        return "a link to a folder, whose files are found where they are" if entry.is_symlink() else ""
    ending = os.path.splitext(entry.name)[1].lower()
    if ending in suffixes:
        return "it came while the folder was looked through"
    return f"files that end in {ending} are not read" if ending else "its name has no ending"


def _lines(told: Sequence[_Told], passed: Sequence[tuple[str, str]], colour: bool) -> Iterator[str]:
    """One line for each thing, with the name first."""
    from planlint.reports._words import amount

    for one in told:
        name = printable(one.name)
        if one.code:
            yield f"{name}  {paint(f'not checked: {one.code}', 'must', colour)}  {printable(one.why)}"
        else:
            yield f"{name}  {paint(printable(one.kind), 'good', colour)}  {amount(one.rules, 'rule')}"
    for name, why in passed:
        yield f"{printable(name)}  {paint('passed over', 'dim', colour)}: {printable(why)}"


def _end(told: Sequence[_Told], passed: Sequence[object], found: Found, allow_empty: bool) -> tuple[int, str]:
    """The exit code that `check` would give for the files alone, and why."""
    from planlint.reports._words import amount

    checked = sum(not one.code for one in told)
    over = f", {len(passed)} passed over" if passed else ""
    if found.absent:
        return 2, f"not there: {', '.join(found.absent)}."
    if not told and allow_empty:
        return 0, f"nothing would be checked{over}, which --allow-empty allows."
    if not told:
        return 2, f"nothing would be checked{over}."
    why = f"{amount(checked, 'file')} would be checked, {len(told) - checked} would not{over}."
    return (0 if checked == len(told) else 1), why
