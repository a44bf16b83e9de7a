"""What real monthly returns must yield: the table of `docs/acceptance-monthly.md`, worked out by hand beforehand."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from planlint import readers
from planlint.engine import check
from planlint.model import Finding, Outcome, Verdict, pointer
from planlint.packs import Pack, load

ROOT = Path(__file__).resolve().parent.parent
SIP = "esbt-sip-2017-05"
RISK = "esbt-financial-risk-2017-07"
BUDGET = "hw-budget-prioritisation-2016-09"
SNEE = "snee-control-total-2019-20"
ESBT = "esbt-control-total-2017-18"
CIP = "esbt-cip-2017-05"
CONTRACT = "esbt-contract-activity-2017-05"


@cache
def pack() -> Pack:
    return load(ROOT)


@cache
def outcomes(file: str, as_of: date) -> dict[str, Outcome]:
    content = (ROOT / file).read_bytes()
    report = check(readers.read(content, file), pack(), as_of)
    return {one.rule: one for one in report.outcomes}


def real(file: str, rule: str) -> Outcome:
    return outcomes(f"fixtures/real/{file}.yaml", date(2017, 8, 9))[rule]


def of(outcome: Outcome, verdict: Verdict) -> list[Finding]:
    return [one for one in outcome.findings if one.verdict is verdict]


# How many things passed, failed, were not applicable and could not be assessed.
COUNTS = [
    (SIP, "ARI-003", (0, 0, 1, 0)),
    (SIP, "ARI-004", (0, 0, 1, 0)),
    (SIP, "ARI-008", (1, 0, 0, 0)),
    (SIP, "ARI-009", (1, 1, 0, 0)),
    (SIP, "ARI-011", (31, 2, 0, 0)),
    (SIP, "ARI-058", (0, 0, 0, 1)),
    (SIP, "CMP-003", (12, 21, 0, 0)),
    (SIP, "CMP-005", (1, 0, 0, 0)),
    (SIP, "FIN-006", (0, 0, 0, 1)),
    (SIP, "FIN-008", (0, 1, 0, 0)),
    (SIP, "MON-001", (1, 0, 0, 0)),
    (SIP, "MON-002", (15, 0, 0, 21)),
    (SIP, "MON-003", (0, 0, 0, 33)),
    (SIP, "MON-004", (0, 0, 0, 33)),
    (SIP, "MON-005", (25, 8, 0, 0)),
    (SIP, "MON-006", (0, 3, 0, 0)),
    (SIP, "MON-007", (0, 1, 0, 0)),
    (SIP, "MON-008", (2, 7, 3, 6)),
    (SIP, "MON-063", (0, 0, 0, 33)),
    (SIP, "OWN-004", (0, 8, 0, 0)),
    (SIP, "OWN-005", (8, 2, 0, 0)),
    (SIP, "OWN-008", (1, 1, 0, 0)),
    (RISK, "ARI-001", (1, 0, 0, 0)),
    (RISK, "ARI-004", (0, 1, 0, 0)),
    (RISK, "ARI-008", (3, 0, 0, 0)),
    (RISK, "ARI-009", (0, 0, 1, 0)),
    (RISK, "ARI-010", (0, 3, 0, 0)),
    (RISK, "ARI-051", (2, 0, 0, 0)),
    (RISK, "CMP-003", (2, 4, 0, 0)),
    (RISK, "GOV-006", (3, 0, 0, 3)),
    (RISK, "GOV-056", (3, 3, 0, 0)),
    (BUDGET, "BUD-001", (0, 0, 0, 1)),
    (BUDGET, "BUD-002", (0, 1, 0, 0)),
    (BUDGET, "BUD-003", (0, 12, 0, 0)),
    (BUDGET, "FIN-001", (1, 0, 0, 0)),
    (BUDGET, "FIN-003", (1, 0, 0, 0)),
    (BUDGET, "FIN-005", (1, 0, 0, 0)),
    (SNEE, "CTL-001", (0, 0, 0, 1)),
    (SNEE, "CTL-002", (5, 0, 0, 0)),
    (SNEE, "CTL-003", (0, 0, 0, 1)),
    (SNEE, "CTL-004", (0, 1, 0, 0)),
    (SNEE, "CTL-052", (5, 1, 0, 0)),
    (ESBT, "CTL-001", (0, 0, 0, 1)),
    (ESBT, "CTL-002", (0, 1, 0, 0)),
    (ESBT, "CTL-004", (0, 1, 0, 0)),
    (ESBT, "CTL-052", (0, 0, 1, 0)),
    (CIP, "ARI-004", (1, 0, 0, 0)),
    (CIP, "FIN-006", (0, 1, 0, 0)),
    (CIP, "FIN-008", (0, 0, 0, 1)),
    (CIP, "MON-001", (1, 0, 0, 0)),
    (CIP, "MON-003", (0, 0, 1, 0)),
    (CIP, "MON-009", (0, 1, 0, 0)),
    (CIP, "MON-011", (3, 1, 0, 2)),
    (CIP, "MON-012", (0, 1, 0, 0)),
    (CIP, "QIA-001", (0, 2, 0, 0)),
    (CONTRACT, "ARI-004", (1, 0, 0, 0)),
    (CONTRACT, "ARI-008", (0, 1, 0, 0)),
    (CONTRACT, "ARI-009", (0, 1, 0, 0)),
    (CONTRACT, "MON-001", (1, 0, 0, 0)),
    (CONTRACT, "CMP-003", (16, 0, 0, 0)),
    (CIP, "OWN-008", (0, 0, 1, 0)),
]


@pytest.mark.parametrize(("file", "rule", "counts"), COUNTS)
def test_each_thing_gets_the_verdict_worked_out_by_hand(file: str, rule: str, counts: tuple[int, ...]) -> None:
    found = real(file, rule).counts
    assert (found.passed, found.failed, found.not_applicable, found.cannot_assess) == counts


# Where a failure stands, and the figures that a reader must see there.
FIGURES = [
    (SIP, "ARI-009", "/claims/1/percent", "39.1% of plan, not 30%"),
    (SIP, "ARI-011", "/projects/7/activity", "puts 4 measures on one line"),
    (SIP, "ARI-011", "/projects/11/staff_unit", "Care Home Plus counts its staff in another unit"),
    (SIP, "FIN-008", "/savings/unidentified", "£9m, or 24.7%, of the year's target"),
    (SIP, "MON-005", "/projects/12/stage", "Enhanced HIT"),
    (SIP, "MON-006", "/projects/14/issue", "planned spend to date, spend to date, plan to date of"),
    (SIP, "MON-007", "/projects/9/issue", "780 were counted this month, against 783 a month before"),
    (
        SIP,
        "MON-008",
        "/projects/8",
        "34.21 of 34.5 staff but only 48.3% of the patients planned, and each patient costs 173.1%",
    ),
    (SIP, "MON-008", "/projects/9", "£47 against £119 planned: 39.1% of plan"),
    (SIP, "OWN-005", "/milestones/6/due", 'of the 10 milestones worded "Plans to be taken forward agreed" only 1'),
    (SIP, "OWN-008", "/years_stated/1/year", "says 2016/17, but the return is for 2017/18"),
    (RISK, "ARI-010", "/explanations/0/total", "accounts for -£30,000k of -£32,000k"),
    (BUDGET, "BUD-002", "/stated_areas", "14 programme areas, but the list has 12"),
    (SNEE, "CTL-052", "/organisations_in_plan/5", "East of England Ambulance Service Trust"),
    (CIP, "FIN-006", "/ytd_workstream/8/plan", "Only £1,554k of the £28.7m"),
    (CIP, "MON-009", "/ytd_division", "36.0% of the savings to date (£560k of £1,554k)"),
    (CIP, "MON-011", "/ytd_workstream/0/plan", "should save £6.32m"),
    (CONTRACT, "ARI-008", "/stated/var_volume", "-£346,334"),
    (CONTRACT, "ARI-009", "/claims/0/amount", "is £3.9m, not £3.2m"),
]


@pytest.mark.parametrize(("file", "rule", "where", "figures"), FIGURES)
def test_each_discrepancy_is_found_with_its_figures(file: str, rule: str, where: str, figures: str) -> None:
    found = {pointer(one.path): one.message for one in of(real(file, rule), Verdict.FAIL)}
    assert figures in found[where]


def test_the_gap_of_the_explanation_is_worked_out() -> None:
    (gap,) = [one for one in of(real(RISK, "ARI-010"), Verdict.FAIL) if pointer(one.path) == "/explanations/0/total"]
    assert (gap.difference, gap.unit) == ("-2000", "£k")


def test_figures_that_print_alike_are_passed_by_rounding() -> None:
    shown = {
        (rule, pointer(one.path))
        for file, rule in ((SIP, "ARI-008"), (SIP, "ARI-009"), (RISK, "ARI-008"), (BUDGET, "FIN-005"))
        for one in of(real(file, rule), Verdict.PASS)
    }
    assert shown == {
        ("ARI-008", "/stated/exp_planned"),
        ("ARI-008", "/stated/exp_actual"),
        ("ARI-009", "/claims/0/percent"),
        ("ARI-008", "/stated/1/value"),
        ("FIN-005", "/shortfall/2020~121"),
    }


def test_every_case_stands_in_the_reviewers_table() -> None:
    table = (ROOT / "docs/acceptance-monthly.md").read_text(encoding="utf-8")
    assert [one for one in COUNTS if one[1] not in table or one[0] not in table] == []


@pytest.mark.parametrize(
    "kind",
    [
        "sip-return",
        "financial-risk-assessment",
        "budget-prioritisation",
        "control-total",
        "cip-return",
        "contract-activity-return",
    ],
)
def test_a_complete_return_is_passed_in_silence(kind: str) -> None:
    judged = outcomes(f"fixtures/clean/{kind}.yaml", date(2018, 11, 1)).values()
    assert [one.rule for one in judged if one.counts.failed or one.counts.cannot_assess] == []
    assert sum(one.counts.passed for one in judged) > 10
