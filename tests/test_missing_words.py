"""What a missing value is called, in messages and in what to do."""

from __future__ import annotations

from typing import Any

import pytest

from planlint.lang.missing import name_of, names_of, several
from planlint.model import Path, Value
from planlint.shape import read_shape

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "period": {"type": "object", "properties": {"as_at": {"type": "string", "x-label": "Date of the data"}}},
        "resource": {
            "type": "object",
            "x-label": "Resource available",
            "propertyNames": {"format": "month"},
            "additionalProperties": {"type": "number"},
        },
        "projects": {
            "type": "array",
            "x-key": "title",
            "x-label": "Projects",
            "items": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "spend": {"type": "number", "x-label": "Planned spend"},
                    "owner": {
                        "type": "object",
                        "x-label": "Owner",
                        "properties": {"role": {"type": "string", "x-label": "Role"}},
                    },
                    "measures": {
                        "type": "array",
                        "x-key": "name",
                        "x-label": "Measures",
                        "items": {
                            "type": "object",
                            "properties": {"name": {"type": "string"}, "plans": {"type": "number", "x-label": "Plans"}},
                        },
                    },
                },
            },
        },
        "steps": {
            "type": "array",
            "x-label": "Steps",
            "items": {"type": "object", "properties": {"date": {"type": "string", "x-label": "Date"}}},
        },
    },
}
DATA: Value = {"projects": [{"title": "VPS", "measures": [{"name": "Patients"}]}], "steps": [{}, {}]}
SHAPE = read_shape(SCHEMA, "plan")


@pytest.mark.parametrize(
    ("path", "said", "several"),
    [
        (("period", "as_at"), "the date of the data", False),
        (("resource", "2017-05"), "the resource available for May 2017", False),
        (("projects",), "the projects", True),
        (("projects", 0), '"VPS"', False),
        (("projects", "Nobody"), '"Nobody" in the projects', False),
        (("projects", 0, "spend"), 'the planned spend of "VPS"', False),
        (("projects", 0, "owner", "role"), 'the owner\'s role of "VPS"', False),
        (("projects", 0, "measures", 0, "plans"), 'the plans of "Patients" in "VPS"', True),
        (("steps", 1, "date"), "the date of step 2", False),
        (("nowhere", "at_all"), "the at all", False),
    ],
)
def test_a_place_is_called_by_its_field_and_what_it_belongs_to(path: Path, said: str, several: bool) -> None:
    assert name_of(path, SHAPE, DATA) == (said, several)


def test_places_within_one_thing_do_not_name_it() -> None:
    at: Path = ("projects", 0)
    paths: list[Path] = [(*at, "spend"), (*at, "owner", "role"), (*at, "measures", 0, "plans"), (*at, "spend")]
    assert names_of(paths, at, SHAPE, DATA) == 'planned spend, owner\'s role and plans of "Patients"'


def test_many_places_are_counted_after_the_sixth() -> None:
    paths: list[Path] = [("resource", f"2017-0{month}") for month in range(1, 10)]
    assert names_of(paths, (), SHAPE, DATA).endswith("for June 2017 and 3 others")


@pytest.mark.parametrize(
    ("paths", "said", "are"),
    [
        ([("projects", 0, "spend")], 'the planned spend of "VPS"', False),
        (
            [("projects", 0, "spend"), ("projects", 0, "owner", "role")],
            'the planned spend and owner\'s role of "VPS"',
            True,
        ),
        ([("steps", 0, "date"), ("steps", 1, "date")], "the date of step 1 and step 2", False),
        ([("steps", n, "date") for n in range(7)], "the date of step 1, step 2, step 3, step 4 and 3 more", False),
        (
            [("resource", f"2017-0{month}") for month in range(1, 6)],
            "the resource available for January 2017, the resource available for February 2017, the resource available "
            "for March 2017 and 2 other values",
            True,
        ),
        ([("projects",), ("steps", 0, "date")], "the projects and the date of step 1", True),
    ],
)
def test_several_places_are_named_and_those_of_one_field_together(paths: list[Path], said: str, are: bool) -> None:
    assert several(paths, SHAPE, DATA) == (said, are)
