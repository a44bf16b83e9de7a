"""Outcomes of what is wrong before any rule runs; of all findings the order, the fingerprints, and what blocks what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from planlint import intake
from planlint.bind import TITLES, Bound, ShapeFault
from planlint.model import Counts, Document, Finding, Outcome, Path, Place, ReadFault, Severity, Verdict, pointer
from planlint.readers.codes import CODES
from planlint.records import replace
from planlint.shape import ListShape, MapShape, RecordShape, Shape


def fingerprint(code: str, key: str) -> str:
    """What a finding is known by from one run to the next: a rule, and a place by key."""
    return hashlib.sha256(f"{code}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def failures(code: str, title: str, findings: list[Finding], omitted: int = 0) -> Outcome:
    """The outcome of something that failed before any rule ran; `omitted` findings are counted but not told."""
    counts = Counts(failed=len(findings) + omitted)
    return Outcome(code, title, Severity.MUST, Verdict.FAIL, counts, findings=tuple(findings), omitted=omitted)


def of_refusal(name: str, faults: Iterable[ReadFault], document: Document | None) -> Outcome:
    """The outcome of the faults of one code that reading a submission met."""
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
                fingerprint(fault.code, pointer(fault.path) or fault.message),
                fix=fault.fix,
            )
        )
    title = CODES.get(code) or intake.CODES.get(code) or code
    return failures(code, title, apart(findings))


def of_reading(document: Document) -> tuple[Outcome, ...]:
    """The outcomes of all that was at fault in reading a submission, one a code."""
    codes: dict[str, list[ReadFault]] = {}
    for fault in document.faults:
        codes.setdefault(fault.code, []).append(fault)
    return tuple(of_refusal(document.name, faults, document) for _, faults in sorted(codes.items()))


def of_shape(
    document: Document, faults: Iterable[ShapeFault], omitted: Mapping[str, int], bound: Bound | None
) -> tuple[Outcome, ...]:
    """The outcomes of faults of shape, one a code; `omitted` counts by code what is not told."""
    codes: dict[str, list[Finding]] = {}
    for fault in faults:
        key = keyed(fault.path, document.data, bound.kind.shape if bound else Shape())
        codes.setdefault(fault.code, []).append(
            Finding(
                fault.code,
                Verdict.FAIL,
                Severity.MUST,
                fault.message,
                fault.path,
                document.locate(fault.path),
                fingerprint(fault.code, key),
                expected=fault.expected,
                found=fault.found,
                missing=tuple(map(bound.raw_path, fault.explains)) if bound else fault.explains,
                fix=fault.fix,
            )
        )
    return tuple(
        failures(code, TITLES[code], apart(in_order(findings)), omitted.get(code, 0))
        for code, findings in sorted(codes.items())
    )


def apart(findings: list[Finding]) -> list[Finding]:
    """Findings with one fingerprint told apart by their order."""
    seen: dict[str, int] = {}
    apart = []
    for finding in findings:
        n = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        apart.append(finding if n == 1 else replace(finding, fingerprint=f"{finding.fingerprint}-{n}"))
    return apart


def in_order(findings: list[Finding]) -> list[Finding]:
    """Findings by place."""
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[object, ...]:
    """By place, then pointer, in which the tenth item comes after the ninth."""
    steps = [(0, step, "") if isinstance(step, int) else (1, 0, step) for step in finding.path]
    return (finding.place.line or 0, finding.place.column or 0, steps, finding.verdict)


def keyed(path: Path, data: Any, shape: Shape) -> str:
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


def blocked(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
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
