"""Judge one submission by a pack: bytes have been read, a report comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from planlint import intake
from planlint.bind import TITLES, Bound, Kind, Parts, ShapeFault, bind, draw, kind_of
from planlint.errors import ToolFault
from planlint.lang import ast
from planlint.lang.checked import Other
from planlint.lang.judge import Judgement, Note, judge
from planlint.lang.others import ALONE, Beside
from planlint.limits import LIMITS, Limits
from planlint.model import (
    Counts,
    Document,
    Finding,
    Outcome,
    ParameterUse,
    Path,
    Place,
    ReadFault,
    Related,
    Report,
    Severity,
    StepUsed,
    Unreadable,
    Verdict,
    is_elsewhere,
    pointer,
)
from planlint.packs import FastPack, Pack, Rule
from planlint.readers.codes import CODES
from planlint.received import CODES as BESIDE
from planlint.received import JOIN_TWICE, Received, Sent, count_values
from planlint.shape import ListShape, MapShape, RecordShape, Shape

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
        return Report(read.name, read.digest, kind, pack.stamp, (_read_outcome(read.name, [read.fault], None),))
    found = kind_of(read, pack.kinds, kind)
    if isinstance(found, ShapeFault):
        faults = _shape_outcomes(read, [found], {}, None)
        return Report(read.name, read.digest, None, pack.stamp, faults)
    read = bound.document if bound else replace(read, locate=lru_cache(maxsize=None)(read.locate))
    run = _Run(read, found, pack, as_of, overrides, limits, received, bound, fast)
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


# ---------------------------------------------------------------------- faults of reading and shape


def _fingerprint(code: str, key: str) -> str:
    return hashlib.sha256(f"{code}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _outcome(code: str, title: str, findings: list[Finding], omitted: int = 0) -> Outcome:
    counts = Counts(failed=len(findings) + omitted)
    return Outcome(code, title, Severity.MUST, Verdict.FAIL, counts, findings=tuple(findings), omitted=omitted)


def _read_outcome(name: str, faults: Iterable[ReadFault], document: Document | None) -> Outcome:
    findings = []
    faults = list(faults)
    code = faults[0].code
    for fault in faults:
        place = Place(name, fault.line, fault.column) if fault.line else Place(name)
        if fault.line is None and document is not None and fault.path:
            place = document.locate(fault.path)
        findings.append(
            Finding(
                fault.code,
                Verdict.FAIL,
                Severity.MUST,
                fault.message,
                fault.path,
                place,
                _fingerprint(fault.code, pointer(fault.path) or fault.message),
                fix=fault.fix,
            )
        )
    title = CODES.get(code) or intake.CODES.get(code) or code
    return _outcome(code, title, _apart(findings))


def _read_outcomes(document: Document) -> tuple[Outcome, ...]:
    codes: dict[str, list[ReadFault]] = {}
    for fault in document.faults:
        codes.setdefault(fault.code, []).append(fault)
    return tuple(_read_outcome(document.name, faults, document) for _, faults in sorted(codes.items()))


def _shape_outcomes(
    document: Document, faults: Iterable[ShapeFault], omitted: Mapping[str, int], bound: Bound | None
) -> tuple[Outcome, ...]:
    codes: dict[str, list[Finding]] = {}
    for fault in faults:
        key = _keyed(fault.path, document.data, bound.kind.shape if bound else Shape())
        codes.setdefault(fault.code, []).append(
            Finding(
                fault.code,
                Verdict.FAIL,
                Severity.MUST,
                fault.message,
                fault.path,
                document.locate(fault.path),
                _fingerprint(fault.code, key),
                expected=fault.expected,
                found=fault.found,
                missing=tuple(map(bound.raw_path, fault.explains)) if bound else fault.explains,
                fix=fault.fix,
            )
        )
    return tuple(
        _outcome(code, TITLES[code], _apart(_in_order(findings)), omitted.get(code, 0))
        for code, findings in sorted(codes.items())
    )


def _apart(findings: list[Finding]) -> list[Finding]:
    """Findings with one fingerprint told apart by their order."""
    seen: dict[str, int] = {}
    apart = []
    for finding in findings:
        n = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        apart.append(finding if n == 1 else replace(finding, fingerprint=f"{finding.fingerprint}-{n}"))
    return apart


def _in_order(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    """By place, then pointer, in which the tenth item comes after the ninth."""
    steps = [(0, step, "") if isinstance(step, int) else (1, 0, step) for step in finding.path]
    return (finding.place.line or 0, finding.place.column or 0, steps, finding.verdict)


def _keyed(path: Path, data: Any, shape: Shape) -> str:
    """A pointer by key: an item of a list with a key field stands under its key, not its position."""
    steps: list[str] = []
    for step in path:
        inner: Any = None
        if isinstance(data, dict):
            inner = data.get(step) if isinstance(step, str) else None
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            inner = data[step]
        name: object = step
        if isinstance(shape, ListShape):
            if shape.key and isinstance(inner, dict) and isinstance(inner.get(shape.key), str | int):
                name = inner[shape.key]
            shape = shape.item
        elif isinstance(shape, RecordShape):
            shape = shape.fields.get(str(step), Shape())
        elif isinstance(shape, MapShape):
            shape = shape.value
        steps.append(str(name))
        data = inner
    return pointer(tuple(steps))


# ---------------------------------------------------------------------- rules


@dataclass(slots=True)
class _Run:
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
        outcomes = []
        decisions = self.decisions(bound, values)
        for rule in rules:
            judgement = self.judged(rule, bound, values, decisions.get(rule.code))
            used.update(judgement.used)
            outcomes.append(self.outcome(rule, judgement, bound))
        faults = (
            *_read_outcomes(self.document),
            *_shape_outcomes(self.document, bound.faults, bound.omitted, bound),
            *self.clashes(),
        )
        whole = Parts(bound).place(_blocked((*faults, *outcomes)))
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
            judgement = self.explained(rule, bound, values(), declared)
            if decision is not None and not judgement.stopped and decision.counts != judgement.counts:
                raise RuntimeError(f"the fast engine counts {decision.counts}, the interpreter {judgement.counts}")
            return judgement
        except Exception as fault:
            raise ToolFault(rule.code, self.document.name, fault) from fault

    def explained(self, rule: Rule, bound: Bound, values: int, declared: Mapping[str, ast.Expr]) -> Judgement:
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
            mark = _fingerprint(JOIN_TWICE, f"{other.use.word} {other.kind}")
            related = tuple(Related((), one.locate(())) for one in some)
            place = self.document.locate(())
            fix = "Check it with one of them, or say which replaces the other (version, or supersedes)."
            findings.append(
                Finding(JOIN_TWICE, Verdict.FAIL, severity, message, (), place, mark, related=related, fix=fix)
            )
        if not findings:
            return ()
        gravest = min((one.severity for one in findings), key=lambda one: one.rank)
        return (replace(_outcome(JOIN_TWICE, BESIDE[JOIN_TWICE], _apart(findings)), severity=gravest),)

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
            tuple(_apart(_in_order(findings))),
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
            _fingerprint(rule.code, _keyed(note.path, bound.data, bound.kind.shape)),
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


def _blocked(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Each *cannot assess* whose every missing place is carried by a failure says which, looked up at the end."""
    carried: dict[Path, list[str]] = {}
    above: list[tuple[Path, str]] = []
    for outcome in outcomes:
        for finding in outcome.findings:
            if finding.verdict is not Verdict.FAIL:
                continue
            for path in dict.fromkeys((finding.path, *finding.missing)):
                carried.setdefault(path, []).append(finding.fingerprint)
            if outcome.rule.startswith("READ-") and finding.path:
                above.append((finding.path, finding.fingerprint))
            elif outcome.rule.startswith("SHAPE-"):
                above += [(path, finding.fingerprint) for path in finding.missing]

    def carriers(path: Path) -> list[str]:
        return carried.get(path, []) or [mark for stem, mark in above if path[: len(stem)] == stem]

    def settled(finding: Finding) -> Finding:
        if finding.verdict is not Verdict.CANNOT_ASSESS or finding.elsewhere or not finding.missing:
            return finding
        found = [carriers(path) for path in finding.missing]
        if not all(found):
            return finding
        return replace(finding, blocked_by=tuple(dict.fromkeys(some[0] for some in found)))

    return tuple(
        replace(outcome, findings=tuple(settled(one) for one in outcome.findings))
        if outcome.verdict is not Verdict.PASS or outcome.findings
        else outcome
        for outcome in outcomes
    )
