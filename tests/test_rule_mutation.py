"""Changes of the rules: what is tried, what is not because it means the same, and what no test notices."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from planlint import packs, rule_mutation
from planlint.cli import main
from planlint.lang import ast
from planlint.lang.judge import judge
from planlint.lang.spelling import _SPELLERS
from planlint.lang.verdicts import KeptReader, verdicts
from planlint.model import Document
from planlint.rule_mutation.conditions import CONDITIONS
from planlint.rule_mutation.mutants import of_define, of_other, of_parameter, of_rule
from planlint.rule_mutation.values import VALUES
from planlint.rule_tests import prepare, stated_tests

RULES = "rules/plan/plan.rules"
HEAD = 'rules for plan as plan\ntitle "A small plan"\nparameter largest is £500k\n'


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    return tmp_path / "pack"


def changes(pack: Path, body: str) -> tuple[set[str], int]:
    """The changes of the rule SML-001 with a body, in words, and how many mean the same."""
    (pack / RULES).write_text(f'{HEAD}rule SML-001 "It"\n{body}\n')
    loaded = packs.load(pack)
    made = of_rule(loaded.files[RULES], loaded.rules_for("plan")[0].checked)
    return {one.change.words for one in made.tried}, made.same


CHANGES = {
    "must plan.total <= largest": {
        "`plan.total <= largest` became `plan.total < largest`",
        "`plan.total <= largest` became `plan.total >= largest`",
    },
    "must plan.total = £9.5k within £2k": {
        "`within £2k` was left out",
        "`£2k` became `£1k`",
        "`£2k` became `£3k`",
        "`£2k` became `£4k`",
        "`£9.5k` became `£9.4k`",
        "`£9.5k` became `£9.6k`",
        "`£9.5k` became `£19k`",
    },
    # One step of the figures it is compared with: a pound more could not be seen in thousands.
    "must plan.total > £0": {
        "`plan.total > £0` became `plan.total >= £0`",
        "`plan.total > £0` became `plan.total < £0`",
        "`plan.total > £0` became `plan.total > £100`",
        "`plan.total > £0` became `plan.total > -£100`",
    },
    'must plan.title is one of ["a", "b"]': {
        '`plan.title is one of ["a", "b"]` became `plan.title is not one of ["a", "b"]`',
        '`"a" in ["a", "b"]` was left out',
        '`"b" in ["a", "b"]` was left out',
    },
    'must not plan.title matches "(?i)x|y[|]"': {
        '`not in front of plan.title matches "(?i)x|y[|]"` was left out',
        "`|x` was left out",
        "`|y[|]` was left out",
    },
    "must if plan.title is given then plan.total is given": {
        "`if plan.title is given then` was left out",
        "`plan.title is given` became `plan.title is not given`",
        "`plan.total is given` became `plan.total is not given`",
    },
    "must every p in plan.parts, if any, has p.owner is given": {
        "`every p in plan.parts` became `some p in plan.parts`",
        "`every p, if any` became `every p, at least one`",
        "`p.owner is given` became `p.owner is not given`",
    },
    "must at least 2 p in plan.parts where p.owner is given": {
        "`at least 2 p in plan.parts` became `at least 3 p in plan.parts`",
        "`at least 2 p in plan.parts` became `at least 1 p in plan.parts`",
        "`where p.owner is given` was left out",
        "`p.owner is given` became `p.owner is not given`",
    },
    "must plan.total = sum of p.value for p in plan.parts where p.owner is given": {
        "`plan.total = (sum of p.value for … lan.parts where p.owner is given)` became "
        "`plan.total <= (sum of p.value for … lan.parts where p.owner is given)`",
        "`plan.total = (sum of p.value for … lan.parts where p.owner is given)` became "
        "`plan.total >= (sum of p.value for … lan.parts where p.owner is given)`",
        "`sum of p.value for p in plan.parts where p.owner is given` became "
        "`max of p.value for p in plan.parts where p.owner is given`",
        "`sum of p.value for p in plan.parts where p.owner is given` became "
        "`mean of p.value for p in plan.parts where p.owner is given`",
        "`where p.owner is given` was left out",
        "`p.owner is given` became `p.owner is not given`",
    },
    "must plan.parts has no repeated (name, owner)": {
        "`plan.parts has no repeated (name, owner)` became `not plan.parts has no repeated (name, owner)`",
        "`name in no repeated` was left out",
        "`owner in no repeated` was left out",
    },
    "when plan.title is given\nmust year of as_of is 2017/18\nshould as_of before 2018-04-01": {
        "`when plan.title is given` was left out",
        "`plan.title is given` became `plan.title is not given`",
        "`must year of as_of is 2017/18` was left out",
        "`year of as_of is 2017/18` became `year of as_of is not 2017/18`",
        "`2017/18` became `2016/17`",
        "`2017/18` became `2018/19`",
        "`should as_of before 2018-04-01` was left out",
        "`as_of before 2018-04-01` became `as_of not after 2018-04-01`",
        "`as_of before 2018-04-01` became `as_of after 2018-04-01`",
        "`2018-04-01` became `2018-03-31`",
        "`2018-04-01` became `2018-04-02`",
    },
    "for each p in plan.parts where p.owner is given\nmust p.value > £1k\n  missing means fail\n  at plan.parts": {
        "`where p.owner is given` was left out",
        "`p.owner is given` became `p.owner is not given`",
        "`p.value > £1k` became `p.value >= £1k`",
        "`p.value > £1k` became `p.value < £1k`",
        "`£1k` became `£0k`",
        "`£1k` became `£2k`",
        "`missing means fail` was left out",
        "`missing means fail` became `missing means not applicable`",
        "`at plan.parts` was left out",
    },
}


@pytest.mark.parametrize("body", CHANGES)
def test_what_is_changed(pack: Path, body: str) -> None:
    found, same = changes(pack, body)
    assert found == CHANGES[body]
    assert same == 0


@pytest.mark.parametrize(
    ("body", "same"),
    [
        ("must plan.total > £1k\n  at plan.total", 1),
        ('let spare be plan.total - plan.total + plan.total\nmust plan.title is given\n  say "{spare}"', 4),
        ("must plan.total is given and (plan.total is given or plan.total is given)", 6),
    ],
)
def test_what_means_the_same_is_not_tried(pack: Path, body: str, same: int) -> None:
    assert changes(pack, body)[1] == same


def test_a_change_that_would_not_load_is_not_tried(pack: Path) -> None:
    found, _ = changes(pack, "must plan.total = sum of p.value for p in plan.parts")
    assert not any("count" in one for one in found)


def test_named_expressions_and_thresholds_are_changed_for_all_that_use_them(pack: Path) -> None:
    text = (
        HEAD + "define small(p) as p.value < largest\n"
        'rule SML-001 "It"\n  must every p in plan.parts, if any, has small(p)\n'
        'rule SML-002 "That"\n  must no p in plan.parts where not small(p)\n'
    )
    (pack / RULES).write_text(text)
    loaded = packs.load(pack)
    users = [one.checked for one in loaded.rules_for("plan")]
    file = loaded.files[RULES]
    assert [one.change.words for one in of_define(file, file.defines[0], users).tried] == [
        "`p.value < largest` became `p.value <= largest`",
        "`p.value < largest` became `p.value > largest`",
    ]
    assert [one.change.words for one in of_parameter(file, "largest", users).tried] == [
        "`£500k` became `£1000k`",
        "`£500k` became `£499k`",
        "`£500k` became `£501k`",
    ]
    targets = rule_mutation.targets(loaded, ["SML-002"])
    assert [one.name for one in targets] == ["parameter largest", "define small", "SML-002"]


def test_tables_are_changed_for_all_that_speak_of_them(pack: Path) -> None:
    text = (
        HEAD.replace("parameter largest is £500k\n", "")
        + 'table whole is plan.parts\n  total row "Total" sums the other rows\n'
        + 'rule SML-001 "It"\n  must whole adds up\n'
        + 'test SML-001 "no total"\n  given "plan.yaml"\n  expect cannot assess\n'
        + 'test SML-001 "it adds up"\n  given "plan.yaml"\n  set plan.parts["B"].name to "Total"\n'
        + '  set plan.parts["Total"].value to £100k\n  expect pass\n'
    )
    (pack / RULES).write_text(text)
    loaded = packs.load(pack)
    targets = rule_mutation.targets(loaded, ["SML-001"])
    assert [one.name for one in targets] == ["table whole", "SML-001"]
    [table, rule] = rule_mutation.scores(loaded, targets, 1)
    assert table.changes == 2
    assert [one.words for one in table.survivors] == [
        "`table whole` became `table whole blanks are zero`",
        "`sums the other rows` became `sums the rows above`",
    ]
    assert [one.words for one in rule.survivors] == []


DEALS = "rules/deal/deal.rules"
MATCHED = """\
rules for deal as deal
uses previous as last
uses deal as theirs matched by key(theirs) is like key(deal) and theirs.side is not deal.side
define key(who) as who.ref
rule JND-001 "Both sides agree"
  when theirs is given
  must deal.total = theirs.total
