"""English for the parts of a rule's sentence: plurals, possessives, dates, the names of things.

Also `spelt_out`, which puts what a `define` stands for in its place, so that a sentence hides nothing.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import date

from planlint.lang import ast
from planlint.limits import LIMITS
from planlint.records import fields
from planlint.shape import ListShape, MapShape, RecordShape, Shape
from planlint.values import Month

_EXPANDED = 2_000


def quoted(text: str) -> str:
    return f'"{text}"'


def spaced(name: str) -> str:
    return name.replace("_", " ").strip() or name


_IRREGULAR = ("criteria", "people")


def is_plural(noun: str) -> bool:
    """Whether the last word looks like more than one: `the members`, not `the status` or `the basis`.

    >>> is_plural("savings planned to date"), is_plural("control total agreed"), is_plural("figures given twice")
    (True, False, True)
    """
    word = re.split(r" (?:for|in|of|to|by|on|with|from|given|that|which|who) | \(", noun)[0]
    word = re.sub(r"(?: [a-z]+ed)+$", "", word)
    return word.endswith(_IRREGULAR) or bool(
        re.search(r"[a-z]s$", word) and not re.search(r"(?:ss|us|is|'s|s')$", word)
    )


def singular(noun: str) -> str | None:
    """One of several, where the word has a plain plural.

    >>> singular("projects"), singular("activities"), singular("status")
    ('project', 'activity', None)
    """
    if not is_plural(noun) or noun.endswith(_IRREGULAR):
        return None
    return noun[:-3] + "y" if noun.endswith("ies") else noun[:-1]


def owned(owner: str, thing: str) -> str:
    """
    >>> owned("the action", "owner"), owned("the members", "total"), owned("item 2 of the rows", "total")
    ("the action's owner", "the members' total", 'the total of item 2 of the rows')
    >>> owned("the action's owner", "role")
    "the role of the action's owner"
    """
    if re.search(r" (?:of|for|in|on|to|with|from) |'s |s' ", owner) or owner.endswith((")", '"')):
        return f"the {thing} of {owner}"
    return f"{owner}'" + ("" if owner.endswith("s") and is_plural(owner) else "s") + f" {thing}"


def several(noun: str) -> str:
    """
    >>> several("entry"), several("branch"), several("year of the plan"), several("milestone o")
    ('entries', 'branches', 'years of the plan', 'milestones o')
    """
    found = re.match(r"(.*?)( \w{1,2})?(?= (?:of|in) |$)(.*)$", noun, re.DOTALL)
    head, letter, rest = found.groups("") if found else (noun, "", "")
    if re.search(r"[^aeiou]y$", head):
        return f"{head[:-1]}ies{letter}{rest}"
    return f"{head}{'es' if re.search(r'(?:s|x|ch|sh)$', head) else 's'}{letter}{rest}"


def same(one: ast.Expr, other: ast.Expr) -> bool:
    """Whether two expressions are written alike, where they are paths, perhaps with a word before them."""
    match one, other:
        case ast.Name(name=a), ast.Name(name=b):
            return a == b
        case ast.Field(base=base, name=a), ast.Field(base=base2, name=b):
            return a == b and same(base, base2)
        case ast.Index(base=base, key=key), ast.Index(base=base2, key=key2):
            return same(base, base2) and same(key, key2)
        case ast.Prefix(word=a, part=part), ast.Prefix(word=b, part=part2):
            return a == b and same(part, part2)
        case ast.Text(value=a), ast.Text(value=b):
            return a == b
        case ast.Number(written=a), ast.Number(written=b):
            return a == b
    return False


def unsigned(expr: ast.Expr) -> ast.Expr:
    return expr.part if isinstance(expr, ast.Negate) else expr


def bare(noun: str) -> str:
    return noun.removeprefix("the ")


def label_of(shape: Shape | None, name: str) -> str:
    """What people call a field: its label in the run of a sentence, else its name with spaces."""
    label = shape.label.strip().rstrip(".:") if shape else ""
    if not label:
        return spaced(name)
    label = re.sub(r"^(?:the|The) ", "", label)
    label = re.sub(r"^([^,()]+), ([^,()]+)$", r"\1 (\2)", label)
    return label[0].lower() + label[1:] if len(label) > 1 and not label[1].isupper() else label


def field_shape(shape: Shape | None, name: str) -> Shape | None:
    return shape.fields.get(name) if isinstance(shape, RecordShape) else None


def item_shape(shape: Shape | None) -> Shape | None:
    if isinstance(shape, ListShape):
        return shape.item
    return shape.value if isinstance(shape, MapShape) else None


def constant(value: object) -> str:
    """A date as it is said: `31 March 2018`, `May 2017`; `yes` and `no`; all else as written."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year:04d}"
    if isinstance(value, Month):
        return f"{_MONTHS[value.month - 1]} {value.year:04d}"
    return str(value)


_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


# ------------------------------------------------------------------ defines


def parts_of(expr: ast.Expr) -> Iterator[ast.Expr]:
    """The expressions that stand directly in one, in order."""
    for one in fields(expr):
        if one.name not in ("pos", "depth", "type"):
            yield from _within(getattr(expr, one.name))


def _within(value: object) -> Iterator[ast.Expr]:
    if isinstance(value, ast.Expr):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _within(part)


class Expander:
    """Puts the expression of each `define` in place of its call.

    Never fails: a call that leads back to itself, or to more than a sentence can hold, stays as it is.
    """

    def __init__(self, defines: Mapping[str, ast.Define]) -> None:
        self.defines = defines
        self.left = _EXPANDED

    def spelt_out(
        self, expr: ast.Expr, bound: Mapping[str, ast.Expr], open_: tuple[str, ...] = (), level: int = 0
    ) -> ast.Expr:
        if isinstance(expr, ast.Name) and expr.name in bound:
            return bound[expr.name]
        if open_:
            self.left -= 1
        body = self._body(expr, bound, open_, level)
        if body is not None:
            return body
        changed = {
            one.name: self._inside(getattr(expr, one.name), bound, open_, level + 1)
            for one in fields(expr)
            if one.name not in ("pos", "depth", "type")
        }
        if all(value is getattr(expr, name) for name, value in changed.items()):
            return expr
        new = copy.copy(expr)
        for name, value in changed.items():
            setattr(new, name, value)
        new.depth = 1 + max((part.depth for part in parts_of(new)), default=0)
        return new

    def _inside(self, value: object, bound: Mapping[str, ast.Expr], open_: tuple[str, ...], level: int) -> object:
        if isinstance(value, ast.Expr):
            return self.spelt_out(value, bound, open_, level)
        if isinstance(value, tuple):
            parts = tuple(self._inside(part, bound, open_, level) for part in value)
            return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
        return value

    def _body(
        self, expr: ast.Expr, bound: Mapping[str, ast.Expr], open_: tuple[str, ...], level: int
    ) -> ast.Expr | None:
        """What a call of a `define`, or its bare name, stands for."""
        if not isinstance(expr, ast.Call | ast.Name) or expr.name in open_ or self.left <= 0:
            return None
        define = self.defines.get(expr.name)
        arguments = expr.arguments if isinstance(expr, ast.Call) else ()
        if define is None or len(arguments) != len(define.names) or level + define.part.depth > LIMITS.rule_depth:
            return None
        given = [self.spelt_out(one, bound, open_, level + 1) for one in arguments]
        body = self.spelt_out(define.part, dict(zip(define.names, given, strict=True)), (*open_, expr.name), level)
        return body if level + body.depth <= LIMITS.rule_depth else None
