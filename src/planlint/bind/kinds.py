"""The kinds of submission that a pack knows, each from its schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from planlint.bind.check import Node, Where, read_nodes
from planlint.bind.expand import check_sizes
from planlint.bind.faults import ShapeFault
from planlint.bind.meaning import check_meaning
from planlint.bind.naming import shown
from planlint.bind.source import SchemaFile, read_schema_file
from planlint.bind.validators import BASE, fast_validator, prepare, slow_validator
from planlint.bind.vocabulary import nearest
from planlint.errors import PackFault, Problem
from planlint.model import Document
from planlint.shape import RecordShape, read_shape

_SAYS_NOTHING = frozenset(("$schema", "$id", "$comment", "$defs", "title", "description", "x-kind"))


class Validators:
    """The two validators of one kind. Each is built when it is first asked for, and kept."""

    def __init__(self, name: str, prepared: Mapping[str, Any]) -> None:
        self._schema = prepared[name]
        self._resources = {BASE + file: schema for file, schema in prepared.items() if file != name}

    @cached_property
    def fast(self) -> Any:
        return fast_validator(self._schema, self._resources)

    @cached_property
    def slow(self) -> Any:
        return slow_validator(self._schema, self._resources)

    def accept(self, data: Any) -> bool:
        """Whether data that the reader has bounded in depth is certainly valid. False means: ask the slow one."""
        try:
            return bool(self.fast.is_valid(data))
        except UnicodeError:  # half of a surrogate pair, which the fast one cannot read
            return False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of submission: `name` as in `kind: stp-plan`, the `file` of its schema, the schema, and its shape."""

    name: str
    file: str
    schema: Mapping[str, Any]
    shape: RecordShape
    validators: Validators = field(repr=False, compare=False)

    @property
    def title(self) -> str:
        """What people call this kind."""
        return self.shape.label or self.name


def load_kinds(schemas: Mapping[str, bytes]) -> Mapping[str, Kind]:
    """The kinds of a pack by name, from its schema files by file name.

    A file is a kind if its root says anything about a value, and is named by its file (`stp-plan.schema.json`) or
    by `x-kind`. A file of nothing but `$defs`, or with `"x-kind": false`, is a library that others refer to.

    Raises PackFault with every problem of every file.
    """
    return _load(tuple(sorted(schemas.items())))


@lru_cache(maxsize=8)
def _load(schemas: tuple[tuple[str, bytes], ...]) -> Mapping[str, Kind]:
    files = [read_schema_file(name, content) for name, content in schemas]
    nodes = read_nodes(file for file in files if file.schema is not None)
    if check_sizes(nodes) and not any(file.problems for file in files):
        check_meaning(nodes)
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise PackFault(problems)
    prepared = {file.name: prepare(file.schema, file.name) for file in files}
    library = {file.name: file.schema for file in files}
    reached = _references(nodes)
    kinds: dict[str, Kind] = {}
    for file in files:
        name = _kind_name(file)
        if name:
            _add(kinds, name, file, {one: prepared[one] for one in sorted(reached[file.name])}, library)
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise PackFault(problems)
    return MappingProxyType(kinds)


def _kind_name(file: SchemaFile) -> str | None:
    """The name of the kind that a file describes; None for a library."""
    said = file.schema.get("x-kind")
    if said is False or not file.schema.keys() - _SAYS_NOTHING:
        return None
    return str(said) if said else file.name.removesuffix(".json").removesuffix(".schema")


def _add(
    kinds: dict[str, Kind],
    name: str,
    file: SchemaFile,
    prepared: Mapping[str, Any],
    library: Mapping[str, Mapping[str, Any]],
) -> None:
    """Add a kind, or note in its file why it cannot be one."""
    stated = file.schema.get("properties", {}).get("kind", {})
    const = stated.get("const", name) if isinstance(stated, dict) else name
    if const != name:
        hint = f'Write "{name}", or name the file {const}.schema.json.'
        file.fault("/properties/kind/const", f'This is the schema of the kind "{name}", not "{const}".', hint)
    if name in kinds:
        file.fault("", f'The kind "{name}" is described already, by {kinds[name].file}.')
        return
    try:
        shape = read_shape(file.schema, file.name, library)
        validators = Validators(file.name, prepared)
        validators.fast  # noqa: B018  what it refuses is a problem of the pack, to be told now
    except PackFault as fault:
        file.problems.extend(fault.problems)
    except ValueError as error:
        said = str(error).splitlines()[0][:200]
        file.problems.append(Problem(file.name, 0, 0, f"This schema cannot be used: {said}"))
    else:
        kinds[name] = Kind(name, file.name, file.schema, shape, validators)


def _references(nodes: Mapping[Where, Node]) -> dict[str, set[str]]:
    """The other files that each file refers to, directly or not, by name, and itself."""
    leads: dict[str, set[str]] = {}
    for (name, _), node in nodes.items():
        known = leads.setdefault(name, {name})
        if "$ref" in node.schema:
            known.update(other for other, _ in node.same)
    reached: dict[str, set[str]] = {}
    for name in leads:
        found, ahead = {name}, [name]
        while ahead:
            new = leads[ahead.pop()] - found
            found |= new
            ahead.extend(new)
        reached[name] = found
    return reached


def kind_of(
    document: Document, kinds: Mapping[str, Kind], wanted: str | None = None, otherwise: str | None = None
) -> Kind | ShapeFault:
    """Which kind a submission is: `wanted` (asked for), else what `kind:` at its root says, else `otherwise`.

    A fault READ-KIND lists the kinds that there are.
    """
    said = document.data.get("kind") if isinstance(document.data, dict) else None
    blank = said is None or (isinstance(said, str) and not said.strip())
    name = wanted if wanted is not None else otherwise if blank else said
    if isinstance(name, str) and name in kinds:
        return kinds[name]
    known = ", ".join(sorted(kinds)) or "none"
    at = ("kind",) if wanted is None and not blank else ()
    if name is None:
        message = f"The kind of this submission is not stated. Known kinds: {known}."
        return ShapeFault(
            "READ-KIND", at, message, "Put a line such as `kind: NAME` at the top, or use --kind NAME.", known
        )
    close = nearest(name, kinds) if isinstance(name, str) else None
    meant = f" Did you mean {close}?" if close else ""
    message = f"{shown(name)} is not a known kind of submission.{meant} Known kinds: {known}."
    return ShapeFault("READ-KIND", at, message, "Write one of the known kinds, or use --kind NAME.", known, shown(name))
