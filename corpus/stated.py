"""Defects that the rules' own tests make: each `test … expect fail` is a defective submission with its label.

The edits of a test are made to a varied submission, which then gets another guise. What is expected, and where, is
what the test says; nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from random import Random

from corpus.case import Case, Label, written
from corpus.good import FORMS
from corpus.guise import Guise, draw
from corpus.origin import Origin
from corpus.structure import variations, varied
from planlint import edits, rule_tests
from planlint.edits import Edited, EditFault
from planlint.lang import ast
from planlint.model import Document, Path, Value
from planlint.packs import Pack
from planlint.rule_tests import Prepared, TestFault

STATED, EDITED = "rule's test, place stated", "rule's test, place of the edit"

CODES = frozenset(("CMP-009", "CMP-059", "CMP-069", "CMP-079", "CMP-089"))
"""Rules of codes, which name real bodies in lists that have an end."""

TIED_TO_TIME = CODES | {"FIN-003", "OWN-007", "OWN-057", "ENG-056"}
"""Rules whose tests are about a year that guidance sets, or about days of the week."""

TIED_TO_SIZE = frozenset(("ARI-062", "ARI-063", "ARI-064"))
"""Rules whose tests are about the last digit: ten times the figures are wrong by more than rounding."""


def tests(pack: Pack) -> list[tuple[str, ast.Test]]:
    """The tests that expect a failure, each with its file."""
    return [(source, test) for source, test in rule_tests.stated_tests(pack, ()) if test.verdict == "fail"]


def cases(
    pack: Pack,
    known: Mapping[str, tuple[Origin, ...]],
    seed: int,
    each: int,
    kinds: Collection[str] | None = None,
) -> Iterator[Case]:
    """Every test on so many varied submissions. Where its edits lead nowhere in one of them, it is not made there.

    `kinds` are those whose tests are wanted, None for all.
    """
    by_name = {origin.name: origin for some in known.values() for origin in some}
    for source, test in tests(pack):
        if kinds is not None and by_name[test.given].kind.name not in kinds:
            continue
        for number in range(each):
            random = Random(f"{seed} {source} {test.pos.line} {number}")
            name = f"{test.code}-{test.pos.line}-{number}.{random.choice(FORMS)}"
            case = _case(pack, source, test, by_name, random, name)
            if case is not None:
                yield case


def _case(
    pack: Pack, source: str, test: ast.Test, by_name: Mapping[str, Origin], random: Random, name: str
) -> Case | None:
    origin = by_name[test.given]
    keep = set(re.findall(r"\.(\w+)", pack.files[source].text))
    # The rule may join the submissions of a test by what they hold, so that nothing of one alone is changed.
    data: Value = origin.data if test.others else varied(random, origin, keep)
    fixtures: dict[str, Document] = {one.name: one.document for one in by_name.values()}
    fixtures[test.given] = replace(origin.document, data=data, faults=())
    try:
        prepared = rule_tests.prepare(pack, test, source, fixtures)
        label = _label(test, prepared, Edited(data, origin.kind.shape, prepared.edited.root))
    except (TestFault, EditFault):
        return None
    if label is None:
        return None
    guise = _guise(random, origin, test, prepared)
    shape = origin.kind.shape
    label = Label(
        label.defect,
        label.code,
        guise.path(label.path, shape) if label.path is not None else None,
        tuple(guise.path(path, shape) for path in label.edited),
        f"{test.title} ({source}:{test.pos.line})",
    )
    return Case(
        origin.kind.name,
        name,
        written(guise.data(prepared.edited.data, shape), name),
        guise.day(prepared.setting.as_of),
        label,
        {one: edits.written(value) for one, value in prepared.setting.parameters.items()},
        tuple(_beside(prepared, guise)),
    )


def _guise(random: Random, origin: Origin, test: ast.Test, prepared: Prepared) -> Guise:
    known = variations()[origin.kind.name]
    guise = draw(
        random,
        origin,
        known.latest,
        same_time=test.code in TIED_TO_TIME or bool(test.others),
        same_size=not known.sizes or test.code in TIED_TO_SIZE or bool(prepared.setting.parameters),
    )
    return replace(guise, names={}) if test.code in CODES else guise


def _beside(prepared: Prepared, guise: Guise) -> Iterator[tuple[str, bytes, bool]]:
    """The other submissions of a test, in the same guise."""
    for name, some in prepared.edited.others.items():
        previous = prepared.rule.checked.others[name].use.word == "previous"
        for number, one in enumerate(some):
            file = f"{name}-{number}.json"
            yield file, written(guise.data(one.data, one.shape), file), previous


def _label(test: ast.Test, prepared: Prepared, before: Edited) -> Label | None:
    """What the test expects, and where; None where it says no place and edits nothing of the submission itself."""
    edited = prepared.edited
    if test.at is not None:
        return Label(STATED, test.code, edited.spot(test.at).path)
    places = [place for edit in test.edits if (place := _place(edited, before, edit.path)) is not None]
    return Label(EDITED, test.code, None, tuple(places)) if places else None


def _place(edited: Edited, before: Edited, path: ast.Expr) -> Path | None:
    """Where an edit was made; for an item that is gone, the list that it was in. None where it is elsewhere.

    Of an item whose key was edited, the place is where it stood `before`.
    """
    for one in (edited, before):
        try:
            spot = one.spot(path)
        except EditFault:
            continue
        return spot.path[:-1] if isinstance(spot.holder, list) and not spot.there else spot.path
    return None
