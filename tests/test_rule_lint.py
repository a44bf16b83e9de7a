"""What is dubious in rules: each finding by a rule that has it and one that has not, and its place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from planlint import packs, rule_lint
from planlint.cli import main
from planlint.rule_lint import HINTS

RULES = "rules/plan/plan.rules"
HEAD = 'rules for plan as plan\ntitle "A small plan"\n'
SCHEMA = """{
  "title": "A plan", "type": "object", "required": ["total", "parts"],
  "properties": {
    "title": {"type": "string"},
    "stage": {"type": "string", "enum": ["draft", "final"]},
    "period": {"type": "object", "x-period": ["first", "last"], "required": ["first", "last"],
      "properties": {"first": {"type": "string", "format": "financial-year"},
                     "last": {"type": "string", "format": "financial-year"}}},
    "total": {"type": "number", "minimum": 0, "x-unit": "£k", "x-step": 0.1},
    "other": {"type": "number", "x-unit": "£k"},
    "beds": {"type": "integer", "minimum": 1, "maximum": 40},
    "goals": {"type": "array", "minItems": 1, "items": {"type": "string"}},
    "parts": {"type": "array", "x-key": "name", "items": {
      "type": "object", "required": ["name", "value"],
      "properties": {"name": {"type": "string"}, "owner": {"type": "string"},
                     "value": {"type": "number", "x-unit": "£k", "x-step": 0.1},
                     "cell": {"anyOf": [{"type": "number"}, {"enum": ["none"]}], "x-unit": "£k", "x-step": 1}}}}
  }
}"""
TESTS = '\ntest SML-001 "a"\n  given "plan.yaml"\n  expect pass\ntest SML-001 "b"\n  given "plan.yaml"\n  expect fail\n'


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    (tmp_path / "pack" / "schemas" / "plan.schema.json").write_text(SCHEMA)
    return tmp_path / "pack"


def lint(pack: Path, text: str) -> list[tuple[str, int, int, str]]:
    (pack / RULES).write_text(HEAD + text)
    found = rule_lint.lint(packs.load(pack)).findings
    return [(one.name, one.line, one.column, one.message) for one in found]


def rule(body: str, more: str = "", before: str = "") -> str:
    return f'{before}rule SML-001 "It"\n{body}\n{TESTS}{more}'


def asked(*paths: str) -> str:
    rules = "".join(f"  must {path} is given\n" for path in paths)
    return f'rule SML-002 "Asked for"\n{rules}' + TESTS.replace("SML-001", "SML-002")


# The name of a finding, a rule that has it, and one that has not.
PAIRS = """\
== never-applies
  when plan.beds > 40
  must plan.title is given
--
  when plan.beds > 39
  must plan.title is given
== never-applies
  when plan.stage is "draft" and plan.stage is "final"
  must plan.title is given
--
  when plan.stage is "draft" or plan.stage is "final"
  must plan.title is given
== never-applies
  effective from 2018/19 until 2017/18
  must plan.title is given
--
  effective from 2017/18 until 2018/19
  must plan.title is given
== never-applies
  for each text in []
  must plan.title is given
--
  for each goal in plan.goals
  must plan.title is given
== never-applies
  for each part in plan.parts where part.name is "a" and part.name is not "a"
  must part.owner is given
--
  for each part in plan.parts where part.name is "a" and part.owner is not "a"
  must part.owner is given
== always-true
  when plan.total is given
  must plan.title is given
--
  when plan.beds is given
  must plan.title is given
== always-true
  when plan.stage is given
  for each part in plan.parts where plan.stage is given
  must part.owner is given
--
  when plan.stage is given
  for each part in plan.parts where plan.title is given
  must part.owner is given
== always-true
  when plan.beds >= 3
  must if plan.beds > 2 then plan.title is given
--
  when plan.beds >= 3
  must if plan.beds > 3 then plan.title is given
== cannot-fail
  must plan.total is given
--
  must plan.title is given
== cannot-fail
  for each part in plan.parts
  must part.value is given
--
  for each part in plan.parts
  must part.cell is given
== cannot-fail
  must count of plan.parts >= 0
--
  must count of plan.parts >= 1
== cannot-fail
  must plan.total = plan.total
--
  must plan.total = sum of part.value for part in plan.parts
== cannot-fail
  must plan.total >= £0
--
  must plan.total > £0
== cannot-fail
  must plan.beds <= 40
  missing means not applicable
--
  must plan.beds <= 39
  missing means fail
== cannot-fail
  when plan.title is given
  must plan.title is given
--
  when plan.title is given
  must plan.beds is given
== cannot-fail
  must plan.stage is one of ["draft", "final"]
  missing means not applicable
--
  must plan.stage is one of ["draft", "final"]
  missing means fail
== cannot-fail
  must plan.parts covers [] by name
--
  must plan.parts covers ["A"] by name
== cannot-fail
  must every part in plan.parts, if any, has part.value is given
