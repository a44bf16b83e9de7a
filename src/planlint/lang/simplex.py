"""Whether some numbers within bounds meet linear constraints: an exact simplex for bounded variables.

The general simplex of Dutertre and de Moura, over whole numbers and fractions. A constraint is a variable of its own
that is the sum of others, so bounds are all there is: they can be loosened and tightened again and the search goes on
from where it stood. What cannot be met comes with the bounds that rule it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

Number = int | Fraction
Bounds = tuple[Number | None, Number | None]
"""The least and greatest that a variable may be; None is no bound."""

_GREEDY = 200
"""After so many pivots for each variable of the smaller sort, pivots go by Bland's rule, which cannot go in circles."""


class Simplex:
    """`columns` are the bounds of the variables 0 … n-1; `sums` the constraints, each with coefficients and bounds.

    The constraint `k` is the variable n + k: `bound` loosens or tightens it like any other. `spend` is told how many
    coefficients were worked through; what it raises leaves the search unfit for further use.

    >>> pair = Simplex([(0, 1), (0, 1)], [({0: 1, 1: 1}, (2, 2)), ({0: 1, 1: -1}, (0, 0))])
    >>> pair.check(), pair.value[:2]
    (None, [1, 1])
    >>> pair.bound(1, (0, Fraction(1, 2)))
    >>> sorted(pair.check())
    [0, 1, 2]
    """

    def __init__(
        self,
        columns: Sequence[Bounds],
        sums: Sequence[tuple[Mapping[int, Number], Bounds]],
        spend: Callable[[int], None] = lambda steps: None,
    ) -> None:
        self.spend = spend
        self.bounds: list[Bounds] = [*columns, *(bounds for _, bounds in sums)]
        self.rows: dict[int, dict[int, Number]] = {}
        self.users: dict[int, set[int]] = {n: set() for n in range(len(columns))}
        self.value: list[Number] = [_nearest(0, bounds) for bounds in columns]
        for k, (coefficients, _) in enumerate(sums):
            row = {n: by for n, by in coefficients.items() if by}
            self.rows[len(columns) + k] = row
            self.value.append(sum(by * self.value[n] for n, by in row.items()))
            for n in row:
                self.users[n].add(len(columns) + k)
        self.off = {n for n in self.rows if self.beyond(n)}
        self.pivots = 0
        for n in sorted(self.off):
            self.settle(n)

    # ------------------------------------------------------------------ bounds
    def beyond(self, n: int) -> int:
        """-1 where a variable is below its bounds, 1 where it is above them, else 0."""
        low, high = self.bounds[n]
        if low is not None and self.value[n] < low:
            return -1
        return 1 if high is not None and self.value[n] > high else 0

    def bound(self, n: int, bounds: Bounds) -> None:
        """Give a variable other bounds."""
        self.bounds[n] = bounds
        if n in self.rows:
            self.noted(n)
        elif self.beyond(n):
            self.move(n, _nearest(self.value[n], bounds))

    def noted(self, n: int) -> None:
        (self.off.add if self.beyond(n) else self.off.discard)(n)

    def move(self, n: int, to: Number) -> None:
        """Let a variable that is no sum be something else, and all sums with it."""
        by = to - self.value[n]
        self.value[n] = to
        self.spend(1 + len(self.users[n]))
        for user in self.users[n]:
            self.value[user] += self.rows[user][n] * by
            self.noted(user)

    def room(self, n: int, way: int) -> bool:
        """Whether a variable can go up (`way` 1) or down (-1)."""
        low, high = self.bounds[n]
        return (high is None or self.value[n] < high) if way > 0 else (low is None or self.value[n] > low)

    # ------------------------------------------------------------------ search
    def settle(self, n: int) -> None:
        """Bring a sum nearer to its bounds by moves that take no other sum further from its own.

        It spares most of the pivots where many sums are a little off, as in any table of rounded figures.
        """
        for k, by in self.rows[n].items():
            way = -self.beyond(n) if by > 0 else self.beyond(n)
            if not way:
                return
            users = [(user, self.rows[user][k]) for user in self.users[k]]
            if any(self.beyond(user) * way * times >= 0 for user, times in users):
                continue
            far = [_over(self.short(user), times if times > 0 else -times) for user, times in users]
            bound = self.bounds[k][1 if way > 0 else 0]
            if bound is not None:
                far.append(way * (bound - self.value[k]))
            self.move(k, self.value[k] + way * min(far))

    def short(self, n: int) -> Number:
        """How far a variable is from its bounds."""
        low, high = self.bounds[n]
        if low is not None and self.value[n] < low:
            return low - self.value[n]
        return self.value[n] - high if high is not None and self.value[n] > high else 0

    def check(self) -> frozenset[int] | None:
        """None where all bounds can be met at once, which `value` then does; else variables whose bounds cannot."""
        started = self.pivots
        patience = _GREEDY + 4 * min(len(self.rows), len(self.users))
        while self.off:
            bland = self.pivots - started > patience
            n = min(self.off) if bland else min(self.off, key=lambda one: (len(self.rows[one]), one))
            side = self.beyond(n)
            bound = self.bounds[n][0 if side < 0 else 1]
            assert bound is not None
            row = self.rows[n]
            self.spend(len(row))
            able = [k for k, by in row.items() if self.room(k, 1 if (by > 0) == (side < 0) else -1)]
            if not able:
                return frozenset((n, *row))
            k = min(able) if bland else self.best(n, able, bound)
            self.move(k, self.value[k] + _over(bound - self.value[n], row[k]))
            self.pivot(n, k)
        return None

    def best(self, n: int, able: Sequence[int], bound: Number) -> int:
        """The variable that mends a sum within its own bounds and stands in the fewest others."""
        row, gap = self.rows[n], bound - self.value[n]

        def cost(k: int) -> tuple[bool, int, int]:
            low, high = self.bounds[k]
            to = self.value[k] + _over(gap, row[k])
            outside = (low is not None and to < low) or (high is not None and to > high)
            return outside, len(self.users[k]), k

        self.spend(len(able))
        return min(able, key=cost)

    def pivot(self, n: int, k: int) -> None:
        """Let `k` be the sum that `n` was: the row of `n` turned round, and put in place of `k` everywhere."""
        self.pivots += 1
        row = self.rows.pop(n)
        by = row.pop(k)
        turned: dict[int, Number] = {one: -_over(coefficient, by) for one, coefficient in row.items()}
        turned[n] = _over(1, by)
        users = self.users.pop(k)
        users.discard(n)
        for one in row:
            self.users[one].discard(n)
        self.users[n] = set()
        for user in users:
            self.put(user, self.rows[user].pop(k), turned)
        self.rows[k] = turned
        for one in turned:
            self.users[one].add(k)
        self.off.discard(n)
        self.noted(k)

    def put(self, user: int, times: Number, turned: Mapping[int, Number]) -> None:
        """Add a row, so many times, to that of a sum."""
        row = self.rows[user]
        self.spend(len(turned))
        for one, coefficient in turned.items():
            new = row.get(one, 0) + times * coefficient
            if new:
                row[one] = new
                self.users[one].add(user)
            elif one in row:
                del row[one]
                self.users[one].discard(user)

    # ------------------------------------------------------------------ the range of one variable
    def extreme(self, n: int, way: int) -> Number | None:
        """The greatest (`way` 1) or least (-1) that a variable can be while all bounds are met; None: no limit.

        `check` must have found that they can be met.
        """
        while True:
            row: Mapping[int, Number] = self.rows.get(n, {n: 1})
            self.spend(len(row))
            able = [(k, way if by > 0 else -way) for k, by in row.items() if self.room(k, way if by > 0 else -way)]
            if not able:
                return self.value[n]
            k, turn = min(able)
            limit, stop = self.farthest(k, turn)
            if limit is None:
                return None
            self.move(k, self.value[k] + turn * limit)
            if stop is not None:
                self.pivot(stop, k)

    def farthest(self, k: int, turn: int) -> tuple[Number | None, int | None]:
        """How far a variable can go one way, and the sum that stops it there (None: its own bound does)."""
        own = self.bounds[k][1 if turn > 0 else 0]
        limit: Number | None = None if own is None else turn * (own - self.value[k])
        stop: int | None = None
        self.spend(len(self.users[k]))
        for user in sorted(self.users[k]):
            by = self.rows[user][k] * turn
            bound = self.bounds[user][1 if by > 0 else 0]
            if bound is None:
                continue
            far = _over(bound - self.value[user], by)
            if limit is None or far < limit:
                limit, stop = far, user
        return limit, stop


def _over(above: Number, below: Number) -> Number:
    """An exact quotient, a whole number where it is one."""
    if below == 1:
        return above
    if below == -1:
        return -above
    quotient = Fraction(above) / below
    return quotient.numerator if quotient.denominator == 1 else quotient


def _nearest(value: Number, bounds: Bounds) -> Number:
    low, high = bounds
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value
