"""Two reports compared: whatever differs is told, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlint.comparison import What, compared, paired
from planlint.model import Counts, Finding, Outcome, PackStamp, ParameterUse, Place, Report, Severity, Verdict
from tests.strategies_results import results


def finding(path: tuple[str | int, ...], message: str = "It is wrong.", mark: str = "", **other: object) -> Finding:
    mark = mark or "-".join(map(str, path)).replace("-", "_")
    one = Finding("A-1", Verdict.FAIL, Severity.MUST, message, path, Place("a.yaml", 1, 1), mark)
    return replace(one, **other)  # type: ignore[arg-type]


def report(*findings: Finding, verdict: Verdict = Verdict.FAIL) -> Report:
    outcome = Outcome("A-1", "A", Severity.MUST, verdict, Counts(failed=len(findings)), findings=findings)
    return Report("a.yaml", "sha256:", "plan", PackStamp("p", "1", "h"), (outcome,))


def whats(old: Report, new: Report) -> list[What]:
    return [one.what for outcome in compared(old, new).outcomes for one in outcome.findings]


reports = results().map(lambda result: result.reports).filter(bool).map(lambda some: some[0])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports, st.sampled_from(["1", "2"]))
def test_a_report_has_no_change_against_itself_by_any_pack(one: Report, version: str) -> None:
    moved = {name: replace(use, origin="elsewhere:9") for name, use in one.parameters.items()}
    again = replace(one, pack=PackStamp("other", version, "hash"), parameters=moved)
    assert not compared(one, again)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports, reports)
def test_reports_that_differ_have_a_change(one: Report, other: Report) -> None:
    def bare(some: Report) -> object:
        outcomes = {outcome.rule: outcome for outcome in some.outcomes}
        values = {name: use.value for name, use in some.parameters.items()}
        return replace(some, pack=one.pack, digest="", outcomes=(), parameters={}), outcomes, values

    assert bool(compared(one, other)) is (bare(one) != bare(other))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports, reports)
def test_every_finding_is_in_one_pair(one: Report, other: Report) -> None:
    old = [each for outcome in one.outcomes for each in outcome.findings]
    new = [each for outcome in other.outcomes for each in outcome.findings]
    pairs = paired(old, new)
    assert sorted(id(a) for a, _ in pairs if a is not None) == sorted(map(id, old))
    assert sorted(id(b) for _, b in pairs if b is not None) == sorted(map(id, new))
    assert all(a is not None or b is not None for a, b in pairs)


def test_each_way_to_differ_has_its_word() -> None:
    old = finding(("rows", 1, "value"), found="5")
    for new, what in (
        (replace(old, verdict=Verdict.CANNOT_ASSESS), What.VERDICT),
        (replace(old, severity=Severity.SHOULD), What.SEVERITY),
        (replace(old, place=Place("a.yaml", 2, 1)), What.PLACE),
        (replace(old, found="6", message="It is wrong: 6."), What.FIGURES),
        (replace(old, message="It is not right."), What.WORDS),
        (replace(old, fix="Do it again."), What.WORDS),
        (replace(old, missing=(("rows",),)), What.EVIDENCE),
    ):
        assert whats(report(old), report(new)) == [what]
    assert whats(report(), report(old)) == [What.NEW]
    assert whats(report(old), report()) == [What.GONE]
    assert whats(report(old), report(old)) == []


def test_a_finding_that_moves_is_not_one_gone_and_one_new() -> None:
    value, other = finding(("rows", 1, "value")), finding(("rows", 4, "value"))
    assert whats(report(value), report(finding(("rows", 1, "total"), "Another message."))) == [What.PLACE]
    assert whats(report(value), report(finding(("total",)))) == [What.PLACE]
    assert whats(report(value), report(replace(other, message="Another message."))) == [What.NEW, What.GONE]


def test_of_two_at_one_place_the_one_that_stays_is_not_told() -> None:
    first, second = finding(("rows",), "One.", "f"), finding(("rows",), "Two.", "f-2")
    alone = replace(second, fingerprint="f")
    (change,) = compared(report(first, second), report(alone)).outcomes
    assert [(one.what, one.old and one.old.message) for one in change.findings] == [
        (What.EVIDENCE, "Two."),
        (What.GONE, "One."),
    ]


def test_a_rule_of_one_pack_alone_is_a_change_even_where_it_passes() -> None:
    passing = report(verdict=Verdict.PASS)
    (change,) = compared(passing, replace(passing, outcomes=())).outcomes
    assert (change.old and change.old.verdict, change.new) == (Verdict.PASS, None)
    assert change.unlisted == 0


def test_findings_over_the_limit_are_counted() -> None:
    whole = report(finding(("rows",)))
    cut = replace(whole, outcomes=(replace(whole.outcomes[0], omitted=7, findings=()),))
    assert compared(whole, cut).outcomes[0].unlisted == 7


def test_another_threshold_is_a_change() -> None:
    old = replace(report(), parameters={"most": ParameterUse("5", "a.rules:1")})
    new = replace(report(), parameters={"most": ParameterUse("6", "a.rules:1")})
    assert compared(old, new).beside == ("thresholds",)
