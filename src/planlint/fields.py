"""The fields of each kind of submission, as its schema describes them, and the rules that read each.

A rule reads a field where it names it: in what it asks, in where it looks, in its messages, or through a table or a
named expression that it uses. Going through all texts (`texts of`) is not reading each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planlint.bind import Kind
from planlint.bind.quotes import QUOTED
from planlint.bind.source import read_schema_file
from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.layout import Table, column_names, figure_of, leaves, under
from planlint.lang.resolve import Checker
from planlint.packs import Pack
from planlint.packs.files import PackFiles
from planlint.records import dataclass, field, replace
from planlint.shape import FigureShape, ListShape, MapShape, RecordShape, Shape, ShapeReader, TextShape

Steps = tuple[str, ...]
"""A place of a schema from its root: the names of fields, and `[]` for any item of a list or entry of a map."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind. `said` is what its schema says of it: description, examples and annotations.

    `leaf` tells one that holds a value, or a list or map of values, from one that only holds other fields. `rules` are
    the codes of the rules that read it; of one that holds others, those that read it as a whole.
    """

    steps: Steps
    shape: Shape
    required: bool
    leaf: bool
    said: Mapping[str, Any] = field(repr=False)
    rules: tuple[str, ...] = ()
    shared: bool = False
    """Whether its reason to be unread stands in a file that several kinds may refer to."""

    @property
    def path(self) -> str:
        """The place as rules would write it.

        >>> Field(("schemes", "[]", "value"), TextShape(), False, True, {}).path
        'schemes[…].value'
        """
        return "".join("[…]" if step == "[]" else f".{step}" for step in self.steps).lstrip(".")

    @property
    def unread_because(self) -> str:
        """Why no rule need read it, as its schema says (`x-unread`), or nothing."""
        return str(self.said.get("x-unread", ""))


@dataclass(frozen=True, slots=True)
class KindFields:
    """The fields of a kind in the order of its schema, without the one that names the kind."""

    kind: str
    fields: tuple[Field, ...]

    @property
    def leaves(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields if one.leaf)

    @property
    def unread(self) -> tuple[Field, ...]:
        """What no rule reads, with a reason in the schema or without."""
        return tuple(one for one in self.leaves if not one.rules)


def fields_of(pack: Pack) -> Mapping[str, KindFields]:
    """The fields of every kind of a pack, each with the rules that read it. Raises PackFault if its schemas changed."""
    library = {name: read_schema_file(name, text).schema for name, text in PackFiles(pack.folder).schemas().items()}
    listed = {name: _listed(kind, library) for name, kind in pack.kinds.items()}
    reads = _reads(pack, listed)
    return {
        name: KindFields(
            name, tuple(replace(one, rules=tuple(sorted(reads.get((name, one.steps), ())))) for one in some)
        )
        for name, some in listed.items()
    }


def idle_reasons(kinds: Mapping[str, KindFields]) -> list[tuple[str, Field]]:
    """The fields whose schema says why no rule reads them although one does, each with its kind.

    A reason in a file that several kinds refer to is idle only where the rules of every kind read the field.
    """
    told = [(name, one) for name, kind in kinds.items() for one in kind.leaves if one.unread_because]
    needed = {(one.unread_because, one.steps[-1]) for _, one in told if one.shared and not one.rules}
    return [
        (name, one)
        for name, one in told
        if one.rules and not (one.shared and (one.unread_because, one.steps[-1]) in needed)
    ]


# ---------------------------------------------------------------------- what the schema describes
class _Noting(ShapeReader):
    """Reads a schema, noting what each place of it says in words."""

    def __init__(self, root: Mapping[str, Any], name: str, library: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__(root, name, library)
        self.noted: dict[str, Mapping[str, Any]] = {}

    def read(self, schema: Any, where: str, depth: int) -> Shape:
        shape = super().read(schema, where, depth)
        if isinstance(schema, Mapping):
            self.noted[where] = {**self.noted.get(where, {}), **self.merged(schema, where, depth)}
        return shape


def _listed(kind: Kind, library: Mapping[str, Mapping[str, Any]]) -> tuple[Field, ...]:
    reader = _Noting(kind.schema, kind.file, library)
    reader.read(kind.schema, "", 0)
    found: list[Field] = []
    _add(found, kind.shape, (), "", reader.noted, set(_reasons(kind.schema)))
    return tuple(found)


def _reasons(schema: Any) -> Iterator[tuple[str, str]]:
    """Every reason to be unread that stands in a file, after the name of its field."""
    if isinstance(schema, Mapping):
        for name, part in schema.items():
            if isinstance(part, Mapping) and isinstance(part.get("x-unread"), str):
                yield name, part["x-unread"]
            yield from _reasons(part)
    for part in schema if isinstance(schema, list) else ():
        yield from _reasons(part)


def _add(
    found: list[Field],
    record: RecordShape,
    steps: Steps,
    where: str,
    noted: Mapping[str, Mapping[str, Any]],
    own: set[tuple[str, str]],
) -> None:
    """Add the fields of a record, and of all inside it, as the schema lists them. `where` is its place there, `own`
    the reasons that the kind's own file gives."""
    for name, shape in record.fields.items():
        if not steps and name in (QUOTED, "kind"):
            continue
        place, at = (*steps, name), f"{where}/properties/{name}"
        inner, inside, below = shape, place, at
        while isinstance(inner, ListShape | MapShape):
            below += "/items" if isinstance(inner, ListShape) else "/additionalProperties"
            inside = (*inside, "[]")
            inner = inner.item if isinstance(inner, ListShape) else inner.value
        leaf = not isinstance(inner, RecordShape)
        said = noted.get(at, {})
        shared = "x-unread" in said and (name, said["x-unread"]) not in own
        found.append(Field(place, shape, name in record.required, leaf, said, shared=shared))
        if isinstance(inner, RecordShape):
            _add(found, inner, inside, below, noted, own)


