"""A pack's rules as functions: made for a kind of which many submissions come, or a large one.

Making them takes about as long as judging three small submissions, so that one file alone is judged without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from planlint.bind import Bound
from planlint.model import ParameterUse, Path
from planlint.packs.pack import Pack, Rule

if TYPE_CHECKING:
    from planlint.lang import ast
    from planlint.lang.fast import Decision, FastRules

MANY, LARGE = 3, 50_000
"""So many submissions of a kind, or values in one, are worth making functions for."""

READ_AS_EVER = frozenset(
    f"SHAPE-{word}"
    for word in ("REQUIRED", "UNKNOWN-FIELD", "PATTERN", "RANGE", "MULTIPLE", "LENGTH", "ITEMS", "UNIQUE")
)


class FastPack:
    """Decides for the rules of a pack, with the thresholds set for a run."""

    def __init__(self, pack: Pack, overrides: Mapping[str, ast.Expr], many: int = MANY) -> None:
        self.pack, self.overrides, self.many = pack, overrides, many
        self._met: Counter[str] = Counter()
        self._made: dict[str, FastRules] = {}
        self._used: dict[tuple[str, str], Mapping[str, ParameterUse]] = {}

    def decide(self, kind: str, bound: Bound, as_of: date, values: Callable[[], int]) -> Mapping[str, Decision | None]:
        """What each rule of a kind comes to, by code: nothing as long as the kind is seldom met.

        `values` says how many values the submission has.
        """
        self._met[kind] += 1
        if kind not in self._made and self._met[kind] <= self.many and values() < LARGE:
            return {}
        return self.rules(kind).on(bound.data, as_of, unreadable(bound)).decide()

    def settle(self, kind: str, bound: Bound, as_of: date, values: Callable[[], int]) -> dict[str, Decision]:
        """What each rule of a kind comes to on a submission alone: the interpreter speaks where the fast engine does
        not. Nothing is explained; see `planlint.engine.check` for that."""
        from planlint.lang.fast import Decision, Mark
        from planlint.lang.judge import judge

        data = bound.data
        found: dict[str, Decision] = {}
        decisions = self.rules(kind).on(data, as_of, unreadable(bound)).decide()
        for rule in self.pack.rules_for(kind):
            decision = decisions.get(rule.code)
            if decision is None:
                declared = {name: part for name, part in self.overrides.items() if name in rule.checked.parameters}
                judged = judge(rule.checked, data, as_of=as_of, parameters=declared, values=values)
                told = {(note.verdict, note.path): None for note in judged.notes}
                counts = judged.counts
                marks = tuple(Mark(verdict, None, path) for verdict, path in told)
                idle = counts.not_applicable
                decision = Decision(counts.passed, counts.failed, idle, judged.reason, marks, counts.cannot_assess)
            found[rule.code] = decision
        return found

    def rules(self, kind: str) -> FastRules:
        """The functions of a kind."""
        if kind not in self._made:
            from planlint.lang.fast import compile_rules

            self._made[kind] = compile_rules((one.checked for one in self.pack.rules_for(kind)), self.overrides)
        return self._made[kind]

    def used(self, rule: Rule, as_of: date) -> Mapping[str, ParameterUse]:
        """The thresholds of a rule that has a function: they are the same for every submission."""
        key = (rule.checked.kind, rule.code)
        if key not in self._used:
            from planlint.lang.judge import parameters_of

            self._used[key] = parameters_of(rule.checked, as_of, self.overrides)
        return self._used[key]


def unreadable(bound: Bound) -> list[Path]:
    """Where a submission may hold what is not of its field's type. Other faults of shape leave what stands there to
    be read as ever."""
    return [
        *(one.path for one in bound.faults if one.code not in READ_AS_EVER),
        *(one.path for one in bound.document.faults),
    ]
