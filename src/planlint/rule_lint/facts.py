"""What a condition can be in any valid submission: true, false, unknown. Where it is not sure, it can be anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from planlint.lang import ast
from planlint.lang.canon import Canon, Form
from planlint.lang.checked import CheckedRule
from planlint.lang.types_of import Typed
from planlint.rule_lint.figures import Range, range_of
from planlint.shape import ChoiceShape, FigureShape, RecordShape

Can = frozenset[bool | None]
ANYTHING: Can = frozenset({True, False, None})
TRUE: Can = frozenset({True})
FALSE: Can = frozenset({False})
EITHER: Can = frozenset({True, False})


def turned(can: Can) -> Can:
    return frozenset(None if one is None else not one for one in can)


class Facts:
    """Goes through a rule in order; `assuming` holds what is known to be true where it stands."""

    def __init__(self, rule: CheckedRule, typed: Typed) -> None:
        self.rule, self.typed = rule, typed
        self.canon = Canon(rule.defines, self._whole)
        self.known: frozenset[Form] = frozenset()
        self.blanks: set[Form] = set()
        """Items that may be blank: of a list that is written out in the rule."""

    def go_through(self, name: str, source: ast.Expr) -> None:
        """From here on, a name stands for each item of a collection."""
        blank = isinstance(source, ast.ListOf) and not all(map(self.present, source.items))
        self.canon.bind(name)
        item = self.canon.scope[name]
        if blank and isinstance(item, tuple):
            self.blanks.add(item)
        elif isinstance(item, tuple):
            self.blanks.discard(item)

    def _whole(self, expr: ast.Expr) -> bool:
        shape = self.typed.of(expr)
        return isinstance(shape, FigureShape) and shape.whole and shape.step == 0

    # ------------------------------------------------------------------ what is known
    def know(self, expr: ast.Expr, positive: bool = True) -> None:
        """From here on, a condition is true (or false)."""
        form = self.canon.condition(expr, positive)
        self.known |= set(form[1:]) if form[0] == "and" else {form}

    @contextmanager
    def supposing(self, expr: ast.Expr, positive: bool = True) -> Iterator[None]:
        before = self.known
        self.know(expr, positive)
        try:
            yield
        finally:
            self.known = before

    def says_again(self, expr: ast.Expr) -> bool:
        """Whether a condition is already known to be true, in the same or in other words."""
        form = self.canon.condition(expr)
        return form in self.known or (form[0] == "and" and set(form[1:]) <= self.known)

    # ------------------------------------------------------------------ presence
    def present(self, expr: ast.Expr) -> bool:
        """Whether something is given in every valid submission."""
        if ("given", self.canon.value(expr)) in self.known:
            return True
        closure = self.canon.opened(expr)
        if closure is not None:
            return bool(self.canon.within(closure, self.present))
        match expr:
            case ast.Field(base=base, name=name):
                record = self.typed.of(base)
                if not isinstance(record, RecordShape) or name not in record.required - record.nullable:
                    return False
                field = record.fields.get(name)
                return self.present(base) and not (isinstance(field, FigureShape) and field.reasons)
            case ast.Name(name=name):
                return name not in self.rule.others and self.canon.value(expr) not in self.blanks
            case ast.IfGiven(default=default):
                return self.present(default)
            case ast.Negate(part=part) | ast.Prefix(word="count", part=part):
                return self.present(part)
            case ast.Sum(terms=terms):
                return all(self.present(term) for _, term in terms)
        return isinstance(expr, ast.Number | ast.Text | ast.Constant | ast.ListOf)

    def reading(self, can: Can, *parts: ast.Expr) -> Can:
        """What a condition can be that is unknown where one of its parts is missing."""
        return can if all(map(self.present, parts)) else can | {None}

    # ------------------------------------------------------------------ conditions
    def can(self, expr: ast.Expr) -> Can:
        """What a condition can be."""
        form = self.canon.condition(expr)
        if form in self.known:
            return TRUE
        if self.canon.condition(expr, False) in self.known:
            return FALSE
        closure = self.canon.opened(expr)
        if closure is not None:
            return self.canon.within(closure, self.can)  # type: ignore[no-any-return]
        method = _CAN.get(type(expr))
        return method(self, expr) if method else ANYTHING

    def both(self, expr: ast.And) -> Can:
        return self._joined(list(expr.parts), True)

    def either(self, expr: ast.Or) -> Can:
        return turned(self._joined(list(expr.parts), False))

    def _joined(self, parts: list[ast.Expr], positive: bool) -> Can:
        """What `and` of some parts can be, or `and` of their opposites."""
        before, alone, possible = self.known, [], True
        for part in parts:
            self.known = before
            here = self.can(part)
            alone.append(here if positive else turned(here))
        self.known = before
        for part in parts:
            given = self.can(part)
            possible = possible and True in (given if positive else turned(given))
            self.know(part, positive)
        self.known = before
        found: set[bool | None] = {True} if possible else set()
        if any(False in can for can in alone):
            found.add(False)
        if any(None in can for can in alone) and not any(can == FALSE for can in alone):
            found.add(None)
        return frozenset(found) or FALSE

    def not_(self, expr: ast.Not) -> Can:
        return turned(self.can(expr.part))

    def if_then(self, expr: ast.IfThen) -> Can:
        condition = self.can(expr.condition)
        if True not in condition:
            return TRUE if None not in condition else ANYTHING - {False}
        with self.supposing(expr.condition):
            then = self.can(expr.then)
        if condition == TRUE:
            return then
        found: set[bool | None] = {True, *then}
        if None in condition and then != TRUE:
            found.add(None)
        return frozenset(found)

    def given(self, expr: ast.Given) -> Can:
        can = TRUE if self.present(expr.part) else EITHER
        return turned(can) if expr.negated else can

    def compare(self, expr: ast.Compare) -> Can:
        if expr.within is not None:
            return ANYTHING
        return self.reading(self.compared(expr.op, expr.left, expr.right), expr.left, expr.right)

    def compared(self, op: str, left: ast.Expr, right: ast.Expr) -> Can:
        linear = self.canon.linear(left).plus(self.canon.linear(right), Fraction(-1))
        if not any(linear.terms.values()):
            return Range(linear.constant, linear.constant, Fraction(0)).can(op)
        return self.range(left).plus(self.range(right).times(Fraction(-1))).can(op)

    def range(self, expr: ast.Expr) -> Range:
        closure = self.canon.opened(expr)
        if closure is not None:
            return self.canon.within(closure, self.range)  # type: ignore[no-any-return]
        return range_of(expr, self.typed)

    def between(self, expr: ast.Between) -> Can:
        if not isinstance(self.typed.of(expr.part), FigureShape):
            return ANYTHING
        ends = [self.compared(">=", expr.part, expr.low), self.compared("<=", expr.part, expr.high)]
        can = FALSE if FALSE in ends else TRUE if ends == [TRUE, TRUE] else EITHER
        return self.reading(can, expr.part, expr.low, expr.high)

    def is_(self, expr: ast.Is) -> Can:
        can = EITHER
        if expr.word in ("is", "one_of"):
            can = self._among(expr)
        elif expr.word == "like" and self.canon.value(expr.left) == self.canon.value(expr.right):
            can = TRUE
        return self.reading(turned(can) if expr.negated else can, expr.left, expr.right)

    def _among(self, expr: ast.Is) -> Can:
        """`is` and `is one of`, by the values that the schema and what is known leave."""
        if expr.word == "is" and self.canon.value(expr.left) == self.canon.value(expr.right):
            return TRUE
        items = expr.right.items if isinstance(expr.right, ast.ListOf) else (expr.right,)
        wanted = {item.value for item in items if isinstance(item, ast.Text)}
        if len(wanted) != len(items):
            return EITHER
        possible = self._values(expr.left)
        if possible is None:
            return EITHER
        if possible <= wanted:
            return TRUE
        return EITHER if possible & wanted else FALSE

    def _values(self, expr: ast.Expr) -> set[str] | None:
        """The texts that something can be, where they are known: a choice, or what was asked before."""
        shape, subject = self.typed.of(expr), self.canon.value(expr)
        found = set(shape.choices) if isinstance(shape, ChoiceShape) and shape.choices else None
        for form in self.known:
            asked, positive = (form[1], False) if form[0] == "not" else (form, True)
            texts = _texts(asked, subject)
            if texts is not None and positive:
                found = texts if found is None else found & texts
            elif texts is not None and found is not None:
                found = found - texts
        return found

    def quantified(self, expr: ast.Quantified) -> Can:
        before = self.canon.scope, self.canon.bound, self.known
        self.go_through(expr.name, expr.source)
        where = self.can(expr.where) if expr.where is not None else TRUE
        if expr.where is not None:
            self.know(expr.where)
        holds = self.can(expr.condition) if expr.condition is not None else TRUE
        self.canon.scope, self.canon.bound, self.known = before
        empty = isinstance(expr.source, ast.ListOf) and not expr.source.items
        return self.reading(_counted(expr, where, holds, empty), expr.source) | (
            {None} if None in where | holds else frozenset()
        )

    def covers(self, expr: ast.Covers) -> Can:
        if isinstance(expr.wanted, ast.ListOf) and not expr.wanted.items:
            return self.reading(TRUE, expr.part)
        return ANYTHING


def _counted(expr: ast.Quantified, where: Can, holds: Can, empty: bool) -> Can:
    never = empty or True not in where
    match expr.word:
        case "every":
            if expr.empty == "if_any" and (never or (False not in holds)):
                return TRUE
            return FALSE if never and expr.empty == "at_least_one" else EITHER
        case "some":
            return FALSE if never else EITHER
        case "no" | "at_most":
            return TRUE if never else EITHER
        case "at_least":
            return TRUE if expr.number == 0 else FALSE if never else EITHER
    return EITHER


def _texts(form: Form, subject: Form) -> set[str] | None:
    """The texts that a form says `subject` is (one of)."""
    if form[0] != "is" or form[1] not in ("is", "one_of") or subject not in form[2:]:
        return None
    others = [one for one in form[2:] if one != subject]
    listed = others[0] if form[1] == "one_of" and others else others
    values = [one for one in listed if isinstance(one, tuple) and one[:2] == ("value", "str")]
    return {str(one[2]) for one in values} if values and len(values) == len(listed) else None


_CAN: dict[type[ast.Expr], Callable[[Facts, Any], Can]] = {
    ast.And: Facts.both,
    ast.Or: Facts.either,
    ast.Not: Facts.not_,
    ast.IfThen: Facts.if_then,
    ast.Given: Facts.given,
    ast.Compare: Facts.compare,
    ast.Between: Facts.between,
    ast.Is: Facts.is_,
    ast.Quantified: Facts.quantified,
    ast.Covers: Facts.covers,
}
