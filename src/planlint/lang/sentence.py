"""The sentence of a rule: generated from its tree, so that words and logic cannot drift apart.

`sentence` is the whole rule in English; `reading` is one part of an obligation with the values that were read. Both
are the same for the same rule, whatever the submission, and neither works anything out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.nouns import Position, called_other
from planlint.lang.phrases import Expander, item_shape, parts_of, spaced, unsigned
from planlint.lang.predicates import Predicate, listed, merged, stated
from planlint.lang.statements import Statements
from planlint.records import replace

_MISSING = {
    "fail": "a missing value counts as a failure",
    "not_applicable": "where a value is missing, this does not apply",
}
_LONG = 240
_CODES = 'A reason code is a word in place of a figure, such as "not_applicable".'
_BRIEF = 160
"""How long a condition is told as the reason why a rule does not apply."""
_READABLE = 400
"""How long a sentence with its values is read to its end."""
"""From how many characters on semicolons part the statements of an obligation."""
_SHORT = 24
"""How many parts an expression may have to be said where its name stands."""


def sentence(rule: CheckedRule) -> str:
    """The rule as English sentences. Deterministic, and there is one for every rule that parses."""
    return _Clauses(rule, None).whole()


def reading(
    rule: CheckedRule, obligation: ast.Obligation, part: ast.Expr, show: Callable[[ast.Expr], str | None]
) -> str:
    """One part of an obligation with its values: `The variance (£3m) must equal the actual (£4m).`

    `show` gives the value of an expression as text, or None where it has none. A long condition is not said again with
    its values: that it holds is why the rest of the part was asked for.
    """
    said = _Clauses(rule, show).part(obligation, part)
    if len(said) > _READABLE and isinstance(part, ast.IfThen):
        said = f"as the rule's condition holds here, {_Clauses(rule, show).part(obligation, part.then)}"
    return _sentence(said)


@lru_cache(maxsize=1024)  # asked of every submission that the rule does not apply to
def unmet(rule: CheckedRule) -> str:
    """Why a rule does not apply where its condition does not hold: that it applies only when …, if that is short."""
    when = rule.rule.when
    clauses = _Clauses(rule, None)
    clauses.know_lets()
    said = clauses.clause(clauses.spelt_out(when)) if when is not None else ""
    return f"it applies only when {said}" if 0 < len(said) <= _BRIEF else "the rule's condition does not hold here"


def fault(rule: CheckedRule, obligation: ast.Obligation, part: ast.Expr, show: Callable[[ast.Expr], str | None]) -> str:
    """What is wrong where one part of an obligation is false: `The variance is £3m, but must be …`.

    `show` is that of `reading`.
    """
    return _sentence(_Clauses(rule, show).wrong(obligation, part))


def asks_presence(rule: CheckedRule, part: ast.Expr) -> bool:
    """Whether a condition asks only that things be given, perhaps or that there be a reason code."""
    leaves = [_Clauses(rule, None).spelt_out(part)]
    for one in leaves:
        if isinstance(one, ast.And | ast.Or):
            leaves.extend(one.parts)
        elif isinstance(one, ast.Quantified) and one.word == "every" and one.condition is not None:
            leaves.append(one.condition)
        elif not isinstance(one, ast.Given | ast.Is) or (isinstance(one, ast.Is) and not _of_reason(one)):
            return False
    return True


def _of_reason(expr: ast.Is) -> bool:
    return isinstance(expr.left, ast.Prefix) and expr.left.word == "reason"


class _Clauses(Statements):
    def __init__(self, rule: CheckedRule, show: Callable[[ast.Expr], str | None] | None) -> None:
        super().__init__(rule, show)
        self.expander = Expander(rule.defines)
        self.put_in = _said_once(rule)

    def spelt_out(self, expr: ast.Expr) -> ast.Expr:
        return self.expander.spelt_out(expr, self.put_in)

    # -------------------------------------------------------------- the whole
    def whole(self) -> str:
        rule = self.rule.rule
        said = []
        self.know_lets()
        if rule.effective:
            until = f" until {rule.effective.until}" if rule.effective.until else ""
            said.append(f"from {rule.effective.start}{until}")
        if rule.when is not None:
            said.append(f"when {self.clause(self.spelt_out(rule.when))}")
        said += [self.step(step) for step in rule.steps if not isinstance(step, ast.Let)]
        opening = ", ".join(said)
        body = self.obligations()
        colon = ": " if any(not isinstance(step, ast.Let) for step in rule.steps) else ", "
        sentences = [
            f"{opening}{colon}{body}" if opening else body,
            *self.explained(),
            *self.missing(),
            *self.belonging(),
        ]
        text = " ".join(_sentence(one) for one in sentences)
        return f"{text} {_CODES}" if "reason code" in text else text

    def belonging(self) -> list[str]:
        """Which other submissions belong to the one that is checked."""
        said = []
        for name, other in self.rule.others.items():
            if other.use.matched is None:
                continue
            called, many = self.spoken[name], other.use.word == "all"
            self.spoken[name] = f"the {called_other(other, self.rule.kind, one=True)}"
            self.shapes[name] = other.shape
            verb = "belong to this one where" if many else "belongs to this one where"
            said.append(f"{called} {verb} {self.clause(self.spelt_out(other.use.matched))}")
        return said

    def know_lets(self) -> None:
        """A `let` may name a record, whose fields have labels."""
        for step in self.rule.rule.steps:
            if isinstance(step, ast.Let):
                self.shapes[step.name] = self.shape_of(self.spelt_out(step.part))
            elif isinstance(step, ast.ForEach):
                self.shapes[step.name] = item_shape(self.shape_of(self.spelt_out(step.source)))

    def step(self, step: ast.ForEach | ast.ForPair) -> str:
        source = self.spelt_out(step.source)
        if isinstance(step, ast.ForPair):
            return self.pair(step, source)
        turn = self.turn(step.name, source)
        where = f" where {self.clause(self.spelt_out(step.where))}" if step.where else ""
        return f"for each {turn}{where}"

    def pair(self, step: ast.ForPair, source: ast.Expr) -> str:
        inside = self.noun(source)
        order = f", in order of {_path(step.by)}" if step.by else ""
        self.call_pair(step, source)
        first, second = self.spoken[step.first], self.spoken[step.second]
        return f"for each pair of neighbours in {inside}{order}, {first} and {second}"

    def call_pair(self, step: ast.ForPair, source: ast.Expr) -> None:
        short = len(step.first) <= 2 or len(step.second) <= 2
        for name, word in ((step.first, "first"), (step.second, "second")):
            self.call_turn(name, source)
            if short:
                self.spoken[name] = f"the {word}"

    def obligations(self) -> str:
        said = ""
        mixed = self.mixed()
        verb = ""
        for one in self.rule.rule.obligations:
            part = self.spelt_out(one.part)
            rounding = ", within the rounding of the figures" if _equates(part) else ""
            note = f" ({_MISSING[one.missing]})" if mixed and one.missing else ""
            join = "" if not verb else "; and " if verb == one.verb else "; beyond that, "
            said += f"{join}{self.clause(part, one.verb, at='whole')}{rounding}{note}"
            verb = one.verb
        return said

    def mixed(self) -> bool:
        return len({one.missing for one in self.rule.rule.obligations}) > 1

    def missing(self) -> list[str]:
        word = self.rule.rule.obligations[0].missing
        return [_MISSING[word]] if word and not self.mixed() else []

    def explained(self) -> list[str]:
        """What each `let` stands for, in the order of the rule."""
        said = []
        used = self.used()
        for step in self.rule.rule.steps:
            if isinstance(step, ast.Let) and step.name in used and step.name not in self.put_in:
                part = self.spelt_out(step.part)
                meaning = f"means that {self.clause(part)}" if _is_clause(part) else f"is {self.noun(part)}"
                said.append(f"{spaced(step.name) if _is_clause(part) else self.name(step.name)} {meaning}")
        return [f"here {listed(said, 'and') if len(said) == 1 else '; '.join(said)}"] if said else []

    def used(self) -> set[str]:
        """The names that the sentence rests on; others only stand in the author's own messages."""
        names: set[str] = set()
        for one in self.rule.rule.obligations:
            names |= _names(self.spelt_out(one.part))
        for step in reversed(self.rule.rule.steps):
            if isinstance(step, ast.ForEach):
                names |= _names(step.source) | (_names(step.where) if step.where else set())
            elif isinstance(step, ast.ForPair) or step.name in names:
                names |= _names(self.spelt_out(step.source if isinstance(step, ast.ForPair) else step.part))
        return names

    def part(self, obligation: ast.Obligation, part: ast.Expr) -> str:
        said = self.clause(self.prepared(part), obligation.verb, at="whole")
        return re.sub(r"(, which is [^,;]*?\S)( (?:and|or) )", r"\1,\2", said)

    def wrong(self, obligation: ast.Obligation, part: ast.Expr) -> str:
        return self.broken(self.prepared(part), obligation.verb)

    def prepared(self, part: ast.Expr) -> ast.Expr:
        """A part spelt out, after the turns that it stands in have been given their names."""
        show, self.show = self.show, None
        for step in self.rule.rule.steps:
            if isinstance(step, ast.ForEach):
                self.call_turn(step.name, self.spelt_out(step.source))
            elif isinstance(step, ast.ForPair):
                self.call_pair(step, self.spelt_out(step.source))
        self.know_lets()
        self.show = show
        part = self.spelt_out(part)
        loops = (set(self.spoken) - set(self.rule.others)) & _names(part)
        inside = any(isinstance(one, ast.Quantified | ast.Aggregate) for one in _every(part))
        self.turns = loops if len(loops) == 1 and not inside else set()
        return part

    def broken(self, expr: ast.Expr, mood: str) -> str:
        """What is so, and what must be instead; where that cannot be told apart, only what must be."""
        match expr:
            case ast.IfThen(condition=condition, then=then):
                return f"{self.broken(then, mood)}, because {self.clause(condition)}"
            case ast.Given(part=part, negated=False) if not (isinstance(part, ast.Prefix) and part.word == "reason"):
                return stated(self.unvalued(part), "be", "given", self.plural(part), True).said("")
            case ast.Compare(left=left) | ast.Is(left=left) | ast.CompareDates(left=left) | ast.Between(part=left):
                return self.unlike(expr, left, mood)
        return self.clause(expr, mood, at="whole")

    def unlike(self, expr: ast.Expr, left: ast.Expr, mood: str) -> str:
        value = self.show(left) if self.show is not None else None
        if value is None or isinstance(unsigned(left), ast.Number):
            return self.clause(expr, mood, at="whole")
        says = self.predicate(expr, False).says[0].said(mood, False)
        show, self.show = self.show, None
        subject = stated(self.noun(left), "be", value, self.plural(left)).said("")
        self.show = show
        return f"{subject}, but {mood} {says}"

    # -------------------------------------------------------------- clauses
    def clause(self, expr: ast.Expr, mood: str = "", *, negated: bool = False, at: Position = "inside") -> str:
        """A statement: as a fact, or with the verb of an obligation."""
        if isinstance(expr, ast.Not):
            return self.clause(expr.part, mood, negated=not negated, at=at)
        one = self.simple(expr, mood, negated)
        if one is not None:
            return one.said(mood)
        match expr:
            case ast.And() | ast.Or() | ast.IfThen() if negated:
                return self.denied(expr, mood)
            case ast.Quantified():
                return self.denied(expr, mood) if negated else self.every(expr, mood, at)
            case ast.And(parts=parts):
                return self.joined(parts, "and", mood, at)
            case ast.Or(parts=parts):
                return self.joined(parts, "or", mood, at)
            case ast.IfThen(condition=condition, then=then):
                return _bracketed(f"if {self.clause(condition)}, then {self.clause(then, mood)}", at)
        return self.predicate(expr, negated).said(mood)

    def denied(self, expr: ast.Expr, mood: str) -> str:
        how = f"it {mood} not be that" if mood else "it is not the case that"
        return f"{how} ({self.clause(expr)})"

    def joined(self, parts: tuple[ast.Expr, ...], word: str, mood: str, at: Position) -> str:
        things = self.things(parts, word, mood)
        simple = [one for one in things if isinstance(one, Predicate)]
        if len(simple) == len(things):
            one = merged(simple, word)
            if one is not None:
                return one.said(mood)
        if word == "or" and mood:
            return f"it {mood} be that {self.joined(parts, word, '', 'part' if at == 'part' else 'inside')}"
        divided = at == "whole" and word == "and" and len(simple) < len(things)
        said = self.each(things, word, mood, divided)
        divided = divided or (at == "whole" and word == "and" and sum(map(len, said)) > _LONG)
        if divided:
            return "; and ".join(said)
        either = "either " if word == "or" and at != "part" and len(said) == 2 else ""
        return _bracketed(either + listed(said, word), at)

    def things(self, parts: tuple[ast.Expr, ...], word: str, mood: str) -> list[Predicate | ast.Expr]:
        """What `and` or `or` joins: statements, and what is no single statement."""
        parts = tuple(_flat(parts, ast.And if word == "and" else ast.Or))
        together: list[Predicate] = []
        if not mood:
            parts, together = self.without_doubt(parts, word)
        # An alternative is a fact: what holds need not be said to be given as well.
        simple = [(part, self.simple(part, "" if word == "or" else mood)) for part in parts]
        return [*together, *[part if one is None else one for part, one in simple]]

    def each(self, things: list[Predicate | ast.Expr], word: str, mood: str, divided: bool) -> list[str]:
        """The words of each part; neighbours that say the same of several things become one, where `and` joins them."""
        said: list[str] = []
        run: list[Predicate] = []
        for one in things:
            together = merged([*run, one], "and") if isinstance(one, Predicate) and run and word == "and" else None
            if together and isinstance(one, Predicate):
                run.append(one)
                said[-1] = together.said(mood)
                continue
            run = [one] if isinstance(one, Predicate) else []
            said.append(
                one.said(mood) if isinstance(one, Predicate) else self.clause(one, mood, at=_position(one, divided))
            )
        return said

    def simple(self, expr: ast.Expr, mood: str, negated: bool = False) -> Predicate | None:
        """A condition as one statement, where it is about one thing; else None."""
        while isinstance(expr, ast.Not):
            expr, negated = expr.part, not negated
        if isinstance(expr, ast.And | ast.Or):
            things = self.things(expr.parts, "and" if isinstance(expr, ast.And) else "or", "" if negated else mood)
            return self.of_one(things, "and" if isinstance(expr, ast.And) else "or", negated)
        compound = isinstance(expr, ast.IfThen) or (isinstance(expr, ast.Quantified) and expr.word == "every")
        return None if compound else self.predicate(expr, negated)

    def of_one(self, things: list[Predicate | ast.Expr], word: str, negated: bool) -> Predicate | None:
        simple = [one for one in things if isinstance(one, Predicate)]
        if len(simple) < len(things) or len({one.subject for one in simple}) > 1:
            return None
        one = merged(simple, word)
        if one is None or not negated:
            return one
        return replace(one, says=(replace(one.says[0], negated=not one.says[0].negated),)) if not one.word else None

    def every(self, expr: ast.Quantified, mood: str, at: Position) -> str:
        before, shapes = dict(self.spoken), dict(self.shapes)
        turn = self.turn(expr.name, expr.source)
        where = f" where {self.clause(expr.where, at='part')}" if expr.where else ""
        empty = "if any" if expr.empty == "if_any" else "at least one"
        condition = expr.condition if expr.condition is not None else expr.source
        said = f"for every {turn}{where} ({empty}), {self.clause(condition, mood)}"
        self.spoken, self.shapes = before, shapes
        return _bracketed(said, at)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _path(steps: tuple[str, ...]) -> str:
    return " ".join(spaced(step) for step in steps)


