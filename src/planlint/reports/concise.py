"""`concise`: one line a finding, `path:line:column: CODE severity message`, as editors and `grep` read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlint.model import Finding, Report, Result, Verdict
from planlint.reports import View
from planlint.tally import Tally, weigh
from planlint.terminal import paint, printable

SUFFIX = ".txt"


def render(result: Result, sources: Mapping[str, bytes]) -> bytes:
    """The report as text, without colour. A pass decided by rounding has no line; all else found has one."""
    return draw(result, sources, View()).encode("utf-8", "backslashreplace")


def draw(result: Result, sources: Mapping[str, bytes], view: View) -> str:
    """The report for a terminal."""
    lines = [line for report in result.reports for line in _lines(report, view)]
    for fault in result.faults:
        head = paint(f"{printable(fault.submission)}:1:1:", "bold", view.colour)
        lines.append(f"{head} {printable(fault.rule)} fault of planlint: {printable(fault.message)}")
    return "".join(line + "\n" for line in lines)


def _lines(report: Report, view: View) -> Iterator[str]:
    tally = weigh(report)
    blocked = {id(one) for one in tally.blocked}
    for outcome in report.outcomes:
        for finding in outcome.findings:
            if finding.verdict in (Verdict.FAIL, Verdict.CANNOT_ASSESS):
                yield _line(finding, _why(finding, id(finding) in blocked), view)
    yield from _unlisted(report, tally, view)


def _why(finding: Finding, blocked: bool) -> str:
    """What a *cannot assess* says before its message: it is no failure, and may not count."""
    if finding.verdict is Verdict.FAIL:
        return ""
    if finding.elsewhere:
        return "waits for another submission: "
    return "waits for another finding: " if blocked else "cannot assess: "


def _line(finding: Finding, why: str, view: View) -> str:
    place = finding.place
    if place.cell:
        spot = printable(f"{place.source}:{place.sheet}!{place.cell}")
    else:
        spot = printable(f"{place.source}:{place.line or 1}:{place.column or 1}")
    head = paint(spot + ":", "bold", view.colour)
    severity = paint(finding.severity, finding.severity, view.colour)
    return f"{head} {printable(finding.rule)} {severity} {why}{printable(finding.message)}"


def _unlisted(report: Report, tally: Tally, view: View) -> Iterator[str]:
    head = paint(f"{printable(report.name)}:1:1:", "bold", view.colour)
    for outcome, n in tally.unlisted:
        why = "cannot assess: " if outcome.verdict is Verdict.CANNOT_ASSESS else ""
        what = f"and {n:,} more" if outcome.omitted else printable(outcome.reason or outcome.title)
        yield f"{head} {printable(outcome.rule)} {outcome.severity} {why}{what}"
