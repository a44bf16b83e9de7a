"""The page of a kind of submission: what it is, every field, which rules read each, and its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from planlint.bind import Kind
from planlint.fields import Field, KindFields
from planlint.model import Document, Value
from planlint.packs import Pack
from planlint.rule_pages.page import Block, Heading, Items, Line, Link, Mono, Page, Paragraph, Rows
from planlint.rule_pages.page import joined as on_one_line
from planlint.rule_tests import TestFault, good_submission
from planlint.shape import (
    ChoiceShape,
    DateShape,
    DurationShape,
    FigureShape,
    ListShape,
    MapShape,
    MonthShape,
    RecordShape,
    Shape,
    TextShape,
    YearShape,
    YesNoShape,
)
from planlint.values import decimal_text

_QUOTED = 60
_TOLD = 600
_MANY = 24
"""So many rules of a field, or choices of it, are named: many fields may share one schema, and many rules a define."""
_NAMES: tuple[tuple[type[Shape], str], ...] = (
    (YesNoShape, "yes or no"),
    (DateShape, "a date"),
    (MonthShape, "a month"),
    (YearShape, "a financial year"),
    (DurationShape, "a length of time"),
    (TextShape, "a text"),
    (RecordShape, "a record"),
)
_HEADS = ("Field", "Called", "What it is", "Required", "Description", "Example", "Read by")


def kind_page(kind: Kind, fields: KindFields, pack: Pack, links: Mapping[str, str], kept: dict[str, Document]) -> Page:
    """The page of a kind. `links` are the pages of rules and kinds by code and name."""
    title = f"{kind.title} ({kind.name})"
    rules = pack.rules_for(kind.name)
    good = _good(kind, pack, kept)
    about = _cut(str(kind.schema.get("description", "")), 2 * _TOLD)
    blocks: list[Block] = [Heading(1, title), *([Paragraph((about,))] if about else [])]
    blocks += [Paragraph(("Its first line is ", Mono(f"kind: {kind.name}"), ". ", coverage(fields)))]
    blocks += [Heading(2, "Fields")]
    rows = tuple(_row(one, good, links) for one in fields.fields)
    blocks.append(Rows("Every field, in the order of the schema", _HEADS, rows))
    blocks += _unread(fields)
    listed: list[Line] = [(Link(rule.code, links[rule.code]), f" {rule.title} ({rule.severity})") for rule in rules]
    blocks += [Heading(2, f"Rules: {len(rules)}"), Items(tuple(listed))]
    blocks.append(Paragraph((Link("All kinds and rules", "rules/index"),)))
    return Page(links[kind.name], title, tuple(blocks))


def coverage(fields: KindFields) -> str:
    """How many of the fields that hold a value some rule reads.

    >>> coverage(KindFields("plan", ()))
    'Rules read 0 of its 0 fields by name.'
    """
    read = len(fields.leaves) - len(fields.unread)
    return f"Rules read {read} of its {len(fields.leaves)} fields by name."


def _unread(fields: KindFields) -> Iterator[Block]:
    if fields.unread:
        yield Heading(2, f"Fields that no rule reads by name: {len(fields.unread)}")
        why = [(one, one.unread_because) for one in fields.unread]
        yield Items(tuple((Mono(one.path), *((f": {said}",) if said else ())) for one, said in why))


def _row(one: Field, good: Value, links: Mapping[str, str]) -> tuple[Line, ...]:
    rules: list[Line] = [(Link(code, links[code]),) for code in one.rules[:_MANY]]
    if len(one.rules) > _MANY:
        rules.append((f"and {len(one.rules) - _MANY} more",))
    shown = _example(one, good)
    return (
        (Mono(one.path),),
        (_cut(one.shape.label, _QUOTED),),
        (shape_words(one.shape),),
        ("yes" if one.required else "",),
        (_cut(str(one.said.get("description", "")), _TOLD),),
        (Mono(shown),) if shown else (),
        on_one_line(rules),
    )


def shape_words(shape: Shape) -> str:
    """What a field holds, in words.

    >>> shape_words(ListShape("", RecordShape(), "name")), shape_words(FigureShape(whole=True))
    ('a list of records, known by name', 'a whole number')
    """
    if isinstance(shape, FigureShape):
        return _figure_words(shape)
    if isinstance(shape, ChoiceShape):
        return _choices("one of", shape.choices) if shape.choices else "a text"
    if isinstance(shape, ListShape):
        return f"a list of {_several(shape.item)}" + (f", known by {shape.key}" if shape.key else "")
    if isinstance(shape, MapShape):
        return f"{_several(shape.value)} by {shape_words(shape.key).split(' ', 1)[-1]}"
    return next((words for sort, words in _NAMES if isinstance(shape, sort)), "anything")


def _several(shape: Shape) -> str:
    words = shape_words(shape)
    if words.startswith(("a ", "an ")) and "," not in words and " of " not in words:
        return words.split(" ", 1)[1] + "s"
    return f"values, each {words}"


def _figure_words(shape: FigureShape) -> str:
    words = "a whole number" if shape.whole else "a figure"
    if shape.unit_field:
        words += f" in the unit that {shape.unit_field} states"
    elif shape.unit.name and shape.unit.name != "count":
        words += f" in {shape.unit.name}"
    if shape.as_printed:
        words += ", rounded to its own last digit"
    elif shape.step:
        words += f", in steps of {decimal_text(shape.step)}"
    elif shape.step == 0 and not shape.whole:
        words += ", exact"
    low, high = (None if one is None else decimal_text(one) for one in (shape.least, shape.most))
    words += f", at least {low}" if low is not None else ""
    words += f", at most {high}" if high is not None else ""
    return words + (f"; {_choices('or a reason', shape.reasons)}" if shape.reasons else "")


def _choices(word: str, some: tuple[str, ...]) -> str:
    more = f" and {len(some) - _MANY} more" if len(some) > _MANY else ""
    return f"{word}: {', '.join(_cut(one, _QUOTED) for one in some[:_MANY])}{more}"


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most]}…"


# ---------------------------------------------------------------------- examples
def _good(kind: Kind, pack: Pack, kept: dict[str, Document]) -> Value:
    """The good submission of a kind that the tests of its rules begin with, or nothing."""
    tests = [test for rule in pack.rules_for(kind.name) for test in rule.checked.tests]
    for name in sorted(dict.fromkeys(test.given for test in tests), key=lambda one: not one.startswith(kind.name)):
        try:
            data = good_submission(pack.folder, name, kept).data
        except TestFault:
            continue
        if isinstance(data, dict) and data.get("kind") == kind.name:
            return data
    return None


def _example(one: Field, good: Value) -> str:
    """A value that the field may have: the schema's own example, else one of the good submission."""
    told = one.said.get("examples")
    value: Any = told[0] if isinstance(told, list | tuple) and told else _found(good, one.steps) if one.leaf else None
    if value is None or isinstance(value, dict | list):
        return ""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return _cut(text, _QUOTED)


def _found(data: Value, steps: tuple[str, ...]) -> str | int | Decimal | bool | None:
    """The first value at a place of a schema, in any item."""
    if not steps:
        if isinstance(data, list | dict):
            inner = data if isinstance(data, list) else list(data.values())
            return next((one for one in inner if one is not None and not isinstance(one, list | dict)), None)
        return data
    if isinstance(data, dict):
        inside = [data.get(steps[0])] if steps[0] != "[]" else list(data.values())
    else:
        inside = data if isinstance(data, list) and steps[0] == "[]" else []
    return next((value for one in inside if (value := _found(one, steps[1:])) is not None), None)
