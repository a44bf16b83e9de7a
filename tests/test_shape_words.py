"""Every kind of fault of shape, in the words that people read. One line a fault, for a reviewer to read through."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from planlint.bind import TITLES, Bound, Kind, bind, load_kinds
from planlint.model import Document, Place, ReadFault, Value, pointer

ACTION = {
    "title": "Action",
    "type": "object",
    "required": ["id", "title"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "rag": {"enum": ["red", "amber", "green"], "x-label": "RAG rating"},
        "owner": {"type": "object", "properties": {"name": {"type": "string"}}},
        "start": {"type": "string", "format": "date"},
    },
}
LINE = {
    "title": "Line",
    "type": "object",
    "properties": {
        "pod": {"type": "string"},
        "values": {
            "type": "object",
            "propertyNames": {"format": "financial-year"},
            "additionalProperties": {
                "x-unit": "£k",
                "anyOf": [{"type": "number", "minimum": 0}, {"enum": ["not_available", "not_started"]}],
            },
        },
    },
}
FORM_A = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
FORM_B = {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}
CHAIR = {"title": "A chair", "required": ["role"], "properties": {"role": {"const": "chair"}}}
SCHEMA = {
    "title": "Test plan",
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "actions", "supersedes"],
    "properties": {
        "kind": {"const": "test-plan"},
        "title": {"type": "string", "minLength": 5, "x-label": "Title"},
        "supersedes": {"type": ["string", "null"]},
        "code": {"type": "string", "pattern": "^STP-\\d{5}$", "examples": ["STP-00001"]},
        "reference": {"type": "string", "pattern": "^R[0-9]+$"},
        "submitted": {"type": "string", "format": "date", "x-label": "Date submitted"},
        "year": {"type": "string", "format": "financial-year"},
        "month": {"type": "string", "format": "month"},
        "wait": {"type": "string", "format": "duration"},
        "contact": {"type": "string", "format": "email"},
        "when": {"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "month"}]},
        "stage": {"type": "string", "enum": ["planning", "business_as_usual"]},
        "share": {"type": "number", "minimum": 0, "maximum": 100, "x-unit": "%"},
        "rate": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "price": {"type": "number", "multipleOf": 0.01},
        "practices": {"type": "integer"},
        "approved": {"type": "boolean"},
        "summary": {"type": "string", "maxLength": 10},
        "lead": {
            "type": "object",
            "required": ["name", "email"],
            "properties": {"name": {"type": "string"}, "email": {"type": "string"}},
            "dependentRequired": {"name": ["role"]},
        },
        "tags": {"type": "array", "minItems": 2, "maxItems": 3, "uniqueItems": True, "items": {"type": "string"}},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}], "items": False},
        "signatories": {"type": "array", "contains": CHAIR},
        "by_year": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"format": "financial-year"},
            "additionalProperties": {"type": "number"},
        },
        "site": {"type": "object", "patternProperties": {"^S\\d+$": {"type": "number"}}, "additionalProperties": False},
        "actions": {"type": "array", "x-key": "id", "items": ACTION},
        "lines": {"type": "array", "x-key": "pod", "items": LINE},
        "amount": {"oneOf": [{"type": "number", "multipleOf": 5}, {"type": "number", "multipleOf": 3}]},
        "target": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "null"}]},
        "either": {"anyOf": [FORM_A, FORM_B]},
        "old": False,
        "never": {"not": {"const": "tbc"}},
    },
}
SOUND: dict[str, Any] = {"title": "A plan", "actions": [], "supersedes": None}


@pytest.fixture(scope="module")
def kind() -> Kind:
    return load_kinds({"test-plan.schema.json": json.dumps(SCHEMA).encode()})["test-plan"]


def bound(kind: Kind, data: Value, *faults: ReadFault) -> Bound:
    return bind(Document("plan.yaml", data, "", lambda path: Place("plan.yaml"), faults), kind)


def told(kind: Kind, data: Value) -> str:
    return "\n".join(
        f"{f.code} {pointer(f.path) or '(the whole)'}\n  {f.message}\n  {f.fix}" for f in bound(kind, data).faults
    )


def of(kind: Kind, /, **data: Any) -> str:
    return told(kind, {**SOUND, **data})


def test_a_sound_submission_has_nothing_to_say(kind: Kind) -> None:
    assert of(kind) == ""


def test_records_in_a_list(kind: Kind) -> None:
    actions = [
        {"id": "A014", "title": "  ", "rag": "Gren", "onwer": {"name": "x"}},
        {"id": "A015", "titel": "Open early", "owner": "J", "start": "31/12/2017"},
        {"title": "Open late"},
        {"id": "Open at weekends", "title": "x", "rag": "blue", "colour": None},
        7,
        None,
    ]
    assert of(kind, actions=actions) == GOLDEN_RECORDS


GOLDEN_RECORDS = """\
SHAPE-REQUIRED /actions/0/title
  Action A014 has no title.
  Give the title.
