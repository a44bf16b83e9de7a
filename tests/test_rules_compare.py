"""`planlint rules compare`: which submissions a newer pack judges otherwise than an older one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planlint import packs
from planlint.cli import main
from planlint.rule_comparison import differences

Edit = Callable[..., None]
RULES = "rules/plan/plan.rules"
RETURNS = {
    "fine.yaml": "kind: plan\ntotal: 240.0\nparts:\n  - {name: A, value: 120.0, owner: Finance}\n"
    "  - {name: B, value: 120.0, owner: Nursing}\n",
    "large.yaml": "kind: plan\ntotal: 300.0\nparts:\n  - {name: A, value: 100.0, owner: Finance}\n"
    "  - {name: B, value: 200.0, owner: Nursing}\n",
    "no-owner.yaml": "kind: plan\ntitle: Plan\ntotal: 100.0\nparts:\n  - {name: A, value: 100.0}\n",
    "wrong-total.yaml": "kind: plan\ntitle: Plan\ntotal: 900.0\nparts:\n"
    + "".join(f"  - {{name: P{n}, value: 600.0, owner: Finance}}\n" for n in range(5)),
    "unreadable.yaml": "kind: plan\ntotal: [\n",
    "unknown.yaml": "kind: plam\ntotal: 1.0\n",
}


@pytest.fixture
def work(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with the packs `old` and `new`, so far the same, and `returns`."""
    for name in ("old", "new"):
        shutil.copytree(root / "tests" / "packs" / "small", tmp_path / name)
    (tmp_path / "returns").mkdir()
    for name, text in RETURNS.items():
        (tmp_path / "returns" / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def edit(work: Path) -> Edit:
    """Changes a file of the newer pack; each old text must be there."""

    def change(*pairs: tuple[str, str], file: str = RULES) -> None:
        path = work / "new" / file
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    return change


def compare(*words: str) -> int:
    return main(["rules", "compare", "old", "new", *(words or ("returns",)), "--as-of", "2017-08-09"])


def changed(edit: Edit) -> None:
    """A pack as a year of work leaves it: a rule graver and stricter, one gone, one new, one in other words."""
    edit(
        ("largest is £500k", "largest is £150k"),
        ("should part.value <= largest", "must part.value <= largest"),
        ("Correct the parts or the total.", "Correct the total, or the parts."),
        (
            'rule SML-003 "Each part says who answers for it"\n  for each part in plan.parts\n',
            'rule SML-004 "A title"\n',
        ),
        ("must part.owner is given", "should plan.title is given"),
        ('say "{part.name} has no owner."', 'say "The plan has no title."'),
        ("Name who answers for it.", "Give it one."),
        ('test SML-003 "a part without an owner"', 'test SML-004 "no title"'),
        ('remove plan.parts["A"].owner', "remove plan.title"),
    )


@pytest.mark.parametrize(("words", "name"), [((), "cli-compare.txt"), (("--json",), "cli-compare.json")])
def test_the_whole_of_what_is_told(
    root: Path, edit: Edit, words: tuple[str, ...], name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    changed(edit)
    assert compare("returns", *words) == 1
    out, err = capfd.readouterr()
    golden = root / "tests" / "goldens" / name
    if os.environ.get("PLANLINT_GOLDENS") == "write":
        golden.write_text(out, encoding="utf-8")
    assert out == golden.read_text(encoding="utf-8")
    assert err == (
        "Exit 1: 4 of 4 submissions change: 1 sent back that was not, 1 no longer sent back, 2 more with other "
        "findings.\n"
    )


def test_examples_are_counted_where_they_are_cut_and_shown_where_all_are_wanted(
    edit: Edit, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(("should part.value <= largest", "must part.value <= largest"))
    assert compare() == 1
    out = capfd.readouterr().out
    assert "  5 findings: to explain before, to fix now, in 1 submission:\n" in out
    assert "      and 2 more (--verbose shows them all)\n" in out
    assert out.count("P4 is large.") == 0
    assert compare("returns", "--verbose") == 1
    assert capfd.readouterr().out.count("P4 is large.") == 1


def test_nothing_changes_and_nothing_is_judged_where_no_rule_differs(
    edit: Edit, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(
        ("rules for plan as plan", "# Better laid out.\nrules for plan as plan"),
        ("set plan.total to £500k", "set plan.total to £501k"),
    )
    assert compare() == 0
    out, err = capfd.readouterr()
    assert "4 not judged, since both packs judge such a submission alike: plan.\n" in out
    assert "No rule, no schema and no guidance of the two packs differs.\n" in out
    assert err == "Exit 0: nothing changes: both packs judge 4 such submissions alike.\n"


def test_a_rule_that_differs_where_nothing_shows_it_is_named(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(('"{part.name} has no owner."', '"{part.name} has nobody."'))
    assert compare("returns/fine.yaml") == 0
    out, err = capfd.readouterr()
    assert "1 rule differs, and nothing in these submissions shows it: SML-003.\n" in out
    assert err == "Exit 0: nothing changes in 1 submission.\n"
    assert compare("returns") == 1
    out = capfd.readouterr().out
    assert "1 finding in other words, in 1 submission:" in out
    assert "message [before -> now]: A has [no owner. -> nobody.]" in out


def test_a_kind_that_no_submission_is_of_is_named(edit: Edit, work: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (work / "new/schemas/report.schema.json").write_text('{"type": "object", "properties": {}}', encoding="utf-8")
    edit(("rules for plan as plan", "rules for plan as plan"))
    (work / "new/rules/report.rules").write_text(
        'rules for report as it\nrule REP-001 "There is one" must it is given\n', encoding="utf-8"
    )
    assert compare() == 0
    out = capfd.readouterr().out
    assert "  report: 1 rule new (REP-001), the schema.\n" in out
    assert "Both packs judge these otherwise too, but no submission is of them: report.\n" in out
    assert "nothing in these submissions shows it" not in out


def test_another_place_is_told_as_a_move(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(("must part.owner is given", "must part.owner is given\n  at part"))
    assert compare("returns/no-owner.yaml") == 1
    out = capfd.readouterr().out
    assert "1 finding at another place, in 1 submission:" in out
    assert "line 5 (parts, item 1); before, line 5 (parts, item 1, owner): A has no owner." in out


def test_what_can_no_longer_be_assessed(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(("must part.owner is given", 'must part.owner is not "Nobody"'))
    assert compare("returns/no-owner.yaml") == 1
    out = capfd.readouterr().out
    assert "In 1 submission it failed and now cannot be assessed.\n" in out
    assert "1 thing: failed before, cannot be assessed now, in 1 submission:" in out


def test_more_things_looked_at(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(("for each part in plan.parts\n  should", 'for each part in plan.parts where part.name is not "A"\n  should'))
    assert compare("returns/fine.yaml") == 1
    out, err = capfd.readouterr()
    assert "In 1 submission it looks at more or fewer things, with the same verdict.\n" in out
    assert ", 0 no longer sent back, 1 with the same findings." in err


def test_a_schema_that_asks_for_more(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(('"required": ["total", "parts"]', '"required": ["total", "parts", "title"]'), file="schemas/plan.schema.json")
    assert compare() == 1
    out = capfd.readouterr().out
    assert "  plan: the schema.\n" in out
    assert "2 submissions would now be sent back\n" in out
    assert "returns/fine.yaml (plan): nothing before, 1 to fix now, by SHAPE-REQUIRED\n" in out
    assert (
        "\nSHAPE-REQUIRED  Every required field is given  (plan)\n"
        "  In 2 submissions it passed and now fails.\n"
        "  2 failures to fix are new, in 2 submissions:\n"
    ) in out


def test_what_a_schema_says_to_its_authors_makes_no_difference(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(
        ('"title": "A plan"', '"title": "A plan", "$comment": "Since April"'),
        ('"title": {"type": "string"}', '"title": {"type": "string", "x-unread": "for the reader"}'),
        file="schemas/plan.schema.json",
    )
    assert compare() == 0
    assert "No rule, no schema and no guidance of the two packs differs.\n" in capfd.readouterr().out


def test_what_counts_is_what_is_asked_for(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(("largest is £500k", "largest is £150k"))
    assert compare("returns/large.yaml") == 1
    assert "would now be sent back" not in capfd.readouterr().out
    assert compare("returns/large.yaml", "--fail-on", "should") == 1
    assert "returns/large.yaml (plan): nothing before, 1 to explain now, by SML-002\n" in capfd.readouterr().out
    assert compare("returns/large.yaml", "--set", "largest=£500k") == 1
    assert "it passed and now fails" not in capfd.readouterr().out


def test_without_paths_the_newer_packs_own_fixtures_are_judged(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    changed(edit)
    assert main(["rules", "compare", "old", "new", "--as-of", "2017-08-09"]) == 1
    assert "new/fixtures/clean/plan.yaml (plan): nothing before, 1 to fix now, by SML-002" in capfd.readouterr().out


def test_either_way_to_name_the_newer_pack(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    changed(edit)
    assert compare() == 1
    told = capfd.readouterr().out
    assert main(["rules", "compare", "old", "--pack", "new", "returns", "--as-of", "2017-08-09"]) == 1
    assert capfd.readouterr().out == told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["returns/none.yaml"], "returns/none.yaml: there is no such file or folder."),
        (["returns/unreadable.yaml"], "Exit 2: nothing was compared: no submission could be judged by either pack."),
        (["returns", "--select", "XYZ"], "--select 'XYZ': no rule of either pack has a code that begins so."),
        (["returns", "--set", "smallest=1"], "--set 'smallest' is not known."),
        (["returns", "--kind", "plam"], "Did you mean 'plan'?"),
    ],
)
def test_what_cannot_be_compared(work: Path, words: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert compare(*words) == 2
    err = capfd.readouterr().err
    assert said in err
    assert err.splitlines()[-1].startswith("Exit 2: ")


@pytest.mark.parametrize("which", ["old", "new"])
def test_a_pack_that_does_not_load_is_told_with_its_folder(
    work: Path, which: str, capfd: pytest.CaptureFixture[str]
) -> None:
    file = work / which / RULES
    file.write_text(file.read_text(encoding="utf-8").replace("plan.total =", "plan.totle ="), encoding="utf-8")
    assert compare() == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert f"{which}/rules/plan/plan.rules:8:" in err
    assert err.endswith("Exit 2: the rule pack cannot be used (1 problem), so nothing was checked.\n")


def test_no_such_pack(work: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "compare", "older", "new", "returns"]) == 2
    err = capfd.readouterr().err
    assert err.startswith("older: There is no such folder.\n      A pack is a folder with rules/pack.yaml in it.\n")


def test_submissions_are_judged_beside_each_other(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("old", "new"):
        shutil.copytree(root / "tests" / "packs" / "joined", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for file in (tmp_path / "new" / "rules").rglob("*.rules"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("whole <= £100k", "whole <= £30k")
        file.write_text(
            text.replace("must deal.total = theirs.total", "must deal.total = theirs.total - £5k"), encoding="utf-8"
        )
    assert main(["rules", "compare", "old", "new", "--as-of", "2017-08-09"]) == 1
    out, err = capfd.readouterr()
    assert "  deal: 1 rule changed (JND-002).\n  the batch: 1 rule changed (JND-010).\n" in out
    assert "deal-seller.yaml (deal): nothing before, 1 to fix now, by JND-002\n" in out
    assert "all submissions, the whole submission: Together they come to £50.0k.\n" in out
    assert err == (
        "Exit 1: 3 of 3 submissions change: 2 sent back that were not, 0 no longer sent back, 1 with the same "
        "findings. What all of them come to together changes too.\n"
    )
    previous = ["new/fixtures/clean/deal.yaml", "--previous", "new/fixtures/clean/deal-april.yaml"]
    assert main(["rules", "compare", "old", "new", *previous, "--select", "JND-001"]) == 0
    assert main(["rules", "compare", "old", "new", *previous[:2], "new/fixtures/clean/deal-seller.yaml"]) == 2
    assert "nothing there is an earlier submission" in capfd.readouterr().err


def test_a_rule_is_the_same_wherever_it_stands_and_another_where_anything_it_uses_is(work: Path, edit: Edit) -> None:
    def codes() -> tuple[str, ...]:
        old, new = (packs.load(Path(name)) for name in ("old", "new"))
        found = differences(old, new)
        return found["plan"].codes if "plan" in found else ()

    edit(("parameter largest", "\n\n# Why.\nparameter largest"))
    assert codes() == ()
    edit(("largest is £500k", "largest is £501k"))
    assert codes() == ("SML-002",)
    edit(('cites "guide" point 1\n', ""))
    assert codes() == ("SML-001", "SML-002")


def test_nothing_that_a_stranger_wrote_steers_the_terminal(
    work: Path, edit: Edit, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(("should part.value <= largest", "must part.value <= largest"))
    text = RETURNS["wrong-total.yaml"].replace("name: P0", 'name: "P\\x1b[2J\\u202e"')
    (work / "returns" / "a\x1b[2J.yaml").write_text(text, encoding="utf-8")
    (work / "returns" / "b\n.yaml").write_text("kind: plan\ntotal: [\n", encoding="utf-8")
    assert compare("returns", "--verbose", "--color", "never") == 1
    out = capfd.readouterr().out
    assert "returns/a\\x1b[2J.yaml, line 5 (parts, item 1, value): P\\x1b[2J<U+202E> is large.\n" in out
    assert "  returns/b\\n.yaml: The file is not YAML" in out
    assert not set(out) & {"\x1b", "\u202e"}


def test_machines_are_told_all_of_it(edit: Edit, capfd: pytest.CaptureFixture[str]) -> None:
    edit(("should part.value <= largest", "must part.value <= largest"))
    assert compare("returns", "--json") == 1
    told = json.loads(capfd.readouterr().out)
    (rule,) = told["rules"]
    (change,) = rule["changes"]
    assert (rule["rule"], change["what"], change["count"]) == ("SML-002", "severity", 5)
    assert [one["new"]["message"] for one in change["findings"]] == [f"P{n} is large." for n in range(5)]
