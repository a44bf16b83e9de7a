"""Judge one submission by a pack: bytes have been read, a report comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from planlint import intake
from planlint.bind import TITLES, Bound, Kind, ShapeFault, bind, kind_of
from planlint.errors import ToolFault, UsageFault
from planlint.lang import ast
from planlint.lang.judge import Judgement, Note, judge
from planlint.lang.parse import parse_expression
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
    Unreadable,
    Verdict,
    pointer,
)
from planlint.packs import Pack, Rule
from planlint.readers.codes import CODES
from planlint.shape import ListShape, MapShape, RecordShape, Shape

RELATED = 100
"""How many other places a finding names at most: a sum over a large table reads more than anybody would follow."""

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
) -> Report:
    """The report of a submission. `parameters` are thresholds set for this run, as the language writes them.

    `select` and `ignore` are what the codes of rules begin with; what is wrong before rules is always told. Raises
    UsageFault for a parameter that cannot be and ToolFault, naming the rule, where planlint is at fault.
    """
    overrides = {name: _override(pack, name, text) for name, text in (parameters or {}).items()}
    if isinstance(read, Unreadable):
        return Report(read.name, read.digest, kind, pack.stamp, (_read_outcome(read.name, [read.fault], None),))
    found = kind_of(read, pack.kinds, kind)
    if isinstance(found, ShapeFault):
        faults = _shape_outcomes(read, [found], {}, None)
        return Report(read.name, read.digest, None, pack.stamp, faults)
    read = replace(read, locate=lru_cache(maxsize=None)(read.locate))
    run = _Run(read, found, pack, as_of, overrides, limits)
    rules = [rule for rule in pack.rules_for(found.name) if _chosen(rule.code, select, ignore)]
    return run.report(rules)


def _chosen(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    return (not select or code.startswith(tuple(select))) and not code.startswith(tuple(ignore))


def _override(pack: Pack, name: str, text: str) -> ast.Expr:
    """The value that a parameter is set to: a literal of the sort that the rules give it."""
    rules = (rule.checked for kind in pack.kinds for rule in pack.rules_for(kind))
    declared = next((rule.parameters[name] for rule in rules if name in rule.parameters), None)
    if declared is None:
        raise UsageFault(f"--set {name}: no rule of this pack has such a parameter.")
    expr, problem = parse_expression(text, f"--set {name}")
    if problem is not None or not _is_literal(expr):
        raise UsageFault(f"--set {name}={text}: write a value as rules do, such as 25%, £50k, 2020/21 or 28 days.")
    if _sort(expr) != _sort(declared[0].value):
        raise UsageFault(f"--set {name}={text}: the rules give another sort of value, so this cannot stand for it.")
    return expr  # type: ignore[no-any-return]


def _is_literal(expr: object) -> bool:
    if isinstance(expr, ast.ListOf):
        return all(map(_is_literal, expr.items))
    if isinstance(expr, ast.Negate):
        return isinstance(expr.part, ast.Number)
    return isinstance(expr, ast.Number | ast.Constant | ast.Text)


def _sort(expr: ast.Expr) -> object:
    """What two literals must share for one to stand for the other: money is not a percentage, nor a year a date."""
    if isinstance(expr, ast.Negate):
        return _sort(expr.part)
    if isinstance(expr, ast.Number):
        return (expr.unit.dims, expr.unit.is_percent)
    return type(expr.value) if isinstance(expr, ast.Constant) else type(expr)


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

    def report(self, rules: Sequence[Rule]) -> Report:
        bound = bind(self.document, self.kind)
        values = count_values(bound.data)
        used: dict[str, ParameterUse] = {}
        outcomes = []
        for rule in rules:
            judgement = self.judged(rule, bound, values)
            used.update(judgement.used)
            outcomes.append(self.outcome(rule, judgement, bound))
        faults = (
            *_read_outcomes(self.document),
            *_shape_outcomes(self.document, bound.faults, bound.omitted, bound),
        )
        whole = _blocked((*faults, *outcomes))
        title = self.document.data.get("title") if isinstance(self.document.data, dict) else None
        return Report(
            self.document.name,
            self.document.digest,
            self.kind.name,
            self.pack.stamp,
            whole,
            dict(sorted(used.items())),
            title if isinstance(title, str) else None,
        )

    def judged(self, rule: Rule, bound: Bound, values: int) -> Judgement:
        declared = {name: part for name, part in self.overrides.items() if name in rule.checked.parameters}
        try:
            return judge(rule.checked, bound.data, as_of=self.as_of, parameters=declared, values=values)
        except Exception as fault:
            raise ToolFault(rule.code, self.document.name, fault) from fault

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
        read = map(bound.raw_path, note.related[:RELATED])
        related = tuple(Related(raw, self.document.locate(raw)) for raw in read)
        return Finding(
            rule.code,
            note.verdict,
            note.severity,
            note.message,
            path,
            self.document.locate(path),
            _fingerprint(rule.code, _keyed(note.path, bound.data, bound.kind.shape)),
            related,
            note.values,
            note.reading,
            note.expected,
            note.found,
            note.difference,
            note.unit,
            note.slack,
            note.rounding,
            tuple(replace(step, path=bound.raw_path(step.path)) for step in note.steps),
            tuple(map(bound.raw_path, note.missing)),
            (),
            note.elsewhere,
            note.fix,
        )


def count_values(data: Any) -> int:
    """How many values a document has, records and lists among them."""
    todo, count = [data], 0
    while todo:
        one = todo.pop()
        count += 1
        if isinstance(one, dict):
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)
    return count


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
