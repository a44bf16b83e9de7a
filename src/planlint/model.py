"""The words that everything else is said in. Imports nothing of planlint.

A submission's bytes become a `Document`; judging it gives one `Outcome` for each rule due to run, also when it
passes; the outcomes make a `Report`; the reports of a run make a `Result`. All are values: a change is a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from planlint.records import dataclass, field

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys of maps and positions in lists (from 0), from the root.

One in another submission than the one being checked begins with its `Origin`.
"""


class Origin(str):
    """The first step of a path in another submission: a mark of that submission, never the same as a key.

    >>> Origin("1") == Origin("1"), Origin("1") == "1", "1" in (Origin("1"),)
    (True, False, False)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def is_elsewhere(path: Path) -> bool:
    """Whether a path leads into another submission."""
    return bool(path) and type(path[0]) is Origin


Scalar = str | int | Decimal | bool | None
Value = Scalar | list["Value"] | dict[str, "Value"]
"""What a document is made of. A figure is an `int` or a `Decimal` with its digits as written; never a float."""


BATCH = "the batch"
"""What stands for a kind where it is all that a run received that is judged, once."""


def pointer(path: Path) -> str:
    """The JSON Pointer (RFC 6901) of a path.

    >>> pointer(("finance", "2018/19", 0))
    '/finance/2018~119/0'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the submitter's own coordinates. Lines and columns count characters from 1."""

    source: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        if self.cell:
            return f"{self.source}, sheet {self.sheet}, cell {self.cell}"
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


class Verdict(StrEnum):
    """What a rule says of one thing that it looks at."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_ASSESS = "cannot_assess"


class Severity(StrEnum):
    """The verb of an obligation: must fix, fix or explain, advice."""

    MUST = "must"
    SHOULD = "should"
    COULD = "could"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _RANK[self]


_RANK = {Severity.MUST: 0, Severity.SHOULD: 1, Severity.COULD: 2}


@dataclass(frozen=True, slots=True)
class ReadFault:
    """Something wrong with how a file is written: a code `READ-…`, a plain sentence, and what to do.

    `path` is where in the document it stands, where that can be said; `line` and `column` count from 1.
    """

    code: str
    message: str
    fix: str
    line: int | None = None
    column: int | None = None
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A submission that could be read.

    `locate` gives the place of a path: of the value for a scalar, of its key for a map or list that has one, of
    its start for an item of a list; of the nearest present ancestor for a path that is not there. It is worked
    out only when called. `faults` are what was wrong with the writing although it could be read.
    """

    name: str
    data: Value
    digest: str
    locate: Callable[[Path], Place]
    faults: tuple[ReadFault, ...] = ()
    solid: Value = field(default=None, repr=False, compare=False)
    """`data` itself, where its reader is sure that nothing in it is blank: no null, no text of only spaces."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A submission that could not be read, and the one reason."""

    name: str
    digest: str
    fault: ReadFault


@dataclass(frozen=True, slots=True)
class Citation:
    """Which guidance asks for something: an id of the pack's `sources.yaml`, and a point in it."""

    source: str
    point: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of guidance that rules cite. `points` are its numbered points, in a few words each."""

    id: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    points: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that was read on the way to a finding."""

    path: Path
    place: Place


