"""What the values of a rule are called in English: paths, figures, sums, spans of time, and the turns of a loop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal

from planlint.lang import ast
from planlint.lang.checked import CheckedRule, Other
from planlint.lang.phrases import (
    bare,
    constant,
    field_shape,
    is_plural,
    item_shape,
    label_of,
    owned,
    parts_of,
    quoted,
    several,
    singular,
    spaced,
    unsigned,
)
from planlint.lang.predicates import listed, shared
from planlint.shape import FigureShape, ListShape, MapShape, MonthShape, RecordShape, Shape, TextShape, YearShape
from planlint.values import PERCENT

Position = Literal["whole", "inside", "part"]
"""Where a clause stands: as an obligation, which semicolons may divide; inside a sentence; or as one part of a
compound, where it needs brackets."""

_OF = {
    "key": "the key of",
    "reason": "the reason code of",
    "year": "the financial year of",
    "month": "the month of",
    "weekday": "the day of the week of",
    "start": "the start of",
    "end": "the end of",
    "years": "the years of",
    "months": "the months of",
    "texts": "the texts of",
    "next year": "the year after",
    "previous year": "the year before",
}
_WORKED_OUT = {
    "sum": "the sum",
    "min": "the smallest",
    "max": "the largest",
    "mean": "the mean",
    "distinct": "the different values",
}
_EMPTY = '""'
_WORKED = ast.Sum | ast.Product | ast.Negate | ast.Aggregate | ast.Prefix | ast.Span | ast.Call
_KEYS: dict[type[Shape], str] = {MonthShape: "month", YearShape: "financial year"}
_CALLS = {
    "abs": "the size of",
    "words": "the number of words in",
    "reading_age": "the reading age of",
    "sentences": "the sentences of",
}


class Nouns(ABC):
    """Gives each expression as a noun. `show` gives the value of a path, to be put in after it, or None.

    `spoken` are the names in use with what they are called, `shapes` what is known of what they hold.
    """

    def __init__(self, rule: CheckedRule, show: Callable[[ast.Expr], str | None] | None) -> None:
        self.rule = rule
        self.show = show
        self.spoken: dict[str, str] = {}
        self.shapes: dict[str, Shape | None] = {rule.root: rule.shape}
        for name, other in rule.others.items():
            self.spoken[name] = f"the {called_other(other, rule.kind)}"
            self.shapes[name] = ListShape(item=other.shape) if other.use.word == "all" else other.shape
        self.keys: dict[str, str] = {}
        """What the keys of the maps that turns go through are: years, months, or just keys."""
        self.turns: set[str] = set()
        """Turns whose fields need no owner, since nothing else of the sentence has one."""
        self.lets = {step.name for step in rule.rule.steps if isinstance(step, ast.Let)}

    @abstractmethod
    def clause(self, expr: ast.Expr, mood: str = "", *, negated: bool = False, at: Position = "inside") -> str:
        """A condition as a clause: what is so, or with a mood what must be."""

    # -------------------------------------------------------------- names
    def shape_of(self, expr: ast.Expr) -> Shape | None:
        if isinstance(expr, ast.Name):
            return self.shapes.get(expr.name)
        if isinstance(expr, ast.Field):
            return field_shape(self.shape_of(expr.base), expr.name)
        if isinstance(expr, ast.ListOf) and expr.items:
            shape = self.shape_of(expr.items[0])
            return None if shape is None else ListShape(item=shape)
        return item_shape(self.shape_of(expr.base)) if isinstance(expr, ast.Index) else None

    def call_turn(self, name: str, source: ast.Expr) -> str:
        """Names the turn of a loop and gives how it is called, without an article.

        A name of one or two letters is no word: the turn is then called after the collection, where that has one.
        """
        last = self.last_word(source)
        item = item_shape(self.shape_of(source))
        called = spaced(name) if len(name) > 2 else (singular(last) or _item_word(item))
        if name == "other" and singular(last):
            called = f"other {singular(last)}"
        if f"the {called}" in self.spoken.values():
            called = f"{called} {name}"
            self.spoken[name] = called
        else:
            self.spoken[name] = f"the {called}"
        self.shapes[name] = item
        whole = self.shape_of(source)
        self.keys[name] = _KEYS.get(type(whole.key), "key") if isinstance(whole, MapShape) else "key"
        return called

    def last_word(self, source: ast.Expr) -> str:
        if isinstance(source, ast.Field):
            label = label_of(self.shape_of(source), source.name)
            return label if singular(label) and " " not in label else spaced(source.name)
        if isinstance(source, ast.Name) and source.name in self.rule.others:
            return called_other(self.rule.others[source.name], self.rule.kind)
        return spaced(source.name) if isinstance(source, ast.Name) else ""

    def turn(self, name: str, source: ast.Expr) -> str:
        """The words after `each`: `action`, `milestone of the action`, `line in the budget's years`."""
        last, inside = self.last_word(source), self.noun(source)
        called = self.call_turn(name, source)
        if called in (singular(last), f"{singular(last)} {name}", f"other {singular(last)}"):
            if isinstance(source, ast.Field) and not self.is_root(base := self.holder(source.base, inside)):
                return f"{called} of {self.noun(base)}"
            return called
        if isinstance(source, ast.ListOf):
            return f"{called} ({listed([self.noun(one) for one in source.items], 'and')})"
        if isinstance(source, ast.Prefix) and source.word in ("years", "months") and called == source.word[:-1]:
            return f"{called} of {self.noun(source.part)}"
        return f"{called} in {inside}"

    def is_root(self, expr: ast.Expr) -> bool:
        return isinstance(expr, ast.Name) and expr.name == self.rule.root and expr.name not in self.spoken

    def holder(self, base: ast.Expr, label: str) -> ast.Expr:
        """What a field is said to belong to: a group of fields is passed over where the field's own name tells enough.

        It does where it begins like that of the group (`RAG`, `financial RAG`), and where no other field beside the
        group or beside it is called so and the name is more than one word, or stands in the submission itself.
        """
        while isinstance(base, ast.Field) and isinstance(group := self.shape_of(base), RecordShape):
            outer, called = self.shape_of(base.base), label_of(group, base.name)
            alone = isinstance(outer, RecordShape) and self.only(outer, label)
            if not (_echoes(called, label) or (alone and (" " in label or self.is_root(base.base)))):
                break
            base = base.base
        return base

    def is_text(self, base: ast.Name, label: str) -> bool:
        """Whether a field that is called like what it belongs to is a text: then it is the name of that."""
        record = self.shapes.get(base.name)
        fields = record.fields.items() if isinstance(record, RecordShape) else ()
        return any(isinstance(one, TextShape) and label_of(one, name) == label for name, one in fields)

    def only(self, outer: RecordShape, label: str) -> bool:
        """Whether just one field of a record, and of the groups and lists in it, has a label."""
        inside = [one.item if isinstance(one, ListShape) else one for one in outer.fields.values()]
        groups = [outer, *[one for one in inside if isinstance(one, RecordShape)]]
        return sum(label_of(one, name) == label for group in groups for name, one in group.fields.items()) == 1

    # -------------------------------------------------------------- nouns
    def noun(self, expr: ast.Expr) -> str:
        """The name of a value, with the value itself where `show` has it."""
        if self.show is None or not isinstance(expr, ast.Field | ast.Index | ast.Name):
            return self.unvalued(expr)
        called = self.unvalued(expr)
        if self.is_root(expr) or (isinstance(expr, ast.Name) and expr.name not in {*self.lets, *self.spoken}):
            return called
        value = self.show(expr)
        if value is None:
            return called
        return f"{called} {value}" if value.startswith("(") and value.endswith(")") else f"{called} ({value})"

    def side(self, expr: ast.Expr) -> str:
        """A side of a comparison; what is worked out is followed by what it comes to, where `show` has it."""
        said = self.noun(expr)
        if self.show is None or not isinstance(expr, _WORKED) or isinstance(unsigned(expr), ast.Number):
            return said
        value = self.show(expr)
        return said if value is None else f"{said}, which is {value}"

    def unvalued(self, expr: ast.Expr) -> str:
        """The name of a value. Never fails: what has no words of its own is called as it is written."""
        match expr:
            case ast.Text(value=value):
                return quoted(value)
            case ast.Number(written=written):
                return written
            case ast.Constant(value=value):
                return constant(value)
            case ast.ListOf(items=items):
                return listed([self.inner(item) for item in items], "and") if items else "an empty list"
            case ast.Name(name=name):
                return self.name(name)
            case ast.Field(base=base, name=name):
                return self.field(base, label_of(self.shape_of(expr), name))
            case ast.Index(base=base, key=key):
                return self.entry(base, key)
            case ast.Call():
                return self.call(expr)
            case ast.Negate() | ast.Sum() | ast.Product() | ast.IfGiven():
                return self.arithmetic(expr)
            case ast.Prefix(word=word, part=part):
                return self.prefixed(word, part)
            case ast.Span(working=working, start=start, end=end):
                kind = "working days" if working else "days"
                return f"the number of {kind} from {self.inner(start)} to {self.inner(end)}"
            case ast.Aggregate():
                return self.aggregate(expr)
        return f"whether {self.clause(expr)}"

    def name(self, name: str) -> str:
        if name in self.spoken:
            return self.spoken[name]
        if name == self.rule.root:
            return "the submission"
        if name in self.rule.parameters:
            return self.setting(name)
        if name in self.rule.lists:
            return f"the list of {spaced(name)}"
        return f"the {spaced(name)}"

    def setting(self, name: str) -> str:
        """The value of a parameter and its name, or its name and the values that it takes from one year to another."""
        show, self.show = self.show, None
        declared = self.rule.parameters[name]
        values = [self.noun(one.value) + (f" from {one.start}" if one.start else "") for one in declared]
        self.show = show
        if len(values) > 1 or isinstance(declared[0].value, ast.ListOf):
            return f"the {spaced(name)} ({', or '.join(values)})"
        return f"{values[0]} ({spaced(name)})"

    def field(self, base: ast.Expr, label: str) -> str:
        base = self.holder(base, label)
        if isinstance(base, ast.Name) and label in self.spoken.get(base.name, "").split() and self.is_text(base, label):
            label = "name"
        if self.is_root(base) or (isinstance(base, ast.Name) and base.name in self.turns):
            return f"the {label}"
        return owned(self.unvalued(base), label)

    def entry(self, base: ast.Expr, key: ast.Expr) -> str:
        called, shape = self.unvalued(base), self.shape_of(base)
        if isinstance(key, ast.Number):
            return f"item {key.written} of {called}"
        if isinstance(key, ast.Text) and not isinstance(shape, MapShape):
            return f"{quoted(key.value)} in {called}"
        value = self.show(key) if self.show is not None and isinstance(key, ast.Name | ast.Field | ast.Index) else None
        said = value if value is not None else self.inner_unvalued(key)
        if isinstance(base, ast.Prefix) and base.word in ("years", "months"):
            of = self.unvalued(base.part)
            return f"{base.word[:-1]} {said} of {of}" if value is not None else f"{base.word[:-1]} ({said}) of {of}"
        if isinstance(shape, ListShape) and (one := singular(self.last_word(base))) and isinstance(base, ast.Field):
            whose = self.holder(base.base, called)
            return f"the {one} for {said}" if self.is_root(whose) else f"the {one} of {self.unvalued(whose)} for {said}"
        return f"the entry in {called} for {said}" if isinstance(shape, ListShape) else f"{called} for {said}"

    def inner_unvalued(self, expr: ast.Expr) -> str:
        show, self.show = self.show, None
        said = self.inner(expr)
        self.show = show
        return said

    def inner(self, expr: ast.Expr) -> str:
        """In brackets where the words around it would be taken for part of it."""
        loose = ast.Sum | ast.Product | ast.Aggregate | ast.Negate | ast.ListOf
        return f"({self.noun(expr)})" if isinstance(expr, loose) else self.noun(expr)

    def plural(self, expr: ast.Expr) -> bool:
        listed_out = isinstance(expr, ast.Prefix) and expr.word in ("years", "months", "texts")
        return listed_out or (isinstance(expr, ast.Field) and is_plural(label_of(self.shape_of(expr), expr.name)))

    # -------------------------------------------------------------- what is worked out
    def arithmetic(self, expr: ast.Negate | ast.Sum | ast.Product | ast.IfGiven) -> str:
        match expr:
            case ast.Negate(part=part):
                return f"-{part.written}" if isinstance(part, ast.Number) else f"minus {self.inner(part)}"
            case ast.IfGiven(part=part, default=default):
                return self.or_else(part, self.noun(default))
            case ast.Sum(terms=terms):
                return "".join(self.term(place, *one, place == len(terms) - 1) for place, one in enumerate(terms))
            case ast.Product(factors=factors):
                return self.product(factors)

    def or_else(self, part: ast.Expr, default: str) -> str:
        """A value, and what stands for it where it is blank; which of them counts, where that is known."""
        value = self.show(part) if self.show is not None else None
        default = "nothing" if default == _EMPTY else default
        if value is None:
            return f"{self.inner(part)} ({default} where blank)"
        return f"{self.unvalued(part)} {value[:-1]}, so {default})" if value.startswith("(") else self.noun(part)

    def term(self, place: int, sign: int, expr: ast.Expr, last: bool) -> str:
        plain = isinstance(expr, ast.Product) or (last and isinstance(expr, ast.Aggregate))
        called = self.noun(expr) if plain else self.inner(expr)
        return (("" if sign > 0 else "minus ") if not place else (" plus " if sign > 0 else " less ")) + called

    def product(self, factors: tuple[tuple[str, ast.Expr], ...]) -> str:
        said = self.inner(factors[0][1])
        for place, (op, factor) in enumerate(factors[1:]):
            first = factors[0][1]
            share = not place and op == "*" and self.is_percent(first)
            said += (" of " if share else " times " if op == "*" else " divided by ") + self.inner(factor)
        return said

    def is_percent(self, expr: ast.Expr) -> bool:
        if isinstance(expr, ast.Name) and expr.name not in self.spoken and expr.name in self.rule.parameters:
            return all(self.is_percent(one.value) for one in self.rule.parameters[expr.name])
        return isinstance(expr, ast.Number) and expr.unit == PERCENT

    def prefixed(self, word: str, part: ast.Expr) -> str:
        if word == "key" and isinstance(part, ast.Name) and part.name in self.keys:
            return f"the {self.keys[part.name]} of {self.inner(part)}"
        if word != "count":
            return f"{_OF.get(word, f'the {word} of')} {self.inner(part)}"
        if isinstance(part, ast.Aggregate):
            return f"the number of {bare(self.noun(part))}"
        called = self.inner(part)
        root = isinstance(part, ast.Field) and self.is_root(self.holder(part.base, bare(called)))
        return f"the number of {bare(called) if root or isinstance(part, ast.Call) else called}"

    def call(self, expr: ast.Call) -> str:
        said = [self.inner(one) for one in expr.arguments]
        if expr.name == "undefined_acronyms" and len(said) == 2:
            return f"the acronyms of {said[0]} that are neither explained there nor in {said[1]}"
        if expr.name == "abs" and (sides := _difference(expr.arguments[0])):
            return f"the difference between {shared([self.inner(one) for one in sides], 'and')}"
        if expr.name in _CALLS and said:
            return f"{_CALLS[expr.name]} {listed(said, 'and')}"
        return f"{spaced(expr.name)} of {listed(said, 'and')}" if said else spaced(expr.name)

    def aggregate(self, expr: ast.Aggregate) -> str:
        before, shapes = dict(self.spoken), dict(self.shapes)
        turn = self.turn(expr.name, expr.source)
        where = f" where {self.clause(expr.where, at='part')}" if expr.where else ""
        called = _WORKED_OUT.get(expr.word, expr.word)
        if expr.part is None:
            said = f"the number of {several(turn)}{where}"
        elif isinstance(expr.part, ast.Name) and expr.part.name == expr.name and not where:
            said = f"{called} of {self.noun(expr.source)}"
        elif _mentions(expr.part, expr.name) == 1:
            self.spoken[expr.name] = f"each {turn}"
            said = f"{called} of {self.inner(expr.part)}{where}"
        else:
            said = f"{called}, over each {turn}{where}, of {self.inner(expr.part)}"
        self.spoken, self.shapes = before, shapes
        return said


def called_other(other: Other, kind: str, *, one: bool = False) -> str:
    """What another submission is called: `previous submission`, `other contract return`, `operational plans`.

    `one`: one of all that a name stands for.
    """
    if other.use.word == "previous":
        return "previous submission"
    called = ("other " if other.kind == kind else "") + label_of(other.shape, other.kind.replace("-", " "))
    return several(called) if other.use.word == "all" and not one else called


def _item_word(shape: Shape | None) -> str:
    """What one of a collection is called where neither the rule nor the field says: by its label, if it is a word."""
    if isinstance(shape, FigureShape):
        return "figure"
    label = label_of(shape, "entry")
    return label if label.isalpha() else "entry"


def _echoes(group: str, label: str) -> bool:
    """Whether a field's name says by itself what group it is of: `effect on quality`, `effect on safety`."""
    one, other = group.lower().split(), label.lower().split()
    return bool(one and other) and (one[0].rstrip("s") == other[0].rstrip("s") or set(one) <= set(other))


def _mentions(expr: ast.Expr, name: str) -> int:
    """How often a name stands in an expression."""
    own = isinstance(expr, ast.Name) and expr.name == name
    return int(own) + sum(_mentions(part, name) for part in parts_of(expr))


def _difference(expr: ast.Expr) -> list[ast.Expr]:
    """The two sides of a difference; nothing for another sum."""
    signs = [sign for sign, _ in expr.terms] if isinstance(expr, ast.Sum) else []
    return [one for _, one in expr.terms] if isinstance(expr, ast.Sum) and signs == [1, -1] else []
