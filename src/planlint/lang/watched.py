"""The reference interpreter, watched: what each condition came to, and which blanks were met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.evaluate import Trace
from planlint.lang.held import Missing, Worth
from planlint.lang.judge import Judgement, Judging
from planlint.lang.others import ALONE, Beside
from planlint.lang.reading import Reader
from planlint.lang.truth import Truth
from planlint.model import Path, Value, Verdict

Seen = set[tuple[object, object]]
"""An expression with True, False or None that it came to, or with "given" if it had a value; an obligation with its
verdict, or with "missing" where what is missing decided."""


def watcher(seen: Seen) -> Callable[..., Judgement]:
    """What judges as `planlint.lang.judge.judge` does, and adds to `seen` all that it meets."""

    def judge(
        rule: CheckedRule,
        data: Value,
        *,
        as_of: date,
        parameters: Mapping[str, ast.Expr],
        values: int,
        beside: Beside = ALONE,
    ) -> Judgement:
        reader = Reader(data, rule.shape, beside.readers)
        watched = _Watched.of(rule, reader, as_of, parameters, values, beside)
        watched.seen = seen
        return watched.run()

    return judge


class _Watched(Judging):
    seen: Seen

    def truth(self, expr: ast.Expr, positive: bool = True) -> Truth:
        truth = super().truth(expr, positive)
        value = truth.value
        self.seen.add((expr, value if positive or value is None else not value))
        return truth

    def worth(self, expr: ast.Expr) -> Worth:
        worth = super().worth(expr)
        if not isinstance(worth, Missing):
            self.seen.add((expr, "given"))
        return worth

    def obligation(self, obligation: ast.Obligation, item: Path, soft: bool, outer: Trace) -> Verdict:
        verdict = super().obligation(obligation, item, soft, outer)
        self.seen.add((obligation, verdict))
        if verdict is Verdict.NOT_APPLICABLE and not soft:
            self.seen.add((obligation, "missing"))
        return verdict

    def absent(self, obligation: ast.Obligation, missing: Missing, trace: Trace, item: Path) -> None:
        self.seen.add((obligation, "missing"))
        super().absent(obligation, missing, trace, item)

    def unknown_thing(self, missing: Missing, trace: Trace, item: Path) -> None:
        self.seen.update((one, "missing") for one in self.rule.rule.obligations if one.missing)
        super().unknown_thing(missing, trace, item)
