"""The sentence of a rule: generated from its tree, so that words and logic cannot drift apart.

`sentence` is the whole rule in English; `reading` is one part of an obligation with the values that were read. Both
are the same for the same rule, whatever the submission, and neither works anything out.
"""

from __future__ import annotations

from collections.abc import Callable

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.ledger import Balance
from planlint.lang.nouns import Nouns, Position
from planlint.lang.phrases import (
    Expander,
    Predicate,
    bare,
    item_shape,
    listed,
    merged,
    parts_of,
    quoted,
    several,
    spaced,
)
from planlint.lang.table_words import balanced, totals_words

_FIGURES = {
    "=": ("equal", ""),
    "<=": ("be", "at most "),
    ">=": ("be", "at least "),
    "<": ("be", "less than "),
    ">": ("be", "more than "),
}
_DATES = {"before": "before", "after": "after", "not_before": "on or after", "not_after": "on or before"}
_MISSING = {
    "fail": "a missing value counts as a failure",
    "not_applicable": "where a value is missing, this does not apply",
}


def sentence(rule: CheckedRule) -> str:
    """The rule as English sentences. Deterministic, and there is one for every rule that parses."""
    return _Clauses(rule, None).whole()


def reading(
    rule: CheckedRule, obligation: ast.Obligation, part: ast.Expr, show: Callable[[ast.Expr], str | None]
) -> str:
    """One part of an obligation with its values: `variance (£3m) must equal actual (£41m) less plan (£38m)`.

    `show` gives the value of an expression as text, or None where it has none; it is asked about paths and names.
    """
    return _Clauses(rule, show).part(obligation, part)


