"""The strict reading of a pack's schemas: whatever would be passed over in silence is a problem.

JSON Schema lets an unknown keyword, an unresolved reference or an unchecked format pass, so that a slip of the pen
turns a check off. Here each is a problem of the pack, found when it is loaded, all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planlint.bind.formats import FORMATS
from planlint.bind.patterns import PatternRefused, translate
from planlint.bind.source import SchemaFile, step
from planlint.bind.validators import annotation_faults, dialect_faults
from planlint.bind.vocabulary import (
    ANNOTATIONS,
    DIALECT,
    KNOWN,
    NAMED,
    NEEDS,
    ONE,
    REFUSED,
    ROOT_ONLY,
    SAME_PLACE,
    SEVERAL,
    nearest,
)
from planlint.records import dataclass, field

MAX_SCHEMAS = 50_000
"""Schemas in one file."""
MAX_POINTER = 2_000
"""Characters of the JSON Pointer of a schema in its file."""
Where = tuple[str, str]
"""A schema's file and its JSON Pointer in it."""


@dataclass(slots=True)
class Node:
    """A schema where it stands, and the schemas that it leads to: for the same value, and for what the value holds."""

    file: SchemaFile
    where: str
    schema: dict[str, Any]
    same: list[Where] = field(default_factory=list)
    below: list[Where] = field(default_factory=list)


def read_nodes(files: Iterable[SchemaFile]) -> dict[Where, Node]:
    """Every schema of the files by place. What is wrong with one itself, or with a reference, is noted in its file."""
    nodes: dict[Where, Node] = {}
    for file in files:
        for where in dialect_faults(file.schema):
            file.fault(where, f"{_said(file.schema, where)} is not what JSON Schema 2020-12 allows here.")
        _read_file(file, nodes)
    named = {where[0]: nodes[where].file for where in nodes}
    for node in nodes.values():
        node.same = [where for where in node.same if where in nodes]  # a file with too many faults is not read on
        node.below = [where for where in node.below if where in nodes]
        if "$ref" in node.schema and not node.file.full:
            _follow(node, str(node.schema["$ref"]), nodes, named)
    return nodes


def _said(schema: Any, where: str) -> str:
    for one in where.split("/")[1:]:
        one = one.replace("~1", "/").replace("~0", "~")
        schema = schema[int(one)] if isinstance(schema, list) else schema[one]
    if isinstance(schema, dict | list):
        return "An object" if isinstance(schema, dict) else "A list"
    shown = f'"{schema}"' if isinstance(schema, str) else "null" if schema is None else str(schema)
    return shown if len(shown) <= 100 else shown[:100] + "…"


def _read_file(file: SchemaFile, nodes: dict[Where, Node]) -> None:
    stack: list[tuple[str, Any]] = [("", file.schema)]
    count = 0
    while stack:
        where, schema = stack.pop()
        count += 1
        if len(where) > MAX_POINTER or count > MAX_SCHEMAS:
            file.fault("", f"This file has more than {MAX_SCHEMAS:,} schemas, or names that are too long.")
            return
        if not isinstance(schema, dict):
            schema = {}
        node = nodes[file.name, where] = Node(file, where, schema)
        annotated = False
        for word, value in schema.items():
            if word in ONE or word in SEVERAL or word in NAMED:
                inner = list(_inner(word, value, f"{where}/{word}"))
                stack.extend(inner)
                if word != "$defs":
                    edges = node.same if word in SAME_PLACE else node.below
                    edges.extend((file.name, at) for at, _ in inner)
            elif word.startswith("x-"):
                annotated = True
            elif word not in KNOWN and not file.full:
                _unknown(node, word)
        if file.full:
            return
        _check_words(node)
        if annotated:
            _check_annotations(node)


def _inner(word: str, value: Any, where: str) -> Iterable[tuple[str, Any]]:
    """The schemas that a keyword holds, with their pointers."""
    if word in ONE:
        return ((where, value),)
    if word in SEVERAL:
        return ((f"{where}/{n}", one) for n, one in enumerate(value)) if isinstance(value, list) else ()
    return ((f"{where}/{step(name)}", one) for name, one in value.items()) if isinstance(value, dict) else ()


def _unknown(node: Node, word: str) -> None:
    close = nearest(word, (*KNOWN, *ANNOTATIONS))
    hint = REFUSED.get(word) or (f"Did you mean {close}?" if close else "Words of your own are not allowed.")
    node.file.fault(f"{node.where}/{step(word)}", f'"{word}" is not a word of this schema language.', hint)


