"""What a rule may read, told from its tree: so that it is decided fast where a value of no concern to it is faulty."""

from __future__ import annotations

from collections.abc import Set
from typing import Any, NamedTuple

from planlint.lang.checked import CheckedRule
from planlint.lang.held import shape_at
from planlint.model import Path
from planlint.records import fields, is_dataclass
from planlint.shape import FigureShape, ListShape, MapShape, RecordShape, Shape


class Reads(NamedTuple):
    """What a rule reads: fields of the root, and the names of all fields that it could read anywhere; None where it
    goes through the whole submission."""

    roots: frozenset[str]
    names: frozenset[str] | None

    def any_of(self, faulty: Set[tuple[str, str | None]]) -> bool:
        """Whether it reads one of these: a field of the root, and of what stands in that the name, if it has one."""
        if self.names is None:
            return bool(faulty)
        return any(root in self.roots and (name is None or name in self.names) for root, name in faulty)

    def and_(self, names: frozenset[str]) -> Reads:
        """The same, and fields by these names."""
        return Reads(self.roots, None if self.names is None else self.names | names)


def mentioned(rule: CheckedRule) -> frozenset[str]:
    """Every field that a rule could name, and more: all texts of its tree and of the named expressions of its file."""
    found: set[str] = set()
    todo: list[Any] = [rule.rule, *rule.defines.values(), *(one for each in rule.parameters.values() for one in each)]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            found.update((one, *one.split(".")))
        elif isinstance(one, tuple | list):
            todo.extend(one)
        elif is_dataclass(one):
            todo.extend(getattr(one, each.name) for each in fields(one))
    return frozenset(found)


def structural(shape: Shape) -> frozenset[str]:
    """The fields of a kind that are read without being named: what identifies an item, states a unit, or dates."""
    found: set[str] = set()
    todo = [shape]
    while todo:
        one = todo.pop()
        if isinstance(one, RecordShape):
            found.update(name for name in (*(one.period or ()), one.year) if name)
            todo.extend(one.fields.values())
        elif isinstance(one, ListShape):
            found.update((one.key,) if one.key else ())
            todo.append(one.item)
        elif isinstance(one, MapShape):
            todo.append(one.value)
        elif isinstance(one, FigureShape):
            found.update((one.unit_field,) if one.unit_field else ())
    return frozenset(found)


def field_at(shape: Shape, path: Path) -> str | None:
    """The field that a path ends in; None where it ends in an item, or in nothing that the kind knows."""
    record = shape_at(shape, path[:-1])
    name = path[-1]
    return name if isinstance(name, str) and isinstance(record, RecordShape) and name in record.fields else None
