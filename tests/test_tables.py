"""Declared tables as people meet them: sentences, findings, hints, and the time that a large one takes."""

from __future__ import annotations

import json
import random
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planlint import limits
from planlint.bind import bind, load_kinds
from planlint.lang import judge as judging
from planlint.lang import ledger, totals
from planlint.lang import notes as noted
from planlint.lang.checked import CheckedRule
from planlint.lang.judge import Judgement, judge
from planlint.lang.notes import Note
from planlint.lang.parse import parse_file
from planlint.lang.resolve import check
from planlint.lang.sentence import sentence
from planlint.model import Document, Place, Verdict
from planlint.values import FiscalCalendar

COLUMNS = ("pay", "other", "income", "total")
YEAR = """
table year is it.rows
  total row "Total" sums the other rows
  total column total sums columns pay, other, income
"""
UP = f'{YEAR}rule TAB-1 "The table adds up"\n  must year adds up\n'
WHOLE = f'{YEAR}rule TAB-1 "The table is possible"\n  should year reconciles jointly\n'


def kind(columns: tuple[str, ...] = COLUMNS) -> Any:
    figure = {"type": "number", "x-unit": "£k", "x-step": 1}
    labels = {"pay": {**figure, "x-label": "Staff costs"}}
    item = {"type": "object", "properties": {"name": {"type": "string"}, **dict.fromkeys(columns, figure)}}
    item["properties"] |= {name: labels[name] for name in columns if name in labels}  # type: ignore[operator]
    rows = {"type": "array", "x-key": "name", "x-label": "Costs of the year", "items": item}
    return load_kinds({"case.schema.json": json.dumps({"type": "object", "properties": {"rows": rows}}).encode()})[
        "case"
    ]


def rule(text: str, columns: tuple[str, ...] = COLUMNS) -> CheckedRule:
    file, problems = parse_file(f"rules for case as it\n{text}", "case.rules")
    assert problems == []
    assert file is not None
    rules, problems = check(file, "case", kind(columns).shape, {}, FiscalCalendar())
    assert problems == []
    return rules[0]


def judged(text: str, rows: list[list[Any]], columns: tuple[str, ...] = COLUMNS, values: int = 1000) -> Judgement:
    data: Any = {"rows": [dict(zip(("name", *columns), row, strict=True)) for row in rows]}
    bound = bind(Document("case", data, "", lambda path: Place("case")), kind(columns))
    return judge(rule(text, columns), bound.data, as_of=date(2017, 8, 9), parameters={}, values=values)


def notes(judgement: Judgement, verdict: Verdict = Verdict.FAIL) -> list[Note]:
    return [one for one in judgement.notes if one.verdict is verdict]


RIGHT = [["A", 1, 2, 3, 6], ["B", 4, 5, 6, 15], ["C", 7, 8, 9, 24], ["Total", 12, 15, 18, 45]]
IMPOSSIBLE = [*[[name, 0, 0, 0, 1] for name in "ABCD"], ["Total", 0, 0, 0, 2]]


def test_the_sentence_says_every_total() -> None:
    assert sentence(rule(UP)) == (
        'The table of costs of the year must add up (the row "Total" is the sum of the other rows and total is the sum '
        "of staff costs, other and income), within the rounding of the figures."
    )
    assert sentence(rule(WHOLE)) == (
        "The table of costs of the year should be possible as a whole, with some unrounded figures that print as all "
        'of it at once (the row "Total" is the sum of the other rows and total is the sum of staff costs, other and '
        "income)."
    )


def test_a_sentence_tells_totals_once() -> None:
    text = WHOLE.replace("  should", "  when year adds up\n  should")
    assert sentence(rule(text)).count("the sum of the other rows") == 1


def test_a_column_that_is_worked_out_is_said_in_words() -> None:
    text = (
        'table t is it.rows\n  blanks are zero\n  column total is pay - other * 2\nrule TAB-1 "x"\n  must t adds up\n'
    )
    assert "(total is staff costs less other times 2; a blank is zero)" in sentence(rule(text))


