"""Pictures: what a kind may ask for, and the series that are picked out of a submission."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint import engine, packs, readers
from planlint.bind import Parts, bind, draw, load_kinds, pictures
from planlint.errors import PackFault
from planlint.model import Document, Picture, Verdict
from planlint.reports import _pictures

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
END = {
    "type": "object",
    "properties": {"label": {"type": "string"}, "value": {"type": "number", "x-unit": "scale", "x-step": "as printed"}},
}
SCHEMA["properties"]["sites"] = {
    "type": "object",
    "propertyNames": {"pattern": "."},
    "additionalProperties": {"type": "object", "properties": {"cost": {"type": "number", "x-unit": "£m"}}},
}
SCHEMA["properties"]["ways"] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["steps"],
        "properties": {
            "of": {"type": "string"},
            "scale": {"enum": ["£k", "£m"]},
            "from": {**END, "x-label": "Start"},
            "to": {**END, "x-label": "End"},
            "steps": {
                "type": "array",
                "x-key": "what",
                "items": {
                    "type": "object",
                    "properties": {
                        "what": {"type": "string", "x-label": "Step"},
                        "by": {"type": "string", "x-label": "Reason"},
                        "beds": {"type": "number", "x-unit": "bed"},
                        "value": {"type": "number", "x-unit": "scale", "x-step": "as printed"},
                    },
                },
            },
        },
    },
}
BRIDGE = {
    "picture": "bridge", "title": "Bridge", "of": "ways", "called": ["of"], "ends": ["from.value", "to.value"],
    "labels": ["from.label", "to.label"], "steps": "steps", "series": ["value", "by"],
}  # fmt: skip
TOTALS = '"totals" names items by their key, so it needs a list with an x-key.'
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
        ({"years": "years"}, '"years" is not a word of a picture of bars.'),
        ({"of_": LINES, "years": "saving"}, '"saving" is not a period of financial years (x-period).'),
        ({"of_": LINES, "totals": ["Total"]}, '"totals" is not a word of a picture of lines.'),
        ({"of": "sites", "series": ["cost"], "totals": ["Total"]}, TOTALS),
        ({"of_": {"picture": "bars", "title": "T", "series": ["saving"]}}, 'A picture of bars says "of".'),
        ({"series": []}, 'This cannot be the "series" of a picture of bars.'),
        ({"colour": "red"}, '"colour" is not a word of a picture of bars.'),
        ({"picture": "bar"}, 'There is no picture "bar".'),
        ({"picture": "_items"}, 'There is no picture "_items".'),
        ({"of_": BRIDGE, "of": "saving"}, '"saving" is not a list or a map of records.'),
        ({"of_": BRIDGE, "steps": "from"}, '"from" is not a list or a map of records.'),
        ({"of_": BRIDGE, "ends": ["from.value"]}, 'This cannot be the "ends" of a picture of bridge.'),
        ({"of_": BRIDGE, "ends": ["from.value", "to"]}, '"to" is not a figure.'),
        ({"of_": BRIDGE, "series": ["by"]}, '"by" is not a figure.'),
        ({"of_": BRIDGE, "series": ["beds"]}, "The ends and the steps of a bridge have one unit."),
        ({"of_": BRIDGE, "called": ["steps"]}, '"steps" is not a text.'),
        ({"of_": BRIDGE, "labels": ["from.label", "to.lable"]}, '"lable" in "to.lable" is not a field here.'),
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


def test_an_item_with_a_reference_is_called_by_its_title_too() -> None:
    fields = {"id": {"type": "string", "x-label": "Reference"}, "title": {"type": "string"}, "cost": {"type": "number"}}
    step = {"type": "object", "properties": fields}
    schema = {
        "type": "object",
        "properties": {"steps": {"type": "array", "x-key": "id", "items": step}},
        "x-pictures": [{"picture": "bars", "title": "Cost", "of": "steps", "series": ["cost"], "totals": ["T"]}],
    }
    (kind,) = load_kinds({"plan.schema.json": json.dumps(schema).encode()}).values()
    text = "steps: [{id: M1, title: Launch, cost: 1}, {id: M2}, {title: Review}, {id: T, title: All, cost: 1}]"
    document = readers.read(text.encode(), "a.yaml")
    assert isinstance(document, Document)
    bound = bind(document, kind)
    (picture,) = draw(kind.sketches, bound.data)
    assert [(row.label, row.total) for row in picture.rows] == [
        ("M1 Launch", False),
        ("M2", False),
        ("Item 3 Review", False),
        ("T All", True),
    ]
    names = Parts(bound)
    assert [names.name(("steps", n, "cost")) for n in range(3)] == ["M1 Launch", "Steps, M2", "Steps, item 3"]


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
        asked = [one["title"] for one in kind.schema["x-pictures"]]
        held = "bridges:" in path.read_text(encoding="utf-8")
        drawn = ["Bridge" if one.title.startswith("Bridge: ") else one.title for one in report.pictures]
        assert drawn == [one for one in asked if one != "Bridge" or held], name
        for picture in report.pictures:
            assert any(cell for row in picture.rows for cell in row.cells), (name, picture.title)
            assert picture.form == "grid" or picture.unit, (name, picture.title)


def test_every_form_that_can_be_asked_for_can_be_drawn(root: Path) -> None:
    assert pictures.names() == _pictures.names()
    manual = (root / "docs/schemas.md").read_text(encoding="utf-8")
    for name in pictures.names():
        form = pictures.form(name)
        assert set(form.NEEDS) <= set(form.WORDS), name
        assert f"`{name}`" in manual
        assert [word for word in form.WORDS if f"`{word}`" not in manual] == [], name


def test_a_bridge_goes_from_its_start_by_its_steps_to_its_end() -> None:
    first, second = drawn(
        """
        ways:
          - of: Deficit
            scale: £m
            from: {label: Plan, value: 18.40}
            to: {value: 23.3}
            steps:
              - {what: Demand, value: 5, by: Admissions}
              - {what: Prescribing, by: Prices fell}
              - {value: see below}
              - 7
          - {scale: £x, to: {value: 2}}
        """,
        BRIDGE,
    )
    assert (first.title, first.of, first.series, first.unit) == ("Bridge: Deficit", "Step", ("Value", "Reason"), "£m")
    assert [(row.label, row.cells, row.total) for row in first.rows] == [
        ("Plan", ("18.40", None), True),
        ("Demand", ("5", "Admissions"), False),
        ("Prescribing", (None, "Prices fell"), False),
        ("Step 3", ("see below", None), False),
        ("Step 4", (None, None), False),
        ("End", ("23.3", None), True),
    ]
    assert (first.slack, first.notes) == ("0.555", ())
    assert (second.title, second.unit) == ("Bridge: bridge 2", "")
    assert [row.label for row in second.rows] == ["Start", "Steps", "End"], "steps that are not there are not none"
    assert second.notes == ("The unit of its figures is not given.",)


def test_a_submission_may_hold_one_bridge() -> None:
    schema = {**SCHEMA["properties"]["ways"]["items"], "required": [], "x-pictures": [{**BRIDGE, "title": "Way"}]}
    del schema["x-pictures"][0]["of"], schema["x-pictures"][0]["called"]
    (kind,) = load_kinds({"plan.schema.json": json.dumps(schema).encode()}).values()

    def of(data: str) -> tuple[Picture, ...]:
        document = readers.read(data.encode(), "a.yaml")
        assert isinstance(document, Document)
        return draw(kind.sketches, bind(document, kind).data)

    (picture,) = of("{scale: £k, from: {value: 1}, to: {value: 0}}")
    assert (picture.title, [row.label for row in picture.rows]) == ("Way", ["Start", "End"]), "steps are not asked for"
    assert of("{scale: £k, from: {value: 1}}") == ()
    assert len(of("{scale: £k, from: {value: 1}, steps: [{what: A, value: 2}]}")) == 1


def test_bridges_are_bounded_in_number_and_length() -> None:
    step = {"what": "s" * 1000, "value": 0.5}
    way = {"of": "w" * 1000, "scale": "£m", "from": {"value": 1}, "to": {"value": 501}, "steps": [step] * 1000}
    made = drawn(json.dumps({"ways": [way] * 40}), BRIDGE)
    assert len(made) == 12
    assert made[-1].notes == ("28 more bridges are in the submission and not here.",)
    assert (len(made[0].rows), made[0].omitted) == (203, 800)
    assert (made[0].rows[-2].label, made[0].rows[-2].cells) == ("800 more steps", ("400", None))
    assert max(len(row.label) for row in made[0].rows) == 201
    assert len(made[0].title) < 100
    unknown = [*[step] * 300, {"what": "none"}]
    (picture,) = drawn(json.dumps({"ways": [{**way, "steps": unknown}]}), BRIDGE)
    assert picture.rows[-2].cells == (None, None), "what one of them lacks, all of them lack"


BRIDGES: list[Any] = [
    {"of": "Deficit", "scale": "£m", "from": {"value": 5}, "to": {"value": 6}, "steps": [{"label": "Pay", "value": 1}]}
]


def test_every_kind_that_holds_bridges_draws_them() -> None:
    pack = packs.load()
    held = [kind for kind in pack.kinds.values() if "bridges" in kind.shape.fields]
    assert len(held) > 10
    for kind in held:
        (picture,) = [one for one in draw(kind.sketches, {"bridges": BRIDGES}) if one.form == "bridge"]
        assert picture.title == "Bridge: Deficit", kind.name


@given(
    cells=st.lists(st.decimals(-9, 9, places=1) | st.integers(-9, 9) | st.none(), max_size=4),
    ends=st.tuples(st.integers(-20, 20), st.decimals(-20, 20, places=1)),
)
@settings(deadline=None, max_examples=60)
def test_a_picture_and_the_rule_of_bridges_agree(cells: list[Decimal | int | None], ends: tuple[int, Decimal]) -> None:
    """What ARI-090 finds is what the picture names, rounding and all."""
    pack = packs.load()
    steps = "".join(f"\n      - {{label: s{n}, value: {'' if one is None else one}}}" for n, one in enumerate(cells))
    text = f"""
kind: cip-return
bridges:
  - of: Savings
    scale: £m
    from: {{value: {ends[0]}}}
    to: {{value: {ends[1]}}}
    steps: {steps or "[]"}
"""
    report = engine.check(readers.read(text.encode(), "a.yaml"), pack, date(2017, 8, 9))
    (rule,) = [one for one in report.outcomes if one.rule == "ARI-090"]
    (drawing,) = _pictures.drawings(report.pictures)
    gap = "is not explained" in drawing.said
    assert (rule.verdict is Verdict.FAIL) == gap
    assert (rule.verdict is Verdict.CANNOT_ASSESS) == ("missing" in drawing.said)


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
        ("actions", 0, "start"): ("A1 Beds", "Chief nurse, A Trust"),
        ("actions", 0, "benefits", 0, "by_date"): ("A1 Beds", "Chief nurse, A Trust"),
        ("actions", 1, "start"): ("A2 Staff", None),
    }
    assert report.themes in report.sources
    assert list(report.sources["stp-feedback-2016"].points) == ["1", "2", "3", "4", "5"]
