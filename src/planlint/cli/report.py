"""`planlint report`: a stored result, shown again in any format without checking anything again."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._screen import Screen
from planlint.errors import UsageFault

_STDIN = "-"
_RESULT = typer.Argument(metavar="RESULT.json", help="What -o json:RESULT.json wrote, or - for standard input.")


def register(app: typer.Typer) -> None:
    """Make the command known."""
    app.command("report", help="Show a stored result again, in any format, without checking anything again.")(report)


def report(
    stored: Annotated[str, _RESULT],
    form: ask.Form = None,
    output: ask.Outputs = None,
    color: ask.Colour = "auto",
    quiet: ask.Quiet = False,
    verbose: ask.Verbose = False,
    group_by: ask.GroupBy = None,
) -> int:
    """Read the whole result before anything is written. Lines of the submission are not in it, so none are shown."""
    from planlint import outputs, reports
    from planlint.reports.json import from_json

    if form is not None:
        ask.choice("--format", form, reports.names())
    look = reports.View(everything=verbose, group=ask.read_group(group_by))
    pairs = ask.read_outputs(output or ())
    for _, path in pairs:
        if stored != _STDIN and os.path.realpath(path) == os.path.realpath(stored):
            raise UsageFault(f"--output would replace {path}, which is being read. Name another file.")
    result, screen = from_json(_content(stored)), Screen()
    for name, path in pairs:
        outputs.write_whole(path, reports.write(reports.load(name), result, {}, look))
    if not quiet and (form or not pairs):
        screen.report(reports.load(form or "plain"), result, {}, color, look)
    return screen.last(
        0, f"shown again, nothing was checked. The stored answer is exit {result.exit_code}: {result.exit_why}"
    )


def _content(stored: str) -> bytes:
    """The bytes of the stored result, read once. Raises UsageFault for what cannot be read."""
    from planlint import intake
    from planlint.limits import LIMITS
    from planlint.model import Unreadable
    from planlint.records import replace
    from planlint.reports.json import MAX_BYTES

    limits = replace(LIMITS, file_bytes=MAX_BYTES)
    if stored == _STDIN:
        if sys.stdin is None:
            raise UsageFault("Standard input is closed, so there is no result to show.")
        content = intake.fetch_stream(sys.stdin.buffer, stored, limits)
    else:
        content = intake.fetch(intake.Given(stored, stored, os.path.dirname(os.path.realpath(stored))), limits)
    if isinstance(content, Unreadable):
        raise UsageFault(f"The result {stored!r} could not be read: {content.fault.message} {content.fault.fix}")
    return content