def _flat(parts: tuple[ast.Expr, ...], kind: type[ast.And | ast.Or]) -> Iterator[ast.Expr]:
    """The parts of a compound, with those of a compound of the same kind within it in its place."""
    for one in parts:
        if isinstance(one, kind):
            yield from _flat(one.parts, kind)
        else:
            yield one


@lru_cache(maxsize=64)  # each finding of a rule asks anew
def _said_once(rule: CheckedRule) -> dict[str, ast.Expr]:
    """The lets that stand in one place only, and are short: what they stand for is said there, without a name."""
    lets = [step for step in rule.rule.steps if isinstance(step, ast.Let)]
    expander = Expander(rule.defines)
    texts = [expander.spelt_out(one.part, {}) for one in rule.rule.obligations]
    for step in rule.rule.steps:
        if not isinstance(step, ast.Let):
            texts += [step.source, *([step.where] if isinstance(step, ast.ForEach) and step.where else [])]
    bodies = {step.name: expander.spelt_out(step.part, {}) for step in lets}
    uses = {name: sum(_times(one, name) for one in (*texts, *bodies.values())) for name in bodies}
    return {
        name: body
        for name, body in bodies.items()
        if uses[name] == 1
        and len(_every(body)) <= _SHORT
        and not _is_clause(body)
        and not any(other in uses for other in _names(body))
    }


