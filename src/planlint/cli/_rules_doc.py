"""`planlint rules doc`: pages about the rules and kinds of a pack."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._rules_mutate import Folder, chosen_pack
from planlint.cli._screen import Screen
from planlint.errors import UsageFault
from planlint.terminal import printable

_Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder that rules/ and kinds/ are written in.")]
_Form = Annotated[str, typer.Option("-f", "--format", metavar="FORMAT", help="markdown or html.")]
_Check = Annotated[
    bool, typer.Option("--check", help="Change nothing; exit with 1 where a page is not as it would be.")
]


def document_rules(
    folder: Folder = None,
    out: _Out = Path("docs"),
    form: _Form = "markdown",
    check: _Check = False,
    pack: ask.PackFolder = None,
) -> int:
    """Write a page for each rule, one for each kind of submission, and an index."""
    from planlint import outputs, packs, rule_pages
    from planlint.reports._words import amount

    ask.choice("--format", form, rule_pages.FORMATS)
    screen = Screen()
    loaded = packs.load(chosen_pack(folder, pack))
    if (out / "rules").resolve() == (loaded.folder / "rules").resolve():
        raise UsageFault(f"{out} is the pack itself, which holds nothing but rules. Name another folder: --out DIR.")
    made = rule_pages.pages(loaded, form)
    changed = [name for name, content in made.items() if _there(out / name) != content]
    left = _left_over(out, made, rule_pages.FORMATS[form].SUFFIX)
    if not check:
        for name in changed:
            _make_folder((out / name).parent)
            outputs.write_whole(os.fspath(out / name), made[name])
        for name in left:
            _remove(out / name)
    said = [f"{name} {'would be' if check else 'is'} written" for name in changed] if check else []
    said += [f"{name} {'would be' if check else 'is'} taken away: there is no such rule or kind" for name in left]
    screen.show("".join(f"{printable(line)}\n" for line in said))
    stale = f"{len(changed)} {'to be written' if check else 'written'}"
    gone = f", {len(left)} {'to be taken away' if check else 'taken away'}" if left else ""
    last = f"{amount(len(made), 'page')}, {len(made) - len(changed)} as they should be, {stale}{gone}."
    return screen.last(1 if check and (changed or left) else 0, last)


def _there(path: Path) -> bytes | None:
    """What stands in an ordinary file, or None."""
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None
    except OSError:
        return None


def _left_over(out: Path, made: Mapping[str, bytes], suffix: str) -> list[str]:
    """Pages that were written for rules and kinds which are no more: those only that say so of themselves."""
    from planlint.rule_pages.page import MARK

    found = []
    for part in ("rules", "kinds"):
        for path in sorted((out / part).glob(f"*{suffix}")):
            name = f"{part}/{path.name}"
            if name not in made and MARK.encode() in (_there(path) or b"")[:200]:
                found.append(name)
    return found


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageFault(f"{folder} cannot be a folder to write in: {fault.strerror or fault}.") from fault


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as fault:
        raise UsageFault(f"{path} could not be taken away: {fault.strerror or fault}.") from fault
