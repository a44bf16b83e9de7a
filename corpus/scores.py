"""What the checker makes of them: noise on good submissions, and defects found, at the right place or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.case import Case, Label
from planlint import engine, readers
from planlint.model import Finding, Path, Report, Unreadable, Verdict
from planlint.packs import FastPack, Pack
from planlint.received import Received
from planlint.values import parse_year


@dataclass
class Score:
    """Of one class of defects: how many were made, found by the right rule, and found at the right place."""

    made: int = 0
    found: int = 0
    placed: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass
class Noise:
    """Of the good submissions of one kind: how many there were, and the findings by verb and rule."""

    made: int = 0
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def verb(self, *verbs: str) -> int:
        return sum(count for (verb, _), count in self.told.items() if verb in verbs)


class Checker:
    """Checks cases as `planlint check` would, with the rules of a pack as functions."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.fast = FastPack(pack, {}, many=0)

    def report(self, case: Case) -> Report:
        read = readers.read(case.content, case.name)
        fast = None if case.parameters or case.beside else self.fast
        received = self.received(case, read) if case.beside else None
        return engine.check(read, self.pack, case.as_of, case.parameters, fast=fast, received=received)

    def received(self, case: Case, read: object) -> Received:
        """The other submissions of a case, with the one that is checked."""
        others = [(readers.read(content, name), previous) for name, content, previous in case.beside]
        kinds = frozenset(kind for rule in self.pack.rules_for(case.kind) for kind in rule.reads)
        received = Received(kinds, case.as_of, engine.overridden(self.pack, case.parameters))
        for one, previous in [(read, False), *others]:
            bound = None if isinstance(one, Unreadable) else engine.bound_of(one, self.pack)  # type: ignore[arg-type]
            if bound is not None:
                received.add(bound, previous=previous)
        return received


def noise(checker: Checker, cases: Iterable[Case]) -> dict[str, Noise]:
    """The findings on good submissions, by kind; passes that rounding decided are none."""
    found: dict[str, Noise] = {}
    for case in cases:
        one = found.setdefault(case.kind, Noise())
        one.made += 1
        for outcome in checker.report(case).outcomes:
            for finding in outcome.findings:
                if finding.verdict is Verdict.FAIL:
                    one.told[finding.severity.value, finding.rule] += 1
                    one.examples.append(f"{case.name} {finding.rule} {finding.severity.value}: {finding.message}")
                elif finding.verdict is Verdict.CANNOT_ASSESS and not finding.elsewhere:
                    one.lacking[finding.rule] += 1
    return found


def scores(checker: Checker, cases: Iterable[Case]) -> dict[str, Score]:
    """How many of the defects of each class were found."""
    found: dict[str, Score] = {}
    for case in cases:
        assert case.label is not None
        score = found.setdefault(case.label.defect, Score())
        score.made += 1
        told = [
            finding
            for outcome in checker.report(case).outcomes
            for finding in outcome.findings
            if finding.rule == case.label.code and finding.verdict is Verdict.FAIL
        ]
        score.found += bool(told)
        placed = any(at_place(finding, case.label) for finding in told)
        score.placed += placed
        if not placed:
            where = ", ".join(sorted({"/".join(map(str, one.path)) for one in told}))
            score.missed.append(f"{case.name}: {case.label}; {f'told at {where}' if told else 'nothing told'}")
    return found


def at_place(finding: Finding, label: Label) -> bool:
    """Whether a finding stands where the label has it."""
    if label.path is not None:
        return spelt(finding.path) == spelt(label.path)
    named = {spelt(path) for path in (finding.path, *finding.missing, *(one.path for one in finding.related))}
    return any(_around(spelt(finding.path), place) or place in named for place in map(spelt, label.edited))


def spelt(path: Path) -> Path:
    """A path with its years in one spelling: one that is not there is told in another than those that are."""
    return tuple(str(year) if isinstance(step, str) and (year := parse_year(step)) else step for step in path)


def _around(one: Path, other: Path) -> bool:
    """Whether one place is the other, or inside or around it; the whole submission is around nothing."""
    shorter = min(len(one), len(other))
    return shorter > 0 and one[:shorter] == other[:shorter]
