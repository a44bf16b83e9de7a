"""The shape of a kind of submission: its JSON Schema seen as the types that rules are checked against.

`read_shape(schema, name)` turns a schema that is already known to be sound (see `planlint.bind`) into a tree of the
classes below. What JSON Schema cannot say stands in the `x-` annotations; `docs/schemas.md` describes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from planlint.errors import PackFault, Problem
from planlint.records import dataclass, field, replace
from planlint.values import PLAIN, Unit, parse_unit

MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Shape:
    """What a place in a submission may hold. `label` is what people call the field."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class TextShape(Shape):
    """A text. `narrative` says that its links quote figures of the submission."""

    narrative: bool = False


@dataclass(frozen=True, slots=True)
class YesNoShape(Shape):
    pass


@dataclass(frozen=True, slots=True)
class ChoiceShape(Shape):
    """One of the values of a schema `enum`."""

    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureShape(Shape):
    """A figure. `unit` is how the submission writes it, unless `unit_field` names the field that states it.

    `step` is the published rounding step in that unit; None: inferred from the column; 0: exact. `as_printed`: the
    figure's own last digit. `reasons` are the codes that may stand instead of a figure. `least` and `most` are its
    bounds in that unit, where it has any.
    """

    unit: Unit = PLAIN
    unit_field: str | None = None
    unit_choices: tuple[Unit, ...] = ()
    step: Fraction | None = None
    as_printed: bool = False
    whole: bool = False
    reasons: tuple[str, ...] = ()
    least: Fraction | None = None
    most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class DateShape(Shape):
    pass


@dataclass(frozen=True, slots=True)
class MonthShape(Shape):
    pass


@dataclass(frozen=True, slots=True)
class YearShape(Shape):
    pass


@dataclass(frozen=True, slots=True)
class DurationShape(Shape):
    pass


