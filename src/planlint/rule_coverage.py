"""Which clauses of the rules their tests reach: each condition held and did not hold, each blank met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from planlint.lang import ast
from planlint.lang.evidence import top_parts
from planlint.lang.quoting import shortened, start_of
from planlint.lang.spelling import spell
from planlint.lang.walk import names_in, walk
from planlint.lang.watched import Seen, watcher
from planlint.model import Verdict
from planlint.packs import Pack
from planlint.records import dataclass
from planlint.rule_tests import RuleTestResult, run


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a clause can come to. `words` say it: `when …` holds."""

    pos: ast.Pos
    words: str
    keys: tuple[tuple[object, object], ...]
    """It is reached where any of these was seen."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How far the tests of a rule (or of a named expression) reach. `tests` are how many expect each verdict."""

    target: str
    source: str
    line: int
    tests: Mapping[str, int]
    clauses: int
    unreached: tuple[Clause, ...]

    @property
    def reached(self) -> int:
        return self.clauses - len(self.unreached)


def measured(pack: Pack, codes: Sequence[str] = ()) -> tuple[tuple[RuleTestResult, ...], tuple[Covered, ...]]:
    """Run tests as `planlint.rule_tests.run` does, and say how far those of each rule reach, in order of file and line.

    A test that cannot be run reaches nothing.
    """
    seen: Seen = set()
    results = run(pack, codes, watcher(seen))
    return results, _coverage(pack, codes, seen)


def _coverage(pack: Pack, codes: Sequence[str], seen: Seen) -> tuple[Covered, ...]:
    found: list[Covered] = []
    for source, file in pack.files.items():
        rules = [rule for rule in file.rules if not codes or rule.code.startswith(tuple(codes))]
        counts: dict[str, Counter[str]] = {
            rule.code: Counter(test.verdict for test in file.tests if test.code == rule.code) for rule in rules
        }
        for rule in rules:
            found.append(_covered(rule.code, source, rule.pos, counts[rule.code], list(_of_rule(rule)), seen))
        for define in file.defines:
            users = [rule for rule in rules if define.name in names_in(_parts(rule), _defines(file))]
            if users:
                tests: Counter[str] = sum((counts[rule.code] for rule in users), Counter())
                clauses = list(_inside(define.part))
                found.append(_covered(f"define {define.name}", source, define.pos, tests, clauses, seen))
    return tuple(sorted((one for one in found if one.clauses), key=lambda one: (one.source, one.line, one.target)))


def _defines(file: ast.RuleFile) -> Mapping[str, ast.Define]:
    return {one.name: one for one in file.defines}


def _covered(
    target: str, source: str, pos: ast.Pos, tests: Mapping[str, int], clauses: list[Clause], seen: Seen
) -> Covered:
    missed = tuple(one for one in clauses if not any(key in seen for key in one.keys))
    return Covered(target, source, pos.line, dict(tests), len(clauses), missed)


# ---------------------------------------------------------------------- the clauses of a rule
def _of_rule(rule: ast.Rule) -> Iterator[Clause]:
    if rule.when is not None:
        yield from _both(rule.when, "when")
        yield from _inside(rule.when)
    for step in rule.steps:
        if isinstance(step, ast.ForEach) and step.where is not None:
            yield from _both(step.where, "where")
        for part in (getattr(step, name, None) for name in ("source", "where", "part")):
            yield from _inside(part)
    for obligation in rule.obligations:
        yield from _of_obligation(obligation)


def _of_obligation(one: ast.Obligation) -> Iterator[Clause]:
    for part in top_parts(one.part):
        if isinstance(part, ast.AddsUp):
            said = shortened(spell(part))
            yield Clause(start_of(part), f"`{said}` holds", ((one, Verdict.PASS),))
            yield Clause(start_of(part), f"`{said}` does not hold", ((one, Verdict.FAIL),))
        else:
            yield from _both(part, "")
        yield from _inside(part)
    if one.missing:
        yield Clause(one.pos, f"`missing means {one.missing.replace('_', ' ')}` decides", ((one, "missing"),))


def _both(expr: ast.Expr, word: str) -> Iterator[Clause]:
    said = f"{word} {shortened(spell(expr))}".strip()
    yield Clause(start_of(expr), f"`{said}` holds", ((expr, True),))
    yield Clause(start_of(expr), f"`{said}` does not hold", ((expr, False),))


def _inside(part: ast.Expr | None) -> Iterator[Clause]:
    """Both arms of every `if` and `where`, each part of every `or`, and what stands for a blank."""
    for expr in sorted(walk(part), key=lambda one: (one.pos.line, one.pos.column, -one.depth)) if part else ():
        match expr:
            case ast.IfThen(condition=condition):
                yield from _both(condition, "if")
            case ast.Or(parts=parts):
                for one in parts:
                    yield Clause(start_of(one), f"`{shortened(spell(one))}` holds", ((one, True),))
            case ast.Aggregate(where=where) | ast.Quantified(where=where) if where is not None:
                yield from _both(where, "where")
            case ast.IfGiven(part=inner, default=default):
                said = shortened(spell(inner))
                yield Clause(start_of(inner), f"`{said}` is given", ((inner, "given"),))
                yield Clause(start_of(inner), f"`{said}` is blank", ((default, "given"),))


def _parts(rule: ast.Rule) -> list[object]:
    steps = [getattr(step, name, None) for step in rule.steps for name in ("source", "where", "part")]
    return [rule.when, *steps, *(one.part for one in rule.obligations), *(one.at for one in rule.obligations)]