--
  must every part in plan.parts, if any, has part.owner is given
== passes-on-nothing
  must no part in plan.parts where part.name is plan.title
  missing means fail
--
  when count of plan.parts > 0
  must no part in plan.parts where part.name is plan.title
  missing means fail
== passes-on-nothing
  must at most 1 part in plan.parts where part.value > £1k
--
  for each part in plan.parts
  must at most 1 other in plan.parts where other.value > part.value
== passes-on-nothing
  must no part in plan.parts where part.value > £1k
--
  must no goal in plan.goals where goal is plan.title
  missing means fail
== ends-unassessed
  must plan.total >= £1k * plan.beds
--
  must plan.total >= £1k * plan.beds
  missing means fail
== ends-unassessed
  for each part in plan.parts
  must part.owner is not "x"
--
  for each part in plan.parts
  must if part.owner is given then part.owner is not "x"
== ends-unassessed
  for each part in plan.parts
  let owner be part.owner
  must owner is not "x"
--
  for each part in plan.parts
  let owner be part.owner if given else "y"
  must owner is not "x"
== step-inferred
  must plan.other <= £5k
  missing means fail
--
  must plan.total <= £5k
  missing means fail
== message-names-nothing
  for each part in plan.parts
  must part.owner is given
  say "A part has no owner."
--
  for each part in plan.parts
  must part.owner is given
  say "{part.name} has no owner."
== same-condition
  for each part in plan.parts
  must part.value > £0
  should £0 < part.value
--
  for each part in plan.parts
  must part.value > £0
  should £1k < part.value
