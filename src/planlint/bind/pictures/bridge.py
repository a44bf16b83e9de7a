"""`bridge`: how one figure becomes another, step by step; one picture for each bridge of a list, or one in all.

The first row of the picture is the start, the last one the end, and the steps stand between them. Steps over the limit
are added up in one row, so that what is drawn still leads from the one to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from planlint.bind.pictures._asked import OF, PATH, Asked, Steps, name_of, rows_are, steps
from planlint.bind.pictures._cells import ROWS, at, cell, entries, label
from planlint.model import Picture, PictureRow, Value
from planlint.records import dataclass
from planlint.shape import ChoiceShape, FigureShape, MonthShape, RecordShape, Shape, TextShape, YearShape
from planlint.values import decimal_text, parse_unit

BRIDGES = 12
"""How many bridges of a submission are kept; the rest are counted."""
_NAMED = 60
_TWO = {"type": "array", "minItems": 2, "maxItems": 2, "items": PATH}
WORDS = {
    "of": {**OF, "description": "the list of bridges, by its path; without it, the submission holds one"},
    "called": {
        "description": "one to four fields of a bridge that together name it",
        "type": "array", "minItems": 1, "maxItems": 4, "uniqueItems": True, "items": PATH,
    },
    "ends": {**_TWO, "description": "the paths to two figures, the start and the end"},
    "labels": {**_TWO, "description": "the paths to two texts, what the start and the end are called"},
    "steps": {**PATH, "description": "the list of steps, by its path"},
    "series": {
        "description": "the path from a step to its figure, then those to texts about it, up to three",
        "type": "array", "minItems": 1, "maxItems": 4, "uniqueItems": True, "items": PATH,
    },
}  # fmt: skip
NEEDS = ("ends", "steps", "series")


@dataclass(frozen=True, slots=True)
class Bridge:
    """`of` leads to the list of bridges, or is empty; the other paths on from one. `ends` are called `names` where the
    submission has no label for them, and `asked_for` says whether a bridge must have steps. `figures` are the shapes of
    the start, the end and a step.
    """

    title: str
    of: Steps
    called: tuple[Steps, ...]
    ends: tuple[Steps, Steps]
    labels: tuple[Steps, Steps] | None
    names: tuple[str, str]
    steps: Steps
    series: tuple[Steps, ...]
    heads: tuple[str, ...]
    rows_are: str
    listed: Shape
    asked_for: bool
    figures: tuple[FigureShape, FigureShape, FigureShape]

    def draw(self, data: Value) -> Iterator[Picture]:
        if not self.of:
            if sum(bool(at(data, path)) or _is_figure(at(data, path)) for path in (*self.ends, self.steps)) > 1:
                yield self._picture(self.title, data, ())
            return
        held = list(entries(at(data, self.of), Shape(), "bridge"))
        left = len(held) - BRIDGES
        for n, (_, name, item) in enumerate(held[:BRIDGES], 1):
            last = n == BRIDGES and left > 0
            more = (f"{left:,} more {'bridge is' if left == 1 else 'bridges are'} in the submission and not here.",)
            named = [_short(one) for path in self.called if (one := label(at(item, path), ""))]
            yield self._picture(f"{self.title}: {', '.join(named) or name}", item, more if last else ())

    def _picture(self, title: str, bridge: Value, notes: tuple[str, ...]) -> Picture:
        start, end = (at(bridge, path) for path in self.ends)
        held = at(bridge, self.steps)
        listed = [(name, item) for _, name, item in entries(held, self.listed, "Step")]
        if not isinstance(held, list | dict) and (self.asked_for or held is not None):
            listed = [("Steps", None)]  # not known, which is not the same as a bridge without steps
        values = [(at(item, self.series[0]), self.figures[2]) for _, item in listed]
        rows = [PictureRow(name, tuple(cell(at(item, path)) for path in self.series)) for name, item in listed]
        ends = [(start, self.figures[0]), (end, self.figures[1])]
        unit, known = self._unit(bridge)
        return Picture(
            "bridge",
            title,
            self.rows_are,
            self.heads,
            unit,
            (self._end(bridge, 0, start), *self._kept(rows, values), self._end(bridge, 1, end)),
            max(0, len(rows) - ROWS),
            decimal_text(_slack([*ends, *values])),
            notes if known else (*notes, "The unit of its figures is not given."),
        )

    def _end(self, bridge: Value, n: int, value: Value) -> PictureRow:
        name = label(at(bridge, self.labels[n]), self.names[n]) if self.labels else self.names[n]
        return PictureRow(name, (cell(value), *[None] * (len(self.series) - 1)), total=True)

    def _kept(self, rows: Sequence[PictureRow], values: Sequence[tuple[Value, FigureShape]]) -> list[PictureRow]:
        """The steps that are kept, and what the others come to where that is known."""
        kept, left = list(rows[:ROWS]), values[ROWS:]
        if left:
            figures = [Fraction(value) for value, _ in left if _is_figure(value) and isinstance(value, int | Decimal)]
            total = decimal_text(sum(figures, Fraction(0))) if len(figures) == len(left) else None
            kept.append(PictureRow(f"{len(left):,} more steps", (total, *[None] * (len(self.series) - 1))))
        return kept

    def _unit(self, bridge: Value) -> tuple[str, bool]:
        """The unit of its figures, and whether it is known: the bridge may state it."""
        shape = self.figures[0]
        if shape.unit_field is None:
            return shape.unit.name, True
        stated = at(bridge, (shape.unit_field,))
        unit = parse_unit(stated) if isinstance(stated, str) else None
        allowed = unit is not None and (not shape.unit_choices or unit in shape.unit_choices)
        return (unit.name, True) if unit and allowed else ("", False)


def read(asked: Asked) -> Bridge | None:
    bridge: Shape = asked.shape
    if "of" in asked.entry:
        listed = asked.items("of", asked.shape)
        if listed is None:
            return None
        bridge = listed[1]
    assert isinstance(bridge, RecordShape)
    for word in ("called", "labels"):
        for n, path in enumerate(map(str, asked.entry.get(word, ()))):
            shape = asked.found(path, bridge, f"{word}/{n}")
            if shape is not None and not isinstance(shape, TextShape | ChoiceShape | YearShape | MonthShape):
                asked.fault(f"{word}/{n}", f'"{path}" is not a text.')
    ends = [str(path) for path in asked.entry["ends"]]
    found = [_figure(asked, bridge, bridge, path, f"ends/{n}") for n, path in enumerate(ends)]
    listed = asked.items("steps", bridge)
    if listed is None:
        return None
    of, step = listed
    paths = [str(path) for path in asked.entry["series"]]
    shapes = [asked.found(path, step, f"series/{n}") for n, path in enumerate(paths)]
    found.append(_figure(asked, bridge, step, paths[0], "series/0") if shapes[0] is not None else None)
    start, end, value = found
    if start is None or end is None or value is None:
        return None
    if len({(one.unit.name, one.unit_field) for one in (start, end, value)}) > 1:
        asked.fault("ends", "The ends and the steps of a bridge have one unit.")
    called, labels = asked.entry.get("called", ()), [steps(str(path)) for path in asked.entry.get("labels", ())]
    names = [name_of(asked_end, path) for asked_end, path in zip(_told(bridge, ends), ends, strict=True)]
    return Bridge(
        asked.title,
        asked.path("of"),
        tuple(steps(str(path)) for path in called),
        (steps(ends[0]), steps(ends[1])),
        (labels[0], labels[1]) if labels else None,
        (names[0], names[1]),
        asked.path("steps"),
        tuple(map(steps, paths)),
        tuple(name_of(shape, path) for shape, path in zip(shapes, paths, strict=True)),
        rows_are(of, step, str(asked.entry["steps"])),
        of,
        _required(bridge, asked.path("steps")),
        (start, end, value),
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAMED else name[:_NAMED] + "…"


def _required(bridge: RecordShape, path: Steps) -> bool:
    """Whether every field of a path is one that its record requires."""
    shape: Shape | None = bridge
    for name in path:
        if not isinstance(shape, RecordShape) or name not in shape.required:
            return False
        shape = shape.fields.get(name)
    return True


def _told(bridge: RecordShape, ends: Sequence[str]) -> Iterator[Shape | None]:
    """What each end is called by its shape: the record that its figure stands in, else the figure."""
    for path in ends:
        shape: Shape | None = bridge
        for name in steps(path)[:-1] or steps(path):
            shape = shape.fields.get(name) if isinstance(shape, RecordShape) else None
        yield shape


def _figure(asked: Asked, bridge: RecordShape, shape: Shape, path: str, word: str) -> FigureShape | None:
    """A figure of a bridge, in a unit of its own or in one that the bridge states."""
    found = asked.found(path, shape, word)
    if found is not None and not isinstance(found, FigureShape):
        asked.fault(word, f'"{path}" is not a figure.')
    if not isinstance(found, FigureShape):
        return None
    if found.unit_field and not isinstance(bridge.fields.get(found.unit_field), ChoiceShape):
        asked.fault(word, f'The unit of "{path}" is stated by {found.unit_field}, which the bridge does not have.')
        return None
    return found


def _is_figure(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and "E" not in f"{cell(value)}".upper()


def _slack(figures: Sequence[tuple[Value, FigureShape]]) -> Fraction:
    """How far rounding alone may part the end from where the steps lead: half the step of each figure.

    A figure without a step of its own in the schema has that of the finest figure beside it.
    """
    given = [(value, shape) for value, shape in figures if _is_figure(value)]
    least = min((_printed(value) for value, _ in given), default=Fraction(0))
    steps = (_printed(value) if shape.as_printed else shape.step for value, shape in given)
    return sum((least if step is None else step for step in steps), Fraction(0)) / 2


def _printed(value: Value) -> Fraction:
    """One unit of the last decimal place that a figure shows."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return Fraction(1, 10 ** max(0, -exponent)) if isinstance(exponent, int) else Fraction(1)
