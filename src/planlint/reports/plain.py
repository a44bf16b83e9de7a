"""`plain`: for people. The answer first, then what to do, in the submitter's own places and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from planlint.model import Counts, Finding, Outcome, Report, Result, Severity, Verdict
from planlint.reports import View
from planlint.reports._sections import PLACES, Entry, Section, entries, sections
from planlint.reports._words import (
    amount,
    asks_words,
    cites_words,
    counts_words,
    day,
    figures_words,
    gap_words,
    is_absent,
    names_words,
    place_words,
    source_words,
    spot_words,
)
from planlint.tally import Tally, weigh
from planlint.terminal import paint, printable, wrapped

SUFFIX = ".txt"
_HEADINGS = {
    "must": ("To fix before you submit", "must"),
    "should": ("To fix, or explain", "should"),
    "could": ("To consider", "could"),
    "unassessed": ("Could not be assessed", "bold"),
}
_PER_RULE = 5
_PASSED = 12
_LINES = 12
_INDENT = 4


def render(result: Result, sources: Mapping[str, bytes]) -> bytes:
    """The report as text: one line a paragraph, no colour."""
    return draw(result, sources, View()).encode("utf-8", "backslashreplace")


def draw(result: Result, sources: Mapping[str, bytes], view: View) -> str:
    """The report for a terminal; `view.everything` leaves nothing out and names what passed."""
    lines: list[str] = []
    several = len(result.reports) > 1 or (bool(result.reports) and bool(_stopped(result)))
    if several or not result.reports:
        lines += [*_overview(result, view), ""]
    for n, report in enumerate(result.reports, 1):
        if several:
            lines += [paint(f"---- {n} of {len(result.reports)}: {printable(report.name)}", "bold", view.colour), ""]
        lines += [*_Page(result, report, view).lines(), ""]
    for fault in result.faults:
        text = f"Fault of planlint in {fault.rule}, on {fault.submission}: {fault.message}"
        lines += [*wrapped(printable(text), 0, view.width), ""]
    return "".join(line.rstrip() + "\n" for line in lines[:-1])


def answer(result: Result, report: Report, tally: Tally) -> tuple[str, str]:
    """The answer to "can I submit this?", and the style it is shown in. Never better than what was really checked."""
    fix, explain, consider = (tally.failed(one) for one in Severity)
    unassessed = sum(tally.unassessed(one) for one in Severity)
    rest = _amounts(fix, explain, consider, unassessed)
    if any(one.submission == report.name for one in result.faults):
        return "NOT FULLY CHECKED: a fault of planlint stopped a check. It is not the submission's.", "must"
    if not was_checked(report):
        return f"COULD NOT BE CHECKED: {rest} No rule was run.", "must"
    if fix or tally.unassessed(Severity.MUST):
        return f"NOT READY TO SUBMIT: {rest}", "must"
    if explain or unassessed:
        return f"NOTHING TO FIX, BUT: {rest}", "should"
    if not report.counts.passed:
        return "NOT CHECKED: no rule applies to this submission.", "should"
    if tally.elsewhere:
        waiting = amount(len(tally.elsewhere), "check waits", "checks wait")
        return f"READY TO SUBMIT, as far as this file alone can show: {waiting} for another submission.", "good"
    return f"READY TO SUBMIT: {rest if consider else 'nothing to fix, nothing to explain.'}", "good"


def was_checked(report: Report) -> bool:
    """Whether any rule was due to run: the file could be read, and its kind was told."""
    return report.kind is not None and not (
        report.outcomes and all(one.rule.startswith("READ-") for one in report.outcomes)
    )


def _amounts(fix: int, explain: int, consider: int, unassessed: int) -> str:
    """`2 things to fix, 3 to explain; 1 check could not be made.`"""
    pairs = [(n, word) for n, word in ((fix, "to fix"), (explain, "to explain"), (consider, "to consider")) if n]
    parts = [f"{amount(n, 'thing') if at == 0 else f'{n:,}'} {word}" for at, (n, word) in enumerate(pairs)]
    unmade = f"{amount(unassessed, 'check')} could not be made" if unassessed else ""
    return ("; ".join(filter(None, (", ".join(parts), unmade))) or "no reason is given") + "."


def _overview(result: Result, view: View) -> Iterator[str]:
    """What the whole run came to, before any one submission. Each that was given is counted."""
    styles = [answer(result, report, weigh(report))[1] for report in result.reports]
    ready, total, stopped = styles.count("good"), len(styles) + len(_stopped(result)), len(_stopped(result))
    words = f"{ready:,} of {amount(total, 'submission')} {'is' if ready == 1 else 'are'} ready to submit."
    if stopped:
        words += f" {stopped:,} could not be checked, through a fault of planlint."
    yield paint(words, "good" if ready == total else "must", view.colour) if total else "Nothing was checked."
    yield counts_words(sum((report.counts for report in result.reports), Counts()))


def _stopped(result: Result) -> set[str]:
    """The submissions that have no report, because planlint failed on them."""
    return {one.submission for one in result.faults} - {report.name for report in result.reports}


class _Page:
    """One submission's page. Findings are numbered through, so that one can be named by another."""

    def __init__(self, result: Result, report: Report, view: View) -> None:
        self.result, self.report, self.view = result, report, view
        self.tally = weigh(report)
        self.outcomes = {outcome.rule: outcome for outcome in report.outcomes}
        self.numbers: dict[str, int] = {}
        self.named: set[str] = set()

    def lines(self) -> Iterator[str]:
        words, style = answer(self.result, self.report, self.tally)
        head, colon, tail = words.partition(":")
        yield paint(head + colon, style, self.view.colour) + tail
        yield from wrapped(self._about(), 0, self.view.width)
        yield ""
        for section in sections(self.report, self.tally, self.view.group):
            yield from self._section(section)
        yield from self._waiting()
        yield from self._rounding()
        yield from self._passed()
        yield from self._guidance()
        waits = self.tally.blocked or self.tally.elsewhere
        yield counts_words(self.report.counts) + (" These last include those that wait." if waits else "")

    def _about(self) -> str:
        report, pack = self.report, self.report.pack
        title = f" ({printable(report.title)})" if report.title else ""
        kind = f", kind {printable(report.kind)}" if report.kind else ", of a kind that could not be told"
        by = f" by the rules of {printable(pack.name)} {printable(pack.version)}" if was_checked(report) else ""
        return f"{printable(report.name)}{title}{kind}, checked{by} as at {day(self.result.as_of)}."

    def _section(self, section: Section) -> Iterator[str]:
        if section.key in _HEADINGS and not section.count:
            return
        heading, style = _HEADINGS.get(section.key, (f"{printable(section.heading)}: {section.amounts}", "bold"))
        yield from (paint(line, style, self.view.colour) for line in wrapped(heading, 0, self.view.width))
        yield ""
        if section.note and not section.count:
            yield from [*wrapped(section.note, _INDENT, self.view.width), ""]
        seen: Counter[str] = Counter()
        listed = entries(section.findings, fold=not self.view.everything, across=True)
        total = Counter(one.lead.rule for one in listed)
        for entry in listed:
            rule = entry.lead.rule
            seen[rule] += 1
            if seen[rule] <= _PER_RULE or self.view.everything:
                yield from self._item(entry, section.key)
            elif seen[rule] == total[rule]:
                rest = [entry for entry in listed if entry.lead.rule == rule][_PER_RULE:]
                left = [one for entry in rest for one in entry.findings]
                more = f"and {len(left):,} more of {printable(rule)}{self._lines(left)}. To see every one, add -v."
                yield from [*wrapped(more, _INDENT, self.view.width), ""]
        for outcome, n in section.unlisted:
            yield from self._unlisted(outcome, n)

    def _item(self, entry: Entry, section: str) -> Iterator[str]:
        finding = entry.lead
        number = self.numbers.setdefault(finding.fingerprint, len(set(self.numbers.values())) + 1)
        self.numbers |= {one.fingerprint: number for one in entry.findings}
        width, colour = self.view.width, self.view.colour
        asks = "" if section in _HEADINGS else f"{asks_words(finding).capitalize()}: "
        first, *rest = wrapped(asks + self._places(entry), _INDENT, width, f"{number:>2}. ")
        yield paint(first, "bold", colour)
        yield from (paint(line, "bold", colour) for line in rest)
        yield from wrapped(printable(entry.message), _INDENT, width)
        if len(entry.findings) == 1 and (figures := figures_words(finding)):
            yield from wrapped(figures, _INDENT, width)
        if entry.fix:
            yield from wrapped(f"What to do: {printable(entry.fix)}", _INDENT, width)
        for rule in entry.rules:
            text = self._rule(rule) if rule not in self.named else printable(rule)
            self.named.add(rule)
            yield from (paint(line, "dim", colour) for line in wrapped(text, _INDENT, width))
        yield ""

    def _places(self, entry: Entry) -> str:
        """Where a finding stands; of one cause in many places, the first few of them and how many there are."""
        finding, home = entry.lead, self.report.name
        if entry.places == 1:
            names = names_words(finding)
            return place_words(finding.place, finding.path, home, is_absent(finding), names)
        first = ", ".join(spot_words(one, home) for one in entry.findings[:PLACES])
        left = len(entry.findings) - PLACES
        return f"{len(entry.findings):,} places: {first}, and {left:,} more (to see every one, add -v)"

    def _lines(self, findings: Sequence[Finding]) -> str:
        """Where findings stand that are not told one by one, if that is in few lines of the submission."""
        lines = {one.place.line for one in findings if one.place.source == self.report.name}
        known = sorted(one for one in lines if one)
        if len(lines) != len(known) or not 1 <= len(known) <= _LINES or len(findings) > 2 * _LINES:
            return ""
        *others, last = [f"{one:,}" for one in known]
        return f", on lines {', '.join(others)} and {last}" if others else f", on line {last}"

    def _rule(self, rule: str) -> str:
        outcome = self.outcomes[rule]
        cites = cites_words(outcome.cites)
        return printable(f"{rule} {outcome.title}") + (f" (asked for by {cites})" if cites else "")

    def _unlisted(self, outcome: Outcome, n: int) -> Iterator[str]:
        """An outcome with more findings than are kept, or with a reason and none."""
        reason = printable(outcome.reason or "")
        what = f"and {n:,} more of {printable(outcome.rule)}, over the limit (option --limit-findings-per-rule)."
        if outcome.omitted:
            yield from wrapped(what, _INDENT, self.view.width)
        else:
            yield from wrapped(reason or "No reason is given.", _INDENT, self.view.width)
            yield from wrapped(self._rule(outcome.rule), _INDENT, self.view.width)
        yield ""

    def _waiting(self) -> Iterator[str]:
        """What waits for a finding above, folded under it, and what waits for another submission."""
        if self.tally.blocked:
            causes: dict[str, Counter[str]] = {}
            for one in self.tally.blocked:
                causes.setdefault(self._causes(one.blocked_by), Counter())[one.rule] += 1
            many = amount(len(self.tally.blocked), "check waits", "checks wait")
            yield paint(f"{many} for something above to be put right", "bold", self.view.colour)
            yield ""
            for cause, rules in causes.items():
                yield from wrapped(f"{cause}: {_rules(rules)}.", _INDENT, self.view.width)
            yield ""
        if self.tally.elsewhere:
            many = amount(len(self.tally.elsewhere), "check waits", "checks wait")
            text = f"{many} for another submission; not counted here"
            yield paint(text, "bold", self.view.colour)
            yield ""
            for (rule, message), n in Counter((one.rule, one.message) for one in self.tally.elsewhere).items():
                times = f" ({n} times)" if n > 1 else ""
                yield from wrapped(printable(f"{rule}: {message}{times}"), _INDENT, self.view.width)
            yield ""

    def _causes(self, blockers: Sequence[str]) -> str:
        """The findings above that are waited for, by number; one that is not listed, by its rule."""
        rules = {one.fingerprint: one.rule for one in (*self.tally.failures, *self.tally.open)}
        names = []
        for one in blockers:
            if one in self.numbers:
                names.append(f"{self.numbers[one]}")
            elif one in rules:
                names.append(f"another of {printable(rules[one])}")
        return "For " + " and ".join(dict.fromkeys(names))

    def _rounding(self) -> Iterator[str]:
        found = self.tally.rounding
        if not found:
            return
        yield paint("Agrees only within rounding", "bold", self.view.colour)
        yield ""
        shown = found if self.view.everything else found[:_PER_RULE]
        for one in shown:
            gap = gap_words(one)
            unlikely = f" ({printable(one.rounding)})" if "unlikely" in one.rounding else ""
            place = place_words(one.place, one.path, self.report.name, names=names_words(one))
            text = f"{place}: {gap or 'the printed figures differ'}, which rounding explains{unlikely}."
            yield from wrapped(f"{text} {printable(one.rule)}", _INDENT, self.view.width)
        if len(found) > len(shown):
            yield from wrapped(
                f"and {len(found) - len(shown)} more. To see every one, add -v.", _INDENT, self.view.width
            )
        yield ""

    def _passed(self) -> Iterator[str]:
        """What was checked, so that a clean answer says what it rests on."""
        passed = [one for one in self.report.outcomes if one.verdict is Verdict.PASS]
        clean = not (self.tally.failures or self.tally.open or self.tally.unlisted)
        if not passed or not (clean or self.view.everything):
            return
        yield paint("What was checked and passed", "bold", self.view.colour)
        yield ""
        shown = passed if self.view.everything else passed[:_PASSED]
        for one in shown:
            yield from wrapped(printable(f"{one.rule} {one.title}"), _INDENT, self.view.width)
        if len(passed) > len(shown):
            left = len(passed) - len(shown)
            yield from wrapped(f"and {left} more. To see every one, add -v.", _INDENT, self.view.width)
        yield ""

    def _guidance(self) -> Iterator[str]:
        """What the guidance is called that is named above by its short name."""
        cited = {cite.source for rule in self.named for cite in self.outcomes[rule].cites}
        known = [source for name, source in self.report.sources.items() if name in cited]
        if not known:
            return
        yield paint("The guidance named above", "bold", self.view.colour)
        yield ""
        for source in known:
            yield from wrapped(f"{printable(source.id)}: {source_words(source)}.", _INDENT, self.view.width)
        yield ""


def _rules(rules: Counter[str]) -> str:
    """Rules with how often each is meant, all of them: one entry a rule, however often it was blocked."""
    return ", ".join(printable(rule) + (f" ({n} times)" if n > 1 else "") for rule, n in sorted(rules.items()))
