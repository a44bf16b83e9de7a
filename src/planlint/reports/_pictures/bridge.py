"""A bridge: a bar for the start, one for each step from where the last one ended, and one for the end.

What the steps do not explain stands as a bar of its own before the end. A step that is missing is never drawn as
nought: those before it are drawn from the start, those after it from the end, and what lies between is left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from planlint.model import Picture, PictureRow
from planlint.records import dataclass
from planlint.reports._pictures._body import Body, Columns, Key
from planlint.reports._pictures._cells import joined, value, words
from planlint.reports._pictures._shapes import Box, Drawn, Line, Text, across, lines
from planlint.reports._words import amount, figure, is_figure
from planlint.terminal import printable, shortened
from planlint.values import decimal_text

STEPS = 16
"""How many steps are drawn at most: the largest, and the others together as one."""
MISSING, NOT_EXPLAINED = "missing", "Not explained"
_LEFT, _WIDTH = 40, 60
"""How much of the width, in percent, is for the names, and how much for the bars and the figures after them."""
_LETTER = Fraction(27, 10)
"""How much of the width one letter of a figure takes on the narrowest screen."""
_ROW = 34
"""The height of a row, in pixels."""
_LONGEST = 12
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Step:
    label: str
    size: Fraction | None
    said: str


class _Bridge:
    """The start, the steps and the end of a picture. `levels` are where each step begins, and where the last one ends;
    None where that is not known.
    """

    def __init__(self, picture: Picture) -> None:
        self.picture, self.unit = picture, picture.unit
        self.start, *steps, self.end = picture.rows
        self.rows = steps
        self.steps = [self._step(row) for row in steps]
        self.ends = value(self.start.cells[0]), value(self.end.cells[0])
        self.missing = [one.label for one in self.steps if one.size is None]
        printed = [cell for row in picture.rows if (cell := row.cells[0]) is not None and is_figure(cell)]
        self.finest = Fraction(1, 10 ** max((len(cell.partition(".")[2]) for cell in printed), default=0))
        self.levels = self.reached(self.steps)

    def _step(self, row: PictureRow) -> _Step:
        return _Step(row.label, value(row.cells[0]), self.signed(row.cells[0]))

    def signed(self, cell: str | None) -> str:
        """A figure with its sign, also where it adds."""
        if cell is None:
            return MISSING
        size = value(cell)
        return ("+" if size is not None and size > 0 else "") + words(cell, self.unit)

    def said(self, size: Fraction) -> str:
        return figure(decimal_text(size, self.finest), self.unit)

    def reached(self, steps: list[_Step]) -> list[Fraction | None]:
        """Where each step begins: from the start as far as it goes, then back from the end."""
        start, end = self.ends
        levels = [start]
        for step in steps:
            before = levels[-1]
            levels.append(None if before is None or step.size is None else before + step.size)
        if levels[-1] is None:
            levels[-1] = end
        for n in range(len(steps) - 1, -1, -1):
            after, size = levels[n + 1], steps[n].size
            if levels[n] is None and after is not None and size is not None:
                levels[n] = after - size
        return levels

    @cached_property
    def gap(self) -> Fraction:
        """What the end is more than the steps lead to; nought where that cannot be said."""
        start, end = self.ends
        reached = self.levels[-1]
        if start is None or end is None or reached is None or self.missing:
            return Fraction(0)
        return end - reached

    @property
    def explained(self) -> bool:
        """Whether rounding alone may be why the steps lead elsewhere."""
        slack = self.picture.slack
        return abs(self.gap) <= (Fraction(slack) if is_figure(slack) else 0)

    def drawn(self) -> tuple[list[_Step], list[str]]:
        """The steps that are drawn, the smallest as one where there are many, and what is said of that."""
        if len(self.steps) <= STEPS:
            return self.steps, []
        order = sorted(
            range(len(self.steps)), key=lambda n: (self.steps[n].size is not None, -abs(self.steps[n].size or 0))
        )
        kept, rest = sorted(order[: STEPS - 1]), [self.steps[n].size for n in order[STEPS - 1 :]]
        sizes = [one for one in rest if one is not None]
        total = sum(sizes, Fraction(0)) if len(sizes) == len(rest) else None
        cell = None if total is None else decimal_text(total, self.finest)
        last = _Step(f"{len(rest):,} smaller steps together", total, self.signed(cell))
        note = f"The {STEPS - 1} largest steps are drawn, and {len(rest):,} more as one; the table has each."
        return [*(self.steps[n] for n in kept), last], [note]


def draw(picture: Picture) -> Body:
    """The waterfall, with what it shows in words, and a table that says where each step leads."""
    if len(picture.rows) < 2 or not picture.series or not any(is_figure(row.cells[0]) for row in picture.rows):
        return Body(notes=("No figure of this bridge is given, so there is nothing to draw.",))
    bridge = _Bridge(picture)
    steps, notes = bridge.drawn()
    height, shapes, cut = _waterfall(bridge, steps)
    if cut:
        notes.append("The scale does not begin at nought.")
    used = {one.style for one in shapes if isinstance(one, Box)}
    legend = tuple(Key(style, said) for style, said in _LEGEND if style in used)
    return Body(_say(bridge), tuple(notes), height, tuple(shapes), legend, _table(bridge))


_LEGEND = (
    ("s2", "Start and end"),
    ("s1", "Step up"),
    ("s3", "Step down"),
    ("s4", NOT_EXPLAINED),
    ("unknown", "Missing"),
)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A row of the picture: from where to where its bar goes, where that is known, and what is said of it; `given`
    where that is a figure.
    """

    label: str
    said: str
    given: bool
    style: str
    begin: Fraction | None
    finish: Fraction | None

    @property
    def short(self) -> str:
        """What is said of it, where there is little room."""
        if len(self.said) <= _LONGEST:
            return self.said
        return "see table" if self.given else lines(self.said, _LONGEST, 1)[0]


