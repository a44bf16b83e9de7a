"""What formats of pages say of a submission, sorted as a reader needs it: every text is made printable here.

How it looks is for the formats; each still encodes every text for its own sink.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planlint.model import Counts, Finding, Outcome, Report, Result, Severity, Verdict
from planlint.reports._words import amount, cites_words, counts_words, day, figure, figures_words, path_words
from planlint.reports._words import place_words as _place_words
from planlint.reports.plain import answer
from planlint.tally import Tally, weigh
from planlint.terminal import printable

SHOWN = 5
"""How many findings of one rule stand open in a section; the rest are folded, and counted."""

_HEADINGS = {
    Severity.MUST: ("fix", "What to fix"),
    Severity.SHOULD: ("explain", "What to explain"),
    Severity.COULD: ("consider", "What to consider"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A finding: its number in the report of its submission, and what is said of it, by label."""

    number: int
    severity: str
    rule: str
    title: str
    place: str
    message: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule in one section: those that stand open, and the rest."""

    rule: str
    shown: tuple[Item, ...]
    folded: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Findings that ask the same of the reader. `missing` says what is meant but not listed."""

    key: str
    heading: str
    count: int
    groups: tuple[Group, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Checks that wait for the same findings, `causes`, by number; a cause without a number is named in `others`."""

    causes: tuple[int, ...]
    others: tuple[str, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that is said of one submission."""

    number: int
    name: str
    about: str
    head: str
    tail: str
    style: str
    counts: Counts
    counted: str
    sections: tuple[Section, ...]
    unassessed: Section
    waiting: tuple[Waiting, ...]
    elsewhere: tuple[Item, ...]
    rounding: tuple[Item, ...]
    passed: tuple[tuple[str, str, str], ...]
    beside: tuple[tuple[str, str, str], ...]
    basis: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str, str], ...]

    @property
    def waits(self) -> int:
        """How many checks wait for a finding of this submission."""
        return sum(len(one.checks) for one in self.waiting)


def pages(result: Result) -> list[Page]:
    """One page a submission, in the order of the result."""
    return [_Writer(result, report, number).page() for number, report in enumerate(result.reports, 1)]


def overview(result: Result, made: Sequence[Page]) -> str:
    """What the whole run came to, in a sentence; each submission given is counted, those without a report too."""
    stopped = {one.submission for one in result.faults} - {report.name for report in result.reports}
    total = len(made) + len(stopped)
    if not total:
        return "Nothing was checked."
    ready = sum(page.style == "good" for page in made)
    words = f"{ready:,} of {amount(total, 'submission')} {'is' if ready == 1 else 'are'} ready to submit."
    return words + (f" {len(stopped):,} could not be checked, through a fault of planlint." if stopped else "")


def faults(result: Result) -> list[tuple[str, str, str]]:
    """The faults of planlint: rule, submission and what happened."""
    return [(printable(one.rule), printable(one.submission), printable(one.message)) for one in result.faults]


