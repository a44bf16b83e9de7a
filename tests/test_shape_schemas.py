"""A pack's schemas are read strictly: whatever would turn a check off in silence is a problem, all told at once."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from planlint.bind import Kind, load_kinds
from planlint.bind.vocabulary import ANNOTATIONS, KNOWN
from planlint.errors import PackFault, Problem
from planlint.shape import FigureShape, ListShape, MapShape, YearShape
from tests.clock import within


def load(*, name: str = "plan.schema.json", **files: Any) -> dict[str, Kind]:
    """The kinds of a pack with one schema called `name`, given as `root`, and others by name."""
    given = {name: files.pop("root"), **{f"{stem}.schema.json": schema for stem, schema in files.items()}}
    return dict(load_kinds({file: json.dumps(schema).encode() for file, schema in given.items()}))


def problems(content: bytes, **others: bytes) -> list[Problem]:
    with pytest.raises(PackFault) as caught:
        load_kinds({"plan.schema.json": content, **{f"{stem}.schema.json": text for stem, text in others.items()}})
    return caught.value.problems


def told(schema: dict[str, Any], **others: dict[str, Any]) -> list[str]:
    """What is wrong with a schema of one property `a`, or with a whole schema: message and hint."""
    whole = schema if "properties" in schema or "$defs" in schema else record(a=schema)
    found = problems(json.dumps(whole).encode(), **{stem: json.dumps(one).encode() for stem, one in others.items()})
    return [f"{problem.message} {problem.hint}".strip() for problem in found]


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


WRONG = b"""{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "requierd": ["id"],
  "additionalProperties": false,
  "required": ["id", "titel"],
  "properties": {
    "id": {"type": "strng"},
    "title": {"type": "string", "x-lable": "Title", "format": "date-time"},
    "code": {"type": "string", "pattern": "^(?=a)b"},
    "owner": {"$ref": "#/$defs/onwer"},
    "system": {"$ref": "envelop.schema.json#/$defs/system"},
    "other": {"$ref": "https://example.org/a.json"},
    "secret": {"$ref": "file:///etc/passwd"},
    "saving": {"type": "number", "x-unit": "\xc2\xa3\xc2\xa3", "x-step": 0},
    "actions": {"type": "array", "minContains": 2, "items": {"type": "object"}}
  },
  "$defs": {"owner": {"type": "object", "nullable": true}}
}
"""

GOLDEN = """\
plan.schema.json:2:3: At /$schema: Only JSON Schema 2020-12 is read.
    2 |   "$schema": "http://json-schema.org/draft-07/schema#",
          ^^^^^^^^^
      Write https://json-schema.org/draft/2020-12/schema, or leave it out.
plan.schema.json:4:3: At /requierd: "requierd" is not a word of this schema language.
    4 |   "requierd": ["id"],
          ^^^^^^^^^^
      Did you mean required?
plan.schema.json:6:22: At /required/1: "titel" is required but is not among the properties, and no others are allowed.
    6 |   "required": ["id", "titel"],
                             ^^^^^^^
      Did you mean title?
plan.schema.json:8:12: At /properties/id/type: "strng" is not what JSON Schema 2020-12 allows here.
    8 |     "id": {"type": "strng"},
                   ^^^^^^
plan.schema.json:9:33: At /properties/title/x-lable: "x-lable" is not an annotation of planlint.
    9 |     "title": {"type": "string", "x-lable": "Title", "format": "date-time"},
                                        ^^^^^^^^^
      Did you mean x-label?
plan.schema.json:9:53: At /properties/title/format: The format "date-time" is not checked by planlint.
    9 |     "title": {"type": "string", "x-lable": "Title", "format": "date-time"},
                                                            ^^^^^^^^
      Formats that are checked: date, month, financial-year, duration, email, uuid, ipv4.