# ---------------------------------------------------------------------- what the rules read
class _Watching(Checker):
    """Checks one rule again, noting the type of each place that it reads, by identity: each field has its own."""

    def __init__(self, file: ast.RuleFile, rule: CheckedRule) -> None:
        lists = {one.file: one for one in rule.lists.values()}
        kinds = {one.kind: one.shape for one in rule.others.values()}
        others = tuple(one for one in file.others if one.name in rule.others)
        file = replace(file, rules=(rule.rule,), tests=(), others=others)
        super().__init__(file, rule.kind, rule.shape, lists, rule.calendar, kinds)
        self.seen: dict[int, Shape] = {}
        self.watching = False

    def note(self, shape: Shape | None) -> None:
        if self.watching and shape is not None:
            self.seen[id(shape)] = shape

    def declare_others(self) -> None:
        self.watching = True
        super().declare_others()
        for one in self.others.values():
            if one.use.word == "previous":
                paths = [*one.shape.submitter, one.shape.round, one.shape.version]
                for path in (dotted for some in paths for dotted in some):
                    self._note_path(one.shape, path)
        self.watching = False

    def rule(self, rule: ast.Rule) -> CheckedRule:
        self.watching = True
        try:
            return super().rule(rule)
        finally:
            self.watching = False

    def tables_used(self) -> None:
        """Other rules of the file speak of its other tables."""

    def _note_path(self, shape: Shape, path: str) -> None:
        for name in path.split("."):
            inner = shape.fields.get(name) if isinstance(shape, RecordShape) else None
            if inner is None:
                return
            self.note(inner)
            shape = inner

    def field_of(self, pos: ast.Pos, base: Shape | None, name: str) -> Shape | None:
        found = super().field_of(pos, base, name)
        self.note(found)
        return found

    def index(self, expr: ast.Index) -> Shape | None:
        found = super().index(expr)
        base = self.type(expr.base)
        if isinstance(base, ListShape) and base.key and isinstance(base.item, RecordShape):
            self.note(base.item.fields.get(base.key))
        self.note(found)
        return found

    def prefix(self, expr: ast.Prefix) -> Shape | None:
        if expr.word == "key" and isinstance(expr.part, ast.Name):
            entry = self.scope.get(expr.part.name)
            self.note(entry.key if entry else None)
            return super().prefix(expr)
        shape = self.type(expr.part)
        if isinstance(shape, RecordShape):
            for name in (*(shape.period or ()), *((shape.year,) if shape.year and expr.word == "year" else ())):
                self._note_path(shape, name)
        return super().prefix(expr)

    def said(self, expr: ast.AddsUp | ast.Reconciles) -> Shape:
        if expr.table in self.tables:
            self.note_table(self.tables[expr.table])
        return super().said(expr)

    def by_key(self, expr: ast.Covers | ast.NoRepeated) -> Shape | None:
        """Items that are told apart by nothing else are told apart by their key."""
        shape = self.type(expr.part)
        if isinstance(shape, ListShape) and shape.key and isinstance(shape.item, RecordShape):
            told = expr.by if isinstance(expr, ast.Covers) else expr.paths
            self.note(None if told else shape.item.fields.get(shape.key))
        found: Shape | None = Checker.methods[type(expr)](self, expr)
        return found

    def note_table(self, table: Table) -> None:
        """Total rows read every column of figures; another total reads the columns that it names."""
        worked_out = [one for one in table.declared.clauses if isinstance(one, ast.ColumnIs)]
        totals = [one for one in table.declared.clauses if isinstance(one, ast.TotalColumn)]
        named = [column for one in totals for column in (one.column, *one.columns)]
        for row in table.rows:
            shapes = dict(leaves(row))
            columns = {path for column in (*named, *(one.column for one in worked_out)) for path in under(row, column)}
            for path in shapes if table.total_rows else columns:
                self.note(shapes[path])
                self.note(figure_of(shapes[path]))
            fields = row.fields if isinstance(row, RecordShape) else {}
            for one in worked_out:
                for name in column_names(one.part, fields):
                    self.note(fields[name])


