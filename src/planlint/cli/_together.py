"""The submissions of a run beside each other: all are read before any is checked whose rules read others."""

from __future__ import annotations

import os

from planlint import batch, engine, intake, readers
from planlint.bind import Bound
from planlint.cli._asked import Asked
from planlint.errors import UsageFault
from planlint.model import BATCH, Document, Report, Unreadable
from planlint.packs import Pack
from planlint.received import Received
from planlint.records import dataclass


@dataclass(slots=True)
class Taken:
    """A submission as read: its number in the run, and what it is bound to, if that was done already."""

    n: int
    name: str
    content: bytes | None
    read: Document | Unreadable
    bound: Bound | None = None


class Together:
    """What goes beside what in a run of several submissions, or with previous ones.

    `reading` are the kinds whose rules read others; of the kinds that they read all submissions are kept.
    """

    def __init__(self, pack: Pack, asked: Asked, reading: frozenset[str], wanted: frozenset[str]) -> None:
        self.pack, self.asked, self.reading = pack, asked, reading
        self.received = Received(wanted, asked.as_of, engine.overridden(pack, asked.settings))
        self.given: list[tuple[str, str]] = []
        """The submissions given as previous, each with the path that it was given by."""
        for path in asked.previous:
            self._take_previous(path)

    @classmethod
    def of(cls, pack: Pack, asked: Asked, many: int) -> Together | None:
        """None where each submission is checked alone: there is but one, or no rule reads others."""
        others = {
            kind: {read for rule in engine.chosen(pack, kind, asked.select, asked.ignore) for read in rule.reads}
            for kind in pack.rules
        }
        wanted = frozenset().union(*others.values())
        if not asked.previous and not others.get(BATCH) and (many < 2 or not wanted):
            return None
        return cls(pack, asked, frozenset(kind for kind, some in others.items() if some), wanted)

    def take(self, taken: Taken) -> bool:
        """Take in a submission of the run. Whether it must wait until all are taken in."""
        found = engine.kind_name(taken.read, self.pack, self.asked.kind)
        if found not in self.reading and found not in self.received.wanted:
            return False
        taken.bound = engine.bound_of(taken.read, self.pack, self.asked.kind)
        if taken.bound is not None:
            self.received.add(taken.bound)
        return found in self.reading

    def _take_previous(self, path: str) -> None:
        found = intake.find([path], readers.known_suffixes())
        if found.absent or not found.items:
            raise UsageFault(f"--previous {path}: there is no submission there.")
        named = not os.path.isdir(path)
        for item in found.items:
            content = item if isinstance(item, Unreadable) else intake.fetch(item, self.asked.limits)
            read = readers.read(content, item.name, self.asked.limits) if isinstance(content, bytes) else content
            bound = engine.bound_of(read, self.pack, self.asked.kind)
            if bound is not None:
                self.received.add(bound, previous=True)
                self.given.append((path, bound.document.name))
            elif named:
                why = read.fault.message if isinstance(read, Unreadable) else "Its kind is not stated or not known."
                raise UsageFault(f"--previous {path}: it cannot be read as a submission. {why}")

    def whole(self) -> Report | None:
        """The report of all that was received, where there are rules for the batch."""
        asked = self.asked
        rules = engine.chosen(self.pack, BATCH, asked.select, asked.ignore)
        if not rules:
            return None
        return batch.check(self.received, self.pack, asked.as_of, self.received.parameters, rules, asked.limits)

    def account(self) -> None:
        """Refuse a `--previous` that was nobody's: what it was given for has not been checked."""
        served = self.received.served_names()
        for path in dict.fromkeys(self.asked.previous):
            if not any(one == path and name in served for one, name in self.given):
                raise UsageFault(
                    f"--previous {path}: nothing there is an earlier submission of what was checked, by the same "
                    "submitter and of the same kind, that a rule compares it with."
                )
