"""A document bound to its kind: the data that the rules see, and what is wrong with its shape."""

from __future__ import annotations

from collections.abc import Mapping

from planlint.bind.faults import ShapeFault
from planlint.bind.kinds import Kind
from planlint.bind.naming import Names, shown
from planlint.bind.prune import Pruned, Twice, prune, spelt_canonically
from planlint.bind.quotes import QUOTED, quotes
from planlint.bind.words import Teller
from planlint.model import Document, Path, Value
from planlint.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Bound:
    """A document as its kind reads it.

    `data` has no blanks (see `planlint.bind.prune`) and its maps have canonical keys. `faults` are what is wrong with
    its shape, in the order of the schema; `omitted` counts, by code, those over the limit. `written` holds the
    keys as the submitter spelt them, `quoted` the texts in which what stands in the list of that name is said (see
    `planlint.bind.quotes`); use `raw_path`.
    """

    document: Document
    kind: Kind
    data: Value
    faults: tuple[ShapeFault, ...] = ()
    omitted: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[Path, str] = field(default_factory=dict)
    quoted: tuple[Path, ...] = ()

    def raw_path(self, path: Path) -> Path:
        """The path in the document as written, of a path in `data`. A key that is not there keeps its spelling."""
        return _raw(self.said_at(path), self.written)

    def said_at(self, path: Path) -> Path:
        """The path in `data` of the text in which what stands at a path is said, if that is in the list `quoted`."""
        if self.kind.narrative and path[:1] == (QUOTED,):
            return self.quoted[path[1]] if len(path) > 1 and isinstance(path[1], int) else ()
        return path

    @property
    def submitted(self) -> Value:
        """The data without what was read out of its narrative."""
        if self.kind.narrative is None or not isinstance(self.data, dict):
            return self.data
        return {name: value for name, value in self.data.items() if name != QUOTED}


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
    solid = document.solid is not None and document.solid is document.data
    if solid and (kind.keyed is None or spelt_canonically(data, kind.keyed)):
        pruned = Pruned(data)
    else:
        pruned = prune(data, kind.shape)
    valid = kind.validators.accept(pruned.data)
    whole, quoted = _with_quoted(pruned.data, kind)
    if valid and not pruned.twice:
        return Bound(document, kind, whole, written=pruned.written, quoted=quoted)
    names = Names(pruned.data, kind.shape)
    unreadable = frozenset(fault.path for fault in document.faults if fault.path)
    teller = Teller(names, lambda path: _raw(path, pruned.written), unreadable)
    for twice in pruned.twice:
        _tell_twice(teller, twice, pruned)
    if not valid:
        teller.tell(kind.validators.errors(pruned.data))
    return Bound(document, kind, whole, tuple(teller.faults), dict(teller.omitted), pruned.written, quoted)


def _with_quoted(data: Value, kind: Kind) -> tuple[Value, tuple[Path, ...]]:
    """The data with what its narrative quotes, and the texts in which that is said."""
    if kind.narrative is None or not isinstance(data, dict):
        return data, ()
    records, places = quotes(data, kind.shape, kind.narrative)
    return {**data, QUOTED: records}, places


def _tell_twice(teller: Teller, twice: Twice, pruned: Pruned) -> None:
    parent, key = twice.path[:-1], str(twice.path[-1])
    thing = teller.names.thing(parent)
    message = f"{thing}: {shown(key)} is the same key as {shown(twice.first)}, which is given too."
    teller.note("SHAPE-KEY-TWICE", twice.path, message, "Keep one of the two.", found=shown(key))
