"""Optional fields that an obligation reads although nobody asks for them: a blank one leaves the rule unassessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planlint.bind.quotes import QUOTED
from planlint.lang import ast
from planlint.lang.canon import Canon, Form
from planlint.lang.checked import CheckedRule
from planlint.lang.walk import walk
from planlint.records import dataclass, field
from planlint.rule_lint.finding import LintFinding, at
from planlint.shape import FigureShape, ListShape, MapShape, RecordShape, Shape

Steps = tuple[str, ...]
"""A place of the schema: the names of fields, `*` for any item that is met, `[]` for one that is looked up."""


@dataclass(slots=True)
class Reads:
    """What the obligations of a rule read without a guard, and what they ask for."""

    read: dict[Steps, ast.Obligation] = field(default_factory=dict)
    asked: set[Steps] = field(default_factory=set)


def reads_of(rule: CheckedRule) -> Reads:
    """What the obligations of a rule read of the submission, and which places they ask for."""
    return _Reader(rule).reads()


def unasked(file: ast.RuleFile, rule: CheckedRule, asked: Iterable[Steps]) -> Iterator[LintFinding]:
    """What a rule reads that may be blank and that no rule asks for. `asked` is of all rules of the kind.

    A test that expects *cannot assess* says that its author knows.
    """
    if any(test.verdict == "cannot_assess" for test in rule.tests):
        return
    wanted = {_plain(steps) for steps in asked}
    found: dict[Steps, ast.Pos] = {}
    for steps, obligation in reads_of(rule).read.items():
        for optional in _optional(rule.shape, steps) if steps[:1] != (QUOTED,) else ():
            place = _plain(optional)
            if place not in found and not any(one[: len(place)] == place for one in wanted):
                found[place] = _where(rule, obligation, optional)
    if found:
        names = [f"`{_spelt(rule.root, place)}`" for place in found]
        said = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        message = f"{said} may be left out, and no rule asks for it: {rule.rule.code} then cannot be assessed."
        yield at(file.source, next(iter(found.values())), "ends-unassessed", message)


def _plain(steps: Steps) -> Steps:
    return tuple("*" if step == "[]" else step for step in steps)


def _optional(shape: Shape, steps: Steps) -> Iterator[Steps]:
    """Each step on the way that a valid submission may leave out. An item that is met was there, and all above it."""
    met = max((n for n, step in enumerate(steps) if step == "*"), default=-1)
    for n, step in enumerate(steps):
        if isinstance(shape, RecordShape):
            inner = shape.fields.get(step)
            if inner is None:
                return
            blank = step not in shape.required - shape.nullable
            if n > met and (blank or (isinstance(inner, FigureShape) and inner.reasons)):
                yield steps[: n + 1]
            shape = inner
        elif isinstance(shape, ListShape | MapShape):
            shape = shape.item if isinstance(shape, ListShape) else shape.value
        else:
            return


def _spelt(root: str, steps: Steps) -> str:
    return root + "".join("[…]" if step in ("*", "[]") else f".{step}" for step in steps)


def _where(rule: CheckedRule, obligation: ast.Obligation, steps: Steps) -> ast.Pos:
    """Where the rule names the last field of a place, as near to the obligation as it does."""
    lets = tuple(step.part for step in rule.rule.steps if isinstance(step, ast.Let))
    for part in (obligation.part, *lets):
        for one in walk(part):
            if isinstance(one, ast.Field) and one.name == steps[-1]:
                return one.pos
    return obligation.pos


class _Reader:
    """Goes through the canonical forms of a rule: names are opened there, and items numbered."""

    def __init__(self, rule: CheckedRule) -> None:
        self.rule = rule
        self.canon = Canon(rule.defines)
        self.items: dict[int, Steps | None] = {}
        self.guards: frozenset[Form] = frozenset()
        self.found = Reads()

    def reads(self) -> Reads:
        rule = self.rule.rule
        if rule.when is not None:
            self.guard(self.canon.condition(rule.when))
        for step in rule.steps:
            self.step(step)
        for obligation in rule.obligations:
            form = self.canon.condition(obligation.part)
            self.walk(form, obligation, self.guards, self.canon.bound)
            if obligation.missing == "fail":
                self.found.asked |= {steps for steps, by in self.found.read.items() if by is obligation}
            if obligation.missing:
                self.found.read = {steps: by for steps, by in self.found.read.items() if by is not obligation}
        return self.found

    def guard(self, form: Form) -> None:
        """What a `when` or `where` asks, and what it reads at all, is given where the obligations are judged."""
        self.guards |= set(_chains(form))

    def step(self, step: ast.Step) -> None:
        if isinstance(step, ast.Let):
            self.canon.let(step.name, step.part)
            return
        source = self.place(self.canon.value(step.source))
        names = (step.first, step.second) if isinstance(step, ast.ForPair) else (step.name,)
        for name in names:
            self.items[self.canon.bound] = (*source, "*") if source is not None else None
            self.canon.bind(name)
        if isinstance(step, ast.ForEach) and step.where is not None:
            self.guard(self.canon.condition(step.where))

    def place(self, form: Any) -> Steps | None:
        """The place of the schema that a form stands for, if it is one of the submission's."""
        match form:
            case ("name", name):
                return () if name == self.rule.root else None
            case ("bound", int(number)):
                return self.items.get(number)
            case ("Field", base, name):
                above = self.place(base)
                return (*above, name) if above is not None else None
            case ("Index", base, _):
                above = self.place(base)
                return (*above, "[]") if above is not None else None
        return None

    def walk(self, form: Any, by: ast.Obligation, guards: frozenset[Form], bound: int) -> None:
        """Note what is read and asked for in a form; `bound` is how many items have been numbered."""
        if not isinstance(form, tuple) or not form or form in guards:
            return
        match form:
            case ("given", part) | ("not", ("given", part)):
                place = self.place(part)
                if place is not None and form[0] == "given":
                    self.found.asked.add(place)
            case ("Prefix", "reason", _):
                return
            case ("IfGiven", _, default):
                self.walk(default, by, guards, bound)
            case ("or" | "and", *parts):
                asked = {one for part in parts for one in _asks(part, form[0])}
                for part in parts:
                    self.walk(part, by, guards | asked, bound)
            case ("Field" | "Index", base, *_):
                self.note(form, by, guards)
                self.walk(form[2] if form[0] == "Index" else None, by, guards, bound)
                self.walk_inside(base, by, guards, bound)
            case ("collected", _, source, inside, chosen):
                self.walk(source, by, guards, bound)
                place = self.place(source)
                self.items[bound] = (*place, "*") if place is not None else None
                within = guards | set(_chains(chosen))
                for part in (inside, chosen):
                    self.walk(part, by, within if part is inside else guards, bound + 1)
            case _:
                for part in form:
                    self.walk(part, by, guards, bound)

    def walk_inside(self, base: Any, by: ast.Obligation, guards: frozenset[Form], bound: int) -> None:
        """The keys of the steps of a path; its own steps are noted with its end."""
        while isinstance(base, tuple) and base[0] in ("Field", "Index"):
            if base[0] == "Index":
                self.walk(base[2], by, guards, bound)
            base = base[1]

    def note(self, form: Form, by: ast.Obligation, guards: frozenset[Form]) -> None:
        place = self.place(form)
        inner: Any = form
        while isinstance(inner, tuple) and inner[0] in ("Field", "Index"):
            if inner in guards:
                return
            inner = inner[1]
        if place is not None:
            self.found.read.setdefault(place, by)


def _chains(form: Any) -> Iterator[Form]:
    """Every path in a form."""
    if isinstance(form, tuple) and form:
        if form[0] in ("Field", "Index"):
            yield form
        for part in form:
            yield from _chains(part)


def _asks(form: Form, word: str) -> Iterator[Form]:
    """What a part of an `and` or `or` asks of a path, so that the other parts need not: its presence, or a reason."""
    asked = form[1] if word == "or" and form[0] == "not" else form if word == "and" else None
    if isinstance(asked, tuple) and asked[0] == "given":
        subject = asked[1]
        yield subject[2] if subject[:2] == ("Prefix", "reason") else subject


def asked_by(rules: Mapping[str, CheckedRule]) -> set[Steps]:
    """All that some rules of one kind ask for."""
    return {steps for rule in rules.values() for steps in reads_of(rule).asked}
