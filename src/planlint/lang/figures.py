"""Figures as rules see them: exact, with the rounding they were printed with.

A printed figure with step u stands for any value in [v - u/2, v + u/2]. What is linear in its cells keeps one
coefficient for each cell, so `x - x` is exactly zero and no cell is counted twice; all else is an interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from planlint.model import Path
from planlint.records import dataclass, field, replace
from planlint.values import PERCENT, PLAIN, Unit, multiply_dims

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed figure. `value` and `half` (half its step) are in base units; `written` is its digits."""

    path: Path
    value: Fraction
    half: Fraction
    unit: Unit
    step: Fraction
    declared: str
    written: str


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure: its printed value in base units, and how far the true one may lie from it.

    `terms` are the coefficients of its cells; `below` and `above` (≤ 0 ≤) what else it may deviate by. `ratio` is
    kept for a quotient, so that `a / b <= c` can be read as `a <= c * b`. `cells` are all that it was worked out from.
    """

    value: Fraction
    dims: tuple[tuple[str, int], ...] = ()
    unit: Unit = PLAIN
    terms: Mapping[Path, tuple[Cell, Fraction]] = field(default_factory=dict)
    below: Fraction = ZERO
    above: Fraction = ZERO
    cells: Mapping[Path, Cell] = field(default_factory=dict)
    ratio: tuple[Figure, Figure] | None = None
    bare: bool = False
    """A number written without a unit, which takes that of what it meets."""
    path: Path | None = None
    """Where it stands, if it is a figure of the submission itself."""

    @property
    def spread(self) -> Fraction:
        return sum((abs(by) * cell.half for cell, by in self.terms.values()), ZERO)

    @property
    def low(self) -> Fraction:
        return self.value - self.spread + self.below

    @property
    def high(self) -> Fraction:
        return self.value + self.spread + self.above

    @property
    def exact(self) -> bool:
        return self.low == self.high

    @property
    def step(self) -> Fraction | None:
        """The coarsest step of its cells, in base units; None without cells."""
        steps = [2 * cell.half for cell in self.cells.values() if cell.half]
        return max(steps) if steps else None

    def unlikely(self) -> bool:
        """Whether it is zero only if nearly every rounding fell one way: beyond 4σ, σ² = Σ (c·u)²/12."""
        if self.below or self.above:
            return False
        variance = sum(((by * 2 * cell.half) ** 2 for cell, by in self.terms.values()), ZERO) / 12
        return self.value**2 > 16 * variance


def constant(value: Fraction | int, unit: Unit = PLAIN, *, bare: bool = False) -> Figure:
    """An exact figure; `value` in base units."""
    return Figure(Fraction(value), unit.dims, unit, bare=bare)


def of_cell(cell: Cell) -> Figure:
    return Figure(
        cell.value,
        cell.unit.dims,
        cell.unit,
        {cell.path: (cell, Fraction(1))},
        cells={cell.path: cell},
        path=cell.path,
    )


def add(left: Figure, right: Figure, sign: int = 1) -> Figure:
    """The sum (`sign` 1) or difference (-1). A quotient keeps its form next to a constant."""
    if left.ratio and right.exact and not right.ratio:
        above, below = left.ratio
        return _quotient(add(above, multiply(below, right), sign), below, left)
    if right.ratio and left.exact and not left.ratio:
        above, below = right.ratio
        return _quotient(add(multiply(below, left), above, sign), below, right)
    terms = dict(left.terms)
    for path, (cell, by) in right.terms.items():
        total = terms[path][1] + sign * by if path in terms else sign * by
        if total:
            terms[path] = (cell, total)
        else:
            terms.pop(path, None)
    unit = right if left.bare else left
    return Figure(
        left.value + sign * right.value,
        unit.dims,
        unit.unit,
        terms,
        left.below + (right.below if sign > 0 else -right.above),
        left.above + (right.above if sign > 0 else -right.below),
        {**left.cells, **right.cells},
        bare=left.bare and right.bare,
    )


def total(parts: Sequence[Figure]) -> Figure:
    """The sum of figures of one unit, in time that grows with their cells; of none, zero."""
    if not parts:
        return constant(0, bare=True)
    terms: dict[Path, tuple[Cell, Fraction]] = {}
    cells: dict[Path, Cell] = {}
    for one in parts:
        cells.update(one.cells)
        for path, (cell, by) in one.terms.items():
            terms[path] = (cell, terms[path][1] + by if path in terms else by)
    unit = next((one for one in parts if not one.bare), parts[0])
    return Figure(
        sum((one.value for one in parts), ZERO),
        unit.dims,
        unit.unit,
        {path: term for path, term in terms.items() if term[1]},
        sum((one.below for one in parts), ZERO),
        sum((one.above for one in parts), ZERO),
        cells,
        bare=unit.bare,
    )


def scale(figure: Figure, by: Fraction) -> Figure:
    """The figure times an exact number without unit."""
    low, high = (figure.below * by, figure.above * by) if by >= 0 else (figure.above * by, figure.below * by)
    terms = {path: (cell, coefficient * by) for path, (cell, coefficient) in figure.terms.items()} if by else {}
    ratio = (scale(figure.ratio[0], by), figure.ratio[1]) if figure.ratio else None
    return replace(
        figure, value=figure.value * by, terms=terms, below=low, above=high, ratio=ratio, bare=False, path=None
    )


def multiply(left: Figure, right: Figure) -> Figure:
    """The product: linear where one side is exact, else an interval."""
    dims = multiply_dims(left.dims, right.dims)
    cells = {**left.cells, **right.cells}
    unit = left.unit if left.dims == dims and left.dims else right.unit if right.dims == dims else Unit("", dims)
    for one, other in ((right, left), (left, right)):
        if one.exact:
            return replace(scale(other, one.value), dims=dims, unit=unit, cells=cells)
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    value = left.value * right.value
    return Figure(value, dims, unit, {}, min(corners) - value, max(corners) - value, cells)


def divide(above: Figure, below: Figure) -> Figure | None:
    """The quotient, or None where the divisor may be zero."""
    if below.low <= 0 <= below.high:
        return None
    dims = multiply_dims(above.dims, below.dims, -1)
    unit = above.unit if above.dims == dims and dims else Unit("", dims) if dims else PERCENT
    if below.exact:
        figure = scale(above, 1 / below.value)
        return replace(figure, dims=dims, unit=unit, cells={**above.cells, **below.cells})
    return replace(_quotient(above, below, None), dims=dims, unit=unit)


def _quotient(above: Figure, below: Figure, like: Figure | None) -> Figure:
    value = above.value / below.value
    corners = [a / b for a in (above.low, above.high) for b in (below.low, below.high)]
    return Figure(
        value,
        like.dims if like else (),
        like.unit if like else PLAIN,
        {},
        min(corners) - value,
        max(corners) - value,
        {**above.cells, **below.cells},
        (above, below),
    )


def gap(left: Figure, right: Figure) -> tuple[Figure, int]:
    """Left minus right, with a quotient multiplied out, and the sign by which that turns the comparison round."""
    if left.ratio:
        above, below = left.ratio
        return add(above, multiply(below, right), -1), 1 if below.value > 0 else -1
    if right.ratio:
        above, below = right.ratio
        return add(multiply(below, left), above, -1), 1 if below.value > 0 else -1
    return add(left, right, -1), 1


def widen(figure: Figure, other: Figure) -> Figure:
    """The figure with or without `other`: an item that may or may not belong to a sum."""
    return replace(
        figure,
        below=figure.below + min(ZERO, other.low),
        above=figure.above + max(ZERO, other.high),
        cells={**figure.cells, **other.cells},
    )