SHAPE-UNKNOWN-FIELD /actions/0/onwer
  Action A014 has an unknown field "onwer". Did you mean owner?
  Rename it to owner, or remove it.
SHAPE-ENUM /actions/0/rag
  Action A014, RAG rating: "Gren" is not one of red, amber, green. Did you mean green?
  Write green.
SHAPE-UNKNOWN-FIELD /actions/1/titel
  Action A015 has an unknown field "titel". Did you mean title?
  Rename it to title, or remove it.
SHAPE-TYPE /actions/1/owner
  Action A015, owner: "J" is not a group of named fields.
  Write its fields by name, such as {name: "J"}.
SHAPE-FORMAT /actions/1/start
  Action A015, start: "31/12/2017" is not a date.
  If you mean 31 December 2017, write 2017-12-31.
SHAPE-REQUIRED /actions/2/id
  Action 3 has no id.
  Give the id.
SHAPE-UNKNOWN-FIELD /actions/3/colour
  Open at weekends has an unknown field "colour".
  Remove it. Fields not yet used here: owner, start.
SHAPE-ENUM /actions/3/rag
  Open at weekends, RAG rating: "blue" is not one of red, amber, green.
  Choose one of them.
SHAPE-TYPE /actions/4
  Action 5: 7 is not a group of named fields.
  Write its fields by name, such as {id: …, title: …}.
SHAPE-TYPE /actions/5
  Action 6 is blank and should be a group of named fields.
  Write its fields by name, such as {id: …, title: …}."""


def test_texts(kind: Kind) -> None:
    data = {"title": "abc", "code": "STP-1", "reference": "x", "summary": "far too long a text", "contact": "pmo"}
    assert of(kind, **data) == GOLDEN_TEXTS


GOLDEN_TEXTS = """\
SHAPE-LENGTH /title
  Title: "abc" has 3 characters; at least 5 are needed.
  Write more.
SHAPE-PATTERN /code
  Code: "STP-1" is not written as it should be, such as STP-00001.
  Write it such as STP-00001.
SHAPE-PATTERN /reference
  Reference: "x" is not written as it should be.
  Write it to the pattern ^R[0-9]+$.
SHAPE-FORMAT /contact
  Contact: "pmo" is not an e-mail address.
  Write it such as name@example.org.
SHAPE-LENGTH /summary
  Summary: "far too long a text" has 19 characters; at most 10 may stand here.
  Shorten it."""


def test_dates_and_years(kind: Kind) -> None:
    data = {"submitted": "1 June", "year": "2017", "month": "June", "wait": "a while", "when": "soon"}
    assert of(kind, **data) == GOLDEN_DATES


GOLDEN_DATES = """\
SHAPE-FORMAT /submitted
  Date submitted: "1 June" is not a date.
  Write it year-month-day, such as 2017-06-30.
SHAPE-FORMAT /year
  Year: "2017" is not a financial year.
  Write it such as 2017/18.
SHAPE-FORMAT /month
  Month: "June" is not a month.
  Write it year-month, such as 2017-06.
SHAPE-FORMAT /wait
  Wait: "a while" is not a duration.
  Write a number and days, weeks, months or years, such as 90 days.
SHAPE-FORMAT /when
  When: "soon" is neither a date nor a month.
  Give a date or a month."""


def test_figures(kind: Kind) -> None:
    data = {"share": Decimal("-5"), "rate": 1, "price": Decimal("1.005"), "practices": Decimal("1.50"), "target": -1}
    other = {"share": 101, "rate": 0, "price": "£1,234.50", "practices": "12", "target": "none"}
    assert of(kind, **data) + "\n\n" + of(kind, **other) == GOLDEN_FIGURES


GOLDEN_FIGURES = """\
SHAPE-RANGE /share
  Share: -5 is less than 0.
  Give 0 or more.
SHAPE-RANGE /rate
  Rate: 1 is not less than 1.
  Give less than 1.
SHAPE-MULTIPLE /price
  Price: 1.005 is not a multiple of 0.01.
  Round it to 0.01.
SHAPE-TYPE /practices
  Practices: 1.50 is not a whole number.
  Give a whole number.