def _check_annotations(node: Node) -> None:
    words = {word: value for word, value in node.schema.items() if word.startswith("x-")}
    for word in [word for word in words if word not in ANNOTATIONS]:
        close = nearest(word, ANNOTATIONS)
        hint = f"Did you mean {close}?" if close else f"Known are {', '.join(ANNOTATIONS)}."
        node.file.fault(f"{node.where}/{step(word)}", f'"{word}" is not an annotation of planlint.', hint)
        del words[word]
    for word in annotation_faults(words):
        hint = "docs/schemas.md shows what each annotation may hold."
        node.file.fault(f"{node.where}/{word}", f"{_said(words, '/' + word)} cannot be an {word}.", hint)
    for word in ROOT_ONLY:
        if word in words and node.where:
            node.file.fault(f"{node.where}/{word}", f"{word} may stand only at the root of a file.")


def _check_words(node: Node) -> None:
    """What a schema says by itself: dialect, identity, patterns, formats, words that do nothing."""
    file, where, schema = node.file, node.where, node.schema
    if schema.get("$schema", DIALECT) not in (DIALECT, DIALECT + "#"):
        file.fault(f"{where}/$schema", "Only JSON Schema 2020-12 is read.", f"Write {DIALECT}, or leave it out.")
    if "$id" in schema and where:
        file.fault(f"{where}/$id", "$id may stand only at the root of a file.")
    if "format" in schema and schema["format"] not in FORMATS:
        close = nearest(str(schema["format"]), FORMATS)
        hint = f"Did you mean {close}?" if close else f"Formats that are checked: {', '.join(FORMATS)}."
        file.fault(f"{where}/format", f'The format "{schema["format"]}" is not checked by planlint.', hint)
    if "pattern" in schema:
        _check_pattern(node, schema["pattern"], f"{where}/pattern")
    patterned = schema.get("patternProperties")
    if isinstance(patterned, dict):
        for pattern in patterned:
            _check_pattern(node, pattern, f"{where}/patternProperties/{step(pattern)}")
    for word in NEEDS.keys() & schema.keys():
        if NEEDS[word] not in schema:
            file.fault(f"{where}/{word}", f'"{word}" does nothing without "{NEEDS[word]}".')
    if schema.get("additionalProperties") is False:
        _check_required(node)


def _check_pattern(node: Node, pattern: Any, where: str) -> None:
    try:
        translate(str(pattern))
    except PatternRefused as refused:
        node.file.fault(where, f"The pattern cannot be used. {refused}", "docs/schemas.md says what a pattern may use.")


def _check_required(node: Node) -> None:
    """A closed record cannot ask for a field that it does not allow."""
    schema = node.schema
    asked, fields = schema.get("required"), schema.get("properties", {})
    if schema.get("patternProperties") or not isinstance(asked, list) or not isinstance(fields, dict):
        return
    for n, name in enumerate(asked):
        if isinstance(name, str) and name not in fields:
            close = nearest(name, fields)
            message = f'"{name}" is required but is not among the properties, and no others are allowed.'
            node.file.fault(f"{node.where}/required/{n}", message, f"Did you mean {close}?" if close else "")


def _follow(node: Node, ref: str, nodes: Mapping[Where, Node], named: Mapping[str, SchemaFile]) -> None:
    """Note where a reference leads, or that it leads nowhere."""
    at = f"{node.where}/$ref"
    name, _, fragment = ref.partition("#")
    name = name or node.file.name
    hint = "A reference is #/$defs/NAME, or FILE#/$defs/NAME with a schema file of this pack."
    shown = ref if len(ref) <= 100 else ref[:100] + "…"
    if name not in named:
        leaves = ":" in name or name.startswith(("/", "\\", "."))
        why = "leaves the pack" if leaves else "leads to no schema of this pack"
        close = nearest(name, named)
        node.file.fault(at, f'The reference "{shown}" {why}.', f"Did you mean {close}?" if close else hint)
    elif (name, fragment) not in nodes:
        close = nearest(fragment, [where for file, where in nodes if file == name and where.startswith("/$defs/")])
        node.file.fault(at, f'The reference "{shown}" leads nowhere.', f"Did you mean #{close}?" if close else hint)
    else:
        node.same.append((name, fragment))
