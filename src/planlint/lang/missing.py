"""What people call a place in a submission: a missing value by its field and by what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from planlint.lang.held import Node
from planlint.lang.phrases import constant, is_plural, label_of, owned, quoted, singular
from planlint.lang.predicates import listed
from planlint.lang.show import show_node
from planlint.model import Path, Value
from planlint.shape import ListShape, MapShape, MonthShape, RecordShape, Shape
from planlint.values import parse_month

_NAMES = 6
"""How many places are named at most, before the rest are counted."""
_OWNERS = 2
"""How many things a place is said to belong to, at most."""
_GROUPS = 3
"""How many fields are named at most, before the rest are counted."""
_OWNERS_NAMED = 4
"""Of how many things one field is named at most."""


def names_of(paths: Sequence[Path], at: Path, shape: Shape, data: Value) -> str:
    """Places within another in words, without what that is: `start, end and role of the owner`."""
    names = [name_of(path, shape, data, len(at))[0].removeprefix("the ") for path in dict.fromkeys(paths)]
    more = len(names) - _NAMES
    return listed(names if more <= 1 else [*names[:_NAMES], f"{more} others"], "and")


def several(paths: Sequence[Path], shape: Shape, data: Value, more: int = 0) -> tuple[str, bool]:
    """Places in words, those of one field together: `the plan of "Elective", "Day case" and 3 others`; and whether
    they are several things. `more` are others that cannot be named here."""
    things: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        called, chain = _called(path, shape, data, 0)
        things.setdefault(called, []).extend([_chain(chain)] if chain else [])
    fields: dict[object, list[str]] = {}
    for called, owners in things.items():
        fields.setdefault(tuple(owners) or called, []).append(called)
    told = [(_of(_together(names), things[names[0]]), names) for names in fields.values()]
    if len(told) == 1 and not more:
        said, names = told[0]
        return said, len(names) > 1 or is_plural(names[0])
    left = sum(max(1, len(things[one])) for _, names in told[_GROUPS:] for one in names) + more
    rest = [f"{left} other value{'s' if left > 1 else ''}"] if left else []
    return listed([*(said for said, _ in told[:_GROUPS]), *rest], "and"), True


def _together(names: list[str]) -> str:
    """Fields of the same things: `the plan for the month and actual for the month`."""
    more = len(names) - _NAMES
    first, *others = names if more <= 0 else [*names[:_NAMES], f"{more} others"]
    return listed([first, *(one.removeprefix("the ") for one in others)], "and")


def _of(called: str, owners: list[str]) -> str:
    """One field of several things: as many of them by name as a reader takes in."""
    if not owners:
        return called
    left = len(owners) - _OWNERS_NAMED
    return f"{called} of " + listed(owners if left <= 0 else [*owners[:_OWNERS_NAMED], f"{left} more"], "and")


def at(data: Value, path: Path) -> Value:
    """What stands at a path; None where nothing does."""
    for step in path:
        data = _inner(data, step)
    return data


def name_of(path: Path, shape: Shape, data: Value, within: int = 0) -> tuple[str, bool]:
    """A place in words, and whether they are of several things: `the plan of "Elective"`, `the resource for 2018/19`.

    `shape` and `data` are of the whole submission; what the path names need not be there. Of what it belongs to,
    the first `within` steps are not said.
    """
    called, owners = _called(path, shape, data, within)
    chain = _chain(owners)
    return (f"{called} of {chain}" if chain else called), is_plural(called)


def _chain(owners: list[str]) -> str:
    """What something belongs to, the nearest first: `"Patients" in "VPS"`."""
    return " in ".join(owners)


def _called(path: Path, shape: Shape, data: Value, within: int) -> tuple[str, list[str]]:
    """What a place is called, and what it belongs to, the nearest first."""
    called, owners = "the submission", list[str]()
    for depth, step in enumerate(path):
        inner = _inner(data, step)
        if isinstance(shape, ListShape):
            called, owner = _item(called, shape, inner, step)
            owners += [owner] if owner and depth >= within else []
            shape = shape.item
        elif isinstance(shape, MapShape):
            key = parse_month(str(step)) if isinstance(shape.key, MonthShape) else None
            called, shape = f"{called} for {constant(key) if key else step}", shape.value
        else:
            shape = shape.fields.get(str(step), Shape()) if isinstance(shape, RecordShape) else Shape()
            label = label_of(shape, str(step))
            grouped = depth > 1 and isinstance(path[depth - 1], str) and " " not in label
            called = owned(called, label) if grouped else f"the {label}"
        data = inner
    return called, [one for one in reversed(owners[-_OWNERS:]) if one != called]


def _inner(data: Value, step: str | int) -> Value:
    if isinstance(data, dict):
        return data.get(step) if isinstance(step, str) else None
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _item(called: str, shape: ListShape, item: Value, step: str | int) -> tuple[str, str]:
    """An item of a list, and how it is called as what something belongs to."""
    if isinstance(step, str):
        return f"{quoted(step)} in {called}", ""
    if isinstance(item, dict) and isinstance(shape.item, RecordShape):
        key = item.get(shape.key) if shape.key else None
        said = str(key) if isinstance(key, str | int) else show_node(Node(item, (), shape.item))
        if not said.startswith("("):
            return quoted(said), quoted(said)
    one = singular(called.removeprefix("the ")) or "item"
    return f"{one} {step + 1}", f"{one} {step + 1}"
