"""Public naughty strings, and every text of hostile submissions, through every format: none changes its structure."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from planlint import readers, reports
from planlint.model import Document, Result
from planlint.reports.json import from_json
from tests.said_results import saying
from tests.sample_results import FAULTY
from tests.test_reports_csv import FORMULA
from tests.test_reports_html import page
from tests.test_reports_markdown import shape

SHORT = replace(
    FAULTY, outcomes=tuple(one for one in FAULTY.outcomes if one.rule not in ("ARI-003", "OWN-001", "FIN-011"))
)
"""What is said in it once more is left out: five hundred texts are to take seconds."""
LONGEST = 500
"""What is longer shows nothing more, and takes long to be read back."""
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
FIGURE = re.compile(r"-\d+(\.\d+)?", re.ASCII)


@pytest.fixture(scope="module")
def naughty(shared: Path) -> list[str]:
    """The public list of naughty strings."""
    found: list[str] = json.loads((shared / "suites" / "blns" / "blns.json").read_bytes())
    assert len(found) > 400
    return found


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every name, key and text of the submissions that attack what is written."""
    spec = importlib.util.spec_from_file_location("make_attacks", shared / "attacks" / "make_attacks.py")
    assert spec is not None
    assert spec.loader is not None
    attacks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(attacks)
    texts: dict[str, None] = {}
    for case in attacks.CASES:
        if case["name"].startswith("out-"):
            folder = tmp_path_factory.mktemp("case")
            for file in case["fn"](folder):
                read = readers.read((folder / file).read_bytes(), file)
                assert isinstance(read, Document), (case["name"], file)
                # One case repeats one text two thousand times, numbered.
                texts |= dict.fromkeys([file, *dict.fromkeys(islice(_texts(read.data), 25))])
    assert len(texts) > 60
    return list(texts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)
    if isinstance(value, dict):
        yield from value


def _structure(result: Result) -> dict[str, Any]:
    """What each format is made of, without the texts in it, by name."""
    sources = {one.name: b"a: 1\nb: 2\n" * 20 for one in result.reports}
    made: dict[str, Any] = {}
    for form in ("plain", "full", "concise"):
        text = reports.load(form).render(result, sources).decode("utf-8")
        assert not CONTROL.search(text), form
        made[form] = [len(line) - len(line.lstrip()) if line.strip() else -1 for line in text.split("\n")]
    made["html"] = page(result).tags
    made["markdown"] = shape(result)
    table = reports.load("csv").render(result, {}).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline=""), strict=True))
    assert not [one for row in rows for one in row if FORMULA.match(one) and not FIGURE.fullmatch(one)]
    made["csv"] = [len(row) for row in rows]
    stored = reports.load("json").render(result, {})
    assert not CONTROL.search(stored.decode("utf-8"))
    assert reports.load("json").render(from_json(stored), {}) == stored
    made["json"] = _values(json.loads(stored)["submissions"])
    return made


def _values(value: Any) -> Any:
    if isinstance(value, dict):
        return [_values(one) for one in value.values()]
    return [_values(one) for one in value] if isinstance(value, list) else None


@pytest.mark.parametrize("collection", ["naughty", "hostile"])
def test_no_text_changes_the_structure_of_any_format(collection: str, request: pytest.FixtureRequest) -> None:
    texts: list[str] = request.getfixturevalue(collection)
    usual = _structure(saying("x", SHORT))
    assert set(usual) == set(reports.names()), "every format that there is"
    for text in dict.fromkeys(one[:LONGEST] for one in texts):
        found = _structure(saying(text, SHORT))
        wrong = [form for form in usual if found[form] != usual[form]]
        assert wrong == [], repr(text)
