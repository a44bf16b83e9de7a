"""A judgement as an outcome: findings in the submitter's coordinates, in order of place, each with a fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from planlint.bind import Bound
from planlint.bind.prune import canonical_key
from planlint.lang.judge import Judgement, Note
from planlint.model import Document, Finding, Outcome, Path, Place, Related, Value, Verdict, pointer
from planlint.packs import Rule
from planlint.shape import ListShape, MapShape, RecordShape, Shape

RELATED = 100
"""How many other places a finding names at most; a sum over a large table reads more than anybody would follow."""

_FIRST = {Verdict.FAIL: 0, Verdict.CANNOT_ASSESS: 1, Verdict.PASS: 2, Verdict.NOT_APPLICABLE: 3}


class Places:
    """Where the paths of one document stand, each looked up once."""

    def __init__(self, document: Document) -> None:
        self._locate = document.locate
        self._found: dict[Path, Place] = {}

    def of(self, path: Path) -> Place:
        if path not in self._found:
            self._found[path] = self._locate(path)
        return self._found[path]


@dataclass(frozen=True, slots=True)
class Told:
    """The findings of one rule, those over the limit left out and counted."""

    findings: tuple[Finding, ...]
    omitted: int


def outcome_of(rule: Rule, judgement: Judgement, bound: Bound, places: Places, most: int) -> Outcome:
    """What became of a rule on a submission, with at most so many findings, failures first."""
    notes = one_per_place(judgement.notes)
    kept = sorted(notes, key=lambda note: _FIRST[note.verdict])[:most]
    findings = [_finding(rule, note, bound, places) for note in kept]
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
        in_order(findings),
        len(notes) - len(kept),
    )


def one_per_place(notes: Iterable[Note]) -> list[Note]:
    """Findings of one rule at one place with one verdict are one: the first, with all that any of them missed."""
    found: dict[tuple[Verdict, Path], Note] = {}
    for note in notes:
        key = (note.verdict, note.path)
        first = found.get(key)
        if first is None:
            found[key] = note
        elif not set(note.missing) <= set(first.missing):
            found[key] = replace(first, missing=tuple(dict.fromkeys((*first.missing, *note.missing))))
    return list(found.values())


def _finding(rule: Rule, note: Note, bound: Bound, places: Places) -> Finding:
    raw = bound.raw_path
    path = raw(note.path)
    related = [raw(one) for one in note.related[:RELATED]]
    return Finding(
        rule=rule.code,
        verdict=note.verdict,
        severity=note.severity,
        message=note.message,
        path=path,
        place=places.of(path),
        fingerprint=fingerprint(rule.code, note.path, bound.data, bound.kind.shape),
        related=tuple(Related(one, places.of(one)) for one in related),
        values=note.values,
        reading=note.reading,
        expected=note.expected,
        found=note.found,
        difference=note.difference,
        unit=note.unit,
        slack=note.slack,
        rounding=note.rounding,
        steps=tuple(replace(step, path=raw(step.path)) for step in note.steps),
        missing=tuple(raw(one) for one in note.missing),
        elsewhere=note.elsewhere,
        fix=note.fix,
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by place and then pointer; of those with one fingerprint, all but the first get a number."""
    ordered = sorted(findings, key=_order)
    seen: dict[str, int] = {}
    made = []
    for one in ordered:
        n = seen[one.fingerprint] = seen.get(one.fingerprint, 0) + 1
        made.append(one if n == 1 else replace(one, fingerprint=f"{one.fingerprint}-{n}"))
    return tuple(made)


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    steps = tuple((0, step, "") if isinstance(step, int) else (1, 0, step) for step in finding.path)
    return (place.line or 0, place.column or 0, steps, _FIRST[finding.verdict])


def fingerprint(code: str, path: Path, data: Value, shape: Shape) -> str:
    """What makes a finding the same one next time: its rule and its pointer by key, and no line or message."""
    known = f"{code}\0{pointer(by_key(path, data, shape))}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(known).hexdigest()[:16]


def by_key(path: Path, data: Value, shape: Shape | None) -> Path:
    """A path with each position in a list replaced by what identifies the item, and keys in their usual spelling.

    >>> by_key(("parts", 1, "value"), {"parts": [{"name": "A"}, {"name": "B"}]},
    ...        RecordShape(fields={"parts": ListShape(item=RecordShape(), key="name")}))
    ('parts', 'B', 'value')
    """
    at: Value = data
    made: list[str | int] = []
    for step in path:
        known = step
        inner: Value = None
        if isinstance(at, list) and isinstance(step, int):
            inner = at[step] if 0 <= step < len(at) else None
            key = (
                inner.get(shape.key) if isinstance(shape, ListShape) and shape.key and isinstance(inner, dict) else None
            )
            known = str(key) if key is not None and not isinstance(key, list | dict) else step
        elif isinstance(at, dict):
            inner = at.get(str(step))
            known = canonical_key(str(step), shape.key) if isinstance(shape, MapShape) else step
        made.append(known)
        at, shape = inner, _inside(shape, step)
    return tuple(made)


def _inside(shape: Shape | None, step: str | int) -> Shape | None:
    if isinstance(shape, ListShape):
        return shape.item
    if isinstance(shape, MapShape):
        return shape.value
    return shape.fields.get(str(step)) if isinstance(shape, RecordShape) else None


def blocked(outcomes: Iterable[Outcome], explained: Mapping[str, tuple[Path, ...]]) -> tuple[Outcome, ...]:
    """The outcomes, with each *cannot assess* whose every missing place a failure carries saying which ones.

    `explained` are, by fingerprint, the paths that a fault of reading or shape makes unusable, with all below them.
    """
    whole = tuple(outcomes)
    carried: dict[Path, list[str]] = {}
    above: dict[Path, list[str]] = {}
    for outcome in whole:
        for one in outcome.findings:
            if one.verdict is Verdict.FAIL:
                for path in dict.fromkeys((one.path, *one.missing)):
                    carried.setdefault(path, []).append(one.fingerprint)
                for path in explained.get(one.fingerprint, ()):
                    above.setdefault(path, []).append(one.fingerprint)

    def carriers(path: Path) -> list[str]:
        upper = [mark for n in range(len(path) + 1) for mark in above.get(path[:n], ())]
        return [*carried.get(path, ()), *upper]

    return tuple(_with_blocks(outcome, carriers) for outcome in whole)


def _with_blocks(outcome: Outcome, carriers: Callable[[Path], list[str]]) -> Outcome:
    made = []
    changed = False
    for one in outcome.findings:
        if one.verdict is Verdict.CANNOT_ASSESS and one.missing and not one.elsewhere:
            by = [carriers(path) for path in one.missing]
            if all(by):
                one = replace(one, blocked_by=tuple(dict.fromkeys(mark for marks in by for mark in marks)))
                changed = True
        made.append(one)
    return replace(outcome, findings=tuple(made)) if changed else outcome
