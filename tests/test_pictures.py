"""Pictures: what a kind may ask for, and the series that are picked out of a submission."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from planlint import engine, packs, readers
from planlint.bind import load_kinds
from planlint.errors import PackFault
from planlint.model import Document, Picture, PictureForm

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "years": {
            "type": "object",
            "x-period": ["first", "last"],
            "properties": {
                "first": {"type": "string", "format": "financial-year"},
                "last": {"type": "string", "format": "financial-year"},
            },
        },
        "saving": {
            "type": "object",
            "propertyNames": {"format": "financial-year"},
            "additionalProperties": {"type": "number", "x-unit": "£m"},
        },
        "schemes": {
            "type": "array",
            "x-key": "name",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "x-label": "Scheme"},
                    "plan": {"type": "number", "x-unit": "£k", "x-label": "Plan"},
                    "actual": {"type": "number", "x-unit": "£k", "x-label": "Actual"},
                    "beds": {"type": "number", "x-unit": "bed"},
                    "rag": {"enum": ["red", "amber", "green"]},
                },
            },
        },
    },
}
BARS = {"picture": "bars", "title": "Schemes", "of": "schemes", "series": ["plan", "actual"]}
LINES = {"picture": "lines", "title": "Saving", "series": ["saving"], "years": "years"}


def refused(**changed: Any) -> list[str]:
    schema = {**SCHEMA, "x-pictures": [{**changed.pop("of_", BARS), **changed}]}
    with pytest.raises(PackFault) as caught:
        load_kinds({"plan.schema.json": json.dumps(schema).encode()})
    assert all(problem.line for problem in caught.value.problems), "each says where"
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"of": "schems"}, '"schems" in "schems" is not a field here.'),
        ({"of": "saving"}, '"saving" is not a list or a map of records.'),
        ({"series": ["plan", "actuals"]}, '"actuals" in "actuals" is not a field here.'),
        ({"series": ["plan", "beds"]}, "One picture has one unit; these have '£k', 'bed'."),
        ({"series": ["rag"]}, '"rag" is not a figure.'),
        ({"picture": "grid", "series": ["plan"]}, '"plan" is not a choice.'),
        ({"picture": "lines", "series": ["plan"]}, '"plan" is not figures by year or month.'),
        ({"years": "years"}, '"years" is for a picture of lines.'),
        ({"of_": LINES, "years": "saving"}, '"saving" is not a period of financial years (x-period).'),
        ({"of_": LINES, "totals": ["Total"]}, '"totals" names items by their key, so it needs a list with an x-key.'),
        ({"of_": LINES, "picture": "bars"}, 'A picture of bars says with "of" which list it draws.'),
        ({"series": []}, "A list cannot be an x-pictures."),
        ({"colour": "red"}, "A list cannot be an x-pictures."),
    ],
)
def test_a_picture_that_could_not_be_drawn_is_a_problem_of_the_pack(changed: dict[str, Any], said: str) -> None:
    (message,) = refused(**changed)
    assert message.partition(": ")[2] == said


def test_pictures_are_of_a_whole_kind() -> None:
    inner = {**SCHEMA, "properties": {**SCHEMA["properties"], "more": {"type": "object", "x-pictures": [BARS]}}}
    with pytest.raises(PackFault, match="x-pictures may stand only at the root"):
        load_kinds({"plan.schema.json": json.dumps(inner).encode()})


def drawn(data: str, *asked: dict[str, Any]) -> tuple[Picture, ...]:
    from planlint.bind import bind, draw

    schema = {**SCHEMA, "x-pictures": list(asked)}
    (kind,) = load_kinds({"plan.schema.json": json.dumps(schema).encode()}).values()
    document = readers.read(data.encode(), "a.yaml")
    assert isinstance(document, Document)
    return draw(kind.sketches, bind(document, kind).data)


def test_a_blank_is_a_blank_and_what_is_no_figure_is_a_word() -> None:
    (picture,) = drawn(
        """
        schemes:
          - {name: A, plan: 1.50, actual: 0}
          - {name: B, plan: , actual: "4,100"}
          - {plan: -3, actual: not known}
          - {name: Total, plan: 4}
          - 7
        """,
        {**BARS, "totals": ["Total"]},
    )
    assert (picture.unit, picture.of, picture.series) == ("£k", "Scheme", ("Plan", "Actual"))
    assert [(row.label, row.cells, row.total) for row in picture.rows] == [
        ("A", ("1.50", "0"), False),
        ("B", (None, '"4,100"'), False),
        ("Item 3", ("-3", "not known"), False),
        ("Total", ("4", None), True),
        ("Item 5", (None, None), False),
    ]


def test_every_year_of_the_plan_has_its_place() -> None:
    (picture,) = drawn("{years: {first: 2016-17, last: 2018/19}, saving: {17/18: 2, 2020/21: 3.0, x: 1}}", LINES)
    assert [(row.label, row.cells) for row in picture.rows] == [
        ("2016/17", (None,)),
        ("2017/18", ("2",)),
        ("2018/19", (None,)),
        ("2020/21", ("3.0",)),
        ("x", ("1",)),
    ]


def test_a_period_that_would_never_end_adds_no_years() -> None:
    (picture,) = drawn("{years: {first: 1900/01, last: 2099/00}, saving: {2017/18: 2}}", LINES)
    assert [row.label for row in picture.rows] == ["2017/18"]


def test_what_is_not_there_is_not_drawn_and_what_is_too_much_is_counted() -> None:
    assert drawn("{}", BARS, LINES) == ()
    assert drawn("{schemes: [], saving: {}}", BARS, LINES) == ()
    many = json.dumps({"schemes": [{"name": "n" * 1000, "plan": n} for n in range(1000)]})
    (picture,) = drawn(many, BARS)
    assert (len(picture.rows), picture.omitted) == (200, 800)
    assert len(picture.rows[0].label) == 201


def test_every_shipped_picture_is_drawn_of_the_clean_examples() -> None:
    """All that a kind asks for is there in its example, so that no picture is forgotten."""
    pack = packs.load()
    for name, kind in pack.kinds.items():
        path = pack.folder / "fixtures" / "clean" / f"{name}.yaml"
        document = readers.read(path.read_bytes(), path.name)
        report = engine.check(document, pack, date(2017, 8, 9), kind=name)
        assert [one.title for one in report.pictures] == [one.title for one in kind.sketches], name
        for picture in report.pictures:
            assert any(cell for row in picture.rows for cell in row.cells), (name, picture.title)
            assert picture.form is PictureForm.GRID or picture.unit, (name, picture.title)


def test_findings_say_who_answers_for_them_and_where_they_stand() -> None:
    pack = packs.load()
    text = """
kind: stp-plan
system: {name: A, stp_code: E54000019}
horizon: {base_year: 2016/17, end_year: 2017/18}
actions:
  - id: A1
    title: Beds
    owner: {organisation: A Trust, role: Chief nurse}
    start: 31 February
    benefits: [{kind: financial, metric: cost, by_date: soon}]
  - {id: A2, title: Staff, start: never}
"""
    report = engine.check(readers.read(text.encode(), "a.yaml"), pack, date(2017, 8, 9))
    found = {
        one.path: (one.part, one.owner)
        for outcome in report.outcomes
        if outcome.rule == "SHAPE-FORMAT"
        for one in outcome.findings
    }
    assert found == {
        ("actions", 0, "start"): ("Actions, A1", "Chief nurse, A Trust"),
        ("actions", 0, "benefits", 0, "by_date"): ("Actions, A1", "Chief nurse, A Trust"),
        ("actions", 1, "start"): ("Actions, A2", None),
    }
    assert report.themes in report.sources
    assert list(report.sources["stp-feedback-2016"].points) == ["1", "2", "3", "4", "5"]