rule JND-002 "Totals to date go on"
  when last is given
  must deal.to_date = last.to_date + deal.total
test JND-001 "they agree"
  given "deal.yaml" with "deal-seller.yaml"
  expect pass
test JND-002 "it goes on"
  given "deal.yaml" with "deal-april.yaml"
  expect pass
"""


@pytest.fixture
def deals(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "tests" / "packs" / "joined", tmp_path / "deals")
    shutil.rmtree(tmp_path / "deals" / "rules" / "whole")
    (tmp_path / "deals" / DEALS).write_text(MATCHED)
    return tmp_path / "deals"


def unnoticed(deals: Path, more: str = "") -> dict[str, list[str]]:
    """What no test notices, by what was changed, with more tests."""
    (deals / DEALS).write_text(MATCHED + more)
    loaded = packs.load(deals)
    found = rule_mutation.scores(loaded, rule_mutation.targets(loaded), 1)
    assert not any(one.faults for one in found)
    return {one.target: [survivor.words for survivor in one.survivors] for one in found}


def test_what_another_submission_is_matched_by_is_changed(deals: Path) -> None:
    loaded = packs.load(deals)
    file, users = loaded.files[DEALS], [loaded.rules_for("deal")[0].checked]
    assert [one.change.words for one in of_other(file, file.others[1], users).tried] == [
        "`key(theirs) is like key(deal) and` was left out",
        "`key(theirs) is like key(deal)` became `key(theirs) is key(deal)`",
        "`key(theirs) is like key(deal)` became `key(theirs) is not like key(deal)`",
        "`matched by key(theirs) is like ke … and theirs.side is not deal.side` was left out",
        "`and theirs.side is not deal.side` became `or theirs.side is not deal.side`",
        "`and theirs.side is not deal.side` was left out",
        "`theirs.side is not deal.side` became `theirs.side is deal.side`",
    ]
    assert of_other(file, file.others[0], users).tried == ()


def test_a_key_that_no_test_needs_is_told_until_one_does(deals: Path) -> None:
    assert "`key(theirs) is like key(deal) and` was left out" in unnoticed(deals)["uses theirs"]
    more = (
        'test JND-001 "another deal is another matter"\n  given "deal.yaml" with "deal-seller.yaml"\n'
        '  set theirs.ref to "D9"\n  expect not applicable\n'
        'test JND-001 "capitals make no other deal"\n  given "deal.yaml" with "deal-seller.yaml"\n'
        '  set theirs.ref to "d1"\n  expect pass\n'
        'test JND-001 "no side is no other side"\n  given "deal.yaml" with "deal-seller.yaml"\n'
        "  remove theirs.side\n  expect not applicable\n"
    )
    assert unnoticed(deals, more)["uses theirs"] == []


def test_what_a_match_is_written_with_is_used_by_the_rules_that_read_it(deals: Path) -> None:
    loaded = packs.load(deals)
    assert "define key" in [one.name for one in rule_mutation.targets(loaded, ["JND-001"])]
    assert "define key" not in [one.name for one in rule_mutation.targets(loaded, ["JND-002"])]


def test_the_submission_itself_stands_in_the_place_of_the_previous(deals: Path) -> None:
    loaded = packs.load(deals)
    made = of_rule(loaded.files[DEALS], loaded.rules_for("deal")[1].checked)
    assert {one.change.words: one.change.pos.column for one in made.tried}["`last` became `deal`"] == 23
    assert "`last` became `deal`" not in unnoticed(deals)["JND-002"]


TESTED = (
    HEAD + 'rule SML-001 "Not too large"\n  must plan.total <= largest\n'
    'test SML-001 "it is small"\n  given "plan.yaml"\n  expect pass\n'
    'test SML-001 "too large"\n  given "plan.yaml"\n  set plan.total to £600k\n  expect fail 1 time\n'
)


def run(pack: Path, text: str, *options: str) -> int:
    (pack / RULES).write_text(text)
    return main(["rules", "mutate", str(pack), *options])


def test_the_whole_answer(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(pack, TESTED) == 1
    out, err = capfd.readouterr()
    assert (
        out
        == """\
