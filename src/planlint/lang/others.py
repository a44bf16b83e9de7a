"""Other submissions, as the rules of one read them: which of a kind a rule means, and what its name then stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from planlint.lang import ast
from planlint.lang.checked import CheckedRule, Other
from planlint.lang.evaluate import Spent
from planlint.lang.evidence import top_parts
from planlint.lang.figures import Figure
from planlint.lang.held import Bound, Held, Items, Missing, Node, Worth, merge, normal
from planlint.lang.logic import Logic, alike
from planlint.lang.reading import Reader
from planlint.lang.walk import names_in
from planlint.limits import LIMITS
from planlint.model import Origin, Value
from planlint.records import dataclass, field
from planlint.shape import RecordShape
from planlint.values import FinancialYear


@dataclass(frozen=True, slots=True, eq=False)
class Submission:
    """A bound submission, as rules of others read it: `origin` begins every path in it, `values` is its size."""

    origin: Origin
    name: str
    shape: RecordShape
    reader: Reader
    values: int

    @property
    def node(self) -> Node:
        return Node(self.reader.data, (self.origin,), self.shape)


def submission(origin: Origin, name: str, data: Value, shape: RecordShape, values: int) -> Submission:
    """A submission that others may read. `data` is bound to `shape`."""
    return Submission(origin, name, shape, Reader(data, shape), values)


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What the names of other submissions stand for, for one submission under one rule, and the submissions."""

    names: Mapping[str, Worth] = field(default_factory=dict)
    submissions: Mapping[Origin, Submission] = field(default_factory=dict)

    @property
    def values(self) -> int:
        """How many values the other submissions have: they add to the budget of steps."""
        return sum(one.values for one in self.submissions.values())

    @property
    def readers(self) -> dict[Origin, Reader]:
        return {origin: one.reader for origin, one in self.submissions.items()}


ALONE = Beside()
"""No other submission at all."""


def absent(other: Other, why: str = "missing") -> Missing:
    """What a name stands for where there is no such submission, or (`several`) more than one."""
    return Missing(((Origin(other.use.name),),), why)


def stands_for(found: Sequence[Submission], other: Other) -> Worth:
    """What a name stands for, given the submissions that belong to the one being checked."""
    if not found:
        return absent(other)
    if other.use.word == "all":
        return Items(tuple(one.node for one in found))
    return found[0].node if len(found) == 1 else absent(other, "several")


class Join:
    """The submissions of a kind by what they are matched by, so that each is looked up and not gone through.

    `rule` is any rule of the file; thresholds and named expressions are those of the file. Raises nothing: a key that
    cannot be worked out leaves its submission to be tried with each.
    """

    def __init__(
        self,
        rule: CheckedRule,
        other: Other,
        among: Sequence[Submission],
        as_of: date,
        parameters: Mapping[str, ast.Expr],
    ) -> None:
        self.rule, self.other, self.as_of, self.parameters = rule, other, as_of, parameters
        self.among = {one.origin: one for one in among}
        self.readers = {one.origin: one.reader for one in among}
        self.words, self.theirs, self.mine = _keys(rule, other)
        self.keyed: dict[tuple[Any, ...], list[Submission]] = {}
        self.loose: list[Submission] = []
        for one in among:
            key = self.key_of(one)
            (self.loose if key is None else self.keyed.setdefault(key, [])).append(one)

    def matching(self, own: Reader, values: int) -> list[Submission] | Missing:
        """Which belong to a submission, in the order in which they came; unknown where that cannot be told."""
        if self.other.use.matched is None:
            return list(self.among.values())
        judge = self.logic(own, values * 2)
        try:
            key = self.key(judge, self.mine, own.root())
            few = self.among.values() if key is None else [*self.keyed.get(key, ()), *self.loose]
            found, gaps = self.tried(judge, few, own)
        except Spent:
            return absent(self.other, "steps")
        if gaps and (self.other.use.word == "all" or not found):
            return merge(*gaps)
        return [one for one in self.among.values() if one.origin in found]

    def tried(self, judge: Logic, few: Any, own: Reader) -> tuple[set[Origin], list[Missing]]:
        found: set[Origin] = set()
        gaps: list[Missing] = []
        assert self.other.use.matched is not None
        for one in few:
            judge.scope = {self.rule.root: Bound(own.root()), self.other.use.name: Bound(one.node)}
            truth = judge.truth(self.other.use.matched)
            if truth.value is None:
                gaps.append(truth.missing or Missing(()))
            elif truth.value:
                found.add(one.origin)
        return found, gaps

    def key_of(self, one: Submission) -> tuple[Any, ...] | None:
        if not self.theirs:
            return ()
        judge = self.logic(one.reader, one.values)
        try:
            return self.key(judge, self.theirs, one.node)
        except Spent:
            return None

    def key(self, judge: Logic, parts: Sequence[ast.Expr], root: Worth) -> tuple[Any, ...] | None:
        """The values of some expressions, if equal ones can be found by hash; else None."""
        judge.scope = {self.other.use.name: Bound(root), self.rule.root: Bound(root)}
        key = tuple(_hashed(word, judge.worth(part)) for word, part in zip(self.words, parts, strict=True))
        return None if None in key else key

    def logic(self, own: Reader, values: int) -> Logic:
        reader = Reader(own.data, own.shape, self.readers)
        budget = LIMITS.steps_base + LIMITS.steps_per_value * (values + len(self.among))
        return Logic(self.rule, reader, self.as_of, self.parameters, budget)


def _keys(rule: CheckedRule, other: Other) -> tuple[list[str], list[ast.Expr], list[ast.Expr]]:
    """The `A is B` and `A is like B` of the match: the word, the side of the other submission alone, and its equal."""
    words: list[str] = []
    theirs: list[ast.Expr] = []
    mine: list[ast.Expr] = []
    for part in top_parts(other.use.matched) if other.use.matched is not None else ():
        if not isinstance(part, ast.Is) or part.word not in ("is", "like") or part.negated:
            continue
        for one, equal in ((part.left, part.right), (part.right, part.left)):
            names, others = names_in([one], rule.defines), names_in([equal], rule.defines)
            if other.use.name in names and rule.root not in names and other.use.name not in others:
                words.append(part.word)
                theirs.append(one)
                mine.append(equal)
                break
    return words, theirs, mine


def _hashed(word: str, worth: Worth) -> Any:
    """A value by which it is found, where being the same means being equal; None for any other."""
    if isinstance(worth, Figure):
        return ("figure", worth.value)
    if isinstance(worth, Held) and isinstance(worth.value, str):
        return ("text", alike(worth) if word == "like" else normal(worth.value))
    if isinstance(worth, Held) and isinstance(worth.value, bool | FinancialYear):
        return worth.value
    return None
