"""Links of the narrative: what they become, where their findings stand, and what a hostile text can do with them."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest

from planlint import readers
from planlint.bind import Bound, Kind, bind, load_kinds
from planlint.bind.quotes import QUOTED
from planlint.engine import check
from planlint.errors import PackFault
from planlint.limits import LIMITS
from planlint.links import as_read, links
from planlint.model import Document, Verdict, pointer
from planlint.packs import load

SCHEMA: dict[str, Any] = {
    "title": "Plan",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "text": {"type": "string", "x-narrative": True},
        "notes": {"type": "array", "items": {"type": "string", "x-narrative": True}},
        "aside": {"type": "string"},
        "scale": {"enum": ["£k", "£m"]},
        "total": {"type": "number", "x-unit": "scale", "x-step": 1},
        "beds": {"type": "integer", "x-unit": "bed"},
        "share": {"type": "number", "x-unit": "%"},
        "money": {
            "type": "object",
            "propertyNames": {"format": "financial-year"},
            "additionalProperties": {"anyOf": [{"type": "number"}, {"enum": ["not_available"]}], "x-unit": "£m"},
        },
        "rows": {
            "type": "array",
            "x-key": "name",
            "items": {"type": "object", "properties": {"name": {"type": "string"}, "a/b": {"type": "number"}}},
        },
    },
}


@pytest.fixture(scope="module")
def kind() -> Kind:
    return load_kinds({"plan.schema.json": json.dumps(SCHEMA).encode()})["plan"]


def bound(kind: Kind, **data: Any) -> Bound:
    document = readers.read(json.dumps(data).encode(), "plan.json")
    assert isinstance(document, Document)
    return bind(document, kind)


def quoted(kind: Kind, text: str, **data: Any) -> list[dict[str, Any]]:
    whole = bound(kind, text=text, **data).data
    assert isinstance(whole, dict)
    records: Any = whole[QUOTED]
    return list(records)


ROWS = {
    "rows": [{"name": "A&E", "a/b": 3}, {"name": "1", "a/b": 4}],
    "money": {"2017-18": 3.2, "2018/19": "not_available"},
}


@pytest.mark.parametrize(
    ("target", "kind_of_target", "path"),
    [
        ("#/beds", "figure", ["beds"]),
        ("#/money/2017~118", "figure", ["money", "2017/18"]),
        ("#/money/2017-18", "figure", ["money", "2017/18"]),
        ("#/money/17%2F18", "nothing", None),
        ("#/money/2018-19", "blank", ["money", "2018/19"]),
        ("#/money/2019-20", "blank", ["money", "2019/20"]),
        ("#/money/next", "nothing", None),
        ("#/rows/A&E/a~1b", "figure", ["rows", 0, "a/b"]),
        ("#/rows/0/a~1b", "figure", ["rows", 0, "a/b"]),
        ("#/rows/1/a~1b", "figure", ["rows", 1, "a/b"]),
        ("#/rows/2/a~1b", "nothing", None),
        ("#/rows/-1/a~1b", "nothing", None),
        ("#/rows/A&E/name", "text", ["rows", 0, "name"]),
        ("#/rows", "list", ["rows"]),
        ("#/rows/0", "group", ["rows", 0]),
        ("#/total", "blank", ["total"]),
        ("#/totl", "nothing", None),
        ("#/quoted/0/value", "nothing", None),
        ("#/", "nothing", None),
    ],
)
def test_where_a_link_leads(kind: Kind, target: str, kind_of_target: str, path: list[Any] | None) -> None:
    (one,) = quoted(kind, f"It is [5]({target}).", beds=5, **ROWS)
    assert (one["target"], one.get("value")) == (kind_of_target, path)


@pytest.mark.parametrize(
    ("label", "figure", "unit", "sign"),
    [
        ("£3.2m", "3.2", "£m", "none"),
        ("a deficit of £3.20 million", "3.20", "£m", "none"),
        ("£1,554k", "1554", "£k", "none"),
        ("£1.327bn", "1.327", "£bn", "none"),
        ("-£0.7m", "-0.7", "£m", "minus"),
        ("(£700)", "-700", "£", "minus"),
        ("(about 83 beds)", "83", "bed", "none"),
        ("21%", "21", "%", "none"),
        ("21 per cent", "21", "%", "none"),
        ("33", "33", "bed", "none"),
        ("in 2017/18, £4m", "4", "£m", "none"),
        ("action A014", None, None, None),
        ("see table 3", None, None, None),
        ("two", None, None, None),
        ("£1m to £2m", None, None, None),
        ("9" * 31, None, None, None),
        ("", None, None, None),
    ],
)
def test_what_a_link_says(kind: Kind, label: str, figure: str | None, unit: str | None, sign: str | None) -> None:
    (one,) = quoted(kind, f"It is [{label}](#/beds).", beds=5)
    said = str(one["figure"]) if "figure" in one else None
    assert (said, one.get("unit"), one.get("sign")) == (figure, unit, sign)


def test_a_bare_number_has_the_unit_that_the_submission_states_for_its_cell(kind: Kind) -> None:
    (one,) = quoted(kind, "It is [12](#/total).", total=12, scale="£k")
    assert one["unit"] == "£k"


def test_room_is_half_the_coarser_of_two_steps(kind: Kind) -> None:
    said = [("£1.2m", "0.5"), ("£1.20m", "0.5"), ("£1m", "0.5"), ("£12k", "500")]
    for label, room in said:
        (one,) = quoted(kind, f"It is [{label}](#/total).", total=12, scale="£m")
        assert (label, str(one["good_to"])) == (label, room)
    assert str(quoted(kind, "It is [£1m](#/total).", total=12, scale="£k")[0]["good_to"]) == "0.5"
    assert str(quoted(kind, "It is [£1k](#/share).", share=12)[0]["good_to"]) == "0.5"


def test_a_cell_of_any_unit_is_compared_in_its_own() -> None:
    mixed = {"enum": ["£m", "%"]}
    schema = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "x-narrative": True},
            "u": mixed,
            "n": {"type": "number", "x-unit": "u", "x-step": "as printed"},
        },
    }
    other = load_kinds({"plan.schema.json": json.dumps(schema).encode()})["plan"]
    for label, figure in (("£3.2m", "3.2"), ("3.2", "3.2"), ("3.2%", "None"), ("£3.2k", "None")):
        (one,) = quoted(other, f"It is [{label}](#/n).", n=3.2, u="£m")
        assert str(one.get("figure")) == figure


def test_links_elsewhere_and_other_texts_are_let_be(kind: Kind) -> None:
    assert quoted(kind, "[£1m](https://example.org) [£1m](beds) [£1m] (#/beds) [£1m](#beds)", beds=5) == []
    assert bound(kind, aside="[£1m](#/beds)").data == {"aside": "[£1m](#/beds)", QUOTED: []}


def test_what_is_submitted_under_that_name_is_an_unknown_field(kind: Kind) -> None:
    whole = bound(kind, quoted=[{"link": "x"}], text="[5](#/beds)", beds=5)
    assert [fault.code for fault in whole.faults] == ["SHAPE-UNKNOWN-FIELD"]
    assert whole.submitted == {"text": "[5](#/beds)", "beds": 5}
    assert len(whole.quoted) == 1


def test_findings_stand_at_the_text(kind: Kind) -> None:
    whole = bound(kind, notes=["none", "[5](#/beds) and [6](#/beds)"], beds=5)
    assert [pointer(whole.raw_path((QUOTED, n, "figure"))) for n in (0, 1)] == ["/notes/1", "/notes/1"]
    assert whole.raw_path((QUOTED,)) == ()
    assert whole.submitted == {"notes": ["none", "[5](#/beds) and [6](#/beds)"], "beds": 5}


def test_a_finding_leads_to_the_text_and_to_the_cell() -> None:
    text = """
