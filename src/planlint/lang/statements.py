"""What each condition of a rule says, as one statement."""

from __future__ import annotations

from planlint.lang import ast
from planlint.lang.ledger import Balance
from planlint.lang.nouns import Nouns
from planlint.lang.phrases import bare, quoted, same, several, spaced
from planlint.lang.predicates import DATES, Predicate, Says, listed, plain_words, stated
from planlint.lang.table_words import balanced, totals_words
from planlint.lang.walk import walk

_FIGURES = {
    "=": ("equal", ""),
    "<=": ("be", "at most "),
    ">=": ("be", "at least "),
    "<": ("be", "less than "),
    ">": ("be", "more than "),
}


class Statements(Nouns):
    """Gives a condition that is no compound as a subject and what is said of it."""

    def predicate(self, expr: ast.Expr, negated: bool) -> Predicate:
        match expr:
            case Balance():
                return balanced(self.rule, expr)
            case ast.AddsUp(table=table):
                return stated(self.table(table), "add", f"up ({totals_words(self.rule, table)})", negated=negated)
            case ast.Reconciles(table=table):
                whole = "possible as a whole, with some unrounded figures that print as all of it at once"
                told = any(one.table == table for one in walk(self.rule.rule.when) if isinstance(one, ast.AddsUp))
                totals = "" if told else f" ({totals_words(self.rule, table)})"
                return stated(self.table(table), "be", whole + totals, negated=negated)
            case ast.Quantified():
                return self.existence(expr, negated)
            case ast.Is(negated=inverted, left=left):
                return self.alike(left, expr, negated != inverted)
            case ast.Given(part=ast.Prefix(word="reason", part=part), negated=inverted):
                return self.about(part, "have", "no reason code" if negated != inverted else "a reason code", False)
            case ast.Given(part=part, negated=inverted):
                return stated(self.unvalued(part), "be", "given", self.plural(part), negated != inverted)
            case ast.Compare(op=op, left=left, right=right, within=None):
                verb, words = _FIGURES[op]
                return self.compared(left, verb, words + self.side(right), negated)
            case ast.Compare(left=left, right=right, within=within) if within is not None:
                return self.compared(left, "be", f"within {self.inner(within)} of {self.inner(right)}", negated)
            case ast.Between(part=part, low=low, high=high):
                return self.compared(part, "be", f"between {self.noun(low)} and {self.noun(high)}", negated)
            case ast.CompareDates(op=op, left=left, right=right):
                return self.about(left, "be", f"{DATES[op]} {self.noun(right)}", negated)
            case ast.FallsIn(part=part, period=period):
                return self.about(part, "fall", f"in {self.noun(period)}", negated)
        return self.collection(expr, negated)

    def table(self, name: str) -> str:
        """What a declared table is called: after its first source."""
        table = self.rule.tables.get(name)
        first = table.declared.sources[0] if table else None
        called = self.noun(first) if first is not None else f"the {spaced(name)}"
        return f"the table of {bare(called)}"

    def collection(self, expr: ast.Expr, negated: bool) -> Predicate:
        match expr:
            case ast.Matches(part=part, pattern=pattern):
                return self.searched(part, pattern, negated)
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
                return stated(spaced(name), "hold", "", negated=negated)
        return self.about(expr, "be", "yes", negated)

    def about(self, subject: ast.Expr, verb: str, rest: str, negated: bool) -> Predicate:
        return stated(self.noun(subject), verb, rest, self.plural(subject), negated)

    def compared(self, subject: ast.Expr, verb: str, rest: str, negated: bool) -> Predicate:
        """A comparison: what its left-hand side comes to is said after it, between commas."""
        said = self.side(subject)
        comma = "," if said != self.noun(subject) else ""
        return stated(said + comma, verb, rest, self.plural(subject), negated)

    def alike(self, left: ast.Expr, expr: ast.Is, negated: bool) -> Predicate:
        if isinstance(left, ast.Prefix) and left.word == "reason" and expr.word == "is":
            return self.about(left.part, "have", f"the reason code {self.noun(expr.right)}", negated)
        return self.about(left, "be", self.sameness(expr), negated)

    def searched(self, part: ast.Expr, pattern: str, negated: bool) -> Predicate:
        """A pattern in words, where it is a choice between some."""
        words = plain_words(pattern)
        if words is None:
            return self.about(part, "match", f"the pattern {quoted(pattern)}", negated)
        case = " (whatever the capitals)" if pattern.startswith("(?i)") else ""
        return self.about(part, "contain", listed([quoted(word) for word in words], "or") + case, negated)

    def sameness(self, expr: ast.Is) -> str:
        if expr.word == "one_of" and isinstance(expr.right, ast.ListOf):
            items = [self.inner(item) for item in expr.right.items]
            return items[0] if len(items) == 1 else f"one of {listed(items, 'or')}" if items else "one of none"
        if expr.word == "like":
            return f"the same as {self.noun(expr.right)} (whatever the capitals and spacing)"
        if expr.word == "is":
            return self.side(expr.right)
        among = isinstance(expr.right, ast.Name) and expr.right.name in self.rule.parameters
        return ("one of " if among else "in ") + self.noun(expr.right)

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
            return stated("there", "be", f"{'at least one' if word == 'some' else 'no'} {turn}{where}")
        called = turn if number == 1 else several(turn)
        return stated("there", "be", f"{word.replace('_', ' ')} {number} {called}{where}", number != 1, negated)

    def without_doubt(self, parts: tuple[ast.Expr, ...], word: str) -> tuple[tuple[ast.Expr, ...], list[Predicate]]:
        """Facts that need not be said, since another says more, and those said together.

        `x is given and x is "a"` is `x is "a"`; `x is not given or x is "a"` is `x is "a" or blank`.
        """
        kept, said = list(parts), []
        for one in parts:
            if not isinstance(one, ast.Given) or one.negated is (word == "and"):
                continue
            more = [
                other
                for other in kept
                if isinstance(other, ast.Is) and same(other.left, one.part) and other.negated is False
            ]
            if more and word == "and":
                kept.remove(one)
            elif more:
                first = self.predicate(more[0], False)
                said.append(Predicate(first.subject, (*first.says, Says("be", "blank")), first.plural, "or"))
                kept.remove(one)
                kept.remove(more[0])
        return tuple(kept), said


def _path(steps: tuple[str, ...]) -> str:
    return " ".join(spaced(step) for step in steps)
