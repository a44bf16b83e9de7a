"""A rule on a submission: exactly one verdict for each thing that it looks at, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Self

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.evaluate import Later, Spent, Trace
from planlint.lang.evidence import Witness, top_parts
from planlint.lang.held import Bound, Missing, Node, Worth, merge, span
from planlint.lang.lacking import sought
from planlint.lang.notes import Note, Notes
from planlint.lang.others import ALONE, Beside
from planlint.lang.reading import Reader
from planlint.lang.sentence import unmet
from planlint.lang.show import as_data
from planlint.lang.truth import Truth
from planlint.lang.walk import expressions_of, names_in
from planlint.limits import LIMITS
from planlint.model import Counts, ParameterUse, Path, Severity, Value, Verdict, is_elsewhere
from planlint.records import dataclass
from planlint.shape import ListShape

_COUNTED = {
    Verdict.PASS: Counts(passed=1),
    Verdict.FAIL: Counts(failed=1),
    Verdict.NOT_APPLICABLE: Counts(not_applicable=1),
    Verdict.CANNOT_ASSESS: Counts(cannot_assess=1),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule's own verdict, how many things got each, and what is to be reported. `used` are its parameters."""

    verdict: Verdict
    counts: Counts
    reason: str | None
    notes: tuple[Note, ...]
    used: Mapping[str, ParameterUse]
    stopped: bool = False
    """Whether it outran its budget of steps."""


def judge(
    rule: CheckedRule,
    data: Value,
    *,
    as_of: date,
    parameters: Mapping[str, ast.Expr],
    values: int | Callable[[], int],
    beside: Beside = ALONE,
) -> Judgement:
    """Judge bound data by a rule. `values` is how many values the submission has: it sets the budget of steps.
    What counts them is asked only where a rule outruns the budget that every submission has.

    `beside` says what the rule's names of other submissions stand for; one that it lacks was not supplied.
    """
    reader = Reader(data, rule.shape, beside.readers)
    if callable(values):
        judgement = Judging.of(rule, reader, as_of, parameters, 0, beside).run()
        if not judgement.stopped:
            return judgement
        values = values()
    return Judging.of(rule, reader, as_of, parameters, values, beside).run()


def parameters_of(rule: CheckedRule, as_of: date, parameters: Mapping[str, ast.Expr]) -> Mapping[str, ParameterUse]:
    """The thresholds of a rule in which none changes from one financial year to another."""
    return Judging(rule, Reader({}, rule.shape), as_of, parameters, LIMITS.steps_base).parameters_used()


