"""What becomes of one submission: an outcome for every rule due to run, in the submitter's own coordinates."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planlint import engine, packs, readers
from planlint.errors import ToolFault, UsageFault
from planlint.limits import LIMITS
from planlint.model import Finding, Report, Verdict, pointer

CLEAN = """\
kind: plan
title: Ours
total: 300.0
parts:
  - {name: A, value: 100.0, owner: Ann}
  - {name: B, value: 200.0, owner: Bea}
"""


@pytest.fixture(scope="module")
def pack(root: Path) -> packs.Pack:
    return packs.load(root / "tests" / "packs" / "small")


def check(pack: packs.Pack, text: str, **asked: Any) -> Report:
    return engine.check(readers.read(text.encode(), "plan.yaml"), pack, date(2017, 8, 9), **asked)


def findings(report: Report, code: str) -> list[Finding]:
    return [one for outcome in report.outcomes if outcome.rule == code for one in outcome.findings]


def test_every_rule_due_has_an_outcome_also_when_it_passes(pack: packs.Pack) -> None:
    report = check(pack, CLEAN)
    assert [(one.rule, one.verdict) for one in report.outcomes] == [
        ("SML-001", "pass"),
        ("SML-002", "pass"),
        ("SML-003", "pass"),
    ]
    assert (report.kind, report.title, report.pack) == ("plan", "Ours", pack.stamp)
    assert report.counts.passed == 5
    assert report.parameters["largest"].origin.startswith("rules/plan/plan.rules")


def test_a_finding_stands_where_the_submitter_wrote_it(pack: packs.Pack) -> None:
    [one] = findings(check(pack, CLEAN.replace("300.0", "310.0")), "SML-001")
    assert (pointer(one.path), one.place.line, one.place.column) == ("/total", 3, 8)
    assert (one.difference, one.unit, one.found, one.expected, one.slack) == ("10", "£k", "310.0", "300", "0.15")
    assert {pointer(other.path) for other in one.related} == {"/parts/0/value", "/parts/1/value"}


def test_a_fingerprint_outlives_lines_order_and_wording(pack: packs.Pack) -> None:
    bad = CLEAN.replace(", owner: Bea", "")
    moved = "kind: plan\n\n\ntotal: 300\nparts:\n  - {name: B, value: 200.0}\n  - {name: A, value: 100.0, owner: Ann}\n"
    [one], [other] = findings(check(pack, bad), "SML-003"), findings(check(pack, moved), "SML-003")
    assert one.fingerprint == other.fingerprint
    assert (one.path, one.place.line) != (other.path, other.place.line)
    [third] = findings(check(pack, CLEAN.replace(", owner: Ann", "")), "SML-003")
    assert third.fingerprint != one.fingerprint


def test_two_findings_never_share_a_fingerprint(pack: packs.Pack) -> None:
    twice = CLEAN.replace("name: B", "name: A").replace(", owner: Ann", "").replace(", owner: Bea", "")
    marks = [one.fingerprint for one in findings(check(pack, twice), "SML-003")]
    assert len(set(marks)) == 2
    assert marks[1] == f"{marks[0]}-2"


def test_findings_come_in_order_of_place_and_are_bounded(pack: packs.Pack) -> None:
    parts = "".join(f"  - {{name: P{n}, value: 1.0}}\n" for n in range(12))
    text = f"kind: plan\ntotal: 12.0\nparts:\n{parts}"
    report = check(pack, text)
    lines = [one.place.line for one in findings(report, "SML-003")]
    assert lines == list(range(4, 16))
    short = check(pack, text, limits=replace(LIMITS, findings_per_rule=5))
    outcome = next(one for one in short.outcomes if one.rule == "SML-003")
    assert (len(outcome.findings), outcome.omitted, outcome.counts.failed) == (5, 7, 12)


def test_an_unreadable_submission_has_one_outcome(pack: packs.Pack) -> None:
    report = check(pack, "kind: plan\nparts: [1, 2\n")
    assert [one.rule for one in report.outcomes] == ["READ-SYNTAX"]
    assert report.outcomes[0].findings[0].fix
    assert report.counts.failed == 1


@pytest.mark.parametrize("text", ["total: 1\n", "kind: plam\n", "kind: [1]\n", "[1]\n"])
def test_an_unknown_kind_is_all_that_is_said(pack: packs.Pack, text: str) -> None:
    report = check(pack, text)
    assert ([one.rule for one in report.outcomes], report.kind) == (["READ-KIND"], None)


def test_the_kind_can_be_asked_for(pack: packs.Pack) -> None:
    assert check(pack, CLEAN.replace("kind: plan\n", ""), kind="plan").kind == "plan"


def test_rules_run_after_faults_of_shape_and_say_what_blocks_them(pack: packs.Pack) -> None:
    report = check(pack, CLEAN.replace("value: 200.0", "value: many"))
    assert [one.rule for one in report.outcomes] == ["SHAPE-TYPE", "SML-001", "SML-002", "SML-003"]
    [shape] = findings(report, "SHAPE-TYPE")
    for code in ("SML-001", "SML-002"):
        [one] = findings(report, code)
        assert (one.verdict, one.blocked_by) == (Verdict.CANNOT_ASSESS, (shape.fingerprint,))


def test_what_blocks_a_rule_is_told_whatever_is_selected(pack: packs.Pack) -> None:
    report = check(pack, CLEAN.replace("total: 300.0\n", ""), select=["SML-001"])
    assert [one.rule for one in report.outcomes] == ["SHAPE-REQUIRED", "SML-001"]
    [shape], [one] = findings(report, "SHAPE-REQUIRED"), findings(report, "SML-001")
    assert one.blocked_by == (shape.fingerprint,)


def test_what_no_finding_carries_is_not_blocked(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    schema = tmp_path / "pack" / "schemas" / "plan.schema.json"
    schema.write_text(schema.read_text().replace('"required": ["total", "parts"]', '"required": ["parts"]'))
    [one] = findings(check(packs.load(tmp_path / "pack"), CLEAN.replace("total: 300.0\n", "")), "SML-001")
    assert (one.verdict, one.missing, one.blocked_by) == (Verdict.CANNOT_ASSESS, (("total",),), ())


def test_rules_can_be_chosen(pack: packs.Pack) -> None:
    assert [one.rule for one in check(pack, CLEAN, select=["SML-00"], ignore=["SML-002"]).outcomes] == [
        "SML-001",
        "SML-003",
    ]


def test_a_threshold_can_be_set_for_a_run(pack: packs.Pack) -> None:
    report = check(pack, CLEAN, parameters={"largest": "£150k"})
    assert [pointer(one.path) for one in findings(report, "SML-002")] == ["/parts/1/value"]
    assert report.parameters["largest"].origin == "set for this run"


@pytest.mark.parametrize("value", ["", "10%", "2017/18", '"£150k"', "plan.total", "£1m + £1m", "150"])
def test_a_threshold_that_cannot_be_is_refused(pack: packs.Pack, value: str) -> None:
    with pytest.raises(UsageFault):
        check(pack, CLEAN, parameters={"largest": value})


def test_a_threshold_that_no_rule_has_is_refused(pack: packs.Pack) -> None:
    with pytest.raises(UsageFault, match="smallest"):
        check(pack, CLEAN, parameters={"smallest": "£1k"})


def test_a_rule_that_cannot_run_is_a_fault_of_planlint(pack: packs.Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(engine, "judge", broken)
    with pytest.raises(ToolFault, match=r"SML-001 could not run on plan\.yaml"):
        check(pack, CLEAN)


def test_the_same_report_every_time(pack: packs.Pack) -> None:
    text = CLEAN.replace("value: 200.0", "value: many").replace(", owner: Ann", "")
    assert check(pack, text) == check(pack, text)