SHAPE-RANGE /target
  Target: -1 is less than 0.
  Give 0 or more.

SHAPE-RANGE /share
  Share: 101 is more than 100.
  Give 100 or less.
SHAPE-RANGE /rate
  Rate: 0 is not more than 0.
  Give more than 0.
SHAPE-TYPE /price
  Price: "£1,234.50" is not a figure.
  Write 1234.50.
SHAPE-TYPE /practices
  Practices: "12" is text, not a whole number.
  Write 12, without quotes.
SHAPE-TYPE /target
  Target: "none" is not a figure.
  Give a figure."""


def test_choices(kind: Kind) -> None:
    data = {"kind": "tst-plan", "stage": "Business as usual", "approved": "yes", "never": "tbc", "old": 1}
    assert of(kind, **data) == GOLDEN_CHOICES


GOLDEN_CHOICES = """\
SHAPE-ENUM /kind
  Kind: "tst-plan" is not test-plan.
  Write test-plan.
SHAPE-ENUM /stage
  Stage: "Business as usual" is not one of planning, business_as_usual. Did you mean business_as_usual?
  Write business_as_usual.
SHAPE-TYPE /approved
  Approved: "yes" is not true or false.
  Write true, without quotes.
SHAPE-NOT-ALLOWED /old
  Old: this is not allowed here.
  Remove it.
SHAPE-NOT-ALLOWED /never
  Never: this is not allowed here.
  Remove it."""


def test_a_figure_or_a_reason(kind: Kind) -> None:
    values = {"2016/17": -1, "2018-19": "abc", "2019/20": "not available", "2020/21": "1,234", "2021/22": True}
    assert of(kind, lines=[{"pod": "Adult nursing", "values": values}]) == GOLDEN_REASONS


GOLDEN_REASONS = """\
SHAPE-RANGE /lines/0/values/2016~117
  Adult nursing, 2016/17: -1 is less than 0.
  Give 0 or more.
SHAPE-TYPE /lines/0/values/2018-19
  Adult nursing, 2018/19: "abc" is neither a figure nor one of not_available, not_started.
  Give a figure or one of not_available, not_started.
SHAPE-TYPE /lines/0/values/2019~120
  Adult nursing, 2019/20: "not available" is neither a figure nor one of not_available, not_started. Did you mean not_available?
  Write not_available.
SHAPE-TYPE /lines/0/values/2020~121
  Adult nursing, 2020/21: "1,234" is neither a figure nor one of not_available, not_started.
  Write 1234.
SHAPE-TYPE /lines/0/values/2021~122
  Adult nursing, 2021/22: true is neither a figure nor one of not_available, not_started.
  Give a figure or one of not_available, not_started."""  # noqa: E501


def test_lists(kind: Kind) -> None:
    data = {"tags": ["a"], "pair": ["a", "b"], "signatories": [{"role": "member"}], "lead": [], "either": "x"}
    other = {"tags": ["a", "b", "a", "c"], "actions": {}, "either": {"c": 1}, "amount": 15, "by_year": {}}
    assert of(kind, **data) + "\n\n" + of(kind, **other) == GOLDEN_LISTS


GOLDEN_LISTS = """\
SHAPE-TYPE /lead
  Lead is a list and should be a group of named fields.
  Write its fields by name, such as {name: …, email: …}.
SHAPE-ITEMS /tags
  Tags: there is 1 entry; at least 2 are needed.
  Add what is missing.
SHAPE-ITEMS /pair
  Pair: there are 2 entries; at most 1 may stand here.
  Remove what is too much.
SHAPE-ITEMS /signatories
  Signatories: too few of the entries are of the kind that must be among them (a chair).
  Correct the entries.
SHAPE-TYPE /either
  Either: "x" is not a group of named fields.
  Give a group of named fields.

SHAPE-ITEMS /tags
  Tags: there are 4 entries; at most 3 may stand here.
  Remove what is too much.
SHAPE-UNIQUE /tags/2
  Tags: entries 1 and 3 are the same.
  Remove one of them, or correct it.
SHAPE-ITEMS /by_year
  By year: there are no entries; at least 1 is needed.
  Add what is missing.
SHAPE-TYPE /actions
  Actions is a group of fields and should be a list.
  Write it as a list: each item on a line of its own, after a dash.
SHAPE-FORMS /amount
  Amount has more than one of the forms that are allowed here.
  Give exactly one form.
