"""`jsonschema` as planlint uses it. Heavy to import: only when there is something to say about a submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from decimal import Decimal
from fractions import Fraction
from types import FunctionType
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, TypeChecker
from jsonschema import _utils as internals
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from planlint.bind.formats import FORMATS
from planlint.bind.patterns import found_in


def _is_number(_: TypeChecker, value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_integer(_: TypeChecker, value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not found_in(pattern, value):
        yield ValidationError("pattern")


def _pattern_properties(validator: Any, patterns: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for pattern, inner in patterns.items():
            for key, item in value.items():
                if found_in(pattern, key):
                    yield from validator.descend(item, inner, path=key, schema_path=pattern)


def _additional_properties(validator: Any, extra: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    fields, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    extras = [key for key in value if key not in fields and not any(found_in(one, key) for one in patterns)]
    if extra is False and extras:
        yield ValidationError("additionalProperties", context=[_named(key) for key in extras])
    elif extra is not False:
        for key in extras:
            yield from validator.descend(value[key], extra, path=key)


def _unevaluated_properties(validator: Any, extra: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    judged = set(_judged_keys(validator, value, schema))
    extras = [key for key in value if key not in judged]
    if extra is not False:
        extras = [key for key in extras if not validator.evolve(schema=extra).is_valid(value[key])]
    if extras:
        yield ValidationError("unevaluatedProperties", context=[_named(key) for key in extras])


def _named(key: str) -> ValidationError:
    """An error that only carries the name of a field."""
    return ValidationError(key, path=[key])


def _property_names(validator: Any, names: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for key in value:
            errors = list(validator.descend(key, names))
            if errors:
                yield ValidationError("propertyNames", context=errors, path=[key])


def _unique_items(validator: Any, unique: bool, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not unique or not isinstance(value, list):
        return
    seen: dict[Any, int] = {}
    for n, item in enumerate(value):
        first = seen.setdefault(hashable(item), n)
        if first != n:
            yield ValidationError("uniqueItems", context=[ValidationError("", path=[first, n])])
            return


def hashable(value: Any) -> Any:
    """A value that is equal and hashes alike for equal JSON: 1 and 1.0 are one number, true is no number."""
    if isinstance(value, dict):
        return frozenset((key, hashable(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(hashable(item) for item in value)
    return (bool, value) if isinstance(value, bool) else value


def _multiple_of(validator: Any, step: int | Decimal, value: Any, schema: Any) -> Iterator[ValidationError]:
    if _is_number(validator, value) and (Fraction(value) / Fraction(step)).denominator != 1:
        yield ValidationError("multipleOf")


def _format(validator: Any, name: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and name in FORMATS and not FORMATS[name](value):
        yield ValidationError("format")


def _with_re2() -> Callable[..., list[str]]:
    """The library's search for the keys that a schema has judged, with our pattern engine in place of its own."""

    class Engine:
        search = staticmethod(found_in)

    library = internals.find_evaluated_property_keys_by_schema
    scope = {**library.__globals__, "re": Engine}
    made = FunctionType(library.__code__, scope, library.__name__)
    scope[library.__name__] = made
    return made


_judged_keys = _with_re2()

_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "unevaluatedProperties": _unevaluated_properties,
        "propertyNames": _property_names,
        "uniqueItems": _unique_items,
        "multipleOf": _multiple_of,
        "format": _format,
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number).redefine("integer", _is_integer),
    format_checker=FormatChecker(()),
)


def _no_fault(validator: Any, name: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    yield from ()


_Remarking: Any = extend(_Validator, {"format": _no_fault})  # type: ignore[no-untyped-call]


# Which records and lists hold something wrong, by identity: None where that is not known, or does not settle it because
# alternatives are being tried.
_flawed: ContextVar[frozenset[int] | None] = ContextVar("flawed", default=None)


def _only_flawed(keyword: str) -> Callable[..., Iterator[ValidationError]]:
    """A keyword that goes into the parts of a value, but not into those that are known to be sound."""
    library = _Validator.VALIDATORS[keyword]

    def properties(validator: Any, fields: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, dict):
            for name, inner in fields.items():
                if name in value and not _is_sound(value[name]):
                    yield from validator.descend(value[name], inner, path=name, schema_path=name)

    def items(validator: Any, inner: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if _flawed.get() is None or not isinstance(value, list) or not isinstance(inner, dict):
            yield from library(validator, inner, value, schema)
            return
        for n in range(len(schema.get("prefixItems", ())), len(value)):
            if not _is_sound(value[n]):
                yield from validator.descend(value[n], inner, path=n)

    return properties if keyword == "properties" else items


def _is_sound(value: Any) -> bool:
    flawed = _flawed.get()
    return flawed is not None and isinstance(value, dict | list) and id(value) not in flawed


def _trying(keyword: str) -> Callable[..., Iterator[ValidationError]]:
    """A keyword that tries alternatives: what is sound as a whole may still not be one of them."""
    library = _Validator.VALIDATORS[keyword]

    def tried(validator: Any, inner: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        token = _flawed.set(None)
        try:
            errors = list(library(validator, inner, value, schema))
        finally:
            _flawed.reset(token)
        yield from errors

    return tried


def _flawed_extras(validator: Any, extra: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    """`additionalProperties`, but for the entries of a map that are known to be sound."""
    if isinstance(value, dict) and isinstance(extra, dict) and not schema.get("patternProperties"):
        fields = schema.get("properties", {})
        for key, item in value.items():
            if key not in fields and not _is_sound(item):
                yield from validator.descend(item, extra, path=key)
        return
    yield from _additional_properties(validator, extra, value, schema)


_ALTERNATIVES = (
    "anyOf",
    "oneOf",
    "not",
    "if",
    "contains",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_Narrow: Any = extend(  # type: ignore[no-untyped-call]
    _Validator,
    {word: _only_flawed(word) for word in ("properties", "items")}
    | {word: _trying(word) for word in _ALTERNATIVES}
    | {"additionalProperties": _flawed_extras},
)


def errors_within(validator: Any, value: Any, places: Iterable[Sequence[str | int]]) -> list[ValidationError]:
    """The errors of a value, looked for only along the way to the places that are known to be wrong."""
    flawed = {id(value)}
    for place in places:
        at: Any = value
        for step in place:
            at = at[step]
            flawed.add(id(at))
    narrow = _Narrow(validator.schema, registry=validator._registry)  # what `build` gave it
    token = _flawed.set(frozenset(flawed))
    try:
        return list(narrow.iter_errors(value))
    finally:
        _flawed.reset(token)


def build(schema: Any, resources: Mapping[str, Any], *, formats: bool = True) -> Any:
    """A validator of a prepared schema that knows the resources by URI and nothing else.

    Without `formats` a format is only a remark, as in the standard dialect.
    """
    known: Registry[Any] = Registry().with_resources(
        (uri, Resource.from_contents(one, default_specification=DRAFT202012)) for uri, one in resources.items()
    )
    return (_Validator if formats else _Remarking)(schema, registry=known)