def _bars(bridge: _Bridge, steps: list[_Step]) -> Iterator[_Bar]:
    start, end = bridge.ends
    levels = bridge.reached(steps)
    nought = Fraction(0)
    said = [MISSING if row.cells[0] is None else words(row.cells[0], bridge.unit) for row in (bridge.start, bridge.end)]
    yield _Bar(bridge.start.label, said[0], start is not None, "s2", nought, start)
    for step, before, after in zip(steps, levels, levels[1:], strict=False):
        style = "unknown" if step.size is None else "s3" if step.size < 0 else "s1"
        yield _Bar(step.label, step.said, step.size is not None, style, before, after)
    if not bridge.explained:
        gap = bridge.signed(decimal_text(bridge.gap, bridge.finest))
        yield _Bar(NOT_EXPLAINED, gap, True, "s4", levels[-1], end)
    yield _Bar(bridge.end.label, said[1], end is not None, "s2", nought, end)


@dataclass(frozen=True, slots=True)
class _Scale:
    """How figures lie across. `cut`: it does not begin at nought, since the steps would be too small to be seen.
    `width` is how much of the width is for the bars.
    """

    low: Fraction
    high: Fraction
    cut: bool
    width: Fraction

    def x(self, level: Fraction) -> Fraction:
        return _LEFT + (min(max(level, self.low), self.high) - self.low) * self.width / (self.high - self.low or 1)


def _scale(bridge: _Bridge, bars: list[_Bar]) -> _Scale:
    levels = [one for bar in bars[1:-1] for one in (bar.begin, bar.finish) if one is not None]
    levels += [one for one in bridge.ends if one is not None]
    low, high = min(levels, default=Fraction(0)), max(levels, default=Fraction(0))
    width = _WIDTH - 2 - _LETTER * max(len(bar.short) for bar in bars)
    room = high - low
    if 0 < room < abs(low) / 2 and 0 < room < abs(high) / 2 and (low > 0) == (high > 0):
        return _Scale(low - room / 4, high, True, width) if low > 0 else _Scale(low, high + room / 4, True, width)
    return _Scale(min(low, Fraction(0)), max(high, Fraction(0)), False, width)


def _waterfall(bridge: _Bridge, steps: list[_Step]) -> tuple[int, list[Drawn], bool]:
    bars = list(_bars(bridge, steps))
    scale = _scale(bridge, bars)
    shapes: list[Drawn] = []
    if not scale.cut:
        nought = across(scale.x(Fraction(0)))
        shapes.append(Line(nought, 0, nought, _ROW * len(bars) - 2, "axis"))
    for n, (bar, after) in enumerate(zip(bars, [*bars[1:], None], strict=True)):
        shapes += _row(bar, _ROW * n, scale)
        if after is not None and bar.finish is not None and bar.finish in (after.begin, after.finish):
            x = across(scale.x(bar.finish))
            shapes.append(Line(x, _ROW * n + 24, x, _ROW * (n + 1) + 8, "grid-line"))
    return _ROW * len(bars), shapes, scale.cut


