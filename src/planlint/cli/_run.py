"""One run of `planlint check`: what was handed in, checked one by one, and what it comes to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from planlint import __version__, batch, cache, engine, intake, outputs, packs, readers, reports
from planlint.cli import _options as ask
from planlint.cli._asked import Asked
from planlint.cli._progress import Progress
from planlint.cli._screen import Screen
from planlint.cli._together import Taken, Together
from planlint.errors import PackFault, ToolFault, UsageFault
from planlint.model import FaultNote, Report, Result, Unreadable
from planlint.tally import conclude

STDIN = "-"
_NAMED = 3
_LINES = frozenset({".yaml", ".yml", ".json"})


class Run:
    """One run: what was handed in, checked one by one, and what it came to."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.screen = asked, Screen()
        self.pack = packs.ready(asked.pack, cache.of_user() if asked.cached else cache.Cache(None))
        _know(self.pack, asked)
        self.found = _found(asked, readers.known_suffixes())
        self.sources: dict[str, bytes] = {}
        self.judged: dict[int, Report] = {}
        self.faults: list[FaultNote] = []
        self.fast = packs.FastPack(self.pack, engine.overridden(self.pack, asked.settings))
        self.beside = Together.of(self.pack, asked, len(self.found.items))

    @property
    def reports(self) -> list[Report]:
        """The reports in the order of what was given."""
        return [self.judged[n] for n in sorted(self.judged)]

    def end(self) -> int:
        """Check everything, write and show the reports, and give the exit code."""
        progress = Progress(len(self.found.items), self.asked.quiet)
        try:
            waiting = [one for n, item in enumerate(self.found.items) if (one := self._take(n, item, progress))]
            for one in waiting:
                self._check(one)
                progress.step()
        finally:
            progress.end()
        if self.beside is not None:
            self.beside.account()
            with self._told(batch.NAME):
                whole = self.beside.whole()
                if whole is not None:
                    self.judged[len(self.found.items)] = whole
        code, why = 0, "nothing was checked, which --allow-empty allows."
        if self.found.items:
            code, why = conclude(self.reports, self.faults, self.found.absent, self.asked.level)
        why += _unread(self.found)
        result = Result(__version__, self.asked.as_of, code, why, tuple(self.reports), tuple(self.faults))
        look = reports.View(everything=self.asked.everything, group=self.asked.group)
        for form, path in self.asked.outputs:
            outputs.write_whole(path, reports.write(reports.load(form), result, self.sources, look))
        if not self.asked.quiet:
            form = self.asked.form or _default_form(self.found.items)
            shown = reports.load(form)
            self.screen.report(shown, result, self.sources, self.asked.colour, look)
        return self.screen.last(code, why)

    def _take(self, n: int, item: intake.Given | Unreadable, progress: Progress) -> Taken | None:
        """Read a submission. It is checked at once, unless it waits until all that it is checked beside are read."""
        with self._told(item.name):
            content = item if isinstance(item, Unreadable) else self._content(item)
            read = readers.read(content, item.name, self.asked.limits) if isinstance(content, bytes) else content
            taken = Taken(n, item.name, content if isinstance(content, bytes) else None, read)
            if self.beside is not None and self.beside.take(taken):
                return taken
            self._check(taken)
        progress.step()
        return None

    def _check(self, taken: Taken) -> None:
        """Check one submission. Whatever becomes of it, the others go on."""
        with self._told(taken.name):
            report = engine.check(
                taken.read,
                self.pack,
                self.asked.as_of,
                parameters=self.asked.settings,
                kind=self.asked.kind,
                select=self.asked.select,
                ignore=self.asked.ignore,
                limits=self.asked.limits,
                received=self.beside.received if self.beside is not None else None,
                bound=taken.bound,
                fast=self.fast,
            )
            self.judged[taken.n] = report
            if taken.content is not None and any(outcome.findings for outcome in report.outcomes):
                self.sources[taken.name] = taken.content

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """A fault of planlint itself on a submission is told in the result, and ends nothing."""
        try:
            yield
        except (UsageFault, PackFault):
            raise
        except ToolFault as fault:
            self.faults.append(FaultNote(fault.rule, name, str(fault)))
        except Exception as fault:
            self.faults.append(FaultNote("planlint", name, str(ToolFault("planlint", name, fault))))

    def _content(self, item: intake.Given) -> bytes | Unreadable:
        if item.path == STDIN:
            if sys.stdin is None:
                raise UsageFault("Standard input is closed, so there is nothing to check.")
            return intake.fetch_stream(sys.stdin.buffer, item.name, self.asked.limits)
        return intake.fetch(item, self.asked.limits)


def _unread(found: intake.Found) -> str:
    """What may be a submission and was not looked at, as a sentence of the last line; else nothing."""
    if not found.unread:
        return ""
    first = ", ".join(found.unread[:_NAMED])
    more = f" and {len(found.unread) - _NAMED} more" if len(found.unread) > _NAMED else ""
    return f" Not checked, since nothing reads such files: {first}{more}."


def _know(pack: packs.Pack, asked: Asked) -> None:
    """Refuse what the pack does not know: a misspelt code must not come out as a clean answer."""
    if asked.kind is not None:
        ask.choice("--kind", asked.kind, sorted(pack.kinds))
    for name in asked.settings:
        ask.choice("--set", name, sorted(pack.parameters))
    codes = {rule.code for kind in pack.rules for rule in pack.rules_for(kind)}
    for option, prefixes in (("--select", asked.select), ("--ignore", asked.ignore)):
        for prefix in prefixes:
            known = any(code.startswith(prefix) for code in codes)
            if not known and not prefix.startswith(("READ-", "SHAPE-", "JOIN-")):
                near = ask.near(prefix, sorted(codes))
                raise UsageFault(f"{option} {prefix!r}: no rule of this pack has a code that begins so.{near}")


def _found(asked: Asked, suffixes: Sequence[str]) -> intake.Found:
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
