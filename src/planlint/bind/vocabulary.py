"""The words that a schema of a pack may use, and why others are refused."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

DIALECT = "https://json-schema.org/draft/2020-12/schema"

ONE = frozenset({
    "not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems",
    "unevaluatedProperties"
})  # fmt: skip
"""Keywords whose value is a schema."""
SEVERAL = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
"""Keywords whose value is a list of schemas."""
NAMED = frozenset(("properties", "patternProperties", "dependentSchemas", "$defs"))
"""Keywords whose value is schemas by name."""
SAME_PLACE = frozenset(("not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas"))
"""Those whose schemas judge the same value that the schema around them judges."""
PLAIN = frozenset({
    "$schema", "$id", "$ref", "$comment", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum",
    "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems",
    "maxContains", "minContains", "maxProperties", "minProperties", "required", "dependentRequired", "format",
    "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"
})  # fmt: skip
"""Keywords that hold no schema."""
ANNOTATIONS = (
    "x-kind", "x-label", "x-unit", "x-step", "x-key", "x-period", "x-year", "x-submitter", "x-round",
    "x-version", "x-narrative", "x-owner", "x-pictures", "x-unread", "x-sheet", "x-column"
)  # fmt: skip
ROOT_ONLY = ("x-kind", "x-submitter", "x-round", "x-version", "x-pictures")
"""Annotations of a kind as a whole."""
KNOWN = ONE | SEVERAL | NAMED | PLAIN

REFUSED = {
    "$anchor": "Refer to a schema by its pointer, such as #/$defs/owner.",
    "$dynamicAnchor": "Refer to a schema by its pointer, such as #/$defs/owner.",
    "$dynamicRef": "Use $ref.",
    "$recursiveRef": "Use $ref.",
    "$vocabulary": "It belongs in a meta-schema.",
    "definitions": "Use $defs.",
    "additionalItems": "Use items, after prefixItems.",
    "dependencies": "Use dependentRequired or dependentSchemas.",
    "contentEncoding": "Nothing would be checked by it.",
    "contentMediaType": "Nothing would be checked by it.",
    "contentSchema": "Nothing would be checked by it.",
    "id": "Use $id, at the root.",
    "nullable": "A blank in an optional field is absent already.",
    "example": "Use examples, a list.",
}
"""Words of other drafts and tools, and what to do instead."""
NEEDS = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}
"""Keywords that do nothing without another."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None.

    >>> nearest("requierd", KNOWN), nearest("zzz", KNOWN)
    ('required', None)
    """
    names = sorted(known)
    if len(names) > 1_000 or len(word) > 100:
        return None
    folded = {name.casefold(): name for name in reversed(names)}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None
