"""Judge one submission by a pack: bytes have been read, a report comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from planlint import outcomes
from planlint.bind import Bound, Kind, Parts, ShapeFault, bind, draw, kind_of
from planlint.errors import ToolFault
from planlint.lang import ast
from planlint.lang.checked import Other
from planlint.lang.judge import Judgement, judge
from planlint.lang.notes import Note
from planlint.lang.others import ALONE, Beside
from planlint.limits import LIMITS, Limits
from planlint.model import (
    Document,
    Finding,
    Outcome,
    ParameterUse,
    Path,
    Related,
    Report,
    Severity,
    StepUsed,
    Unreadable,
    Verdict,
    is_elsewhere,
)
from planlint.packs import FastPack, Pack, Rule
from planlint.received import CODES as BESIDE
from planlint.received import JOIN_TWICE, Received, Sent, count_values
from planlint.records import dataclass, field, replace

if TYPE_CHECKING:
    from planlint.lang.fast import Decision

RELATED = 100
"""How many other places a finding names at most: a sum over a large table reads more than anybody would follow."""

_MEANT = {
    "previous": "the previous submission",
    "one": "the {kind} that goes with this one",
    "all": "one submitter's {kind} for one period",
}
_GRAVEST = (Verdict.FAIL, Verdict.CANNOT_ASSESS, Verdict.PASS, Verdict.NOT_APPLICABLE)


def check(
    read: Document | Unreadable,
    pack: Pack,
    as_of: date,
    parameters: Mapping[str, str] | None = None,
    kind: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    limits: Limits = LIMITS,
    received: Received | None = None,
    bound: Bound | None = None,
    fast: FastPack | None = None,
) -> Report:
    """The report of a submission. `parameters` are thresholds set for this run, as the language writes them.

    `received` are the other submissions that its rules may read; without them there are none. `bound` is the
    submission as `bound_of` gives it, where that was done before. `fast` decides most rules where there are many
    submissions to check; the report is the same without it.

    `select` and `ignore` are what the codes of rules begin with; what is wrong before rules is always told. Raises
    UsageFault for a parameter that cannot be and ToolFault, naming the rule, where planlint is at fault.
    """
    overrides = overridden(pack, parameters or {})
    if isinstance(read, Unreadable):
        return Report(read.name, read.digest, kind, pack.stamp, (outcomes.of_refusal(read.name, [read.fault], None),))
    found = kind_of(read, pack.kinds, kind)
    if isinstance(found, ShapeFault):
        faults = outcomes.of_shape(read, [found], {}, None)
        return Report(read.name, read.digest, None, pack.stamp, faults)
    read = bound.document if bound else replace(read, locate=lru_cache(maxsize=None)(read.locate))
    run = Run(read, found, pack, as_of, overrides, limits, received, bound, fast)
    return run.report(chosen(pack, found.name, select, ignore))


def chosen(pack: Pack, kind: str, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """The rules of a kind that are due to run."""
    return [rule for rule in pack.rules_for(kind) if _chosen(rule.code, select, ignore)]


def overridden(pack: Pack, parameters: Mapping[str, str]) -> dict[str, ast.Expr]:
    """Thresholds set for a run, as the rules read them. Raises UsageFault for one that cannot be."""
    if not parameters:
        return {}
    from planlint.packs.settings import read_setting  # here, since the parser of the language takes long to load

    return {name: read_setting(pack, name, text) for name, text in parameters.items()}


def kind_name(read: Document | Unreadable, pack: Pack, kind: str | None = None) -> str | None:
    """The kind of a submission; None where it cannot be told."""
    found = None if isinstance(read, Unreadable) else kind_of(read, pack.kinds, kind)
    return found.name if isinstance(found, Kind) else None


def bound_of(read: Document | Unreadable, pack: Pack, kind: str | None = None) -> Bound | None:
    """A submission bound to its kind, for other submissions of the run to read; None where that cannot be."""
    if isinstance(read, Unreadable):
        return None
    found = kind_of(read, pack.kinds, kind)
    if isinstance(found, ShapeFault):
        return None
    return bind(replace(read, locate=lru_cache(maxsize=None)(read.locate)), found)


def _chosen(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return (not select or code.startswith(tuple(select))) and not code.startswith(tuple(ignore))


@dataclass(slots=True)
class Run:
    """One submission of a known kind under the rules of a pack."""

    document: Document
    kind: Kind
    pack: Pack
    as_of: date
    overrides: Mapping[str, ast.Expr]
    limits: Limits
    received: Received | None = None
    bound: Bound | None = None
    fast: FastPack | None = None
    several: dict[str, tuple[Other, tuple[Sent, ...], Severity]] = field(default_factory=dict)
    """Names of other submissions that could be one or another of several, and how grave the gravest rule is."""

    def report(self, rules: Sequence[Rule]) -> Report:
        bound = self.bound or bind(self.document, self.kind)
        values = lru_cache(maxsize=1)(lambda: count_values(bound.data))
        used: dict[str, ParameterUse] = {}
        judged = []
        decisions = self.decisions(bound, values)
        for rule in rules:
            judgement = self.judged(rule, bound, values, decisions.get(rule.code))
            used.update(judgement.used)
            judged.append(self.outcome(rule, judgement, bound))
        faults = (
            *outcomes.of_reading(self.document),
            *outcomes.of_shape(self.document, bound.faults, bound.omitted, bound),
            *self.clashes(),
        )
        whole = Parts(bound).place(outcomes.blocked((*faults, *judged)))
        title = self.document.data.get("title") if isinstance(self.document.data, dict) else None
        return Report(
            self.document.name,
            self.document.digest,
            self.kind.name,
            self.pack.stamp,
            whole,
            dict(sorted(used.items())),
            title if isinstance(title, str) else None,
            self.pack.cited(whole),
            self.pack.themes,
            draw(self.kind.sketches, bound.data),
        )

    def decisions(self, bound: Bound, values: Callable[[], int]) -> Mapping[str, Decision | None]:
        """What the fast engine says of each rule, where it has anything to say."""
        if self.fast is None:
            return {}
        return self.fast.decide(self.kind.name, bound, self.as_of, values)

    def judged(
        self, rule: Rule, bound: Bound, values: Callable[[], int], decision: Decision | None = None
    ) -> Judgement:
        """What a rule comes to: fast where nothing is to be explained, else by the interpreter."""
        declared = {name: part for name, part in self.overrides.items() if name in rule.checked.parameters}
        try:
            if decision is not None and not decision.marks and self.fast is not None:
                used = self.fast.used(rule, self.as_of)
                return Judgement(decision.verdict, decision.counts, decision.reason, (), used)
            judgement = self.explained(rule, bound, values, declared)
            if decision is not None and not judgement.stopped and decision.counts != judgement.counts:
                raise RuntimeError(f"the fast engine counts {decision.counts}, the interpreter {judgement.counts}")
            return judgement
        except Exception as fault:
            raise ToolFault(rule.code, self.document.name, fault) from fault

    def explained(
        self, rule: Rule, bound: Bound, values: Callable[[], int], declared: Mapping[str, ast.Expr]
    ) -> Judgement:
        beside = self.beside(rule, bound) if rule.checked.others and self.received else ALONE
        return judge(rule.checked, bound.data, as_of=self.as_of, parameters=declared, values=values, beside=beside)

    def beside(self, rule: Rule, bound: Bound) -> Beside:
        """The other submissions that a rule reads; where there are several for one, that is noted."""
        assert self.received is not None
        beside, several = self.received.beside(rule.checked, bound)
        self.note_several(rule, several)
        return beside

    def note_several(self, rule: Rule, several: Mapping[str, tuple[Sent, ...]]) -> None:
        for name, some in several.items():
            other = rule.checked.others[name]
            key = f"{other.use.word} {other.kind} {','.join(one.read.name for one in some)}"
            before = self.several.get(key)
            grave = min((before[2] if before else rule.severity, rule.severity), key=lambda one: one.rank)
            self.several[key] = (other, some, grave)

    def clashes(self) -> tuple[Outcome, ...]:
        """That it cannot be told which of several submissions a rule means."""
        findings = []
        for other, some, severity in self.several.values():
            files = " and ".join(one.read.name for one in some[:2])
            more = f", with {len(some) - 2} more," if len(some) > 2 else ""
            message = f"{files}{more} could each be {_MEANT[other.use.word].format(kind=other.kind)}."
            mark = outcomes.fingerprint(JOIN_TWICE, f"{other.use.word} {other.kind}")
            related = tuple(Related((), one.locate(())) for one in some)
            place = self.document.locate(())
            fix = "Check it with one of them, or say which replaces the other (version, or supersedes)."
            findings.append(
                Finding(JOIN_TWICE, Verdict.FAIL, severity, message, (), place, mark, related=related, fix=fix)
            )
        if not findings:
            return ()
        gravest = min((one.severity for one in findings), key=lambda one: one.rank)
        return (replace(outcomes.failures(JOIN_TWICE, BESIDE[JOIN_TWICE], outcomes.apart(findings)), severity=gravest),)

    def all_related(self, read: Sequence[Path], at: Path, bound: Bound) -> tuple[Related, ...]:
        """The other places that were read, each once, up to the limit."""
        found: dict[Related, None] = {}
        for path in read:
            if len(found) == RELATED:
                break
            one = self.related(path, bound)
            if one.path != at or one.place.source != self.document.name:
                found.setdefault(one)
        return tuple(found)

    def related(self, path: Path, bound: Bound) -> Related:
        """A place that was read, in this submission or in another."""
        if self.received is not None and is_elsewhere(path):
            return Related(*self.received.locate(path))
        raw = bound.raw_path(path)
        return Related(raw, self.document.locate(raw))

    def step(self, step: StepUsed, bound: Bound) -> StepUsed:
        if self.received is not None and is_elsewhere(step.path):
            path, place = self.received.locate(step.path)
            return replace(step, path=path, source=place.source)
        return replace(step, path=bound.raw_path(step.path))

    def outcome(self, rule: Rule, judgement: Judgement, bound: Bound) -> Outcome:
        notes: dict[tuple[Path, Verdict], Note] = {}
        for note in judgement.notes:
            notes.setdefault((note.path, note.verdict), note)
        # What fails is kept before what could not be assessed, and that before passes that rounding decided.
        kept = sorted(notes.values(), key=lambda note: _GRAVEST.index(note.verdict))[: self.limits.findings_per_rule]
        findings = [self.finding(rule, note, bound) for note in kept]
        return Outcome(
            rule.code,
            rule.title,
            rule.severity,
            judgement.verdict,
            judgement.counts,
            rule.sentence,
            judgement.reason,
            rule.cites,
            rule.tags,
            tuple(outcomes.apart(outcomes.in_order(findings))),
            len(notes) - len(kept),
        )

    def finding(self, rule: Rule, note: Note, bound: Bound) -> Finding:
        path = bound.raw_path(note.path)
        return Finding(
            rule.code,
            note.verdict,
            note.severity,
            note.message,
            path,
            self.document.locate(path),
            outcomes.fingerprint(rule.code, outcomes.keyed(note.path, bound.data, bound.kind.shape)),
            self.all_related(note.related, path, bound),
            note.values,
            note.reading,
            note.expected,
            note.found,
            note.difference,
            note.unit,
            note.slack,
            note.rounding,
            tuple(self.step(one, bound) for one in note.steps),
            tuple(map(bound.raw_path, note.missing)),
            (),
            note.elsewhere,
            note.fix,
        )
