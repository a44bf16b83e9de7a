"""The tests that stand beside rules: the edits they make, and what they say when they fail."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planlint import packs, rule_tests


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    return tmp_path / "pack"


def run(pack: Path, code: str, body: str, given: str = "plan.yaml") -> rule_tests.RuleTestResult:
    file = pack / "rules/plan/plan.rules"
    text = file.read_text()
    lines = "".join(f"  {line}\n" for line in body.strip().split("\n"))
    file.write_text(text[: text.index("\ntest ")] + f'\ntest {code} "it"\n  given "{given}"\n{lines}')
    [result] = rule_tests.run(packs.load(pack))
    return result


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("SML-001", "expect pass"),
        ("SML-001", "expect pass 1 time"),
        ("SML-002", "expect pass 2 times"),
        ("SML-001", "set plan.total to £0.5m\nexpect fail 1 time at plan.total"),
        ("SML-002", "set largest to £150k\nexpect fail 1 time with largest is £150k"),
        ("SML-001", 'set plan.parts["A"].value to £150000\nset plan.total to £350k\nexpect pass'),
        ("SML-001", 'remove plan.parts["A"]\nset plan.total to £200k\nexpect pass'),
        ("SML-001", "remove plan.total\nexpect cannot assess 1 time at plan.total"),
        ("SML-001", 'copy plan.parts["A"] to plan.parts\nset plan.total to £400k\nexpect pass'),
        ("SML-001", 'copy plan.parts["A"].value to plan.total\nexpect fail 1 time'),
        ("SML-002", 'set largest to £100k\nexpect fail 1 time at plan.parts["B"].value'),
        ("SML-003", 'set plan.parts["A"].owner to ""\nexpect fail 1 time at plan.parts["A"].owner'),
        ("SML-003", "set as_of to 2017-08-09\nexpect pass"),
    ],
)
def test_edits_are_made_and_verdicts_met(pack: Path, code: str, body: str) -> None:
    result = run(pack, code, body)
    assert result.passed, result.message


@pytest.mark.parametrize(
    ("code", "body", "said"),
    [
        ("SML-001", "expect fail", "expected: fail\ncame: pass"),
        ("SML-001", "set plan.total to £500k\nexpect pass", "expected: pass\ncame: fail\n  /total: "),
        ("SML-001", "set plan.total to £500k\nexpect fail 2 times", "expected: fail 2 times\ncame: fail 1 time"),
        ("SML-001", "set plan.total to £500k\nexpect fail at plan.parts", "came: no finding there"),
        ("SML-002", "set largest to £150k\nexpect fail with largest is £9k", "came: largest is 150"),
        ("SML-003", 'remove plan.parts["C"]\nexpect pass', "parts.C is not there"),
        ("SML-003", 'set plan.parts["C"].owner to "x"\nexpect pass', "parts.C is not there"),
        ("SML-003", "remove plan.title\nremove plan.title\nexpect pass", "title is not there"),
        ("SML-001", "set plan.total to 10%\nexpect pass", "is in £k, and 10% is not"),
        ("SML-001", 'add "x" to plan.title\nexpect pass', "not a list"),
        ("SML-001", "set as_of to £1k\nexpect pass", "as_of is set to a date"),
    ],
)
def test_a_test_that_fails_says_what_came(pack: Path, code: str, body: str, said: str) -> None:
    result = run(pack, code, body)
    assert not result.passed
    assert said in result.message


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("../../rules/pack.yaml", "leads out"),
        ("/etc/passwd", "leads out"),
        ("gone.yaml", "cannot be read"),
        ("link.yaml", "leads out of fixtures/clean by a link"),
        ("torn.yaml", "torn.yaml: "),
        ("other.yaml", "not a known kind"),
    ],
)
def test_a_fixture_stays_in_its_folder(pack: Path, given: str, said: str) -> None:
    clean = pack / "fixtures/clean"
    (clean / "link.yaml").symlink_to(pack / "rules/pack.yaml")
    (clean / "torn.yaml").write_text("a: [1")
    (clean / "other.yaml").write_text("kind: other\n")
    result = run(pack, "SML-001", "expect pass", given)
    assert not result.passed
    assert said in result.message


def test_tests_can_be_chosen_by_what_codes_begin_with(root: Path) -> None:
    loaded = packs.load(root / "tests" / "packs" / "small")
    assert [one.code for one in rule_tests.run(loaded, ["SML-003"])] == ["SML-003"]
    assert len(rule_tests.run(loaded, ["SML-"])) == len(rule_tests.run(loaded)) == 2


def test_the_tests_of_the_built_in_pack_pass() -> None:
    failed = [f"{one.source}:{one.line} {one.message}" for one in rule_tests.run(packs.load()) if not one.passed]
    assert failed == []
