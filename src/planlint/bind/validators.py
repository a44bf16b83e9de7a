"""The two validators, configured alike: one decides quickly, the other gives the matter of the words.

Both check formats, read patterns on linear-time engines, take Decimals for numbers and never fetch a schema: what is
not in the pack does not exist. `tests/test_shape_suite.py` and `tests/test_shape_validators.py` keep them one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from planlint.bind.formats import FORMATS, ORDINARY
from planlint.bind.patterns import PatternRefused, translate
from planlint.bind.vocabulary import DIALECT

BASE = "https://pack.invalid/"
"""Under which the files of a pack refer to each other; a name that cannot exist in any network."""


_VALUES = ("enum", "const", "default", "examples")
"""Keywords that hold values, in which nothing is a schema."""


def prepare(schema: Any, name: str = "") -> Any:
    """A copy of a schema with its patterns in the form that both engines read alike, and known under its file's name.

    A pattern as its author wrote it is kept beside it as `x-pattern`.
    """
    ready = _prepare(schema)
    if name and isinstance(ready, dict):
        ready["$id"] = BASE + name
    return ready


def _prepare(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_prepare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {}
    for word, value in schema.items():
        if word == "pattern" and isinstance(value, str):
            made[word], made["x-pattern"] = _translated(value), value
        elif word == "patternProperties" and isinstance(value, dict):
            made[word] = {_translated(pattern): _refusal(one) for pattern, one in value.items()}
        elif word == "properties" and isinstance(value, dict):
            made[word] = {name: _refusal(one) for name, one in value.items()}
        elif word == "prefixItems" and isinstance(value, list):
            made[word] = [_refusal(one) for one in value]
        elif word in _VALUES:
            made[word] = value
        else:
            made[word] = _prepare(value) if isinstance(value, dict | list) else value
    return made


def _refusal(schema: Any) -> Any:
    """A schema inside a value, prepared. One that is `false` is put as `not`, of which the explaining validator says
    where it stands.
    """
    return {"not": {}} if schema is False else _prepare(schema)


def _translated(pattern: str) -> str:
    try:
        return translate(pattern)
    except PatternRefused:  # a property that is called "pattern"; patterns themselves are known to be sound
        return pattern


def _sooner(schema: Any) -> Any:
    """A prepared schema in which a format is first looked for by a pattern, which takes no call of a function."""
    if isinstance(schema, list):
        return [_sooner(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {word: value if word in _VALUES else _sooner(value) for word, value in schema.items()}
    ordinary = ORDINARY.get(made["format"]) if isinstance(made.get("format"), str) else None
    if ordinary is not None:
        either = {"anyOf": [{"pattern": ordinary}, {"format": made.pop("format")}]}
        made["allOf"] = [*made.get("allOf", ()), either]
    return made


def fast_validator(schema: Any, resources: Mapping[str, Any] | None = None, *, formats: bool = True) -> Any:
    """The validator that decides: `is_valid(data)`. `schema` and the `resources` by URI have been prepared.

    Raises ValueError for a schema that it cannot use. Data must not be deeper than a submission may be.
    Without `formats` a format is only a remark, as in the standard dialect.
    """
    import jsonschema_rs

    if formats:
        schema, resources = _sooner(schema), {uri: _sooner(one) for uri, one in (resources or {}).items()}
    registry = jsonschema_rs.Registry(list(resources.items())) if resources else None
    return jsonschema_rs.Draft202012Validator(
        schema,
        validate_formats=formats,
        formats=FORMATS,
        registry=registry,
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def slow_validator(schema: Any, resources: Mapping[str, Any] | None = None, *, formats: bool = True) -> Any:
    """The validator that explains: `iter_errors(data)`. `schema` and the `resources` by URI have been prepared."""
    from planlint.bind.python_validator import build

    return build(schema, resources or {}, formats=formats)


@cache
def _dialect() -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator({"$ref": DIALECT}, offline=True)


def dialect_faults(schema: Any) -> Iterator[str]:
    """The JSON Pointers at which a schema is not valid JSON Schema 2020-12."""
    import jsonschema_rs

    if jsonschema_rs.meta.is_valid({**schema, "$schema": DIALECT}):
        return
    for where in sorted({_pointer(error.instance_path) for error in _dialect().iter_errors(schema)}):
        if not where.endswith("/$schema"):
            yield where


@cache
def _annotations() -> Any:
    import jsonschema_rs

    text = (Path(__file__).parent.parent / "annotations.schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text), offline=True)


def annotation_faults(words: Mapping[str, Any]) -> list[str]:
    """Those of a schema's annotations that break the schema of annotations. All are known words."""
    if _annotations().is_valid(words):
        return []
    return sorted({str(error.instance_path[0]) for error in _annotations().iter_errors(words)})


def _pointer(path: list[str | int]) -> str:
    return "".join("/" + str(one).replace("~", "~0").replace("/", "~1") for one in path)
