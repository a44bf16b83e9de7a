"""A submission bound to its kind: blanks are absent, keys have one spelling, places stay the submitter's own."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.bind import TITLES, Bound, Kind, ShapeFault, bind, kind_of, load_kinds
from planlint.model import Document, Place, Value

YEARS = {"type": "object", "propertyNames": {"format": "financial-year"}, "additionalProperties": {"type": "number"}}
SCHEMA = {
    "type": "object",
    "required": ["title", "ended"],
    "properties": {
        "title": {"type": "string"},
        "ended": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "note": {"type": "string"},
        "total": {"type": "number"},
        "organisations": {
            "type": "array",
            "x-key": "code",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["code"],
                "properties": {"code": {"type": "string"}, "name": {"type": "string"}, "saving": YEARS},
            },
        },
        "profile": {"type": "array", "items": {"type": ["number", "null"]}},
        "pods": {"type": "object", "propertyNames": {"minLength": 1}, "additionalProperties": {"type": "number"}},
        "anything": True,
    },
}


def kind(schema: Any = SCHEMA) -> Kind:
    return load_kinds({"plan.schema.json": json.dumps(schema).encode()})["plan"]


def bound(data: Value, schema: Any = SCHEMA) -> Bound:
    return bind(document(data), kind(schema))


def document(data: Value) -> Document:
    return Document("plan.yaml", data, "", lambda path: Place("plan.yaml"))


def faults(data: Value, schema: Any = SCHEMA) -> list[tuple[str, str]]:
    return [(fault.code, "/".join(str(step) for step in fault.path)) for fault in bound(data, schema).faults]


def test_blanks_are_absent() -> None:
    data: dict[str, Value] = {
        "title": "A",
        "ended": "x",
        "note": None,
        "total": "",
        "anything": {"a": " ", "b": [None]},
    }
    assert bound(data).data == {"title": "A", "ended": "x", "anything": {"b": [None]}}
    assert bound({"title": "A", "ended": "x", "pods": {"a": None, "b": "\u00a0\t"}}).data["pods"] == {}  # type: ignore[call-overload,index]
    assert faults(data) == []


def test_a_blank_in_a_required_field_is_missing_unless_null_is_a_value_there() -> None:
    assert faults({"title": " ", "ended": None}) == [("SHAPE-REQUIRED", "title")]
    assert faults({"title": "A", "ended": ""}) == [("SHAPE-REQUIRED", "ended")]
    assert bound({"title": "A", "ended": None}).data == {"title": "A", "ended": None}


def test_a_blank_item_stays_where_it_is() -> None:
    assert bound({"title": "A", "ended": None, "profile": [1, None, 3]}).data["profile"] == [1, None, 3]  # type: ignore[call-overload,index]


def test_an_unknown_field_of_a_closed_record_is_told_although_it_is_blank() -> None:
    data: Value = {"title": "A", "ended": None, "organisations": [{"code": "RXC", "nmae": None}], "other": None}
    assert faults(data) == [("SHAPE-UNKNOWN-FIELD", "organisations/0/nmae")]


def test_what_needs_no_change_is_not_copied() -> None:
    organisations: list[Value] = [{"code": "A", "saving": {"2016/17": 1}}, {"code": "B", "saving": {"16-17": 1}}]
    data: dict[str, Value] = {"title": "A", "ended": None, "organisations": organisations, "profile": [1, 2]}
    result = bound(data).data
    assert isinstance(result, dict)
    assert result["profile"] is data["profile"]
    assert result["organisations"][0] is organisations[0]  # type: ignore[index]
    assert organisations[1] == {"code": "B", "saving": {"16-17": 1}}
    whole: Value = {"title": "A", "ended": None, "organisations": organisations[:1]}
    assert bound(whole).data is whole


def test_keys_have_one_spelling_and_places_the_submitters_own() -> None:
    saving: Value = {"2016/17": 1, "2017-18": 2, "18/19": "x", "2019 to 2020": 4}
    result = bound({"title": "A", "ended": None, "organisations": [{"code": "RXC", "saving": saving}]})
    at = ("organisations", 0, "saving")
    assert result.data["organisations"][0]["saving"] == {"2016/17": 1, "2017/18": 2, "2018/19": "x", "2019/20": 4}  # type: ignore[call-overload,index]
    assert result.raw_path((*at, "2017/18")) == (*at, "2017-18")
    assert result.raw_path((*at, "2016/17")) == (*at, "2016/17")
    assert result.raw_path((*at, "2020/21")) == (*at, "2020/21")
    (fault,) = result.faults
    assert (fault.path, fault.explains) == ((*at, "18/19"), ((*at, "2018/19"),))


def test_one_key_in_two_spellings_is_a_finding_and_the_first_counts() -> None:
    saving: Value = {"2018-19": 1, "18/19": 2}
    result = bound({"title": "A", "ended": None, "organisations": [{"code": "RXC", "saving": saving}]})
    (fault,) = result.faults
    assert (fault.code, fault.path) == ("SHAPE-KEY-TWICE", ("organisations", 0, "saving", "18/19"))
    assert fault.message == 'Organisations, RXC, saving: "18/19" is the same key as "2018-19", which is given too.'
    assert result.data["organisations"][0]["saving"] == {"2018/19": 1}  # type: ignore[call-overload,index]


def test_keys_that_are_text_are_one_whatever_their_unicode_form() -> None:
    data: Value = {"title": "A", "ended": None, "pods": {"caf\u00e9": 1, "cafe\u0301": 2}}
    assert faults(data) == [("SHAPE-KEY-TWICE", "pods/cafe\u0301")]


def test_maps_within_maps_keep_their_places() -> None:
    nested = {"type": "object", "propertyNames": {"format": "financial-year"}, "additionalProperties": YEARS}
    result = bound({"by": {"16-17": {"17-18": "x"}}}, {"type": "object", "properties": {"by": nested}})
    (fault,) = result.faults
    assert fault.path == ("by", "16-17", "17-18")
    assert fault.explains == (("by", "2016/17", "2017/18"),)


def test_the_kind_at_the_root_need_not_be_a_field() -> None:
    schema = {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}}
    assert faults({"kind": "plan", "a": "x"}, schema) == []
    assert faults({"kinds": "plan", "a": "x"}, schema) == [("SHAPE-UNKNOWN-FIELD", "kinds")]


def test_a_record_closed_over_its_parts_knows_the_fields_of_all() -> None:
    schema = {
        "type": "object",
        "allOf": [{"properties": {"stage": {"type": "string"}}}],
        "properties": {"title": {"type": "string"}},
        "unevaluatedProperties": False,
    }
    assert faults({"stage": "x", "title": "y"}, schema) == []
    (fault,) = bound({"stge": "x", "title": "y"}, schema).faults
    assert fault.message == 'The submission has an unknown field "stge". Did you mean stage?'


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from([*SCHEMA["properties"], "16-17", "2016/17", "code", "saving", "x"]), inner, max_size=5
            )
        ),
        max_leaves=25,
    )
)
def test_whatever_is_submitted_gives_data_and_faults_and_leaves_the_submission_alone(data: Any) -> None:
    before = json.dumps(data)
    result = bound(data)
    assert json.dumps(data) == before
    assert kind().validators.slow.is_valid(result.data) or result.faults
    for fault in result.faults:
        assert fault.code in TITLES
        assert fault.fix.endswith(".")
        assert fault.message.endswith((".", "?"))
        assert present(data, fault.path[:-1])


def present(data: Any, path: tuple[str | int, ...]) -> bool:
    for step in path:
        data = data[step]
    return True


def test_a_broken_character_is_no_crash() -> None:
    assert faults({"title": "\ud800", "ended": None}) == []
    assert faults({"title": "\ud800", "ended": 1}) == [("SHAPE-TYPE", "ended")]


def test_data_at_the_limit_of_depth_is_bound() -> None:
    deep: Value = 1
    for _ in range(62):
        deep = [deep]
    assert faults({"title": "A", "ended": None, "anything": deep}) == []
    assert sys.getrecursionlimit() <= 1_000


def test_many_faults_are_bounded_in_time() -> None:
    schema = {"type": "object", "properties": {"xs": {"type": "array", "items": {"type": "string"}}}}
    many: list[Value] = [1] * 100_000
    started = time.perf_counter()
    result = bound({"xs": many}, schema)
    assert (len(result.faults), dict(result.omitted)) == (1_000, {"SHAPE-TYPE": 99_000})
    assert time.perf_counter() - started < 10


def test_unique_items_are_compared_by_hash() -> None:
    schema = {"type": "object", "properties": {"xs": {"type": "array", "uniqueItems": True}}}
    items: list[Value] = [{"a": n} for n in range(20_000)]
    started = time.perf_counter()
    assert faults({"xs": items}, schema) == []
    assert faults({"xs": [*items, {"a": 7}]}, schema) == [("SHAPE-UNIQUE", "xs/20000")]
    assert time.perf_counter() - started < 5


def two_kinds() -> dict[str, Kind]:
    schema = json.dumps({"type": "object", "properties": {"kind": {"type": "string"}}}).encode()
    return dict(load_kinds({"stp-plan.schema.json": schema, "cip-return.schema.json": schema}))


def refused(data: Value, wanted: str | None = None) -> ShapeFault:
    answer = kind_of(document(data), two_kinds(), wanted)
    assert isinstance(answer, ShapeFault)
    assert answer.code == "READ-KIND"
    return answer


def test_the_kind_is_what_was_asked_for_else_what_is_stated_else_what_was_expected() -> None:
    kinds = two_kinds()
    stated = document({"kind": "stp-plan"})
    assert kind_of(stated, kinds) is kinds["stp-plan"]
    assert kind_of(stated, kinds, otherwise="cip-return") is kinds["stp-plan"]
    assert kind_of(stated, kinds, wanted="cip-return") is kinds["cip-return"]
    assert kind_of(document({"kind": ""}), kinds, otherwise="cip-return") is kinds["cip-return"]
    assert kind_of(document([1]), kinds, wanted="cip-return") is kinds["cip-return"]


def test_an_unknown_kind_lists_those_that_are_known() -> None:
    fault = refused({"kind": "stp-pan"})
    assert fault.path == ("kind",)
    assert fault.message == (
        '"stp-pan" is not a known kind of submission. Did you mean stp-plan? Known kinds: cip-return, stp-plan.'
    )
    assert refused({}).message == "The kind of this submission is not stated. Known kinds: cip-return, stp-plan."
    assert refused([1, 2]).path == ()
    assert refused({"kind": ["x"]}).message.startswith("a list is not a known kind")
    assert refused({"kind": "stp-plan"}, wanted="x").message.startswith('"x" is not a known kind')


def test_a_root_that_is_no_record_is_told_when_the_kind_is_given() -> None:
    answer = kind_of(document([1]), two_kinds(), wanted="stp-plan")
    assert isinstance(answer, Kind)
    assert [fault.code for fault in bind(document([1]), answer).faults] == ["SHAPE-TYPE"]


def test_the_manual_names_every_code_with_its_title(root: Path) -> None:
    manual = (root / "docs/schemas.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([A-Z]+-[A-Z-]+)` \| (.+) \|$", manual, re.MULTILINE)) == TITLES


def test_a_fault_has_a_code_and_something_to_say() -> None:
    with pytest.raises(ValueError, match="SHAPE-NEW"):
        ShapeFault("SHAPE-NEW", (), "x", "y")


@given(
    saving=st.dictionaries(st.sampled_from(["2018/19", "2018-19", "18/19", "2019/20", "x"]), st.integers(0, 3)),
    pods=st.dictionaries(st.sampled_from(["a", "e\u0301", "\u00e9"]), st.integers(0, 3)),
)
def test_a_document_that_is_known_to_have_no_blanks_is_bound_alike(
    saving: dict[str, Value], pods: dict[str, Value]
) -> None:
    data: Value = {"title": "A", "ended": "x", "organisations": [{"code": "RXC", "saving": saving}], "pods": pods}
    known = Document("plan.yaml", data, "", lambda path: Place("plan.yaml"), solid=data)
    one, two = bind(known, kind()), bound(data)
    assert (one.data, one.faults, one.written) == (two.data, two.faults, two.written)
