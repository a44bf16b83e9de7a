"""The kinds of submission that a pack knows, each from its schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

from planlint.bind.faults import ShapeFault
from planlint.bind.naming import shown
from planlint.bind.pictures import Sketch, sketches_of
from planlint.bind.prune import Keyed, keyed
from planlint.bind.quotes import Narrative, narrative_of, with_quoted
from planlint.bind.source import read_schema_file
from planlint.bind.validators import BASE, fast_validator, prepare, slow_validator
from planlint.bind.vocabulary import nearest
from planlint.model import Document
from planlint.records import dataclass, field
from planlint.shape import RecordShape, read_shape

FEW = 100
"""So many places may be wrong in a submission of which the rest is passed over when errors are put in words."""

LONG = 5_000
"""The fast validator tells all errors at once, which takes long where a list this long is wrong throughout."""


def _is_long(data: Any) -> bool:
    """Whether some list or record has very many entries."""
    todo = [data]
    while todo:
        one = todo.pop()
        if isinstance(one, dict | list):
            if len(one) > LONG:
                return True
            todo.extend(one.values() if isinstance(one, dict) else one)
    return False


class Validators:
    """The two validators of one kind. Each is built when it is first asked for, and kept."""

    def __init__(self, name: str, prepared: Mapping[str, Any]) -> None:
        self._schema = prepared[name]
        self._resources = {BASE + file: schema for file, schema in prepared.items() if file != name}

    @cached_property
    def fast(self) -> Any:
        return fast_validator(self._schema, self._resources)

    @cached_property
    def slow(self) -> Any:
        return slow_validator(self._schema, self._resources)

    def errors(self, data: Any) -> Iterable[Any]:
        """What is wrong with data that was not accepted, in the order of the schema.

        The fast validator says where, and the slow one looks there to say what.
        """
        from planlint.bind.python_validator import errors_within

        try:
            told = () if _is_long(data) else self.fast.iter_errors(data)
            places = [list(error.instance_path) for error in islice(told, FEW + 1)]
        except ValueError:  # what the fast one cannot read: half of a surrogate pair, a figure out of range
            places = []
        return errors_within(self.slow, data, places) if 0 < len(places) <= FEW else self.slow.iter_errors(data)

    def accept(self, data: Any) -> bool:
        """Whether data that the reader has bounded in depth is certainly valid. False means: ask the slow one."""
        try:
            return bool(self.fast.is_valid(data))
        except UnicodeError:  # half of a surrogate pair, which the fast one cannot read
            return False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of submission: `name` as in `kind: stp-plan`, the `file` of its schema, the schema, and its shape.

    `needs` are the schema files that it is made of, by name: its own and those it refers to. `sketches` are the
    pictures that are drawn of it.
    """

    name: str
    file: str
    schema: Mapping[str, Any]
    shape: RecordShape
    validators: Validators = field(repr=False, compare=False)
    needs: tuple[str, ...] = ()
    narrative: Narrative | None = None
    sketches: tuple[Sketch, ...] = ()
    keyed: Keyed | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keyed", keyed(self.shape))

    @property
    def title(self) -> str:
        """What people call this kind."""
        return self.shape.label or self.name


def load_kinds(schemas: Mapping[str, bytes]) -> Mapping[str, Kind]:
    """The kinds of a pack by name, from its schema files by file name.

    A file is a kind if its root says anything about a value, and is named by its file (`stp-plan.schema.json`) or
    by `x-kind`. A file of nothing but `$defs`, or with `"x-kind": false`, is a library that others refer to.

    Raises PackFault with every problem of every file.
    """
    from planlint.bind.loading import load  # here, since kinds that are known to be sound need none of it

    return load(tuple(sorted(schemas.items())))


def made_of(
    name: str, file: str, schema: Mapping[str, Any], shape: RecordShape, validators: Validators, needs: tuple[str, ...]
) -> Kind:
    """A kind, with what its narrative quotes as one more list of its shape."""
    narrative = narrative_of(shape)
    sketches = sketches_of(schema, shape)
    whole = with_quoted(shape) if narrative else shape
    return Kind(name, file, schema, whole, validators, needs, narrative, sketches)


class _Sound(Mapping[str, Kind]):
    """Kinds of schemas that are known to be sound, each made when it is first asked for."""

    def __init__(self, schemas: Mapping[str, bytes], described: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
        self._schemas, self._described = schemas, described
        self._made: dict[str, Kind] = {}
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Kind:
        if name not in self._made:
            file, needs = self._described[name]
            library = {one: self._schema(one) for one in needs}
            shape = read_shape(library[file], file, library)
            validators = Validators(file, {one: prepare(schema, one) for one, schema in library.items()})
            self._made[name] = made_of(name, file, library[file], shape, validators, tuple(needs))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._described

    def __iter__(self) -> Iterator[str]:
        return iter(self._described)

    def __len__(self) -> int:
        return len(self._described)

    def _schema(self, file: str) -> Any:
        if file not in self._read:
            self._read[file] = read_schema_file(file, self._schemas[file]).schema
        return self._read[file]


def sound_kinds(
    schemas: Mapping[str, bytes], described: Mapping[str, tuple[str, tuple[str, ...]]]
) -> Mapping[str, Kind]:
    """The kinds of schemas that `load_kinds` has found to be sound: by name, the file of each and the files it needs.

    Nothing is checked, and nothing is read of a kind that is not asked for.
    """
    return _Sound(schemas, described)


def kind_of(
    document: Document, kinds: Mapping[str, Kind], wanted: str | None = None, otherwise: str | None = None
) -> Kind | ShapeFault:
    """Which kind a submission is: `wanted` (asked for), else what `kind:` at its root says, else `otherwise`.

    A fault READ-KIND lists the kinds that there are.
    """
    said = document.data.get("kind") if isinstance(document.data, dict) else None
    blank = said is None or (isinstance(said, str) and not said.strip())
    name = wanted if wanted is not None else otherwise if blank else said
    if isinstance(name, str) and name in kinds:
        return kinds[name]
    known = ", ".join(sorted(kinds)) or "none"
    at = ("kind",) if wanted is None and not blank else ()
    if name is None:
        message = f"The kind of this submission is not stated. Known kinds: {known}."
        return ShapeFault(
            "READ-KIND", at, message, "Put a line such as `kind: NAME` at the top, or use --kind NAME.", known
        )
    close = nearest(name, kinds) if isinstance(name, str) else None
    meant = f" Did you mean {close}?" if close else ""
    message = f"{shown(name)} is not a known kind of submission.{meant} Known kinds: {known}."
    return ShapeFault("READ-KIND", at, message, "Write one of the known kinds, or use --kind NAME.", known, shown(name))
