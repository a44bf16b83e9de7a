"""Pictures as they are drawn: what they show, what they never show, and what is said beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from planlint.model import Picture, PictureRow
from planlint.reports import html
from planlint.reports._pictures import Drawing, drawings, names
from planlint.reports._pictures._shapes import Box, Line, Text
from planlint.terminal import shortened
from tests.sample_results import BROKEN, BY_YEAR, FAULTY, LED, RATED, SPENDING, UNSEEN, run
from tests.strategies_results import pictures, text_of_any_kind


def draw(picture: Picture) -> Drawing:
    (made,) = drawings([picture])
    return made


def words(made: Drawing) -> list[str]:
    return [one.words for one in made.shapes if isinstance(one, Text) and one.words]


def boxes(made: Drawing) -> list[Box]:
    return [one for one in made.shapes if isinstance(one, Box)]


def percent(text: str) -> Decimal:
    return Decimal(text.removesuffix("%"))


def test_bars_have_the_lengths_of_their_figures() -> None:
    made = draw(SPENDING)
    assert [(one.style, one.width) for one in boxes(made)] == [
        ("s1", "69.66%"),
        ("s2", "52.54%"),
        ("s1", "0%"),
        ("s2", "2.34%"),
    ]
    assert percent(boxes(made)[3].x) < percent(boxes(made)[0].x), "below nought is to the left"
    assert words(made)[:3] == ["Workforce", "£358k", "£270k"]


def test_a_blank_is_never_drawn_as_nought() -> None:
    made = draw(SPENDING)
    assert words(made)[-3:] == ["Estates", "not started", "blank"]
    assert "1 of 6 figures is blank." in made.notes
    assert words(draw(RATED))[-5:] == ["Blank", "Pharmacy", "n/a", "On hold"][-5:] or "Blank" in words(draw(RATED))
    assert [one.style for one in boxes(draw(RATED))] == ["red", "amber", "green", "unknown", "other", "other"]


def test_a_line_breaks_where_a_year_is_blank() -> None:
    made = draw(BY_YEAR)
    segments = [one for one in made.shapes if one.shape == "line" and "line s" in getattr(one, "style", "")]
    assert len(segments) == 2, "2018/19 to 2019/20, once a line"
    assert words(made).count("blank") == 1, "2017/18"
    assert "The scale does not begin at nought." in made.notes
    assert made.said == (
        "Resource: £1.300bn in 2016/17 to £1.350bn in 2019/20. Requirement: £1.412bn in 2018/19 to £1.450bn in 2019/20."
    )


def test_where_nothing_is_known_nothing_is_drawn_and_that_is_said() -> None:
    made = draw(UNSEEN)
    assert (made.height, made.shapes, made.said, made.legend) == (0, (), "", ())
    assert made.notes == ("No word is given for any of 2 rows, so there is nothing to draw: all 2 are blank.",)


def test_the_rating_is_told_in_words_and_counts() -> None:
    assert draw(RATED).said == ("Milestones: 1 red, 1 green, 1 not applicable. Money: 1 amber, 1 on hold, 1 blank.")


def test_a_total_is_told_and_not_drawn() -> None:
    made = draw(SPENDING)
    assert "Total" not in words(made)
    assert ("Total", "£358k", "£258k") in made.table.rows
    assert "Total adds the others up, and is only in the table." in made.notes


def test_what_is_too_much_is_counted_and_stands_in_the_table() -> None:
    rows = tuple(PictureRow(f"Row {n}", (f"{n}", f"{n * n}")) for n in range(40))
    made = draw(replace(SPENDING, rows=rows))
    assert "The 12 with the largest differences are drawn; 28 more are in the table." in made.notes
    assert "Row 39" in words(made)
    assert "Row 5" not in words(made)
    assert len(made.table.rows) == 40
    assert "3 more are in the submission and not in this report." in made.notes
    assert made.said.endswith("The largest difference is £1,482k, at Row 39: Plan £39k, Actual £1,521k.")


def test_the_largest_lines_are_drawn_and_named() -> None:
    series = tuple(f"Line {n}" for n in range(6))
    made = draw(replace(BY_YEAR, series=series, rows=(PictureRow("2017/18", ("1", "9", "2", "8", "7", "6")),)))
    assert [one.words for one in made.legend] == ["Line 1", "Line 3", "Line 4", "Line 5"]
    assert "The 4 lines with the largest figures are drawn; 2 more are in the table." in made.notes


def test_each_drawing_has_its_name_its_words_and_its_table() -> None:
    content = html.render(run(FAULTY), {}).decode()
    drawn = re.findall(r'<svg class="drawing".*?aria-labelledby="(\S+) (\S+)">', content)
    assert len(drawn) == 5, "the fourth has nothing to draw"
    for name, told in drawn:
        assert f'<title id="{name}">' in content
        assert re.search(f'<desc id="{told}">[^<]+ The table that follows holds every figure.</desc>', content)
    assert content.count("<summary>The figures of this picture: ") == 5, "and no table of blanks"


@given(picture=pictures(text_of_any_kind()))
@settings(deadline=None, max_examples=150)
def test_any_picture_stays_within_its_frame(picture: Picture) -> None:
    made = draw(picture)
    for one in boxes(made):
        assert 0 <= percent(one.x) <= 100
        assert percent(one.x) + percent(one.width) <= Decimal("100.01")
        assert 0 <= one.y <= made.height
    for text in (one for one in made.shapes if isinstance(one, Text)):
        assert 0 <= percent(text.x) <= 100
        assert len(text.words) <= 60
        assert 0 <= text.y <= made.height + 10
    labels = [row[0] for row in made.table.rows if row[0] not in ("Rounding", "Not explained by the steps")]
    assert {shortened(row.label) for row in picture.rows} <= set(labels)
    assert all(len(row) == len(made.table.heads) == len(made.table.styles) for row in made.table.rows)
    assert made.height or made.notes


@pytest.mark.parametrize("form", names())
def test_figures_of_any_size_are_drawn(form: str) -> None:
    rows = (PictureRow("a", ("9" * 40, "-0.0000000001")), PictureRow("b", ("1", None)))
    assert draw(replace(SPENDING, form=form, rows=rows)).height > 0


def steps(*cells: str | None, start: str | None = "10", end: str | None = "14", slack: str = "") -> Picture:
    rows = [PictureRow(f"Step {n}", (one,)) for n, one in enumerate(cells, 1)]
    ends = PictureRow("Then", (start,), True), PictureRow("Now", (end,), True)
    return replace(LED, series=("Value",), rows=(ends[0], *rows, ends[1]), slack=slack)


def spans(made: Drawing) -> list[tuple[str, int, int]]:
    """Each bar: its style, and from where to where it goes in percent of all that the bars take up."""
    most = max(percent(one.x) + percent(one.width) for one in boxes(made)) - 40
    room = [(one.style, (percent(one.x) - 40) / most * 100, percent(one.width) / most * 100) for one in boxes(made)]
    return [(style, round(x), round(x + width)) for style, x, width in room]


def test_each_step_of_a_bridge_begins_where_the_last_one_ended() -> None:
    made = draw(steps("10", "-4", "-2"))
    assert spans(made) == [("s2", 0, 50), ("s1", 50, 100), ("s3", 80, 100), ("s3", 70, 80), ("s2", 0, 70)]
    assert words(made)[1::2] == ["£10m", "+£10m", "-£4m", "-£2m", "£14m"]
    assert made.said == "From £10m (Then) to £14m (Now), in 3 steps. The figures add up."
    assert made.table.rows[2] == ("Step 2", "-£4m", "£16m")
    ends = {one.x: one.words for one in made.shapes if isinstance(one, Text) and one.style == "figure"}
    assert max(map(percent, ends)) < 90, "there is room for the figure after the longest bar"
    nought = [one for one in draw(steps("0", end="10")).shapes if isinstance(one, Line) and one.style == "axis"]
    assert [(one.y1, one.y2) for one in nought] == [(0, 100), (40, 60)], "a step of nought is drawn as that"


def test_what_the_steps_do_not_explain_is_drawn_and_named() -> None:
    made = draw(steps("10", "-8", "-0.5"))
    assert spans(made)[-2:] == [("s4", 57, 70), ("s2", 0, 70)]
    assert words(made)[-4:] == ["Not explained", "+£2.5m", "Now", "£14m"]
    assert made.said.endswith("The steps lead to £11.5m, not to £14m: £2.5m is not explained.")
    assert made.table.rows[-2:] == (("Not explained by the steps", "+£2.5m", "£14.0m"), ("Now", "£14m", "£14.0m"))
    assert [one.words for one in made.legend] == ["Start and end", "Step up", "Step down", "Not explained"]
    assert draw(steps(end="9")).said.endswith(
        "without a step. The steps lead to £10m, not to £9m: £1m is not explained."
    )


def test_what_rounding_may_have_done_is_no_gap() -> None:
    made = draw(steps("3.9", slack="1.05"))
    assert "s4" not in {one.style for one in boxes(made)}
    assert made.said.endswith("The steps lead to £13.9m, not to £14m, which agrees within rounding.")
    assert made.table.rows[-2] == ("Rounding", "+£0.1m", "£14.0m")
    assert "is not explained" in draw(steps("3.9", slack="0.05")).said


def test_a_missing_step_is_never_nought() -> None:
    made = draw(steps("2", None, "-1"))
    assert spans(made) == [("s2", 0, 67), ("s1", 67, 80), ("unknown", 80, 100), ("s3", 93, 100), ("s2", 0, 93)]
    assert words(made)[5] == "missing"
    assert made.said.endswith("Step 2 is missing, so where the steps lead cannot be said: the others leave £3m for it.")
    assert made.table.rows[2] == ("Step 2", "missing", "£15m")


def test_between_two_missing_steps_nothing_is_drawn() -> None:
    made = draw(BROKEN)
    assert [style for style, _, _ in spans(made)] == ["s2", "s1", "s3", "s2"]
    assert words(made)[3:9] == ["+£4.2m", "Medicines", "missing", "Estates", "to be agreed", "Procurement"]
    assert made.said.endswith(
        "Medicines and Estates are missing, so where the steps lead cannot be said: the others leave £10.2m for them."
    )
    assert [row[2] for row in made.table.rows[2:4]] == ["not known", "£41.4m"]
    assert made.notes[-1] == "2 more bridges are in the submission and not here."


def test_a_missing_end_is_never_nought() -> None:
    made = draw(steps("6", start=None))
    assert made.said.startswith(
        "From Then, which is missing, to £14m (Now), in 1 step. Where the steps begin is missing"
    )
    assert spans(made) == [("s1", 57, 100), ("s2", 0, 100)]
    assert words(made)[:2] == ["Then", "missing"]
    made = draw(steps("10", end=None))
    assert made.said == "From £10m (Then) to Now, which is missing, in 1 step. The steps lead to £20m."
    assert spans(made) == [("s2", 0, 50), ("s1", 50, 100)]


def test_small_steps_of_large_figures_can_be_seen() -> None:
    made = draw(steps("2", "-1", start="1000", end="1001"))
    assert "The scale does not begin at nought." in made.notes
    assert [right - left for _, left, right in spans(made)][1:3] == [80, 40]
    below = draw(steps("2", "-1", start="-1000", end="-999"))
    assert "The scale does not begin at nought." in below.notes


def test_a_deficit_lies_to_the_left_of_nought() -> None:
    made = draw(steps("-4", "2", start="-2", end="-4"))
    assert spans(made) == [("s2", 67, 100), ("s3", 0, 67), ("s1", 0, 33), ("s2", 33, 100)]
    across_nought = draw(steps("-4", start="2", end="-2"))
    assert spans(across_nought) == [("s2", 50, 100), ("s3", 0, 100), ("s2", 0, 50)]


def test_many_steps_are_drawn_as_the_largest_and_the_rest() -> None:
    sizes = [str(n) for n in range(1, 31)]
    made = draw(steps(*sizes, start="0", end=str(sum(range(31)))))
    assert len(boxes(made)) == 17, "and the start is nought"
    assert words(made)[-5:-2] == ["15 smaller steps", "together", "+£120m"]
    assert "The 15 largest steps are drawn, and 15 more as one; the table has each." in made.notes
    assert "The figures add up." in made.said
    assert len(made.table.rows) == 32
    broken = draw(steps(None, *sizes, start="0", end="1"))
    assert "missing" in words(broken), "one that is missing is drawn as itself"
    assert draw(steps(*[None] * 40)).height == 18 * 34


def test_a_form_that_is_not_known_has_its_table_and_says_so() -> None:
    made = draw(replace(LED, form="../evil"))
    assert (made.form, made.height, made.notes) == ("unknown", 0, ("This planlint has no drawing of this form.",))
    assert len(made.table.rows) == 5


@pytest.mark.parametrize("form", names())
def test_a_picture_without_rows_or_series_is_no_fault(form: str) -> None:
    empty = tuple(PictureRow("a", ()) for _ in range(3))
    for rows in ((), empty):
        assert not draw(replace(LED, form=form, series=(), rows=rows)).height
