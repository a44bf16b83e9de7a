"""`planlint check`: the command everybody uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlint.cli import _options as ask
from planlint.limits import LIMITS

if TYPE_CHECKING:
    import typer


def register(app: typer.Typer) -> None:
    """Make the command known."""
    app.command("check", help="Check submissions, and say what is wrong, where, why and how to fix it.")(check)


def check(
    paths: ask.Paths,
    stdin_filename: ask.StdinName = None,
    form: ask.Form = None,
    output: ask.Outputs = None,
    kind: ask.Kind = None,
    pack: ask.PackFolder = None,
    previous: ask.Previous = None,
    as_of: ask.AsOf = None,
    set_: ask.Settings = None,
    select: ask.Select = None,
    ignore: ask.Ignore = None,
    fail_on: ask.FailOn = "must",
    allow_empty: ask.AllowEmpty = False,
    color: ask.Colour = "auto",
    quiet: ask.Quiet = False,
    verbose: ask.Verbose = False,
    group_by: ask.GroupBy = None,
    no_cache: ask.NoCache = False,
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
    """Understand what is asked for, before anything is done."""
    given = locals()
    from planlint import reports
    from planlint.cli._asked import Asked
    from planlint.cli._run import Run

    if form is not None:
        ask.choice("--format", form, reports.names())
    asked = Asked(
        paths=tuple(paths),
        stdin_name=stdin_filename,
        form=form,
        outputs=tuple(ask.read_outputs(output or ())),
        kind=kind,
        pack=pack,
        previous=tuple(previous or ()),
        as_of=ask.read_as_of(as_of),
        settings=ask.read_settings(set_ or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        level=ask.read_level(fail_on),
        allow_empty=allow_empty,
        colour=color,
        quiet=quiet,
        everything=verbose,
        group=ask.read_group(group_by),
        cached=not no_cache,
        limits=ask.limits_in(given),
    )
    return Run(asked).end()
