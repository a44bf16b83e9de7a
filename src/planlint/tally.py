"""What of a report counts towards its answer and the exit code, and what does not, and why not.

A failure counts at the severity of the obligation that spoke. A *cannot assess* counts at its rule's severity,
unless a finding that blocks it already counts at least as gravely, or unless it lacks only another submission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from planlint.model import BATCH, Counts, FaultNote, Finding, Outcome, Report, Severity, Verdict
from planlint.records import dataclass

NEVER = "never"
_WORDS = {Severity.MUST: "to fix", Severity.SHOULD: "to explain", Severity.COULD: "to consider"}
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """The findings of a report, sorted by what they mean for its answer. Every finding stands in exactly one.

    `failures` and `open` count; `open` are things that could not be assessed. `blocked` wait for a finding that
    counts already; `elsewhere` for another submission; `rounding` are passes that rounding decided. `unlisted` are
    the outcomes whose findings are not all there, with how many are meant.
    """

    failures: tuple[Finding, ...]
    open: tuple[Finding, ...]
    blocked: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]
    rounding: tuple[Finding, ...]
    unlisted: tuple[tuple[Outcome, int], ...]

    def failed(self, severity: Severity) -> int:
        """How many failures of that severity, those beyond the limit of findings included."""
        listed = sum(one.severity is severity for one in self.failures)
        return listed + self._unlisted(severity, Verdict.FAIL)

    def unassessed(self, severity: Severity) -> int:
        """How many things of that severity could not be assessed, and count."""
        listed = sum(one.severity is severity for one in self.open)
        return listed + self._unlisted(severity, Verdict.CANNOT_ASSESS)

    def _unlisted(self, severity: Severity, verdict: Verdict) -> int:
        return sum(n for one, n in self.unlisted if one.severity is severity and one.verdict is verdict)


def weigh(report: Report) -> Tally:
    """Sort the findings of a report by what they mean for its answer."""
    findings = [one for outcome in report.outcomes for one in outcome.findings]
    failures = tuple(one for one in findings if one.verdict is Verdict.FAIL)
    unknown = [one for one in findings if one.verdict is Verdict.CANNOT_ASSESS]
    here = [one for one in unknown if not one.elsewhere]
    counting = {one.fingerprint: one.severity for one in here if not one.blocked_by}
    for one in failures:
        counting[one.fingerprint] = min(one.severity, counting.get(one.fingerprint, one.severity), key=_rank)
    blocked = tuple(one for one in here if _is_blocked(one, counting))
    waiting = {id(one) for one in blocked}
    return Tally(
        failures,
        tuple(one for one in here if id(one) not in waiting),
        blocked,
        tuple(one for one in unknown if one.elsewhere),
        tuple(one for one in findings if one.verdict not in (Verdict.FAIL, Verdict.CANNOT_ASSESS)),
        tuple((one, n) for one in report.outcomes if (n := _unlisted(one))),
    )


def _rank(severity: Severity) -> int:
    return severity.rank


def _is_blocked(finding: Finding, counting: Mapping[str, Severity]) -> bool:
    rank = finding.severity.rank
    return any(one in counting and counting[one].rank <= rank for one in finding.blocked_by)


def _unlisted(outcome: Outcome) -> int:
    """How many findings are meant but not there: over the limit, or a verdict that came without any."""
    if outcome.verdict not in (Verdict.FAIL, Verdict.CANNOT_ASSESS):
        return 0
    silent = not any(one.verdict is outcome.verdict for one in outcome.findings)
    return max(outcome.omitted, 1 if silent else 0)


def conclude(
    reports: Sequence[Report], faults: Sequence[FaultNote], absent: Sequence[str], level: Severity | None
) -> tuple[int, str]:
    """The exit code of a run and the reason for it, a sentence without its capital.

    `absent` are the paths given that are not there; `level` is the gentlest severity that makes the run fail, None
    for none. 2 where the answer cannot be trusted, 1 where something reaches the level, else 0.
    """
    tallies = [weigh(report) for report in reports]
    if faults or absent:
        return 2, _untrusted(faults, absent)
    total = sum((report.counts for report in reports), Counts())
    if not total.passed + total.failed + total.cannot_assess and not any(one.unlisted for one in tallies):
        return 2, "nothing was checked: no rule applies to what was given."
    reached = [one for one in Severity if level and one.rank <= level.rank]
    beyond = [one for one in Severity if one not in reached]
    over, under = amounts(tallies, reached), amounts(tallies, beyond)
    fail_level = f"(fail level: {level or NEVER})"
    if over:
        return 1, f"{over} {fail_level}." + _waiting(tallies)
    each = sum(one.kind != BATCH for one in reports)
    many = "1 submission" if each == 1 else f"{each} submissions"
    nothing = "nothing " + " or ".join(_WORDS[one] for one in reached) if reached else ""
    rest = f"{under}, which is not counted" if under else ""
    return 0, f"{many} checked, {'; '.join(filter(None, (nothing, rest)))} {fail_level}." + _waiting(tallies)


def amounts(tallies: Sequence[Tally], severities: Sequence[Severity]) -> str:
    """How much counts at those severities, in words; nothing where nothing does."""
    parts = []
    for severity in severities:
        if n := sum(one.failed(severity) for one in tallies):
            parts.append(f"{n} {_WORDS[severity]}")
    if n := sum(one.unassessed(severity) for one in tallies for severity in severities):
        parts.append(f"{n} that could not be assessed")
    return ", ".join(parts)


def _waiting(tallies: Sequence[Tally]) -> str:
    """Says which checks lack only another submission: they do not count, so they are named."""
    rules = [one.rule for tally in tallies for one in tally.elsewhere]
    if not rules:
        return ""
    checks = "1 check waits" if len(rules) == 1 else f"{len(rules)} checks wait"
    return f" {checks} for another submission: {_names(rules)}."


def _untrusted(faults: Sequence[FaultNote], absent: Sequence[str]) -> str:
    parts = []
    if faults:
        rules = _names(one.rule for one in faults)
        parts.append(f"planlint itself is at fault ({rules}), so this answer is not whole")
    if absent:
        parts.append(f"not there: {_names(absent)}")
    return "; ".join(parts) + "."


def _names(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(names))
    more = f" and {len(distinct) - _NAMED} more" if len(distinct) > _NAMED else ""
    return ", ".join(distinct[:_NAMED]) + more
