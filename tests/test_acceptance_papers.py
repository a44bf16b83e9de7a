"""What real papers, engagement plans and an appraisal of options must yield: the table of `docs/acceptance-papers.md`,
worked out by hand beforehand."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from planlint import readers
from planlint.engine import check
from planlint.model import Document, Finding, Outcome, Report, Verdict, pointer
from planlint.packs import Pack, load

ROOT = Path(__file__).resolve().parent.parent
CIP_PAPER = "esbt-board-paper-2017-08-20"
MODEL_PAPER = "esbt-board-paper-2017-08-21"
HW_PAPER = "hw-board-paper-2016-09"
LLR = "llr-engagement-plan-2016"
ESBT = "esbt-engagement-plan-2017-06"
OPTIONS = "esbt-business-case-2017-06"
AS_OF = date(2017, 8, 9)


@cache
def pack() -> Pack:
    return load(ROOT)


def checked(content: bytes, name: str) -> Report:
    document = readers.read(content, name)
    assert isinstance(document, Document)
    return check(document, pack(), AS_OF)


@cache
def outcomes(file: str) -> dict[str, Outcome]:
    return {one.rule: one for one in checked((ROOT / file).read_bytes(), file).outcomes}


def real(file: str, rule: str) -> Outcome:
    return outcomes(f"fixtures/real/{file}.yaml")[rule]


def of(outcome: Outcome, verdict: Verdict = Verdict.FAIL) -> list[Finding]:
    return [one for one in outcome.findings if one.verdict is verdict]


# How many things passed, failed, were not applicable and could not be assessed.
COUNTS = [
    (CIP_PAPER, "ARI-080", (5, 0, 0, 0)),
    (CIP_PAPER, "ARI-081", (5, 0, 0, 0)),
    (CIP_PAPER, "CMP-051", (11, 1, 0, 0)),
    (CIP_PAPER, "CMP-059", (1, 0, 0, 0)),
    (CIP_PAPER, "GOV-002", (1, 0, 0, 0)),
    (CIP_PAPER, "GOV-003", (0, 2, 0, 0)),
    (CIP_PAPER, "GOV-004", (1, 0, 0, 0)),
    (CIP_PAPER, "GOV-052", (0, 2, 0, 0)),
    (CIP_PAPER, "GOV-053", (0, 0, 1, 0)),
    (CIP_PAPER, "GOV-054", (0, 1, 0, 0)),
    (CIP_PAPER, "GOV-062", (1, 0, 0, 0)),
    (CIP_PAPER, "GOV-086", (6, 0, 0, 0)),
    (CIP_PAPER, "GOV-087", (1, 0, 0, 0)),
    (MODEL_PAPER, "ARI-080", (1, 0, 0, 0)),
    (MODEL_PAPER, "ENG-088", (0, 1, 0, 0)),
    (MODEL_PAPER, "GOV-002", (1, 0, 0, 0)),
    (MODEL_PAPER, "GOV-004", (1, 0, 0, 0)),
    (MODEL_PAPER, "GOV-054", (0, 0, 1, 0)),
    (CIP_PAPER, "CMP-001", (0, 1, 0, 0)),
    (CIP_PAPER, "CMP-004", (5, 0, 0, 0)),
    (CIP_PAPER, "CMP-054", (1, 0, 0, 0)),
    (CIP_PAPER, "ENG-088", (0, 0, 1, 0)),
    (CIP_PAPER, "FIN-009", (3, 3, 0, 0)),
    (CIP_PAPER, "GOV-001", (0, 0, 1, 0)),
    (CIP_PAPER, "OWN-007", (0, 1, 0, 0)),
    (CIP_PAPER, "OWN-057", (1, 0, 0, 0)),
    (CIP_PAPER, "QIA-003", (0, 1, 0, 0)),
    (CIP_PAPER, "QIA-053", (0, 0, 1, 0)),
    (MODEL_PAPER, "FIN-009", (0, 1, 0, 0)),
    (MODEL_PAPER, "GOV-001", (4, 2, 0, 0)),
    (MODEL_PAPER, "QIA-003", (0, 1, 0, 0)),
    (MODEL_PAPER, "QIA-053", (0, 1, 0, 1)),
    (HW_PAPER, "OWN-007", (1, 0, 0, 0)),
    (HW_PAPER, "QIA-003", (1, 0, 0, 0)),
    (HW_PAPER, "QIA-053", (0, 5, 0, 0)),
    (LLR, "CMP-054", (0, 1, 0, 0)),
    (LLR, "ENG-001", (0, 1, 0, 0)),
    (LLR, "ENG-002", (0, 1, 0, 0)),
    (LLR, "ENG-003", (0, 0, 1, 0)),
    (LLR, "ENG-005", (0, 1, 0, 0)),
    (LLR, "ENG-006", (0, 1, 0, 0)),
    (LLR, "ENG-007", (0, 1, 0, 0)),
    (LLR, "ENG-066", (0, 1, 0, 0)),
    (LLR, "OWN-006", (1, 1, 0, 0)),
    (LLR, "QIA-001", (0, 1, 0, 0)),
    (ESBT, "ENG-007", (0, 1, 0, 0)),
    (ESBT, "ENG-088", (0, 1, 0, 0)),
    (OPTIONS, "GOV-001", (0, 1, 0, 0)),
    (OPTIONS, "RDB-004", (0, 1, 0, 0)),
    (HW_PAPER, "ENG-088", (0, 1, 0, 0)),
    (HW_PAPER, "GOV-002", (0, 1, 0, 0)),
    (HW_PAPER, "GOV-004", (0, 0, 0, 1)),
    (HW_PAPER, "GOV-052", (0, 1, 0, 0)),
    (HW_PAPER, "GOV-062", (0, 1, 0, 0)),
    (LLR, "CMP-009", (1, 0, 0, 0)),
    (LLR, "CMP-059", (1, 0, 0, 0)),
    (LLR, "ENG-053", (0, 1, 0, 0)),
    (LLR, "ENG-063", (0, 0, 1, 0)),
    (LLR, "ENG-088", (1, 0, 0, 0)),
    (ESBT, "CMP-005", (1, 0, 0, 0)),
    (ESBT, "ENG-083", (0, 5, 0, 0)),
    (ESBT, "ENG-087", (2, 0, 0, 0)),
    (OPTIONS, "BEN-001", (0, 1, 0, 0)),
    (OPTIONS, "GOV-007", (1, 4, 0, 0)),
    (OPTIONS, "GOV-057", (0, 1, 0, 0)),
    (OPTIONS, "GOV-080", (1, 0, 0, 0)),
    (OPTIONS, "GOV-081", (0, 0, 1, 0)),
    (OPTIONS, "OWN-082", (0, 1, 0, 0)),
]


@pytest.mark.parametrize(("file", "rule", "wanted"), COUNTS)
def test_how_many_things_got_each_verdict(file: str, rule: str, wanted: tuple[int, int, int, int]) -> None:
    counts = real(file, rule).counts
    assert (counts.passed, counts.failed, counts.not_applicable, counts.cannot_assess) == wanted


SAID = [
    (
        CIP_PAPER,
        "FIN-009",
        ["/figures/1/amount", "/figures/2/amount", "/figures/4/amount"],
        ["is £27m in minutes 09/17 and £36.4m", "£36.4m in section 3 and £39.9m", "£25m in minutes 08/17 and £36.5m"],
    ),
    (CIP_PAPER, "OWN-007", ["/meetings_stated/0/date"], ["9 September 2017", "Saturday"]),
    (MODEL_PAPER, "FIN-009", ["/figures/1/amount"], ["£235m", "£169m"]),
    (MODEL_PAPER, "GOV-001", ["/approvals/5", "/approvals/6"], ["NHS England", "NHS Improvement"]),
    (LLR, "CMP-054", ["/narrative/0/references/0"], ["Presentation"]),
    (LLR, "OWN-006", ["/narrative/1/text"], ["in due course"]),
    (CIP_PAPER, "CMP-051", ["/minutes/5/item_number"], ["6/17"]),
    (CIP_PAPER, "GOV-003", ["/minutes/4/actions/0", "/minutes/9/actions/0"], ["05/17(ii)", "10/17"]),
    (CIP_PAPER, "GOV-054", ["/data_date"], ["70 days old", "9 August 2017", "60 days"]),
    (CIP_PAPER, "GOV-052", ["/cover/0/answer", "/cover/5/answer"], ["health impact", "section 2.1"]),
    (HW_PAPER, "GOV-052", ["/cover/1/answer"], ["paragraph 25"]),
    (HW_PAPER, "GOV-002", ["/cover"], ["health_impact, key_objective, prior_review"]),
    (LLR, "ENG-053", ["/changes/0/gates"], ["business_case_approved, plan_signed_off"]),
    (
        OPTIONS,
        "GOV-007",
        ["/cases/commercial", "/cases/economic", "/cases/financial", "/cases/management"],
        ["commercial case", "on what terms"],
    ),
    (OPTIONS, "GOV-057", ["/options"], ["to go on as now"]),
]


@pytest.mark.parametrize(("file", "rule", "places", "words"), SAID)
def test_where_it_is_said_and_with_which_figures(file: str, rule: str, places: list[str], words: list[str]) -> None:
    failures = of(real(file, rule))
    assert [pointer(one.path) for one in failures] == places
    said = "\n".join(one.message for one in failures)
    assert [word for word in words if word not in said] == []
    assert all(one.fix for one in failures)


@pytest.mark.parametrize("kind", ["engagement-plan", "business-case", "board-paper"])
def test_a_good_submission_passes_in_silence(kind: str) -> None:
    found = outcomes(f"fixtures/clean/{kind}.yaml")
    assert {
        rule: [one.message for one in outcome.findings] for rule, outcome in found.items() if outcome.findings
    } == {}
    assert all(outcome.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE) for outcome in found.values())


# Sentences of the paper of August 2017, each with a link to the cell that it quotes.
QUOTES = [
    ("esbt-contract-activity-2017-05", "[£37.4m](#/final/fin_plan)", None),
    ("esbt-contract-activity-2017-05", "[£41.3m](#/final/fin_actual)", None),
    ("esbt-contract-activity-2017-05", "[£3.2m](#/final/variance)", None),
    ("esbt-contract-activity-2017-05", "[£3.7m](#/final/var_cost)", None),
    ("esbt-contract-activity-2017-05", "[£500k](#/final/var_volume)", "£500k"),
    ("esbt-contract-activity-2017-05", "[16 points of delivery](#/lines)", None),
    ("esbt-contract-activity-2017-05", "[£3.2m](#/subtotal/variance)", "£3.2m"),
    ("esbt-sip-2017-05", "[33 projects](#/projects)", None),
    ("hw-budget-prioritisation-2016-09", "[£1.327bn](#/available_resource/2020-21)", None),
    ("hw-budget-prioritisation-2016-09", "[£84m](#/shortfall/2020~121)", None),
    ("hw-budget-prioritisation-2016-09", "[£85m](#/shortfall/2020~121)", "£85m"),
    ("hw-budget-prioritisation-2016-09", "[14 programme areas](#/areas)", "14 programme areas"),
    ("esbt-cip-2017-05", "[£28.7m](#/full_year/Total/total)", None),
    ("esbt-cip-2017-05", "[£32m](#/approved)", None),
    ("esbt-cip-2017-05", "[£28.72m](#/full_year/Total/total)", None),
    ("esbt-cip-2017-05", "[£28.8m](#/full_year/Total/total)", "£28.8m"),
]


@pytest.mark.parametrize(("file", "text", "wrong"), QUOTES)
def test_figures_of_the_text_against_the_tables(file: str, text: str, wrong: str | None) -> None:
    content = (ROOT / f"fixtures/real/{file}.yaml").read_text().split("\nnarrative:")[0]
    content += f'\nnarrative:\n  - {{heading: Quoted, text: "{text}"}}\n'
    found = {one.rule: one for one in checked(content.encode(), f"{file}.yaml").outcomes}
    said = [one.message for rule in ("ARI-080", "ARI-081", "ARI-082", "ARI-083") for one in of(found[rule])]
    assert [f"The text says {wrong}," in one for one in said] == ([True] if wrong else [])