class _Clauses(Nouns):
    def __init__(self, rule: CheckedRule, show: Callable[[ast.Expr], str | None] | None) -> None:
        super().__init__(rule, show)
        self.expander = Expander(rule.defines)

    def spelt_out(self, expr: ast.Expr) -> ast.Expr:
        return self.expander.spelt_out(expr, {})

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
        sentences = [f"{opening}{colon}{body}" if opening else body, *self.explained(), *self.missing()]
        return " ".join(_sentence(one) for one in sentences)

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
            if isinstance(step, ast.Let) and step.name in used:
                part = self.spelt_out(step.part)
                meaning = f"means that {self.clause(part)}" if _is_clause(part) else f"is {self.noun(part)}"
                said.append(f"{spaced(step.name)} {meaning}")
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
        show, self.show = self.show, None
        for step in self.rule.rule.steps:
            if isinstance(step, ast.ForEach):
                self.call_turn(step.name, self.spelt_out(step.source))
            elif isinstance(step, ast.ForPair):
                self.call_pair(step, self.spelt_out(step.source))
        self.know_lets()
        self.show = show
        part = self.spelt_out(part)
        loops = set(self.spoken) & _names(part)
        self.turns = loops if len(loops) == 1 else set()
        self.short = not any(isinstance(one, ast.Quantified | ast.Aggregate) for one in _every(part))
        return self.clause(part, obligation.verb, at="whole")

    # -------------------------------------------------------------- clauses
    def clause(self, expr: ast.Expr, mood: str = "", *, negated: bool = False, at: Position = "inside") -> str:
        """A statement: as a fact, or with the verb of an obligation."""
        match expr:
            case ast.Not(part=part):
                return self.clause(part, mood, negated=not negated, at=at)
            case ast.And() | ast.Or() | ast.IfThen() if negated:
                return self.denied(expr, mood)
            case ast.Quantified(word="every"):
                return self.denied(expr, mood) if negated else self.every(expr, mood, at)
            case ast.And(parts=parts):
                return self.joined(parts, "and", mood, at)
            case ast.Or(parts=parts):
                return self.joined(parts, "or", mood, at)
            case ast.IfThen(condition=condition, then=then):
                return _bracketed(f"if {self.clause(condition)}, then {self.clause(then, mood)}", at)
        return self.predicate(expr, negated).said(mood)

    def denied(self, expr: ast.Expr, mood: str) -> str:
        how = f"it {mood} not be that" if mood else "it is not so that"
        return f"{how} ({self.clause(expr)})"

    def joined(self, parts: tuple[ast.Expr, ...], word: str, mood: str, at: Position) -> str:
        simple = [self.simple(part) for part in parts]
        if all(simple):
            one = merged([said for said in simple if said], word)
            if one is not None:
                return one.said(mood)
        elif word == "or" and mood:
            return f"it {mood} be so that {self.joined(parts, word, '', 'part' if at == 'part' else 'inside')}"
        divided = at == "whole" and word == "and" and not all(simple)
        said = self.each(parts, simple, word, mood, divided)
        if divided:
            return "; and ".join(said)
        either = "either " if word == "or" and at != "part" and len(said) == 2 else ""
        return _bracketed(either + listed(said, word), at)

    def each(
        self, parts: tuple[ast.Expr, ...], simple: list[Predicate | None], word: str, mood: str, divided: bool
    ) -> list[str]:
        """The words of each part; neighbours that say the same of several things become one, where `and` joins them."""
        said: list[str] = []
        run: list[Predicate] = []
        for part, one in zip(parts, simple, strict=True):
            together = merged([*run, one], "and") if one and run and word == "and" else None
            if together:
                run.append(one)  # type: ignore[arg-type]
                said[-1] = together.said(mood)
                continue
            run = [one] if one else []
            said.append(one.said(mood) if one else self.clause(part, mood, at=_position(part, divided)))
        return said

    def simple(self, expr: ast.Expr) -> Predicate | None:
        negated = False
        while isinstance(expr, ast.Not):
            expr, negated = expr.part, not negated
        compound = isinstance(expr, ast.And | ast.Or | ast.IfThen) or (
            isinstance(expr, ast.Quantified) and expr.word == "every"
        )
        return None if compound else self.predicate(expr, negated)

    def every(self, expr: ast.Quantified, mood: str, at: Position) -> str:
        before, shapes = dict(self.spoken), dict(self.shapes)
        turn = self.turn(expr.name, expr.source)
        where = f" where {self.clause(expr.where, at='part')}" if expr.where else ""
        empty = "there may be none" if expr.empty == "if_any" else "there must be at least one"
        condition = expr.condition if expr.condition is not None else expr.source
        said = f"for every {turn}{where} ({empty}), {self.clause(condition, mood)}"
        self.spoken, self.shapes = before, shapes
        return _bracketed(said, at)

    # -------------------------------------------------------------- statements
    def predicate(self, expr: ast.Expr, negated: bool) -> Predicate:
        match expr:
            case Balance():
                return balanced(self.rule, expr)
            case ast.AddsUp(table=table):
                return Predicate(self.table(table), "add", f"up: {totals_words(self.rule, table)}", negated=negated)
            case ast.Reconciles(table=table):
                whole = "possible as a whole (some unrounded figures print as all of it at once)"
                rest = f"{whole}: {totals_words(self.rule, table)}"
                return Predicate(self.table(table), "be", rest, negated=negated)
            case ast.Quantified():
                return self.existence(expr, negated)
            case ast.Is(negated=inverted, left=left):
                return self.about(left, "be", self.sameness(expr), negated != inverted)
            case ast.Given(part=ast.Prefix(word="reason", part=part), negated=inverted):
                rest = f"given for {self.noun(part)}"
                return Predicate("a reason code", "be", rest, negated=negated != inverted)
            case ast.Given(part=part, negated=inverted):
                return self.about(part, "be", "given", negated != inverted)
            case ast.Compare(op=op, left=left, right=right, within=None):
                verb, words = _FIGURES[op]
                return self.about(left, verb, words + self.noun(right), negated)
            case ast.Compare(left=left, right=right, within=within) if within is not None:
                return self.about(left, "be", f"within {self.inner(within)} of {self.inner(right)}", negated)
            case ast.Between(part=part, low=low, high=high):
                return self.about(part, "be", f"between {self.noun(low)} and {self.noun(high)}", negated)
            case ast.CompareDates(op=op, left=left, right=right):
                return self.about(left, "be", f"{_DATES[op]} {self.noun(right)}", negated)
            case ast.FallsIn(part=part, period=period):
                return self.about(part, "fall", f"in {self.noun(period)}", negated)
        return self.collection(expr, negated)

    # -------------------------------------------------------------- tables
    def table(self, name: str) -> str:
        """What a declared table is called: after its first source."""
        table = self.rule.tables.get(name)
        first = table.declared.sources[0] if table else None
        called = self.noun(first) if first is not None else f"the {spaced(name)}"
        return f"the table of {bare(called)}"

    def collection(self, expr: ast.Expr, negated: bool) -> Predicate:
        match expr:
            case ast.Matches(part=part, pattern=pattern):
                return self.about(part, "match", f"the pattern {quoted(pattern)}", negated)
            case ast.Mentions(part=part, word=ast.Text(value=value)):
                return self.about(part, "mention", f"the word {quoted(value)}", negated)
            case ast.Mentions(part=part, word=word):
                return self.about(part, "mention", f"any of {self.noun(word)}", negated)
            case ast.NoRepeated(part=part, paths=paths):
                rest = f"no two entries with the same {listed([_path(one) for one in paths], 'and')}"
                return self.about(part, "have", rest, negated)
            case ast.Covers(part=part, wanted=wanted, by=by):
                every = "each of" if isinstance(wanted, ast.ListOf) else "every entry of"
                matched = f", matched by {_path(by)}" if by else ""
                return self.about(part, "include", f"{every} {self.noun(wanted)}{matched}", negated)
            case ast.InOrder(part=part, path=path):
                return self.about(part, "be", f"in order of {_path(path)}", negated)
            case ast.Name(name=name) if name in self.lets:
                return self.about(expr, "hold", "", negated)
        return self.about(expr, "be", "yes", negated)

    def about(self, subject: ast.Expr, verb: str, rest: str, negated: bool) -> Predicate:
        return Predicate(self.noun(subject), verb, rest, self.plural(subject), negated)

    def sameness(self, expr: ast.Is) -> str:
        if expr.word == "one_of" and isinstance(expr.right, ast.ListOf):
            items = [self.inner(item) for item in expr.right.items]
            return items[0] if len(items) == 1 else f"one of {listed(items, 'or')}" if items else "one of none"
        if expr.word == "like":
            return f"the same as {self.noun(expr.right)} (whatever the capitals and spacing)"
        return ("in " if expr.word in ("in", "one_of") else "") + self.noun(expr.right)

    def existence(self, expr: ast.Quantified, negated: bool) -> Predicate:
        """`some`, `no` and the counts: there is at least one …"""
        before, shapes = dict(self.spoken), dict(self.shapes)
        turn = self.turn(expr.name, expr.source)
        where = f" where {self.clause(expr.where, at='part')}" if expr.where else ""
        self.spoken, self.shapes = before, shapes
        word, number = expr.word, expr.number
        if negated and word in ("some", "no"):
            word, negated = {"some": "no", "no": "some"}[word], False
        if word in ("some", "no"):
            return Predicate("there", "be", f"{'at least one' if word == 'some' else 'no'} {turn}{where}")
        called = turn if number == 1 else several(turn)
        return Predicate("there", "be", f"{word.replace('_', ' ')} {number} {called}{where}", number != 1, negated)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _path(steps: tuple[str, ...]) -> str:
    return " ".join(spaced(step) for step in steps)


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
