"""Submissions judged by two packs, each read once, and what comes of it gathered."""

from __future__ import annotations

import contextlib

from planlint import batch, engine, intake, readers, rule_comparison
from planlint.cli import _options as ask
from planlint.cli._asked import Asked
from planlint.cli._progress import Progress
from planlint.cli._together import Taken, Together
from planlint.errors import ToolFault, UsageFault
from planlint.model import BATCH, Document, Report, Unreadable
from planlint.packs import FastPack, Pack
from planlint.records import replace
from planlint.rule_comparison import Gathered
from planlint.rule_comparison.gather import FEW


class _Side:
    """One of the two packs at work."""

    def __init__(self, pack: Pack, asked: Asked, many: int) -> None:
        known = {name: text for name, text in asked.settings.items() if name in pack.parameters}
        self.pack, self.asked = pack, replace(asked, settings=known)
        self.fast = FastPack(pack, engine.overridden(pack, known))
        self.beside = Together.of(pack, self.asked, many)

    def kind(self, read: Document) -> str | None:
        return engine.kind_name(read, self.pack, self.asked.kind)

    def take(self, taken: Taken) -> bool:
        """Take in a submission. Whether it must wait until all are taken in."""
        return self.beside is not None and self.beside.take(taken)

    def report(self, taken: Taken) -> Report:
        asked = self.asked
        return engine.check(
            taken.read,
            self.pack,
            asked.as_of,
            parameters=asked.settings,
            kind=asked.kind,
            select=asked.select,
            ignore=asked.ignore,
            limits=asked.limits,
            received=self.beside.received if self.beside is not None else None,
            bound=taken.bound,
            fast=self.fast,
        )


class TwoPacks:
    """One comparison: what was handed in, judged by both packs where they judge its kind otherwise."""

    def __init__(self, old: Pack, new: Pack, asked: Asked, *, everything: bool) -> None:
        _know(old, new, asked)
        self.found = intake.find(asked.paths, readers.known_suffixes())
        if self.found.absent:
            raise UsageFault(f"{self.found.absent[0]}: there is no such file or folder.")
        if not self.found.items:
            raise UsageFault(f"Nothing to compare over in {', '.join(asked.paths)}: no submission is there.")
        many = len(self.found.items)
        self.asked, self.old, self.new = asked, _Side(old, asked, many), _Side(new, asked, many)
        every = rule_comparison.differences(old, new).items()
        differs = {kind: left for kind, one in every if (left := one.among(_codes(old, new, kind, asked)))}
        self.gathered = Gathered(differs, asked.level, None if everything else FEW)
        self.faults: list[ToolFault] = []

    def end(self) -> Gathered:
        """Judge everything, and give what was gathered."""
        progress = Progress(len(self.found.items), quiet=False)
        waiting: list[tuple[Taken, Taken]] = []
        try:
            for n, item in enumerate(self.found.items):
                pair = self._take(n, item)
                if pair is not None:
                    waiting.append(pair)
                else:
                    progress.step()
            for pair in waiting:
                self._judge(*pair)
                progress.step()
        finally:
            progress.end()
        self._whole()
        return self.gathered

    def _take(self, n: int, item: intake.Given | Unreadable) -> tuple[Taken, Taken] | None:
        """Read a submission for both packs. It is judged at once unless one of them must wait for the others."""
        content = item if isinstance(item, Unreadable) else intake.fetch(item, self.asked.limits)
        read = readers.read(content, item.name, self.asked.limits) if isinstance(content, bytes) else content
        if isinstance(read, Unreadable):
            self.gathered.unread.append((read.name, read.fault.message))
            return None
        kinds = [side.kind(read) for side in (self.old, self.new)]
        if kinds == [None, None]:
            self.gathered.unread.append((read.name, "Its kind is not stated, or known to neither pack."))
            return None
        pair = Taken(n, item.name, None, read), Taken(n, item.name, None, read)
        waits = [side.take(taken) for side, taken in zip((self.old, self.new), pair, strict=True)]
        if not self.gathered.differs.keys() & set(kinds):
            self.gathered.alike[str(kinds[1])] += 1
            return None
        if any(waits):
            return pair
        self._judge(*pair)
        return None

    def _judge(self, before: Taken, after: Taken) -> None:
        """Judge one submission by both. Whatever becomes of it, the others go on."""
        try:
            self.gathered.add(self.old.report(before), self.new.report(after))
        except ToolFault as fault:
            self.faults.append(fault)

    def _whole(self) -> None:
        """Judge all that was received by the rules for the batch, and account for what was given as previous."""
        if BATCH in self.gathered.differs and (self.old.beside or self.new.beside):
            before, after = (_whole(side) for side in (self.old, self.new))
            self.gathered.add(before or _nothing(self.old), after or _nothing(self.new))
        if self.asked.previous and not self.gathered.alike:
            with contextlib.suppress(UsageFault):
                return self.old.beside.account() if self.old.beside else None
            if self.new.beside is not None:
                self.new.beside.account()


def _codes(old: Pack, new: Pack, kind: str, asked: Asked) -> set[str]:
    """The codes of the rules of a kind that are due to run, in either pack."""
    return {rule.code for pack in (old, new) for rule in engine.chosen(pack, kind, asked.select, asked.ignore)}


def _whole(side: _Side) -> Report | None:
    return side.beside.whole() if side.beside is not None else None


def _nothing(side: _Side) -> Report:
    """The report of a pack that has no rules for the batch."""
    return Report(batch.NAME, "", BATCH, side.pack.stamp, ())


def _know(old: Pack, new: Pack, asked: Asked) -> None:
    """Refuse what neither pack knows: a misspelt code must not come out as no change."""
    if asked.kind is not None:
        ask.choice("--kind", asked.kind, sorted({*old.kinds, *new.kinds}))
    for name in asked.settings:
        ask.choice("--set", name, sorted(old.parameters | new.parameters))
    codes = {rule.code for pack in (old, new) for kind in pack.rules for rule in pack.rules_for(kind)}
    for option, prefixes in (("--select", asked.select), ("--ignore", asked.ignore)):
        for prefix in prefixes:
            known = any(code.startswith(prefix) for code in codes)
            if not known and not prefix.startswith(("READ-", "SHAPE-", "JOIN-")):
                raise UsageFault(f"{option} {prefix!r}: no rule of either pack has a code that begins so.")
