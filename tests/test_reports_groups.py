"""Findings grouped by theme, place and owner, and one cause in many places: nothing is lost, and counts stay true."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from planlint import reports
from planlint.cli import main
from planlint.model import Report, Result
from planlint.reports import GroupedFormat, Grouping, View, full, plain, write
from planlint.reports._sections import entries, sections
from planlint.tally import weigh
from tests.sample_results import FAULTY, NOT_RATED, RESULTS, run
from tests.strategies_results import results

GROUPINGS = (None, *Grouping)


def headings(report: Report, group: Grouping) -> list[tuple[str, int, str]]:
    return [(one.heading, one.count, one.amounts) for one in sections(report, weigh(report), group)]


def test_by_theme_every_point_of_the_guidance_is_there() -> None:
    report = replace(FAULTY, outcomes=FAULTY.outcomes[1:4])
    assert headings(report, Grouping.THEME) == [
        ("Point 1: Every scheme is owned", 0, "nothing found"),
        ("Point 4.2: Totals add up", 2, "1 to fix, 1 could not be assessed"),
        ("Point 5: Savings are real", 0, "nothing found"),
    ]
    one, *_ = sections(report, weigh(report), Grouping.THEME)
    assert one.note == "No rule for this kind of submission asks for it.", "which is not to say that it is met"


def test_by_theme_what_has_none_stands_under_a_heading_of_its_own() -> None:
    *_, last = headings(FAULTY, Grouping.THEME)
    assert last == (
        "Under none of these points",
        40,
        "1 to fix, 1 to explain, 31 to consider, 7 could not be assessed",
    )


def test_by_owner_what_has_none_comes_last() -> None:
    assert headings(FAULTY, Grouping.OWNER) == [
        ("Director of finance, A Trust", 4, "4 to consider"),
        ("Without a named owner", 14, "2 to fix, 1 to explain, 4 to consider, 7 could not be assessed"),
        ("Not listed one by one", 23, "23 to consider"),
    ]


def test_by_place_parts_stand_in_the_order_of_the_file() -> None:
    names = [heading for heading, _, _ in headings(FAULTY, Grouping.PLACE)]
    assert names[0] == "baseline"
    assert names[3] == "Adjustments, Rebasing"
    assert "Scheme 1" in names


@given(result=results())
@settings(deadline=None, max_examples=80)
def test_every_finding_that_counts_stands_in_one_section(result: Result) -> None:
    for report in result.reports:
        tally = weigh(report)
        counting = sorted(id(one) for one in (*tally.failures, *tally.open))
        for group in GROUPINGS:
            made = sections(report, tally, group)
            assert sorted(id(one) for section in made for one in section.findings) == counting
            assert sum(section.count for section in made) == len(counting) + sum(n for _, n in tally.unlisted)
            told = [
                id(one)
                for section in made
                for entry in entries(section.findings, across=True)
                for one in entry.findings
            ]
            assert sorted(told) == counting


def test_one_cause_in_many_places_is_told_once_with_its_count() -> None:
    (entry,) = entries(NOT_RATED)
    assert len(entry.findings) == 6
    assert entry.message == "At the first of these: The RAG of Scheme 1 is not given."
    assert entry.fix == "Give the RAG of Scheme 1. Likewise at the others."
    assert len(entries(NOT_RATED, fold=False)) == 6
    assert len(entries(NOT_RATED[:3])) == 3, "a few stand for themselves"


def test_terminal_formats_say_how_to_see_every_place() -> None:
    assert (
        "6 places: Scheme 1 (line 21), Scheme 2 (line 22), Scheme 3 (line 23), and 3 more (to see every one, add -v)"
        in (plain.render(RESULTS["faulty"], {}).decode())
    )
    shown = full.draw(RESULTS["faulty"], {}, View()).split("MON-003")[1]
    assert (
        "6 places: Scheme 1 (line 21), Scheme 2 (line 22), Scheme 3 (line 23), and 3 more. To see every one, add -v."
        in shown
    )
    assert full.draw(RESULTS["faulty"], {}, View(everything=True)).count("MON-003 cannot assess") == 7


@pytest.mark.parametrize("group", Grouping)
@pytest.mark.parametrize("form", ["plain", "full", "markdown", "html"])
def test_grouped_reports_name_every_group_with_its_count(form: str, group: Grouping) -> None:
    content = write(reports.load(form), run(FAULTY), {}, View(group=group)).decode()
    text = re.sub(r"<[^>]+>|\\", "", content)
    for heading, count, amounts in headings(FAULTY, group):
        if form in ("plain", "full"):
            assert f"{heading}: {amounts}\n" in text
        else:
            assert f"{heading}: {count}\n" in text
            assert amounts[1:] in text


def test_every_format_for_reading_can_be_grouped() -> None:
    grouped = {
        name for name in reports.names() if isinstance(reports.load(name), GroupedFormat | reports.TerminalFormat)
    }
    assert grouped == {"plain", "full", "concise", "markdown", "html"}, (
        "concise has one line a finding, whatever is asked"
    )


def test_the_command_line_groups_what_is_shown_and_what_is_written(
    tmp_path: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = str(root / "fixtures" / "real" / "hw-stp-plan-2016-09.yaml")
    stored = tmp_path / "result.json"
    page = tmp_path / "page.html"
    code = main(["check", plan, "--as-of", "2017-08-09", "-f", "plain", "--group-by", "theme", "-o", f"json:{stored}"])
    shown = capfd.readouterr().out
    assert code == 1
    assert "Point 2: Financial trajectories year by year, which can be added up nationally: " in shown
    assert main(["report", str(stored), "--group-by", "theme"]) == 0
    assert capfd.readouterr().out == shown
    assert main(["report", str(stored), "--group-by", "owner", "-o", f"html:{page}"]) == 0
    assert "Without a named owner: " in page.read_text(encoding="utf-8")
    assert main(["report", str(stored), "--group-by", "team"]) == 2
    assert "Choose one of: theme, place, owner." in capfd.readouterr().err


def test_a_written_report_leaves_nothing_out_where_that_is_asked(tmp_path: Path, root: Path) -> None:
    plan = str(root / "fixtures" / "real" / "esbt-sip-2017-05.yaml")
    short, whole = tmp_path / "short.txt", tmp_path / "whole.txt"
    main(["check", plan, "-q", "-o", f"plain:{short}"])
    main(["check", plan, "-q", "-v", "-o", f"plain:{whole}"])
    assert "add -v" in short.read_text(encoding="utf-8")
    assert "add -v" not in whole.read_text(encoding="utf-8")
