"""`full`: each finding with the lines it stands in, its figures, why it was found and which guidance asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from planlint.model import Counts, FaultNote, Finding, Outcome, Report, Result, Verdict
from planlint.reports import View
from planlint.reports._sections import PLACES, Entry, entries, sections
from planlint.reports._snippet import Source
from planlint.reports._words import asks_words, cites_words, counts_words, day, figure, path_words, spot_words
from planlint.tally import Tally, weigh
from planlint.terminal import paint, printable, wrapped

SUFFIX = ".txt"
_GUTTER = 2
_CAUSES = 5


def render(result: Result, sources: Mapping[str, bytes]) -> bytes:
    """The report as text, without colour. A submission whose source is not given has no snippets."""
    return draw(result, sources, View()).encode("utf-8", "backslashreplace")


def draw(result: Result, sources: Mapping[str, bytes], view: View) -> str:
    """The report for a terminal; `view.everything` adds a line for each rule with its verdict."""
    lines: list[str] = []
    for report in result.reports:
        source = Source(sources[report.name]) if report.name in sources else None
        lines += _Sheet(report, source, view).lines()
    for fault in result.faults:
        lines += _fault(fault, view)
    total = sum((report.counts for report in result.reports), Counts())
    lines += [counts_words(total), _basis(result)]
    return "".join(line.rstrip() + "\n" for line in lines)


def _basis(result: Result) -> str:
    """What the answer rests on: the packs that judged, and the date."""
    packs = dict.fromkeys(f"{one.pack.name} {one.pack.version}" for one in result.reports)
    by = f", by the rules of {printable(', '.join(packs))}" if packs else ""
    return f"Checked as at {day(result.as_of)}{by}."


def _fault(fault: FaultNote, view: View) -> Iterator[str]:
    yield paint(f"{printable(fault.rule)} fault of planlint", "must", view.colour)
    yield from _note("-->", printable(fault.submission), view)
    yield from _note("=", printable(fault.message), view)
    yield ""


def _note(mark: str, text: str, view: View) -> list[str]:
    return wrapped(text, _GUTTER + len(mark) + 1, view.width, " " * _GUTTER + mark)


class _Sheet:
    """The findings of one submission."""

    def __init__(self, report: Report, source: Source | None, view: View) -> None:
        self.report, self.source, self.view = report, source, view
        self.tally: Tally = weigh(report)
        self.found = {
            one.fingerprint: f"{printable(one.rule)} at {self._place(one)}"
            for outcome in report.outcomes
            for one in outcome.findings
        }
        self.outcomes = {one.rule: one for one in report.outcomes}
        self.blocked = {id(one) for one in self.tally.blocked}
        self.counting = {id(one) for one in (*self.tally.failures, *self.tally.open)}

    def lines(self) -> Iterator[str]:
        if self.view.group is None:
            for outcome in self.report.outcomes:
                yield from self._entries(outcome.findings)
        else:
            yield from self._groups()
        if not self.view.everything:
            yield from self._waiting()
        if self.view.group is None:
            for outcome, n in self.tally.unlisted:
                yield from self._unlisted(outcome, n)
        if self.view.everything:
            yield from self._verdicts()

    def _groups(self) -> Iterator[str]:
        """The findings that count, group by group, then those that do not."""
        for section in sections(self.report, self.tally, self.view.group):
            yield paint(f"{printable(section.heading)}: {section.amounts}", "bold", self.view.colour)
            yield from wrapped(section.note, _GUTTER, self.view.width) if section.note and not section.count else ()
            yield ""
            yield from self._entries(section.findings)
            for outcome, n in section.unlisted:
                yield from self._unlisted(outcome, n)
        rest = (*self.tally.blocked, *self.tally.elsewhere, *self.tally.rounding)
        shown = rest if self.view.everything else rest[len(self.tally.blocked) :]
        if shown:
            yield paint("What does not count", "bold", self.view.colour)
            yield ""
            yield from self._entries(shown)

    def _entries(self, findings: Sequence[Finding]) -> Iterator[str]:
        listed = [one for one in findings if self.view.everything or id(one) not in self.blocked]
        for entry in entries(listed, fold=not self.view.everything):
            yield from self._finding(self.outcomes[entry.lead.rule], entry)

    def _heading(self, outcome: Outcome, what: str, style: str) -> str:
        word = paint(f"{printable(outcome.rule)} {what}", style, self.view.colour)
        return f"{word}  {paint(printable(outcome.title), 'bold', self.view.colour)}"

    def _finding(self, outcome: Outcome, entry: Entry) -> Iterator[str]:
        finding = entry.lead
        what, style = _what(finding, id(finding) in self.blocked)
        yield self._heading(outcome, what, style)
        yield from _note("-->", paint(self._place(finding), "place", self.view.colour), View())
        place = finding.place
        if self.source and place.line and place.source == self.report.name and id(finding) not in self.blocked:
            yield from self.source.snippet(place.line, place.column or 1, style, self.view)
        for label, text in self._notes(outcome, entry):
            yield from _note("=", f"{label}: {text}" if label else text, self.view)
        yield ""

    def _waiting(self) -> Iterator[str]:
        """What waits for a finding above: one entry a rule, however often."""
        for outcome in self.report.outcomes:
            waiting = [one for one in outcome.findings if id(one) in self.blocked]
            if not waiting:
                continue
            times = f", {len(waiting):,} times" if len(waiting) > 1 else ""
            yield self._heading(outcome, f"waits for another finding{times}", "could")
            causes = dict.fromkeys(one for finding in waiting for one in finding.blocked_by)
            for text in [f"waits for: {self.found.get(one, printable(one))}" for one in causes][:_CAUSES]:
                yield from _note("=", text, self.view)
            if len(causes) > _CAUSES:
                yield from _note("=", f"and {len(causes) - _CAUSES} more. To see every one, add -v.", self.view)
            yield ""

    def _place(self, finding: Finding) -> str:
        place = finding.place
        if place.cell:
            return printable(f"{place.source}, sheet {place.sheet}, cell {place.cell}")
        return printable(f"{place.source}:{place.line}:{place.column or 1}" if place.line else place.source)

    def _notes(self, outcome: Outcome, entry: Entry) -> Iterator[tuple[str, str]]:
        finding = entry.lead
        yield "", printable(entry.message)
        if len(entry.findings) > 1:
            first = ", ".join(spot_words(one, self.report.name) for one in entry.findings[:PLACES])
            left = f"and {len(entry.findings) - PLACES:,} more. To see every one, add -v."
            yield f"{len(entry.findings):,} places", f"{first}, {left}"
        if self.view.group is not None and id(finding) in self.counting:
            yield "asks", asks_words(finding)
        if finding.owner:
            yield "owner", printable(finding.owner)
        if len(entry.findings) == 1:
            yield from self._read(outcome, finding)
        if entry.fix:
            yield "fix", printable(entry.fix)
        if outcome.cites:
            yield "asked for by", cites_words(outcome.cites, self.report.sources)

    def _read(self, outcome: Outcome, finding: Finding) -> Iterator[tuple[str, str]]:
        """What was read at the one place of a finding, and why that is a finding."""
        if finding.path:
            yield "field", path_words(finding.path)
        if figures := _figures(finding):
            yield "figures", figures
        if finding.rounding:
            yield "rounding", printable(finding.rounding)
        if finding.steps:
            yield "steps", _steps(finding)
        why = finding.reading or outcome.sentence
        if why and why.rstrip(".") != outcome.title:
            yield "why", printable(why)
        if finding.missing:
            yield "missing", "; ".join(path_words(one) for one in finding.missing)
        if finding.blocked_by:
            causes = dict.fromkeys(self.found.get(one, printable(one)) for one in finding.blocked_by)
            yield "waits for", ", ".join(causes)
        related = finding.related if self.view.everything else finding.related[:_CAUSES]
        for one in related:
            yield "see also", printable(str(one.place)) + (f" ({path_words(one.path)})" if one.path else "")
        if len(finding.related) > len(related):
            yield "see also", f"{len(finding.related) - len(related):,} more places. To see every one, add -v."

    def _unlisted(self, outcome: Outcome, n: int) -> Iterator[str]:
        verdict = "cannot assess" if outcome.verdict is Verdict.CANNOT_ASSESS else outcome.severity.value
        yield self._heading(outcome, verdict, outcome.severity)
        yield from _note("-->", printable(self.report.name), View())
        reason = printable(outcome.reason or outcome.sentence or outcome.title)
        yield from _note(
            "=", f"and {n:,} more, over the limit of findings kept" if outcome.omitted else reason, self.view
        )
        yield ""

    def _verdicts(self) -> Iterator[str]:
        for outcome in self.report.outcomes:
            reason = f": {printable(outcome.reason)}" if outcome.reason else ""
            verdict = outcome.verdict.value.replace("_", " ")
            yield printable(f"{outcome.rule} {verdict}  {outcome.title}") + reason
        yield ""


def _what(finding: Finding, blocked: bool) -> tuple[str, str]:
    """What a finding is, in a word or two, and its style."""
    if finding.verdict is Verdict.FAIL:
        return finding.severity.value, finding.severity.value
    if finding.verdict is not Verdict.CANNOT_ASSESS:
        return "passes by rounding", "good"
    if finding.elsewhere:
        return "waits for another submission", "could"
    return ("waits for another finding", "could") if blocked else ("cannot assess", finding.severity.value)


def _steps(finding: Finding) -> str:
    """The rounding steps that a comparison used, each once: how many figures have it and who declared it."""
    counts: dict[str, int] = {}
    for one in finding.steps:
        step = f"rounded to {figure(one.step, one.unit)} ({one.declared})" if one.declared != "exact" else "exact"
        counts[step] = counts.get(step, 0) + 1
    return printable("; ".join(f"{n:,} figure{'s' if n > 1 else ''} {step}" for step, n in counts.items()))


def _figures(finding: Finding) -> str:
    """Found, expected, the signed difference and what rounding allows, each with its unit."""
    unit = finding.unit
    pairs = (("found", finding.found), ("expected", finding.expected), ("difference", finding.difference))
    parts = [f"{name} {figure(text, unit)}" for name, text in pairs if text]
    if finding.slack and finding.slack.strip("0."):
        parts.append(f"rounding allows {figure(finding.slack, unit)} either way")
    return ", ".join(parts)
