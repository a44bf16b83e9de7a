"""What counts towards the answer, and the sentence that says why a run ended as it did."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from planlint.model import Counts, Outcome, Report, Result, Severity, Verdict
from planlint.tally import conclude, weigh
from tests.sample_results import (
    ADDS_UP,
    CLEAN,
    ELSEWHERE,
    FAULT,
    FAULTY,
    NO_BASE,
    OVER_TARGET,
    TO_EXPLAIN,
    UNREADABLE,
    WAITING,
)
from tests.strategies_results import results

MUST, SHOULD, COULD = Severity


def report(*findings: object, **changes: object) -> Report:
    """A report of one outcome with these findings."""
    outcome = Outcome("X-1", "X", MUST, Verdict.FAIL, Counts(failed=1), findings=findings)  # type: ignore[arg-type]
    return replace(CLEAN, outcomes=(replace(outcome, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_reports", "level", "code", "why"),
    [
        ([CLEAN], MUST, 0, "1 submission checked, nothing to fix (fail level: must)."),
        ([CLEAN, CLEAN], SHOULD, 0, "2 submissions checked, nothing to fix or to explain (fail level: should)."),
        (
            [TO_EXPLAIN],
            MUST,
            0,
            "1 submission checked, nothing to fix; 1 to explain, which is not counted (fail level: must).",
        ),
        ([TO_EXPLAIN], SHOULD, 1, "1 to explain (fail level: should)."),
        ([UNREADABLE], MUST, 1, "1 to fix (fail level: must)."),
        ([UNREADABLE], None, 0, "1 submission checked, 1 to fix, which is not counted (fail level: never)."),
        (
            [WAITING],
            COULD,
            0,
            "1 submission checked, nothing to fix or to explain or to consider (fail level: could). "
            "1 check waits for another submission: CMB-001.",
        ),
        (
            [FAULTY],
            COULD,
            1,
            "2 to fix, 1 to explain, 31 to consider, 7 that could not be assessed (fail level: could). "
            "1 check waits for another submission: CMB-001.",
        ),
    ],
)
def test_the_last_line(given_reports: list[Report], level: Severity | None, code: int, why: str) -> None:
    assert conclude(given_reports, (), (), level) == (code, why)


def test_a_fault_of_the_tool_is_never_an_answer() -> None:
    code, why = conclude([CLEAN], [FAULT], (), None)
    assert (code, why) == (2, "planlint itself is at fault (FIN-020), so this answer is not whole.")


def test_a_path_that_is_not_there_is_named() -> None:
    assert conclude([UNREADABLE], (), ["gone.yaml"], MUST) == (2, "not there: gone.yaml.")


def test_nothing_checked_is_no_answer() -> None:
    idle = replace(CLEAN, outcomes=(replace(CLEAN.outcomes[-1]),))
    assert idle.outcomes[0].verdict is Verdict.NOT_APPLICABLE
    assert conclude([idle], (), (), MUST)[0] == 2


def test_an_unassessed_thing_counts_at_its_own_level() -> None:
    assert conclude([report(NO_BASE)], (), (), MUST)[0] == 1
    assert weigh(report(replace(NO_BASE, severity=SHOULD))).unassessed(SHOULD) == 1


def test_one_cause_counts_once() -> None:
    tally = weigh(report(ADDS_UP, replace(NO_BASE, blocked_by=(ADDS_UP.fingerprint,))))
    assert (tally.failed(MUST), tally.unassessed(MUST), len(tally.blocked)) == (1, 0, 1)


def test_a_must_blocked_by_advice_still_counts() -> None:
    """Else a run could end with 0 although a *must* was never assessed."""
    lesser = report(OVER_TARGET, replace(NO_BASE, blocked_by=(OVER_TARGET.fingerprint,)))
    assert weigh(lesser).unassessed(MUST) == 1
    assert conclude([lesser], (), (), MUST)[0] == 1


def test_what_waits_for_itself_or_nothing_still_counts() -> None:
    one, two = replace(NO_BASE, blocked_by=("two",)), replace(NO_BASE, fingerprint="two", blocked_by=("f4",))
    assert weigh(report(one, two)).unassessed(MUST) == 2
    assert weigh(report(replace(NO_BASE, blocked_by=("gone",)))).unassessed(MUST) == 1


def test_what_lacks_only_another_submission_does_not_count() -> None:
    assert weigh(report(ELSEWHERE, ADDS_UP)).unassessed(MUST) == 0


def test_a_verdict_without_findings_is_not_silent() -> None:
    silent = report(verdict=Verdict.CANNOT_ASSESS, reason="the step budget ran out", counts=Counts(cannot_assess=1))
    assert conclude([silent], (), (), MUST) == (1, "1 that could not be assessed (fail level: must).")


def test_findings_over_the_limit_count() -> None:
    assert weigh(report(ADDS_UP, omitted=39)).failed(MUST) == 40


@given(result=results())
@settings(deadline=None, max_examples=80)
def test_every_finding_stands_in_exactly_one_place(result: Result) -> None:
    for one in result.reports:
        tally = weigh(one)
        parts = [*tally.failures, *tally.open, *tally.blocked, *tally.elsewhere, *tally.rounding]
        found = [finding for outcome in one.outcomes for finding in outcome.findings]
        assert sorted(map(id, parts)) == sorted(map(id, found))


@given(result=results())
@settings(deadline=None, max_examples=80)
def test_a_gentler_fail_level_never_turns_a_failure_into_a_pass(result: Result) -> None:
    codes = [conclude(result.reports, (), (), level)[0] for level in (None, *Severity)]
    assert codes == sorted(codes)
