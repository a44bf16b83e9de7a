"""The stable form: its published schema, the way back, and what a hostile stored result can do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planlint import reports
from planlint.errors import UsageFault
from planlint.model import Result
from planlint.reports import _result1
from planlint.reports.json import from_json, render
from tests.sample_results import HOSTILE, RESULTS, SOURCES
from tests.strategies_results import results

SCHEMA_FILE = "docs/result-1.schema.json"


def published(root: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((root / SCHEMA_FILE).read_bytes())
    return schema


def test_published_schema_is_the_one_that_is_kept(root: Path) -> None:
    """Made anew by `python -m tests.write_result_schema`; the changelog names every change."""
    assert published(root) == json.loads(json.dumps(_result1.schema()))


def test_published_schema_is_closed_and_described(root: Path) -> None:
    Draft202012Validator.check_schema(published(root))
    for name, part in published(root)["$defs"].items():
        assert part["additionalProperties"] is False, name
        assert part["description"], name
        assert set(part["required"]) == set(part["properties"]), name


@pytest.mark.parametrize("name", RESULTS)
def test_every_rendered_result_validates(root: Path, name: str) -> None:
    assert list(Draft202012Validator(published(root)).iter_errors(json.loads(render(RESULTS[name], SOURCES)))) == []


@given(result=results(text=st.text(max_size=12)))
@settings(deadline=None, max_examples=40)
def test_any_result_validates_whatever_its_texts(result: Result) -> None:
    assert list(Draft202012Validator(_result1.schema()).iter_errors(json.loads(render(result, {})))) == []


@given(result=results())
@settings(deadline=None, max_examples=60)
def test_a_stored_result_comes_back_the_same(result: Result) -> None:
    stored = render(result, {})
    assert from_json(stored) == result
    assert render(from_json(stored), {}) == stored


def test_no_character_in_a_stored_result_steers_a_terminal() -> None:
    stored = render(RESULTS["hostile"], SOURCES).decode()
    assert not any(one in stored for one in "\x1b\x9b\x07\x08\x7f\u202e\u2028\ud800")
    found = json.loads(stored)["submissions"][0]
    assert found["name"] == HOSTILE.name.replace("\ud800", "\\ud800")
    assert "\u202e" in found["title"], "the text itself is kept, written with escapes"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"schema_version":' + b"[" * 100_000,
        b'{"schema_version": "2"}',
        b"9" * 10_000,
    ],
)
def test_what_is_no_result_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(UsageFault, match="not a planlint result of version 1"):
        from_json(content)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("as_of",), "2017-13-45"),
        (("as_of",), "2017-08-09\n"),
        (("exit", "code"), 10**400),
        (("submissions", 0, "outcomes", 0, "verdict"), "fine"),
        (("submissions", 0, "outcomes", 0, "findings", 0, "message"), ""),
        (("submissions", 0, "outcomes", 0, "findings", 0, "pointer"), "full_year/0"),
        (("submissions", 0, "outcomes", 0, "findings", 0, "pointer"), "\n"),
        (("submissions", 0, "outcomes", 0, "findings", 0, "place", "line"), 0),
        (("submissions", 0, "extra"), 1),
    ],
)
def test_a_stored_result_that_was_tampered_with_is_refused(key: tuple[str | int, ...], value: object) -> None:
    stored: Any = json.loads(render(RESULTS["faulty"], SOURCES))
    at = stored
    for step in key[:-1]:
        at = at[step]
    at[key[-1]] = value
    with pytest.raises(UsageFault, match="not a planlint result of version 1"):
        from_json(json.dumps(stored).encode())


def test_a_position_too_large_to_be_one_stays_a_name() -> None:
    stored = json.loads(render(RESULTS["faulty"], SOURCES))
    stored["submissions"][0]["outcomes"][0]["findings"][0]["pointer"] = "/" + "9" * 10_000
    path = from_json(json.dumps(stored).encode()).reports[0].outcomes[0].findings[0].path
    assert path == ("9" * 10_000,)


def test_a_result_stored_before_it_had_pictures_parts_and_sources_is_still_shown() -> None:
    stored = json.loads(render(RESULTS["faulty"], SOURCES))
    for one in stored["submissions"]:
        del one["sources"], one["themes"], one["pictures"]
        for outcome in one["outcomes"]:
            for finding in outcome["findings"]:
                del finding["part"], finding["owner"]
                for step in finding["steps"]:
                    del step["source"]
    result = from_json(json.dumps(stored).encode())
    assert result.reports[0].pictures == ()
    for form in reports.names():
        for group in (None, *reports.Grouping):
            assert reports.write(reports.load(form), result, {}, reports.View(group=group))
