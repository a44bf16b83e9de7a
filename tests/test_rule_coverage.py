"""How far the tests of rules reach: every arm, where it stands, and a table that adds up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planlint import packs
from planlint.cli import main
from planlint.rule_coverage import measured

RULES = "rules/plan/plan.rules"
HEAD = 'rules for plan as plan\ntitle "A small plan"\n'
PASSES = 'test SML-001 "good"\n  given "plan.yaml"\n  expect {}\n'


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    return tmp_path / "pack"


def unreached(pack: Path, body: str, tests: str) -> list[tuple[int, int, str]]:
    (pack / RULES).write_text(f'{HEAD}rule SML-001 "It"\n{body}\n{tests}')
    _, covered = measured(packs.load(pack), ["SML-001"])
    return [(one.pos.line, one.pos.column, one.words) for target in covered for one in target.unreached]


@pytest.mark.parametrize(
    ("body", "expect", "missed"),
    [
        ("  must plan.total is given", "pass", ["`plan.total is given` does not hold"]),
        (
            "  when plan.title is given\n  must plan.total is given",
            "pass",
            ["`when plan.title is given` does not hold", "`plan.total is given` does not hold"],
        ),
        (
            '  for each part in plan.parts where part.name is "A"\n  must part.value > £0',
            "pass",
            ["`part.value > £0` does not hold"],
        ),
        (
            "  must plan.total is given and (plan.title is not given or plan.total > £0)",
            "pass",
            [
                "`plan.total is given` does not hold",
                "`plan.title is not given or plan.total > £0` does not hold",
                "`plan.title is not given` holds",
            ],
        ),
        (
            "  must if plan.title is not given then plan.total is £0",
            "pass",
            [
                "`if plan.title is not given then plan.total is £0` does not hold",
                "`if plan.title is not given` holds",
            ],
        ),
        (
            "  must plan.total = sum of (part.value if given else £0) for part in plan.parts where part.owner is given",
            "pass",
            [
                "`plan.total = (sum of part.value i … .parts where part.owner is given)` does not hold",
                "`where part.owner is given` does not hold",
                "`part.value` is blank",
            ],
        ),
        (
            "  must plan.total > £0\n  missing means not applicable",
            "pass",
            ["`plan.total > £0` does not hold", "`missing means not applicable` decides"],
        ),
        ("  must not plan.total > £0", "fail 1 time", ["`not plan.total > £0` holds"]),
    ],
)
def test_what_one_good_submission_does_not_reach(pack: Path, body: str, expect: str, missed: list[str]) -> None:
    assert [one[2] for one in unreached(pack, body, PASSES.format(expect))] == missed


@pytest.mark.parametrize(
    ("body", "edit", "expect"),
    [
        ("  must plan.total > £0\n  missing means fail", "remove plan.total", "fail"),
        ("  must plan.total > £0\n  missing means not applicable", "remove plan.total", "not applicable"),
        ("  for each part in plan.parts\n  must part.value > £0\n  missing means fail", "remove plan.parts", "fail"),
    ],
)
def test_what_is_missing_is_reached(pack: Path, body: str, edit: str, expect: str) -> None:
    test = PASSES.format("pass") + f'test SML-001 "blank"\n  given "plan.yaml"\n  {edit}\n  expect {expect}\n'
    assert not any("missing means" in one[2] for one in unreached(pack, body, test))


def test_named_expressions_are_rows_of_their_own(pack: Path) -> None:
    text = f"{HEAD}define owned(part) as part.owner is given or part.value < £1k\n"
    text += 'rule SML-001 "It"\n  must every part in plan.parts, if any, has owned(part)\n' + PASSES.format("pass")
    (pack / RULES).write_text(text)
    _, covered = measured(packs.load(pack))
    assert [(one.target, one.line, one.clauses, one.reached) for one in covered] == [
        ("define owned", 3, 2, 1),
        ("SML-001", 4, 2, 1),
    ]
    assert dict(covered[0].tests) == {"pass": 1}


def test_the_whole_answer(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    unreached(pack, "  when plan.title is given\n  must plan.total > £0", PASSES.format("pass"))
    assert main(["rules", "test", "--coverage", "--pack", str(pack)]) == 0
    out, err = capfd.readouterr()
    assert (
        out
        == """\
rules/plan/plan.rules:4:8: SML-001: no test in which `when plan.title is given` does not hold.
    4 |   when plan.title is given
               ^^^^^^^^^^^^^^^^^^^
rules/plan/plan.rules:5:8: SML-001: no test in which `plan.total > £0` does not hold.
    5 |   must plan.total > £0
               ^^^^^^^^^^^^^^^

rule     pass  fail   n/a  unassessed  clauses  reached
SML-001     1     0     0           0        4        2

plan: no rule reads parts[…].name.
plan: no rule reads parts[…].value.
plan: no rule reads parts[…].owner.

kind  fields  read  meant to be unread  unread
plan       5     2                   0       3

"""
    )
    assert err == "Exit 0: 1 test of 1 rule, 1 passed, 0 failed. 2 of 4 clauses reached (50.0%).\n"


def test_watching_changes_no_verdict_and_the_control_totals_are_reached_in_full() -> None:
    results, covered = measured(packs.load(), ["CTL-"])
    assert [one.message for one in results if not one.passed] == []
    assert [one.words for target in covered for one in target.unreached] == []
    assert sum(one.clauses for one in covered) > 20