plan.schema.json:10:32: At /properties/code/pattern: The pattern cannot be used. It uses '(?=', which is not allowed here.
   10 |     "code": {"type": "string", "pattern": "^(?=a)b"},
                                       ^^^^^^^^^
      docs/schemas.md says what a pattern may use.
plan.schema.json:11:15: At /properties/owner/$ref: The reference "#/$defs/onwer" leads nowhere.
   11 |     "owner": {"$ref": "#/$defs/onwer"},
                      ^^^^^^
      Did you mean #/$defs/owner?
plan.schema.json:12:16: At /properties/system/$ref: The reference "envelop.schema.json#/$defs/system" leads to no schema of this pack.
   12 |     "system": {"$ref": "envelop.schema.json#/$defs/system"},
                       ^^^^^^
      Did you mean envelope.schema.json?
plan.schema.json:13:15: At /properties/other/$ref: The reference "https://example.org/a.json" leaves the pack.
   13 |     "other": {"$ref": "https://example.org/a.json"},
                      ^^^^^^
      A reference is #/$defs/NAME, or FILE#/$defs/NAME with a schema file of this pack.
plan.schema.json:14:16: At /properties/secret/$ref: The reference "file:///etc/passwd" leaves the pack.
   14 |     "secret": {"$ref": "file:///etc/passwd"},
                       ^^^^^^
      A reference is #/$defs/NAME, or FILE#/$defs/NAME with a schema file of this pack.
plan.schema.json:15:34: At /properties/saving/x-unit: "££" cannot be an x-unit.
   15 |     "saving": {"type": "number", "x-unit": "££", "x-step": 0},
                                         ^^^^^^^^
      docs/schemas.md shows what each annotation may hold.
plan.schema.json:15:50: At /properties/saving/x-step: 0 cannot be an x-step.
   15 |     "saving": {"type": "number", "x-unit": "££", "x-step": 0},
                                                         ^^^^^^^^
      docs/schemas.md shows what each annotation may hold.
plan.schema.json:16:34: At /properties/actions/minContains: "minContains" does nothing without "contains".
   16 |     "actions": {"type": "array", "minContains": 2, "items": {"type": "object"}}
                                         ^^^^^^^^^^^^^
plan.schema.json:18:41: At /$defs/owner/nullable: "nullable" is not a word of this schema language.
   18 |   "$defs": {"owner": {"type": "object", "nullable": true}}
                                                ^^^^^^^^^^
      A blank in an optional field is absent already.
