"""Two reports of one submission compared, outcome by outcome: what the later one says that the earlier did not.

Two reports that differ have a change, and any that do not have none; which pack judged, and in which line of it a
threshold stands, is let be.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from planlint.model import Finding, Outcome, Path, Report
from planlint.records import dataclass

_BESIDE = ("name", "kind", "title", "sources", "themes", "pictures")
"""What of a report beside its outcomes and thresholds may differ."""


class What(StrEnum):
    """In what a finding differs from the one that it is compared with; of several the first of these."""

    NEW = "new"
    GONE = "gone"
    VERDICT = "verdict"
    SEVERITY = "severity"
    PLACE = "place"
    FIGURES = "figures"
    WORDS = "words"
    EVIDENCE = "evidence"


_FIELDS = {
    What.VERDICT: ("verdict",),
    What.SEVERITY: ("severity",),
    What.PLACE: ("path", "place"),
    What.FIGURES: ("found", "expected", "difference", "unit", "slack", "values", "rounding"),
    What.WORDS: ("message", "reading", "fix"),
}


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding that differs. `old` is None where it is new, `new` where it is gone."""

    what: What
    old: Finding | None
    new: Finding | None


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """What became of a rule that had another outcome before: `old` or `new` is None where only one pack has it."""

    rule: str
    old: Outcome | None
    new: Outcome | None
    findings: tuple[FindingChange, ...]

    @property
    def unlisted(self) -> int:
        """How many findings were over the limit and so not compared one by one."""
        return max(one.omitted for one in (self.old, self.new) if one is not None)


@dataclass(frozen=True, slots=True)
class ReportChange:
    """Two reports of one submission, with the outcomes that differ; `beside` names what else of the report does."""

    old: Report
    new: Report
    outcomes: tuple[OutcomeChange, ...]
    beside: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.outcomes or self.beside)


def compared(old: Report, new: Report) -> ReportChange:
    """What differs between two reports of one submission. Outcomes are those of one code, in order of code."""
    before = {one.rule: one for one in old.outcomes}
    after = {one.rule: one for one in new.outcomes}
    changes = [
        _outcome(code, before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys())
        if before.get(code) != after.get(code)
    ]
    beside = [name for name in _BESIDE if getattr(old, name) != getattr(new, name)]
    if _thresholds(old) != _thresholds(new):
        beside.append("thresholds")
    return ReportChange(old, new, tuple(changes), tuple(beside))


def _thresholds(report: Report) -> dict[str, str]:
    return {name: one.value for name, one in report.parameters.items()}


def _outcome(code: str, old: Outcome | None, new: Outcome | None) -> OutcomeChange:
    pairs = paired(old.findings if old else (), new.findings if new else ())
    changes = [FindingChange(_what(a, b), a, b) for a, b in pairs if a != b]
    return OutcomeChange(code, old, new, tuple(changes))


def _what(old: Finding | None, new: Finding | None) -> What:
    if old is None or new is None:
        return What.NEW if old is None else What.GONE
    for what, names in _FIELDS.items():
        if any(getattr(old, name) != getattr(new, name) for name in names):
            return what
    return What.EVIDENCE


# ---------------------------------------------------------------------- which finding is which
Pair = tuple[Finding | None, Finding | None]


def paired(old: Sequence[Finding], new: Sequence[Finding]) -> list[Pair]:
    """Findings of one rule with those that say the same: at the same place; else, moved, in the same words or about the
    same item. Those that have no other come last, the new ones first."""
    pairs: list[Pair] = []
    for key in _KEYS:
        waiting: dict[object, deque[Finding]] = {}
        for one in old:
            waiting.setdefault(key(one), deque()).append(one)
        left = []
        for one in new:
            same = waiting.get(key(one))
            if same:
                pairs.append((same.popleft(), one))
            else:
                left.append(one)
        new, old = left, [one for some in waiting.values() for one in some]
    return [*pairs, *((None, one) for one in new), *((one, None) for one in old)]


def _mark(finding: Finding) -> str:
    """The fingerprint without what tells two of one place apart."""
    return finding.fingerprint.partition("-")[0]


def _item(finding: Finding) -> object:
    """The innermost item of a list that a finding stands in; where it stands in none, nothing else is like it."""
    path = finding.path
    inner: Iterator[Path] = (path[:n] for n in range(len(path), 0, -1) if isinstance(path[n - 1], int))
    return next(inner, None) or id(finding)


_KEYS: tuple[Callable[[Finding], object], ...] = (
    lambda one: (_mark(one), one.verdict, one.message),
    lambda one: (_mark(one), one.verdict),
    _mark,
    lambda one: (one.path, one.verdict),
    lambda one: one.path,
    lambda one: (one.message, one.verdict),
    lambda one: (_item(one), one.verdict),
)
