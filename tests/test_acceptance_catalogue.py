"""What the rules of the completed catalogue say of real plans and returns; `docs/acceptance-catalogue.md` says why."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from planlint import readers
from planlint.engine import check
from planlint.model import Outcome, Verdict, pointer
from planlint.packs import Pack, load

ROOT = Path(__file__).resolve().parent.parent
HW, LLR, SIP = "hw-stp-plan-2016-09", "llr-stp-plan-2016-06", "esbt-sip-2017-05"
CONTRACT, CIP, BUDGET = "esbt-contract-activity-2017-05", "esbt-cip-2017-05", "hw-budget-prioritisation-2016-09"
PAPER20, PAPER21 = "esbt-board-paper-2017-08-20", "esbt-board-paper-2017-08-21"
ESBT, SNEE, RISK = "esbt-control-total-2017-18", "snee-control-total-2019-20", "esbt-financial-risk-2017-07"


@cache
def pack() -> Pack:
    return load(ROOT)


@cache
def outcomes(file: str) -> dict[str, Outcome]:
    name = f"fixtures/real/{file}.yaml"
    report = check(readers.read((ROOT / name).read_bytes(), name), pack(), date(2017, 8, 9))
    return {one.rule: one for one in report.outcomes}


# How many things passed, failed, were not applicable and could not be assessed.
COUNTS = [
    *[(file, "CMP-001", (0, 1, 0, 0)) for file in (HW, LLR, SIP, CONTRACT, CIP, BUDGET, ESBT, SNEE, RISK)],
    (HW, "CMP-003", (4, 1, 0, 0)),
    (HW, "CMP-004", (2, 0, 0, 0)),
    (HW, "CMP-007", (0, 1, 0, 0)),
    (HW, "CMP-008", (1, 0, 0, 0)),
    (HW, "CMP-057", (0, 1, 0, 0)),
    (HW, "CMP-058", (0, 3, 0, 0)),
    (HW, "ENG-006", (0, 1, 0, 0)),
    (HW, "ENG-007", (1, 0, 0, 0)),
    (HW, "ENG-056", (1, 0, 0, 0)),
    (HW, "FIN-004", (0, 0, 1, 0)),
    (HW, "FIN-007", (0, 1, 0, 0)),
    (HW, "FIN-009", (3, 0, 0, 0)),
    (HW, "FIN-011", (0, 0, 1, 0)),
    (HW, "FIN-059", (2, 1, 0, 0)),
    (HW, "GOV-001", (0, 1, 0, 0)),
    (HW, "GOV-008", (0, 1, 0, 0)),
    (HW, "OWN-006", (0, 2, 0, 0)),
    (HW, "OWN-057", (1, 0, 0, 0)),
    (HW, "PCC-001", (0, 1, 0, 0)),
    (HW, "PCC-002", (0, 1, 0, 0)),
    (HW, "QIA-003", (1, 0, 0, 0)),
    (HW, "QIA-053", (0, 6, 0, 0)),
    (HW, "RDB-004", (0, 1, 0, 0)),
    (LLR, "CMP-007", (1, 0, 0, 0)),
    (LLR, "CMP-054", (0, 1, 0, 0)),
    (LLR, "GOV-005", (0, 1, 0, 0)),
    (LLR, "GOV-055", (0, 0, 1, 0)),
    (LLR, "GOV-065", (0, 1, 0, 0)),
    (LLR, "QIA-003", (0, 1, 0, 0)),
    (LLR, "QIA-053", (0, 0, 1, 0)),
    (SIP, "BEN-005", (0, 0, 0, 2)),
    (SIP, "FIN-009", (1, 1, 0, 0)),
    (SIP, "MON-014", (0, 4, 0, 5)),
    (SIP, "OWN-007", (0, 1, 0, 0)),
    (SIP, "OWN-057", (1, 0, 0, 0)),
    (PAPER20, "FIN-009", (3, 3, 0, 0)),
    (PAPER20, "OWN-007", (0, 1, 0, 0)),
    (PAPER20, "GOV-001", (0, 0, 1, 0)),
    (PAPER21, "FIN-009", (0, 1, 0, 0)),
    (PAPER21, "GOV-001", (4, 2, 0, 0)),
    (CONTRACT, "ARI-006", (0, 1, 0, 0)),
    (CONTRACT, "FIN-010", (1, 0, 0, 0)),
    (CIP, "FIN-010", (0, 0, 1, 0)),
    (CIP, "QIA-002", (0, 0, 1, 0)),
    (BUDGET, "BUD-004", (0, 10, 0, 0)),
    (BUDGET, "BUD-005", (0, 0, 0, 12)),
    (ESBT, "GOV-001", (0, 1, 0, 0)),
    (SNEE, "GOV-001", (0, 1, 0, 0)),
]


@pytest.mark.parametrize(("file", "rule", "counts"), COUNTS)
def test_each_thing_gets_the_verdict_worked_out_by_hand(file: str, rule: str, counts: tuple[int, ...]) -> None:
    found = outcomes(file)[rule].counts
    assert (found.passed, found.failed, found.not_applicable, found.cannot_assess) == counts


# Where a failure stands, and the words and figures that a reader must see there.
FIGURES = [
    (HW, "FIN-059", "/figures/2/number", "is 2.5 in paragraph 3, but 2.8 according to The King's Fund"),
    (HW, "QIA-053", "/assessments/5", 'the assessment of "equality" finds no issues and does not say why'),
    (HW, "CMP-003", "/board_priorities/4", 'leaves "Other (specify below)" without an answer'),
    (HW, "OWN-006", "/narrative/0/text", "at the appropriate time"),
    (HW, "OWN-006", "/narrative/1/text", "in due course"),
    (LLR, "GOV-005", "/workstreams_mentioned/0/name", '"Implementation" a workstream, but it is not among the 6'),
    (LLR, "GOV-065", "/workstreams", "None of the 6 workstreams says which of the 11 priorities it serves"),
    (LLR, "CMP-054", "/narrative/0/references/0", 'refers to "Presentation"'),
    (SIP, "FIN-009", "/figures/2/amount", "£36.4m in section 3 and £39.9m in section 1"),
    (SIP, "OWN-007", "/meetings_stated/0/date", "9 September 2017 for The governing board, which is a Saturday"),
    (SIP, "MON-014", "/projects/4", "0.0% of its planned staff (0 of 4)"),
    (PAPER20, "FIN-009", "/figures/2/amount", "£36.4m in section 3 and £39.9m in section 1"),
    (
        PAPER20,
        "OWN-007",
        "/meetings_stated/0/date",
        "9 September 2017 for Alliance Governing Board, which is a Saturday",
    ),
    (PAPER21, "FIN-009", "/figures/1/amount", "£235m in minutes 09/17 and £169m in cover sheet"),
    (PAPER21, "GOV-001", "/approvals/5", "NHS England has neither approved this"),
    (PAPER21, "GOV-001", "/approvals/6", "NHS Improvement has neither approved this"),
    (
        CONTRACT,
        "ARI-006",
        "/lines",
        "12 of 12 lines price a change in activity at the actual price, and 0 at the planned one. "
        "At the planned price the volume effect of these lines would be -£331,917, not -£346,335",
    ),
]


@pytest.mark.parametrize(("file", "rule", "where", "words"), FIGURES)
def test_each_discrepancy_is_found_with_its_figures(file: str, rule: str, where: str, words: str) -> None:
    found = {pointer(one.path): one.message for one in outcomes(file)[rule].findings if one.verdict is Verdict.FAIL}
    assert words in found[where]


def test_the_average_footprint_agrees_with_the_public_source_only_within_rounding() -> None:
    """1.3 million and 1.2 million may both be 1.25; the largest, 2.5 and 2.8, may not be one figure."""
    (found,) = [one for one in outcomes(HW)["FIN-059"].findings if one.verdict is Verdict.PASS]
    assert (pointer(found.path), found.rounding) == ("/figures/0/number", "agrees only within rounding")


def test_one_cause_of_a_plan_without_changes_is_told_once() -> None:
    """CMP-057 asks for the list of service changes; every rule that looks at changes waits for it."""
    (cause,) = outcomes(HW)["CMP-057"].findings
    for rule in ("QIA-001", "QIA-004", "QIA-005", "ENG-002", "ENG-003", "ENG-004", "ENG-005", "ENG-054", "ENG-066"):
        (waiting,) = outcomes(HW)[rule].findings
        assert (waiting.verdict, waiting.blocked_by) == (Verdict.CANNOT_ASSESS, (cause.fingerprint,))


def test_every_case_stands_in_the_reviewers_table() -> None:
    table = (ROOT / "docs/acceptance-catalogue.md").read_text(encoding="utf-8")
    assert [one for one in COUNTS if one[1] not in table or one[0] not in table] == []
