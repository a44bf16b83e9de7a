"""`planlint rules compare`: which submissions a newer pack judges otherwise than an older one, and how."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._screen import Screen, view
from planlint.errors import PackFault, ToolFault, UsageFault
from planlint.limits import LIMITS
from planlint.records import replace

if TYPE_CHECKING:
    from planlint.cli._asked import Asked
    from planlint.packs import Pack
    from planlint.rule_comparison import Gathered

_OLD = typer.Argument(metavar="OLD_PACK", help="The folder of the older rule pack.")
_PATHS = typer.Argument(
    metavar="[NEW_PACK] [PATH]...",
    help="The folder of the newer pack (default: the one built in), and submissions (default: that pack's fixtures).",
)
_Json = Annotated[bool, typer.Option("--json", help="Show everything as JSON.")]
FIXTURES = "fixtures"


def compare_packs(
    old_pack: Annotated[Path, _OLD],
    paths: Annotated[list[str] | None, _PATHS] = None,
    kind: ask.Kind = None,
    pack: ask.PackFolder = None,
    previous: ask.Previous = None,
    as_of: ask.AsOf = None,
    set_: ask.Settings = None,
    select: ask.Select = None,
    ignore: ask.Ignore = None,
    fail_on: ask.FailOn = "must",
    as_json: _Json = False,
    color: ask.Colour = "auto",
    verbose: ask.Verbose = False,
    limit_file_bytes: ask.FileBytes = LIMITS.file_bytes,
    limit_depth: ask.Depth = LIMITS.depth,
    limit_values: ask.Values = LIMITS.values,
    limit_text_characters: ask.TextCharacters = LIMITS.text_characters,
    limit_number_digits: ask.NumberDigits = LIMITS.number_digits,
    limit_number_exponent: ask.NumberExponent = LIMITS.number_exponent,
    limit_anchors: ask.Anchors = LIMITS.anchors,
    limit_alias_values: ask.AliasValues = LIMITS.alias_values,
    limit_findings_per_rule: ask.FindingsPerRule = LIMITS.findings_per_rule,
) -> int:
    """Judge the same submissions by an older and a newer rule pack, and say what changes. Exit 1 if anything."""
    given = locals()
    from planlint import packs
    from planlint.cli._asked import Asked
    from planlint.cli._two_packs import TwoPacks

    new_pack, some = _split(paths or [], pack)
    asked = Asked(
        paths=tuple(some),
        kind=kind,
        pack=new_pack,
        previous=tuple(previous or ()),
        as_of=ask.read_as_of(as_of),
        settings=ask.read_settings(set_ or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        level=ask.read_level(fail_on),
        colour=color,
        everything=verbose,
        cached=False,
        limits=ask.limits_in(given),
    )
    old, new = _loaded(old_pack), _loaded(packs.shipped() if new_pack is None else new_pack)
    if not some:
        fixtures = os.path.relpath(new.folder / FIXTURES)
        if not os.path.isdir(fixtures):
            raise UsageFault(f"{new.folder} has no {FIXTURES} folder, so say which submissions to compare over: PATH.")
        asked = replace(asked, paths=(fixtures,))
    run = TwoPacks(old, new, asked, everything=verbose or as_json)
    found = run.end()
    return _shown(found, old, new, asked, run.faults, as_json)


def _split(paths: list[str], pack: Path | None) -> tuple[Path | None, list[str]]:
    """The newer pack, and the submissions: the first path is the pack if it is the folder of one and none is named."""
    if paths and (Path(paths[0]) / "rules" / "pack.yaml").is_file() and pack is None:
        return Path(paths[0]), paths[1:]
    return pack, paths


def _loaded(folder: Path) -> Pack:
    """A pack; its problems are told with its folder, since there are two packs."""
    from planlint import packs

    try:
        return packs.load(folder)
    except PackFault as fault:
        named = [
            one if one.source == str(folder) else replace(one, source=f"{folder}/{one.source}")
            for one in fault.problems
        ]
        raise PackFault(named) from fault


def _shown(found: Gathered, old: Pack, new: Pack, asked: Asked, faults: list[ToolFault], as_json: bool) -> int:
    from planlint.rule_comparison import Look, data, last, lines

    screen = Screen()
    if as_json:
        content = data(found, old.stamp, new.stamp, asked.as_of)
        screen.show(json.dumps(content, ensure_ascii=True, indent=2) + "\n")
    else:
        terminal = view(asked.colour, asked.everything)
        look = Look(asked.everything, terminal.colour, terminal.width)
        said = lines(found, old.stamp, new.stamp, asked.as_of, look)
        screen.show("".join(line.rstrip() + "\n" for line in said))
    if faults:
        for fault in faults:
            screen.say(str(fault))
        return screen.last(2, "planlint itself is at fault, so this comparison is not whole.")
    if not found.judged and not found.alike:
        return screen.last(2, "nothing was compared: no submission could be judged by either pack.")
    return screen.last(1 if found else 0, last(found))