def test_a_finding_names_cell_figures_and_roundings() -> None:
    rows = [*RIGHT[:3], ["Total", 20, 15, 18, 45]]
    (first, second) = notes(judged(UP, rows))
    assert first.path == ("rows", 3, "pay")
    assert first.message == (
        "Staff costs of Total is £20k, but the sum of the other rows is £12k: £8k too high; rounding can explain £2k."
    )
    assert (first.found, first.expected, first.difference, first.unit, first.slack) == ("20", "12", "8", "£k", "2")
    assert first.related == tuple(("rows", n, "pay") for n in range(3))
    assert first.values == {
        'year["Total"].pay': "20",
        'year["A"].pay': "1",
        'year["B"].pay': "4",
        'year["C"].pay': "7",
    }
    assert [(step.step, step.declared) for step in first.steps] == [("1", "schema")] * 4
    assert second.path == ("rows", 3, "total")
    assert second.message.startswith("Total of Total is £45k, but the sum of staff costs, other and ")


def test_the_authors_words_come_first() -> None:
    text = UP + '    say "Something is wrong."\n    fix "Look again."\n'
    found = notes(judged(text, [*RIGHT[:3], ["Total", 20, 15, 18, 53]]))
    assert found[0].message.startswith("Something is wrong. Staff costs of Total is £20k, but ")
    assert found[0].fix == "Look again."


def test_the_one_cell_whose_change_would_do_is_a_hint() -> None:
    rows = [RIGHT[0], ["B", 40, 5, 6, 15], *RIGHT[2:]]
    hint = (
        "Changing only staff costs of B from £40k to £4k would make the table possible "
        "(anything from £2k to £6k would do)."
    )
    assert [one.path for one in notes(judged(UP, rows))] == [("rows", 3, "pay"), ("rows", 1, "total")]
    assert {one.fix for one in notes(judged(UP, rows))} == {hint}
    assert [one.fix for one in notes(judged(WHOLE, rows))] == [hint]
    (said,) = notes(judged(WHOLE + '    fix "Look again."\n', rows))
    assert said.fix == f"Look again. {hint}"


def test_two_cells_that_only_together_would_do_are_a_hint() -> None:
    rows = [["A", 101, 2, 3, 6], ["B", 4, 55, 6, 15], *RIGHT[2:]]
    fixes = {one.fix for one in notes(judged(UP, rows))}
    assert fixes == {"Changing only staff costs of A and other of B could make the table possible."}


def test_where_several_cells_might_be_wrong_there_is_no_hint() -> None:
    text = 'table t is it.rows\n  total row "Total" sums the other rows\nrule TAB-1 "x"\n  must t adds up\n'
    assert [one.fix for one in notes(judged(text, [*RIGHT[:3], ["Total", 20, 15, 18, 45]]))] == [None]


def test_a_table_that_is_impossible_although_each_total_passes() -> None:
    assert judged(UP, IMPOSSIBLE).verdict is Verdict.PASS
    (found,) = notes(judged(WHOLE, IMPOSSIBLE))
    assert found.path == ("rows",)
    assert found.message == (
        "Each total could be right by itself, but no unrounded figures print as the whole "
        "table. These totals cannot all hold, and no smaller set clashes: total of Total (£2k) equals the sum of the "
        "other rows (£4k); total of Total (£2k) equals the sum of staff costs, other and income (£0k)."
    )
    assert found.fix is None
    assert set(found.related) == {("rows", n, "total") for n in range(5)} | {
        ("rows", 4, name) for name in ("pay", "other", "income")
    }


def test_a_total_that_cannot_be_right_by_itself_speaks_for_the_table() -> None:
    (found,) = notes(judged(WHOLE, [*RIGHT[:2], ["C", 7, 8, 9, 44], ["Total", 12, 15, 18, 45]]))
    assert found.path == ("rows", 3, "total")
    assert found.message.endswith(
        "Total of Total is £45k, but the sum of the other rows is £65k: £20k too low; rounding can explain £2k. "
        "1 more cannot be right either."
    )


def test_passes_by_rounding_are_listed_at_each_total() -> None:
    rows = [*RIGHT[:3], ["Total", 13, 15, 18, 46]]
    found = notes(judged(UP, rows), Verdict.PASS)
    assert [(one.path, one.difference) for one in found] == [(("rows", 3, "pay"), "1"), (("rows", 3, "total"), "1")]
    (whole,) = notes(judged(WHOLE, rows), Verdict.PASS)
    assert (whole.path, whole.rounding) == (("rows",), "agrees only within rounding")


