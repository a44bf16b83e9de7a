"""A pack's schemas read in full: every problem of every file, or the kinds of submission that they describe."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from planlint.bind.check import Node, Where, read_nodes
from planlint.bind.expand import check_sizes
from planlint.bind.kinds import Kind, Validators, made_of
from planlint.bind.meaning import check_meaning
from planlint.bind.pictures import picture_faults
from planlint.bind.quotes import QUOTED, narrative_of
from planlint.bind.source import SchemaFile, read_schema_file
from planlint.bind.validators import prepare
from planlint.errors import PackFault, Problem
from planlint.shape import read_shape

_SAYS_NOTHING = frozenset(("$schema", "$id", "$comment", "$defs", "title", "description", "x-kind"))


@lru_cache(maxsize=8)
def load(schemas: tuple[tuple[str, bytes], ...]) -> Mapping[str, Kind]:
    """The kinds by name, from each schema file's name and content. Raises PackFault with every problem."""
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
        if QUOTED in shape.fields and narrative_of(shape):
            hint = "Give the field another name: this one holds what the narrative quotes."
            file.fault(f"/properties/{QUOTED}", f"{QUOTED!r} cannot be a field of a kind with x-narrative.", hint)
        faults = list(picture_faults(file.schema, shape))
        for where, message, hint in faults:
            file.fault(where, message, hint)
        kinds[name] = made_of(name, file.name, {} if faults else file.schema, shape, validators, tuple(prepared))


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
