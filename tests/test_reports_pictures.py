"""Pictures as they are drawn: what they show, what they never show, and what is said beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from planlint.model import Picture, PictureForm, PictureRow
from planlint.reports import html
from planlint.reports._pictures import Drawing, drawings
from planlint.reports._shapes import Box, Text
from tests.sample_results import BY_YEAR, FAULTY, RATED, SPENDING, UNSEEN, run
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
    assert [name for _, name in made.legend] == ["Line 1", "Line 3", "Line 4", "Line 5"]
    assert "The 4 lines with the largest figures are drawn; 2 more are in the table." in made.notes


def test_each_drawing_has_its_name_its_words_and_its_table() -> None:
    content = html.render(run(FAULTY), {}).decode()
    drawn = re.findall(r'<svg class="drawing".*?aria-labelledby="(\S+) (\S+)">', content)
    assert len(drawn) == 3, "the fourth has nothing to draw"
    for name, told in drawn:
        assert f'<title id="{name}">' in content
        assert re.search(f'<desc id="{told}">[^<]+ The table that follows holds every figure.</desc>', content)
    assert content.count("<summary>The figures of this picture: ") == 4


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
    assert len(made.table.rows) == len(picture.rows)
    assert made.height or made.notes


@pytest.mark.parametrize("form", PictureForm)
def test_figures_of_any_size_are_drawn(form: PictureForm) -> None:
    rows = (PictureRow("a", ("9" * 40, "-0.0000000001")), PictureRow("b", ("1", None)))
    assert draw(replace(SPENDING, form=form, rows=rows)).height > 0
