"""What formats of pages say of a submission, every text of it printable. How it looks is for the formats."""

from __future__ import annotations

from planlint.model import Counts
from planlint.records import dataclass
from planlint.reports._pictures import Drawing


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a finding besides its message: a label, what stands open, and what is folded (each a `what`)."""

    label: str
    text: str
    folded: tuple[str, ...] = ()
    what: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A finding, or one cause in many places: its number in the report of its submission, and what is said of it.

    `asks` is what it asks of the reader, in a word or two; `style` is its severity, or `good` for what passes.
    """

    number: int
    style: str
    severity: str
    asks: str
    rule: str
    title: str
    place: str
    message: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule in one section: those that stand open, and the rest. `left` is how many those are."""

    rule: str
    shown: tuple[Item, ...]
    folded: tuple[Item, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Section:
    """Findings that stand together. `missing` says what is meant but not listed, `note` what a bare count does not."""

    key: str
    heading: str
    count: int
    groups: tuple[Group, ...]
    missing: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Checks that wait for the same findings, `causes`, by number; a cause without a number is named in `others`."""

    causes: tuple[int, ...]
    others: tuple[str, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that is said of one submission. `left` is how many findings stand in `elsewhere`."""

    number: int
    name: str
    title: str
    about: str
    head: str
    tail: str
    style: str
    counts: Counts
    counted: str
    sections: tuple[Section, ...]
    unassessed: Section
    waiting: tuple[Waiting, ...]
    elsewhere: tuple[Item, ...]
    left: int
    rounding: tuple[Item, ...]
    passed: tuple[tuple[str, str, str], ...]
    none_passed: str
    beside: tuple[tuple[str, str, str], ...]
    basis: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str, str], ...]
    guidance: tuple[tuple[str, str], ...]
    pictures: tuple[Drawing, ...]

    @property
    def waits(self) -> int:
        """How many checks wait for a finding of this submission."""
        return sum(len(one.checks) for one in self.waiting)