rules/plan/plan.rules:3:22: parameter largest: no test notices if `£500k` became `£499k`.
    3 | parameter largest is £500k
                             ^^^^^
rules/plan/plan.rules:3:22: parameter largest: no test notices if `£500k` became `£501k`.
    3 | parameter largest is £500k
                             ^^^^^
rules/plan/plan.rules:5:8: SML-001: no test notices if `plan.total <= largest` became `plan.total < largest`.
    5 |   must plan.total <= largest
               ^^^^^^^^^^^^^^^^^^^^^

rule               tests  changes  noticed  accepted  not noticed
parameter largest      2        3        1         0            2
SML-001                2        2        1         0            1
"""
    )
    assert err == "Exit 1: 5 changes: 2 noticed, 0 accepted, 3 not noticed (40.0%), of at least 100% wanted.\n"


def test_so_much_can_be_enough(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(pack, TESTED, "--at-least", "40") == 0
    assert run(pack, TESTED, "--at-least", "40.1") == 1
    capfd.readouterr()


ACCEPTED = TESTED.replace(
    "  must plan.total",
    "  # mutation accepted: `plan.total <= largest` became `plan.total < largest`, because rounding makes them one\n"
    "  # (see the guide)\n  must plan.total",
).replace(
    "is £500k",
    "is £500k # mutation accepted: £500k became £499k, because nobody minds",
)


def test_a_change_is_accepted_with_its_reason(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(pack, ACCEPTED, "-v") == 1
    out, err = capfd.readouterr()
    assert "      Accepted, because rounding makes them one" in out.splitlines()
    assert err.startswith("Exit 1: 5 changes: 2 noticed, 2 accepted, 1 not noticed (66.6%)")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", because nobody minds", "", "`£500k became £499k` accepts nothing. Say why"),
        ("£500k became £499k", "£500k became £498k", "No change that survives is called so; delete it."),
        ("  # (see the guide)", "\n", "accepts nothing"),
    ],
)
def test_an_acceptance_that_accepts_nothing_is_told(
    pack: Path, old: str, new: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert old in ACCEPTED
    assert run(pack, ACCEPTED.replace(old, new), "--at-least", "0") == 1
    out, err = capfd.readouterr()
    assert said in out
    assert "1 acceptance(s) that accept nothing" in err


def test_what_was_not_tried_leaves_no_acceptance_idle(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    more = 'rule SML-002 "That"\n  must plan.title is given\n' + TESTED[TESTED.index("test ") :].replace("-001", "-002")
    assert run(pack, ACCEPTED + more, "--rule", "SML-002", "--at-least", "0") == 2
    assert "accepts nothing" not in capfd.readouterr().out


def test_a_rule_without_tests_is_told_once(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(pack, TESTED[: TESTED.index("test ")]) == 1
    out = capfd.readouterr().out
    assert "SML-001 has no test, so none of its 2 changes is noticed." in out
    assert "no test notices" not in out


def test_tests_that_fail_say_nothing_about_changes(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(pack, TESTED.replace("to £600k", "to £400k")) == 2
    out, err = capfd.readouterr()
    assert "rules/plan/plan.rules:9: expected: fail 1 time" in out
    assert err == "Exit 2: tests fail on rules as they stand, so what they notice says nothing.\n"


def test_the_answer_for_machines_is_the_same_on_any_number_of_processes(
    pack: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(pack, ACCEPTED, "--json")
    alone = capfd.readouterr().out
    run(pack, ACCEPTED, "--json", "--jobs", "2")
    assert capfd.readouterr().out == alone
    data = json.loads(alone)
    assert (data["schema_version"], data["changes"], data["noticed"], data["accepted"]) == ("1", 5, 2, 2)
    assert [len(one["survivors"]) for one in data["rules"]] == [2, 1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rule", "XYZ"], "No rule of this pack is meant"),
        (["--kind", "plam"], "Did you mean 'plan'?"),
        (["--pack", "elsewhere"], "The pack is given twice"),
    ],
)
def test_what_cannot_be_asked(pack: Path, arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(pack, TESTED, *arguments) == 2
    assert said in capfd.readouterr().err


def test_verdicts_without_words_are_those_with_words() -> None:
    loaded, fixtures = packs.load(), dict[str, Document]()
    seen = 0
    for source, test in stated_tests(loaded, ["FIN-", "MON-01", "CTL-", "ENG-"]):
        ready = prepare(loaded, test, source, fixtures)
        setting: dict[str, Any] = {
            "as_of": ready.setting.as_of,
            "parameters": ready.setting.parameters,
            "values": 10_000,
        }
        whole = judge(ready.rule.checked, ready.bound.data, **setting)
        quiet = verdicts(ready.rule.checked, KeptReader(ready.bound.data, ready.rule.checked.shape), **setting)
        assert (quiet.verdict, quiet.counts) == (whole.verdict, whole.counts), test.title
        places = [(note.verdict, note.severity, note.path) for note in whole.notes]
        assert [(note.verdict, note.severity, note.path) for note in quiet.notes] == places, test.title
        seen += len(places)
    assert seen > 50


def test_every_expression_of_the_language_is_spelt_and_changed() -> None:
    kinds = {one for one in vars(ast).values() if isinstance(one, type) and issubclass(one, ast.Expr)} - {ast.Expr}
    assert kinds == set(_SPELLERS)
    assert kinds - set(CONDITIONS) - set(VALUES) == {ast.Text, ast.Index}