def test_a_wrong_total_carries_what_another_misses() -> None:
    found = notes(judged(UP, [["A", 1, None, 3, 6], ["Total", 9, 2, 3, 14]]))
    assert {one.missing for one in found} == {(("rows", 0, "other"),)}


def test_a_table_is_worked_out_once_for_each_of_many_things() -> None:
    each = UP.replace("  must", "  for each row in it.rows\n  must")
    judgement = judged(each, [*RIGHT[:3], ["Total", 20, 15, 18, 53]])
    assert judgement.counts.failed == 4
    assert {one.path for one in notes(judgement)} == {("rows", 3, "pay"), ("rows", 3, "total")}


# ---------------------------------------------------------------------- large tables


def large(height: int, width: int) -> tuple[tuple[str, ...], list[list[Any]], str]:
    """A table whose every figure was rounded by itself, and the rule that it reconciles."""
    chance = random.Random(height)
    true = [[Decimal(chance.randrange(-50_000, 50_000)) / 100 for _ in range(width)] for _ in range(height)]
    columns = tuple(f"c{n}" for n in range(width))
    rows: list[list[Any]] = [[f"r{n}", *(round(one) for one in row), round(sum(row))] for n, row in enumerate(true)]
    down = [sum(row[n] for row in true) for n in range(width)]
    rows.append(["Total", *(round(one) for one in down), round(sum(down))])
    text = (
        f'table t is it.rows\n total row "Total" sums the other rows\n total column total sums {", ".join(columns)}\n'
    )
    return (
        (*columns, "total"),
        rows,
        text.replace("sums c0", "sums columns c0") + 'rule TAB-1 "x"\n must t reconciles jointly\n',
    )


def test_a_large_table_that_was_rounded_is_possible() -> None:
    columns, rows, text = large(200, 20)
    began = time.monotonic()
    judgement = judged(text, rows, columns, 4_000)
    assert time.monotonic() - began < 20
    assert judgement.verdict is Verdict.PASS
    assert [one.rounding for one in notes(judgement, Verdict.PASS)] == ["agrees only within rounding"]


def test_one_wrong_cell_of_a_large_table_is_found() -> None:
    columns, rows, text = large(60, 12)
    rows[7][5] += 1000
    (found,) = notes(judged(text, rows, columns, 4_000))
    assert found.fix is not None
    assert found.fix.startswith(f"Changing only c4 of r7 from £{rows[7][5]:,}k to something from ")


def test_a_search_that_outruns_its_steps_ends_in_cannot_assess(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps of a rule bound the programme as they bound everything else."""
    columns, rows, text = large(60, 12)
    monkeypatch.setattr(judging, "LIMITS", limits.Limits(steps_base=6_000, steps_per_value=0))
    assert judged(text, rows, columns).verdict is Verdict.PASS
    monkeypatch.setattr(totals, "MOST", 500)
    judgement = judged(text, rows, columns)
    assert judgement.verdict is Verdict.CANNOT_ASSESS
    assert judgement.reason == "stopped, because the table is too large to be judged as a whole"


def test_where_steps_run_out_a_finding_says_less_and_is_still_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals, "SEARCH", 0)
    (found,) = notes(judged(WHOLE, IMPOSSIBLE))
    assert "These totals cannot all hold: " in found.message
    assert found.fix is None
    wrong = [RIGHT[0], ["B", 40, 5, 6, 15], *RIGHT[2:]]
    assert [(one.path, one.fix) for one in notes(judged(UP, wrong))] == [
        (("rows", 3, "pay"), None),
        (("rows", 1, "total"), None),
    ]


def test_a_table_that_is_too_large_is_not_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "LIMITS", limits.Limits(table_cells=16))
    assert judged(UP, RIGHT).verdict is Verdict.PASS
    monkeypatch.setattr(ledger, "LIMITS", limits.Limits(table_cells=15))
    judgement = judged(UP, RIGHT)
    assert judgement.verdict is Verdict.CANNOT_ASSESS
    assert judgement.reason == "stopped, because a table of more than 15 cells is too large"


def test_passes_beyond_what_a_report_holds_are_counted_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*RIGHT[:3], ["Total", 13, 15, 18, 46]]
    monkeypatch.setattr(noted, "LIMITS", limits.Limits(findings_per_rule=1))
    first, second = notes(judged(UP, rows), Verdict.PASS)
    assert (first.difference, second.difference) == ("1", None)
    assert second.rounding == first.rounding == "agrees only within rounding"
