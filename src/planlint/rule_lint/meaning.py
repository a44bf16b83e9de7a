"""What the conditions of a rule show by themselves: it never applies, an obligation cannot fail, nothing passes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.evidence import top_parts
from planlint.lang.quoting import shortened, start_of
from planlint.lang.spelling import spell
from planlint.lang.types_of import types_of
from planlint.rule_lint.facts import TRUE, Facts
from planlint.rule_lint.finding import LintFinding, at
from planlint.shape import ListShape
from planlint.values import PLAIN


def of_rule(file: ast.RuleFile, rule: CheckedRule) -> Iterator[LintFinding]:
    """What is dubious in the conditions of a rule, as a rule of its kind."""
    yield from _Reading(file, rule).findings()


class _Reading:
    def __init__(self, file: ast.RuleFile, rule: CheckedRule) -> None:
        self.file, self.rule = file, rule.rule
        self.checked = rule
        self.facts = Facts(rule, types_of(file, rule))
        self.sources: list[object] = []

    def finding(self, expr: ast.Expr, name: str, message: str) -> LintFinding:
        return at(self.file.source, start_of(expr), name, message)

    def findings(self) -> Iterator[LintFinding]:
        yield from self.years()
        if self.rule.when is not None:
            yield from self.clause(self.rule.when, "the rule never applies")
        for step in self.rule.steps:
            yield from self.step(step)
        for obligation in self.rule.obligations:
            for part in top_parts(obligation.part):
                yield from self.obligation(part, obligation)

    def years(self) -> Iterator[LintFinding]:
        own = self.rule.effective or self.checked.effective
        if own is not None and own.until is not None and own.until < own.start:
            message = f"{self.rule.code} never applies: it ends in {own.until}, before it starts in {own.start}."
            yield at(self.file.source, own.pos, "never-applies", message)

    # ------------------------------------------------------------------ when, for each
    def clause(self, expr: ast.Expr, otherwise: str) -> Iterator[LintFinding]:
        """A `when` or `where`, part by part; from here on it is known to hold."""
        for part in top_parts(expr):
            said = shortened(spell(part))
            again = self.facts.says_again(part)
            can = self.facts.can(part)
            if True not in can:
                yield self.finding(part, "never-applies", f"`{said}` is never true, so {otherwise}.")
            elif again:
                yield self.finding(part, "always-true", f"`{said}` says again what is said before.")
            elif can == TRUE:
                yield self.finding(part, "always-true", f"`{said}` is always true.")
            self.facts.know(part)

    def step(self, step: ast.Step) -> Iterator[LintFinding]:
        canon = self.facts.canon
        if isinstance(step, ast.Let):
            canon.let(step.name, step.part)
            return
        if self.empty(step.source):
            message = f"`{shortened(spell(step.source))}` is always empty, so the rule never applies."
            yield self.finding(step.source, "never-applies", message)
        self.sources.append(canon.value(step.source))
        if isinstance(step, ast.ForPair):
            canon.bind(step.first, step.second)
            return
        self.facts.go_through(step.name, step.source)
        if step.where is not None:
            yield from self.clause(step.where, "the rule meets nothing")

    def empty(self, source: ast.Expr) -> bool:
        if isinstance(source, ast.Name) and source.name in self.checked.lists:
            return not self.checked.lists[source.name].rows
        return isinstance(source, ast.ListOf) and not source.items

    # ------------------------------------------------------------------ obligations
    def obligation(self, part: ast.Expr, obligation: ast.Obligation) -> Iterator[LintFinding]:
        can = self.facts.can(part)
        if False not in can and not (None in can and obligation.missing == "fail"):
            message = f"`{shortened(spell(part))}` cannot fail: {self.why(part)}."
            yield self.finding(part, "cannot-fail", message)
            return
        if isinstance(part, ast.IfThen) and self.facts.can(part.condition) == TRUE:
            message = f"`{shortened(spell(part.condition))}` is always true here."
            yield self.finding(part.condition, "always-true", message)
        yield from self.on_nothing(part)

    def why(self, part: ast.Expr) -> str:
        if self.facts.says_again(part):
            return "the rule only applies where it is true"
        if isinstance(part, ast.Given):
            return "the schema requires it"
        if isinstance(part, ast.IfThen) and True not in self.facts.can(part.condition):
            return "its condition is never true"
        return "it is true in every valid submission"

    def on_nothing(self, part: ast.Expr) -> Iterator[LintFinding]:
        """What is true of a list of nothing, without a word on what nothing means, and without a test that shows it."""
        if isinstance(part, ast.Quantified) and part.word in ("no", "at_most") and not self.some(part.source):
            source = shortened(spell(part.source))
            if not self.shown_empty(part.source):
                message = f"`{shortened(spell(part))}` passes where there is nothing in `{source}`."
                yield self.finding(part, "passes-on-nothing", message)

    def shown_empty(self, source: ast.Expr) -> bool:
        """Whether a test sets a collection to nothing, or it is of another submission."""
        steps, root = _names(source)
        edits = [edit for test in self.checked.tests for edit in test.edits if edit.word == "set"]
        empty = [edit.path for edit in edits if isinstance(edit.value, ast.ListOf) and not edit.value.items]
        return root in self.checked.others or any(_names(path)[0][-1:] == steps[-1:] for path in empty)

    def some(self, source: ast.Expr) -> bool:
        """Whether there is something in a collection wherever the rule comes to it."""
        facts = self.facts
        shape = facts.typed.of(source)
        if isinstance(source, ast.ListOf) or (isinstance(shape, ListShape) and shape.least):
            return True
        if facts.canon.value(source) in self.sources:
            return True
        some = ast.Quantified("some", 0, "\0", source, None, pos=source.pos)
        counted = ast.Prefix("count", source, pos=source.pos)
        one = ast.Compare(">=", counted, ast.Number(Fraction(1), PLAIN, "1", pos=source.pos), pos=source.pos)
        return any(facts.can(condition) == TRUE for condition in (some, one))


def _names(expr: ast.Expr) -> tuple[list[str], str]:
    """The fields of a path in order, and the name that it begins with."""
    steps: list[str] = []
    while isinstance(expr, ast.Field | ast.Index):
        if isinstance(expr, ast.Field):
            steps.insert(0, expr.name)
        expr = expr.base
    return steps, expr.name if isinstance(expr, ast.Name) else ""
