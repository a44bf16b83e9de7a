"""`planlint rules fmt`: rule files laid out as every rule file is."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._rules_mutate import Folder, chosen_pack
from planlint.cli._screen import Screen, view
from planlint.errors import PackFault, Problem, UsageFault
from planlint.terminal import paint, printable

_Check = Annotated[bool, typer.Option("--check", help="Change nothing; exit with 1 where a file would be changed.")]
_Diff = Annotated[bool, typer.Option("--diff", help="Change nothing; show what would be changed.")]


def format_rules(
    folder: Folder = None,
    check: _Check = False,
    diff: _Diff = False,
    pack: ask.PackFolder = None,
    color: ask.Colour = "auto",
) -> int:
    """Lay out the rule files of a pack. Comments and the author's line breaks are kept, and so is the meaning."""
    from planlint import outputs, packs
    from planlint.reports._words import amount

    chosen, screen = chosen_pack(folder, pack), Screen()
    root = packs.shipped() if chosen is None else chosen
    files = _rule_files(root)
    changed = {name: (text, laid) for name, text in files.items() if (laid := _laid(name, text)) != text}
    colour = view(color, False).colour
    shown: list[str] = []
    for name, (text, laid) in changed.items():
        if diff:
            shown += [_painted(line, colour) for line in _difference(name, text, laid)]
        else:
            shown.append(f"{printable(name)} {'would be laid out anew' if check else 'is laid out anew'}")
        if not (check or diff):
            outputs.write_whole(os.fspath(root / name), laid.encode())
    screen.show("".join(line + "\n" for line in shown))
    said = f"{amount(len(files), 'rule file')}, {len(files) - len(changed)} as it should be, {len(changed)} "
    said += "not." if check or diff else "changed."
    return screen.last(1 if changed and (check or diff) else 0, said)


def _rule_files(root: Path) -> dict[str, str]:
    """The texts of a pack's rule files, by name from its folder."""
    from planlint.packs.files import PackFiles

    read = PackFiles(root)
    if read.problems:
        raise PackFault(read.problems)
    found: dict[str, str] = {}
    for name, content in read.read.items():
        if name.endswith(".rules"):
            try:
                found[name] = content.decode("utf-8")
            except UnicodeDecodeError as fault:
                raise PackFault([Problem(name, 0, 0, "The file is not UTF-8.", "Save it as UTF-8.")]) from fault
    if not found:
        raise UsageFault(f"There are no rule files in {root}, so nothing was laid out.")
    return found


def _laid(name: str, text: str) -> str:
    from planlint.lang.format import formatted

    laid, problems = formatted(text, name)
    if laid is None:
        raise PackFault(problems)
    return laid


def _difference(name: str, text: str, laid: str) -> list[str]:
    lines = difflib.unified_diff(text.split("\n"), laid.split("\n"), name, f"{name}, laid out", lineterm="")
    return [printable(line) for line in lines]


def _painted(line: str, colour: bool) -> str:
    return paint(line, {"+": "good", "-": "must"}.get(line[:1], "dim"), colour) if line[:1] in "+-" else line