@dataclass(frozen=True, slots=True)
class RecordShape(Shape):
    """Named fields. `period` names the two fields that make it a period; `year` the submission's financial year.

    Of the root of a kind, `submitter` says who hands it in (each part by the first of some fields that is given),
    `round` for which period, and `version` which try of it: dotted paths.
    `nullable` are the required fields in which null is itself a value; `closed` says that there may be no others.
    `owner` names the field that says who answers for it.
    """

    fields: Mapping[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    period: tuple[str, str] | None = None
    year: str | None = None
    nullable: frozenset[str] = frozenset()
    closed: bool = False
    submitter: tuple[tuple[str, ...], ...] = ()
    round: tuple[str, ...] = ()
    version: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class ListShape(Shape):
    """Items in order. `key` is the field that identifies one, in messages, joins and `XS[key]`. `least` are how many
    there are in any case."""

    item: Shape = field(default_factory=TextShape)
    key: str | None = None
    least: int = 0


@dataclass(frozen=True, slots=True)
class MapShape(Shape):
    """Values by key; `key` is the type of the keys: a text, year, month, date or choice shape."""

    value: Shape = field(default_factory=TextShape)
    key: Shape = field(default_factory=TextShape)


@dataclass(frozen=True, slots=True)
class AnyShape(Shape):
    """Not described by the schema: rules may only ask whether it is given, and go through its texts."""


@dataclass(frozen=True, slots=True)
class LinkShape(AnyShape):
    """What a path leads to, written as its steps from the root: the value there, with its own shape and place."""


def read_shape(
    schema: Mapping[str, Any], name: str, library: Mapping[str, Mapping[str, Any]] | None = None
) -> RecordShape:
    """The shape of a kind, from its schema as parsed JSON. `name` is the schema's file, for messages; `library` the
    other schema files of the pack by name, which a `$ref` such as `envelope.schema.json#/$defs/owner` may reach.

    Raises PackFault for what cannot be a kind: a root that is no object, a schema that contains itself, a `$ref`
    that leaves the pack, an unknown unit.
    """
    reader = ShapeReader(schema, name, library or {})
    shape = reader.read(schema, "", 0)
    if reader.problems:
        raise PackFault(reader.problems)
    if not isinstance(shape, RecordShape):
        raise PackFault([Problem(name, 0, 0, "The root of a kind must be an object with properties.")])
    return shape


def _bound(schema: Mapping[str, Any], word: str) -> Fraction | None:
    value = schema.get(word)
    return Fraction(str(value)) if value is not None else None


_HOME = "\0home"


def _at_home(schema: dict[str, Any], home: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with each of its subschemas marked with the file it stands in, so that references are read there."""
    marked: dict[str, Any] = {}
    for word, value in schema.items():
        if word == "properties":
            marked[word] = {name: _mark(sub, home) for name, sub in value.items()}
        elif word in ("items", "additionalProperties", "propertyNames"):
            marked[word] = _mark(value, home)
        elif word in ("anyOf", "oneOf"):
            marked[word] = [_mark(sub, home) for sub in value]
        else:
            marked[word] = value
    return marked


def _mark(schema: Any, home: Mapping[str, Any]) -> Any:
    return {_HOME: home, **schema} if isinstance(schema, Mapping) else schema


class ShapeReader:
    """A schema being read into a shape. See `read_shape`."""

    def __init__(self, root: Mapping[str, Any], name: str, library: Mapping[str, Mapping[str, Any]]) -> None:
        self.root, self.name, self.library = root, name, library
        self.problems: list[Problem] = []
        self.choices: dict[str, tuple[str, ...]] = {}

    def fault(self, where: str, message: str) -> Shape:
        self.problems.append(Problem(self.name, 0, 0, f"At {where or '/'}: {message}"))
        return AnyShape()

    def read(self, schema: Any, where: str, depth: int) -> Shape:
        if depth > MAX_DEPTH:
            return self.fault(where, f"this schema contains itself or is more than {MAX_DEPTH} levels deep.")
        if not isinstance(schema, Mapping):
            return AnyShape()
        schema = self.merged(schema, where, depth)
        label = str(schema.get("x-label") or schema.get("title") or "")
        if "anyOf" in schema or "oneOf" in schema:
            return self.read_alternatives(schema, where, depth, label)
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((one for one in kind if one != "null"), None)
        if kind == "object":
            return self.read_object(schema, where, depth, label)
        if kind == "array":
            item = self.read(schema.get("items", {}), where + "/items", depth + 1)
            return ListShape(label, item, schema.get("x-key"), int(schema.get("minItems", 0)))
        if kind in ("number", "integer"):
            return self.read_figure(schema, where, label, whole=kind == "integer")
        if kind == "boolean":
            return YesNoShape(label)
        if kind == "string" or "enum" in schema or "const" in schema:
            return self.read_text(schema, label)
        return AnyShape(label)

    def merged(
        self, schema: Mapping[str, Any], where: str, depth: int, home: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        """The schema with its `$ref` and the parts of its `allOf` put in, outermost words winning.

        `home` is the file in which the schema stands, against which its references are read.
        """
        home = home or schema.get(_HOME) or self.root
        parts: list[Mapping[str, Any]] = []
        if "$ref" in schema:
            target, file = self.target(str(schema["$ref"]), where, home)
            if depth <= MAX_DEPTH:
                parts.append(self.merged(target, where, depth + 1, file))
        for part in schema.get("allOf", ()):
            if isinstance(part, Mapping) and depth <= MAX_DEPTH:
                parts.append(self.merged(part, where, depth + 1, home))
        whole: dict[str, Any] = {}
        own = {word: value for word, value in schema.items() if word not in ("$ref", "allOf")}
        for part in [*parts, _at_home(own, home)]:
            for word, value in part.items():
                if word == "properties":
                    whole[word] = {**whole.get(word, {}), **value}
                elif word == "required":
                    whole[word] = [*whole.get(word, ()), *value]
                else:
                    whole[word] = value
        return whole

    def target(self, ref: str, where: str, home: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """What a reference leads to, and the file that it stands in."""
        file, _, fragment = ref.partition("#")
        at: Any = home if not file else self.library.get(file)
        if at is None:
            self.fault(where, f"the reference {ref!r} leads to no schema of this pack.")
            return {}, home
        found = at
        for step in fragment.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            found = found.get(step) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping):
            self.fault(where, f"the reference {ref!r} leads nowhere.")
            return {}, home
        return found, at

    def read_alternatives(self, schema: Mapping[str, Any], where: str, depth: int, label: str) -> Shape:
        """`anyOf` a value and an enum of codes is a value with reasons; anything else is not typed."""
        options = [self.merged(one, where, depth) for one in schema.get("anyOf") or schema.get("oneOf") or ()]
        codes = [one for one in options if "enum" in one and one.get("type", "string") == "string"]
        rest = [one for one in options if one not in codes and one.get("type") != "null"]
        if len(rest) == 1 and rest[0].get("type") in ("number", "integer"):
            outer = {word: value for word, value in schema.items() if word.startswith("x-")}
            figure = self.read_figure({**rest[0], **outer}, where, label, whole=rest[0]["type"] == "integer")
            reasons = tuple(str(code) for one in codes for code in one["enum"])
            if isinstance(figure, FigureShape):
                return replace(figure, reasons=reasons)
            return figure
        if len(rest) == 1 and not codes:
            return self.read({**rest[0], "x-label": label or rest[0].get("x-label", "")}, where, depth + 1)
        return AnyShape(label)

    def read_object(self, schema: Mapping[str, Any], where: str, depth: int, label: str) -> Shape:
        extra = schema.get("additionalProperties")
        if isinstance(extra, Mapping) and not schema.get("properties"):
            key = self.read_key(schema.get("propertyNames", {}), where)
            return MapShape(label, self.read(extra, where + "/additionalProperties", depth + 1), key)
        self.note_choices(schema.get("properties", {}))
        fields = {
            name: self.read(sub, f"{where}/properties/{name}", depth + 1)
            for name, sub in schema.get("properties", {}).items()
        }
        period = schema.get("x-period")
        if period and not (len(period) == 2 and all(one in fields for one in period)):
            self.fault(where, "x-period names two fields of this record.")
            period = None
        return RecordShape(
            label,
            fields,
            frozenset(schema.get("required", ())),
            (period[0], period[1]) if period else None,
            schema.get("x-year"),
            frozenset(
                one for one in schema.get("required", ()) if self.takes_null(schema.get("properties", {}).get(one), 0)
            ),
            extra is False or schema.get("unevaluatedProperties") is False,
            tuple((one,) if isinstance(one, str) else tuple(one) for one in schema.get("x-submitter", ())),
            tuple(schema.get("x-round", ())),
            tuple(schema.get("x-version", ())),
            schema.get("x-owner"),
        )

    def takes_null(self, schema: Any, depth: int) -> bool:
        """Whether null is one of the values that a schema names."""
        if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
            return False
        schema = self.merged(schema, "", depth)
        if "type" in schema:
            return schema["type"] == "null" or (isinstance(schema["type"], list) and "null" in schema["type"])
        if None in schema.get("enum", ()) or schema.get("const", "") is None:
            return True
        return any(self.takes_null(one, depth + 1) for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ())))

    def note_choices(self, properties: Mapping[str, Any]) -> None:
        """Remember the enums of this record, for units that are stated by a field."""
        for name, sub in properties.items():
            sub = self.merged(sub, "", 0) if isinstance(sub, Mapping) else {}
            if "enum" in sub:
                self.choices[name] = tuple(str(one) for one in sub["enum"])

    def read_key(self, names: Any, where: str) -> Shape:
        names = self.merged(names, where, 0) if isinstance(names, Mapping) else {}
        return self.read_text({**names, "type": "string"}, "")

    def read_text(self, schema: Mapping[str, Any], label: str) -> Shape:
        if "enum" in schema or "const" in schema:
            values = schema.get("enum") or [schema["const"]]
            if all(isinstance(one, bool) for one in values):
                return YesNoShape(label)
            return ChoiceShape(label, tuple(str(one) for one in values))
        match schema.get("format"):
            case "date":
                return DateShape(label)
            case "month":
                return MonthShape(label)
            case "financial-year":
                return YearShape(label)
            case "duration":
                return DurationShape(label)
        return TextShape(label, schema.get("x-narrative") is True)

    def read_figure(self, schema: Mapping[str, Any], where: str, label: str, *, whole: bool) -> Shape:
        word = str(schema.get("x-unit", "count" if whole else ""))
        unit_field: str | None = None
        choices: tuple[Unit, ...] = ()
        if word in self.choices:
            unit_field = word
            choices = tuple(unit for one in self.choices[word] if (unit := parse_unit(one)) is not None)
            same = {unit.dims for unit in choices}
            unit = Unit("", choices[0].dims) if len(same) == 1 else PLAIN
            if len(same) != 1:
                choices = ()
        else:
            found = parse_unit(word)
            if found is None:
                return self.fault(where, f"x-unit {word!r} is neither a unit nor a field that states one.")
            unit = found
        least, most = (_bound(schema, word) for word in ("minimum", "maximum"))
        step, printed = self.read_step(schema, where, whole)
        return FigureShape(label, unit, unit_field, choices, step, printed, whole, least=least, most=most)

    def read_step(self, schema: Mapping[str, Any], where: str, whole: bool) -> tuple[Fraction | None, bool]:
        written = schema.get("x-step")
        if written is None:
            counted = whole and "x-unit" not in schema
            return (Fraction(0) if counted or schema.get("x-unit") == "count" else None, False)
        if written == "exact":
            return Fraction(0), False
        if written == "as printed":
            return None, True
        try:
            step = Fraction(str(written))
        except ValueError:
            step = Fraction(-1)
        if step <= 0:
            self.fault(where, f"x-step {written!r} is not a step such as 0.1, `exact` or `as printed`.")
            return None, False
        return step, False