def _times(expr: ast.Expr, name: str) -> int:
    """How often a name stands in an expression."""
    return sum(isinstance(one, ast.Name) and one.name == name for one in _every(expr))


def _bracketed(said: str, at: Position) -> str:
    return f"({said})" if at == "part" else said


def _position(expr: ast.Expr, divided: bool) -> Position:
    """Between semicolons `if` and `every` need no brackets: they end where the next one stands."""
    return "inside" if divided and isinstance(expr, ast.IfThen | ast.Quantified) else "part"


def _is_clause(expr: ast.Expr) -> bool:
    statements = (
        ast.Compare | ast.Between | ast.CompareDates | ast.FallsIn | ast.Is | ast.Given | ast.Matches | ast.Mentions
    )
    more = ast.NoRepeated | ast.Covers | ast.InOrder | ast.Quantified | ast.Not | ast.And | ast.Or | ast.IfThen
    return isinstance(expr, statements | more)


def _equates(expr: ast.Expr) -> bool:
    """Whether figures must be equal, which they are as printed, to the rounding they were printed with."""
    match expr:
        case ast.Compare(op="=", within=None) | ast.AddsUp():
            return True
        case ast.And(parts=parts) | ast.Or(parts=parts):
            return any(_equates(part) for part in parts)
        case ast.IfThen(then=then):
            return _equates(then)
        case ast.Quantified(word="every", condition=condition) if condition is not None:
            return _equates(condition)
    return False


def _every(expr: ast.Expr) -> list[ast.Expr]:
    """An expression and all that stand in it."""
    found = [expr]
    for one in found:
        found.extend(parts_of(one))
    return found


def _names(expr: ast.Expr) -> set[str]:
    return {one.name for one in _every(expr) if isinstance(one, ast.Name)}
