"""Figures that the narrative quotes from the submission itself, as fields that rules read like any other.

A text of a kind that its schema marks with `x-narrative` may hold links such as `[£3.2m](#/totals/overspend)`. Each
becomes a record of the list `quoted` at the root of the bound data. Its `value` is the cell itself: the shape of that
field is a `LinkShape`, which readers follow. Findings at a record stand at the text (see `Bound.raw_path`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planlint.limits import LIMITS
from planlint.links import Link, links
from planlint.model import Path, Value
from planlint.records import replace
from planlint.shape import (
    ChoiceShape,
    FigureShape,
    LinkShape,
    ListShape,
    MapShape,
    RecordShape,
    Shape,
    TextShape,
    YearShape,
    YesNoShape,
)
from planlint.values import Unit, parse_unit, parse_year

QUOTED = "quoted"
TARGETS = ("figure", "list", "nothing", "blank", "text", "group", "too_many")
_FIGURE = re.compile(
    r"(?<![\w./])(?P<sign>[-−–(]?)(?P<pound>£?)(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?:\s?(?P<scale>bn|billion|m|million|k|thousand|%|per cent)(?!\w))?(?![\w/])"
)
_NO_FIGURE = re.compile(
    r"\b(?:table|appendix|annex|section|figure|chart|paragraph|para|page|item|option|phase|stage|month|scheme|priority|"
    r"wave|level|step|point|part|note|no\.)\s+[\w.]+|\b(?:19|20)\d\d[/-]\d\d(?:\d\d)?\b|\b\d\d/\d\d\b",
    re.I,
)
_NEARLY = re.compile(
    r"\b(?:about|around|approx\.?|approximately|circa|ca?\.|roughly|some|nearly|almost|over|under)(?!\w)|~|≈", re.I
)
_SCALES = {"bn": "£bn", "billion": "£bn", "m": "£m", "million": "£m", "k": "£k", "thousand": "£k"}
_DIGITS = 30

Narrative = dict[str, Any]
"""Which parts of a shape hold narrative: by field, `*` for items and values; a text is an empty one."""


def narrative_of(shape: Shape) -> Narrative | None:
    """The parts of a shape that hold narrative, or None where there are none."""
    if isinstance(shape, TextShape):
        return {} if shape.narrative else None
    parts = shape.fields if isinstance(shape, RecordShape) else {}
    if isinstance(shape, ListShape):
        parts = {"*": shape.item}
    elif isinstance(shape, MapShape):
        parts = {"*": shape.value}
    found = {name: inner for name, part in parts.items() if (inner := narrative_of(part)) is not None}
    return found or None


def with_quoted(shape: RecordShape) -> RecordShape:
    """The shape of a kind with the list of figures that its narrative quotes."""
    units = {unit.name: unit for unit in map(parse_unit, ("£", "£k", "£m", "£bn", "%", "count")) if unit is not None}
    units.update((unit.name, unit) for unit in _units(shape))
    choices = tuple(units.values())
    record = RecordShape(
        "Figure quoted in the text",
        {
            "link": ChoiceShape("Link"),
            "label": ChoiceShape("Words of the link"),
            "figure": FigureShape("Figure in the text", unit_field="unit", unit_choices=choices, as_printed=True),
            "unit": ChoiceShape("Unit of the figure"),
            "good_to": FigureShape("Room for rounding", unit_field="unit", unit_choices=choices, step=Fraction(0)),
            "sign": ChoiceShape("Sign", ("none", "minus")),
            "approximate": YesNoShape("Mark of approximation"),
            "figures": FigureShape("Number of figures in the link", unit=Unit("count"), step=Fraction(0), whole=True),
            "target": ChoiceShape("Kind of target", TARGETS),
            "value": LinkShape("Target"),
        },
        frozenset(("link", "label", "target")),
    )
    quoted = ListShape("Figures quoted in the text", record, "link")
    return replace(shape, fields={**shape.fields, QUOTED: quoted})


def _units(shape: Shape) -> Iterator[Unit]:
    todo = [shape]
    while todo:
        one = todo.pop()
        if isinstance(one, FigureShape):
            yield one.unit
            yield from one.unit_choices
        elif isinstance(one, RecordShape):
            todo.extend(one.fields.values())
        elif isinstance(one, ListShape):
            todo.append(one.item)
        elif isinstance(one, MapShape):
            todo.append(one.value)


def quotes(data: Value, shape: RecordShape, narrative: Narrative) -> tuple[list[Value], tuple[Path, ...]]:
    """The records of `quoted`, and for each the path of the text it stands in. At most `LIMITS.links` are read; one
    more says that there are too many."""
    reader = _Quotes(data, shape)
    places: list[Path] = []
    for path, text in _texts(data, narrative, ()):
        for link in links(text):
            places.append(path)
            if len(reader.records) == LIMITS.links:
                reader.records.append({"link": link.target, "label": link.label, "target": "too_many"})
                return reader.records, tuple(places)
            reader.records.append(reader.record(link))
    return reader.records, tuple(places)


def _texts(data: Any, narrative: Narrative, path: Path) -> Iterator[tuple[Path, str]]:
    """The narrative texts of a submission in the order of its schema. Its depth is that of the schema."""
    if not narrative:
        if isinstance(data, str):
            yield path, data
    elif "*" in narrative:
        items: Any = enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ()
        for key, item in items:
            yield from _texts(item, narrative["*"], (*path, key))
    elif isinstance(data, dict):
        for name, inner in narrative.items():
            if name in data:
                yield from _texts(data[name], inner, (*path, name))


class _Quotes:
    def __init__(self, data: Value, shape: RecordShape) -> None:
        self.data, self.shape = data, shape
        self.records: list[Value] = []
        self.keyed: dict[int, dict[str, int]] = {}

    def record(self, link: Link) -> Value:
        path, there, found = self.follow(link.steps)
        said = list(_FIGURE.finditer(_NO_FIGURE.sub(" ", link.label)))
        record: dict[str, Value] = {
            "link": f"[{link.label}]({link.target})",
            "label": link.label or link.target,
            "target": _target(there, found) if path is not None else "nothing",
            "approximate": _NEARLY.search(link.label) is not None,
            "figures": len(said),
        }
        if path is not None:
            record["value"] = list(path)
        if len(said) == 1 and len(said[0]["digits"]) <= _DIGITS:
            record.update(self.figure(said[0], path, found, there))
        return record

    def figure(self, said: re.Match[str], path: Path | None, shape: Shape, there: Any) -> dict[str, Value]:
        """The figure that a label says, with its unit; a bare number has that of the cell that it quotes."""
        digits, scale = said["digits"].replace(",", ""), said["scale"] or ""
        number = Decimal(digits) if "." in digits else int(digits)
        closed = said.string[said.end() : said.end() + 1] == ")"
        negative = said["sign"] in ("-", "−", "–") or (said["sign"] == "(" and closed)
        if scale in ("%", "per cent"):
            unit = "%"
        elif said["pound"] or scale:
            unit = _SCALES.get(scale, "£")
        else:
            unit = self.unit_of(path, shape)
        if isinstance(shape, FigureShape) and shape.unit_field is not None and not shape.unit_choices:
            # A cell of any unit is compared in that unit alone.
            if unit not in ("count", self.stated(path, shape.unit_field)):
                return {}
            unit = "count"
        return {
            "figure": -number if negative else number,
            "unit": unit,
            "good_to": self.room(Fraction(1, 10 ** len(digits.partition(".")[2])), unit, path, shape, there),
            "sign": "minus" if negative else "none",
        }

    def room(self, step: Fraction, unit: str, path: Path | None, shape: Shape, there: Any) -> Decimal:
        """How far a figure may lie from the cell that it quotes, in the unit of the figure: half the coarser of the two
        steps. Both round one true figure, so with one step they are the same."""
        stated, of_cell = parse_unit(unit), parse_unit(self.unit_of(path, shape))
        if isinstance(shape, FigureShape) and stated and of_cell and stated.dims == of_cell.dims:
            own = shape.step if shape.step is not None else _last_digit(there)
            step = max(step, own * of_cell.scale / stated.scale)
        return Decimal(step.numerator) / Decimal(step.denominator) / 2

    def unit_of(self, path: Path | None, shape: Shape) -> str:
        """The unit of a cell as the schema or the submission states it."""
        if not isinstance(shape, FigureShape) or path is None:
            return "count"
        if shape.unit_field is None:
            return shape.unit.name or "count"
        stated = self.stated(path, shape.unit_field)
        return stated if parse_unit(stated) in shape.unit_choices else "count"

    def stated(self, path: Path | None, field: str) -> str:
        """What the nearest record above a cell says in a field."""
        at: Any = self.data
        stated = "count"
        for step in path or ():
            if isinstance(at, dict) and isinstance(at.get(field), str):
                stated = at[field]
            at = at[step] if _has(at, step) else None
        return stated

    def follow(self, steps: tuple[str, ...]) -> tuple[Path | None, Any, Shape]:
        """Where a pointer leads: the path, what is there (None: blank), and its shape; no path where there is no such
        place. An item of a list goes by its key, else by its position from 0."""
        path: Path = ()
        data: Any = self.data
        shape: Shape = self.shape
        for step in steps:
            inner, shape = self.step(step, data, shape)
            if inner is None:
                return None, None, shape
            path = (*path, inner)
            data = data[inner] if _has(data, inner) else None
        return path, data, shape

    def step(self, step: str, data: Any, shape: Shape) -> tuple[str | int | None, Shape]:
        """One step down: as the data spells it, or None where nothing can be; and the shape there."""
        if isinstance(shape, ListShape):
            return self.item(step, data, shape), shape.item
        if isinstance(shape, MapShape):
            year = parse_year(step) if isinstance(shape.key, YearShape) else None
            key = str(year) if year else step
            return (key if year or (isinstance(data, dict) and key in data) else None), shape.value
        if isinstance(shape, RecordShape) and step in shape.fields:
            return step, shape.fields[step]
        return (step if isinstance(data, dict) and step in data else None), Shape()

    def item(self, step: str, data: Any, shape: ListShape) -> int | None:
        if not isinstance(data, list):
            return None
        if shape.key is not None and id(data) not in self.keyed:
            keys = self.keyed[id(data)] = {}
            for n, item in enumerate(data):
                if isinstance(item, dict) and isinstance(item.get(shape.key), str | int):
                    keys.setdefault(str(item[shape.key]), n)
        found = self.keyed.get(id(data), {}).get(step)
        if found is None and step.isascii() and step.isdecimal() and len(step) < 8 and int(step) < len(data):
            return int(step)
        return found


def _last_digit(figure: Any) -> Fraction:
    """One unit of the last decimal place that a figure shows."""
    exponent = figure.as_tuple().exponent if isinstance(figure, Decimal) else 0
    return Fraction(1, 10 ** max(0, -exponent)) if isinstance(exponent, int) else Fraction(1)


def _target(there: Any, shape: Shape) -> str:
    if there is None:
        return "blank"
    if isinstance(there, list):
        return "list"
    if isinstance(there, dict):
        return "group"
    if not isinstance(shape, FigureShape):
        return "text"
    figure = isinstance(there, int | Decimal) and not isinstance(there, bool)
    return "figure" if figure else "blank" if there in shape.reasons else "text"


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int)
