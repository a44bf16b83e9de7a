"""`planlint check`: the command everybody uses."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from planlint import __version__, intake, outputs, reports
from planlint.cli import _options as ask
from planlint.cli._progress import Progress
from planlint.cli._screen import Screen
from planlint.errors import PackFault, ToolFault, UsageFault
from planlint.limits import LIMITS, Limits
from planlint.model import FaultNote, Report, Result, Severity, Unreadable
from planlint.tally import conclude

if TYPE_CHECKING:
    from planlint.packs import Pack

STDIN = "-"
_LINES = frozenset({".yaml", ".yml", ".json"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for, understood."""

    paths: tuple[str, ...]
    stdin_name: str | None
    form: str | None
    outputs: tuple[tuple[str, str], ...]
    kind: str | None
    pack: Path | None
    as_of: date
    settings: Mapping[str, str]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    level: Severity | None
    allow_empty: bool
    colour: str
    quiet: bool
    everything: bool
    limits: Limits


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
    as_of: ask.AsOf = None,
    set_: ask.Settings = None,
    select: ask.Select = None,
    ignore: ask.Ignore = None,
    fail_on: ask.FailOn = "must",
    allow_empty: ask.AllowEmpty = False,
    color: ask.Colour = "auto",
    quiet: ask.Quiet = False,
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
    """Understand what is asked for, before anything is done."""
    if form is not None:
        ask.choice("--format", form, reports.names())
    asked = _Asked(
        paths=tuple(paths),
        stdin_name=stdin_filename,
        form=form,
        outputs=tuple(ask.read_outputs(output or ())),
        kind=kind,
        pack=pack,
        as_of=ask.read_as_of(as_of),
        settings=ask.read_settings(set_ or ()),
        select=tuple(select or ()),
        ignore=tuple(ignore or ()),
        level=ask.read_level(fail_on),
        allow_empty=allow_empty,
        colour=color,
        quiet=quiet,
        everything=verbose,
        limits=replace(
            LIMITS,
            file_bytes=limit_file_bytes,
            depth=limit_depth,
            values=limit_values,
            text_characters=limit_text_characters,
            number_digits=limit_number_digits,
            number_exponent=limit_number_exponent,
            anchors=limit_anchors,
            alias_values=limit_alias_values,
            findings_per_rule=limit_findings_per_rule,
        ),
    )
    return _Run(asked).end()


class _Run:
    """One run: what was handed in, checked one by one, and what it came to."""

    def __init__(self, asked: _Asked) -> None:
        from planlint import packs, readers

        self.asked, self.screen = asked, Screen()
        self.pack = packs.load(asked.pack)
        _know(self.pack, asked)
        self.found = _found(asked, readers.known_suffixes())
        self.sources: dict[str, bytes] = {}
        self.reports: list[Report] = []
        self.faults: list[FaultNote] = []

    def end(self) -> int:
        """Check everything, write and show the reports, and give the exit code."""
        progress = Progress(len(self.found.items), self.asked.quiet)
        try:
            for item in self.found.items:
                self._check(item)
                progress.step()
        finally:
            progress.end()
        code, why = 0, "nothing was checked, which --allow-empty allows."
        if self.found.items:
            code, why = conclude(self.reports, self.faults, self.found.absent, self.asked.level)
        result = Result(__version__, self.asked.as_of, code, why, tuple(self.reports), tuple(self.faults))
        for form, path in self.asked.outputs:
            outputs.write_whole(path, reports.load(form).render(result, self.sources))
        if not self.asked.quiet:
            form = self.asked.form or _default_form(self.found.items)
            shown = reports.load(form)
            self.screen.report(shown, result, self.sources, self.asked.colour, self.asked.everything)
        return self.screen.last(code, why)

    def _check(self, item: intake.Given | Unreadable) -> None:
        """Check one submission. Whatever becomes of it, the others go on."""
        from planlint import engine, readers

        try:
            content = item if isinstance(item, Unreadable) else self._content(item)
            read = readers.read(content, item.name, self.asked.limits) if isinstance(content, bytes) else content
            report = engine.check(
                read,
                self.pack,
                self.asked.as_of,
                parameters=self.asked.settings,
                kind=self.asked.kind,
                select=self.asked.select,
                ignore=self.asked.ignore,
            )
        except (UsageFault, PackFault):
            raise
        except ToolFault as fault:
            self.faults.append(FaultNote(fault.rule, item.name, str(fault)))
        except Exception as fault:
            self.faults.append(FaultNote("planlint", item.name, str(ToolFault("planlint", item.name, fault))))
        else:
            self.reports.append(report)
            if isinstance(content, bytes) and any(outcome.findings for outcome in report.outcomes):
                self.sources[item.name] = content

    def _content(self, item: intake.Given) -> bytes | Unreadable:
        if item.path == STDIN:
            if sys.stdin is None:
                raise UsageFault("Standard input is closed, so there is nothing to check.")
            return intake.fetch_stream(sys.stdin.buffer, item.name, self.asked.limits)
        return intake.fetch(item, self.asked.limits)


def _know(pack: Pack, asked: _Asked) -> None:
    """Refuse what the pack does not know: a misspelt code must not come out as a clean answer."""
    if asked.kind is not None:
        ask.choice("--kind", asked.kind, sorted(pack.kinds))
    for name in asked.settings:
        ask.choice("--set", name, sorted(pack.parameters))
    codes = {rule.code for kind in pack.kinds for rule in pack.rules_for(kind)}
    for option, prefixes in (("--select", asked.select), ("--ignore", asked.ignore)):
        for prefix in prefixes:
            known = any(code.startswith(prefix) for code in codes)
            if not known and not prefix.startswith(("READ-", "SHAPE-")):
                near = ask.near(prefix, sorted(codes))
                raise UsageFault(f"{option} {prefix!r}: no rule of this pack has a code that begins so.{near}")


def _found(asked: _Asked, suffixes: Sequence[str]) -> intake.Found:
    """What the paths come to. Raises UsageFault where they come to nothing, or where a report would replace one."""
    if STDIN in asked.paths and asked.stdin_name is None:
        raise UsageFault("To check standard input, say what it is called: --stdin-filename plan.yaml.")
    if STDIN in asked.paths and len(asked.paths) > 1:
        raise UsageFault("Standard input (-) is checked alone. Give the files in a second command.")
    if asked.paths == (STDIN,):
        name = intake.name_of(asked.stdin_name or STDIN)
        return intake.Found((intake.Given(name, STDIN, "."),), ())
    found = intake.find(asked.paths, suffixes)
    if not found.items and not asked.allow_empty:
        where = ", ".join(asked.paths)
        endings = ", ".join(suffixes)
        raise UsageFault(f"Nothing to check in {where}: no file there ends in {endings}. (--allow-empty permits it.)")
    given = {os.path.realpath(one.path) for one in found.items if isinstance(one, intake.Given)}
    for _, path in asked.outputs:
        if os.path.realpath(path) in given:
            raise UsageFault(f"--output would replace {path}, which is being checked. Name another file.")
    return found


def _default_form(items: Sequence[intake.Given | Unreadable]) -> str:
    """`plain` for those who work in workbooks and tables, `full` for those who work in text."""
    endings = {os.path.splitext(one.name)[1].lower() for one in items if isinstance(one, intake.Given)}
    return "full" if endings <= _LINES else "plain"
