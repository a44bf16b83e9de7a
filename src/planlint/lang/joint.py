"""All totals of a table at once: is there any set of unrounded figures that prints as this table?

Each total is a linear statement about the roundings of its cells, which lie within half a step either way. Where no
roundings make all of them true, `Joint` finds a smallest set of totals that cannot all hold, and the fewest cells whose
change would do. Balances here are those that can be worked out; each is known by its position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import lcm

from planlint.lang.figures import Cell, Figure
from planlint.lang.simplex import Number, Simplex
from planlint.model import Path
from planlint.records import dataclass

MOST_CELLS = 2
"""How many cells a repair may change at most: to change more is to write another table."""


class Exhausted(Exception):
    """A search has used up its steps."""


@dataclass(slots=True)
class Purse:
    """Steps that a search may take, and has taken."""

    allowed: int
    taken: int = 0

    def spend(self, steps: int) -> None:
        self.taken += steps
        if self.taken > self.allowed:
            raise Exhausted


@dataclass(frozen=True, slots=True)
class Repair:
    """The cells whose change makes the table possible.

    For a single one, `low` and `high` are what it may then say, as printed and in base units; `best` is the figure with
    which every total is as printed, where there is one.
    """

    cells: tuple[Cell, ...]
    low: Fraction | None = None
    high: Fraction | None = None
    best: Fraction | None = None


class Joint:
    """The differences between totals and what they should be, as one linear programme over the roundings of cells."""

    def __init__(self, differences: Sequence[Figure], spend: Callable[[int], None]) -> None:
        self.spend, self.differences = spend, differences
        known = {path: cell for one in differences for path, (cell, _) in one.terms.items()}
        self.cells: list[Cell] = list(known.values())
        self.at: dict[Path, int] = {cell.path: n for n, cell in enumerate(self.cells)}
        by = [lcm(*(term.denominator for _, term in one.terms.values()), 1) for one in differences]
        rows = [
            {self.at[path]: int(term * times) for path, (_, term) in one.terms.items()}
            for one, times in zip(differences, by, strict=True)
        ]
        wanted = [
            (-(one.value + one.above) * times, -(one.value + one.below) * times)
            for one, times in zip(differences, by, strict=True)
        ]
        halves = [cell.half for cell in self.cells]
        self.unit = lcm(*(one.denominator for one in [*halves, *(end for pair in wanted for end in pair)]), 1)
        self.limits = [(-int(half * self.unit), int(half * self.unit)) for half in halves]
        self.wanted = [(int(low * self.unit), int(high * self.unit)) for low, high in wanted]
        self.rows = rows
        self.on = set(range(len(rows)))
        self.simplex = Simplex(self.limits, list(zip(rows, self.wanted, strict=True)), spend)

    # ------------------------------------------------------------------ what can be true at once
    def conflict(self, only: Iterable[int] | None = None) -> tuple[set[int], set[int]] | None:
        """None where these totals (all, if not said) can be true at once; else totals and cells that rule it out."""
        self.turn_on(set(range(len(self.rows)) if only is None else only))
        found = self.simplex.check()
        if found is None:
            return None
        count = len(self.cells)
        return {n - count for n in found if n >= count} & self.on, {n for n in found if n < count}

    def turn_on(self, wanted: set[int]) -> None:
        for k in sorted(self.on ^ wanted):
            self.simplex.bound(len(self.cells) + k, self.wanted[k] if k in wanted else (None, None))
        self.on = wanted

    def neighbours(self, some: Iterable[int]) -> set[int]:
        """The totals that have to do with some, through cells they share."""
        users: dict[int, list[int]] = {}
        for k, row in enumerate(self.rows):
            for n in row:
                users.setdefault(n, []).append(k)
        found, todo, seen = set(some), list(some), set[int]()
        while todo:
            for n in self.rows[todo.pop()].keys() - seen:
                seen.add(n)
                todo += [k for k in users[n] if k not in found]
                found.update(users[n])
        return found

    # ------------------------------------------------------------------ the smallest set that cannot be true
    def irreducible(self, some: Iterable[int]) -> set[int]:
        """Totals that cannot all be true, of which any one less can; `some` cannot all be true."""
        left = set(some)
        for k in sorted(some):
            if k in left and (found := self.conflict(left - {k})) is not None:
                left = found[0]
        return left

    def smallest(self, some: set[int]) -> set[int]:
        """A smallest set of totals that cannot all be true; `some` is one that cannot be made smaller.

        Totals that can all be true, and to which none can be added, leave others out; every set that cannot be true
        has one of those. So the smallest set that meets all that were left out so far either cannot be true, and is
        the answer, or shows more that can be left out.
        """
        among = self.neighbours(some)
        left_out: list[set[int]] = []
        while True:
            found = self.meets(left_out, len(some) - 1)
            if found is None:
                return some
            if self.conflict(found) is not None:
                return found
            left_out.append(among - self.grown(found, among))

    def grown(self, some: set[int], among: set[int]) -> set[int]:
        """Totals that can all be true, `some` of them, to which none of `among` can be added."""
        grown = self.satisfied(among) | some
        for k in sorted(among - grown):
            if k not in grown and self.conflict(grown | {k}) is None:
                grown |= {k} | self.satisfied(among)
        return grown

    def satisfied(self, among: set[int]) -> set[int]:
        """The totals that hold with the roundings last found, those turned off among them."""
        value, count = self.simplex.value, len(self.cells)
        return {k for k in among if self.wanted[k][0] <= value[count + k] <= self.wanted[k][1]}

    def meets(self, sets: Sequence[set[int]], most: int) -> set[int] | None:
        """A smallest set with a member of each, of at most so many; None if there is none."""
        for size in range(most + 1):
            found = self._meets(sets, size)
            if found is not None:
                return found
        return None

    def _meets(self, sets: Sequence[set[int]], size: int) -> set[int] | None:
        self.spend(len(sets) + 1)
        if not sets:
            return set()
        if not size:
            return None
        fewest: set[int] = min(sets, key=lambda one: len(one))
        for k in sorted(fewest):
            found = self._meets([one for one in sets if k not in one], size - 1)
            if found is not None:
                return found | {k}
        return None

    # ------------------------------------------------------------------ the fewest cells to change
    def repair(self) -> Repair | None:
        """The fewest cells whose change makes all totals possible, if there is one such set and no other."""
        proofs = self.alone()
        open_: list[frozenset[int]] = [frozenset()]
        seen: set[frozenset[int]] = set()
        for _ in range(MOST_CELLS):
            found: list[frozenset[int]] = []
            wider: list[frozenset[int]] = []
            for freed in open_:
                for n in sorted(self.blamed(freed, proofs) or ()):
                    more = freed | {n}
                    if more in seen:
                        continue
                    seen.add(more)
                    (found if self.blamed(more, proofs) is None else wider).append(more)
                    if len(found) > 1:
                        return None
            if found:
                return self.told(found[0])
            open_ = wider
        return None

    def alone(self) -> list[set[int]]:
        """The cells of each total that cannot be right by itself: one of them must change."""
        return [
            set(row)
            for row, one in zip(self.rows, self.differences, strict=True)
            if row and not one.low <= 0 <= one.high
        ]

    def blamed(self, freed: frozenset[int], proofs: list[set[int]]) -> set[int] | None:
        """With some cells free to be anything: None where all totals can be true, else cells one of which must change.

        A proof that they cannot stands for as long as none of its cells is freed, so `proofs` are kept.
        """
        self.spend(len(proofs))
        standing = [cells for cells in proofs if not cells & freed]
        if standing:
            return min(standing, key=lambda one: len(one))
        for n in freed:
            self.simplex.bound(n, (None, None))
        found = self.conflict()
        for n in freed:
            self.simplex.bound(n, self.limits[n])
        if found is not None:
            proofs.append(found[1])
        return None if found is None else found[1]

    def told(self, freed: frozenset[int]) -> Repair:
        cells = tuple(self.cells[n] for n in sorted(freed))
        if len(freed) > 1:
            return Repair(cells)
        (n,) = freed
        self.simplex.bound(n, (None, None))
        try:
            self.conflict()
            least, most = self.simplex.extreme(n, -1), self.simplex.extreme(n, 1)
        except Exhausted:
            return Repair(cells, best=self.best(cells[0]))
        if least is None or most is None:
            return Repair(cells)
        return Repair(cells, *self.printed(cells[0], least, most), self.best(cells[0]))

    def best(self, cell: Cell) -> Fraction | None:
        """What a cell would have to say for every total to be as printed, if that is one figure."""
        others = [one for one in self.differences if cell.path not in one.terms]
        own = {one.value / one.terms[cell.path][1] for one in self.differences if cell.path in one.terms}
        if len(own) != 1 or any(one.value for one in others):
            return None
        return cell.value - own.pop()

    def printed(self, cell: Cell, least: Number, most: Number) -> tuple[Fraction, Fraction]:
        """The least and the greatest figure, in the cell's step, that stands for a value in a range."""
        low, high = cell.value + Fraction(least) / self.unit, cell.value + Fraction(most) / self.unit
        step = 2 * cell.half
        if not step:
            return low, high
        first = -((cell.value - low + cell.half) // step)
        last = (high - cell.value + cell.half) // step
        return cell.value + first * step, cell.value + last * step