SHAPE-FORMS /either
  Either has none of the forms that are allowed here.
  Give one of them."""


def test_maps_and_fields(kind: Kind) -> None:
    by_year = {"2018-19": 1, "18/19": 2, "2018": 3, "2019/20": None, "2020/21": "x"}
    data = {"by_year": by_year, "site": {"S1": 1, "T": 2}, "lead": {"name": "J"}, "colour": "x", "submited": "x"}
    assert of(kind, **data) == GOLDEN_MAPS


GOLDEN_MAPS = """\
SHAPE-KEY-TWICE /by_year/18~119
  By year: "18/19" is the same key as "2018-19", which is given too.
  Keep one of the two.
SHAPE-UNKNOWN-FIELD /colour
  The submission has an unknown field "colour".
  Remove it. Fields not yet used here: kind, code, reference, submitted, year, month, wait, contact, when, stage, share, rate and 13 more.
SHAPE-UNKNOWN-FIELD /submited
  The submission has an unknown field "submited". Did you mean submitted?
  Rename it to submitted, or remove it.
SHAPE-REQUIRED /lead/email
  Lead has no email.
  Give the email.
SHAPE-REQUIRED /lead/role
  Lead has no role, which it needs with its name.
  Give the role.
SHAPE-KEY /by_year/2018
  By year: the key "2018" is not a financial year.
  Write it such as 2017/18.
SHAPE-TYPE /by_year/2020~121
  By year, 2020/21: "x" is not a figure.
  Give a figure, in digits.
SHAPE-KEY /site/T
  Site: the key "T" is not one that may stand here.
  Correct the key, or remove it."""  # noqa: E501


def test_a_whole_that_is_no_record(kind: Kind) -> None:
    wholes: list[Value] = [["x"], None, "x", {}]
    assert "\n\n".join(told(kind, whole) for whole in wholes) == GOLDEN_WHOLES


GOLDEN_WHOLES = """\
SHAPE-TYPE (the whole)
  The submission is a list and should be a group of named fields.
  Write its fields by name, such as {title: …, actions: …, supersedes: …}.

SHAPE-TYPE (the whole)
  The submission is blank and should be a group of named fields.
  Write its fields by name, such as {title: …, actions: …, supersedes: …}.

SHAPE-TYPE (the whole)
  The submission: "x" is not a group of named fields.
  Write its fields by name, such as {title: "x", actions: …, supersedes: …}.

SHAPE-REQUIRED /title
  The submission has no title.
  Give the title.
SHAPE-REQUIRED /actions
  The submission has no actions.
  Give the actions.
SHAPE-REQUIRED /supersedes
  The submission has no supersedes.
  Give the supersedes."""


def test_every_code_has_been_seen_in_these_words(kind: Kind) -> None:
    goldens = [text for name, text in globals().items() if name.startswith("GOLDEN_")]
    seen = {line.split()[0] for text in goldens for line in text.splitlines() if line and line[0] != " "}
    assert seen == set(TITLES) - {"READ-KIND"}


def test_a_long_value_is_cut(kind: Kind) -> None:
    (fault,) = bound(kind, {**SOUND, "year": "y" * 100_000}).faults
    assert len(fault.message) < 300
    assert fault.found == '"' + "y" * 200 + '…"'


def test_no_words_of_python_or_of_the_schema(kind: Kind) -> None:
    text = of(kind, share=[None, True], lead={"name": {"a": 1}}, practices={"a": Decimal("1")}, tags=[1, {}, None])
    for word in ("None", "True", "Decimal", "{", "schema", "properties", "'"):
        assert word not in text


def test_a_cause_that_the_reader_told_is_not_told_again(kind: Kind) -> None:
    told_already = ReadFault("READ-SCALAR", "Approved is text here.", "Write true.", 3, 4, ("approved",))
    data = {**SOUND, "approved": "yes", "practices": "many"}
    assert [fault.path for fault in bound(kind, data, told_already).faults] == [("practices",)]


def test_a_misspelt_field_explains_the_one_that_is_missing(kind: Kind) -> None:
    (fault,) = bound(kind, {**SOUND, "actions": [{"id": "A1", "titel": "x"}]}).faults
    assert fault.path == ("actions", 0, "titel")
    assert fault.explains == (("actions", 0, "titel"), ("actions", 0, "title"))


def test_a_long_list_of_one_fault_is_counted_not_told(kind: Kind) -> None:
    result = bound(kind, {**SOUND, "tags": [], "lines": [{"pod": n} for n in range(2_500)]})
    assert [fault.code for fault in result.faults].count("SHAPE-TYPE") == 1_000
    assert dict(result.omitted) == {"SHAPE-TYPE": 1_500}
    assert "SHAPE-ITEMS" in {fault.code for fault in result.faults}