"""  # noqa: E501


def test_all_that_is_wrong_is_told_at_once_with_its_place() -> None:
    found = problems(WRONG, envelope=b'{"$defs": {"system": {"type": "object"}}}')
    assert "\n".join(str(problem) for problem in found) + "\n" == GOLDEN


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "plan.schema.json:1:1: This is not JSON: expecting value."),
        (b'{"a" 1}', "plan.schema.json:1:6: This is not JSON: expecting ':' delimiter."),
        (b'{"type": "object", "type": "array"}', 'plan.schema.json:1:20: "type" is given twice in one object.'),
        (b'{"maximum": NaN}', "plan.schema.json: This is not JSON: NaN is not a number that JSON can hold."),
        (b"[]", "plan.schema.json: A schema file must hold a JSON object."),
        (b"true", "plan.schema.json: A schema file must hold a JSON object."),
        (b"\xff\xfe{", "plan.schema.json: This schema is not UTF-8: byte 1 cannot be read."),
        (b'{"maximum": 1e99}', "At /maximum: This number is out of range (40 digits, exponent within ±40)."),
        (b'{"maximum": ' + b"9" * 6_000 + b"}", "At /maximum: This number is out of range"),
        (b'{"const": "\\ud800"}', "At /const: This text has a broken character"),
        (b'{"not":' * 80 + b"{}" + b"}" * 80, "plan.schema.json: This schema is more than 64 levels deep."),
        (b'{"not":' * 90_000, "plan.schema.json: This schema is more than 64 levels deep."),
    ],
)
def test_what_is_not_json_is_told_where(content: bytes, message: str) -> None:
    (problem,) = problems(content)
    assert message in str(problem)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "strng"}, 'At /properties/a/type: "strng" is not what JSON Schema 2020-12 allows here.'),
        ({"minLength": -1}, "At /properties/a/minLength: -1 is not what JSON Schema 2020-12 allows here."),
        ({"multipleOf": 0}, "At /properties/a/multipleOf: 0 is not what JSON Schema 2020-12 allows here."),
        ({"definitions": {}}, 'At /properties/a/definitions: "definitions" is not a word of this schema language. '),
        ({"x-unti": "£"}, 'At /properties/a/x-unti: "x-unti" is not an annotation of planlint. Did you mean x-unit?'),
        ({"x-kind": "a"}, "At /properties/a/x-kind: x-kind may stand only at the root of a file."),
        ({"type": "number", "x-step": "often"}, 'At /properties/a/x-step: "often" cannot be an x-step. '),
        ({"type": "number", "x-unit": 5}, "At /properties/a/x-unit: 5 cannot be an x-unit. "),
        ({"type": "number", "x-label": ""}, 'At /properties/a/x-label: "" cannot be an x-label. '),
        ({"type": "object", "x-period": ["start"]}, "At /properties/a/x-period: A list cannot be an x-period. "),
        ({"type": "string", "x-unit": "£"}, "At /properties/a/x-unit: x-unit says nothing here: this is not a number."),
        ({"type": "string", "x-step": 1}, "At /properties/a/x-step: x-step says nothing here: this is not a number."),
        ({"type": "string", "x-key": "id"}, "At /properties/a/x-key: x-key says nothing here: this is not a list"),
        ({"format": "uri"}, 'At /properties/a/format: The format "uri" is not checked by planlint. Formats that are '),
        (
            {"format": "finacial-year"},
            'At /properties/a/format: The format "finacial-year" is not checked by planlint. ',
        ),
        ({"$id": "b.json"}, "At /properties/a/$id: $id may stand only at the root of a file."),
        ({"$anchor": "b"}, 'At /properties/a/$anchor: "$anchor" is not a word of this schema language. '),
        ({"then": {}}, 'At /properties/a/then: "then" does nothing without "if".'),
        ({"pattern": "(["}, "At /properties/a/pattern: The pattern cannot be used. A [ has no closing ]. "),
        (
            {"pattern": "a" * 1_001},
            "At /properties/a/pattern: The pattern cannot be used. It is longer than 1,000 char",
        ),
        (
            {"pattern": "((a{1,1000}){1,1000}){9}"},
            "At /properties/a/pattern: The pattern cannot be used. It cannot be ",
        ),
        ({"patternProperties": {"a(": {}}}, "At /properties/a/patternProperties/a(: The pattern cannot be used. "),
        ({"$ref": "#/$defs/b"}, 'At /properties/a/$ref: The reference "#/$defs/b" leads nowhere. '),
        ({"$ref": "#/properties"}, 'At /properties/a/$ref: The reference "#/properties" leads nowhere. '),
        ({"$ref": "b.schema.json"}, 'At /properties/a/$ref: The reference "b.schema.json" leads to no schema of this '),
        ({"$ref": "../b.json"}, 'At /properties/a/$ref: The reference "../b.json" leaves the pack. '),
        ({"$ref": "//127.0.0.1/x"}, 'At /properties/a/$ref: The reference "//127.0.0.1/x" leaves the pack. '),
        ({"$ref": "data:,{}"}, 'At /properties/a/$ref: The reference "data:,{}" leaves the pack. '),
        ({"$ref": "#"}, "At /properties/a: This schema contains itself. A schema of a kind must be finite."),
    ],
)
def test_each_slip_is_told(schema: dict[str, Any], said: str) -> None:
    (only,) = told(schema)
    assert only.startswith(said)


def test_annotations_that_name_fields_name_real_ones() -> None:
    items = record(id={"type": "string"})
    period = {
        **record(start={"type": "string", "format": "date"}, end={"type": "string"}),
        "x-period": ["start", "end"],
    }
    assert told({"type": "array", "items": items, "x-key": "idd"}) == [
        'At /properties/a/x-key: x-key: "idd" is not a field of the items. Did you mean id?'
    ]
    assert told(period) == ['At /x-period: The field "end" has not the format date or month or financial-year.']
    assert told({**record(year={"type": "string"}), "x-year": "year"}) == [
        'At /x-year: The field "year" has not the format financial-year.'
    ]
    units = record(unit={"enum": ["£", "£k?"]}, a={"type": "number", "x-unit": "unit"})
    assert told(units) == [
        'At /properties/a/x-unit: The field "unit" states the unit, but "£k?" among its choices is not a unit.'
    ]


def test_who_submits_and_what_is_later_are_told_by_real_fields_of_the_root() -> None:
    fields = record(who={"type": "string"}, month={"type": "integer"}, stage={"enum": ["a", "b"]})
    good = {"x-submitter": [["code", "who"]], "x-round": ["month"], "x-version": ["stage"]}
    assert told({**fields, **good}) == ['At /x-submitter: x-submitter: "code" is not a field of this record.']
    assert told({**fields, "x-round": ["who"]}) == [
        'At /x-round: The field "who" is no number, date, month, year or choice, so none of its values is later.'
    ]
    assert told(record(inner={**fields, "x-version": ["stage"]})) == [
        "At /properties/inner/x-version: x-version may stand only at the root of a file."
    ]
    (kind,) = load(root={**fields, **good, "x-submitter": ["stage", ["who"]]}).values()
    assert (kind.shape.submitter, kind.shape.round, kind.shape.version) == (
        (("stage",), ("who",)),
        ("month",),
        ("stage",),
    )


def test_fields_are_looked_for_through_references_and_parts() -> None:
    base = {"$defs": {"base": record(id={"type": "string"}), "money": {"type": "number"}}}
    items = {"allOf": [{"$ref": "base.schema.json#/$defs/base"}], "properties": {"title": {"type": "string"}}}
    money = {"$ref": "base.schema.json#/$defs/money", "x-unit": "£k", "x-step": 0.1}
    kinds = load(root=record(list={"type": "array", "x-key": "id", "items": items}, sum=money), base=base)
    assert list(kinds) == ["plan"]
    listed, total = (kinds["plan"].shape.fields[name] for name in ("list", "sum"))
    assert isinstance(listed, ListShape)
    assert listed.key == "id"
    assert isinstance(total, FigureShape)
    assert str(total.step) == "1/10"


def test_a_closed_record_cannot_require_what_it_does_not_allow() -> None:
    schema = {**record(title={"type": "string"}), "additionalProperties": False, "required": ["titel"]}
    assert told(schema) == [
        'At /required/0: "titel" is required but is not among the properties, and no others are allowed. '
        "Did you mean title?"
    ]


def test_references_are_checked_where_no_data_would_reach_them() -> None:
    library = {"$defs": {"never": {"anyOf": [True, {"items": {"$ref": "#/$defs/typo"}}]}}}
    (said,) = told(record(a={"type": "string"}), lib=library)
    assert 'The reference "#/$defs/typo" leads nowhere.' in said


def test_bombs_of_references_are_refused_at_once() -> None:
    doubling = {"d0": {"type": "integer"}}
    doubling |= {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n - 1}"}] * 2} for n in range(1, 40)}  # type: ignore[dict-item]
    wide = {"w0": {"type": "integer"}}
    wide |= {f"w{n}": record(a={"$ref": f"#/$defs/w{n - 1}"}, b={"$ref": f"#/$defs/w{n - 1}"}) for n in range(1, 40)}
    chain = {f"c{n}": {"$ref": f"#/$defs/c{n + 1}"} for n in range(5_000)} | {"c5000": {}}
    ring = {"a": {"$ref": "#/$defs/b"}, "b": {"items": {"$ref": "#/$defs/a"}}}
    assert within(2, lambda: told({"$defs": doubling})) == [
        "At /$defs/d8: With its references followed, this schema judges one value by more than 1,000 schemas."
    ]
    assert within(2, lambda: told({"$defs": wide})) == [
        "At /$defs/w14: With its references followed, this schema becomes more than 50,000 schemas."
    ]
    assert within(2, lambda: told({"$defs": chain})) == [
        "At /$defs/c4900: With its references followed, this schema is more than 100 levels deep."
    ]
    assert told({"$defs": ring}) == ["At /$defs/a: This schema contains itself. A schema of a kind must be finite."]


def test_a_file_full_of_slips_is_told_up_to_a_hundred() -> None:
    files = (
        {f"d{n}": {f"typ{n}": 1, "fomrat": "x"} for n in range(20_000)},
        {"d": {f"typ{n}": 1 for n in range(50_000)}},
        {f"d{n}": {"$ref": f"#/$defs/e{n}"} for n in range(20_000)},
    )
    for one in files:
        assert len(within(5, partial(told, {"$defs": one}))) == 100


def test_a_kind_is_named_by_its_file_and_a_library_is_none() -> None:
    library = {"title": "Shared", "$defs": {"owner": record(name={"type": "string"})}}
    envelope = {**record(stage={"type": "string"}), "x-kind": False}
    kinds = load(
        root={
            "allOf": [{"$ref": "envelope.schema.json"}],
            **record(owner={"$ref": "library.schema.json#/$defs/owner"}),
        },
        library=library,
        envelope=envelope,
        other={**record(kind={"const": "stp-plan"}), "x-kind": "stp-plan", "title": "STP plan"},
    )
    assert sorted(kinds) == ["plan", "stp-plan"]
    assert (kinds["stp-plan"].file, kinds["stp-plan"].title) == ("other.schema.json", "STP plan")
    assert sorted(kinds["plan"].shape.fields) == ["owner", "stage"]


def test_a_kind_and_its_file_must_agree() -> None:
    (said,) = told(record(kind={"const": "plans"}))
    assert said == (
        'At /properties/kind/const: This is the schema of the kind "plan", not "plans". '
        'Write "plan", or name the file plans.schema.json.'
    )
    (twice,) = told(record(a={}), other={**record(a={}), "x-kind": "plan"})
    assert twice == 'The kind "plan" is described already, by other.schema.json.'


def test_the_root_of_a_kind_is_a_record() -> None:
    (said,) = problems(b'{"type": "array"}')
    assert said.message == "The root of a kind must be an object with properties."


def test_the_shape_that_rules_are_checked_against() -> None:
    by_year = {
        "type": "object",
        "propertyNames": {"format": "financial-year"},
        "additionalProperties": {"type": "number"},
    }
    (kind,) = load(root=record(by_year=by_year)).values()
    shape = kind.shape.fields["by_year"]
    assert isinstance(shape, MapShape)
    assert isinstance(shape.key, YearShape)


def test_the_meta_schema_of_annotations_knows_the_same_words(root: Any) -> None:
    written = json.loads((root / "src/planlint/annotations.schema.json").read_text(encoding="utf-8"))
    assert tuple(written["properties"]) == ANNOTATIONS


def test_the_manual_names_every_word(root: Any) -> None:
    manual = (root / "docs/schemas.md").read_text(encoding="utf-8")
    assert [word for word in (*ANNOTATIONS, *KNOWN) if f"`{word}`" not in manual] == []


def test_loading_a_pack_again_costs_nothing() -> None:
    pack = {
        f"k{n}.schema.json": json.dumps(record(**{f"f{m}": {"type": "string"} for m in range(200)})).encode()
        for n in range(13)
    }
    first = load_kinds(pack)
    assert load_kinds(dict(reversed(pack.items()))) is first
