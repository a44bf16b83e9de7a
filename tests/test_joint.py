"""All totals of a table at once: against every rounding tried one by one, and against each total by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.lang.figures import Cell, Figure, add, of_cell, total
from planlint.lang.joint import Exhausted, Joint, Purse
from planlint.values import PLAIN

HALF = Fraction(1, 2)
Spot = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """A printed table of whole numbers: the last row and the last column are totals. `half` is half of its step."""

    rows: tuple[tuple[int, ...], ...]
    half: Fraction = HALF

    @property
    def size(self) -> Spot:
        return len(self.rows) - 1, len(self.rows[0]) - 1

    def changed(self, spot: Spot, value: int) -> Grid:
        rows = [list(row) for row in self.rows]
        rows[spot[0]][spot[1]] = value
        return replace(self, rows=tuple(tuple(row) for row in rows))

    def cell(self, r: int, c: int, half: Fraction) -> Figure:
        value = self.rows[r][c]
        return of_cell(Cell((r, c), Fraction(value), half, PLAIN, 2 * half, "schema", str(value)))

    def differences(self, free: frozenset[Spot] = frozenset()) -> list[Figure]:
        """Each total less its parts: rows, then columns. A free cell may be off by a million."""
        height, width = self.size
        cells = {
            (r, c): self.cell(r, c, Fraction(10**6) if (r, c) in free else self.half)
            for r in range(height + 1)
            for c in range(width + 1)
        }
        across = [(cells[r, width], [cells[r, c] for c in range(width)]) for r in range(height + 1)]
        down = [(cells[height, c], [cells[r, c] for r in range(height)]) for c in range(width + 1)]
        return [add(whole, total(parts), -1) for whole, parts in [*across, *down]]


def no_limit(steps: int) -> None:
    """Steps are not counted here."""


def joint(grid: Grid, free: frozenset[Spot] = frozenset()) -> Joint:
    return Joint(grid.differences(free), no_limit)


def prints(grid: Grid) -> bool:
    """Whether some unrounded body prints as the table.

    Halves are enough: the sums of rows, of columns and of all make a totally unimodular system, so where any body does,
    one whose roundings are whole halves does.
    """
    height, width = grid.size
    for rounding in product((-1, 0, 1), repeat=height * width):
        body = [
            [2 * grid.rows[r][c] + rounding[r * width + c] for c in range(width)] for r in range(height)
        ]  # in halves
        sums = [(sum(body[r]), grid.rows[r][width]) for r in range(height)]
        sums += [(sum(row[c] for row in body), grid.rows[height][c]) for c in range(width)]
        sums.append((sum(map(sum, body)), grid.rows[height][width]))
        if all(abs(true - 2 * printed) <= 1 for true, printed in sums):
            return True
    return False


@st.composite
def grids(draw: st.DrawFn, height: int = 2, width: int = 2) -> Grid:
    """Tables that are nearly right."""
    body = [[draw(st.integers(-3, 3)) for _ in range(width)] for _ in range(height)]
    rows = [[*row, sum(row) + draw(st.integers(-1, 1))] for row in body]
    last = [sum(row[c] for row in body) + draw(st.integers(-1, 1)) for c in range(width)]
    rows.append([*last, sum(map(sum, body)) + draw(st.integers(-2, 2))])
    return Grid(tuple(map(tuple, rows)))


@given(grids() | grids(3, 2) | grids(2, 3))
@settings(max_examples=150, deadline=None)
def test_a_table_is_possible_where_some_unrounded_figures_print_as_it(grid: Grid) -> None:
    assert (joint(grid).conflict() is None) is prints(grid)


@given(grids(3, 3))
@settings(max_examples=100, deadline=None)
def test_a_table_with_a_total_that_cannot_be_right_by_itself_is_impossible(grid: Grid) -> None:
    differences = grid.differences()
    if any(not one.low <= 0 <= one.high for one in differences):
        assert joint(grid).conflict() is not None


@given(grids(3, 3))
@settings(max_examples=100, deadline=None)
def test_the_smallest_set_of_totals_that_clash_is_the_smallest(grid: Grid) -> None:
    found = joint(grid).conflict()
    if found is None:
        return
    few = joint(grid).irreducible(found[0])
    assert joint(grid).conflict(few) is not None
    assert all(joint(grid).conflict(few - {k}) is None for k in few)
    least = joint(grid).smallest(few)
    assert joint(grid).conflict(least) is not None
    everyone = range(len(grid.differences()))
    smaller = chain.from_iterable(combinations(everyone, size) for size in range(1, len(least)))
    assert all(joint(grid).conflict(some) is None for some in smaller)


@given(grids(2, 3))
@settings(max_examples=60, deadline=None)
def test_a_repair_is_the_only_one_of_its_size(grid: Grid) -> None:
    if joint(grid).conflict() is None:
        return
    height, width = grid.size
    spots = [(r, c) for r in range(height + 1) for c in range(width + 1)]
    for size in (1, 2):
        sets = [frozenset(one) for one in combinations(spots, size)]
        fits = [some for some in sets if joint(grid, some).conflict() is None]
        if fits:
            break
    repair = joint(grid).repair()
    wanted = fits[0] if len(fits) == 1 else None
    assert (None if repair is None else frozenset(cell.path for cell in repair.cells)) == wanted
    if repair is not None and size == 1:
        spot = next(iter(fits[0]))
        assert repair.low is not None
        assert repair.high is not None
        said = [n for n in range(-30, 31) if joint(grid.changed(spot, n)).conflict() is None]
        assert said == list(range(int(repair.low), int(repair.high) + 1))
        if repair.best is not None:
            exact = grid.changed(spot, int(repair.best)).differences()
            assert all(one.value == 0 for one in exact)


def test_every_total_may_pass_and_the_table_be_impossible() -> None:
    """Four rows of three noughts; every row total 1, every column total 0, the grand total 2."""
    grid = Grid((*[(0, 0, 0, 1)] * 4, (0, 0, 0, 2)))
    differences = grid.differences()
    assert all(one.low <= 0 <= one.high for one in differences)
    found = joint(grid).conflict()
    assert found is not None
    assert joint(grid).smallest(joint(grid).irreducible(found[0])) == {4, 8}  # the grand total, across and down
    assert joint(grid).repair() is None  # any of the totals might be the wrong one


def test_a_cell_where_a_wrong_row_and_a_wrong_column_meet_is_the_repair() -> None:
    right = Grid(((1, 2, 3), (4, 5, 9), (5, 7, 12)))
    repair = joint(right.changed((1, 0), 40)).repair()
    assert repair is not None
    assert [cell.path for cell in repair.cells] == [(1, 0)]
    assert [repair.low, repair.best, repair.high] == [Fraction(3), Fraction(4), Fraction(5)]


def test_with_totals_one_way_only_no_cell_can_be_told_from_another() -> None:
    grid = Grid(((1, 0), (2, 0), (13, 0)))
    assert Joint(grid.differences()[3:4], no_limit).repair() is None


def test_exact_figures_have_no_room_but_may_be_changed() -> None:
    right = Grid(((1, 2, 3), (4, 5, 9), (5, 7, 12)), Fraction(0))
    assert joint(right).conflict() is None
    wrong = right.changed((0, 1), 3)
    assert joint(wrong).conflict() is not None
    repair = joint(wrong).repair()
    assert repair is not None
    assert [cell.path for cell in repair.cells] == [(0, 1)]
    assert (repair.low, repair.best, repair.high) == (Fraction(2),) * 3


@pytest.mark.parametrize("steps", [0, 5, 50])
def test_a_search_ends_with_its_steps(steps: int) -> None:
    grid = Grid((*[(0, 0, 0, 1)] * 4, (0, 0, 0, 2)))
    purse = Purse(steps)
    with pytest.raises(Exhausted):
        _narrowed(grid, purse)


def _narrowed(grid: Grid, purse: Purse) -> set[int]:
    search = Joint(grid.differences(), purse.spend)
    return search.smallest(search.irreducible((search.conflict() or (set(), set()))[0]))
