"""The exact simplex against Fourier and Motzkin's elimination, which decides the same question another way."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.lang.simplex import Bounds, Number, Simplex

Problem = tuple[list[Bounds], list[tuple[dict[int, int], Bounds]]]


def ends(least: int, most: int) -> st.SearchStrategy[Bounds]:
    number = st.integers(least, most) | st.fractions(least, most, max_denominator=3)
    pair = st.tuples(number, number).map(lambda two: (min(two), max(two)))
    return pair | st.tuples(st.none(), number) | st.tuples(number, st.none()) | st.just((None, None))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    count = draw(st.integers(1, 4))
    columns = [draw(ends(-3, 3)) for _ in range(count)]
    sums = []
    for _ in range(draw(st.integers(0, 4))):
        coefficients = {n: by for n in range(count) if (by := draw(st.integers(-2, 2)))}
        sums.append((coefficients, draw(ends(-4, 4))))
    return columns, sums


def inequalities(problem: Problem, only: frozenset[int] | None = None) -> list[tuple[dict[int, Fraction], Fraction]]:
    """The problem as sums that are at most a number; `only` keeps the bounds of some variables."""
    columns, sums = problem
    found = []
    whole = [*(({n: 1}, bounds) for n, bounds in enumerate(columns)), *sums]
    for n, (coefficients, (low, high)) in enumerate(whole):
        if only is not None and n not in only:
            continue
        if high is not None:
            found.append(({k: Fraction(by) for k, by in coefficients.items()}, Fraction(high)))
        if low is not None:
            found.append(({k: Fraction(-by) for k, by in coefficients.items()}, Fraction(-low)))
    return found


def without(n: int, wanted: list[tuple[dict[int, Fraction], Fraction]]) -> list[tuple[dict[int, Fraction], Fraction]]:
    """What is left when a variable is eliminated."""
    left = {(tuple(sorted(row.items())), most) for row, most in wanted if not row.get(n)}
    above = [one for one in wanted if one[0].get(n, 0) > 0]
    below = [one for one in wanted if one[0].get(n, 0) < 0]
    for one, most in above:
        for other, least in below:
            by, times = -other[n], one[n]
            row = {k: by * one.get(k, 0) + times * other.get(k, 0) for k in {*one, *other} - {n}}
            left.add((tuple(sorted((k, v) for k, v in row.items() if v)), by * most + times * least))
    return [(dict(row), most) for row, most in left]


def possible(problem: Problem, only: frozenset[int] | None = None) -> bool:
    wanted = inequalities(problem, only)
    for n in range(len(problem[0])):
        wanted = without(n, wanted)
    return all(most >= 0 for _, most in wanted)


def greatest(problem: Problem, at: int) -> Fraction | None:
    """The most that a variable can be, all others eliminated."""
    wanted = inequalities(problem)
    for n in range(len(problem[0])):
        if n != at:
            wanted = without(n, wanted)
    limits = [most / row[at] for row, most in wanted if row.get(at, 0) > 0]
    return min(limits, default=None)


def met(problem: Problem, value: list[Number]) -> bool:
    columns, sums = problem
    sides = [*(value[: len(columns)]), *(sum(by * value[n] for n, by in row.items()) for row, _ in sums)]
    bounds = [*columns, *(one for _, one in sums)]
    return all(
        (low is None or side >= low) and (high is None or side <= high)
        for side, (low, high) in zip(sides, bounds, strict=True)
    )


@given(problems())
@settings(max_examples=250, deadline=None)
def test_what_can_be_met_is_met_and_what_cannot_is_proved(problem: Problem) -> None:
    simplex = Simplex(*problem)
    clash = simplex.check()
    assert (clash is None) is possible(problem)
    if clash is None:
        assert met(problem, simplex.value)
    else:
        assert not possible(problem, clash), "the bounds that are blamed can be met without the rest"


@given(problems(), st.data())
@settings(max_examples=120, deadline=None)
def test_bounds_may_be_loosened_and_tightened_again(problem: Problem, data: st.DataObject) -> None:
    columns, sums = list(problem[0]), list(problem[1])
    simplex = Simplex(columns, sums)
    simplex.check()
    for _ in range(3):
        n = data.draw(st.integers(0, len(columns) + len(sums) - 1))
        bounds = data.draw(ends(-4, 4))
        simplex.bound(n, bounds)
        if n < len(columns):
            columns[n] = bounds
        else:
            sums[n - len(columns)] = (sums[n - len(columns)][0], bounds)
        clash = simplex.check()
        assert (clash is None) is possible((columns, sums))
        if clash is None:
            assert met((columns, sums), simplex.value)


@given(problems(), st.data())
@settings(max_examples=120, deadline=None)
def test_the_range_of_a_variable_is_exact(problem: Problem, data: st.DataObject) -> None:
    simplex = Simplex(*problem)
    if simplex.check() is not None:
        return
    n = data.draw(st.integers(0, len(problem[0]) - 1))
    columns, sums = problem
    turned: Problem = (
        [(None if high is None else -high, None if low is None else -low) for low, high in columns],
        [({k: -by for k, by in row.items()}, bounds) for row, bounds in sums],
    )
    assert simplex.extreme(n, 1) == greatest(problem, n)
    least = greatest(turned, n)
    assert simplex.extreme(n, -1) == (None if least is None else -least)
    assert met(problem, simplex.value)


def test_what_goes_in_circles_by_other_rules_ends() -> None:
    """Every sum is tight at nought: pivots that gain nothing follow each other."""
    columns: list[Bounds] = [(0, None)] * 6
    rows = [{a: 1, b: -1} for a, b in combinations(range(6), 2)]
    simplex = Simplex(columns, [*((row, (0, 0)) for row in rows), (dict.fromkeys(range(6), 1), (6, 6))])
    assert simplex.check() is None
    assert simplex.value[:6] == [1] * 6


def test_steps_are_told_and_may_be_refused() -> None:
    taken = []

    def spend(steps: int) -> None:
        taken.append(steps)
        if sum(taken) > 20:
            raise TimeoutError

    columns: list[Bounds] = [(-1, 1)] * 12
    sums = [({n: 1, (n + 1) % 12: 1}, (2, 2)) for n in range(12)]
    with pytest.raises(TimeoutError):
        Simplex(columns, sums, spend).check()
