"""Functions of the language. A function is one decorated function here: its annotations are its type, its
docstring its manual, its doctest its test. What knows English is loaded when a rule first asks about it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from planlint.lang.figures import Figure, constant, scale
from planlint.lang.held import Held, Items, Missing, Node, Worth
from planlint.model import Path
from planlint.records import dataclass, replace
from planlint.shape import AnyShape, ChoiceShape, FigureShape, ListShape, Shape, TextShape
from planlint.values import parse_unit


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    takes: tuple[str, ...]
    gives: str
    apply: Callable[..., Worth]
    manual: str


FUNCTIONS: dict[str, Function] = {}
WANTED = {"figure": "figure", "text": "text", "prose": "text or list of texts", "list": "list"}
"""What people call each thing that a function takes."""


def fits(shape: Shape, wanted: str) -> bool:
    """Whether a function that takes `wanted` can be given something of a shape."""
    if isinstance(shape, AnyShape):
        return True
    if wanted == "figure":
        return isinstance(shape, FigureShape)
    if wanted == "list":
        return isinstance(shape, ListShape)
    if wanted == "prose" and isinstance(shape, ListShape):
        shape = shape.item
    return isinstance(shape, TextShape | ChoiceShape | AnyShape)


def function(takes: str, gives: str) -> Callable[[Callable[..., Worth]], Callable[..., Worth]]:
    """Make a function known to the language. `gives` is `figure`, `count` or `texts`; `takes` names, for each value,
    `figure`, `text`, `prose` (a text or a list of texts) or `list` (of the pack, or of texts)."""

    def known(body: Callable[..., Worth]) -> Callable[..., Worth]:
        manual = (body.__doc__ or "").strip().splitlines()[0]
        FUNCTIONS[body.__name__.rstrip("_")] = Function(
            body.__name__.rstrip("_"), tuple(takes.split()), gives, body, manual
        )
        return body

    return known


@function("figure", "figure")
def abs_(x: Any) -> Worth:
    """The size of a figure without its sign."""
    if not isinstance(x, Figure):
        return Missing((), "unreadable")
    if x.low >= 0:
        return replace(x, path=None)
    if x.high <= 0:
        return scale(x, Fraction(-1))
    value = abs(x.value)
    return replace(
        x,
        value=value,
        terms={},
        below=-value,
        above=max(-x.low, x.high) - value,
        ratio=None,
        path=None,
    )


@function("text", "count")
def words(t: Any) -> Worth:
    """How many words a text has; of a link, what it says.

    >>> str(words(Held("We won't close beds.")).value)
    '4'
    """
    if not isinstance(t, Held) or not isinstance(t.value, str):
        return Missing((), "unreadable")
    from planlint.lang import prose

    return _count(prose.words(t.value))


@function("prose", "texts")
def sentences(t: Any) -> Worth:
    """The sentences of a text, or of all of a list of texts; an item of a list in a text is one too.

    >>> len(sentences(Held("It cost £3.2m. Why? Nobody knows")).values)
    3
    """
    texts = _texts(t)
    if isinstance(texts, Missing):
        return texts
    from planlint.lang import prose

    return Items(tuple(Held(one, at) for text, at in texts for one in prose.sentences(text)), _place(t))


@function("prose", "count")
def reading_age(t: Any) -> Worth:
    """The age at which most people can read a text, or a list of texts: the Flesch-Kincaid grade and five.

    >>> str(reading_age(Held("We want more care near your home. We want fewer stays in hospital.")).value)
    '6'
    """
    texts = _texts(t)
    from planlint.lang import prose

    return texts if isinstance(texts, Missing) else _count(prose.reading_age(text for text, _ in texts))


@function("prose list", "texts")
def undefined_acronyms(t: Any, known: Any) -> Worth:
    """The short forms that a text, or a list of texts, uses and does not explain, but for those of a list.

    >>> [one.value for one in undefined_acronyms(Held("The VPS and the NHS"), Items((Held("NHS"),))).values]
    ['VPS']
    """
    texts = _texts(t)
    if isinstance(texts, Missing):
        return texts
    from planlint.lang import prose

    found = prose.undefined_acronyms((text for text, _ in texts), _keys(known))
    return Items(tuple(Held(short, texts[n][1]) for short, n in found), _place(t))


def _count(number: int) -> Worth:
    return constant(number, parse_unit("count") or constant(0).unit)


def _place(t: Any) -> Path | None:
    return t.path if isinstance(t, Held | Items | Node) else None


def _texts(t: Any) -> list[tuple[str, Path | None]] | Missing:
    """The texts of a text or of a list of texts, each with its place."""
    if isinstance(t, Held) and isinstance(t.value, str):
        return [(t.value, t.path)]
    if isinstance(t, Items):
        return [(one.value, one.path) for one in t.values if isinstance(one, Held) and isinstance(one.value, str)]
    if isinstance(t, Node) and isinstance(t.raw, list):
        own = [(n, one) for n, one in enumerate(t.raw) if isinstance(one, str)]
        return [(one, (*t.path, n) if t.own else None) for n, one in own]
    return Missing((), "unreadable")


def _keys(known: Any) -> list[str]:
    """The keys of a list of the pack, or the texts of a list."""
    if isinstance(known, Node) and isinstance(known.raw, list) and isinstance(known.shape, ListShape):
        rows = [row.get(known.shape.key) if isinstance(row, dict) else row for row in known.raw]
        return [row for row in rows if isinstance(row, str)]
    texts = _texts(known)
    return [] if isinstance(texts, Missing) else [text for text, _ in texts]