kind: contract-activity-return
system: {name: Exampleshire}
provider: {name: Exampleshire Hospitals NHS Foundation Trust}
period: {financial_year: 2018/19}
lines: []
final: {label: Position, variance: 3188025}
narrative:
  - heading: Position
    text: "[£3.2m](#/final/variance) over, not [£3.1m](#/final/variance), nor [£3.3m](#/final/variance)"
"""
    document = readers.read(text.encode(), "return.yaml")
    report = check(document, load(), as_of=date(2018, 11, 1), select=("ARI-080",))
    (outcome,) = [one for one in report.outcomes if one.rule == "ARI-080"]
    assert (outcome.verdict, outcome.counts.failed, outcome.counts.passed) == (Verdict.FAIL, 2, 1)
    assert [pointer(one.path) for one in outcome.findings] == ["/narrative/0/text"] * 2
    assert [pointer(one.path) for one in outcome.findings[0].related] == ["/final/variance"]
    assert outcome.findings[0].message == "The text says £3.1m, but the figure that it quotes is £3,188,025."
    assert len({one.fingerprint for one in outcome.findings}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "[a](" * 100_000,
        "[a](#/a/" + "~1" * 200_000 + ")",
        "](#/" * 100_000,
        "[1](#/rows/x/y) " * 20_000,
        "[" + "9" * 390 + "](#/beds)" * 20_000,
        "[(1(1(1(1(1(1(1(](#/rows) " * 10_000,
        "about some over " * 25_000,
    ],
)
def test_hostile_texts_take_linear_time(kind: Kind, text: str) -> None:
    start = time.perf_counter()
    found = quoted(kind, text, rows=[{"name": str(n)} for n in range(2_000)])
    assert time.perf_counter() - start < 5
    assert len(found) <= LIMITS.links + 1


def test_links_over_the_limit_are_told(kind: Kind) -> None:
    found = quoted(kind, "[1](#/beds)" * (LIMITS.links + 5), beds=1)
    assert (len(found), found[-1]["target"]) == (LIMITS.links + 1, "too_many")


def test_a_text_reads_as_what_its_links_say() -> None:
    assert as_read("[£3.2m](#/a) over, [here](https://example.org) [not](a b)") == "£3.2m over, here [not](a b)"
    assert [one.target for one in links("[a](<#/lines/High cost drugs/plan>) [b](<#/x) ")] == [
        "#/lines/High cost drugs/plan"
    ]


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"n": {"type": "number", "x-narrative": True}}, "this is not a text"),
        ({"t": {"type": "string", "x-narrative": False}}, "x-narrative"),
        ({"t": {"type": "string", "x-narrative": True}, "quoted": {"type": "string"}}, "cannot be a field of a kind"),
    ],
)
def test_schemas_that_misuse_narrative(properties: dict[str, Any], said: str) -> None:
    schema = {"type": "object", "properties": properties}
    with pytest.raises(PackFault) as caught:
        load_kinds({"plan.schema.json": json.dumps(schema).encode()})
    assert said in str(caught.value)