def _row(bar: _Bar, y: int, scale: _Scale) -> Iterator[Drawn]:
    label = lines(bar.label, 17)
    for at, text in enumerate(label):
        yield Text(f"{_LEFT - 1}%", y + (13 if label[1] else 20) + 14 * at, text, "label", "end")
    known = [scale.x(one) for one in (bar.begin, bar.finish) if one is not None]
    left, right = min(known, default=Fraction(_LEFT)), max(known, default=Fraction(_LEFT))
    if bar.begin is not None and bar.begin == bar.finish:
        yield Line(across(left), y + 6, across(left), y + 26, "axis")
    elif len(known) == 2:
        yield Box(across(left), y + 8, across(right - left), 16, bar.style)
    if scale.cut and bar.style == "s2" and len(known) == 2:
        yield Text(
            across(left + 1 if scale.low > 0 else right - 1),
            y + 20,
            "//",
            "on-end",
            "start" if scale.low > 0 else "end",
        )
    yield Text(across(right), y + 20, bar.short, "figure" if bar.given else "none", dx=6)


# ---------------------------------------------------------------------- in words


def _say(bridge: _Bridge) -> str:
    """From what to what, by how many steps, and whether they lead there."""
    start, end = bridge.ends
    first, last = (
        f"{shortened(row.label)}, which is missing,"
        if size is None
        else f"{words(row.cells[0], bridge.unit)} ({shortened(row.label)})"
        for row, size in ((bridge.start, start), (bridge.end, end))
    )
    steps = f"in {amount(len(bridge.rows), 'step')}" if bridge.rows else "without a step"
    return f"From {first} to {last.rstrip(',')}, {steps}. {_verdict(bridge)}"


def _verdict(bridge: _Bridge) -> str:
    start, end = bridge.ends
    reached = bridge.levels[-1]
    if bridge.missing:
        return _of_missing(bridge)
    if start is None or reached is None:
        return "Where the steps begin is missing, so they cannot be followed."
    if end is None:
        return f"The steps lead to {bridge.said(reached)}."
    if not bridge.gap:
        return "The figures add up."
    led = f"The steps lead to {bridge.said(reached)}, not to {words(bridge.end.cells[0], bridge.unit)}"
    if bridge.explained:
        return f"{led}, which agrees within rounding."
    return f"{led}: {bridge.said(abs(bridge.gap))} is not explained."


def _of_missing(bridge: _Bridge) -> str:
    """Which steps are missing, and what the others leave for them where that is known."""
    start, end = bridge.ends
    named = [shortened(one) for one in bridge.missing[:_NAMED]]
    left = len(bridge.missing) - len(named)
    one = len(bridge.missing) == 1
    said = f"{joined([*named, f'{left:,} more'] if left else named)} {'is' if one else 'are'} missing"
    if start is None or end is None:
        return f"{said}, so where the steps lead cannot be said."
    rest = end - start - sum((step.size for step in bridge.steps if step.size is not None), Fraction(0))
    left_over = f"the others leave {bridge.said(rest)} for {'it' if one else 'them'}"
    return f"{said}, so where the steps lead cannot be said: {left_over}."


def _table(bridge: _Bridge) -> Columns:
    picture = bridge.picture
    heads = (picture.of, picture.series[0], "Comes to", *picture.series[1:])
    rows = [_table_row(bridge, bridge.start, words(bridge.start.cells[0], bridge.unit), bridge.ends[0])]
    for row, step, level in zip(bridge.rows, bridge.steps, bridge.levels[1:], strict=True):
        rows.append(_table_row(bridge, row, step.said, level))
    if bridge.gap:
        label = "Rounding" if bridge.explained else f"{NOT_EXPLAINED} by the steps"
        gap = PictureRow(label, (decimal_text(bridge.gap, bridge.finest), *[""] * (len(picture.series) - 1)))
        rows.append(_table_row(bridge, gap, bridge.signed(gap.cells[0]), bridge.ends[1]))
    rows.append(_table_row(bridge, bridge.end, words(bridge.end.cells[0], bridge.unit), bridge.ends[1]))
    figures = (True, True, *([False] * (len(picture.series) - 1)))
    return Columns(tuple(printable(one) for one in heads), tuple(rows), figures)


def _table_row(bridge: _Bridge, row: PictureRow, said: str, level: Fraction | None) -> tuple[str, ...]:
    rest = ("" if cell is None else words(cell, bridge.unit) for cell in row.cells[1:])
    return (shortened(row.label), said, "not known" if level is None else bridge.said(level), *rest)
