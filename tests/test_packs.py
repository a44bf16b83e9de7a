"""A folder made into a pack: one road for any pack, and everything that is wrong with it said at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planlint import packs
from planlint.errors import PackFault
from planlint.shape import DateShape, FigureShape, RecordShape, TextShape

RULES, SOURCES, PACK = "rules/plan/plan.rules", "rules/sources.yaml", "rules/pack.yaml"


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    """A copy of the small pack, to be broken."""
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    return tmp_path / "pack"


def wrong(pack: Path) -> str:
    with pytest.raises(PackFault) as caught:
        packs.load(pack)
    return str(caught.value)


def change(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text()
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1))


def test_the_built_in_pack_loads_and_cites_what_it_says(root: Path) -> None:
    loaded = packs.load()
    assert loaded.folder == root
    for kind in loaded.kinds:
        codes = [rule.code for rule in loaded.rules_for(kind)]
        assert codes
        assert codes == sorted(set(codes))
    assert loaded.rules_for("no-such-kind") == ()


def test_a_pack_says_its_kinds_rules_and_thresholds(pack: Path) -> None:
    loaded = packs.load(pack)
    assert (loaded.stamp.name, loaded.stamp.version) == ("small", "1.0")
    assert list(loaded.kinds) == ["plan"]
    assert loaded.parameters == {"largest"}
    first = loaded.rules_for("plan")[0]
    assert (first.code, first.title, first.severity) == ("SML-001", "The parts add up to the total", "must")
    assert (first.source, first.cites[0].source, first.cites[0].point) == (RULES, "guide", "1")
    assert first.why == ""


def test_a_parameter_has_one_value_for_a_kind(pack: Path) -> None:
    other = pack / "rules" / "plan" / "second.rules"
    other.write_text("rules for plan as plan\n\nparameter largest is £500000\n", encoding="utf-8")
    assert packs.load(pack).parameters == {"largest"}
    change(pack, "rules/plan/second.rules", "£500000", "£600k")
    said = wrong(pack)
    assert "rules/plan/second.rules:3" in said
    assert f"The parameter 'largest' has another value in {RULES}:4, which is for plan too." in said


def test_the_comment_above_a_rule_is_its_reason(pack: Path) -> None:
    change(pack, RULES, "rule SML-002", "# apart\n\n# Large parts\n# hide others.\nrule SML-002")
    _, second, third = packs.load(pack).rules_for("plan")[:3]
    assert (second.why, third.why) == ("Large parts hide others.", "")


def test_the_hash_is_of_what_the_files_hold_and_not_of_where_they_are(pack: Path, tmp_path: Path) -> None:
    before = packs.load(pack).stamp
    shutil.copytree(pack, tmp_path / "elsewhere")
    assert packs.load(tmp_path / "elsewhere").stamp == before
    (pack / "rules" / "notes.md").write_text("What this is about.")
    assert packs.load(pack).stamp == before
    change(pack, RULES, "£500k", "£501k")
    assert packs.load(pack).stamp.hash != before.hash


BREAKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda p: (p / PACK).unlink(), "has no rules/pack.yaml"),
    "no version": (lambda p: change(p, PACK, 'version: "1.0"\n', ""), "version"),
    "code in the manifest": (lambda p: change(p, PACK, "licence", "python: run.py\nlicence"), "it brings no code"),
    "a manifest twice said": (lambda p: change(p, PACK, "licence", "name: b\nlicence"), "rules/pack.yaml:4:1"),
    "an unknown source": (lambda p: change(p, RULES, '"guide"', '"giude"'), "'giude'"),
    "an unknown point": (lambda p: change(p, RULES, "point 1", "point 9"), "no such point"),
    "an unknown kind": (lambda p: change(p, RULES, "for plan as", "for plam as"), "There is no kind 'plam'"),
    "an unknown field": (lambda p: change(p, RULES, "part.owner is", "part.ownr is"), "ownr"),
    "a broken rule": (lambda p: change(p, RULES, "must plan.total =", "must plan.total = ="), f"{RULES}:8:21"),
    "a broken schema": (lambda p: change(p, "schemas/plan.schema.json", '"array"', '"aray"'), "aray"),
    "no schema": (lambda p: (p / "schemas/plan.schema.json").unlink(), "no schemas"),
    "no rules": (lambda p: (p / RULES).unlink(), "no rules"),
    "rules that are not text": (lambda p: (p / RULES).write_bytes(b"\xff"), "UTF-8"),
    "a misnamed file": (lambda p: (p / "rules/more.rule").write_text("x"), "no place in a pack"),
    "code beside rules": (lambda p: (p / "rules/x.py").write_text("x"), "no place in a pack"),
    "an absent list": (lambda p: change(p, RULES, "title ", 'uses list "a.yaml" as a\ntitle '), "a.yaml"),
    "a link to a file": (lambda p: (p / "rules/x.rules").symlink_to("/etc/passwd"), "This is a link"),
    "a link to a folder": (lambda p: (p / "rules/x").symlink_to("/etc"), "This is a link"),
    "a pipe": (lambda p: os.mkfifo(p / "rules/x.rules"), "not an ordinary file"),
    "rules too large": (lambda p: (p / "rules/x.rules").write_text("#" * 1_000_001), "larger than"),
    "two calendars": (
        lambda p: (
            (p / "rules/x.rules").write_text(
                'rules for plan as p\nfiscal year starts 1 April\nrule X-001 "x"\n  must p.total is given\n'
            )
            and (p / "rules/y.rules").write_text(
                'rules for every kind as p\nfiscal year starts 1 May\nrule X-002 "x"\n  must p.total is given\n'
            )
        ),
        "more than once",
    ),
    "a code twice": (
        lambda p: (p / "rules/z.rules").write_text(
            'rules for every kind as p\nrule SML-001 "Again"\n  must p.total is given\n'
        ),
        f"SML-001 is already the code of a rule for plan, in {RULES}:6.",
    ),
}


@pytest.mark.parametrize("case", BREAKS)
def test_what_is_wrong_is_said(pack: Path, case: str) -> None:
    breaks, said = BREAKS[case]
    breaks(pack)
    assert said in wrong(pack)


def test_the_whole_rules_folder_cannot_be_a_link(pack: Path) -> None:
    shutil.move(pack / "schemas", pack.parent / "theirs")
    (pack / "schemas").symlink_to(pack.parent / "theirs")
    assert "schemas: This is a link" in wrong(pack)


def test_everything_wrong_is_said_at_once(pack: Path) -> None:
    change(pack, PACK, 'version: "1.0"\n', "")
    change(pack, RULES, "part.owner is", "part.ownr is")
    change(pack, RULES, "point 1", "point 9")
    (pack / "rules/more.rule").write_text("x")
    said = wrong(pack)
    for part in ("version", "ownr", "point 9", "more.rule"):
        assert part in said


def test_a_folder_that_is_not_there() -> None:
    assert "nowhere" in wrong(Path("nowhere"))


# ---------------------------------------------------------------------- lists


def rows_of(pack: Path, name: str, text: str) -> tuple[RecordShape, list[object], str | None]:
    (pack / "rules/lists").mkdir()
    (pack / "rules/lists" / name).write_text(text)
    change(pack, RULES, "title ", f'uses list "{name}" as known\ntitle ')
    listed = packs.load(pack).rules_for("plan")[0].checked.lists["known"]
    assert isinstance(listed.shape.item, RecordShape)
    return listed.shape.item, list(listed.rows), listed.shape.key


def test_a_list_of_texts_is_a_table_of_codes(pack: Path) -> None:
    _, rows, key = rows_of(pack, "a.yaml", "- red\n- green\n")
    assert (rows, key) == ([{"code": "red"}, {"code": "green"}], "code")


def test_a_table_begins_with_where_it_comes_from(pack: Path) -> None:
    _, rows, key = rows_of(pack, "a.csv", "# From a survey,\n# of 2017.\ncode,beds\nA,12\n#1,13\n")
    assert ([row["code"] for row in rows if isinstance(row, dict)], key) == (["A", "#1"], "code")


def test_a_list_that_no_rule_uses_is_not_read(pack: Path) -> None:
    (pack / "rules/lists").mkdir()
    (pack / "rules/lists/a.csv").write_text("code,name\nA\n")
    assert packs.load(pack).rules_for("plan")


def test_a_broken_list_is_told_once(pack: Path) -> None:
    (pack / "rules/lists").mkdir()
    (pack / "rules/lists/a.csv").write_text("code,name\nA\n")
    change(pack, RULES, "title ", 'uses list "a.csv" as known\ntitle ')
    with pytest.raises(PackFault) as caught:
        packs.load(pack)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name,beds,opened,note\nA,12,2017-04-01,x\nB,1.5,2018-04-01,7\n"),
        (
            "a.yaml",
            "- {name: A, beds: 12, opened: 2017-04-01, note: x}\n- {name: B, beds: 1.5, opened: 2018-04-01, note: 7}\n",
        ),
    ],
)
def test_columns_have_the_type_of_all_they_hold(pack: Path, name: str, text: str) -> None:
    item, rows, key = rows_of(pack, name, text)
    assert key == "name"
    kinds = {column: type(shape) for column, shape in item.fields.items()}
    assert kinds == {"name": TextShape, "beds": FigureShape, "opened": DateShape, "note": TextShape}
    assert [str(row["beds"]) for row in rows if isinstance(row, dict)] == ["12", "1.5"]
    assert [row["note"] for row in rows if isinstance(row, dict)] == ["x", "7"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "- A\n- A\n", "a.yaml:2:1"),
        ("a.yaml", "[]", "empty"),
        ("a.yaml", "a: b", "not a list"),
        ("a.yaml", "- {name: [1]}", "An entry of a list"),
        ("a.yaml", "- {code: A}\n- {name: B}\n", "has no 'code'"),
        ("a.csv", "code,name\nA\n", "1 cells"),
        ("a.csv", "code,code\nA,B\n", "name of its own"),
        ("a.csv", "", "empty"),
        ("a.csv", "# From a survey.\n", "empty"),
        ("a.csv", "# From a survey.\n# Of 2017.\ncode,name\nA\n", "a.csv:4:1"),
        ("a.csv", "# From a survey.\ncode,code\nA,B\n", "a.csv:2:1"),
        ("a.csv", 'code\n"A', "CSV"),
        ("a.txt", "A", "no place in a pack"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(pack: Path, name: str, text: str, said: str) -> None:
    (pack / "rules/lists").mkdir()
    (pack / "rules/lists" / name).write_text(text)
    change(pack, RULES, "title ", f'uses list "{name}" as known\ntitle ')
    assert said in wrong(pack)
