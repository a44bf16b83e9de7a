"""What is wrong with one value, in words: a keyword of JSON Schema it breaks, as the end of a sentence about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from planlint.bind.instead import date_fix, figure_fix, list_fix, month_fix, record_fix
from planlint.bind.naming import listed, shown
from planlint.bind.vocabulary import nearest
from planlint.model import Value
from planlint.records import dataclass

_SHORT = 120
_TYPES = {
    "number": "a figure",
    "integer": "a whole number",
    "string": "text",
    "boolean": "true or false",
    "object": "a group of named fields",
    "array": "a list",
}
_FORMATS = {
    "date": ("a date", "Write it year-month-day, such as 2017-06-30."),
    "month": ("a month", "Write it year-month, such as 2017-06."),
    "financial-year": ("a financial year", "Write it such as 2017/18."),
    "duration": ("a duration", "Write a number and days, weeks, months or years, such as 90 days."),
    "email": ("an e-mail address", "Write it such as name@example.org."),
    "uuid": ("a UUID", "Write it such as 123e4567-e89b-12d3-a456-426614174000."),
    "ipv4": ("an IPv4 address", "Write it such as 192.0.2.1."),
}

_TOLD = {"date": date_fix, "month": month_fix}
_MEANT = {"n/a": "not applicable", "na": "not applicable"}
_MEANT |= dict.fromkeys(("tbc", "tba", "tbd", "unknown", "not known", "?", "-", "–"), "not available")
"""What people write for the codes that say why there is no figure."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`says` ends a sentence that begins with the value; `fix` is what to do; `expected` what should have stood."""

    says: str
    fix: str
    expected: str


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema names."""
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def is_of(value: Value, kind: str) -> bool:
    """Whether a value is of a type of JSON Schema. 1.0 is a whole number; true is no number."""
    if isinstance(value, bool) or value is None:
        return kind == ("null" if value is None else "boolean")
    if isinstance(value, int | Decimal):
        return kind == "number" or (kind == "integer" and value == int(value))
    return kind == {str: "string", list: "array", dict: "object"}[type(value)]


def wanted(schema: Mapping[str, Any]) -> str:
    """What a schema asks for, in words: `a date`, `a figure`, `one of red, amber, green`."""
    if "enum" in schema:
        return f"one of {listed(schema['enum'])}"
    if "const" in schema:
        return listed([schema["const"]])
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]][0]
    names = [_TYPES[kind] for kind in types_of(schema) if kind in _TYPES]
    return " or ".join(names) or "something else"


def _type(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
    kinds = types_of({"type": asked})
    expected = wanted({**schema, "type": asked})
    says, fix = f"is not {expected}", f"Give {expected}."
    if isinstance(value, str) and {"number", "integer"} & set(kinds):
        fix = figure_fix(value, str(schema.get("x-unit", "")))
        fix = fix.replace("a figure", "a whole number") if kinds == ["integer"] else fix
        fix = fix if fix.startswith("Write") else " ".join(filter(None, (_whole(schema, kinds) or fix, _about(schema))))
        says = f"is text, not {expected}" if fix.endswith("without quotes.") else says
    elif isinstance(value, str) and kinds == ["boolean"]:
        meant = {"yes": "true", "y": "true", "true": "true", "no": "false", "n": "false", "false": "false"}
        word = meant.get(value.strip().casefold())
        fix = f"Write {word}, without quotes." if word else fix
    elif kinds == ["object"] and schema.get("properties"):
        fix = record_fix(value, schema)
    elif kinds == ["array"]:
        fix = list_fix(value, schema)
    elif schema.get("format") in _FORMATS:
        fix = _FORMATS[schema["format"]][1]
    elif kinds == ["string"] and "enum" not in schema and not isinstance(value, list | dict | None):
        fix = f"Write it as text (in YAML and JSON, in quotes): {shown(shown(value))}."
    return Phrase(says, fix, expected)


def _whole(schema: Mapping[str, Any], kinds: list[str]) -> str | None:
    """What a whole number with bounds may be."""
    least, most = schema.get("minimum"), schema.get("maximum")
    bounded = kinds == ["integer"] and least is not None and most is not None
    return f"Give a whole number from {shown(least)} to {shown(most)}." if bounded else None


def _about(schema: Mapping[str, Any]) -> str:
    """What the schema says of a field, if that is a short sentence."""
    said = str(schema.get("description", ""))
    return said if len(said) <= _SHORT and said.endswith(".") else ""


def _enum(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
    close = close_choice(value, asked)
    says = f"is not one of {listed(asked)}" + (f". Did you mean {close}?" if close else "")
    return Phrase(says, f"Write {close}." if close else "Choose one of them.", listed(asked))


def close_choice(value: Value, choices: list[Value]) -> str | None:
    """The choice that was probably meant."""
    if isinstance(value, list | dict | None) or len(choices) > 1_000:
        return None
    text = value if isinstance(value, str) else shown(value)
    folded: dict[str, str] = {}
    for choice in choices:
        name = choice if isinstance(choice, str) else shown(choice)
        folded.setdefault(_folded(name), name)
    said = _folded(text)
    if len(said) == 1 and said.isalpha():
        begun = [name for name in folded.values() if name.casefold().startswith(said)]
        return begun[0] if len(begun) == 1 else folded.get(said)
    return folded.get(said) or folded.get(_MEANT.get(text.strip().casefold(), "")) or nearest(text, folded.values())


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").split()).casefold()


def _const(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
    expected = listed([asked])
    return Phrase(f"is not {expected}", f"Write {expected}.", expected)


def _format(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
    expected, fix = _FORMATS[asked]
    told = _TOLD[asked](str(value)) if asked in _TOLD else None
    return Phrase(f"is not {expected}", told or fix, expected)


def _pattern(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
    examples = [one for one in schema.get("examples", []) if isinstance(one, str)]
    if examples:
        expected = f"such as {listed(examples[:2], ' or ')}"
        return Phrase(f"is not written as it should be, {expected}", f"Write it {expected}.", expected)
    pattern = str(schema.get("x-pattern", asked))
    pattern = pattern if len(pattern) <= 60 else pattern[:60] + "…"
    fix = str(schema.get("description", f"Write it to the pattern {pattern}."))[:200]
    return Phrase("is not written as it should be", fix, f"the pattern {pattern}")


def _bound(says: str, expected: str) -> Callable[[Value, Mapping[str, Any], Any], Phrase]:
    def phrase(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
        limit = shown(asked)
        wanted_here = expected.replace("LIMIT", limit)
        return Phrase(f"is {says} {limit}", f"Give {wanted_here}.", wanted_here)

    return phrase


def _multiple(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
    step = shown(asked)
    return Phrase(f"is not a multiple of {step}", f"Round it to {step}.", f"a multiple of {step}")


def _length(word: str, fix: str) -> Callable[[Value, Mapping[str, Any], Any], Phrase]:
    def phrase(value: Value, schema: Mapping[str, Any], asked: Any) -> Phrase:
        has = len(str(value))
        needed = ("is" if asked == 1 else "are") + " needed" if word == "least" else "may stand here"
        says = f"has {has:,} {_characters(has)}; at {word} {asked:,} {needed}"
        return Phrase(says, fix, f"at {word} {asked:,} {_characters(asked)}")

    return phrase


def _characters(count: int) -> str:
    return "character" if count == 1 else "characters"


PHRASES: dict[str, tuple[str, Callable[[Value, Mapping[str, Any], Any], Phrase]]] = {
    "type": ("SHAPE-TYPE", _type),
    "enum": ("SHAPE-ENUM", _enum),
    "const": ("SHAPE-ENUM", _const),
    "format": ("SHAPE-FORMAT", _format),
    "pattern": ("SHAPE-PATTERN", _pattern),
    "minimum": ("SHAPE-RANGE", _bound("less than", "LIMIT or more")),
    "maximum": ("SHAPE-RANGE", _bound("more than", "LIMIT or less")),
    "exclusiveMinimum": ("SHAPE-RANGE", _bound("not more than", "more than LIMIT")),
    "exclusiveMaximum": ("SHAPE-RANGE", _bound("not less than", "less than LIMIT")),
    "multipleOf": ("SHAPE-MULTIPLE", _multiple),
    "minLength": ("SHAPE-LENGTH", _length("least", "Write more.")),
    "maxLength": ("SHAPE-LENGTH", _length("most", "Shorten it.")),
}
"""By keyword: its code, and what is wrong with a value, given the value, its schema, and what the keyword asks."""