class _Writer:
    def __init__(self, result: Result, report: Report, number: int) -> None:
        self.result, self.report, self.number = result, report, number
        self.tally: Tally = weigh(report)
        self.outcomes = {one.rule: one for one in report.outcomes}
        self.numbers: dict[str, int] = {}
        self.last = 0

    def page(self) -> Page:
        report, tally = self.report, self.tally
        words, style = answer(self.result, report, tally)
        head, colon, tail = words.partition(":")
        sections = tuple(self._failures(one) for one in Severity)
        silent = [(o, n) for o, n in tally.unlisted if o.verdict is Verdict.CANNOT_ASSESS]
        unassessed = self._section("unassessed", "What could not be assessed, and why", tally.open, silent)
        return Page(
            number=self.number,
            name=printable(report.name),
            about=self._about(),
            head=head + colon,
            tail=tail.strip(),
            style=style,
            counts=report.counts,
            counted=counts_words(report.counts),
            sections=sections,
            unassessed=unassessed,
            waiting=tuple(self._waiting()),
            elsewhere=tuple(self._item(one) for one in tally.elsewhere),
            rounding=tuple(self._item(one) for one in tally.rounding),
            passed=tuple(_rule(one) for one in report.outcomes if one.verdict is Verdict.PASS),
            beside=tuple(_rule(one) for one in report.outcomes if one.verdict is Verdict.NOT_APPLICABLE),
            basis=self._basis(),
            parameters=tuple(
                (printable(name), printable(one.value), printable(one.origin))
                for name, one in sorted(report.parameters.items())
            ),
        )

    def _about(self) -> str:
        title = f" ({printable(self.report.title)})" if self.report.title else ""
        kind = f"kind {printable(self.report.kind)}" if self.report.kind else "of a kind that could not be told"
        return f"{printable(self.report.name)}{title}, {kind}."

    def _basis(self) -> tuple[tuple[str, str], ...]:
        pack = self.report.pack
        return (
            ("Submission", printable(self.report.name)),
            ("Its content", printable(self.report.digest)),
            ("Rule pack", printable(f"{pack.name} {pack.version}")),
            ("Hash of the pack", printable(pack.hash)),
            ("Checked as at", day(self.result.as_of)),
            ("Tool", printable(f"planlint {self.result.tool_version}")),
        )

    def _failures(self, severity: Severity) -> Section:
        key, heading = _HEADINGS[severity]
        found = [one for one in self.tally.failures if one.severity is severity]
        missing = [(o, n) for o, n in self.tally.unlisted if o.severity is severity and o.verdict is Verdict.FAIL]
        return self._section(key, heading, found, missing)

    def _section(
        self, key: str, heading: str, findings: Sequence[Finding], missing: Sequence[tuple[Outcome, int]]
    ) -> Section:
        items: dict[str, list[Item]] = {}
        for finding in findings:
            items.setdefault(finding.rule, []).append(self._item(finding))
        groups = tuple(Group(printable(rule), tuple(all_[:SHOWN]), tuple(all_[SHOWN:])) for rule, all_ in items.items())
        left = tuple(_unlisted(outcome, n) for outcome, n in missing)
        return Section(key, heading, len(findings) + sum(n for _, n in missing), groups, left)

    def _item(self, finding: Finding) -> Item:
        self.last += 1
        self.numbers.setdefault(finding.fingerprint, self.last)
        outcome = self.outcomes[finding.rule]
        absent = finding.path in finding.missing
        return Item(
            self.last,
            finding.severity.value,
            printable(finding.rule),
            printable(outcome.title),
            _place_words(finding.place, finding.path, self.report.name, absent=absent),
            printable(finding.message),
            tuple(_notes(self.report.name, outcome, finding)),
        )

    def _waiting(self) -> Iterator[Waiting]:
        """What waits, folded under what it waits for."""
        folded: dict[tuple[str, ...], Counter[str]] = {}
        for finding in self.tally.blocked:
            folded.setdefault(tuple(dict.fromkeys(finding.blocked_by)), Counter())[finding.rule] += 1
        for causes, rules in folded.items():
            checks = [
                printable(f"{rule} {self.outcomes[rule].title}") for rule, n in sorted(rules.items()) for _ in range(n)
            ]
            numbered = tuple(self.numbers[one] for one in causes if one in self.numbers)
            yield Waiting(numbered, tuple(printable(one) for one in causes if one not in self.numbers), tuple(checks))


def _rule(outcome: Outcome) -> tuple[str, str, str]:
    """A rule, its title, and how many things it looked at, or why it looked at none."""
    said = printable(outcome.reason) if outcome.reason else amount(outcome.counts.total, "check")
    return printable(outcome.rule), printable(outcome.title), said


def _unlisted(outcome: Outcome, n: int) -> str:
    if outcome.omitted:
        more = f"and {n:,} more of {outcome.rule} ({outcome.title}), over the limit of findings kept. "
        return printable(more + "To see every one, check again with a higher --limit-findings-per-rule.")
    return printable(f"{outcome.rule} {outcome.title}: {outcome.reason or outcome.sentence or 'no reason is given'}")


def _notes(home: str, outcome: Outcome, finding: Finding) -> Iterator[tuple[str, str]]:
    """What is said of a finding besides its place and message, by label, and nothing left out."""
    if words := figures_words(finding):
        yield "Figures", words
    if finding.slack and finding.slack.strip("0."):
        yield "Rounding allows", f"{figure(finding.slack, finding.unit)} either way"
    if finding.rounding:
        yield "Rounding", printable(finding.rounding)
    if finding.fix:
        yield "What to do", printable(finding.fix)
    why = finding.reading or outcome.sentence
    if why and why.rstrip(".") != outcome.title:
        yield "Why", printable(why)
    if finding.missing:
        yield "Missing", "; ".join(path_words(one) or "the whole submission" for one in finding.missing)
    for label, text in (("See also", _related(home, finding)), ("Asked for by", cites_words(outcome.cites))):
        if text:
            yield label, text


def _related(home: str, finding: Finding) -> str:
    return "; ".join(_distinct(_place_words(one.place, one.path, home) for one in finding.related))


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(texts))
