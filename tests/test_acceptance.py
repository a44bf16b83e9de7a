"""What the real STP plan, CIP return and contract return must yield; `docs/acceptance.md` says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planlint import engine, packs, readers
from planlint.model import Finding, Outcome, Report, Verdict, pointer

AS_OF = date(2017, 8, 9)
CIP, CONTRACT, PLAN = "esbt-cip-2017-05", "esbt-contract-activity-2017-05", "hw-stp-plan-2016-09"


@pytest.fixture(scope="module")
def pack() -> packs.Pack:
    return packs.load()


@pytest.fixture(scope="module")
def reports(root: Path, pack: packs.Pack) -> dict[str, Report]:
    found = {}
    for name in (CIP, CONTRACT, PLAN):
        path = root / "fixtures" / "real" / f"{name}.yaml"
        found[name] = engine.check(readers.read(path.read_bytes(), path.name), pack, AS_OF)
    return found


def outcome(report: Report, code: str) -> Outcome:
    return next(one for one in report.outcomes if one.rule == code)


def told(report: Report, code: str, verdict: Verdict) -> list[tuple[str, str | None]]:
    """Where a rule speaks with a verdict, and by how much: pointer and difference."""
    return [(pointer(one.path), one.difference) for one in outcome(report, code).findings if one.verdict is verdict]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        (PLAN, "CMP-005", [("/stated/areas", "2")]),
        (CONTRACT, "ARI-007", [("/adjustments/0", "-700000")]),
        (CONTRACT, "ARI-005", [("/subtotal/var_total", "-158150"), ("/final/var_total", "-158150")]),
        (CIP, "MON-010", [("/ytd_workstream/8", "16.7")]),
        (CIP, "MON-060", [("/ytd_division/8", "16.7")]),
        (CIP, "QIA-004", [("/schemes/0", None), ("/schemes/1", None)]),
        (CIP, "MON-013", [("/full_year", None)]),
        (CIP, "MON-064", [("/full_year/4/name", None), ("/full_year/5/name", None), ("/full_year/7/name", None)]),
    ],
)
def test_what_must_be_found(
    reports: dict[str, Report], name: str, code: str, expected: list[tuple[str, str | None]]
) -> None:
    assert told(reports[name], code, Verdict.FAIL) == expected


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        (PLAN, "FIN-005", [("/finance/shortfall/2020~121", "-1")]),
        (
            CONTRACT,
            "ARI-001",
            [
                ("/subtotal/fin_plan", "-1"),
                ("/subtotal/fin_actual", "1"),
                ("/subtotal/variance", "1"),
                ("/subtotal/var_cost", "1"),
                ("/subtotal/var_volume", "1"),
                ("/subtotal/var_total", "1"),
            ],
        ),
        (CONTRACT, "ARI-003", [("/lines/7/variance", "1"), ("/lines/11/variance", "-1"), ("/lines/14/variance", "1")]),
        (
            CONTRACT,
            "ARI-055",
            [("/lines/6/var_total", "1"), ("/lines/7/var_total", "1"), ("/lines/8/var_total", "-1")],
        ),
        (
            CIP,
            "ARI-001",
            [("/ytd_workstream/8/plan", "1"), ("/ytd_workstream/8/variance", "-1"), ("/full_year/9/non_pay", "-0.01")],
        ),
        (
            CIP,
            "ARI-002",
            [("/full_year/2/total", "0.01"), ("/full_year/4/total", "-0.01"), ("/full_year/8/total", "-0.01")],
        ),
        (CIP, "ARI-053", [("/ytd_division/3/variance", "1"), ("/ytd_division/5/variance", "-1")]),
    ],
)
def test_what_agrees_only_within_rounding(
    reports: dict[str, Report], name: str, code: str, expected: list[tuple[str, str | None]]
) -> None:
    assert told(reports[name], code, Verdict.PASS) == expected
    assert {one.rounding for one in outcome(reports[name], code).findings if one.verdict is Verdict.PASS} == {
        "agrees only within rounding"
    }


@pytest.mark.parametrize("code", ["ARI-001", "ARI-002", "ARI-003", "ARI-053", "CMP-005", "CMP-055", "MON-001"])
def test_what_passes_in_the_cip_return(reports: dict[str, Report], code: str) -> None:
    """The division totals foot, there are 8 workstreams and 1 adjustment, and month 2 ends on 31 May 2017."""
    assert outcome(reports[CIP], code).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("name", "code"), [(CIP, "ARI-062"), (CIP, "ARI-063"), (CIP, "ARI-064"), (CONTRACT, "ARI-063")]
)
def test_the_tables_are_possible_as_a_whole(reports: dict[str, Report], name: str, code: str) -> None:
    """Some unrounded figures print as each of them, although not all of their totals agree as printed."""
    found = outcome(reports[name], code)
    assert found.verdict is Verdict.PASS
    assert [one.rounding for one in found.findings] == ["agrees only within rounding"]


def test_the_final_line_of_the_contract_is_its_subtotal_and_adjustment(reports: dict[str, Report]) -> None:
    """Exactly, in all six columns: that its actual is not adjusted is told once, at the adjustment (ARI-007)."""
    assert outcome(reports[CONTRACT], "ARI-057").verdict is Verdict.PASS
    assert outcome(reports[CONTRACT], "ARI-057").findings == ()


def test_every_figure_that_a_year_lacks_is_told(reports: dict[str, Report]) -> None:
    """Resource, requirement and shortfall are given for 2020/21 alone, of five years."""
    assert outcome(reports[PLAN], "FIN-001").counts.failed == 4
    assert len(told(reports[PLAN], "FIN-001", Verdict.FAIL)) == 12


def test_the_figures_are_in_the_messages(reports: dict[str, Report]) -> None:
    def said(name: str, code: str) -> list[str]:
        return [one.message for one in outcome(reports[name], code).findings if one.verdict is Verdict.FAIL]

    assert said(PLAN, "CMP-005") == ["The text says there are 14 programme areas, but the list has 12."]
    assert said(CIP, "MON-010") == ["The total is on plan, but 3 of 6 workstreams have saved less than 90% of theirs."]
    assert said(CIP, "MON-060") == ["The total is on plan, but 4 of 8 divisions have saved less than 90% of theirs."]
    assert (
        "volume of -£346,334 explain £4,046,175, but the variance shown is £3,888,025" in said(CONTRACT, "ARI-005")[0]
    )
    assert (
        "volume of -£346,334 explain £3,346,175, but the variance shown is £3,188,025" in said(CONTRACT, "ARI-005")[1]
    )
    assert "closes beds (33 so far, 10 to come)" in said(CIP, "QIA-004")[0]
    assert "closes beds (0 so far, 12 to come)" in said(CIP, "QIA-004")[1]
    assert "Missing: Income, Non Pay, Workforce." in said(CIP, "MON-013")[0]


# ---------------------------------------------------------------------- one thing taken from a good plan


def unblocked(report: Report) -> list[Finding]:
    return [
        finding
        for one in report.outcomes
        for finding in one.findings
        if finding.verdict in (Verdict.FAIL, Verdict.CANNOT_ASSESS) and not finding.blocked_by
    ]


@pytest.mark.parametrize(
    ("kind", "taken", "left", "code", "where", "line_of"),
    [
        (
            "stp-plan",
            "owner: {role: Chief operating officer, organisation: Exampleshire Hospitals NHS Foundation Trust}\n"
            "    start: 2017-06-01",
            "start: 2017-06-01",
            "OWN-001",
            "/actions/1",
            "  - id: A02",
        ),
        ("stp-plan", "2018/19: 37, ", "", "FIN-001", "/finance/shortfall/2018~119", "  shortfall: {"),
        (
            "cip-return",
            ", pay: 5.15, non_pay: 4.80, total: 11.80}",
            ", pay: 5.15, non_pay: 4.80}",
            "CMP-063",
            "/full_year/7/total",
            "  - {name: Total, income",
        ),
    ],
)
def test_one_thing_less_is_one_thing_said(
    root: Path, pack: packs.Pack, kind: str, taken: str, left: str, code: str, where: str, line_of: str
) -> None:
    """At its line, once: what follows from it is blocked by it."""
    path = root / "fixtures" / "clean" / f"{kind}.yaml"
    text = path.read_text(encoding="utf-8")
    assert taken in text
    whole = engine.check(readers.read(text.encode(), path.name), pack, AS_OF)
    assert unblocked(whole) == []
    report = engine.check(readers.read(text.replace(taken, left, 1).encode(), path.name), pack, AS_OF)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith(line_of))
    found = unblocked(report)
    assert [(one.rule, pointer(one.path), one.place.line) for one in found] == [(code, where, line)]
