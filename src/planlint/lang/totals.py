"""What rules say of declared tables: `adds up`, each total by itself; `reconciles jointly`, all of them at once."""

from __future__ import annotations

from planlint.lang import ast
from planlint.lang.evaluate import Spent
from planlint.lang.figures import Figure, gap
from planlint.lang.held import Missing, merge, place
from planlint.lang.joint import Exhausted, Joint, Purse, Repair
from planlint.lang.layout import Column
from planlint.lang.ledger import Balance, Ledger
from planlint.lang.logic import Logic
from planlint.lang.truth import Truth, both, exactly, unknown
from planlint.model import Path
from planlint.records import dataclass

WORTH_OF_A_STEP = 16
"""How many coefficients a linear programme may work through for one step of the rule's budget."""

MOST = 20_000_000
"""How many coefficients may be worked through at most to tell whether a table is possible: some ten seconds."""

SEARCH = 3_000_000
"""How many coefficients may be worked through to find a smallest set of totals, and again for the smallest repair."""


@dataclass(slots=True)
class Sheet:
    """The totals of a table, and what has been found out about all of them at once."""

    balances: list[Balance]
    names: dict[Path, tuple[str, Column]]
    known: list[Balance]
    """Those that can be worked out."""
    differences: list[Figure]
    """Of each of those, the total less what it should be."""
    clash: Clash | None = None
    judged: bool = False
    repair: Repair | None = None
    sought: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Totals that cannot all hold. `smallest`: no smaller set does that; else there may be one."""

    balances: tuple[Balance, ...]
    smallest: bool
    others: int = 0
    """How many other totals cannot hold by themselves, where this is one that cannot."""


class Totals(Logic):
    """Adds to `Logic` the totals of declared tables."""

    _sheets: dict[str, Sheet] | None = None

    def truth(self, expr: ast.Expr, positive: bool = True) -> Truth:
        if isinstance(expr, Balance):
            self.note_cells(expr)
            return self.figures("=" if positive else "!=", expr.total, expr.summed)
        if isinstance(expr, ast.AddsUp):
            return self.adds_up(expr.table, positive)
        if isinstance(expr, ast.Reconciles):
            return self.reconciles(expr.table, positive)
        return super().truth(expr, positive)

    def note_cells(self, balance: Balance) -> None:
        for worth in (balance.total, balance.summed, *(worth for _, worth in balance.parts)):
            self.trace.note(worth)

    def sheet(self, name: str) -> Sheet:
        """A table on this submission, worked out once."""
        self._sheets = self._sheets or {}
        if name not in self._sheets:
            with self.tracing(), self.among({}):
                ledger = Ledger(self, self.rule.tables[name])
                balances = list(ledger.balances())
            whole = [(one, figure) for one in balances if (figure := _difference(one)) is not None]
            known, differences = [one for one, _ in whole], [figure for _, figure in whole]
            self._sheets[name] = Sheet(balances, ledger.names, known, differences)
        return self._sheets[name]

    def places(self, name: str) -> tuple[Path, ...]:
        """Where the rows of a table stand."""
        with self.tracing(), self.among({}):
            found = [place(self.worth(one)) for one in self.rule.tables[name].declared.sources]
        return tuple(path for path in found if path is not None)

    # ------------------------------------------------------------------ each by itself
    def adds_up(self, name: str, positive: bool = True) -> Truth:
        """Whether each total can be right by itself; where none is given, that is unknown.

        What can be right is decided, however it was rounded: only whether it is right as printed is another question.
        """
        balances = self.sheet(name).balances
        if not balances:
            return unknown(Missing(self.places(name)))
        return _possible(both([self.truth(one) for one in balances]), positive)

    # ------------------------------------------------------------------ all at once
    def reconciles(self, name: str, positive: bool = True) -> Truth:
        """Whether any unrounded figures print as all of the table; unknown totals are left out."""
        sheet = self.sheet(name)
        if not sheet.balances:
            return unknown(Missing(self.places(name)))
        clash = self.clash(name)
        if clash is not None:
            for balance in clash.balances:
                self.note_cells(balance)
            return exactly(False, positive)
        gaps = [
            one for balance in sheet.balances for one in (balance.total, balance.summed) if isinstance(one, Missing)
        ]
        if gaps:
            whole = merge(*gaps)
            self.trace.note(whole)
            return unknown(whole)
        printed = all(not one.value for one in sheet.differences)
        return _possible(Truth(True, True, printed), positive)

    def clash(self, name: str) -> Clash | None:
        """A smallest set of totals that cannot all hold, if there is one."""
        sheet = self.sheet(name)
        if not sheet.judged:
            sheet.clash = self.find_clash(sheet.known, sheet.differences)
            sheet.judged = True
        return sheet.clash

    def find_clash(self, balances: list[Balance], differences: list[Figure]) -> Clash | None:
        alone = [one for one, gap_ in zip(balances, differences, strict=True) if not gap_.low <= 0 <= gap_.high]
        if alone:
            return Clash((alone[0],), True, len(alone) - 1)
        if not any(one.value for one in differences):
            return None
        purse = Purse(min(MOST, self.budget * WORTH_OF_A_STEP))
        try:
            found = Joint(differences, purse.spend).conflict()
        except Exhausted:
            raise Spent("stopped, because the table is too large to be judged as a whole") from None
        self.paid(purse)
        if found is None:
            return None
        some, smallest = self.narrowed(differences, found[0])
        return Clash(tuple(balances[k] for k in sorted(some)), smallest)

    def narrowed(self, differences: list[Figure], some: set[int]) -> tuple[set[int], bool]:
        """A smallest set of totals that cannot all hold, and True; else one that the steps allowed, and False."""
        purse = self.purse()
        try:
            some = Joint(differences, purse.spend).irreducible(some)
            return Joint(differences, purse.spend).smallest(some), True
        except Exhausted:
            return some, False
        finally:
            self.paid(purse)

    def repair(self, name: str) -> Repair | None:
        """The fewest cells whose change would let every total hold at once, where there is one such set only."""
        sheet = self.sheet(name)
        if not sheet.sought:
            sheet.sought = True
            purse = self.purse()
            try:
                sheet.repair = Joint(sheet.differences, purse.spend).repair()
            except Exhausted:
                sheet.repair = None
            finally:
                self.paid(purse)
        return sheet.repair

    def purse(self) -> Purse:
        """Steps for a search that only explains: a small share of what the rule has left."""
        return Purse(min(SEARCH, self.budget * WORTH_OF_A_STEP // 4))

    def paid(self, purse: Purse) -> None:
        self.spend(purse.taken // WORTH_OF_A_STEP)


def _possible(truth: Truth, positive: bool) -> Truth:
    """That something is possible, or that it is not, is so or is not so: rounding does not leave it open."""
    if truth.value is None:
        return truth
    printed = truth.printed if positive else not truth.printed
    return Truth(truth.value is positive, truth.value is positive, printed)


def _difference(balance: Balance) -> Figure | None:
    """The total less what it should be, which is nothing; None where one of them is not known."""
    if isinstance(balance.total, Figure) and isinstance(balance.summed, Figure):
        return gap(balance.total, balance.summed)[0]
    return None
