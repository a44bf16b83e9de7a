"""The tree of a rule file as plain JSON, to be kept, and back again.

`from_plain(to_plain(file))` is the same tree. Nothing in the JSON can name anything but the classes of the tree.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from planlint import records, values
from planlint.lang import ast


def to_plain(node: Any) -> Any:
    """A tree, or a part of one, as JSON can hold it. Raises TypeError for what is no part of a tree."""
    if node is None or type(node) in (str, int, bool):
        return node
    if type(node) is tuple:
        return ["", *map(to_plain, node)]
    if type(node) is Fraction:
        return ["/", str(node)]
    if type(node) is date:
        return ["-", node.isoformat()]
    name = type(node).__name__
    if _classes().get(name) is not type(node):
        raise TypeError(f"{name} is no part of a tree")
    positional, by_name = _fields(_classes()[name])
    return [name, *(to_plain(getattr(node, field)) for field in (*positional, *by_name))]


def from_plain(plain: Any) -> Any:
    """The tree that `to_plain` made this of. Raises KeyError, TypeError or ValueError for anything else."""
    if type(plain) is not list:
        return plain
    name, *parts = plain
    if name == "":
        return tuple(map(from_plain, parts))
    if name == "/":
        return Fraction(parts[0])
    if name == "-":
        return date.fromisoformat(parts[0])
    made = _classes()[name]
    positional, by_name = _fields(made)
    inner = list(map(from_plain, parts))
    return made(*inner[: len(positional)], **dict(zip(by_name, inner[len(positional) :], strict=True)))


@cache
def _classes() -> dict[str, type]:
    """The classes that a tree is made of, by name."""
    return {
        name: one
        for module in (values, ast)
        for name, one in vars(module).items()
        if isinstance(one, type) and records.is_dataclass(one)
    }


@cache
def _fields(made: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a class: those given in order, and those given by name."""
    every = records.fields(made)
    return tuple(one.name for one in every if not one.kw_only), tuple(one.name for one in every if one.kw_only)
