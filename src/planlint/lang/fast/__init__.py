"""The fast engine: rules turned into Python functions that decide, for documents, what the interpreter explains.

A function is written from the checked tree alone. It answers only where everything that a rule reads is there and
sound; of a missing value, a divisor that may be zero, a condition that rounding leaves open in a `where` or `when`, it
says nothing, and the interpreter judges. So the interpreter stays the definition, and both must agree wherever both
answer: `tests/test_engines.py` holds them to it.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any, NamedTuple

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.fast import runtime
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.mentions import Reads, field_at, structural
from planlint.lang.fast.rules import write
from planlint.limits import LIMITS
from planlint.model import Counts, Path, Value, Verdict
from planlint.records import dataclass
from planlint.shape import RecordShape

_EXACT = decimal.Context(
    prec=2000,
    Emax=decimal.MAX_EMAX,
    Emin=decimal.MIN_EMIN,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
_GLOBALS = {name: getattr(runtime, name) for name in dir(runtime) if not name.startswith("_")}


class Mark(NamedTuple):
    """A place that a rule fails at, cannot be assessed at, or passes at only within rounding. Obligations count from
    0; it is None where the interpreter said so."""

    verdict: Verdict
    obligation: int | None
    path: Path


class Decision(NamedTuple):
    """What a rule comes to: how many things passed, failed, and were not to be judged for `reason`; and the places
    to explain."""

    passed: int
    failed: int
    idle: int
    reason: str | None
    marks: Sequence[Mark]
    unknown: int = 0
    """How many things could not be assessed: never any where the fast engine decided."""

    @property
    def verdict(self) -> Verdict:
        if self.unknown and not self.failed:
            return Verdict.CANNOT_ASSESS
        return Verdict.FAIL if self.failed else Verdict.PASS if self.passed else Verdict.NOT_APPLICABLE

    @property
    def counts(self) -> Counts:
        return Counts(self.passed, self.failed, self.idle, self.unknown)


@dataclass(frozen=True, slots=True)
class FastRules:
    """The rules of a kind as functions. `left` says of each rule that has none why not, `partly` of one that has
    what its function leaves to the interpreter where a submission comes to it."""

    functions: tuple[tuple[str, Callable[..., Decision], Reads, runtime.Times, Mapping[str, Any]], ...]
    left: Mapping[str, str]
    partly: Mapping[str, tuple[str, ...]]
    source: str
    shape: RecordShape

    def on(self, data: Value, as_of: date, faults: Iterable[Path] = ()) -> Sitting:
        """The rules on one submission: bound `data`, and the places at which it cannot be read."""
        return Sitting(self, data, str(as_of), {(str(path[0]), field_at(self.shape, path)) for path in faults if path})


class Sitting:
    """One submission before the rules of its kind. `faulty` are the fields that cannot be read: in which field of the
    root each stands, and its own name, if it has one."""

    def __init__(self, rules: FastRules, data: Value, as_of: str, faulty: Set[tuple[str, str | None]]) -> None:
        self.rules, self.data, self.as_of, self.faulty = rules, data, as_of, faulty
        self.halves = runtime.Halves(data)
        # The interpreter's budget grows with the submission; what outruns this much is left to it.
        self.budget = LIMITS.steps_base

    def decide(self) -> dict[str, Decision | None]:
        """What each rule comes to, by code; None where only the interpreter can say."""
        found: dict[str, Decision | None] = {}
        data, as_of, halves, budget, faulty = self.data, self.as_of, self.halves, self.budget, self.faulty
        with decimal.localcontext(_EXACT):
            for code, function, reads, times, lists in self.rules.functions:
                if faulty and reads.any_of(faulty):
                    found[code] = None
                    continue
                try:
                    found[code] = function(data, as_of, halves, times, lists, budget)
                except (runtime.Slow, LookupError, TypeError, AttributeError, ArithmeticError):
                    found[code] = None
        return found


def compile_rules(rules: Iterable[CheckedRule], overrides: Mapping[str, ast.Expr] | None = None) -> FastRules:
    """The rules of one kind as functions, with the parameters set for this run."""
    written: dict[str, tuple[str, Reads, runtime.Times, Mapping[str, Any]]] = {}
    left: dict[str, str] = {}
    partly: dict[str, tuple[str, ...]] = {}
    sources = []
    shape, unnamed = RecordShape(), frozenset[str]()
    for n, rule in enumerate(rules):
        declared = {name: part for name, part in (overrides or {}).items() if name in rule.parameters}
        try:
            made_of = write(rule, f"rule_{n}", declared)
        except Unsupported as why:
            left[rule.rule.code] = str(why)
            continue
        sources.append(made_of.source)
        if made_of.beyond:
            partly[rule.rule.code] = made_of.beyond
        if rule.shape is not shape:
            shape, unnamed = rule.shape, structural(rule.shape)
        lists = {**{name: one.rows for name, one in rule.lists.items()}, **made_of.kept}
        reads = made_of.reads.and_(unnamed)
        written[rule.rule.code] = (f"rule_{n}", reads, runtime.Times(rule.calendar), lists)
    text = "\n\n".join(sources) + "\n"
    made: dict[str, Any] = {**_GLOBALS, "Decision": Decision, "Mark": Mark, "FAIL": Verdict.FAIL, "PASS": Verdict.PASS}
    exec(compile(text, "<rules>", "exec"), made)
    functions = tuple((code, made[name], *rest) for code, (name, *rest) in written.items())
    return FastRules(functions, left, partly, text, shape)
