"""A parsed file against the schema of a kind: every path, type, unit, choice and name, all problems at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from planlint.errors import Problem
from planlint.lang import ast
from planlint.lang.checked import CheckedRule, Other
from planlint.lang.evidence import top_parts
from planlint.lang.lists import CodeList
from planlint.lang.table_types import TableTyper
from planlint.lang.typing import Entry
from planlint.lang.walk import expressions_of, names_in, walk
from planlint.shape import DateShape, ListShape, RecordShape, YesNoShape
from planlint.values import FiscalCalendar


def check(
    file: ast.RuleFile,
    kind: str,
    shape: RecordShape,
    lists: Mapping[str, CodeList],
    calendar: FiscalCalendar,
    kinds: Mapping[str, RecordShape] | None = None,
) -> tuple[tuple[CheckedRule, ...], list[Problem]]:
    """The rules of a file as rules of one kind, or every problem found. `lists` are the pack's, by file name.

    `kinds` are the shapes of all kinds, which a file may read other submissions of. Rules for the batch are of no
    kind: theirs is empty, and so is its shape.
    """
    return Checker(file, kind, shape, lists, calendar, kinds or {}).run()


class Checker(TableTyper):
    """A rule file being checked against a kind. See `check`."""

    def __init__(
        self,
        file: ast.RuleFile,
        kind: str,
        shape: RecordShape,
        lists: Mapping[str, CodeList],
        calendar: FiscalCalendar,
        kinds: Mapping[str, RecordShape],
    ) -> None:
        super().__init__(file.source, file.text, shape)
        self.file, self.kind, self.calendar = file, kind, calendar
        self.lists_by_file, self.kinds = lists, kinds
        self.others: dict[str, Other] = {}
        self.lists: dict[str, CodeList] = {}
        self.grouped: dict[str, tuple[ast.Parameter, ...]] = {}

    def run(self) -> tuple[tuple[CheckedRule, ...], list[Problem]]:
        if not self.file.heads:
            self.problems.append(
                Problem(self.file.source, 1, 1, "The file does not say which kind its rules are for.", _HEAD)
            )
            return (), self.problems
        if len(self.file.heads) > 1:
            self.fault(self.file.heads[1].pos, "A file says once which kind its rules are for.", "Use two files.")
        self.batch = self.file.heads[0].batch
        self.root = self.file.heads[0].name
        if not self.batch:
            self.declare(self.file.heads[0].pos, self.root, Entry(self.shape))
        self.declare_lists()
        self.declare_parameters()
        self.declare_defines()
        self.declare_others()
        self.declare_tables(self.file.tables, self.declare)
        self.of_file = dict(self.scope)
        rules = tuple(self.rule(rule) for rule in self.file.rules)
        self.tables_used()
        self.codes()
        for test in self.file.tests:
            self.test(test)
        return (rules, []) if not self.problems else ((), self.problems)

    # ------------------------------------------------------------------ declarations
    def declare(self, pos: ast.Pos, name: str, entry: Entry) -> None:
        if name in self.scope or name == "as_of":
            self.fault(pos, f"`{name}` already names something else here.", "No name hides another: choose a new one.")
        self.scope[name] = entry

    def declare_lists(self) -> None:
        for one in self.file.lists:
            found = self.lists_by_file.get(one.file)
            if found is None:
                self.fault(
                    one.pos,
                    f"There is no list {one.file!r} in the pack's rules/lists.",
                    self.near(one.file, self.lists_by_file),
                )
                continue
            self.lists[one.name] = found
            self.declare(one.pos, one.name, Entry(found.shape))

    def declare_parameters(self) -> None:
        for one in self.file.parameters:
            before = self.grouped.get(one.name, ())
            shape = self.type(one.value)
            if not before:
                self.declare(one.pos, one.name, Entry(shape))
            elif any(other.start == one.start for other in before):
                self.fault(one.pos, f"The parameter `{one.name}` is declared twice for the same years.")
            self.grouped[one.name] = (*before, one)
        self.scope.setdefault("as_of", Entry(DateShape()))

    def declare_defines(self) -> None:
        for one in self.file.defines:
            if one.name in self.scope or one.name in self.defines:
                self.fault(one.pos, f"`{one.name}` already names something else here.")
            self.defines[one.name] = one
        for one in self.file.defines:
            if self._reaches(one.name, one.part, set()):
                self.fault(one.pos, f"`{one.name}` is defined by itself.", "A named expression cannot recur.")
                self.defines.pop(one.name)

    def _reaches(self, name: str, expr: Any, seen: set[str]) -> bool:
        """Whether an expression comes back to a define, through the names it uses."""
        for part in walk(expr):
            used = part.name if isinstance(part, ast.Name | ast.Call) else None
            if used == name:
                return True
            if used in self.defines and used not in seen:
                seen.add(used)
                if self._reaches(name, self.defines[used].part, seen):
                    return True
        return False

    def declare_others(self) -> None:
        """Other submissions: what matches one is checked with both roots by name, and nothing else of the kind."""
        alone = dict(self.scope)
        for one in self.file.others:
            if self.batch and one.word != "all":
                self.fault(one.pos, "Rules for the batch have no submission of their own.", _ALL)
            kind = one.kind or self.kind
            shape = self.shape if not one.kind else self.kinds.get(kind)
            if shape is None:
                self.fault(one.pos, f"There is no kind `{kind}` in this pack.", self.nearest(kind, self.kinds))
                continue
            if one.word == "previous" and not shape.submitter and not self.batch:
                message = f"The schema of {kind} does not say who submits it, so which was the previous cannot be told."
                self.fault(one.pos, message, "Name the fields in x-submitter, x-round and x-version at its root.")
            if one.matched is not None:
                self.matched(one, shape, alone)
            self.declare(one.pos, one.name, Entry(ListShape("", shape) if one.word == "all" else shape))
            self.others[one.name] = Other(one, kind, shape)

    def matched(self, one: ast.UsesOther, shape: RecordShape, alone: Mapping[str, Entry]) -> None:
        assert one.matched is not None
        before, self.scope = self.scope, {**alone, one.name: Entry(shape)}
        self.condition(one.matched)
        self.scope = before
        if one.name not in names_in([one.matched], self.defines):
            self.fault(one.matched.pos, f"This says nothing about `{one.name}`, so it cannot tell which is meant.")

    # ------------------------------------------------------------------ rules
    def rule(self, rule: ast.Rule) -> CheckedRule:
        outer = dict(self.scope)
        self.lets: dict[str, ast.Pos] = {}
        self.used_names: set[str] = set()
        if rule.when is not None:
            self.condition(rule.when)
        for step in rule.steps:
            self.step(step)
        for obligation in rule.obligations:
            self.obligation(obligation)
        for name, pos in self.lets.items():
            if name not in self.used_names:
                self.fault(pos, f"`{name}` is never used.", "Use it or delete the `let`.")
        self.scope = outer
        title = self.file.titles[0].text if self.file.titles else ""
        effective = rule.effective or (self.file.effective[0] if self.file.effective else None)
        tests = tuple(test for test in self.file.tests if test.code == rule.code)
        names = names_in(expressions_of(rule), self.defines)
        return CheckedRule(
            rule,
            self.file.source,
            self.kind,
            self.root,
            self.shape,
            title,
            effective,
            self.grouped,
            self.defines,
            self.lists,
            self.calendar,
            tests,
            self.tables,
            {name: one for name, one in self.others.items() if name in names},
        )

    def step(self, step: ast.Step) -> None:
        if isinstance(step, ast.Let):
            shape = self.type(step.part)
            self.declare(step.pos, step.name, Entry(shape))
            self.lets[step.name] = step.pos
            return
        item = self.items(step.source)
        if isinstance(step, ast.ForPair):
            if step.by is not None:
                self.steps_of(step.pos, item.shape, step.by)
            self.declare(step.pos, step.first, item)
            self.declare(step.pos, step.second, item)
            return
        self.declare(step.pos, step.name, item)
        if step.where is not None:
            self.condition(step.where)

    def obligation(self, obligation: ast.Obligation) -> None:
        self.condition(obligation.part)
        if obligation.at is not None:
            self.type(obligation.at)
        parts = list(top_parts(obligation.part))
        with self.also(parts[0] if len(parts) == 1 else None):
            for message in (obligation.say, obligation.fix):
                for piece in message.pieces if message else ():
                    if not isinstance(piece, str):
                        self.type(piece)

    @contextmanager
    def also(self, part: ast.Expr | None) -> Any:
        """The item of a single `every` or `no`, which its message may name."""
        before = self.scope
        if isinstance(part, ast.Quantified) and part.word in ("every", "no"):
            quiet, self.problems = self.problems, []
            self.scope = {**before, part.name: self.items(part.source)}
            self.problems = quiet
        try:
            yield
        finally:
            self.scope = before

    def codes(self) -> None:
        seen: dict[str, ast.Rule] = {}
        for rule in self.file.rules:
            if rule.code in seen:
                line = seen[rule.code].pos.line
                self.fault(rule.pos, f"{rule.code} already stands in line {line}.", "A code means one rule.")
            seen[rule.code] = rule

    def test(self, test: ast.Test) -> None:
        codes = [rule.code for rule in self.file.rules]
        if test.code not in codes:
            self.fault(test.pos, f"There is no rule {test.code} in this file.", self.near(test.code, codes))
        for edit in test.edits:
            self.type(edit.path)
            if edit.word == "copy" and edit.value is not None:
                self.type(edit.value)
        if test.at is not None:
            self.type(test.at)

    def condition(self, expr: ast.Expr) -> None:
        shape = self.type(expr)
        if shape is not None and not isinstance(shape, YesNoShape):
            self.fault(
                expr.pos,
                f"This is {self.called(shape)}, not something that is true or false.",
                "Compare it with something.",
            )

    def near(self, word: str, among: Iterable[str]) -> str:
        close = difflib.get_close_matches(word, list(among), 1, 0.5)
        return f"Did you mean `{close[0]}`?" if close else ""


_ALL = "Use `uses all KIND as NAME`."
_HEAD = "Begin it with `rules for stp-plan as plan`."
