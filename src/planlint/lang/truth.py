"""True, false and unknown, held three ways at once.

`value` gives an undecided comparison (one that both answers could satisfy) the benefit of the doubt, `firm` does not,
and `printed` takes the figures as printed. Negation is pushed down to the comparisons before they are judged, so
everything above them only ever joins truths by *and* and *or*.
"""

from __future__ import annotations

from collections.abc import Iterable

from planlint.lang.held import Missing, merge
from planlint.records import dataclass

Kleene = bool | None


@dataclass(frozen=True, slots=True)
class Truth:
    value: Kleene
    firm: Kleene
    printed: Kleene
    missing: Missing | None = None

    @property
    def undecided(self) -> bool:
        return self.value is True and self.firm is False

    @property
    def by_rounding(self) -> bool:
        return self.value is True and self.printed is False


TRUE, FALSE = Truth(True, True, True), Truth(False, False, False)


def exactly(value: bool, positive: bool = True) -> Truth:
    return TRUE if value is positive else FALSE


def unknown(missing: Missing) -> Truth:
    return Truth(None, None, None, missing)


def decide(can_hold: bool, can_fail: bool, printed: bool) -> Truth:
    """The truth of a comparison that could hold, and could fail, under some rounding."""
    return Truth(can_hold, can_hold and not can_fail, printed)


def both(parts: Iterable[Truth]) -> Truth:
    """Strong Kleene *and*: false if any is, else unknown if any is, else true."""
    return _join(list(parts), False)


def either(parts: Iterable[Truth]) -> Truth:
    """Strong Kleene *or*."""
    return _join(list(parts), True)


def _join(parts: list[Truth], wins: bool) -> Truth:
    value = _kleene([one.value for one in parts], wins)
    gaps = [one.missing for one in parts if one.missing is not None]
    return Truth(
        value,
        _kleene([one.firm for one in parts], wins),
        _kleene([one.printed for one in parts], wins),
        merge(*gaps) if gaps and value is None else None,
    )


def _kleene(values: list[Kleene], wins: bool) -> Kleene:
    if wins in values:
        return wins
    return None if None in values else not wins


def counted(truths: list[Truth], low: int | None, high: int | None) -> Truth:
    """Whether the number of true ones is at least `low` and at most `high` (None: no bound)."""
    gaps = [one.missing for one in truths if one.missing is not None]

    def tell(sure: int, maybe: int) -> Kleene:
        """`sure` are true in any case, `maybe` at most are."""
        if (low is not None and maybe < low) or (high is not None and sure > high):
            return False
        certain = (low is None or sure >= low) and (high is None or maybe <= high)
        return True if certain else None

    unsure = sum(one.value is None for one in truths)
    holds = sum(one.value is True for one in truths)
    firm = sum(one.firm is True for one in truths)
    printed = sum(one.printed is True for one in truths)
    if unsure:
        value = tell(firm, holds + unsure)
        # With the benefit of the doubt an undecided item counts as suits the rule.
        if value is None and firm != holds:
            value = None
        return Truth(value, value, tell(printed, printed + unsure), merge(*gaps) if value is None and gaps else None)
    can_hold = (low is None or holds >= low) and (high is None or firm <= high)
    must_hold = tell(firm, holds) is True
    return Truth(can_hold, must_hold, tell(printed, printed))
