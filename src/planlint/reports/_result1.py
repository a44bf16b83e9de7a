"""The shape of a result in JSON, version 1: closed, in this order of keys, and described for who reads it.

It stands by itself, so that what is inside planlint can change and this cannot by accident. The published schema
(`docs/result-1.schema.json`) is made from it. Every key is always written; what does not apply is null or empty. A key
that came later has a default here, so that results stored before can still be read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

VerdictWord = Literal["pass", "fail", "not_applicable", "cannot_assess"]
SeverityWord = Literal["must", "should", "could"]
Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Position = Annotated[int, Meta(ge=1, le=2**53 - 1, description="Counted in characters, from 1.")]
Pointer = Annotated[str, Meta(pattern="^(/|$)", description="A JSON Pointer (RFC 6901) into the submission.")]
Said = Annotated[str, Meta(min_length=1)]
Digits = Annotated[str, Meta(description="Digits as text, in the unit of the finding.")]


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    """What all parts share: nothing beyond the keys that are named."""


class Tool(Shape):
    """What made the result."""

    name: Literal["planlint"]
    version: str


class Exit(Shape):
    """How the run ended. 0: checked, and nothing reaches the fail level. 1: something does. 2: not to be relied on."""

    code: Annotated[int, Meta(ge=0, le=255)]
    why: str


class Fault(Shape):
    """A fault of the tool, which is no fault of the submission: the rule could not run."""

    rule: str
    submission: str
    message: str


class Pack(Shape):
    """The pack of rules that judged; the hash is that of all its files."""

    name: str
    version: str
    hash: str


class Parameter(Shape):
    """A threshold as used, and where it was set."""

    value: str
    origin: str = msgspec.field(name="from")


class RunCounts(Shape):
    """How many things got each verdict, over all rules. Findings that a waiver lets pass are `waived`."""

    passed: Number = msgspec.field(name="pass")
    failed: Number = msgspec.field(name="fail")
    not_applicable: Number
    cannot_assess: Number
    waived: Number


class RuleCounts(Shape):
    """How many things of one rule got each verdict."""

    passed: Number = msgspec.field(name="pass")
    failed: Number = msgspec.field(name="fail")
    not_applicable: Number
    cannot_assess: Number


class Cite(Shape):
    """Which guidance asks for it: an id among the pack's sources, and a point in it."""

    source: str
    point: str | None


class Spot(Shape):
    """A place in the submitter's own coordinates: line and column of a text, sheet and cell of a workbook."""

    source: str
    line: Position | None
    column: Position | None
    sheet: str | None
    cell: str | None


class Relation(Shape):
    """Another place that was read on the way to a finding."""

    pointer: Pointer
    place: Spot


class Step(Shape):
    """The rounding step of a figure, in `unit`, and who declared it."""

    pointer: Pointer
    step: str
    unit: str
    declared: str
    source: Annotated[str | None, Meta(description="The file, where the figure stands in another submission.")] = None


class Guidance(Shape):
    """A piece of guidance that rules cite, with the points that are cited, in a few words each."""

    title: str
    publisher: str
    date: str
    url: str
    points: dict[str, str]


class DrawnRow(Shape):
    """One row of a picture. A cell is a figure's digits as written, a word, or null where it is blank."""

    label: str
    cells: list[str | None]
    total: Annotated[bool, Meta(description="It adds the others up, or is an end of a bridge.")]


class Drawn(Shape):
    """Series of the submission, for a picture. `of` is what a row is called, `series` what each column is."""

    picture: Annotated[str, Meta(description="How it is drawn: bars, lines, grid, bridge. More may come.")]
    title: str
    of: str
    series: list[str]
    unit: Annotated[str, Meta(description="The unit of every figure in it; empty where they have none.")]
    rows: list[DrawnRow]
    omitted: Annotated[Number, Meta(description="How many rows and lines are over the limit, and not listed.")]
    slack: Annotated[str, Meta(description="How far rounding may part what should agree; may be empty.")] = ""
    notes: Annotated[list[str], Meta(description="What is to be known of it that its figures do not say.")] = []


class Found(Shape):
    """A failure, a *cannot assess*, or a pass that rounding decided: `verdict` says which."""

    verdict: VerdictWord
    severity: Annotated[SeverityWord, Meta(description="That of the obligation that spoke.")]
    message: Said
    pointer: Pointer
    place: Spot
    related: list[Relation]
    values: Annotated[dict[str, str], Meta(description="What was read, by path as the rule writes it.")]
    reading: Annotated[str | None, Meta(description="The rule's sentence with its values put in.")]
    expected: Digits | None
    found: Digits | None
    difference: Annotated[str | None, Meta(description="Left minus right, signed.")]
    unit: Annotated[str | None, Meta(description="The unit of the left-hand side.")]
    slack: Annotated[str | None, Meta(description="How far rounding alone may part the two sides.")]
    by_rounding: bool
    rounding: Annotated[str, Meta(description="In words, what rounding had to do with it; else empty.")]
    steps: list[Step]
    missing: Annotated[list[Pointer], Meta(description="What was not there.")]
    blocked_by: Annotated[list[str], Meta(description="Fingerprints of the findings that must be put right first.")]
    elsewhere: Annotated[bool, Meta(description="It lacks only another submission, and does not count.")]
    fix: str | None
    fingerprint: Annotated[Said, Meta(description="The same finding has the same one from run to run.")]
    part: Annotated[str, Meta(description="What people call the part of the submission that it stands in.")] = ""
    owner: Annotated[str | None, Meta(description="Who answers for that part, where the submission says so.")] = None


class RuleOutcome(Shape):
    """What became of one rule. There is one for every rule due to run, also when it passes or meets nothing."""

    rule: str
    title: str
    severity: Annotated[SeverityWord, Meta(description="That of the gravest obligation.")]
    verdict: VerdictWord
    reason: str | None
    sentence: str
    cites: list[Cite]
    tags: list[str]
    counts: RuleCounts
    omitted: Annotated[Number, Meta(description="How many findings are over the limit, and not listed.")]
    findings: list[Found]


class Submission(Shape):
    """All that was found out about one submission."""

    name: str
    title: Annotated[str | None, Meta(description="What the submission calls itself.")]
    kind: Annotated[str | None, Meta(description="Null where it could not be told.")]
    digest: Annotated[str, Meta(description="`sha256:` and the hash of its bytes; empty where none could be read.")]
    pack: Pack
    parameters: dict[str, Parameter]
    counts: RunCounts
    outcomes: list[RuleOutcome]
    sources: Annotated[dict[str, Guidance], Meta(description="The guidance that its rules cite, by id.")] = {}
    themes: Annotated[str | None, Meta(description="The source whose points are the headings of a letter.")] = None
    pictures: list[Drawn] = []


class Result1(Shape):
    """One run of planlint over one or more submissions. Figures are text with the digits as written."""

    schema_version: Literal["1"]
    tool: Tool
    as_of: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="The date the rules were read as at.")]
    exit: Exit
    faults: list[Fault]
    submissions: list[Submission]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a result, as published."""
    (root,), components = msgspec.json.schema_components([Result1], ref_template="#/$defs/{name}")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:planlint:result-1",
        "title": "A planlint result, version 1",
    }
    for part in components.values():
        part["required"] = list(part["properties"])
    return {**head, **root, "$defs": components}
