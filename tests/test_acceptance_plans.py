"""What the real efficiency, Better Care Fund and milestone plans must yield; `docs/acceptance-plans.md` says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planlint import engine, packs, readers
from planlint.model import Outcome, Report, Verdict, pointer

AS_OF = {"snee": date(2019, 11, 20), "esbt": date(2017, 8, 9)}
PAGE, FUND = "snee-efficiency-plan-2019-20", "snee-bcf-2019-20"
MAP, TIMETABLE, REVIEWS = "esbt-milestones-2017", "esbt-alliance-timetable-2017", "esbt-sip-milestones-2017"


@pytest.fixture(scope="module")
def reports(root: Path) -> dict[str, Report]:
    pack = packs.load()
    found = {}
    for name in (PAGE, FUND, MAP, TIMETABLE, REVIEWS):
        path = root / "fixtures" / "real" / f"{name}.yaml"
        found[name] = engine.check(readers.read(path.read_bytes(), path.name), pack, AS_OF[name[:4]])
    return found


def outcome(report: Report, code: str) -> Outcome:
    return next(one for one in report.outcomes if one.rule == code)


def failing(report: Report, code: str) -> list[str]:
    """Where a rule fails."""
    return [pointer(one.path) for one in outcome(report, code).findings if one.verdict is Verdict.FAIL]


def said(report: Report, code: str) -> list[str]:
    return [one.message for one in outcome(report, code).findings if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        (PAGE, "CMP-006", ["/schemes/1/title", "/schemes/2/title"]),
        (PAGE, "CMP-002", [f"/schemes/{n}/description" for n in range(4)]),
        (PAGE, "CMP-004", ["/narrative/1"]),
        (PAGE, "CMP-054", ["/narrative/0/references/0"]),
        (PAGE, "BEN-002", [f"/measures/{n}" for n in range(4)]),
        (PAGE, "BEN-052", ["/areas/2/measures/0", "/areas/2/measures/1", "/areas/4/measures/0"]),
        (PAGE, "FIN-070", ["/tests"]),
        (PAGE, "FIN-011", ["/productivity_pct"]),
        (PAGE, "FIN-051", [f"/areas/{n}" for n in (0, 1, 2, 3, 4, 5, 6, 8)]),
        (PAGE, "OWN-072", [f"/commitments/{n}" for n in range(7)]),
        (PAGE, "OWN-001", [f"/schemes/{n}" for n in range(5)]),
        (FUND, "PCC-004", ["/national_conditions"]),
        (FUND, "PCC-055", [f"/metrics/{n}" for n in range(4)]),
        (FUND, "BEN-002", [f"/metrics/{n}" for n in range(4)]),
        (MAP, "OWN-053", ["/milestones/5/due"]),
        (MAP, "OWN-004", ["/milestones/0"]),
        (MAP, "GOV-070", ["/milestones/1/approvals/4/month"]),
        (MAP, "GOV-072", ["/milestones/1/approvals/4/decision"]),
        (MAP, "GOV-001", ["/milestones/3"]),
        (MAP, "GOV-061", ["/milestones/3"]),
        (REVIEWS, "OWN-005", ["/milestones/6/due", "/milestones/8/due"]),
        (REVIEWS, "OWN-004", [f"/milestones/{n}" for n in (0, 1, 2, 3, 4, 5, 7, 9)]),
        (REVIEWS, "OWN-076", ["/milestones/6/due", "/milestones/8/due"]),
    ],
)
def test_what_must_be_found(reports: dict[str, Report], name: str, code: str, expected: list[str]) -> None:
    assert failing(reports[name], code) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (PAGE, "CMP-065"),
        (PAGE, "CMP-056"),
        (PAGE, "CMP-059"),
        (PAGE, "CMP-069"),
        (PAGE, "CMP-070"),
        (PAGE, "CMP-071"),
        (PAGE, "CMP-079"),
        (PAGE, "FIN-003"),
        (FUND, "PCC-054"),
        (MAP, "OWN-073"),
        (MAP, "OWN-076"),
        (MAP, "OWN-077"),
        (MAP, "ENG-003"),
        (MAP, "CMP-006"),
        (MAP, "GOV-004"),
        (TIMETABLE, "OWN-003"),
        (TIMETABLE, "OWN-053"),
        (TIMETABLE, "OWN-074"),
        (TIMETABLE, "OWN-075"),
        (TIMETABLE, "OWN-077"),
        (REVIEWS, "CMP-006"),
        (REVIEWS, "OWN-053"),
    ],
)
def test_what_passes(reports: dict[str, Report], name: str, code: str) -> None:
    assert outcome(reports[name], code).verdict is Verdict.PASS


@pytest.mark.parametrize("code", ["ARI-001", "FIN-006", "FIN-008", "FIN-072"])
def test_what_no_figure_decides_is_not_said_to_pass(reports: dict[str, Report], code: str) -> None:
    """The page gives no saving of any year; that is told once, and these wait for it."""
    found = outcome(reports[PAGE], code)
    assert found.verdict is Verdict.CANNOT_ASSESS
    assert all(one.blocked_by for one in found.findings)


@pytest.mark.parametrize("name", [PAGE, FUND, MAP, TIMETABLE, REVIEWS])
def test_nothing_is_left_open_that_no_finding_explains(reports: dict[str, Report], name: str) -> None:
    loose = [
        (one.rule, pointer(finding.path))
        for one in reports[name].outcomes
        for finding in one.findings
        if finding.verdict is Verdict.CANNOT_ASSESS and not finding.blocked_by
    ]
    assert loose == []


def test_the_figures_are_in_the_messages(reports: dict[str, Report]) -> None:
    assert said(reports[MAP], "OWN-053") == [
        "Business case for accountable care organisation Agreed; NHSE ISAP process initiated (M6, July 2018) is listed"
        " after Launch of new accountable care organisation (M5, April 2020), but is due before it."
    ]
    assert said(reports[MAP], "GOV-070") == [
        "Organisational form and development timeline agreed by sovereign organisations (M2) is due in July 2017,"
        " but Sussex Partnership NHS FT decides in September 2017."
    ]
    assert said(reports[REVIEWS], "OWN-005") == [
        f'Whole System Review: {project}: due in July {year}, but of the 10 milestones worded "Plans to be taken'
        ' forward agreed" only 1 is due then.'
        for project, year in (("Paediatrics, Community", 2018), ("Trauma & Orthopaedics", 2019))
    ]
    assert said(reports[PAGE], "CMP-002") == ['Template text is still there: "Section description goes here".'] * 4
    assert said(reports[PAGE], "FIN-011") == [
        "The plan does not state the cash-releasing productivity gain that it assumes for each year; at least 1.1% a"
        " year is expected."
    ]
    assert said(reports[PAGE], "BEN-002")[0].endswith("Not given: baseline, target and by when.")