@dataclass(frozen=True, slots=True)
class StepUsed:
    """The rounding step of a figure that a comparison used, in the unit of the figure, and who declared it."""

    path: Path
    step: str
    unit: str
    declared: str
    """`schema`, `inferred`, `as printed` or `exact`."""
    source: str | None = None
    """The file, where the figure stands in another submission."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A failure, a *cannot assess*, or a pass decided by rounding (`verdict` says which), at one place.

    `found`, `expected`, `difference` (left minus right, signed) and `slack` are digits as text in `unit`, the unit
    of the left-hand side. `values` holds what was read, by path as the rule writes it. `reading` is the rule's
    sentence with its values put in. `rounding` is empty, `agrees only within rounding` or `possible, but unlikely`.
    """

    rule: str
    verdict: Verdict
    severity: Severity
    message: str
    path: Path
    place: Place
    fingerprint: str
    related: tuple[Related, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    reading: str | None = None
    expected: str | None = None
    found: str | None = None
    difference: str | None = None
    unit: str | None = None
    slack: str | None = None
    rounding: str = ""
    steps: tuple[StepUsed, ...] = ()
    missing: tuple[Path, ...] = ()
    blocked_by: tuple[str, ...] = ()
    elsewhere: bool = False
    """A *cannot assess* that lacks only another submission: it does not count towards the exit code."""
    fix: str | None = None
    part: str = ""
    """What people call the part of the submission that it stands in: an item of a list, or a section."""
    owner: str | None = None
    """Who answers for that part, where the submission says so."""

    def __post_init__(self) -> None:
        if not self.message or not self.fingerprint:
            raise ValueError(f"a finding of {self.rule} needs a message and a fingerprint")

    @property
    def by_rounding(self) -> bool:
        return bool(self.rounding)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things got each verdict."""

    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    cannot_assess: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.not_applicable + other.not_applicable,
            self.cannot_assess + other.cannot_assess,
        )

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.not_applicable + self.cannot_assess


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rule: there is one for every rule due to run, also when it passes or met nothing.

    `severity` is that of the gravest obligation; a finding's own is that of the obligation that spoke. `reason`
    says why a rule is not applicable or could not be assessed. `omitted` findings were over the limit.
    """

    rule: str
    title: str
    severity: Severity
    verdict: Verdict
    counts: Counts
    sentence: str = ""
    reason: str | None = None
    cites: tuple[Citation, ...] = ()
    tags: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class PackStamp:
    """Which pack judged: name, version, and the hash of all its files."""

    name: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A threshold as used (written as the rules write it) and where it came from."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One row of a picture: an item, a year or a month.

    A cell is a figure's digits as written, a word (a colour, or why there is no figure), or None where it is blank.
    A `total` is not one among the others: it adds them up, or it is an end of a bridge.
    """

    label: str
    cells: tuple[str | None, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Series out of a submission that people would rather see than read. `unit` is that of every figure.

    `form` names how they are drawn (`bars`), `of` what a row is called, `series` what each column is. `omitted` counts
    the rows, and lines, over the limit. `slack` is how far rounding alone may part what should agree, in digits; empty
    where nothing is compared. `notes` say what the figures do not.
    """

    form: str
    title: str
    of: str
    series: tuple[str, ...]
    unit: str
    rows: tuple[PictureRow, ...]
    omitted: int = 0
    slack: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.series) for row in self.rows):
            raise ValueError(f"a row of the picture {self.title!r} has not one cell for each series")


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found out about one submission. `kind` is None where it could not be told."""

    name: str
    digest: str
    kind: str | None
    pack: PackStamp
    outcomes: tuple[Outcome, ...]
    parameters: Mapping[str, ParameterUse] = field(default_factory=dict)
    title: str | None = None
    """What the submission calls itself, where it does."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """The guidance that its rules cite, by id."""
    themes: str | None = None
    """The id of the source whose points are the headings that findings may be grouped under."""
    pictures: tuple[Picture, ...] = ()

    @property
    def counts(self) -> Counts:
        total = Counts()
        for outcome in self.outcomes:
            total = total + outcome.counts
        return total


@dataclass(frozen=True, slots=True)
class FaultNote:
    """A fault of the tool: which rule, on which submission, and what happened."""

    rule: str
    submission: str
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """One run: its reports, the exit code and the reason for it. Numbers in text are digits as written."""

    tool_version: str
    as_of: date
    exit_code: int
    exit_why: str
    reports: tuple[Report, ...]
    faults: tuple[FaultNote, ...] = ()
