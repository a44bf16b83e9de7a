"""Verdicts without words: the reference interpreter for those who ask only what came and where, and ask it often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.evaluate import Trace
from planlint.lang.evidence import Evidence
from planlint.lang.held import Missing, Worth
from planlint.lang.judge import Judgement, Judging
from planlint.lang.others import ALONE, Beside
from planlint.lang.reading import Reader
from planlint.model import Path, Value, Verdict
from planlint.shape import RecordShape, Shape


class KeptReader(Reader):
    """A reader that keeps what it has read, so that many rules can be judged on one submission."""

    def __init__(self, data: Value, shape: RecordShape, beside: Beside = ALONE) -> None:
        super().__init__(data, shape, beside.readers)
        self.beside = beside
        self._kept: dict[Path, Worth] = {}

    def wrap(self, raw: Value, path: Path, shape: Shape, *, own: bool = True) -> Worth:
        if not own:
            return super().wrap(raw, path, shape, own=False)
        found = self._kept.get(path)
        if found is None:
            found = self._kept[path] = super().wrap(raw, path, shape)
        return found


class _Quiet(Judging):
    """Notes verdicts and places as `judge` does, and nothing else."""

    def failed(
        self,
        obligation: ast.Obligation,
        part: ast.Expr,
        trace: Trace,
        item: Path,
        missing: tuple[Path, ...],
        *words: object,
    ) -> None:
        with self.tracing():
            points = self.points(part, item)
        at = self.place_of(obligation)
        for point in points:
            where = point.path if at is None else at
            self.note(Verdict.FAIL, obligation, "", where, trace, Evidence(), missing=missing)

    def not_given(self, *words: object) -> str:
        return ""

    def absent(self, obligation: ast.Obligation, missing: Missing, trace: Trace, item: Path) -> None:
        at = self.place_of(obligation)
        where = at if at is not None else (self.mine(missing)[0] if self.mine(missing) else item)
        self.note(Verdict.FAIL, obligation, "", where, trace, Evidence(), missing=self.mine(missing))

    def unknown(self, obligation: ast.Obligation, missing: Missing, trace: Trace, item: Path) -> None:
        where = self.mine(missing)[0] if self.mine(missing) else item
        self.note(Verdict.CANNOT_ASSESS, obligation, "", where, trace, Evidence(), missing=self.mine(missing))

    def rounded(self, obligation: ast.Obligation, part: ast.Expr, trace: Trace, item: Path) -> None:
        with self.tracing():
            point = self.points(part, item)[0]
        at = self.place_of(obligation)
        self.note(Verdict.PASS, obligation, "", point.path if at is None else at, trace, Evidence())

    def parameters_used(self) -> dict[str, Any]:
        return {}


def verdicts(
    rule: CheckedRule, reader: KeptReader, *, as_of: date, parameters: Mapping[str, ast.Expr], values: int
) -> Judgement:
    """What `planlint.lang.judge.judge` gives, with empty messages and no evidence. `reader` is of the submission."""
    return _Quiet.of(rule, reader, as_of, parameters, values, reader.beside).run()
