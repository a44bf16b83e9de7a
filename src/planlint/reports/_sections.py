"""The findings of a submission in the order a person reads them: by what they ask, or grouped; like ones folded.

Every finding that counts stands in exactly one section, and in exactly one entry of it, so that counts stay true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from planlint.model import Finding, Outcome, Report, Severity, Verdict
from planlint.records import dataclass, field
from planlint.reports import Grouping
from planlint.reports._words import ASKS, UNASSESSED, amount, asks_words, part_of
from planlint.tally import Tally

FOLD = 4
"""From how many places on one cause is told once."""
PLACES = 3
"""How many places of a cause that is told once are named in a line; the rest are counted."""
_OPEN = "unassessed"
_BECAUSE = ", because "


@dataclass(frozen=True, slots=True)
class Section:
    """Findings that stand together. `key` is what they ask (`must`, `should`, `could`, `unassessed`), or `group`.

    `heading` is that of a group; `note` says what became of the rules of a group in which nothing was found.
    `unlisted` are outcomes with findings that are meant but not there, and how many.
    """

    key: str
    heading: str
    findings: tuple[Finding, ...]
    unlisted: tuple[tuple[Outcome, int], ...] = ()
    note: str = ""

    @property
    def count(self) -> int:
        return len(self.findings) + sum(n for _, n in self.unlisted)

    @property
    def amounts(self) -> str:
        """How many findings of a group ask what.

        >>> Section("group", "Finance", ()).amounts
        'nothing found'
        """
        counts = Counter(asks_words(one) for one in self.findings)
        for outcome, n in self.unlisted:
            counts[UNASSESSED if outcome.verdict is Verdict.CANNOT_ASSESS else ASKS[outcome.severity]] += n
        words = [f"{counts[one]:,} {one}" for one in (*ASKS.values(), UNASSESSED) if counts[one]]
        return ", ".join(words) or "nothing found"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said to the reader: a finding; or several of one rule and one cause, which differ in their place; or
    several that could not be assessed at one place for one reason, which differ in their rule."""

    findings: tuple[Finding, ...]

    @property
    def lead(self) -> Finding:
        return self.findings[0]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of the findings, each once."""
        return tuple(dict.fromkeys(one.rule for one in self.findings))

    @property
    def places(self) -> int:
        """In how many places the findings stand."""
        return 1 if len(self.rules) > 1 else len(self.findings)

    @property
    def message(self) -> str:
        """What is wrong; where each place has words of its own, those of the first."""
        if len(self.rules) > 1:
            return f"{len(self.findings):,} checks could not be made{_BECAUSE}{_reason(self.lead)}"
        same = all(one.message == self.lead.message for one in self.findings)
        return self.lead.message if same else f"At the first of these: {self.lead.message}"

    @property
    def fix(self) -> str:
        """What to do; where each place has words of its own, those of the first. Empty where nothing is said."""
        said = self.lead.fix or ""
        return said if all(one.fix == self.lead.fix for one in self.findings) else f"{said} Likewise at the others."


def entries(findings: Iterable[Finding], fold: bool = True, across: bool = False) -> list[Entry]:
    """The findings as entries, in order. What could not be assessed for one cause in many places is one entry; with
    `across`, so are several rules that could not be assessed at one place for one reason.
    """
    causes: dict[object, list[Finding]] = {}
    for n, one in enumerate(findings):
        causes.setdefault(_cause(one) if fold and one.verdict is Verdict.CANNOT_ASSESS else n, []).append(one)
    made: list[Entry] = []
    for alike in causes.values():
        made += [Entry(tuple(alike))] if len(alike) >= FOLD else [Entry((one,)) for one in alike]
    return list(_across(made)) if fold and across else made


def _across(made: list[Entry]) -> Iterator[Entry]:
    """Entries of one place and one reason put together, the gravest first, where the first of them stands."""
    reasons: dict[object, list[Finding]] = {}
    for n, entry in enumerate(made):
        lead = entry.lead
        alone = len(entry.findings) > 1 or lead.verdict is not Verdict.CANNOT_ASSESS or not _reason(lead)
        key = n if alone else (lead.path, lead.place, lead.fix, lead.missing, _reason(lead))
        reasons.setdefault(key, []).extend(entry.findings)
    yield from (Entry(tuple(sorted(alike, key=_gravity))) for alike in reasons.values())


def _reason(finding: Finding) -> str:
    """Why something could not be assessed, as its message ends; empty where it does not say so."""
    return finding.message.partition(_BECAUSE)[2]


def _cause(finding: Finding) -> object:
    """What a *cannot assess* lacks, positions in lists aside; its message where it does not say."""
    lacks = tuple(tuple("" if isinstance(step, int) else step for step in path) for path in finding.missing)
    return (finding.rule, finding.severity, lacks or finding.message)


def sections(report: Report, tally: Tally, group: Grouping | None) -> list[Section]:
    """The sections of a report. By what is asked, each is there, also an empty one; so is each theme."""
    if group is None:
        return list(_by_asked(tally))
    listed = [*sorted(tally.failures, key=_gravity), *sorted(tally.open, key=_gravity)]
    if group is Grouping.THEME:
        return _by_theme(report, listed, tally.unlisted)
    found: dict[object, _Group] = {}
    for one in listed:
        key, heading = (
            _part(one) if group is Grouping.PLACE else (one.owner or "", one.owner or "Without a named owner")
        )
        found.setdefault(key, _Group(heading)).findings.append(one)
    groups = sorted(found.values(), key=_first) if group is Grouping.PLACE else sorted(found.values(), key=_named)
    if tally.unlisted:
        groups.append(_Group("Not listed one by one", [], list(tally.unlisted)))
    return [one.section() for one in groups]


@dataclass(slots=True)
class _Group:
    heading: str
    findings: list[Finding] = field(default_factory=list)
    unlisted: list[tuple[Outcome, int]] = field(default_factory=list)
    note: str = ""

    def section(self) -> Section:
        return Section("group", self.heading, tuple(self.findings), tuple(self.unlisted), self.note)


def _by_asked(tally: Tally) -> Iterator[Section]:
    for severity in Severity:
        found = tuple(one for one in tally.failures if one.severity is severity)
        missing = tuple((o, n) for o, n in tally.unlisted if o.severity is severity and o.verdict is Verdict.FAIL)
        yield Section(severity.value, "", found, missing)
    silent = tuple((o, n) for o, n in tally.unlisted if o.verdict is Verdict.CANNOT_ASSESS)
    yield Section(_OPEN, "", tally.open, silent)


def _gravity(finding: Finding) -> int:
    return finding.severity.rank


def theme_of(report: Report, outcome: Outcome) -> str | None:
    """The point, of the source that the pack takes as themes, that a rule cites first; None where it cites none."""
    points = report.sources[report.themes].points if report.themes in report.sources else {}  # type: ignore[index]
    cited = (one.point for one in outcome.cites if one.source == report.themes)
    return next((point for point in cited if point in points), None)


def _by_theme(report: Report, findings: Sequence[Finding], unlisted: Sequence[tuple[Outcome, int]]) -> list[Section]:
    source = report.sources.get(report.themes or "")
    points: Mapping[str, str] = source.points if source else {}
    themes = {one.rule: theme_of(report, one) for one in report.outcomes}
    groups: dict[str | None, _Group] = {n: _Group(f"Point {n}: {text}") for n, text in points.items()}
    groups[None] = _Group("Under none of these points" if points else "Under no theme: the pack names none")
    for finding in findings:
        groups[themes[finding.rule]].findings.append(finding)
    for outcome, n in unlisted:
        groups[themes[outcome.rule]].unlisted.append((outcome, n))
    for point, one in groups.items():
        one.note = _asked_for([outcome for outcome in report.outcomes if themes[outcome.rule] == point])
    if points and not groups[None].findings and not groups[None].unlisted:
        del groups[None]
    return [one.section() for one in groups.values()]


def _asked_for(outcomes: Sequence[Outcome]) -> str:
    """What became of the rules of a theme: a point that no rule asks for is never shown as met."""
    if not outcomes:
        return "No rule for this kind of submission asks for it."
    verdicts = Counter(one.verdict for one in outcomes)
    words = (
        (Verdict.PASS, "passed"),
        (Verdict.FAIL, "failed"),
        (Verdict.NOT_APPLICABLE, "not applicable"),
        (Verdict.CANNOT_ASSESS, UNASSESSED),
    )
    became = ", ".join(f"{verdicts[verdict]} {word}" for verdict, word in words if verdicts[verdict])
    return f"{amount(len(outcomes), 'rule')} {'asks' if len(outcomes) == 1 else 'ask'} for it: {became}."


def _part(finding: Finding) -> tuple[object, str]:
    """The part of a submission that a finding stands in, and what it is called."""
    path, place = finding.path, finding.place
    stem = part_of(path)
    name = finding.part or (str(stem[0]) if stem else "The whole submission")
    return (place.source, place.sheet, stem), f'Sheet "{place.sheet}": {name}' if place.sheet else name


def _first(group: _Group) -> tuple[int, int]:
    return min((one.place.line or 0, one.place.column or 0) for one in group.findings)


def _named(group: _Group) -> tuple[bool, str]:
    """By name; what has no owner comes last."""
    return (group.findings[0].owner is None, group.heading)
