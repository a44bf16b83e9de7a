"""Submissions checked beside each other, as people and programs meet it: previous ones, joins, the batch."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planlint import engine, packs, readers, rule_tests
from planlint.cli import main
from planlint.packs import Pack
from planlint.received import Received
from planlint.reports.json import from_json, render
from planlint.tally import weigh

APRIL = "kind: deal\nsender: Ann\nmonth: 4\nside: buyer\nref: D1\ntotal: 10.0\nto_date: 10.0\n"
MAY = "kind: deal\nsender: Ann\nmonth: 5\nside: buyer\nref: D1\ntotal: 20.0\nto_date: 31.0\n"
SELLER = "kind: deal\nsender: Bea\nmonth: 5\nside: seller\nref: D1\ntotal: 24.0\nto_date: 24.0\n"

Check = Callable[..., tuple[int, Mapping[str, Any], str]]


@pytest.fixture
def pack(root: Path) -> str:
    return str(root / "tests" / "packs" / "joined")


@pytest.fixture
def check(pack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Check:
    """Run the command on some files; the code, the result by submission and rule, and the last line."""
    monkeypatch.chdir(tmp_path)

    def run(files: Mapping[str, str], *arguments: str) -> tuple[int, Mapping[str, Any], str]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        code = main(["check", "--pack", pack, "--as-of", "2018-06-01", "-f", "json", *arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        whole = json.loads(out) if out else {"submissions": []}
        found = {one["name"]: {outcome["rule"]: outcome for outcome in one["outcomes"]} for one in whole["submissions"]}
        return code, found, err.splitlines()[-1] if code != 2 else err

    return run


def test_the_pack_passes_its_own_tests(pack: str) -> None:
    results = rule_tests.run(packs.load(Path(pack)))
    assert [(one.code, one.title, one.message) for one in results if not one.passed] == []
    assert len(results) == 11


def test_files_of_one_run_are_checked_beside_each_other(check: Check) -> None:
    code, found, last = check({"april.yaml": APRIL, "may.yaml": MAY, "seller.yaml": SELLER}, ".")
    assert (code, last) == (1, "Exit 1: 3 to fix (fail level: must). 1 check waits for another submission: JND-003.")
    [late] = found["may.yaml"]["JND-001"]["findings"]
    assert late["message"] == "£31.0k to date is not £10.0k before and £20.0k now."
    assert (late["pointer"], late["place"]["source"], late["place"]["line"]) == ("/to_date", "may.yaml", 7)
    assert [(one["place"]["source"], one["pointer"], one["place"]["line"]) for one in late["related"]] == [
        ("april.yaml", "/to_date", 7),
        ("may.yaml", "/total", 6),
    ]
    assert [(one["source"], one["pointer"]) for one in late["steps"]] == [
        (None, "/to_date"),
        ("april.yaml", "/to_date"),
        (None, "/total"),
    ]
    assert found["april.yaml"]["JND-001"]["verdict"] == "not_applicable"
    assert found["april.yaml"]["JND-001"]["reason"] == "no previous submission was supplied"
    for mine, theirs in (("may.yaml", "seller.yaml"), ("seller.yaml", "may.yaml")):
        [one] = found[mine]["JND-002"]["findings"]
        assert (one["place"]["source"], one["related"][0]["place"]["source"]) == (mine, theirs)


def test_the_order_of_files_changes_nothing_that_is_found(check: Check) -> None:
    files = {"april.yaml": APRIL, "may.yaml": MAY, "seller.yaml": SELLER}
    _, one, _ = check(files, "april.yaml", "may.yaml", "seller.yaml")
    _, other, _ = check(files, "seller.yaml", "may.yaml", "april.yaml")
    for name in files:
        assert one[name] == other[name]
    whole = [{rule: told["verdict"] for rule, told in found["all submissions"].items()} for found in (one, other)]
    assert whole[0] == whole[1]


def test_a_previous_submission_is_compared_with_and_not_checked(check: Check) -> None:
    files = {"may.yaml": MAY, "before/april.yaml": APRIL}
    for previous in ("before/april.yaml", "before"):
        code, found, _ = check(files, "may.yaml", "--previous", previous)
        assert code == 1
        assert sorted(found) == ["all submissions", "may.yaml"]
        assert found["may.yaml"]["JND-001"]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        (SELLER, "nothing there is an earlier submission of what was checked"),
        (MAY.replace("month: 5", "month: 6"), "nothing there is an earlier submission of what was checked"),
        ("kind: deal\nsender: [", "it cannot be read as a submission"),
        ("sender: Ann\n", "Its kind is not stated or not known"),
    ],
)
def test_a_previous_that_is_nobodys_is_no_answer(check: Check, previous: str, said: str) -> None:
    code, found, err = check({"may.yaml": MAY, "before.yaml": previous}, "may.yaml", "--previous", "before.yaml")
    assert (code, found) == (2, {})
    assert said in err


def test_a_previous_that_is_not_there_is_said(check: Check) -> None:
    code, _, err = check({"may.yaml": MAY}, "may.yaml", "--previous", "aprill.yaml")
    assert code == 2
    assert "--previous aprill.yaml: there is no submission there." in err


def test_one_file_alone_is_told_of_nothing_that_it_need_not_have(check: Check) -> None:
    code, found, last = check({"may.yaml": MAY}, "may.yaml", "--ignore", "JND-01")
    assert code == 0
    assert {rule: one["verdict"] for rule, one in found["may.yaml"].items()} == {
        "JND-001": "not_applicable",
        "JND-002": "not_applicable",
        "JND-003": "cannot_assess",
    }
    [waits] = found["may.yaml"]["JND-003"]["findings"]
    assert (waits["elsewhere"], waits["pointer"], waits["fix"]) == (True, "", None)
    assert waits["message"] == (
        "There are two sides: this could not be assessed, because no deal that goes with this one was supplied."
    )
    assert last.endswith("1 check waits for another submission: JND-003.")


def test_two_that_could_be_meant_are_a_finding_and_neither_is_taken(check: Check) -> None:
    files = {"may.yaml": MAY, "b.yaml": SELLER, "c.yaml": SELLER.replace("Bea", "Cat")}
    code, found, _ = check(files, "may.yaml", "b.yaml", "c.yaml", "--select", "JND-002")
    assert code == 1
    [one] = found["may.yaml"]["JOIN-TWICE"]["findings"]
    assert one["message"] == "b.yaml and c.yaml could each be the deal that goes with this one."
    assert [other["place"]["source"] for other in one["related"]] == ["b.yaml", "c.yaml"]
    assert found["may.yaml"]["JND-002"]["verdict"] == "cannot_assess"
    assert found["may.yaml"]["JND-002"]["findings"][0]["elsewhere"]
    assert "JOIN-TWICE" not in found["b.yaml"]


def test_a_later_version_takes_the_place_of_an_earlier_one(check: Check) -> None:
    files = {"may.yaml": MAY, "b.yaml": SELLER, "c.yaml": SELLER.replace("24.0", "20.0") + "version: 2\n"}
    code, found, _ = check(files, "may.yaml", "b.yaml", "c.yaml", "--select", "JND-002")
    assert found["may.yaml"]["JND-002"]["verdict"] == "pass"
    assert "JOIN-TWICE" not in found["may.yaml"]
    assert code == 1  # the first version is still checked, and still differs


def test_a_file_that_cannot_be_read_stops_none_of_the_others(check: Check) -> None:
    files = {"april.yaml": APRIL, "may.yaml": MAY, "torn.yaml": "kind: deal\nsender: [\n"}
    _, found, _ = check(files, ".")
    assert found["may.yaml"]["JND-001"]["verdict"] == "fail"
    assert list(found["torn.yaml"]) == ["READ-SYNTAX"]


def test_rules_for_the_batch_run_once_and_point_into_the_submissions(check: Check) -> None:
    files = {"a.yaml": APRIL, "b.yaml": SELLER.replace("24.0", "64.0"), "c.yaml": MAY.replace("Ann", "Cat")}
    _, found, last = check(files, ".", "--select", "JND-01")
    whole = found["all submissions"]
    assert {rule: one["counts"]["fail"] for rule, one in whole.items()} == {"JND-010": 0, "JND-011": 1}
    [one] = whole["JND-011"]["findings"]
    assert (one["message"], one["place"]["source"], one["pointer"]) == ("Bea has £64.0k.", "b.yaml", "/total")
    assert last == "Exit 1: 1 to fix (fail level: must)."


def test_a_stored_result_keeps_places_in_other_files(check: Check, tmp_path: Path) -> None:
    check({"april.yaml": APRIL, "may.yaml": MAY}, ".", "-o", "json:result.json")
    content = (tmp_path / "result.json").read_bytes()
    stored = from_json(content)
    [report] = [one for one in stored.reports if one.name == "may.yaml"]
    [finding] = weigh(report).failures
    assert finding.related[0].place.source == "april.yaml"
    assert render(stored, {}) == content


def received(pack: Pack, texts: list[str]) -> tuple[Received, list[Any]]:
    together = Received(frozenset({"deal"}), date(2018, 6, 1))
    bound = [engine.bound_of(readers.read(text.encode(), f"{n}.yaml"), pack) for n, text in enumerate(texts)]
    for one in bound:
        assert one is not None
        together.add(one)
    return together, bound


def test_a_join_looks_up_and_does_not_go_through(pack: str) -> None:
    """Twice as many submissions take about twice as long: with every pair tried it would be four times."""
    loaded = packs.load(Path(pack))
    [rule] = [one.checked for one in loaded.rules_for("deal") if one.code == "JND-002"]

    def steps(many: int) -> float:
        sides = (MAY, SELLER)
        texts = [sides[n % 2].replace("D1", f"D{n // 2}").replace("Ann", f"A{n}") for n in range(many)]
        texts = [text.replace("Bea", f"B{n}") for n, text in enumerate(texts)]
        together, bound = received(loaded, texts)
        start = time.process_time()
        found = [together.beside(rule, one)[0] for one in bound]
        spent = time.process_time() - start
        assert all(len(one.submissions) == 1 for one in found)
        return spent

    steps(50)
    # The least of three: other work on the machine makes times longer, never shorter.
    few, many = (min(steps(count) for _ in range(3)) for count in (200, 800))
    assert many < 12 * few


def of_folder(folder: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    code = main(["check", str(folder), "--as-of", "2018-11-01", "-f", "json"])
    return code, json.loads(capfd.readouterr().out)


def test_the_good_submissions_stay_silent_beside_each_other(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, whole = of_folder(root / "fixtures" / "clean", capfd)
    told = {
        (one["name"], outcome["rule"])
        for one in whole["submissions"]
        for outcome in one["outcomes"]
        for finding in outcome["findings"]
        if not finding["by_rounding"]
    }
    assert (code, told) == (0, set())
    judged = {
        outcome["rule"] for one in whole["submissions"] for outcome in one["outcomes"] if outcome["counts"]["pass"]
    }
    assert {"XSB-001", "XSB-002", "XSB-003", "XSB-004", "XSB-051", "MON-072"} <= judged


def test_what_the_papers_of_2017_come_to_beside_each_other(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """D53 and D55 of the acceptance table; and nothing across submissions that is not there."""
    _, whole = of_folder(root / "fixtures" / "real", capfd)
    told = {
        (one["name"].rpartition("/")[2], outcome["rule"], finding["pointer"], finding["message"])
        for one in whole["submissions"]
        for outcome in one["outcomes"]
        for finding in outcome["findings"]
        if outcome["rule"].startswith(("XSB", "JOIN", "MON-07"))
    }
    assert told == {
        (
            "esbt-cip-2017-05.yaml",
            "XSB-002",
            "/full_year",
            "£7.02m of the trust's plan is income from commissioners, but their plan shows £0m for it.",
        ),
        (
            "esbt-financial-risk-2017-07.yaml",
            "XSB-053",
            "/lines/2/current",
            "Stranded Costs is set to £0k, but the assessment does not say that it is agreed who bears it. "
            "Not given: agreement on who bears it and owner.",
        ),
    }