_Watching.methods = {
    **Checker.methods,
    ast.Index: _Watching.index,
    ast.Prefix: _Watching.prefix,
    ast.Covers: _Watching.by_key,
    ast.NoRepeated: _Watching.by_key,
    ast.AddsUp: _Watching.said,
    ast.Reconciles: _Watching.said,
}


def _reads(pack: Pack, listed: Mapping[str, tuple[Field, ...]]) -> dict[tuple[str, Steps], set[str]]:
    """The codes of the rules that read each field, by kind and place."""
    places: dict[int, tuple[str, Steps]] = {}
    for kind, some in listed.items():
        for one in some:
            shape: Shape = one.shape
            places[id(shape)] = (kind, one.steps)
            while isinstance(shape, ListShape | MapShape) and one.leaf:
                shape = shape.item if isinstance(shape, ListShape) else shape.value
                places[id(shape)] = (kind, one.steps)
    quoted = {id(kind.shape.fields[QUOTED]): name for name, kind in pack.kinds.items() if QUOTED in kind.shape.fields}
    found: dict[tuple[str, Steps], set[str]] = {}
    for rules in pack.rules.values():
        for rule in rules:
            for shape_id, shape in _seen(pack, rule.checked).items():
                for kind, steps in _meant(shape_id, shape, places, quoted, listed):
                    found.setdefault((kind, steps), set()).add(rule.code)
    return found


def _seen(pack: Pack, rule: CheckedRule) -> dict[int, Shape]:
    watcher = _Watching(pack.files[rule.source], rule)
    watcher.run()
    return watcher.seen


def _meant(
    shape_id: int,
    shape: Shape,
    places: Mapping[int, tuple[str, Steps]],
    quoted: Mapping[int, str],
    listed: Mapping[str, tuple[Field, ...]],
) -> Iterator[tuple[str, Steps]]:
    """The fields that are read where a type is met: its own, what states its unit, the texts that quote figures."""
    if shape_id in quoted:
        kind = quoted[shape_id]
        for one in listed[kind]:
            if isinstance(one.shape, TextShape) and one.shape.narrative:
                yield kind, one.steps
    if shape_id not in places:
        return
    kind, steps = places[shape_id]
    yield kind, steps
    if isinstance(shape, FigureShape) and shape.unit_field:
        known = {one.steps for one in listed[kind]}
        for n in range(len(steps) - 1, -1, -1):
            if (*steps[:n], shape.unit_field) in known:
                yield kind, (*steps[:n], shape.unit_field)
                return
