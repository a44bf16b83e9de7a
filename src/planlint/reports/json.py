"""`json`: the stable form of a result, version 1, and the way back from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from planlint.errors import UsageFault
from planlint.model import (
    Citation,
    Counts,
    FaultNote,
    Finding,
    Outcome,
    PackStamp,
    ParameterUse,
    Path,
    Picture,
    PictureRow,
    Place,
    Related,
    Report,
    Result,
    Severity,
    Source,
    StepUsed,
    Verdict,
    pointer,
)
from planlint.reports import _result1 as v1

SUFFIX = ".json"
MAX_BYTES = 1024 * 1024 * 1024
"""How large a stored result may be to be read again."""

_SURROGATE = re.compile("[\ud800-\udfff]")
# Raw in JSON these are legal, but a terminal or an editor that shows the file would obey them.
_STEERING = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_POSITION = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


def render(result: Result, sources: Mapping[str, bytes]) -> bytes:
    """The result as UTF-8 JSON, indented, its keys in the order of the schema: the same bytes for the same result."""
    compact = msgspec.json.encode(_result(result))
    text = msgspec.json.format(compact, indent=2).decode("utf-8")
    return (_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n").encode("utf-8")


def from_json(content: bytes) -> Result:
    """The result that `render` stored: rendering it again gives the same bytes.

    A step of a pointer that is a whole number is read as a position in a list. Raises UsageFault, saying where, for
    anything that is not a result of version 1.
    """
    if len(content) > MAX_BYTES:
        raise UsageFault(f"This stored result is larger than {MAX_BYTES:,} bytes, more than is read.")
    try:
        stored = msgspec.json.decode(content, type=v1.Result1)
        return _from_result(stored)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise UsageFault(f"This is not a planlint result of version 1: {fault}.") from fault


def _text(text: str) -> str:
    """Text that UTF-8 can hold: half of a character is written out."""
    return text if text.isascii() else _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _maybe(text: str | None) -> str | None:
    return None if text is None else _text(text)


def _pointer(path: Path) -> str:
    return _text(pointer(path))


def _result(result: Result) -> v1.Result1:
    return v1.Result1(
        schema_version="1",
        tool=v1.Tool(name="planlint", version=_text(result.tool_version)),
        as_of=result.as_of.isoformat(),
        exit=v1.Exit(code=result.exit_code, why=_text(result.exit_why)),
        faults=[v1.Fault(_text(one.rule), _text(one.submission), _text(one.message)) for one in result.faults],
        submissions=[_submission(one) for one in result.reports],
    )


def _submission(report: Report) -> v1.Submission:
    counts = report.counts
    return v1.Submission(
        name=_text(report.name),
        title=_maybe(report.title),
        kind=_maybe(report.kind),
        digest=_text(report.digest),
        pack=v1.Pack(_text(report.pack.name), _text(report.pack.version), _text(report.pack.hash)),
        parameters={
            _text(name): v1.Parameter(_text(one.value), _text(one.origin))
            for name, one in sorted(report.parameters.items())
        },
        counts=v1.RunCounts(counts.passed, counts.failed, counts.not_applicable, counts.cannot_assess, 0),
        outcomes=[_outcome(one) for one in report.outcomes],
        sources={_text(name): _guidance(one) for name, one in sorted(report.sources.items())},
        themes=_maybe(report.themes),
        pictures=[_drawn(one) for one in report.pictures],
    )


def _guidance(source: Source) -> v1.Guidance:
    points = {_text(n): _text(text) for n, text in source.points.items()}
    return v1.Guidance(_text(source.title), _text(source.publisher), _text(source.date), _text(source.url), points)


def _drawn(picture: Picture) -> v1.Drawn:
    return v1.Drawn(
        picture=_text(picture.form),
        title=_text(picture.title),
        of=_text(picture.of),
        series=[_text(one) for one in picture.series],
        unit=_text(picture.unit),
        rows=[v1.DrawnRow(_text(row.label), [_maybe(one) for one in row.cells], row.total) for row in picture.rows],
        omitted=picture.omitted,
        slack=_text(picture.slack),
        notes=[_text(one) for one in picture.notes],
    )


def _outcome(outcome: Outcome) -> v1.RuleOutcome:
    counts = outcome.counts
    return v1.RuleOutcome(
        rule=_text(outcome.rule),
        title=_text(outcome.title),
        severity=outcome.severity.value,
        verdict=outcome.verdict.value,
        reason=_maybe(outcome.reason),
        sentence=_text(outcome.sentence),
        cites=[v1.Cite(_text(one.source), _maybe(one.point)) for one in outcome.cites],
        tags=[_text(one) for one in outcome.tags],
        counts=v1.RuleCounts(counts.passed, counts.failed, counts.not_applicable, counts.cannot_assess),
        omitted=outcome.omitted,
        findings=[_finding(one) for one in outcome.findings],
    )


def _finding(finding: Finding) -> v1.Found:
    return v1.Found(
        verdict=finding.verdict.value,
        severity=finding.severity.value,
        message=_text(finding.message),
        pointer=_pointer(finding.path),
        place=_spot(finding.place),
        related=[v1.Relation(_pointer(one.path), _spot(one.place)) for one in finding.related],
        values={_text(name): _text(value) for name, value in finding.values.items()},
        reading=_maybe(finding.reading),
        expected=_maybe(finding.expected),
        found=_maybe(finding.found),
        difference=_maybe(finding.difference),
        unit=_maybe(finding.unit),
        slack=_maybe(finding.slack),
        by_rounding=finding.by_rounding,
        rounding=_text(finding.rounding),
        steps=[
            v1.Step(_pointer(one.path), _text(one.step), _text(one.unit), _text(one.declared), _maybe(one.source))
            for one in finding.steps
        ],
        missing=[_pointer(one) for one in finding.missing],
        blocked_by=[_text(one) for one in finding.blocked_by],
        elsewhere=finding.elsewhere,
        fix=_maybe(finding.fix),
        fingerprint=_text(finding.fingerprint),
        part=_text(finding.part),
        owner=_maybe(finding.owner),
    )


def _spot(place: Place) -> v1.Spot:
    return v1.Spot(_text(place.source), place.line, place.column, _maybe(place.sheet), _maybe(place.cell))


def _path(text: str) -> Path:
    """The path of a JSON Pointer. Raises ValueError for what is not one."""
    if not text:
        return ()
    steps = text.split("/")
    if steps[0]:
        raise ValueError(f"{text[:60]!r} is not a JSON Pointer")
    plain = (step.replace("~1", "/").replace("~0", "~") for step in steps[1:])
    return tuple(int(step) if _POSITION.fullmatch(step) else step for step in plain)


def _from_result(stored: v1.Result1) -> Result:
    return Result(
        tool_version=stored.tool.version,
        as_of=date.fromisoformat(stored.as_of),
        exit_code=stored.exit.code,
        exit_why=stored.exit.why,
        reports=tuple(_from_submission(one) for one in stored.submissions),
        faults=tuple(FaultNote(one.rule, one.submission, one.message) for one in stored.faults),
    )


def _from_submission(stored: v1.Submission) -> Report:
    return Report(
        name=stored.name,
        digest=stored.digest,
        kind=stored.kind,
        pack=PackStamp(stored.pack.name, stored.pack.version, stored.pack.hash),
        outcomes=tuple(_from_outcome(one) for one in stored.outcomes),
        parameters={name: ParameterUse(one.value, one.origin) for name, one in stored.parameters.items()},
        title=stored.title,
        sources={
            name: Source(name, one.title, one.publisher, one.date, one.url, one.points)
            for name, one in stored.sources.items()
        },
        themes=stored.themes,
        pictures=tuple(_from_drawn(one) for one in stored.pictures),
    )


def _from_drawn(stored: v1.Drawn) -> Picture:
    rows = tuple(PictureRow(one.label, tuple(one.cells), one.total) for one in stored.rows)
    series, notes = tuple(stored.series), tuple(stored.notes)
    return Picture(
        stored.picture, stored.title, stored.of, series, stored.unit, rows, stored.omitted, stored.slack, notes
    )


def _from_outcome(stored: v1.RuleOutcome) -> Outcome:
    counts = stored.counts
    return Outcome(
        rule=stored.rule,
        title=stored.title,
        severity=Severity(stored.severity),
        verdict=Verdict(stored.verdict),
        counts=Counts(counts.passed, counts.failed, counts.not_applicable, counts.cannot_assess),
        sentence=stored.sentence,
        reason=stored.reason,
        cites=tuple(Citation(one.source, one.point) for one in stored.cites),
        tags=tuple(stored.tags),
        findings=tuple(_from_finding(stored.rule, one) for one in stored.findings),
        omitted=stored.omitted,
    )


def _from_finding(rule: str, stored: v1.Found) -> Finding:
    return Finding(
        rule=rule,
        verdict=Verdict(stored.verdict),
        severity=Severity(stored.severity),
        message=stored.message,
        path=_path(stored.pointer),
        place=_from_spot(stored.place),
        fingerprint=stored.fingerprint,
        related=tuple(Related(_path(one.pointer), _from_spot(one.place)) for one in stored.related),
        values=stored.values,
        reading=stored.reading,
        expected=stored.expected,
        found=stored.found,
        difference=stored.difference,
        unit=stored.unit,
        slack=stored.slack,
        rounding=stored.rounding,
        steps=tuple(StepUsed(_path(one.pointer), one.step, one.unit, one.declared, one.source) for one in stored.steps),
        missing=tuple(_path(one) for one in stored.missing),
        blocked_by=tuple(stored.blocked_by),
        elsewhere=stored.elsewhere,
        fix=stored.fix,
        part=stored.part,
        owner=stored.owner,
    )


def _from_spot(stored: v1.Spot) -> Place:
    return Place(stored.source, stored.line, stored.column, stored.sheet, stored.cell)
