"""What somebody reads who fills in a return for the first time: nothing false, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planlint import engine, packs, readers
from planlint.model import Finding, Report, Result, Verdict
from planlint.reports import View, plain
from planlint.reports._words import figures_words, is_absent

AS_OF = date(2018, 10, 12)
Check = Callable[..., Report]


@pytest.fixture(scope="module")
def pack() -> packs.Pack:
    return packs.load()


@pytest.fixture
def checked(root: Path, pack: packs.Pack) -> Check:
    """Checks a good return with some words of its file changed."""

    def check(kind: str, *changes: tuple[str, str]) -> Report:
        text = (root / "fixtures" / "clean" / f"{kind}.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        return engine.check(readers.read(text.encode(), f"{kind}.yaml"), pack, AS_OF)

    return check


def findings(report: Report, code: str, verdict: Verdict = Verdict.FAIL) -> list[Finding]:
    return [one for out in report.outcomes if out.rule == code for one in out.findings if one.verdict is verdict]


def page(report: Report) -> str:
    return plain.draw(Result("1", AS_OF, 1, "x", (report,)), {}, View())


def test_what_is_there_is_never_said_to_be_absent(checked: Check) -> None:
    report = checked(
        "cip-return", ("audience: board", "audience: Trust Board"), ("contact: cip@exampleshire.example", "")
    )
    (shape,) = findings(report, "SHAPE-ENUM")
    assert not is_absent(shape)
    assert " 1. Line 9 (" in page(report)
    assert "is not given)" not in page(report)


def test_a_reason_code_is_told_as_what_it_is(checked: Check) -> None:
    report = checked("sip-return", ("exp_actual: 405300", "exp_actual: not_available"))
    (open_one,) = findings(report, "ARI-003", Verdict.CANNOT_ASSESS)
    assert open_one.message.endswith('because the spend to date of "Community frailty team" is marked not_available.')
    assert open_one.fix == 'Give the spend to date of "Community frailty team", if there is a figure by now.'
    assert not is_absent(open_one)


def test_what_cannot_be_read_is_not_said_to_be_missing(checked: Check) -> None:
    report = checked("sip-return", ("exp_actual: 405300", "exp_actual: about 405"))
    (open_one,) = findings(report, "ARI-003", Verdict.CANNOT_ASSESS)
    assert open_one.message.endswith("cannot be read.")
    assert open_one.found == "about 405"
    assert figures_words(open_one) == "", "its line shows it"


def test_rules_that_lack_one_thing_are_told_once(checked: Check, root: Path) -> None:
    text = (root / "fixtures/clean/cip-return.yaml").read_text(encoding="utf-8")
    table = text[text.index("ytd_division:") : text.index("full_year:")]
    report = checked("cip-return", (table, ""))
    shown = page(report)
    assert shown.count("because the year to date by division is not given") == 1
    assert "checks could not be made, because the year to date by division is not given." in shown
    for code in ("ARI-053", "CMP-053", "MON-009", "MON-060"):
        assert f"    {code} " in shown


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("annual_target: 12.4", "annual_target: 12400", "FIN-006"),
        ("risk_adjusted: 11.35", "risk_adjusted: 11350", "MON-012"),
    ],
)
def test_a_slip_of_the_unit_is_told(checked: Check, old: str, new: str, code: str) -> None:
    told = [one.fix or "" for one in findings(checked("cip-return", (old, new)), code)]
    assert any("One is about 1,000 times the other" in fix for fix in told)


def test_a_difference_that_is_no_slip_of_the_unit_is_not_told_as_one(checked: Check) -> None:
    told = findings(checked("cip-return", ("risk_adjusted: 11.35", "risk_adjusted: 14.35")), "MON-012")
    assert told
    assert all("times the other" not in (one.fix or "") for one in told)


def test_a_row_without_a_figure_is_told_where_a_total_does_not_add_up(checked: Check) -> None:
    report = checked("cip-return", ("actual: 1198, variance: -42", "actual: not_available, variance: -42"))
    (found,) = findings(report, "ARI-001")
    assert found.message.startswith("Actual of Total is £5,116k, but the sum of the other rows is £3,918k")
    assert found.message.endswith(" 1 without a figure is left out.")


def test_why_a_rule_does_not_apply_is_said(checked: Check) -> None:
    reasons = {one.rule: one.reason for one in checked("cip-return").outcomes if one.verdict is Verdict.NOT_APPLICABLE}
    assert "the rule's condition does not hold here" not in reasons.values()
    assert any(str(reason).startswith("it applies only when ") for reason in reasons.values())


def test_what_should_not_be_is_not_told_as_what_was_expected(checked: Check) -> None:
    report = checked("sip-return", ("cum_planned: 1260", "cum_planned: 12600"))
    (found, *_) = findings(report, "MON-008")
    assert (found.found, found.expected) == (None, None), "no one of two conditions is to blame"