class Judging(Notes):
    """A rule being judged. See `judge`, `planlint.lang.verdicts` and `planlint.lang.watched`."""

    counts = Counts()
    reason: str | None = None

    @classmethod
    def of(
        cls,
        rule: CheckedRule,
        reader: Reader,
        as_of: date,
        parameters: Mapping[str, ast.Expr],
        values: int,
        beside: Beside,
    ) -> Self:
        """A rule to be judged on what `reader` reads, of `values` values, beside other submissions."""
        budget = LIMITS.steps_base + LIMITS.steps_per_value * (values + beside.values)
        judging = cls(rule, reader, as_of, parameters, budget)
        judging.join(beside)
        return judging

    def run(self) -> Judgement:
        self.notes = []
        allowed, stopped = self.budget, False
        self.scope = dict(self.globals)
        try:
            self.start()
        except Spent as stop:
            stopped = True
            self.budget = allowed
            self.scope = dict(self.globals)
            self.reason = str(stop) or f"stopped after {allowed:,} steps"
            message = f"{self.rule.rule.title}: {self.reason}, so this could not be assessed in full."
            self.count(Verdict.CANNOT_ASSESS)
            self.notes.append(Note(Verdict.CANNOT_ASSESS, self.gravest, message, ()))
        return Judgement(self.verdict(), self.counts, self.reason, tuple(self.notes), self.parameters_used(), stopped)

    @property
    def gravest(self) -> Severity:
        return Severity(self.rule.rule.obligations[0].verb)

    def verdict(self) -> Verdict:
        if self.counts.failed:
            return Verdict.FAIL
        if self.counts.cannot_assess:
            return Verdict.CANNOT_ASSESS
        return Verdict.PASS if self.counts.passed else Verdict.NOT_APPLICABLE

    def parameters_used(self) -> dict[str, ParameterUse]:
        """The thresholds that the rule speaks of, also those that nothing here turned on."""
        spoken = names_in(expressions_of(self.rule.rule), self.rule.defines)
        for name in sorted(spoken & set(self.rule.parameters)):
            self.parameter(name)
        used = dict(self.used)
        shown = {}
        for name, (part, origin) in sorted(used.items()):
            with self.among(dict(self.globals)):
                shown[name] = ParameterUse(as_data(self.worth(part)), origin)
        return shown

    def count(self, verdict: Verdict) -> None:
        self.counts = self.counts + _COUNTED[verdict]

    def not_applicable(self, reason: str) -> None:
        self.count(Verdict.NOT_APPLICABLE)
        self.reason = self.reason or reason

    # ------------------------------------------------------------------ the things
    def start(self) -> None:
        if self.rule.effective is not None:
            stated = self.stated_year()
            if isinstance(stated, Missing):
                self.count(Verdict.CANNOT_ASSESS)
                self.unknown(self.rule.rule.obligations[0], stated, Trace(), ())
                return
        late = self.out_of_years()
        if late:
            self.not_applicable(late)
            return
        soft = False
        if self.rule.rule.when is not None:
            with self.tracing() as trace:
                truth = self.truth(self.rule.rule.when)
            if truth.value is None:
                self.count(Verdict.CANNOT_ASSESS)
                self.unknown(self.rule.rule.obligations[0], truth.missing or Missing(()), trace, ())
                return
            if truth.value is False:
                self.not_applicable(self.unsupplied() or unmet(self.rule))
                return
            soft = truth.undecided
        self.turn(0, (), soft, Trace())

    def unsupplied(self) -> str | None:
        """That the rule's condition asks for another submission, and there is none."""
        for part in top_parts(self.rule.rule.when) if self.rule.rule.when is not None else ():
            root = part.part if isinstance(part, ast.Given) and not part.negated else part
            while isinstance(root, ast.Field | ast.Index):
                root = root.base
            other = self.rule.others.get(root.name) if isinstance(root, ast.Name) else None
            if other is not None and isinstance(self.worth(root), Missing):
                return f"{sought(other)} was supplied"
        return None

    def out_of_years(self) -> str | None:
        effective = self.rule.effective
        if effective is None:
            return None
        year = self.year()
        if year < effective.start:
            return f"applies from {effective.start}"
        if effective.until is not None and year > effective.until:
            return f"applied until {effective.until}"
        return None

    def turn(self, n: int, item: Path, soft: bool, trace: Trace) -> None:
        """Go through the remaining steps of the rule; at the end of them stands one thing."""
        self.spend()
        if n == len(self.rule.rule.steps):
            self.thing(item, soft, trace)
            return
        step = self.rule.rule.steps[n]
        if isinstance(step, ast.Let):
            with self.naming(**{step.name: Later(step.part, self.scope)}):
                self.turn(n + 1, item, soft, trace)
            return
        with self.tracing() as read:
            items = self.items(step.source)
        if isinstance(items, Missing):
            self.unknown_thing(items, read, item)
            return
        if isinstance(step, ast.ForPair):
            met = self.pairs(step, n, items, item, soft, trace)
        else:
            met = self.each(step, n, items, item, soft, trace)
        if not met:
            self.not_applicable(f"no {self.called(step)} to check")

    def called(self, step: ast.ForEach | ast.ForPair) -> str:
        worth = self.worth(step.source)
        if isinstance(worth, Node) and isinstance(worth.shape, ListShape) and worth.path:
            label = self.reader.shape_at(worth.path).label
            return (label or str(worth.path[-1])).replace("_", " ").lower()
        name = step.name if isinstance(step, ast.ForEach) else step.first
        return name.replace("_", " ")

    def each(self, step: ast.ForEach, n: int, items: list[Bound], item: Path, soft: bool, trace: Trace) -> bool:
        met = False
        for one in items:
            where = self.place(one.worth)
            here = item if where is None else where
            with self.naming(**{step.name: one}), self.tracing() as read:
                read.reads.update(trace.reads)
                truth = self.truth(step.where) if step.where is not None else None
                if truth is not None and truth.value is False:
                    continue
                met = True
                if truth is not None and truth.value is None:
                    self.unknown_thing(truth.missing or Missing(()), read, here)
                else:
                    self.turn(n + 1, here, soft or (truth is not None and truth.undecided), read)
        return met

    def pairs(self, step: ast.ForPair, n: int, items: list[Bound], item: Path, soft: bool, trace: Trace) -> bool:
        if step.by is not None:
            keys = [self.step(one.worth, step.by) for one in items]
            gaps = [key for key in keys if isinstance(key, Missing)]
            if gaps:
                self.unknown_thing(merge(*gaps), trace, item)
                return True
            order = sorted(range(len(items)), key=lambda k: (_order(keys[k], self), k))
            items = [items[k] for k in order]
        for one, other in pairwise(items):
            where = self.place(other.worth)
            with self.naming(**{step.first: one, step.second: other}):
                self.turn(n + 1, item if where is None else where, soft, trace)
        return len(items) > 1

    def unknown_thing(self, missing: Missing, trace: Trace, item: Path) -> None:
        """A thing whose `for each` or `where` could not be told."""
        verdict = Verdict.CANNOT_ASSESS
        told = False
        for obligation in self.rule.rule.obligations:
            if obligation.missing and missing.why == "missing" and not self.waits(missing):
                if obligation.missing == "fail":
                    self.absent(obligation, missing, trace, item)
                    verdict = Verdict.FAIL
                elif not told:
                    verdict = Verdict.NOT_APPLICABLE
                break
            if not told:
                self.unknown(obligation, missing, trace, item)
                told = True
        if verdict is Verdict.NOT_APPLICABLE:
            self.not_applicable("what it looks at is not given")
        else:
            self.count(verdict)

    def thing(self, item: Path, soft: bool, trace: Trace) -> None:
        """One thing: its obligations, gravest first; the first that is false speaks."""
        said: set[Verdict] = set()
        for obligation in self.rule.rule.obligations:
            said.add(self.obligation(obligation, item, soft, trace))
            if Verdict.FAIL in said:
                break
        worst = (Verdict.FAIL, Verdict.CANNOT_ASSESS, Verdict.PASS, Verdict.NOT_APPLICABLE)
        verdict = next(one for one in worst if one in said)
        if verdict is Verdict.NOT_APPLICABLE:
            reason = "it cannot be told within rounding whether the rule applies"
            self.not_applicable(reason if soft else "what it looks at is not given")
        else:
            self.count(verdict)

    def obligation(self, obligation: ast.Obligation, item: Path, soft: bool, outer: Trace) -> Verdict:
        results: list[tuple[ast.Expr, Truth, Trace]] = []
        for part in (claim for one in top_parts(obligation.part) for claim in self.claims(one)):
            with self.tracing() as trace:
                truth = self.truth(part)
            trace.reads.update(outer.reads)
            results.append((part, truth, trace))
        if not results:
            return Verdict.NOT_APPLICABLE
        false = [(part, trace) for part, truth, trace in results if truth.value is False]
        gaps = [(truth.missing or Missing(()), trace) for _, truth, trace in results if truth.value is None]
        if false:
            if soft:
                return Verdict.NOT_APPLICABLE
            read = (path for _, _, trace in results for path in trace.missing if not is_elsewhere(path))
            missing = tuple(dict.fromkeys(read))
            # Parts that point at one place become one finding, so it names all that is not there.
            absent = self.not_given(obligation, false) if len(results) > 1 else ""
            for part, trace in false:
                self.failed(obligation, part, trace, item, missing, absent)
            return Verdict.FAIL
        if gaps:
            whole = merge(*[gap for gap, _ in gaps])
            if obligation.missing and whole.why == "missing" and not self.waits(whole):
                if obligation.missing == "not_applicable" or soft:
                    return Verdict.NOT_APPLICABLE
                self.absent(obligation, whole, gaps[0][1], item)
                return Verdict.FAIL
            self.unknown(obligation, whole, gaps[0][1], item)
            return Verdict.CANNOT_ASSESS
        for part, truth, trace in results:
            if truth.by_rounding:
                self.rounded(obligation, part, trace, item)
        return Verdict.PASS

    def claims(self, part: ast.Expr) -> Sequence[ast.Expr]:
        """What a part of an obligation is judged by: the totals of a table, each by itself; else the part.

        Of a table whose totals are all blank there is nothing to judge.
        """
        opened, _ = self.opened(part)
        if not isinstance(opened, ast.AddsUp | ast.Reconciles):
            return (part,)
        totals = self.sheet(opened.table).balances
        return totals if isinstance(opened, ast.AddsUp) or not totals else (part,)


def _order(key: Worth, judge: Witness) -> tuple[object, ...]:
    value = getattr(key, "value", None)
    days = span(value, judge.calendar)
    return (days[0],) if days else (value,)
