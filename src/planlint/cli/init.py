"""`planlint init`: an example submission to start from, how to go on, and a pre-commit entry. Never overwrites."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._filling import how_to_fill
from planlint.cli._screen import Screen
from planlint.errors import UsageFault
from planlint.terminal import printable

if TYPE_CHECKING:
    from planlint.packs import Pack

FOLDER = "submissions"
"""Where the example is written, and what the pre-commit entry looks at."""

CONFIG = ".pre-commit-config.yaml"
HOOK = f"""\
  - repo: local
    hooks:
      - id: planlint
        name: planlint
        entry: planlint check --format concise --color never
        language: system
        types_or: [yaml, json]
        files: ^{FOLDER}/
        require_serial: true
"""
"""A hook that runs the planlint that is installed: it needs no network and no other version."""

README = "README.md"
GUIDE = """\
# Submissions

planlint checks the files of this folder by the rules of {pack}. `{name}` is an example: an invented {kind}, complete
and in order. Open it in a plain text editor, put your own figures in its place, field by field, and check as you go;
what you take out is asked for. The comments at its head say in which unit each figure is. A workbook cannot be checked:
copy its figures into a file like this one.

| what to run | what it does |
|---|---|
| `planlint check submissions -f plain` | says in plain words what is wrong, where, and how to put it right |
| `planlint check submissions` | says it with your own lines, the figures compared and the rounding allowed |
| `planlint check submissions -o html:report.html` | writes the same as a page, to send or to print |
| `planlint explain CODE` | says what a code in the report means, with what passes and what fails |
| `planlint rules list` | names every rule |
| `planlint files submissions` | says what is checked, and as which kind |

Each file says which kind of submission it is (`kind: {kind}`). The kinds are:

{kinds}

`.pre-commit-config.yaml` has what changes here checked before each commit, once `pre-commit install` has been run.
"""
"""How to go on, for somebody who has just begun."""

_WHERE = typer.Argument(metavar="DIR", help="The folder to write in, where your repository begins.")


def register(app: typer.Typer) -> None:
    """Make the command known."""
    about = "Write an example submission, how to go on, and a pre-commit entry. Never overwrites."
    app.command("init", help=about)(init)


def init(
    folder: Annotated[Path, _WHERE] = Path("."),
    kind: ask.Kind = None,
    pack: ask.PackFolder = None,
) -> int:
    from planlint import packs
    from planlint.reports._words import amount

    screen, loaded = Screen(), packs.load(pack)
    kind = _kind(loaded, kind)
    name, content = _example(loaded, kind)
    made = [
        (folder / FOLDER / name, content),
        (folder / FOLDER / README, _guide(loaded, kind, name)),
        (folder / CONFIG, f"repos:\n{HOOK}".encode()),
    ]
    written = [path for path, content in made if _write(path, content)]
    for path, _ in made:
        done = "written" if path in written else "already there, and left as it is"
        screen.show(f"{printable(path.as_posix())}: {done}\n")
    if folder / CONFIG not in written:
        screen.show(
            f"\nIf you use pre-commit: to check what is in {FOLDER}/ before each commit, put this under `repos:` in "
            f"{CONFIG}:\n\n{HOOK}"
        )
    if not written:
        return screen.last(2, "every file is already there, so nothing was written.")
    rest = len(made) - len(written)
    left = f", {amount(rest, 'file')} left as {'it is' if rest == 1 else 'they are'}" if rest else ""
    here = printable((folder / FOLDER).as_posix())
    return screen.last(0, f"{amount(len(written), 'file')} written{left}. Next: planlint check {here} -f plain")


def _kind(pack: Pack, kind: str | None) -> str:
    """The kind asked for. Raises UsageFault, naming them, where none is and there is more than one."""
    kinds = sorted(pack.kinds)
    if kind is not None:
        return ask.choice("--kind", kind, kinds)
    if len(kinds) > 1:
        raise UsageFault(f"Say which kind of submission to begin with: --kind {kinds[0]}. Kinds: {', '.join(kinds)}.")
    return kinds[0]


def _guide(pack: Pack, kind: str, name: str) -> bytes:
    """What stands beside the example."""
    kinds = "\n".join(f"* `{name}`: {printable(one.title)}" for name, one in sorted(pack.kinds.items()))
    stamp = " ".join(printable(f"{pack.stamp.name} {pack.stamp.version}").split())
    return GUIDE.format(pack=stamp, name=name, kind=kind, kinds=kinds).encode()


def _example(pack: Pack, kind: str) -> tuple[str, bytes]:
    """The file name and bytes of a good submission of a kind, one of that name before any other, with how it is filled
    in at its head.

    Raises UsageFault where the pack has none.
    """
    from planlint import intake, readers
    from planlint.bind import Kind, kind_of
    from planlint.model import Document
    from planlint.rule_tests import FIXTURES

    items = intake.find([str(pack.folder / FIXTURES)], readers.known_suffixes()).items
    for item in sorted(items, key=lambda one: os.path.splitext(os.path.basename(one.name))[0] != kind):
        content = intake.fetch(item) if isinstance(item, intake.Given) else item
        read = readers.read(content, item.name) if isinstance(content, bytes) else content
        if isinstance(content, bytes) and isinstance(read, Document):
            found = kind_of(read, pack.kinds)
            if isinstance(found, Kind) and found.name == kind:
                name = os.path.basename(item.name)
                return name, content if name.endswith(".json") else how_to_fill(found.shape).encode() + content
    raise UsageFault(f"This pack has no example of the kind {kind} in {FIXTURES}.")


def _write(path: Path, content: bytes) -> bool:
    """Write a new file; False where something of that name is there, be it only a link. Raises UsageFault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)
    except FileExistsError as fault:
        if os.path.lexists(path):
            return False
        raise UsageFault(f"{path.parent} is not a folder. Name another folder, or move what is there.") from fault
    except OSError as fault:
        raise UsageFault(f"{path} could not be written: {fault.strerror or fault}.") from fault
    return True