"""


def pairs() -> list[tuple[str, str, str]]:
    found = []
    for block in PAIRS.split("== ")[1:]:
        name, _, bodies = block.partition("\n")
        bad, _, good = bodies.partition("\n--\n")
        found.append((name, bad, good.rstrip("\n")))
    return found


@pytest.mark.parametrize(("name", "bad", "good"), pairs())
def test_what_a_rule_shows(pack: Path, name: str, bad: str, good: str) -> None:
    found = lint(pack, rule(bad))
    assert [one[0] for one in found] == [name], found
    lines = rule(bad).split("\n")
    assert 0 < found[0][1] - 2 <= len(lines)
    assert [one for one in lint(pack, rule(good)) if one[0] != "ends-unassessed" or name == one[0]] == []


@pytest.mark.parametrize("path", ["plan.beds", "plan.stage"])
def test_a_field_that_another_rule_asks_for_may_be_read(pack: Path, path: str) -> None:
    body = f"  must {path} is not plan.title" if path.endswith("stage") else f"  must plan.total >= £1k * {path}"
    alone = [one[0] for one in lint(pack, rule(body))]
    assert alone == ["ends-unassessed"]
    assert lint(pack, rule(body, asked(path, "plan.title"))) == []


def test_a_test_that_expects_it_says_that_a_blank_is_meant(pack: Path) -> None:
    more = 'test SML-001 "c"\n  given "plan.yaml"\n  expect cannot assess\n'
    assert lint(pack, rule("  must plan.total >= £1k * plan.beds", more)) == []


def test_a_test_of_an_empty_list_says_that_it_is_meant(pack: Path) -> None:
    more = 'test SML-001 "c"\n  given "plan.yaml"\n  set plan.parts to []\n  expect pass\n'
    assert lint(pack, rule("  must no part in plan.parts where part.value > £1k", more)) == []


DECLARED = [
    ("unused-parameter", "# A default.\nparameter limit is £5k\n", "plan.total < £5k"),
    ("unused-define", "define small() as plan.total < £5k\n", "plan.total < £5k"),
    ("unused-list", 'uses list "names.yaml" as limit\n', "plan.total < £5k"),
]


@pytest.mark.parametrize(("name", "declared", "condition"), DECLARED)
def test_what_is_declared_and_not_used(pack: Path, name: str, declared: str, condition: str) -> None:
    (pack / "rules" / "lists").mkdir()
    (pack / "rules" / "lists" / "names.yaml").write_text("- A\n")
    found = lint(pack, rule(f"  must {condition}", before=declared))
    assert [one[0] for one in found] == [name]
    used = {
        "unused-parameter": "plan.total < limit",
        "unused-define": "small()",
        "unused-list": "plan.title is in limit",
    }
    body = f"  must {used[name]}\n  missing means fail"
    assert lint(pack, rule(body, before=declared)) == []


@pytest.mark.parametrize(
    ("before", "dubious"),
    [
        ("parameter limit is £5k\n", True),
        ("# Large.\nparameter limit is £5k\n", True),
        ("# A default.\n\nparameter limit is £5k\n", True),
        ("parameter limit is £5k # an example\n", False),
        ("# As the guide says (guide).\nparameter limit is £5k\n", False),
        ("# Defaults.\nparameter first is £1k\nparameter limit is £5k\n", False),
    ],
)
def test_a_threshold_says_where_it_comes_from(pack: Path, before: str, dubious: bool) -> None:
    first = " and plan.total > first" if "first" in before else ""
    found = [one[0] for one in lint(pack, rule(f"  must plan.total < limit{first}", before=before))]
    assert found == (["threshold-without-source"] if dubious else [])


def test_a_rule_without_tests(pack: Path) -> None:
    found = lint(pack, 'rule SML-001 "It"\n  must plan.title is given\n')
    assert [one[:3] for one in found] == [
        ("unused-fixture", 0, 0),
        ("no-failing-test", 3, 6),
        ("no-passing-test", 3, 6),
    ]


def test_two_rules_that_ask_the_same(pack: Path) -> None:
    text = (
        'rule SML-001 "It"\n  for each part in plan.parts\n  let limit be £5k\n  must part.value < limit\n'
        'rule SML-002 "That"\n  for each row in plan.parts\n  must £5k > row.value\n'
    )
    found = lint(pack, text + TESTS + TESTS.replace("SML-001", "SML-002"))
    assert found == [("same-condition", 7, 6, "SML-002 asks the same as SML-001, in rules/plan/plan.rules:3.")]


def test_a_good_submission_that_no_test_is_given(pack: Path) -> None:
    (pack / "fixtures" / "clean" / "more").mkdir()
    (pack / "fixtures" / "clean" / "more" / "plan.yaml").write_text("kind: plan\n")
    (pack / RULES).write_text(HEAD + rule("  must plan.title is given"))
    [found] = rule_lint.lint(packs.load(pack)).findings
    assert (found.source, found.name) == ("fixtures/clean/more/plan.yaml", "unused-fixture")


def test_what_is_so_for_one_kind_only_is_not_told(pack: Path) -> None:
    (pack / "schemas" / "note.schema.json").write_text(
        '{"type": "object", "properties": {"total": {"type": "number", "x-unit": "£k", "x-step": 1}}}'
    )
    text = 'rule SML-001 "It"\n  must it.total is given\n' + TESTS
    (pack / RULES).write_text("rules for plan, note as it\n" + text)
    assert rule_lint.lint(packs.load(pack)).findings == ()
    (pack / RULES).write_text("rules for plan as it\n" + text)
    assert [one.name for one in rule_lint.lint(packs.load(pack)).findings] == ["cannot-fail"]


# ---------------------------------------------------------------------- accepting, showing
BAD = rule("  # lint accepted: cannot-fail, because the schema of next year drops it\n  must plan.total is given")


def test_a_finding_is_accepted_with_its_reason(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert lint(pack, BAD) == []
    assert main(["rules", "lint", str(pack), "-v"]) == 0
    out, err = capfd.readouterr()
    assert "      Accepted, because the schema of next year drops it" in out.splitlines()
    assert err == "Exit 0: 0 findings in 1 rule, 1 accepted.\n"


@pytest.mark.parametrize(
    ("old", "new"), [("cannot-fail", "always-true"), (", because the schema of next year drops it", "")]
)
def test_an_acceptance_that_accepts_nothing_is_told(pack: Path, old: str, new: str) -> None:
    assert sorted(one[0] for one in lint(pack, BAD.replace(old, new))) == ["accepts-nothing", "cannot-fail"]


def test_the_whole_answer(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lint(pack, rule("  must plan.total is given and plan.title is given"))
    assert main(["rules", "lint", str(pack)]) == 1
    out, err = capfd.readouterr()
    assert (
        out
        == """\
rules/plan/plan.rules:4:8: cannot-fail: `plan.total is given` cannot fail: the schema requires it.
    4 |   must plan.total is given and plan.title is given
               ^^^^^^^^^^^^^^^^^^^
      Correct it, or delete it: an obligation that cannot fail only looks like a check.

"""
    )
    assert err == "Exit 1: 1 finding in 1 rule.\n"
    assert main(["rules", "lint", "--pack", str(pack), "-f", "concise"]) == 1
    line = "rules/plan/plan.rules:4:8: cannot-fail `plan.total is given` cannot fail: the schema requires it.\n"
    assert capfd.readouterr().out == line
    assert main(["rules", "lint", str(pack), "-f", "json"]) == 1
    [found] = json.loads(capfd.readouterr().out)["findings"]
    assert (found["name"], found["line"], found["column"], found["hint"]) == ("cannot-fail", 4, 8, HINTS["cannot-fail"])


def test_every_finding_has_a_test() -> None:
    tested = {name for name, _, _ in pairs()} | {name for name, _, _ in DECLARED}
    tested |= {"no-failing-test", "no-passing-test", "unused-fixture", "threshold-without-source", "accepts-nothing"}
    assert tested == set(HINTS)


def test_the_built_in_rules_are_in_order() -> None:
    result = rule_lint.lint(packs.load())
    assert [str(one.problem([])) for one in result.findings] == []
