"""The table for spreadsheets: one row a finding, none lost, and no cell that would be taken for a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlint.model import Result
from planlint.reports import csv as table
from planlint.tally import weigh
from tests.sample_results import RESULTS
from tests.strategies_results import nasty_text, results

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
EXCEL = st.sampled_from(
    ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠a", '","=1', ";=1"]
)


def rows(result: Result) -> list[dict[str, str]]:
    text = table.render(result, {}).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def expected_rows(result: Result) -> int:
    total = len(result.faults)
    for report in result.reports:
        unlisted = {id(one) for one, _ in weigh(report).unlisted}
        for outcome in report.outcomes:
            total += len(outcome.findings) + (id(outcome) in unlisted)
            total += not outcome.findings and id(outcome) not in unlisted
    return total


@given(result=results(text=st.one_of(nasty_text(), EXCEL)))
@settings(deadline=None, max_examples=60)
def test_no_text_makes_a_row_a_column_or_a_formula(result: Result) -> None:
    read = rows(result)
    assert len(read) == expected_rows(result)
    for row in read:
        assert list(row) == list(table.COLUMNS)
        for text in row.values():
            assert not FORMULA.match(text) or re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII)


@pytest.mark.parametrize("name", RESULTS)
def test_every_rule_and_submission_is_there(name: str) -> None:
    result = RESULTS[name]
    assert len(rows(result)) == expected_rows(result)
    assert {row["verdict"] for row in rows(result)} >= {
        o.verdict.value for r in result.reports for o in r.outcomes if not o.findings
    }


def test_a_figure_stays_a_figure_and_what_was_left_out_is_said() -> None:
    read = rows(RESULTS["faulty"])
    rounded = next(row for row in read if row["rule"] == "ARI-009")
    assert rounded["difference"] == "-0.2"
    assert rounded["counts"] == "no: passes by rounding"
    assert "and 23 more, over the limit of findings kept" in {row["message"] for row in read}
