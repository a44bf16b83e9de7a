"""A rule as one function: it decides where all is plain sailing, and raises `Slow` where it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.evidence import top_parts
from planlint.lang.fast.blame import Blame
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.mentions import Reads, mentioned
from planlint.lang.fast.paths import ast_literal
from planlint.lang.fast.symbols import Broken, Later, Listed, Node, Pieces, Row, Symbol, path_code
from planlint.lang.sentence import unmet
from planlint.lang.spelling import spell
from planlint.lang.walk import walk
from planlint.records import fields
from planlint.shape import ListShape


class RuleWriter(Blame):
    """Writes the function of one rule."""

    def write(self) -> str:
        out, rule = self.out, self.rule.rule
        if self.rule.effective is not None:
            raise Unsupported("years in which the rule is in effect")
        out.line("steps = passed = failed = idle = 0")
        out.line("reason = None")
        out.line("marks = []")
        if rule.when is None:
            self.turn(0, ())
        else:
            condition = self.truth(rule.when)
            with self.decided(condition), out.or_slow():
                self.turn(0, ())
            if condition.code != "True":
                with out.block("else:"):
                    self.idle(unmet(self.rule))
        out.line("return Decision(passed, failed, idle, reason, marks)")
        return out.whole()

    def idle(self, reason: str) -> None:
        self.out.line("idle += 1")
        self.out.line(f"reason = reason or {reason!r}")

    # ------------------------------------------------------------------ the things
    def turn(self, n: int, item: Pieces) -> None:
        if n == len(self.rule.rule.steps):
            self.thing(item)
            return
        step = self.rule.rule.steps[n]
        if isinstance(step, ast.Let):
            later = Later(step.part, self.names)
            with self.naming(**{step.name: later}):
                if any(isinstance(one, ast.Aggregate) for one in walk(step.part)) and self.is_wanted(step, n):
                    self.early(later)
                self.turn(n + 1, item)
            return
        source = self.source(step.source)
        if isinstance(source, Listed):
            raise Unsupported("going through a list written in the rule")
        if isinstance(step, ast.ForPair):
            self.pairs(step, source, n, item)
            return
        met = self.out.let("b", "False")
        with self.each(source, step.name) as symbol, self.out.or_slow():
            if step.where is None:
                self.out.line(f"{met} = True")
                self.turn(n + 1, place_of(symbol, item))
            else:
                with self.decided(self.truth(step.where)):
                    self.out.line(f"{met} = True")
                    self.turn(n + 1, place_of(symbol, item))
        self.none_met(met, source, step.name)

    def is_wanted(self, let: ast.Let, n: int) -> bool:
        """Whether what a name stands for is worked out in any case: by a later step, or by the first obligation."""
        rule = self.rule.rule
        after = rule.steps[n + 1 :]
        parts: list[Any] = [one.part if isinstance(one, ast.Let) else one.source for one in after]
        parts += [one.where for one in after if isinstance(one, ast.ForEach)]
        parts += [rule.obligations[0].part] if rule.obligations else []
        return any(let.name in always_read(part) for part in parts if part is not None)

    def early(self, later: Later) -> None:
        """Work out a sum where it is named, not each time that it is used; a condition is left for later."""
        part, _ = later.part, later.names
        if isinstance(part, ast.Quantified | ast.And | ast.Or | ast.Not | ast.Compare | ast.IfThen | ast.Between):
            return
        if isinstance(part, ast.Is | ast.Given | ast.CompareDates | ast.FallsIn | ast.Covers | ast.Matches):
            return
        self.at_last(later)

    def none_met(self, met: str, source: Node | Row, name: str) -> None:
        with self.out.block(f"if not {met}:"):
            if isinstance(source, Node) and isinstance(source.shape, ListShape) and source.path:
                label = source.shape.label
                if not label and not source.path[-1].startswith("'"):
                    self.out.line("raise Slow")
                called = label or (ast_literal(source.path[-1]) if source.path[-1].startswith("'") else "")
                called = called.replace("_", " ").lower()
            else:
                called = name.replace("_", " ")
            self.idle(f"no {called} to check")

    def pairs(self, step: ast.ForPair, source: Node | Row, n: int, item: Pieces) -> None:
        out = self.out
        if not isinstance(source, Node) or not isinstance(source.shape, ListShape) or source.path is None:
            raise Unsupported("pairs of something that is no list")
        self.spend(source)
        if step.by is None:
            order = out.let("r", f"list(enumerate({source.code}))")
        else:
            sort = self.sort_at(source, step.by)
            order = out.let("r", f"in_order({source.code}, {step.by!r}, {sort!r})")
        i, x, j, y = out.fresh("i"), out.fresh("x"), out.fresh("i"), out.fresh("x")
        with out.block(f"for ({i}, {x}), ({j}, {y}) in zip({order}, {order}[1:]):") as block:
            for name in (i, x, j, y):
                out.homes[name] = block
                self.sure.add(name)
            first, second = self.item(source, i, x), self.item(source, j, y)
            with self.naming(**{step.first: first, step.second: second}):
                self.turn(n + 1, place_of(second, item))
        met = out.let("b", f"len({order}) > 1")
        self.none_met(met, source, step.first)

    def thing(self, item: Pieces) -> None:
        self.oblige(0, item)

    def oblige(self, n: int, item: Pieces) -> None:
        """The obligations from the n-th on, gravest first; the first that is false speaks."""
        out, rule = self.out, self.rule.rule
        if n == len(rule.obligations):
            out.line("passed += 1")
            return
        obligation = rule.obligations[n]
        self.alike = {**self.alike, **sums_together(obligation.part)}
        parts = [self.told(part) for part in top_parts(obligation.part)]
        false = [truth.code if truth.crisp else f"{truth.code} != 0" for truth, _ in parts]
        with out.block(f"if not ({' and '.join(false)}):"):
            out.line("failed += 1")
            for (_, place), holds in zip(parts, false, strict=True):
                with out.block(f"if not ({holds}):") if len(parts) > 1 else nullcontext():
                    self.mark(True, n, place, obligation.at, item)
        with out.block("else:"):
            for truth, place in parts:
                if not truth.crisp:
                    with out.block(f"if {truth.code} == 1:"):
                        self.mark(False, n, place, obligation.at, item)
            self.oblige(n + 1, item)

    def mark(self, failed: bool, n: int, place: Callable[[], Broken], at: ast.Expr | None, item: Pieces) -> None:
        out = self.out
        if at is not None and isinstance(self.opened(at)[0], ast.Call):
            out.line("raise Slow")  # what a function gives stands nowhere
            return
        broken = Broken(unknown=True)
        with out.or_slow():
            broken = self.place(at) if at is not None else place()
        said = "FAIL" if failed else "PASS"
        if (at is not None and broken.path is None) or broken.unknown:
            out.line("raise Slow")
        elif broken.listed is not None and failed:
            path = out.fresh("p")
            out.line(f"for {path} in {broken.listed} or [{path_code(item)}]: marks.append(Mark({said}, {n}, {path}))")
        else:
            where = broken.variable or path_code(item if broken.path is None else broken.path)
            out.line(f"marks.append(Mark({said}, {n}, {where}))")


def always_read(expr: ast.Expr) -> set[str]:
    """The names that are read whenever an expression is worked out, whatever comes of its parts."""
    found: set[str] = set()
    todo: list[Any] = [expr]
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo.extend(one)
        elif isinstance(one, ast.Name):
            found.add(one.name)
        elif isinstance(one, ast.IfThen):
            todo.append(one.condition)
        elif isinstance(one, ast.And | ast.Or):
            todo.append(one.parts[0])
        elif isinstance(one, ast.Expr):
            todo.extend(getattr(one, each.name) for each in fields(one) if each.name not in ("pos", "depth"))
    return found


def sums_together(expr: ast.Expr) -> dict[int, list[ast.Aggregate]]:
    """The sums of a condition that go through the same items, outside of anything that binds a name."""
    groups: dict[tuple[str, str, str], list[ast.Aggregate]] = {}
    todo: list[Any] = [expr]
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Aggregate):
            if one.word == "sum":
                where = spell(one.where) if one.where is not None else ""
                groups.setdefault((one.name, spell(one.source), where), []).append(one)
        elif isinstance(one, ast.Expr) and not isinstance(one, ast.Quantified | ast.Or | ast.IfThen):
            todo.extend(getattr(one, slot) for slot in type(one).__dataclass_fields__ if slot not in ("pos", "depth"))
        elif isinstance(one, tuple):
            todo.extend(one)
    return {id(one): group for group in groups.values() if len(group) > 1 for one in group}


def place_of(symbol: Symbol, item: Pieces) -> Pieces:
    path = None if isinstance(symbol, Listed) else symbol.path
    return item if path is None else path


class Written(NamedTuple):
    """The function of a rule as `source`, what it reads, what it is to find in `lists` beside the pack's own, and what
    in it is `beyond` the fast engine: where a submission comes to that, the interpreter judges."""

    source: str
    reads: Reads
    kept: Mapping[str, Any]
    beyond: tuple[str, ...]


def write(rule: CheckedRule, name: str, overrides: Mapping[str, ast.Expr]) -> Written:
    """The function of a rule, called `name`. Raises Unsupported."""
    writer = RuleWriter(rule, f"def {name}(plan, as_of, halves, times, lists, budget):", overrides)
    source = writer.write()
    names = None if writer.whole_read else mentioned(rule)
    return Written(source, Reads(frozenset(writer.roots), names), writer.kept, tuple(dict.fromkeys(writer.out.beyond)))
