"""The good submissions that everything begins from: the fixtures of the pack, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from planlint import readers
from planlint.bind import Kind, bind
from planlint.model import Document, Path, Unreadable, Value
from planlint.packs import Pack
from planlint.rule_tests import FIXTURES
from planlint.shape import AnyShape, ListShape, MapShape, RecordShape, Shape


@dataclass(frozen=True)
class Origin:
    """A good submission of the pack, read once."""

    name: str
    document: Document
    kind: Kind

    @cached_property
    def data(self) -> Value:
        """Its data, the keys of years and months in one spelling. Not to be changed: copy it first."""
        return bind(self.document, self.kind).submitted


def origins(pack: Pack) -> dict[str, tuple[Origin, ...]]:
    """The good submissions of each kind, in order of their names; every kind of the pack has one."""
    found: dict[str, list[Origin]] = {name: [] for name in sorted(pack.kinds)}
    for file in sorted((pack.folder / FIXTURES).glob("*.yaml")):
        read = readers.read(file.read_bytes(), file.name)
        if isinstance(read, Unreadable) or not isinstance(read.data, dict):
            raise ValueError(f"{file.name} cannot be read")
        name = str(read.data.get("kind"))
        found[name].append(Origin(file.name, read, pack.kinds[name]))
    missing = [name for name, some in found.items() if not some]
    if missing:
        raise ValueError(f"no good submission of the kind {missing[0]} in {FIXTURES}")
    return {name: tuple(some) for name, some in found.items()}


def inside(shape: Shape, step: str | int) -> Shape:
    """The shape behind a step."""
    if isinstance(shape, RecordShape):
        return shape.fields.get(str(step), AnyShape())
    if isinstance(shape, MapShape):
        return shape.value
    return shape.item if isinstance(shape, ListShape) else AnyShape()


def places(data: Value, shape: Shape, path: Path = ()) -> Iterator[tuple[Path, Value, Shape]]:
    """Every value of a submission with its path and shape, what holds others before what it holds."""
    yield path, data, shape
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        yield from places(value, inside(shape, step), (*path, step))


def held(data: Value, path: Path) -> Value:
    """What stands at a path. Raises KeyError or IndexError where there is nothing."""
    for step in path:
        if isinstance(data, dict):
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            raise KeyError(step)
    return data


def put(data: Value, path: Path, value: Value) -> None:
    """Put a value at a path, all of which but the last step is there."""
    holder = held(data, path[:-1])
    step = path[-1]
    if isinstance(holder, dict):
        holder[str(step)] = value
    elif isinstance(holder, list) and isinstance(step, int):
        holder[step] = value
    else:
        raise KeyError(step)


def take(data: Value, path: Path) -> None:
    """Take away what stands at a path."""
    holder, step = held(data, path[:-1]), path[-1]
    if isinstance(holder, dict):
        del holder[str(step)]
    elif isinstance(holder, list) and isinstance(step, int):
        del holder[step]
