"""`planlint rules new`: what it begins loads, passes its own tests, and is laid out as rules are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planlint.cli import main
from planlint.lang.format import formatted


@pytest.fixture
def pack(root: Path, tmp_path: Path) -> Path:
    made = tmp_path / "pack"
    shutil.copytree(root / "tests" / "packs" / "small", made)
    return made


def whole(pack: Path) -> dict[str, bytes]:
    return {path.relative_to(pack).as_posix(): path.read_bytes() for path in pack.rglob("*") if path.is_file()}


def test_a_rule_goes_where_its_like_stand(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = whole(pack)
    assert main(["rules", "new", "SML-010", 'A plan has a "title"', "--pack", str(pack)]) == 0
    shown = capfd.readouterr()
    assert shown.out.startswith("rules/plan/plan.rules:33: SML-010 is added\nTo fill in: why there is such a rule;")
    assert shown.err == f"Exit 0: SML-010 is there. Next: fill it in, then planlint rules test SML-010 --pack {pack}\n"
    after = whole(pack)
    name = "rules/plan/plan.rules"
    assert {one for one in after if after[one] != before.get(one)} == {name}
    assert after[name].startswith(before[name])
    assert after[name].decode().split("\n")[32] == 'rule SML-010 "A plan has a ""title"""'
    assert main(["rules", "test", "SML-010", "--pack", str(pack)]) == 0
    assert capfd.readouterr().err == "Exit 0: 2 tests of 1 rule, 2 passed, 0 failed.\n"


def test_a_rule_of_a_new_sort_gets_a_file_of_its_own(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "new", "OWN-001", "Somebody answers for it", "--kind", "plan", "--pack", str(pack)]) == 0
    assert "rules/plan/own.rules:5: OWN-001 begins a new file\n" in capfd.readouterr().out
    text = (pack / "rules/plan/own.rules").read_text(encoding="utf-8")
    assert text.startswith('rules for plan as plan\ntitle "To fill in: what the rules OWN are about"\n\n# To fill in')
    assert formatted(text, "own.rules") == (text, [])
    assert main(["rules", "test", "OWN", "--pack", str(pack)]) == 0


def test_the_first_rule_of_a_pack(pack: Path) -> None:
    (pack / "rules/plan/plan.rules").unlink()
    assert main(["rules", "list", "--pack", str(pack)]) == 2
    assert main(["rules", "new", "OWN-001", "Somebody answers for it", "--pack", str(pack)]) == 0
    assert main(["rules", "test", "--pack", str(pack)]) == 0


def test_laid_out_rules_stay_so(root: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    for part in ("rules", "schemas", "fixtures/clean"):
        shutil.copytree(root / part, pack / part)
    for code in ("FIN-901", "ZZZ-001"):
        assert main(["rules", "new", code, "Something holds", "--kind", "stp-plan", "--pack", str(pack)]) == 0
    assert main(["rules", "test", "ZZZ-001", "FIN-901", "--pack", str(pack)]) == 0
    assert main(["rules", "fmt", "--check", "--pack", str(pack)]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["SML-001", "x"], "a rule already, in rules/plan/plan.rules:6. The next that is free is SML-004."),
        (["sml-1", "x"], "is no code of a rule"),
        (["../A-1", "x"], "is no code of a rule"),
        (["A-1", " "], "The title of a rule is one line of text"),
        (["A-1", "a\nrule B-1"], "The title of a rule is one line of text"),
        (["A-1", "x", "--kind", "plam"], "There is no kind 'plam'"),
    ],
)  # fmt: skip
def test_what_cannot_be_begun(pack: Path, arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    before = whole(pack)
    assert main(["rules", "new", *arguments, "--pack", str(pack)]) == 2
    assert said in capfd.readouterr().err
    assert whole(pack) == before


def test_the_kind_must_be_said_where_there_are_several(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "new", "ZZZ-001", "x"]) == 2
    assert "Say which kind of submission the rule is for: --kind KIND." in capfd.readouterr().err


def test_a_pack_without_a_good_submission(pack: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(pack / "fixtures")
    assert main(["rules", "new", "SML-010", "x", "--pack", str(pack)]) == 2
    assert "There is no good submission of the kind plan in fixtures/clean" in capfd.readouterr().err
