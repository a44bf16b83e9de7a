"""The pages of a result, sorted as a reader needs them: every text is made printable here.

Each format still encodes every text for its own sink.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from planlint.model import Finding, Outcome, Report, Result, Verdict
from planlint.reports import Grouping
from planlint.reports._page import Group, Item, Note, Page, Section, Waiting
from planlint.reports._pictures import drawings
from planlint.reports._sections import PLACES, Entry, entries, sections
from planlint.reports._sections import Section as Listed
from planlint.reports._words import (
    amount,
    asks_words,
    beside_words,
    cites_words,
    counts_words,
    day,
    figure,
    figures_words,
    is_absent,
    names_words,
    source_words,
    spot_words,
)
from planlint.reports._words import place_words as _place_words
from planlint.reports.plain import answer, was_checked
from planlint.tally import Tally, weigh
from planlint.terminal import printable, shortened

SHOWN = 5
"""How many findings of one rule stand open in a section, and texts in a note; the rest are folded, and counted."""

_BY_ROUNDING = "agrees only within rounding"
_HEADINGS = {
    "must": "What to fix",
    "should": "What to explain",
    "could": "What to consider",
    "unassessed": "What could not be assessed, and why",
}


def pages(result: Result, group: Grouping | None = None) -> list[Page]:
    """One page a submission, in the order of the result, its findings by what they ask or grouped."""
    return [_Writer(result, report, number, group).page() for number, report in enumerate(result.reports, 1)]


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
    def __init__(self, result: Result, report: Report, number: int, group: Grouping | None) -> None:
        self.result, self.report, self.number, self.group = result, report, number, group
        self.tally: Tally = weigh(report)
        self.outcomes = {one.rule: one for one in report.outcomes}
        self.numbers: dict[str, int] = {}
        self.last = 0

    def page(self) -> Page:
        report, tally = self.report, self.tally
        words, style = answer(self.result, report, tally)
        head, colon, tail = words.partition(":")
        made = [self._section(one) for one in sections(report, tally, self.group)]
        waiting = Section(
            "unassessed", "What waits for something else" if self.group else _HEADINGS["unassessed"], 0, (), ()
        )
        unassessed = next((one for one in made if one.key == "unassessed"), waiting)
        return Page(
            number=self.number,
            name=printable(report.name),
            title=shortened(report.title or report.name),
            about=self._about(),
            head=head + colon,
            tail=tail.strip(),
            style=style,
            counts=report.counts,
            counted=counts_words(report.counts),
            sections=tuple(one for one in made if one is not unassessed),
            unassessed=unassessed,
            waiting=tuple(self._waiting()),
            elsewhere=tuple(self._item(one) for one in entries(tally.elsewhere)),
            left=len(tally.elsewhere),
            rounding=tuple(self._item(Entry((one,))) for one in tally.rounding),
            passed=tuple(_rule(one) for one in report.outcomes if one.verdict is Verdict.PASS),
            none_passed="No rule passed as a whole." if was_checked(report) else "No rule was run.",
            beside=tuple(_rule(one) for one in report.outcomes if one.verdict is Verdict.NOT_APPLICABLE),
            basis=self._basis(),
            parameters=tuple(
                (printable(name), printable(one.value), printable(one.origin))
                for name, one in sorted(report.parameters.items())
            ),
            guidance=tuple((printable(name), source_words(one)) for name, one in sorted(report.sources.items())),
            pictures=drawings(report.pictures),
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

    def _section(self, section: Listed) -> Section:
        items: dict[str, list[tuple[Item, int]]] = {}
        for entry in entries(section.findings, across=True):
            items.setdefault(entry.lead.rule, []).append((self._item(entry), len(entry.findings)))
        groups = tuple(
            Group(
                printable(rule),
                tuple(item for item, _ in every[:SHOWN]),
                tuple(item for item, _ in every[SHOWN:]),
                sum(n for _, n in every[SHOWN:]),
            )
            for rule, every in items.items()
        )
        heading = _HEADINGS.get(section.key) or printable(section.heading)
        note = "" if section.key in _HEADINGS else f"{section.amounts[:1].upper()}{section.amounts[1:]}."
        if section.note and not section.count:
            note += f" {section.note}"
        left = tuple(_unlisted(outcome, n) for outcome, n in section.unlisted)
        return Section(section.key, heading, section.count, groups, left, note)

    def _item(self, entry: Entry) -> Item:
        self.last += 1
        finding, outcome = entry.lead, self.outcomes[entry.lead.rule]
        for one in entry.findings:
            self.numbers.setdefault(one.fingerprint, self.last)
        many = entry.places > 1
        names = names_words(finding)
        place = _place_words(finding.place, finding.path, self.report.name, is_absent(finding), names)
        return Item(
            self.last,
            "good" if finding.verdict is Verdict.PASS else finding.severity.value,
            finding.severity.value,
            "passes by rounding" if finding.verdict is Verdict.PASS else asks_words(finding),
            printable(finding.rule),
            printable(outcome.title),
            f"{len(entry.findings):,} places" if many else place,
            printable(entry.message),
            tuple(self._notes(outcome, entry)),
        )

    def _notes(self, outcome: Outcome, entry: Entry) -> Iterator[Note]:
        """What is said beside the message: of many places, of several rules at one place, or of one finding."""
        if entry.places > 1:
            yield from self._of_many(outcome, entry)
        elif len(entry.rules) > 1:
            checks = [printable(f"{rule} {self.outcomes[rule].title}") for rule in entry.rules]
            yield Note("What to do", printable(entry.fix))
            yield _folded("Checks", checks, "check")
        else:
            yield from self._of_one(outcome, entry.lead)

    def _of_many(self, outcome: Outcome, entry: Entry) -> Iterator[Note]:
        """What is said of one cause in many places."""
        yield _folded("Places", [spot_words(one, self.report.name) for one in entry.findings], "place", PLACES)
        yield from self._said(outcome, entry)

    def _of_one(self, outcome: Outcome, finding: Finding) -> Iterator[Note]:
        """What is said of a finding at one place, and nothing left out."""
        allowed = bool(finding.slack and finding.slack.strip("0."))
        slack = f"Rounding allows {figure(finding.slack or '', finding.unit)} either way." if allowed else ""
        if words := " ".join(filter(None, (figures_words(finding), slack))):
            yield Note("Figures", words)
        if finding.rounding and finding.rounding != _BY_ROUNDING:
            yield Note("Rounding", printable(finding.rounding))
        yield from self._said(outcome, Entry((finding,)))
        if finding.missing:
            missing = [beside_words(one, finding) or "the whole submission" for one in finding.missing]
            yield _folded("Missing", missing, "value")
        if finding.related:
            home = self.report.name
            named = ((one, beside_words(one.path, finding)) for one in finding.related)
            places = dict.fromkeys(_place_words(one.place, one.path, home, names=names) for one, names in named)
            yield _folded("See also", list(places), "place")

    def _said(self, outcome: Outcome, entry: Entry) -> Iterator[Note]:
        """What to do, who answers for it, why it was found and which guidance asks for it."""
        finding = entry.lead
        if entry.fix:
            yield Note("What to do", printable(entry.fix))
        owners = dict.fromkeys(one.owner for one in entry.findings)
        if len(owners) == 1 and finding.owner:
            yield Note("Owner", printable(finding.owner))
        why = outcome.sentence if len(entry.findings) > 1 else finding.reading or outcome.sentence
        if why and why.rstrip(".") != outcome.title:
            yield Note("Why", printable(why))
        if outcome.cites:
            yield Note("Asked for by", cites_words(outcome.cites, self.report.sources))

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


def _folded(label: str, texts: Sequence[str], what: str, most: int = SHOWN) -> Note:
    """A row of texts, the first few of them open."""
    return Note(label, "; ".join(texts[:most]), tuple(texts[most:]), what)
