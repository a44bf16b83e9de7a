"""`planlint rules new`: a rule to begin with, with its tests."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._screen import Screen
from planlint.errors import UsageFault
from planlint.terminal import printable

_Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the new rule, such as FIN-101.")]
_Title = Annotated[str, typer.Argument(metavar="TITLE", help="What must hold, in a few words.")]


def new_rule(code: _Code, title: _Title, kind: ask.Kind = None, pack: ask.PackFolder = None) -> int:
    """Put a rule to begin with in the file where it belongs, with a test that passes and one that fails."""
    from planlint import outputs, packs, rule_skeleton

    screen = Screen()
    made = rule_skeleton.skeleton(pack, code, title, kind)
    path = (packs.shipped() if pack is None else pack) / made.name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageFault(f"{path.parent} cannot be a folder to write in: {fault.strerror or fault}.") from fault
    outputs.write_whole(os.fspath(path), made.content)
    screen.show(f"{printable(made.name)}:{made.line}: {code} {'begins a new file' if made.new else 'is added'}\n")
    screen.show("To fill in: " + "; ".join(_TO_FILL_IN) + ".\n")
    where = f" --pack {printable(os.fspath(pack))}" if pack is not None else ""
    return screen.last(0, f"{code} is there. Next: fill it in, then planlint rules test {code}{where}")


_TO_FILL_IN = (
    "why there is such a rule",
    "who asks for it",
    "what must hold",
    "what is said where it does not, and what to do",
    "the tests",
)
