"""What two packs make of many submissions, gathered: which answers change, and rule by rule what does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from planlint.comparison import FindingChange, OutcomeChange, ReportChange, What, compared
from planlint.model import BATCH, Outcome, Report, Severity, Verdict
from planlint.records import dataclass, field
from planlint.rule_comparison.packs import KindDifference
from planlint.tally import Tally, amounts, weigh

FEW = 3
"""So many examples of one sort of change are kept where not all are wanted."""
_SAME = (What.WORDS, What.EVIDENCE)
"""What may differ in a finding that is still the same."""


@dataclass(frozen=True, slots=True)
class Example:
    """One finding that changed, in one submission."""

    submission: str
    change: FindingChange


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of change: in what, and the verdicts and severities of the findings before and after."""

    what: What
    verdicts: tuple[Verdict | None, Verdict | None] = (None, None)
    severities: tuple[Severity | None, Severity | None] = (None, None)

    @classmethod
    def of(cls, change: FindingChange) -> Sort:
        """What sort a change is of; where neither verdict nor severity tells anything, they are left out."""
        both = (change.old, change.new)
        if change.what not in (What.NEW, What.GONE, What.VERDICT, What.SEVERITY):
            return cls(change.what)
        before, after = (one.verdict if one else None for one in both)
        graded = [one is not None and (one.verdict is Verdict.FAIL or change.what is What.SEVERITY) for one in both]
        grave, now = (one.severity if one and told else None for one, told in zip(both, graded, strict=True))
        return cls(change.what, (before, after), (grave, now))


@dataclass(slots=True)
class Some:
    """The changes of one sort: how many, in which submissions, and the examples that are kept."""

    count: int = 0
    submissions: set[str] = field(default_factory=set)
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class RuleChange:
    """What changes of one rule, over all submissions. `old` or `new` is None where one pack has no such rule.

    `verdicts` counts the submissions in which its verdict changed, None where there was none; `counted` those in which
    only the number of things did that it looks at. `unlisted` findings were over the limit of a rule.
    """

    code: str
    old: Outcome | None
    new: Outcome | None
    kinds: set[str] = field(default_factory=set)
    submissions: set[str] = field(default_factory=set)
    verdicts: Counter[tuple[Verdict | None, Verdict | None]] = field(default_factory=Counter)
    sorts: dict[Sort, Some] = field(default_factory=dict)
    counted: int = 0
    reasons: int = 0
    unlisted: int = 0

    @property
    def alone(self) -> bool:
        """Whether it is a rule of one pack alone. What is wrong before rules run is told only where there is any."""
        return (self.old is None or self.new is None) and not self.code.startswith(("READ-", "SHAPE-", "JOIN-"))

    @property
    def told(self) -> Outcome:
        """The rule as the new pack has it, else as the old one had it."""
        told = self.new or self.old
        assert told is not None
        return told

    @property
    def only_words(self) -> bool:
        """Whether nothing changes but what the rule says of itself."""
        return not (self.verdicts or self.counted or self.reasons or self.sorts)

    @property
    def words(self) -> tuple[str, ...]:
        """What the rule says of itself in another way."""
        if self.old is None or self.new is None:
            return ()
        names = ("title", "severity", "sentence", "cites", "tags")
        return tuple(name for name in names if getattr(self.old, name) != getattr(self.new, name))


@dataclass(frozen=True, slots=True)
class Answer:
    """A submission whose answer changed: what there was to do about it, and what there is, and by which rules."""

    submission: str
    kind: str
    before: str
    after: str
    rules: tuple[str, ...]


