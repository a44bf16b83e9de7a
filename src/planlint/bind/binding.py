"""A document bound to its kind: the data that the rules see, and what is wrong with its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planlint.bind.faults import ShapeFault
from planlint.bind.kinds import Kind
from planlint.bind.naming import Names, shown
from planlint.bind.prune import Pruned, Twice, prune
from planlint.bind.words import Teller
from planlint.model import Document, Path, Value


@dataclass(frozen=True, slots=True)
class Bound:
    """A document as its kind reads it.

    `data` has no blanks (see `planlint.bind.prune`) and its maps have canonical keys. `faults` are what is wrong with
    its shape, in the order of the schema; `omitted` counts, by code, those over the limit. `written` holds the
    keys as the submitter spelt them; use `raw_path`.
    """

    document: Document
    kind: Kind
    data: Value
    faults: tuple[ShapeFault, ...] = ()
    omitted: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[Path, str] = field(default_factory=dict)

    def raw_path(self, path: Path) -> Path:
        """The path in the document as written, of a path in `data`. A key that is not there keeps its spelling."""
        return _raw(path, self.written)


def _raw(path: Path, written: Mapping[Path, str]) -> Path:
    if not written:
        return path
    return tuple(written.get(path[: n + 1], step) for n, step in enumerate(path))


def bind(document: Document, kind: Kind) -> Bound:
    """A document bound to its kind. Never raises for what a submission holds.

    The depth of the document is bounded by its reader.
    """
    data = document.data
    if kind.shape.closed and "kind" not in kind.shape.fields and isinstance(data, dict) and "kind" in data:
        # `kind:` at the root says which schema to use; a closed schema need not name it.
        data = {name: value for name, value in data.items() if name != "kind"}
    pruned = prune(data, kind.shape)
    valid = kind.validators.accept(pruned.data)
    if valid and not pruned.twice:
        return Bound(document, kind, pruned.data, written=pruned.written)
    names = Names(pruned.data, kind.shape)
    unreadable = frozenset(fault.path for fault in document.faults if fault.path)
    teller = Teller(names, lambda path: _raw(path, pruned.written), unreadable)
    for twice in pruned.twice:
        _tell_twice(teller, twice, pruned)
    if not valid:
        teller.tell(kind.validators.slow.iter_errors(pruned.data))
    return Bound(document, kind, pruned.data, tuple(teller.faults), dict(teller.omitted), pruned.written)


def _tell_twice(teller: Teller, twice: Twice, pruned: Pruned) -> None:
    parent, key = twice.path[:-1], str(twice.path[-1])
    thing = teller.names.thing(parent)
    message = f"{thing}: {shown(key)} is the same key as {shown(twice.first)}, which is given too."
    teller.note("SHAPE-KEY-TWICE", twice.path, message, "Keep one of the two.", found=shown(key))
