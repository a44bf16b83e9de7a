"""What a run received, as far as rules of other submissions read it: who sent what, which is whose previous.

Which submissions have one submitter, and which of them is later, is told by the schema of their kind (`x-submitter`,
`x-round`, `x-version`), so a new kind needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from planlint.bind import Bound
from planlint.lang import ast
from planlint.lang.checked import CheckedRule, Other
from planlint.lang.held import Held, Missing, Worth, plain, span
from planlint.lang.logic import alike
from planlint.lang.others import Beside, Join, Submission, absent, stands_for, submission
from planlint.lang.reading import Reader
from planlint.model import Origin, Path, Place, Value
from planlint.records import dataclass, field
from planlint.shape import ChoiceShape, RecordShape, Shape
from planlint.values import FiscalCalendar

JOIN_TWICE = "JOIN-TWICE"
CODES: Mapping[str, str] = MappingProxyType({JOIN_TWICE: "It can be told which other submission is meant"})
"""The codes of what can be wrong with the submissions of a run beside each other, each with its title."""

_CALENDAR = FiscalCalendar()


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """A submission that was received, with what tells who sent it and when in the order of theirs it comes.

    `who` holds, for each part of `x-submitter`, the values of its fields, None for one that is not given; `round` and
    `version` likewise. `id` is its own `submission_id`, `replaces` the one that it says it supersedes.
    """

    bound: Bound
    read: Submission
    who: tuple[tuple[Any, ...], ...]
    round: tuple[Any, ...]
    version: tuple[Any, ...]
    id: str | None
    replaces: str | None

    def locate(self, path: Path) -> Place:
        """Where a path of its bound data stands in its file."""
        return self.bound.document.locate(self.bound.raw_path(path))


def sent(bound: Bound, number: int) -> Sent:
    """A bound submission as others may read it; `number` tells it from all others of the run."""
    shape = bound.kind.shape
    read = submission(Origin(f"#{number}"), bound.document.name, bound.data, shape, count_values(bound.data))
    who = tuple(tuple(_alike(_at(read.reader, path)) for path in part) for part in shape.submitter)
    times = [
        tuple(_when(_at(read.reader, path), shape, path) for path in part) for part in (shape.round, shape.version)
    ]
    names = [
        _alike(_at(read.reader, name)) if name in shape.fields else None for name in ("submission_id", "supersedes")
    ]
    return Sent(bound, read, who, times[0], times[1], names[0], names[1])


def _at(reader: Reader, path: str) -> Worth:
    worth = reader.root()
    for step in path.split("."):
        worth = reader.field(worth, step)
    return worth


def _alike(worth: Worth) -> Any:
    return None if isinstance(worth, Missing) else alike(worth)


def _when(worth: Worth, shape: RecordShape, path: str) -> Any:
    """Something that is greater for what is later; None where it is not given."""
    inner: Shape = shape
    for step in path.split("."):
        inner = inner.fields.get(step, Shape()) if isinstance(inner, RecordShape) else Shape()
    if isinstance(worth, Held):
        if isinstance(inner, ChoiceShape):
            return inner.choices.index(str(worth.value)) if worth.value in inner.choices else None
        return span(worth.value, _CALENDAR)
    return plain(worth)[1] if not isinstance(worth, Missing) else None


def same_submitter(one: Sent, other: Sent) -> bool:
    """Whether two submissions of a kind are of one submitter: each part agrees by the first field that both give."""
    parts = list(zip(one.who, other.who, strict=True))
    return bool(parts) and all(
        next((a == b for a, b in zip(mine, theirs, strict=True) if a is not None and b is not None), False)
        for mine, theirs in parts
    )


def compared(one: Sent, other: Sent) -> int | None:
    """-1, 0 or 1 as a submission is earlier than another of its submitter, level or later; None: it cannot be told.

    What replaces another is later. A version that is not given comes before any that is; a period that only one of
    the two gives tells nothing.
    """
    for a, b, sign in ((one, other, 1), (other, one, -1)):
        if a.replaces is not None and a.replaces == b.id:
            return sign
    for a, b in zip(one.round, other.round, strict=True):
        if (a is None) is not (b is None):
            return None
        if a != b:
            return 1 if a > b else -1
    for a, b in zip(one.version, other.version, strict=True):
        if a != b:
            return -1 if a is None or (b is not None and a < b) else 1
    return 0


def superseded(one: Sent, others: Iterable[Sent]) -> bool:
    """Whether there is a later version of it, by one submitter for one period."""
    return any(
        (other.replaces is not None and other.replaces == one.id)
        or (other.round == one.round and compared(other, one) == 1)
        for other in others
    )


@dataclass(slots=True, eq=False)
class Received:
    """The submissions of a run that rules of others read, and those given as previous ones alone.

    `add` them all, then ask what goes `beside` each. `wanted` are the kinds that some rule reads; others are not kept.
    """

    wanted: frozenset[str]
    as_of: date
    parameters: Mapping[str, ast.Expr] = field(default_factory=dict)
    kept: dict[str, list[Sent]] = field(default_factory=dict)
    earlier: dict[str, list[Sent]] = field(default_factory=dict)
    served: set[Origin] = field(default_factory=set)
    _count: int = 0
    _current: dict[str, list[Sent]] = field(default_factory=dict)
    _level: dict[Origin, list[Sent]] = field(default_factory=dict)
    _joins: dict[tuple[str, int, str], Join] = field(default_factory=dict)
    _by_origin: dict[Origin, Sent] = field(default_factory=dict)
    _by_digest: dict[tuple[str, str], Sent] = field(default_factory=dict)
    _by_who: dict[tuple[str, int, Any], list[Sent]] = field(default_factory=dict)

    def add(self, bound: Bound, *, previous: bool = False) -> None:
        """Take in a submission: one of the run, or (`previous`) one that is only the previous one of another."""
        if bound.kind.name not in self.wanted:
            return
        one = sent(bound, self._count)
        self._count += 1
        (self.earlier if previous else self.kept).setdefault(bound.kind.name, []).append(one)
        self._by_origin[one.read.origin] = one
        if not previous:
            self._by_digest[bound.document.name, bound.document.digest] = one
        for n, value in enumerate(one.who[0] if one.who else ()):
            if value is not None:
                self._by_who.setdefault((bound.kind.name, n, value), []).append(one)

    def locate(self, path: Path) -> tuple[Path, Place]:
        """A path in another submission as that was written, and its place there."""
        one = self._by_origin[Origin(path[0])]
        return one.bound.raw_path(path[1:]), one.locate(path[1:])

    def served_names(self) -> set[str]:
        """The names of those given as previous that were the previous submission of one that was checked."""
        return {self._by_origin[one].read.name for one in self.served}

    def whole(self, rule: CheckedRule) -> tuple[Beside, dict[str, tuple[Sent, ...]]]:
        """What the names of a rule for the batch stand for; and by name, where one of them is sent twice."""
        return self._named({name: self.chosen(rule, other) for name, other in rule.others.items()}, rule)

    def chosen(self, rule: CheckedRule, other: Other) -> Sequence[Sent] | Missing:
        """All of a kind that a rule for the batch reads."""
        matching = self._join(rule, other, "").matching(Reader({}, RecordShape()), 0)
        return matching if isinstance(matching, Missing) else [self._by_origin[one.origin] for one in matching]

    # ------------------------------------------------------------------ which
    def beside(self, rule: CheckedRule, bound: Bound) -> tuple[Beside, dict[str, tuple[Sent, ...]]]:
        """What the names of a rule stand for beside a submission; and by name, where it is not one but several."""
        return self._named({name: self.meant(rule, other, bound) for name, other in rule.others.items()}, rule)

    def _named(
        self, meant: Mapping[str, Sequence[Sent] | Missing], rule: CheckedRule
    ) -> tuple[Beside, dict[str, tuple[Sent, ...]]]:
        names: dict[str, Worth] = {}
        several: dict[str, tuple[Sent, ...]] = {}
        found: dict[Origin, Submission] = {}
        for name, these in meant.items():
            other = rule.others[name]
            if isinstance(these, Missing):
                names[name] = these
                found.update((one.origin, one) for one in self._missed(these))
                continue
            clash = these if other.use.word != "all" and len(these) > 1 else self._clash(these)
            if clash:
                several[name] = tuple(clash)
                names[name] = absent(other, "several")
                continue
            names[name] = stands_for([one.read for one in these], other)
            found.update((one.read.origin, one.read) for one in these)
        return Beside(names, found), several

    def _clash(self, some: Sequence[Sent]) -> Sequence[Sent]:
        """The first of some with the others among them that one submitter sent level with it; else none."""
        here = {one.read.origin for one in some}
        for one in some:
            level = [other for other in self._level.get(one.read.origin, ()) if other.read.origin in here]
            if level:
                return [one, *level]
        return ()

    def _missed(self, missing: Missing) -> Iterable[Submission]:
        origins = (path[0] for path in missing.paths if path and isinstance(path[0], Origin))
        return (self._by_origin[one].read for one in origins if one in self._by_origin)

    def meant(self, rule: CheckedRule, other: Other, bound: Bound) -> Sequence[Sent] | Missing:
        """The submissions that a name means beside one, or why that cannot be told."""
        me = self._by_digest.get((bound.document.name, bound.document.digest))
        if me is None or me.bound.kind.name != bound.kind.name:
            me = sent(bound, self._count)
        if other.use.word == "previous":
            return self.previous(me)
        matching = self._join(rule, other, bound.kind.name).matching(me.read.reader, me.read.values)
        if isinstance(matching, Missing):
            return matching
        found = [self._by_origin[one.origin] for one in matching]
        return [one for one in found if one is not me and not self._of_one(one, me)]

    def _join(self, rule: CheckedRule, other: Other, kind: str) -> Join:
        key = (rule.source, other.use.pos.line, kind)
        if key not in self._joins:
            among = [one.read for one in self.current(other.kind)]
            self._joins[key] = Join(rule, other, among, self.as_of, self.parameters)
        return self._joins[key]

    def _of_one(self, one: Sent, me: Sent) -> bool:
        """Whether it is another copy or version of the submission being checked, for the same period."""
        same_kind = one.bound.kind.name == me.bound.kind.name
        return same_kind and same_submitter(one, me) and one.round == me.round

    def previous(self, me: Sent) -> list[Sent]:
        """The latest that this submitter sent before it; several where they are level and not the same."""
        kind = me.bound.kind.name
        mine = [one for one in self._alike(me) if one is not me]
        given = {one.read.origin for one in self.earlier.get(kind, ())}
        before = [one for one in mine if compared(one, me) == -1 or self._given(one, me, given)]
        last = [one for one in before if not any(compared(other, one) == 1 for other in before)]
        last = _apart(last)
        self.served.update(one.read.origin for one in before if one.read.origin in given)
        return last

    @staticmethod
    def _given(one: Sent, me: Sent, given: set[Origin]) -> bool:
        """Whether it was given as previous, and is not plainly a later one."""
        return one.read.origin in given and compared(one, me) != 1

    def _alike(self, me: Sent) -> list[Sent]:
        """Every submission of the kind by the same submitter."""
        found: dict[Origin, Sent] = {}
        for n, value in enumerate(me.who[0] if me.who else ()):
            for one in self._by_who.get((me.bound.kind.name, n, value), ()) if value is not None else ():
                if same_submitter(one, me):
                    found[one.read.origin] = one
        return list(found.values())

    def current(self, kind: str) -> list[Sent]:
        """The submissions of a kind without those that a later version replaces, and without second copies."""
        if kind not in self._current:
            kept = _apart(self.kept.get(kind, []))
            here = {one.read.origin for one in kept}
            left = []
            for one in kept:
                mine = [other for other in self._alike(one) if other is not one and other.read.origin in here]
                if superseded(one, mine):
                    continue
                left.append(one)
                level = [other for other in mine if other.round == one.round and compared(one, other) == 0]
                self._level[one.read.origin] = [other for other in level if not superseded(other, mine)]
            self._current[kind] = left
        return self._current[kind]


def _apart(some: Sequence[Sent]) -> list[Sent]:
    """Each content once."""
    return list({one.bound.document.digest: one for one in reversed(some)}.values())[::-1]


def count_values(data: Value) -> int:
    """How many values a document has, records and lists among them."""
    todo, count = [data], 0
    while todo:
        one = todo.pop()
        count += 1
        if isinstance(one, dict):
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)
    return count