@dataclass(slots=True)
class Gathered:
    """All that changes between two packs over the submissions that were added.

    `level` is the gentlest severity for which a submission is sent back. `most` is how many examples of each sort are
    kept, None for all. `differs` are the kinds that are judged otherwise.
    """

    differs: Mapping[str, KindDifference]
    level: Severity | None
    most: int | None = FEW
    judged: int = 0
    changed: int = 0
    """How many of the submissions judged have reports that differ in anything."""
    otherwise: int = 0
    """How many of these have other findings, or another answer, and not only other words."""
    batch_changed: bool = False
    """Whether the report of all of them together, by rules for the batch, differs."""
    alike: Counter[str] = field(default_factory=Counter)
    """How many submissions of each kind were not judged, since both packs judge the kind alike."""
    unread: list[tuple[str, str]] = field(default_factory=list)
    """The submissions that could not be read, each with the reason."""
    kinds: set[str] = field(default_factory=set)
    """The kinds of which there was any to judge."""
    sent_back: list[Answer] = field(default_factory=list)
    let_through: list[Answer] = field(default_factory=list)
    rules: dict[tuple[object, ...], RuleChange] = field(default_factory=dict)
    beside: Counter[str] = field(default_factory=Counter)

    def add(self, old: Report, new: Report) -> None:
        """Take in what both packs make of one submission."""
        change = compared(old, new)
        self.kinds.update(filter(None, (old.kind, new.kind)))
        whole = new.kind == BATCH
        self.judged += not whole
        if not change:
            return
        self.changed += not whole
        self.batch_changed |= whole
        self.beside.update(change.beside)
        for outcome in change.outcomes:
            self._add_outcome(new.name, new.kind or old.kind or "", outcome)
        answer = self._add_answer(change)
        other = any(one.what not in _SAME for out in change.outcomes for one in out.findings)
        self.otherwise += not whole and (answer or other)

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.changed or self.batch_changed)

    def in_order(self) -> list[RuleChange]:
        """The rules that changed, by code: those first of which more than their own words did."""
        return sorted(self.rules.values(), key=lambda one: (one.only_words, one.code, sorted(one.kinds)))

    @property
    def thresholds(self) -> dict[tuple[str, str | None, str | None], list[str]]:
        """The thresholds that are declared otherwise, by name, as they were and as they are; of which kinds."""
        found: dict[tuple[str, str | None, str | None], list[str]] = {}
        for kind, one in self.differs.items():
            for name, pair in one.thresholds.items():
                found.setdefault((name, *pair), []).append(kind)
        return found

    @property
    def untried(self) -> dict[str, KindDifference]:
        """The kinds that are judged otherwise, of which there was no submission."""
        return {kind: one for kind, one in self.differs.items() if kind not in self.kinds and kind != BATCH}

    @property
    def unshown(self) -> tuple[str, ...]:
        """The codes of rules that differ, of which nothing in the submissions of their kinds shows it."""
        seen = {(kind, one.code) for one in self.rules.values() for kind in one.kinds}
        tried = {kind: one for kind, one in self.differs.items() if kind in self.kinds}
        left = {code for kind, one in tried.items() for code in one.codes if (kind, code) not in seen}
        return tuple(sorted(left))

    def _add_outcome(self, submission: str, kind: str, change: OutcomeChange) -> None:
        old, new = change.old, change.new
        key = (change.rule, *(_said(one) for one in (old, new)))
        rule = self.rules.setdefault(key, RuleChange(change.rule, old, new))
        rule.kinds.add(kind)
        rule.submissions.add(submission)
        rule.unlisted += change.unlisted
        verdicts = (old.verdict if old else None, new.verdict if new else None)
        if verdicts[0] is not verdicts[1]:
            rule.verdicts[verdicts] += 1
        elif old and new:
            rule.counted += old.counts != new.counts and not change.findings
            rule.reasons += old.reason != new.reason
        for one in change.findings:
            some = rule.sorts.setdefault(Sort.of(one), Some())
            some.count += 1
            some.submissions.add(submission)
            if self.most is None or len(some.examples) < self.most:
                some.examples.append(Example(submission, one))

    def _add_answer(self, change: ReportChange) -> bool:
        """Note that a submission is sent back, or no longer. Whether it is so."""
        reached = [one for one in Severity if self.level and one.rank <= self.level.rank]
        before, after = weigh(change.old), weigh(change.new)
        words = amounts([before], reached), amounts([after], reached)
        if bool(words[0]) is bool(words[1]):
            return False
        more, less = (after, before) if words[1] else (before, after)
        causes = _causes(more, reached) - _causes(less, reached)
        some = self.sent_back if words[1] else self.let_through
        some.append(Answer(change.new.name, change.new.kind or change.old.kind or "", *words, tuple(sorted(causes))))
        return True


def _said(outcome: Outcome | None) -> object:
    """What a rule says of itself, the same in every submission of a kind."""
    return outcome and (outcome.title, outcome.severity, outcome.sentence, outcome.cites, outcome.tags)


def _causes(tally: Tally, reached: Sequence[Severity]) -> Counter[str]:
    """The rules by which a submission is sent back, each with how often."""
    listed = [one.rule for one in (*tally.failures, *tally.open) if one.severity in reached]
    return Counter([*listed, *(one.rule for one, _ in tally.unlisted if one.severity in reached)])


def gathered(
    differs: Mapping[str, KindDifference],
    pairs: Iterable[tuple[Report, Report]],
    level: Severity | None = Severity.MUST,
    most: int | None = FEW,
) -> Gathered:
    """All that changes over pairs of reports, the old pack's first."""
    all_of_it = Gathered(differs, level, most)
    for old, new in pairs:
        all_of_it.add(old, new)
    return all_of_it
